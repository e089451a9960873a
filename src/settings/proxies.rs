//! `trusted-proxies:` whose word is taken for where a request came from.

use std::net::IpAddr;

/// Addresses of reverse proxies: only what these write into `X-Forwarded-For` is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxies(Vec<(IpAddr, u8)>);

impl Default for Proxies {
    /// A proxy on this machine.
    fn default() -> Self {
        Proxies(vec![(IpAddr::from([127, 0, 0, 0]), 8), (IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]), 128)])
    }
}

impl Proxies {
    /// Of these addresses and networks: `192.0.2.1`, `10.0.0.0/8`; `None` where one is neither.
    pub fn parse(texts: &[String]) -> Option<Self> {
        texts.iter().map(|text| network(text)).collect::<Option<Vec<_>>>().map(Proxies)
    }

    /// Where a request came from: the last address that is no proxy of ours. `forwarded` is what `X-Forwarded-For` says,
    /// header by header.
    pub fn visitor<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut said = forwarded.rev().flat_map(|line| line.rsplit(','));
        let mut at = peer.to_canonical();
        while self.trust(at) {
            match said.next().and_then(|before| before.trim().parse::<IpAddr>().ok()) {
                Some(before) => at = before.to_canonical(),
                None => break,
            }
        }
        at
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, bits)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(*bits)).unwrap_or(0);
                u32::from(*network) & mask == u32::from(address) & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(*bits)).unwrap_or(0);
                u128::from(*network) & mask == u128::from(address) & mask
            }
            _ => false,
        })
    }
}

/// What tries are counted for: an address, or the 64 bits that one household or office has of IPv6.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::from((u128::from(address) >> 64 << 64).to_be_bytes()),
    }
}

fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address: IpAddr = address.trim().parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.trim().parse().ok())?;
    (bits <= most).then_some((address, bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed() {
        let from = |proxies: &Proxies, peer: &str, forwarded: &[&str]| {
            proxies.visitor(peer.parse().unwrap(), forwarded.iter().copied()).to_string()
        };
        let local = Proxies::default();
        assert_eq!(from(&local, "192.0.2.1", &["198.51.100.9"]), "192.0.2.1", "a stranger's word");
        assert_eq!(from(&local, "127.0.0.1", &["203.0.113.5, 198.51.100.9"]), "198.51.100.9");
        assert_eq!(from(&local, "127.0.0.1", &["203.0.113.5", "198.51.100.9"]), "198.51.100.9");
        assert_eq!(from(&local, "::1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(from(&local, "::ffff:127.0.0.1", &["198.51.100.9"]), "198.51.100.9");
        for nonsense in [&[][..], &["nonsense"], &["1.2.3.4, "], &[",,,"]] {
            assert_eq!(from(&local, "127.0.0.1", nonsense), "127.0.0.1", "{nonsense:?}");
        }
        let chain = Proxies::parse(&["127.0.0.1".into(), "10.0.0.0/8".into()]).unwrap();
        assert_eq!(from(&chain, "127.0.0.1", &["203.0.113.5, 198.51.100.9, 10.1.2.3"]), "198.51.100.9");
        assert_eq!(from(&chain, "10.9.9.9", &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(from(&chain, "127.0.0.2", &["198.51.100.9"]), "127.0.0.2");
        assert_eq!(from(&Proxies::parse(&[]).unwrap(), "127.0.0.1", &["198.51.100.9"]), "127.0.0.1");
        for wrong in ["", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            assert_eq!(Proxies::parse(&[wrong.to_owned()]), None, "{wrong}");
        }
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6".parse().unwrap()).to_string(), "2001:db8:1:2::");
    }
}
