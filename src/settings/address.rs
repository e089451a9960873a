//! Addresses of the settings: where pages go, how mail goes, and web addresses.

use std::path::{Path, PathBuf};

use super::{CourierAddress, HostAddress, InboxAddress, Login, Secret, Tls};

/// Why an address is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressFault {
    /// not an address of this sort
    Malformed,
    /// one we know of, but cannot serve yet
    NotBuilt,
    /// a password stands in it
    Password,
    /// mail without protection to another machine
    Unprotected,
}

/// `user@host:port/path?a=b`, taken apart and percent-decoded.
struct Parts {
    user: Option<String>,
    host: String,
    port: Option<u16>,
    path: String,
    query: Vec<(String, String)>,
}

impl Parts {
    fn query(&self, name: &str) -> Option<String> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        (!value.is_empty()).then(|| value.clone())
    }

    fn only(&self, known: &[&str]) -> Result<(), AddressFault> {
        let all_known = self.query.iter().all(|(key, _)| known.contains(&key.as_str()));
        if all_known { Ok(()) } else { Err(AddressFault::Malformed) }
    }
}

/// `host:`
pub(super) fn host(written: &str, folder: &Path) -> Result<HostAddress, AddressFault> {
    if let Some(path) = written.strip_prefix("folder:") {
        return some_folder(path, folder).map(HostAddress::Folder);
    }
    let (scheme, rest) = written.split_once("://").ok_or(AddressFault::Malformed)?;
    match scheme {
        "sftp" => {
            let parts = parts(rest)?;
            parts.only(&["key", "known-hosts"])?;
            let file = |name| parts.query(name).map(|file| folder.join(file));
            Ok(HostAddress::Sftp {
                key: file("key"),
                known_hosts: file("known-hosts"),
                user: parts.user.ok_or(AddressFault::Malformed)?,
                host: parts.host,
                port: parts.port.unwrap_or(22),
                path: parts.path,
            })
        }
        "s3" => {
            let parts = parts(rest)?;
            parts.only(&["endpoint", "region"])?;
            if parts.user.is_some() || parts.port.is_some() {
                return Err(AddressFault::Malformed);
            }
            let endpoint = match parts.query("endpoint") {
                Some(endpoint) => Some(web(&endpoint).ok_or(AddressFault::Malformed)?),
                None => None,
            };
            Ok(HostAddress::S3 {
                endpoint,
                region: parts.query("region"),
                bucket: parts.host,
                prefix: parts.path.trim_matches('/').to_owned(),
            })
        }
        "ftp" | "ftps" | "webdav" | "webdavs" | "dav" | "davs" | "gs" | "gcs" | "azblob" | "b2"
        | "github" | "cloudflare" | "netlify" | "rsync" | "ssh" => Err(AddressFault::NotBuilt),
        _ => Err(AddressFault::Malformed),
    }
}

/// `mail.courier:`, still without its password.
pub(super) fn courier(written: &str, folder: &Path) -> Result<CourierAddress, AddressFault> {
    if let Some(path) = written.strip_prefix("mailbox:") {
        return some_folder(path, folder).map(CourierAddress::Mailbox);
    }
    if let Some(path) = written.strip_prefix("sendmail:") {
        return some_folder(path, folder).map(CourierAddress::Sendmail);
    }
    let (scheme, rest) = written.split_once("://").ok_or(AddressFault::Malformed)?;
    let (tls, port) = match scheme {
        "smtp" => (Tls::StartTls, 587),
        "smtps" => (Tls::Direct, 465),
        "ses" | "sendgrid" | "mailgun" | "line" | "https" => return Err(AddressFault::NotBuilt),
        _ => return Err(AddressFault::Malformed),
    };
    let parts = parts(rest)?;
    parts.only(&["tls", "auth"])?;
    let oauth = match parts.query("auth").as_deref() {
        None => false,
        Some("xoauth2") if parts.user.is_some() => true,
        Some(_) => return Err(AddressFault::Malformed),
    };
    if !parts.path.trim_matches('/').is_empty() {
        return Err(AddressFault::Malformed);
    }
    let login = |user| Login { user, secret: Secret(String::new()), file: None, oauth };
    Ok(CourierAddress::Smtp {
        tls: protection(tls, &parts)?,
        port: parts.port.unwrap_or(port),
        login: parts.user.map(login),
        host: parts.host,
    })
}

/// `mail.inbox:`, still without its password.
pub(super) fn inbox(written: &str, folder: &Path) -> Result<InboxAddress, AddressFault> {
    if let Some(path) = written.strip_prefix("folder:") {
        return some_folder(path, folder).map(InboxAddress::Folder);
    }
    let (scheme, rest) = written.split_once("://").ok_or(AddressFault::Malformed)?;
    let (tls, port) = match scheme {
        "imap" => (Tls::StartTls, 143),
        "imaps" => (Tls::Direct, 993),
        _ => return Err(AddressFault::Malformed),
    };
    let parts = parts(rest)?;
    parts.only(&["tls"])?;
    let mailbox = parts.path.trim_matches('/');
    Ok(InboxAddress::Imap {
        tls: protection(tls, &parts)?,
        port: parts.port.unwrap_or(port),
        folder: if mailbox.is_empty() { "INBOX".to_owned() } else { mailbox.to_owned() },
        user: parts.user.ok_or(AddressFault::Malformed)?,
        host: parts.host,
        password: None,
    })
}

