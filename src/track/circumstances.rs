//! Headers and address of a request → the circumstances of a touch, in coarse classes.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use jiff::Timestamp;

use super::collector::Inner;
use super::nonce::label;
use crate::ledger::{Agent, Circumstances, Fetch, Label};
use crate::world::Random;

/// A network's key lives this long, in seconds: a day.
const KEY_LIVES: i64 = 24 * 3_600;
/// Characters of what a page keeps to know its browser again.
const LONGEST_DEVICE: usize = 32;

impl Inner {
    /// What can be told of a request, without its session and device.
    pub(super) fn circumstances(&self, headers: &HeaderMap, network: IpAddr) -> Circumstances {
        Circumstances {
            agent: agent(headers),
            fetch: fetch(headers),
            network: Some(self.networks.label(network, self.now(), self.random.as_ref())),
            session: None,
            device: None,
        }
    }
}

/// Hashes networks with a key that is drawn anew every day and kept nowhere: from one day to the next, and after a
/// restart, nobody can tell whether two touches came from the same network.
#[derive(Default)]
pub(super) struct Networks(Mutex<Option<(Timestamp, [u8; 32])>>);

impl Networks {
    fn label(&self, network: IpAddr, now: Timestamp, random: &dyn Random) -> Label {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lives = |since: Timestamp| (0..KEY_LIVES).contains(&(now.as_second() - since.as_second()));
        let (since, key) = kept.filter(|(since, _)| lives(*since)).unwrap_or_else(|| (now, random.bytes()));
        *kept = Some((since, key));
        label(match network {
            IpAddr::V4(network) => blake3::keyed_hash(&key, &network.octets()),
            IpAddr::V6(network) => blake3::keyed_hash(&key, &network.octets()),
        })
    }
}

/// Names this browser for this link: what the page keeps is a random text, and means nothing for another letter.
pub(super) fn device(kept: &str, token: &[u8; 32]) -> Option<Label> {
    let plain = (1..=LONGEST_DEVICE).contains(&kept.len()) && kept.bytes().all(|c| c.is_ascii_alphanumeric());
    plain.then(|| label(blake3::hash(&[b"device\0".as_slice(), token, kept.as_bytes()].concat())))
}

/// What kind of browser this is. In-app browsers first: they carry the words of the browser they are made of.
fn agent(headers: &HeaderMap) -> Agent {
    let text = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let phone = has(&["iPhone", "iPad", "Android", "Mobile"]);
    if has(&[" Line/"]) {
        Agent::Line
    } else if has(&[
        "FBAN/",
        "FBAV/",
        "Instagram",
        " GSA/",
        "; wv)",
        "YJApp-",
        "MicroMessenger/",
        "KAKAOTALK",
    ]) {
        Agent::InApp
    } else if has(&["Chrome/", "CriOS/"]) {
        if phone { Agent::PhoneChrome } else { Agent::DesktopChrome }
    } else if has(&["Firefox/", "FxiOS/"]) {
        if phone { Agent::PhoneOther } else { Agent::DesktopFirefox }
    } else if has(&["Safari/"]) && has(&["Version/"]) {
        if phone { Agent::PhoneSafari } else { Agent::DesktopSafari }
    } else if phone {
        Agent::PhoneOther
    } else {
        Agent::Unknown
    }
}

/// What `Sec-Fetch-*` says; that it contradicts nothing is looked at before ([`super::agent`]).
fn fetch(headers: &HeaderMap) -> Fetch {
    match headers.get("sec-fetch-user") {
        Some(user) if user == "?1" => Fetch::Person,
        _ if headers.contains_key("sec-fetch-mode") => Fetch::Agrees,
        _ => Fetch::Silent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SeededRandom;
    use jiff::SignedDuration;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn browsers_are_told_apart_coarsely() {
        for (text, class) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                Agent::PhoneSafari,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
                Agent::PhoneChrome,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
                Agent::PhoneChrome,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.19.0",
                Agent::Line,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SO-51D; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 Line/14.19.0/IAB",
                Agent::Line,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]",
                Agent::InApp,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SO-51D; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36",
                Agent::InApp,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                Agent::DesktopChrome,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                Agent::DesktopFirefox,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
                Agent::DesktopSafari,
            ),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", Agent::PhoneOther),
            ("w3m/0.5.3", Agent::Unknown),
        ] {
            assert_eq!(agent(&headers(&[("user-agent", text)])), class, "{text}");
        }
        assert_eq!(agent(&HeaderMap::new()), Agent::Unknown);
    }

    #[test]
    fn what_sec_fetch_says_has_three_words() {
        assert_eq!(fetch(&HeaderMap::new()), Fetch::Silent);
        assert_eq!(fetch(&headers(&[("sec-fetch-mode", "cors")])), Fetch::Agrees);
        assert_eq!(
            fetch(&headers(&[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?1")])),
            Fetch::Person
        );
        assert_eq!(
            fetch(&headers(&[("sec-fetch-mode", "navigate"), ("sec-fetch-user", "?0")])),
            Fetch::Agrees
        );
    }

    #[test]
    fn a_network_is_known_again_on_the_same_day_only() {
        let (networks, random) = (Networks::default(), SeededRandom::from(1));
        let at = |hours: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(400_000 + hours);
        let label = |address: &str, hours| networks.label(address.parse().unwrap(), at(hours), &random);
        let (one, other) = (label("192.0.2.1", 0), label("192.0.2.2", 0));
        assert_ne!(one, other);
        assert_eq!(label("192.0.2.1", 23), one);
        assert_ne!(label("192.0.2.1", 24), one, "the next day");
        let again = label("192.0.2.1", 24);
        assert_ne!(label("192.0.2.1", 20), again, "the clock went back: a new key, and never the old one");
    }

    #[test]
    fn a_device_means_nothing_for_another_link() {
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(device("k3f9a", &one), device("k3f9a", &one));
        assert_ne!(device("k3f9a", &one), device("k3f9a", &other));
        assert_ne!(device("k3f9a", &one), device("k3f9b", &one));
        for odd in ["", "a b", "あ", "<", &"a".repeat(33)] {
            assert_eq!(device(odd, &one), None, "{odd}");
        }
    }
}
