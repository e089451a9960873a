//! Nonces: proof that a page asked at least three seconds ago, for this very link, and not too long ago.
//!
//! A nonce carries 16 random bytes, the collector's time in milliseconds, and a MAC (blake3, keyed with a
//! secret of the ledger) over both, the door and the hash of the token. Nothing is stored until it is used.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;

use crate::ledger::{Door, Evidence, Label, TouchKind};
use crate::world::Random;

/// A person needs this long, by the collector's clock: milliseconds.
pub(super) const SHORTEST: i64 = 3_000;
/// After this the page asks for a new nonce: milliseconds.
const LONGEST: i64 = 30 * 60 * 1_000;

const RANDOM: usize = 16;
const TIME: usize = 8;
const MAC: usize = 32;

/// Why a nonce does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NonceFault {
    /// less than three seconds old
    Early,
    /// older than half an hour
    Expired,
    /// not ours, or of another link or door
    Forged,
}

/// Issues nonces and looks at them again.
#[derive(Clone)]
pub(super) struct Nonces {
    key: [u8; 32],
}

impl Nonces {
    pub(super) fn new(key: [u8; 32]) -> Self {
        Nonces { key }
    }

    /// A new nonce for this link and door.
    pub(super) fn issue(&self, door: Door, token: &[u8; 32], now: Timestamp, random: &dyn Random) -> String {
        let mut bytes = Vec::with_capacity(RANDOM + TIME + MAC);
        bytes.extend_from_slice(&random.bytes()[..RANDOM]);
        bytes.extend_from_slice(&now.as_millisecond().to_be_bytes());
        let mac = self.mac(door, token, &bytes);
        bytes.extend_from_slice(mac.as_bytes());
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// How old this nonce is, in milliseconds; between three seconds and half an hour.
    pub(super) fn age(
        &self,
        door: Door,
        token: &[u8; 32],
        nonce: &str,
        now: Timestamp,
    ) -> Result<i64, NonceFault> {
        let bytes = BASE64URL_NOPAD.decode(nonce.as_bytes()).map_err(|_| NonceFault::Forged)?;
        let (said, mac) = bytes.split_at_checked(RANDOM + TIME).ok_or(NonceFault::Forged)?;
        let mac: [u8; MAC] = mac.try_into().map_err(|_| NonceFault::Forged)?;
        // blake3 compares hashes in constant time.
        if self.mac(door, token, said) != blake3::Hash::from_bytes(mac) {
            return Err(NonceFault::Forged);
        }
        let time: [u8; TIME] = said[RANDOM..].try_into().map_err(|_| NonceFault::Forged)?;
        match now.as_millisecond().saturating_sub(i64::from_be_bytes(time)) {
            ..SHORTEST => Err(NonceFault::Early),
            age @ SHORTEST..LONGEST => Ok(age),
            LONGEST.. => Err(NonceFault::Expired),
        }
    }

    fn mac(&self, door: Door, token: &[u8; 32], said: &[u8]) -> blake3::Hash {
        let parts: [&[u8]; 5] = [b"nonce\0", door.as_str().as_bytes(), b"\0", token, said];
        blake3::keyed_hash(&self.key, &parts.concat())
    }
}

/// What the ledger keeps of a used nonce: each counts once for each kind of touch.
pub(super) fn used(nonce: &str, kind: TouchKind) -> [u8; 32] {
    *blake3::hash([kind.as_str(), "\0", nonce].concat().as_bytes()).as_bytes()
}

/// Names the opening of the page that this nonce was given to.
pub(super) fn session(nonce: &str) -> Label {
    label(blake3::hash(["session\0", nonce].concat().as_bytes()))
}

/// The first bytes of a hash.
pub(super) fn label(hash: blake3::Hash) -> Label {
    let mut label = Label::default();
    label.copy_from_slice(&hash.as_bytes()[..size_of::<Label>()]);
    label
}

/// Stands in for the nonce of a touch that has none: one row a minute for a link, edition and browser is enough.
pub(super) fn once_a_minute(touch: &Evidence) -> [u8; 32] {
    let Evidence { token, kind, door, edition, at, circumstances, late, .. } = touch;
    let mut hasher = blake3::Hasher::new();
    hasher
        .update(kind.as_str().as_bytes())
        .update(b"\0")
        .update(door.as_str().as_bytes())
        .update(b"\0")
        .update(token);
    hasher.update(circumstances.agent.as_str().as_bytes()).update(&circumstances.device.unwrap_or_default());
    hasher.update(&at.as_second().div_euclid(60).to_be_bytes()).update(&[u8::from(*late)]);
    *hasher.update(edition.as_bytes()).finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SeededRandom;

    const TOKEN: [u8; 32] = [7; 32];

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_700_000_000_000 + ms).unwrap()
    }

    #[test]
    fn a_nonce_counts_from_three_seconds_to_half_an_hour() {
        let nonces = Nonces::new([1; 32]);
        let nonce = nonces.issue(Door::Page, &TOKEN, at(0), &SeededRandom::from(1));
        let age = |ms| nonces.age(Door::Page, &TOKEN, &nonce, at(ms));
        assert_eq!(age(2_999), Err(NonceFault::Early));
        assert_eq!(age(3_000), Ok(3_000));
        assert_eq!(age(1_799_999), Ok(1_799_999));
        assert_eq!(age(1_800_000), Err(NonceFault::Expired));
        assert_eq!(age(-60_000), Err(NonceFault::Early), "the clock went back");
    }

    #[test]
    fn a_nonce_counts_for_its_own_link_door_and_ledger_only() {
        let nonces = Nonces::new([1; 32]);
        let nonce = nonces.issue(Door::Page, &TOKEN, at(0), &SeededRandom::from(1));
        let forged = Err(NonceFault::Forged);
        assert_eq!(nonces.age(Door::Plain, &TOKEN, &nonce, at(5_000)), forged);
        assert_eq!(nonces.age(Door::Page, &[8; 32], &nonce, at(5_000)), forged);
        assert_eq!(Nonces::new([2; 32]).age(Door::Page, &TOKEN, &nonce, at(5_000)), forged);
    }

    #[test]
    fn one_changed_character_makes_a_nonce_forged() {
        let nonces = Nonces::new([1; 32]);
        let nonce = nonces.issue(Door::Page, &TOKEN, at(0), &SeededRandom::from(1));
        for place in 0..nonce.len() {
            let mut changed = nonce.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(
                nonces.age(Door::Page, &TOKEN, &changed, at(5_000)),
                Err(NonceFault::Forged),
                "{place}"
            );
        }
        for broken in ["", "A", "あ", &nonce[..40], &format!("{nonce}AAAA")] {
            assert_eq!(nonces.age(Door::Page, &TOKEN, broken, at(5_000)), Err(NonceFault::Forged));
        }
    }
}
