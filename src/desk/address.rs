//! Under which addresses a browser may reach the desk, and which pages may speak for it.
//!
//! The `Host` header is checked against DNS rebinding: a foreign page can give its own name our address,
//! but never a name that is a bare address or `localhost`. The `Origin` of a changing request must be the
//! very address the browser used.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use reqwest::Url;

use crate::settings::DeskSettings;

/// The desk's own addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnAddress {
    listen: SocketAddr,
    /// `desk.address:` as an origin: `https://desk.example.jp`
    configured: Option<String>,
    open_to_office: bool,
}

impl OwnAddress {
    pub(super) fn new(settings: &DeskSettings, listen: SocketAddr) -> Self {
        let configured = settings
            .address
            .as_deref()
            .and_then(|address| Url::parse(address).ok())
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(|url| url.origin().ascii_serialization());
        OwnAddress { listen, configured, open_to_office: settings.open_to_office }
    }

    /// Is the desk reached by https, so that its cookie never travels in the clear?
    pub(super) fn is_secure(&self) -> bool {
        self.configured.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }

    /// May a browser have used this `Host`?
    pub(super) fn knows_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if self
            .configured
            .as_deref()
            .and_then(|origin| origin.split_once("://"))
            .is_some_and(|(_, own)| own == host)
        {
            return true;
        }
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let name = authority.host();
        let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        match name.parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || self.open_to_office,
            Err(_) => name == "localhost",
        }
    }

    /// May a page of this origin change anything, when the browser asked for `host`?
    pub(super) fn knows_origin(&self, origin: &str, host: &str) -> bool {
        if self.configured.as_deref() == Some(origin) {
            return true;
        }
        // A proxy that does not pass the Host on is covered above; everything else is plain http.
        !self.is_secure()
            && self.knows_host(host)
            && origin.strip_prefix("http://").is_some_and(|from| from.eq_ignore_ascii_case(host))
    }

    /// What to type into a browser, without a slash at the end.
    pub(super) fn shown(&self) -> String {
        if let Some(configured) = &self.configured {
            return configured.clone();
        }
        let mut listen = self.listen;
        if listen.ip().is_unspecified() {
            listen.set_ip(IpAddr::from([127, 0, 0, 1]));
        }
        format!("http://{listen}")
    }

    /// Distinguishes the cookies of several desks on one machine: cookies know no ports.
    pub(super) fn port(&self) -> u16 {
        self.listen.port()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(address: Option<&str>, open_to_office: bool) -> OwnAddress {
        let any = "127.0.0.1:8025".parse().unwrap();
        let settings = DeskSettings {
            listen: any,
            address: address.map(str::to_owned),
            collector_listen: any,
            open_to_office,
            approval: crate::settings::Approval::default(),
        };
        OwnAddress::new(&settings, any)
    }

    #[test]
    fn names_that_a_stranger_could_point_at_us_are_refused() {
        let own_only = own(None, false);
        for host in ["127.0.0.1:8025", "localhost:8025", "LOCALHOST", "[::1]:8025"] {
            assert!(own_only.knows_host(host), "{host}");
        }
        for host in
            ["evil.example:8025", "192.168.1.5:8025", "localhost.evil.example", "", "a@localhost", "0x7f.1"]
        {
            assert!(!own_only.knows_host(host), "{host}");
        }
        let office = own(None, true);
        assert!(office.knows_host("192.168.1.5:8025"));
        assert!(!office.knows_host("evil.example:8025"));
        let proxied = own(Some("https://Desk.example.jp/"), false);
        assert!(proxied.knows_host("desk.example.jp"));
        assert!(!proxied.knows_host("desk.example.jp.evil.example"));
    }

    #[test]
    fn only_the_very_page_the_browser_shows_may_speak() {
        let plain = own(None, false);
        assert!(plain.knows_origin("http://127.0.0.1:8025", "127.0.0.1:8025"));
        for origin in ["null", "http://127.0.0.1:8026", "https://127.0.0.1:8025", "http://localhost:8025", ""]
        {
            assert!(!plain.knows_origin(origin, "127.0.0.1:8025"), "{origin}");
        }
        let proxied = own(Some("https://desk.example.jp"), false);
        assert!(proxied.knows_origin("https://desk.example.jp", "127.0.0.1:8025"));
        for origin in ["http://desk.example.jp", "https://other.example.jp", "http://127.0.0.1:8025"] {
            assert!(!proxied.knows_origin(origin, "127.0.0.1:8025"), "{origin}");
        }
    }
}
