//! A text without what a name may be written with or without.

use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::recipients::cell::key_char;

/// Stands for itself, and for no other.
fn is_common_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Stands for no digit, and for no blank.
pub(super) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}')
}

pub(super) fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A letter's text without what a name may be written with or without, and where each part of it came from.
pub(super) struct Folded {
    pub(super) text: String,
    parts: Vec<Part>,
}

/// A part of a folded text.
struct Part {
    /// where it begins there
    folded: usize,
    /// the bytes of the letter it stands for
    range: Range<usize>,
    /// byte for byte as in the letter
    same: bool,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Folded { text: String::with_capacity(text.len()), parts: Vec::new() };
        // `{佐藤|さとう}` reads 佐藤: from the bar to the brace nothing counts.
        let mut reading_ends: Option<usize> = None;
        let mut base_ends: Option<usize> = None;
        // from here on the text is taken as it stands
        let mut from = 0;
        for (at, c) in text.char_indices() {
            if let Some(end) = reading_ends {
                if at < end {
                    continue;
                }
                reading_ends = None;
                from = at;
            }
            if stays(c) {
                continue;
            }
            folded.same(text, from..at);
            from = at + c.len_utf8();
            match c {
                '{' | '｛' => base_ends = ruby_end(&text[at..]).map(|length| at + length),
                '|' | '｜' if base_ends.is_some() => reading_ends = base_ends.take(),
                '*' | '_' | '`' | '\\' => {}
                c => match common_kana(c) {
                    Some(signs) => signs.iter().for_each(|sign| folded.instead(*sign, at..from)),
                    None => fold_char(c).for_each(|sign| folded.instead(sign, at..from)),
                },
            }
        }
        if reading_ends.is_none() {
            folded.same(text, from..text.len());
        }
        folded
    }

    fn same(&mut self, text: &str, range: Range<usize>) {
        if !range.is_empty() {
            self.text.push_str(&text[range.clone()]);
            let folded = self.text.len() - range.len();
            self.parts.push(Part { folded, range, same: true });
        }
    }

    fn instead(&mut self, sign: char, range: Range<usize>) {
        self.parts.push(Part { folded: self.text.len(), range, same: false });
        self.text.push(sign);
    }

    pub(super) fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        // Patterns are whole characters, so both ends lie at one.
        let part_at = |byte: usize| {
            let after = self.parts.partition_point(|part| part.folded <= byte);
            self.parts.get(after.checked_sub(1)?)
        };
        let (first, last) = (part_at(range.start)?, part_at(range.end.checked_sub(1)?)?);
        let in_first = if first.same { range.start - first.folded } else { 0 };
        let end = if last.same { last.range.start + (range.end - last.folded) } else { last.range.end };
        Some(first.range.start + in_first..end)
    }
}

/// Is this the same in a folded text?
fn stays(c: char) -> bool {
    is_common_kanji(c)
        || matches!(c, '\n' | 'a'..='z' | '0'..='9')
        || common_kana(c).is_some_and(|signs| signs == [c])
}

/// The length of `{base|reading}` at the start of this text, up to the end of its brace.
fn ruby_end(text: &str) -> Option<usize> {
    let inside = text.char_indices().take(60).take_while(|(_, c)| *c != '\n');
    let end = inside.clone().find(|(_, c)| matches!(c, '}' | '｝'))?;
    inside
        .take_while(|(at, _)| *at < end.0)
        .any(|(_, c)| matches!(c, '|' | '｜'))
        .then_some(end.0 + end.1.len_utf8())
}

/// Decomposed, so that `ガ` and half-width `ｶﾞ` agree character by character.
fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().flat_map(char::to_lowercase).filter_map(key_char)
}

/// The folded form of the signs that most of a Japanese text is made of, worked out once.
fn common_kana(c: char) -> Option<&'static [char]> {
    static FOLDED: LazyLock<Vec<Vec<char>>> =
        LazyLock::new(|| KANA.map(|sign| fold_char(sign).collect()).collect());
    let number = u32::from(c).checked_sub(u32::from(*KANA.start()))?;
    FOLDED.get(usize::try_from(number).ok()?).map(Vec::as_slice)
}

/// From the ideographic blank to the last katakana.
const KANA: RangeInclusive<char> = '\u{3000}'..='\u{30ff}';

pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

/// As it is shown: ruby and marks taken out.
pub(super) fn plain(written: &str) -> String {
    let mut shown = String::new();
    let mut reading = false;
    for c in written.chars() {
        match c {
            '|' | '｜' => reading = true,
            '}' | '｝' => reading = false,
            '{' | '｛' | '*' | '_' | '`' | '\\' => {}
            c if !reading => shown.push(c),
            _ => {}
        }
    }
    shown
}

/// `Maria Silva` does not stand in `Maria Silvano`. Japanese has no blanks between words: there a name stands
/// alone anywhere.
pub(super) fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && (c as u32) < 0x2000);
    let written = &text[at.clone()];
    let before = latin(text[..at.start].chars().next_back()) && latin(written.chars().next());
    let after = latin(text[at.end..].chars().next()) && latin(written.chars().next_back());
    !before && !after
}
