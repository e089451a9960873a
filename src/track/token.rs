//! The token of a link, and the two links that carry it.

/// Characters of a token's text; see [`crate::world::secret_name`].
const LENGTH: usize = 26;

/// The hash of a token's text, by which the ledger knows it; `None` for anything that is no token.
///
/// Capital letters are taken as small ones: some mail programs and telephones change them.
pub fn token_hash(text: &str) -> Option<[u8; 32]> {
    let text = text.to_ascii_lowercase();
    let plain = |c: u8| c.is_ascii_lowercase() || (b'2'..=b'7').contains(&c);
    (text.len() == LENGTH && text.bytes().all(plain)).then(|| *blake3::hash(text.as_bytes()).as_bytes())
}

/// The link to a letter's page: `site` without a slash at the end, the letter's folder on the host, and
/// the token in the query (link rewriters of mail security break fragments).
pub fn page_link(site: &str, address: &str, token: &str) -> String {
    format!("{site}/{address}/?k={token}")
}

/// The small second link, to the collector's own page: `collector` without a slash at the end.
pub fn plain_link(collector: &str, token: &str) -> String {
    format!("{collector}/r?k={token}")
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

    #[test]
    fn both_links_carry_the_token_in_their_query() {
        let token = "abcdefghijklmnopqrstuvwx23";
        let page = page_link("https://otayori.example.jp/himawari", "addr", token);
        assert_eq!(page, format!("https://otayori.example.jp/himawari/addr/?k={token}"));
        assert_eq!(
            plain_link("https://yomi.example.jp", token),
            format!("https://yomi.example.jp/r?k={token}")
        );
    }
}