/// What the scheme says, or `?tls=none` to this machine itself.
fn protection(tls: Tls, parts: &Parts) -> Result<Tls, AddressFault> {
    match (tls, parts.query("tls").as_deref()) {
        (tls, None) => Ok(tls),
        (Tls::StartTls, Some("none")) if is_this_machine(&parts.host) => Ok(Tls::None),
        (Tls::StartTls, Some("none")) => Err(AddressFault::Unprotected),
        _ => Err(AddressFault::Malformed),
    }
}

/// An address parents' browsers use, without a slash at the end: `https://`, or `http://` to this machine.
pub(super) fn web(written: &str) -> Option<String> {
    let (scheme, rest) = written.split_once("://")?;
    let parts = parts(rest).ok()?;
    let plain =
        parts.user.is_none() && parts.query.is_empty() && !rest.contains(['#', '"', '\'', '<', '>', '\\']);
    let safe = scheme == "https" || (scheme == "http" && is_this_machine(&parts.host));
    (plain && safe).then(|| written.trim_end_matches('/').to_owned())
}

/// Loopback, by name or number.
pub(super) fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn some_folder(path: &str, folder: &Path) -> Result<PathBuf, AddressFault> {
    let path = path.trim();
    if path.is_empty() { Err(AddressFault::Malformed) } else { Ok(folder.join(path)) }
}

fn parts(rest: &str) -> Result<Parts, AddressFault> {
    let malformed = AddressFault::Malformed;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, _)) if user.contains(':') => return Err(AddressFault::Password),
        Some((user, host)) => (Some(decoded(user).filter(|user| !user.is_empty()).ok_or(malformed)?), host),
        None => (None, authority),
    };
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse().map_err(|_| malformed)?))
        }
        _ => (host, None),
    };
    let named = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    if host.is_empty() || !host.chars().all(named) {
        return Err(malformed);
    }
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        Some((key.to_owned(), decoded(value)?))
    };
    let query: Option<Vec<_>> = query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
    Ok(Parts {
        user,
        host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
        port,
        path: decoded(path).ok_or(malformed)?,
        query: query.ok_or(malformed)?,
    })
}

/// `%E3%81%82` → `あ`; `None` where that is no text.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok())?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_hosts_apart() {
        let folder = Path::new("/school");
        let sftp = host("sftp://en@files.example.jp:2222/www/en?key=keys/id", folder).unwrap();
        assert_eq!(
            sftp,
            HostAddress::Sftp {
                user: "en".into(),
                host: "files.example.jp".into(),
                port: 2222,
                path: "/www/en".into(),
                key: Some("/school/keys/id".into()),
                known_hosts: None,
            }
        );
        let s3 = host("s3://otayori/himawari/?endpoint=http://127.0.0.1:9000&region=ap-northeast-1", folder);
        assert_eq!(
            s3.unwrap(),
            HostAddress::S3 {
                bucket: "otayori".into(),
                prefix: "himawari".into(),
                endpoint: Some("http://127.0.0.1:9000".into()),
                region: Some("ap-northeast-1".into()),
            }
        );
        assert_eq!(host("folder:public", folder), Ok(HostAddress::Folder("/school/public".into())));
        assert_eq!(host("ftp://x/y", folder), Err(AddressFault::NotBuilt));
        assert_eq!(host("webdav://x/y", folder), Err(AddressFault::NotBuilt));
        assert_eq!(host("sftp://a:secret@x/y", folder), Err(AddressFault::Password));
        assert_eq!(host("public", folder), Err(AddressFault::Malformed));
    }

    #[test]
    fn mail_to_another_machine_is_always_protected() {
        let folder = Path::new("/school");
        let tls = |written| match courier(written, folder) {
            Ok(CourierAddress::Smtp { tls, port, .. }) => Ok((tls, port)),
            Ok(_) => Err(AddressFault::Malformed),
            Err(fault) => Err(fault),
        };
        assert_eq!(tls("smtp://en@mail.example.jp"), Ok((Tls::StartTls, 587)));
        assert_eq!(tls("smtps://mail.example.jp"), Ok((Tls::Direct, 465)));
        assert_eq!(tls("smtp://127.0.0.1:2525?tls=none"), Ok((Tls::None, 2525)));
        assert_eq!(tls("smtp://mail.example.jp?tls=none"), Err(AddressFault::Unprotected));
        assert_eq!(
            courier("sendmail:/usr/sbin/sendmail", folder),
            Ok(CourierAddress::Sendmail("/usr/sbin/sendmail".into()))
        );
        assert_eq!(tls("smtp://a%40b@mail.example.jp/x"), Err(AddressFault::Malformed));
    }

    #[test]
    fn pages_are_https_or_on_this_machine() {
        assert_eq!(web("https://example.jp/en/").as_deref(), Some("https://example.jp/en"));
        assert_eq!(web("http://127.0.0.1:8027").as_deref(), Some("http://127.0.0.1:8027"));
        for refused in ["http://example.jp", "example.jp", "https://", "javascript://x", "https://a/?x=1"] {
            assert_eq!(web(refused), None, "{refused}");
        }
    }
}
