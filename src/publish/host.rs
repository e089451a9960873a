//! A place where static files can be put.

use async_trait::async_trait;

use crate::problem::Problem;

/// Puts files on a static host. One contract, one test suite, every kind of host.
///
/// Paths are those of the site: relative, `/` between the parts, no part empty, `.` or `..`
/// (see [`check_path`]). One publishing at a time may write to a host; readers may be many.
#[async_trait]
pub trait Host: Send + Sync {
    /// Puts `bytes` at `path` (relative, `/`); whoever fetches it sees the old file or the new one, never a part.
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError>;
    /// Takes `path` off; it is no fault when it is not there.
    async fn remove(&self, path: &str) -> Result<(), HostError>;
    /// The file at `path`, or `None`.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError>;
}

/// The host did not do as asked. Each holds the host's own words, for whoever looks after it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It cannot be reached, or broke off: may pass by itself.
    #[error("the host cannot be reached: {0}")]
    Unreachable(String),
    /// It refused: key, password or permission.
    #[error("the host refused: {0}")]
    Refused(String),
    /// It answers, but is not the host that was written down: its own key is unknown or has changed.
    #[error("the host's own key is not the known one: {0}")]
    Stranger(String),
    /// The bucket or the account's folder is not there.
    #[error("the place on the host is missing: {0}")]
    Missing(String),
    /// Its disk or its quota is full.
    #[error("the host is full: {0}")]
    Full(String),
    /// This path would leave the site's folder: a link lies on it, or it is no path of a site.
    #[error("not a place inside the site: {0}")]
    Outside(String),
}

impl HostError {
    /// The same in a director's words, with the host's own words at the end.
    pub fn problem(&self) -> Problem {
        let (id, detail) = match self {
            HostError::Unreachable(detail) => ("publish-host-unreachable", detail),
            HostError::Refused(detail) => ("publish-host-refused", detail),
            HostError::Stranger(detail) => ("publish-host-stranger", detail),
            HostError::Missing(detail) => ("publish-host-missing", detail),
            HostError::Full(detail) => ("publish-host-full", detail),
            HostError::Outside(detail) => ("publish-host-outside", detail),
        };
        Problem::error(id, vec![("detail", detail.into())])
    }

    /// Whether the same request may well succeed a little later.
    pub fn passes(&self) -> bool {
        matches!(self, HostError::Unreachable(_))
    }
}

/// Lets through only paths that stay inside the site on every kind of host.
///
/// # Errors
/// [`HostError::Outside`] for an absolute path, an empty, `.` or `..` part, a backslash or a control character.
pub fn check_path(path: &str) -> Result<(), HostError> {
    let plain = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(|c: char| c == '\\' || c == ':' || c.is_control())
    };
    if path.split('/').all(plain) { Ok(()) } else { Err(HostError::Outside(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_inside_the_site_pass() {
        for good in ["index.html", "abc/index.html", "p/3f-960.webp", "遠足/おたより.pdf", "a/..b"] {
            assert_eq!(check_path(good), Ok(()), "{good}");
        }
        for bad in
            ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a\\..\\b", "C:/x", "a\0b", "a\nb"]
        {
            assert!(matches!(check_path(bad), Err(HostError::Outside(_))), "{bad:?}");
        }
    }
}
