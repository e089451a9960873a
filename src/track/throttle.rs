//! Slows down what comes too often, per network or per link, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use jiff::Timestamp;

use crate::settings::{Proxies, network_of};

/// At most so many in this time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    /// how many
    pub(super) count: u32,
    /// in how many seconds
    pub(super) seconds: i64,
}

/// Counts by key in windows of time.
pub(super) struct Throttle<K> {
    allowed: Allowance,
    windows: Mutex<HashMap<K, Window>>,
}

struct Window {
    since: i64,
    count: u32,
}

/// More keys than this are not remembered at once; a further key then waits for its turn.
const MOST_KEYS: usize = 20_000;

impl<K: Eq + Hash> Throttle<K> {
    pub(super) fn new(allowed: Allowance) -> Self {
        Throttle { allowed, windows: Mutex::new(HashMap::new()) }
    }

    /// Would one more be too many?
    pub(super) fn is_full(&self, key: &K, now: Timestamp) -> bool {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        match windows.get(key) {
            Some(window) => !self.is_over(window, now.as_second()) && window.count >= self.allowed.count,
            None => windows.len() >= MOST_KEYS,
        }
    }

    fn is_over(&self, window: &Window, now: i64) -> bool {
        !(0..self.allowed.seconds).contains(&(now - window.since))
    }

    /// Counts one; `false` when that is too many.
    pub(super) fn allows(&self, key: K, now: Timestamp) -> bool {
        let now = now.as_second();
        let over = |window: &Window| self.is_over(window, now);
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_KEYS && !windows.contains_key(&key) {
            windows.retain(|_, window| !over(window));
            if windows.len() >= MOST_KEYS {
                return false;
            }
        }
        let window = windows.entry(key).or_insert(Window { since: now, count: 0 });
        if over(window) {
            *window = Window { since: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        window.count <= self.allowed.count
    }
}

/// The network a request comes from: an IPv4 address, or the first 64 bits of an IPv6 address.
///
/// Behind reverse proxies that are believed it is the last address of `X-Forwarded-For` that is none of theirs.
pub(super) fn network(proxies: &Proxies, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([0; 4]), |peer| peer.0.ip());
    let forwarded: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    network_of(proxies.visitor(peer, forwarded.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn too_many_wait_for_the_next_window_and_do_not_hold_up_others() {
        let throttle = Throttle::new(Allowance { count: 2, seconds: 60 });
        assert!(throttle.allows(1, at(0)));
        assert!(throttle.allows(1, at(1)));
        assert!(!throttle.allows(1, at(2)));
        assert!(throttle.allows(2, at(2)));
        assert!(throttle.allows(1, at(60)));
        assert!(throttle.allows(1, at(-3_600)), "the clock went back");
    }

    #[test]
    fn its_memory_is_bounded() {
        let throttle = Throttle::new(Allowance { count: 1, seconds: 60 });
        let allowed = (0..MOST_KEYS * 2).filter(|key| throttle.allows(*key, at(0))).count();
        assert_eq!(allowed, MOST_KEYS);
        assert!(throttle.allows(MOST_KEYS * 2, at(61)));
    }

    #[test]
    fn networks_are_taken_from_the_peer_and_only_a_known_proxy_is_believed() {
        let from = |peer: &str, forwarded: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            network(&Proxies::default(), &extensions, &headers).to_string()
        };
        assert_eq!(from("192.0.2.1", "198.51.100.9"), "192.0.2.1");
        assert_eq!(from("127.0.0.1", "203.0.113.5, 198.51.100.9"), "198.51.100.9");
        assert_eq!(from("127.0.0.1", "nonsense"), "127.0.0.1");
        assert_eq!(from("2001:db8:1:2:3:4:5:6", ""), "2001:db8:1:2::");
        assert_eq!(from("::ffff:192.0.2.1", ""), "192.0.2.1");
    }
}
