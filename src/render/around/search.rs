//! A search that needs no server: a small file of hashes per letter, which the page's script looks into.
//!
//! Of running Japanese every pair of neighbouring characters is kept, of a Latin word every beginning. A hash has 16
//! bits, so a letter may be found once in a while that does not hold what was asked for; none is ever missed.

use std::collections::BTreeSet;

use data_encoding::BASE64;
use serde::Serialize;

use super::fold::fold;
use super::{Around, Listed, newest_first};
use crate::problem::Problem;
use crate::render::calendar::written_short;
use crate::render::{page, plain};

/// So many letters of a Latin word are compared.
const LONGEST_WORD: usize = 12;

/// The search as a page; it is of use only with its script, and says where to look without.
///
/// # Errors
/// The theme's template is at fault.
pub fn search(around: &Around<'_>) -> Result<String, Vec<Problem>> {
    let mut context = around.context();
    context.insert("search", "");
    context.insert("security", &page::security_of_search());
    around.theme.fill("search.html", &context)
}

#[derive(Serialize)]
struct Index<'a> {
    letters: Vec<Indexed<'a>>,
}

#[derive(Serialize)]
struct Indexed<'a> {
    title: String,
    /// `2026-11-02`
    date: String,
    /// as people write it
    day: String,
    series: &'a [String],
    link: String,
    hashes: &'a str,
}

/// What the script looks into, as JSON: the newest letter first.
pub fn search_index(around: &Around<'_>, seen: &[&Listed]) -> String {
    let letters = newest_first(seen.iter().copied()).into_iter().map(|letter| Indexed {
        title: plain::line(&letter.title, 200),
        date: letter.date.to_string(),
        day: written_short(letter.date, around.school.lang),
        series: &letter.series,
        link: format!("../{}/", letter.address),
        hashes: &letter.search,
    });
    serde_json::to_string(&Index { letters: letters.collect() }).unwrap_or_default()
}

/// What the index keeps of a letter: the hashes of its title, series and words, packed. Made once for all audiences.
pub fn search_mark(title: &str, series: &[String], words: &str) -> String {
    packed(&search_hashes(&format!("{title}\n{}\n{words}", series.join(" "))))
}

/// The hashes of a text, in order, each once.
pub fn search_hashes(text: &str) -> BTreeSet<u16> {
    let folded = fold(text);
    let mut hashes = BTreeSet::new();
    for run in runs(&folded) {
        if is_latin(run[0]) {
            hashes.extend((2..=run.len().min(LONGEST_WORD)).map(|length| hash(&run[..length])));
        } else {
            hashes.extend(run.windows(2).map(hash));
        }
    }
    hashes
}

/// Latin words, and runs of all other letters and digits.
fn runs(folded: &str) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let mut last = None;
    for sign in folded.chars() {
        let kind = sign.is_alphanumeric().then(|| is_latin(sign));
        match (kind, runs.last_mut()) {
            (None, _) => {}
            (Some(_), Some(run)) if kind == last => run.push(sign),
            _ => runs.push(vec![sign]),
        }
        last = kind;
    }
    runs
}

fn is_latin(sign: char) -> bool {
    sign.is_alphabetic() && sign < '\u{250}'
}

/// FNV-1a over the characters, folded to 16 bits.
fn hash(signs: &[char]) -> u16 {
    let long =
        signs.iter().fold(0x811c_9dc5_u32, |hash, sign| (hash ^ u32::from(*sign)).wrapping_mul(0x0100_0193));
    let [a, b, c, d] = long.to_be_bytes();
    u16::from_be_bytes([a ^ c, b ^ d])
}

/// The steps from one hash to the next, seven bits a byte, in base64.
fn packed(hashes: &BTreeSet<u16>) -> String {
    let mut bytes = Vec::with_capacity(hashes.len() + 16);
    let mut before = 0;
    for hash in hashes {
        let mut step = hash - before;
        before = *hash;
        while step > 0x7f {
            bytes.push((step & 0x7f) as u8 | 0x80);
            step >>= 7;
        }
        bytes.push(step as u8);
    }
    BASE64.encode(&bytes)
}
