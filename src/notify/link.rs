//! The link of one guardian to one letter: the page's own address with a token.

use crate::ledger::token_hash;
use crate::world::{Random, secret_name};

/// A fresh token: the text goes into one message and nowhere else; the ledger keeps the hash.
#[derive(Clone)]
pub struct Link {
    token: String,
    hash: [u8; 32],
}

impl Link {
    /// Draws a token of 128 random bits.
    pub fn draw(random: &dyn Random) -> Self {
        loop {
            let token = secret_name(random);
            if let Some(hash) = token_hash(&token) {
                return Link { token, hash };
            }
        }
    }

    /// What the ledger keeps.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The letter's page with this token.
    pub fn page(&self, site: &str, address: &str) -> String {
        page_link(site, address, &self.token)
    }

    /// The collector's own page, for browsers without script.
    pub fn plain(&self, collector: &str) -> String {
        plain_link(collector, &self.token)
    }
}

/// `https://site/ADDRESS/?k=TOKEN`. In the query, never in the fragment: link rewriters of mail security
/// break fragments.
pub fn page_link(site: &str, address: &str, token: &str) -> String {
    format!("{site}/{address}/?k={token}")
}

/// `https://collector/r?k=TOKEN`
pub fn plain_link(collector: &str, token: &str) -> String {
    format!("{collector}/r?k={token}")
}

#[cfg(test)]
mod tests {
    use super::*;

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
