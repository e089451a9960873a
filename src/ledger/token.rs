//! Tokens are kept as hashes only: whoever reads the ledger cannot open a family's link.

/// Characters of a token's text; see [`crate::world::secret_name`].
const LENGTH: usize = 26;

/// The hash of a token as it stands in a link (26 characters `a-z2-7`), or `None` for anything that was never
/// one. A hash without salt is enough for 128 random bits.
///
/// Capital letters are taken as small ones: some mail programs and telephones change them.
pub fn token_hash(text: &str) -> Option<[u8; 32]> {
    let text = text.to_ascii_lowercase();
    let plain = |c: u8| c.is_ascii_lowercase() || (b'2'..=b'7').contains(&c);
    (text.len() == LENGTH && text.bytes().all(plain)).then(|| *blake3::hash(text.as_bytes()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{SystemRandom, secret_name};

    #[test]
    fn only_the_text_of_a_token_has_a_hash() {
        let token = secret_name(&SystemRandom);
        let hash = token_hash(&token);
        assert_eq!(hash, Some(*blake3::hash(token.as_bytes()).as_bytes()));
        assert_eq!(token_hash(&token.to_uppercase()), hash);
        for other in
            ["", "k", &token[1..], &format!("{token}a"), "あいうえおかきく", &token.replace(&token[..1], "1")]
        {
            assert_eq!(token_hash(other), None, "{other}");
        }
    }
}
