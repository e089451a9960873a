//! The link of one guardian to one letter: the page's own address with a token.

use crate::language::EASY_JAPANESE;
use crate::ledger::token_hash;
use crate::render::ForReader;
use crate::words::Words;
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

    /// The letter's page for this reader, with the token. Who gets another language than was asked for is told so
    /// by the page, in the words of `l`.
    pub fn page(&self, site: &str, address: &str, given: ForReader<'_>) -> String {
        let below = given.translation.map(|lang| format!("/{lang}")).unwrap_or_default();
        let instead = match given.instead {
            Some("") => "&l=und".to_owned(),
            Some(asked) => format!("&l={asked}"),
            None => String::new(),
        };
        page_link(site, &format!("{address}{below}"), &self.token) + &instead
    }

    /// The letter's page in its own language, with the token.
    pub fn own_page(&self, site: &str, address: &str) -> String {
        page_link(site, address, &self.token)
    }

    /// The collector's own page, for browsers without script; in the words of the message where these are not the
    /// school's Japanese and the collector speaks them.
    pub fn plain(&self, collector: &str, words: &str) -> String {
        plain_link(collector, &self.token) + &said_in(words)
    }
}

/// `&lang=en`: tells the collector in which words to answer; nothing for the school's Japanese.
pub(super) fn said_in(words: &str) -> String {
    let lang = match words {
        "" => EASY_JAPANESE,
        words => words,
    };
    Words::of_program(lang)
        .filter(|words| words.tag() != "ja")
        .map(|words| format!("&lang={}", words.tag()))
        .unwrap_or_default()
}

/// `https://collector/stop?m=MARK`: the page where the reader of one mail stops the school's mails. The mark is
/// shown for [`MarkUse::Stop`](super::MarkUse::Stop).
pub fn stop_link(collector: &str, mark: &str) -> String {
    format!("{collector}/stop?m={mark}")
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
