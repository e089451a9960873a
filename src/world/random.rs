//! Random numbers: tokens, ids and addresses that nobody can guess.

use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::BASE32_NOPAD;

/// A source of random bytes.
pub trait Random: Send + Sync {
    /// 32 random bytes (256 bits).
    fn bytes(&self) -> [u8; 32];
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // Without randomness every secret would be guessable: there is no way on from here.
        getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
        bytes
    }
}

/// The same bytes in the same order for the same seed, for tests that compare whole outputs.
#[derive(Debug)]
pub struct SeededRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRandom {
    /// A generator that starts from `seed`.
    pub fn from(seed: u64) -> Self {
        SeededRandom { seed, drawn: AtomicU64::new(0) }
    }
}

impl Random for SeededRandom {
    fn bytes(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes());
        hasher.update(&self.drawn.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        *hasher.finalize().as_bytes()
    }
}

/// An unguessable name of 26 characters `a-z2-7` (130 bits; 128 of them random): for addresses, ids and
/// tokens. One case only, so that it survives a mail program, a file system and a telephone.
pub fn secret_name(random: &dyn Random) -> String {
    let mut name = BASE32_NOPAD.encode(&random.bytes()[..16]);
    name.make_ascii_lowercase();
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_name_is_26_plain_characters_and_never_the_same() {
        let (one, two) = (secret_name(&SystemRandom), secret_name(&SystemRandom));
        assert_eq!(one.len(), 26);
        assert!(one.chars().all(|c| c.is_ascii_lowercase() || ('2'..='7').contains(&c)));
        assert_ne!(one, two);
    }
}
