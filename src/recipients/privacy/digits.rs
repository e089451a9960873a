//! Phone numbers and mail addresses in running text, however they are written.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::folded::is_kana;
use crate::recipients::cell::phone_key;
use crate::settled::is_settled_japanese;

/// No phone number has fewer digits.
pub(super) const FEWEST: usize = 9;

/// How many digits this may hold, in whatever form: not fewer than there are.
fn may_be_digits(text: &str) -> usize {
    let mut before = 0;
    let may_begin = |byte: &u8| {
        // １, ①, ²; ㈱ and its neighbours; few other signs of a Japanese text begin so.
        let found =
            matches!(byte, b'0'..=b'9' | 0xc2 | 0xe2 | 0xef | 0xf0) || (before == 0xe3 && *byte >= 0x88);
        before = *byte;
        found
    };
    text.bytes().filter(may_begin).count()
}

/// Every run of digits in the text that `known` takes for a phone number, whatever stands between the digits.
pub(super) fn phone_numbers(text: &str, known: impl Fn(&str) -> bool) -> Vec<(Range<usize>, String)> {
    let (mut at, mut found) = (0, Vec::new());
    // No number goes on in the next line.
    for line in text.split_inclusive('\n') {
        if may_be_digits(line) >= FEWEST {
            let here = numbers_in_line(line, &known).into_iter();
            found.extend(here.map(|(range, key)| (range.start + at..range.end + at, key)));
        }
        at += line.len();
    }
    found
}

fn numbers_in_line(text: &str, known: impl Fn(&str) -> bool) -> Vec<(Range<usize>, String)> {
    struct Digit {
        digit: char,
        at: Range<usize>,
        /// how many signs that may stand in a number come before it, since the last digit; `None`: another sign does
        gap: Option<usize>,
        international: bool,
    }
    let mut digits: Vec<Digit> = Vec::new();
    let (mut gap, mut plus) = (None, false);
    for (at, c) in text.char_indices() {
        let plain = if c.is_ascii() || is_kana(c) {
            c
        } else if is_settled_japanese(c) {
            // neither digit nor blank
            (gap, plus) = (None, false);
            continue;
        } else {
            std::iter::once(c).nfkc().next().unwrap_or(c)
        };
        match plain {
            '0'..='9' => {
                digits.push(Digit { digit: plain, at: at..at + c.len_utf8(), gap, international: plus });
                (gap, plus) = (Some(0), false);
            }
            '+' => (gap, plus) = (None, true),
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '(' | ')' | ' ' | '.' | '*' =>
            {
                gap = gap.map(|signs| signs + 1);
            }
            _ => (gap, plus) = (None, false),
        }
    }
    let mut found = Vec::new();
    let mut next = 0;
    while next < digits.len() {
        let start = next;
        next += 1;
        // A number begins where no digit stands directly before.
        if digits[start].gap == Some(0) {
            continue;
        }
        let mut number = String::new();
        if digits[start].international {
            number.push('+');
        }
        for end in start..digits.len().min(start + 15) {
            if end > start && digits[end].gap.is_none_or(|signs| signs > 3) {
                break;
            }
            number.push(digits[end].digit);
            let ends_here = digits.get(end + 1).is_none_or(|after| after.gap != Some(0));
            let key = phone_key(&number);
            if ends_here && known(&key) {
                found.push((digits[start].at.start..digits[end].at.end, key));
                next = end + 1;
                break;
            }
        }
    }
    found
}

/// Is this a number that one can dial in Japan, and no free one that everybody knows (0120, 0800, 0570)?
pub(super) fn is_japanese(key: &str) -> bool {
    let is_free = ["0120", "0800", "0570"].iter().any(|free| key.starts_with(free));
    let is_mobile = key.len() == 11 && key[2..3] == *"0" && "56789".contains(&key[1..2]);
    let is_line = key.len() == 10 && key[1..2] != *"0";
    key.starts_with('0') && !is_free && (is_mobile || is_line)
}

/// Everything that reads like a mail address.
pub(super) fn mail_addresses(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let address = |(at, _): (usize, &str)| {
        let before = &text[..at];
        let start = before.rfind(|c| !local(c)).map_or(0, |end| end + char_length(before, end));
        let after = &text[at + 1..];
        let end = after.find(|c| !domain(c)).unwrap_or(after.len());
        let host = after[..end].trim_end_matches(['.', '-']);
        let is_host = host.rsplit_once('.').is_some_and(|(name, last)| !name.is_empty() && last.len() > 1);
        (start < at && is_host).then_some(start..at + 1 + host.len())
    };
    text.match_indices('@').filter_map(address).collect()
}

fn char_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Does this place stand inside `https://…`?
pub(super) fn is_in_web_address(text: &str, at: usize) -> bool {
    let word = text[..at].rsplit(|c: char| c.is_whitespace() || !c.is_ascii()).next();
    word.is_some_and(|word| word.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_found_however_they_are_written() {
        let known = |key: &str| key == "09000001001";
        for text in [
            "電話は090-0000-1001まで",
            "０９０（００００）１００１",
            "TEL 03-1111-2222 090 0000 1001",
            "+81 90-0000-1001",
            "+81(0)90-0000-1001",
            "2026 09000001001",
            "**090**-0000-1001",
        ] {
            assert_eq!(phone_numbers(text, known).len(), 1, "{text}");
        }
        for text in ["109000001001", "090000010012", "090\n0000\n1001", "090、0000、1001"] {
            assert_eq!(phone_numbers(text, known).len(), 0, "{text}");
        }
    }

    #[test]
    fn only_what_can_be_dialled_is_a_number() {
        for key in ["0312345678", "09012345678", "05012345678"] {
            assert!(is_japanese(key), "{key}");
        }
        for key in ["0120123456", "2026112410", "0012345678", "031234567", "03123456789", ""] {
            assert!(!is_japanese(key), "{key}");
        }
    }

    #[test]
    fn addresses_end_where_the_sentence_does() {
        let text = "宛先はa.b+c@example.co.jp、またはx@y.jp. それと @home と a@b です";
        let found: Vec<&str> = mail_addresses(text).into_iter().map(|at| &text[at]).collect();
        assert_eq!(found, ["a.b+c@example.co.jp", "x@y.jp"]);
        assert!(is_in_web_address("見て https://x.jp/0312345678", 20));
        assert!(!is_in_web_address("https://x.jp/ 0312345678", 14));
    }
}
