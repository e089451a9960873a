//! Tokens are kept as hashes only: whoever reads the ledger cannot open a family's link.

/// The hash of a token as it stands in a link (26 characters `a-z2-7`, see `world::secret_name`), or `None`
/// for anything that was never one. A hash without salt is enough for 128 random bits.
pub fn token_hash(token: &str) -> Option<[u8; 32]> {
    let formed =
        token.len() == 26 && token.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b));
    formed.then(|| *blake3::hash(token.as_bytes()).as_bytes())
}
