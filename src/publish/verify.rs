//! Looks at a published page as a parent would, before anybody is told of it.

use std::time::Duration;

use reqwest::header::CACHE_CONTROL;
use reqwest::redirect;

use crate::problem::Problem;

/// More than any page or sheet has: a host that sends more sends something else.
const MOST_BYTES: usize = 64 << 20;

/// Fetches `path` of the site from the public address and compares it with what was published.
///
/// `site` is `https://…` without a slash at the end, `path` one of the tree's; for `…/index.html` the address
/// that parents get is fetched, `…/`. `expected` is the blake3 in hex (64 characters).
///
/// # Errors
/// [`VerifyError`], each with the address that was fetched.
pub async fn verify(site: &str, path: &str, expected: &str) -> Result<(), VerifyError> {
    let address = format!("{}/{}", site.trim_end_matches('/'), as_linked(path));
    let unreachable = |error: reqwest::Error| VerifyError::Unreachable(address.clone(), innermost(&error));
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .redirect(redirect::Policy::limited(3))
        .build()
        .map_err(unreachable)?;
    let request = client.get(&address).header(CACHE_CONTROL, "no-cache");
    let mut answer = request.send().await.map_err(unreachable)?;
    if !answer.status().is_success() {
        return Err(VerifyError::Missing(address, answer.status().as_u16()));
    }
    let mut hasher = blake3::Hasher::new();
    let mut seen = 0;
    while let Some(bytes) = answer.chunk().await.map_err(unreachable)? {
        seen += bytes.len();
        if seen > MOST_BYTES {
            return Err(VerifyError::Different(address));
        }
        hasher.update(&bytes);
    }
    if hasher.finalize().to_hex().as_str() == expected {
        Ok(())
    } else {
        Err(VerifyError::Different(address))
    }
}

/// `…/index.html` as a link names it: `…/`.
fn as_linked(path: &str) -> &str {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    }
}

/// reqwest's own message only says that something failed; what failed lies below it.
fn innermost(error: &reqwest::Error) -> String {
    let mut error: &dyn std::error::Error = error;
    while let Some(below) = error.source() {
        error = below;
    }
    error.to_string()
}

/// A page that parents would not see as it should be. The first field is its address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The site does not answer: name, line, certificate.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// It answers with this status instead of the page.
    #[error("{0} answers {1}")]
    Missing(String, u16),
    /// Something else is there: an older edition, a login page, another school's site.
    #[error("{0} shows something else than was published")]
    Different(String),
}

impl VerifyError {
    /// The same in a director's words.
    pub fn problem(&self) -> Problem {
        match self {
            VerifyError::Unreachable(address, detail) => Problem::error(
                "publish-page-unreachable",
                vec![("address", address.into()), ("detail", detail.into())],
            ),
            VerifyError::Missing(address, status) => Problem::error(
                "publish-page-missing",
                vec![("address", address.into()), ("status", status.to_string().into())],
            ),
            VerifyError::Different(address) => {
                Problem::error("publish-page-different", vec![("address", address.into())])
            }
        }
    }
}
