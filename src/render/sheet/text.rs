//! Teachers' text made fit for the sheet: every character that is left can be drawn.

use std::collections::BTreeMap;

use typst::text::Font;
use unicode_normalization::char::{canonical_combining_class, compose};

use super::fonts::FONTS;
use crate::settled::is_settled;

/// What stands where a character cannot be drawn: 〓, as printers do.
pub(super) const GAP: char = '〓';

/// Goes through the texts of one letter and remembers what no face can draw.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// for a printer without colours: signs that only the emoji face has are left out
    pub(super) mono: bool,
    /// faces beside the built-in ones
    pub(super) more: Vec<Font>,
    /// each character that is lacking, and how often it stood there
    pub(super) lacking: BTreeMap<char, usize>,
    /// how many characters there were that are not spaces
    pub(super) count: usize,
}

impl Text {
    /// The same text in characters that the faces have. Marks that show nothing are taken out, か and a loose
    /// voicing mark become が, a character nobody can draw becomes 〓.
    pub(super) fn clean(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut last: Option<char> = None;
        let mut left_out = false;
        for sign in text.chars() {
            if self.mono {
                // with an emoji goes the space behind it
                if is_emoji_part(sign) || std::mem::take(&mut left_out) && sign == ' ' {
                    continue;
                }
                if !FONTS.have_in_text(sign) && FONTS.is_emoji(sign) {
                    left_out = true;
                    out.extend(in_black(sign));
                    continue;
                }
            }
            if let Some(whole) = last.filter(|_| joins(sign)).and_then(|base| compose(base, sign)) {
                if out.pop().is_some() && self.draws(whole) {
                    out.push(whole);
                    last = Some(whole);
                    continue;
                }
                out.extend(last);
            }
            if let Some(sign) = self.sign(sign, last) {
                out.push(sign);
                last = Some(sign);
            }
        }
        out
    }

    fn sign(&mut self, sign: char, last: Option<char>) -> Option<char> {
        match sign {
            '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => return Some(' '),
            // parts of an emoji
            '\u{FE0F}' | '\u{200D}' => {
                return last.filter(|last| FONTS.is_emoji(*last) || starts_keycap(*last)).map(|_| sign);
            }
            '\u{FE00}'..='\u{FE0E}' | '\u{E0100}'..='\u{E01EF}' => {
                return last.filter(|last| FONTS.have_variant(*last, sign)).map(|_| sign);
            }
            _ if shows_nothing(sign) => return None,
            _ => {}
        }
        if !sign.is_whitespace() {
            self.count += 1;
        }
        if self.draws(sign) {
            return Some(sign);
        }
        if sign.is_whitespace() {
            return Some(' ');
        }
        *self.lacking.entry(sign).or_default() += 1;
        Some(GAP)
    }

    fn draws(&self, sign: char) -> bool {
        let has = |face: &Font| face.info().coverage.contains(u32::from(sign));
        !is_private(sign) && (FONTS.have(sign) || self.more.iter().any(has))
    }
}

/// Does this mark go onto the letter before it?
fn joins(sign: char) -> bool {
    !is_settled(sign) && canonical_combining_class(sign) != 0
}

/// What only changes how the sign before it is drawn.
fn is_emoji_part(sign: char) -> bool {
    matches!(sign, '\u{FE0F}' | '\u{200D}' | '\u{20E3}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// The sign of the text face that says the same, where an emoji is more than an ornament.
fn in_black(emoji: char) -> Option<char> {
    Some(match emoji {
        '⭕' | '🙆' => '○',
        '❌' | '✖' | '🙅' => '×',
        '⭐' | '🌟' => '★',
        '🔴' | '🟠' | '🟡' | '🟢' | '🔵' | '🟣' => '●',
        '⚪' => '○',
        '✅' | '✔' | '☑' => '✓',
        '➡' | '▶' => '→',
        '⬅' | '◀' => '←',
        '⬆' | '🔼' => '↑',
        '⬇' | '🔽' => '↓',
        '❗' | '❕' => '！',
        '❓' | '❔' => '？',
        '☎' | '📞' => '☎',
        _ => return None,
    })
    .filter(|sign| FONTS.have_in_text(*sign))
}

fn starts_keycap(sign: char) -> bool {
    matches!(sign, '0'..='9' | '#' | '*')
}

/// 外字: every machine has something else there.
fn is_private(sign: char) -> bool {
    matches!(sign, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// Control characters, and marks that only steer (direction, joining, hyphenation, tags).
fn shows_nothing(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// A long word or address with marks where it may be broken, else it would run out of its column.
pub(super) fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut word, mut since) = (0, 0);
    for sign in text.chars() {
        let is_word = sign.is_alphanumeric() && u32::from(sign) < 0x2E80 || sign.is_ascii_punctuation();
        (word, since) = if is_word { (word + 1, since + 1) } else { (0, 0) };
        out.push(sign);
        if word > LONG_WORD && (since >= LONG_WORD || since > 3 && "/?&=._-@#+".contains(sign)) {
            out.push('\u{200B}');
            since = 0;
        }
    }
    out
}

/// A word of more letters than this may be broken anywhere; few real ones are longer.
const LONG_WORD: usize = 16;

/// How wide a text stands, in full-width characters.
pub(super) fn width(text: &str) -> f64 {
    text.chars()
        .map(|sign| {
            if sign.is_ascii() {
                0.55
            } else if joins(sign) {
                0.0
            } else {
                1.0
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> (String, Vec<char>) {
        let mut room = Text::default();
        let out = room.clean(text);
        (out, room.lacking.into_keys().collect())
    }

    #[test]
    fn rare_kanji_of_names_are_there() {
        for name in ["髙橋", "山﨑", "德田", "𠮷野", "神谷", "邊見", "齋藤"] {
            assert_eq!(cleaned(name), (name.to_owned(), vec![]), "{name}");
        }
    }

    #[test]
    fn what_no_face_has_becomes_a_geta() {
        assert_eq!(cleaned("他们は한국から"), ("他〓は〓〓から".to_owned(), vec!['们', '국', '한']));
        assert_eq!(cleaned("外字\u{E000}"), ("外字〓".to_owned(), vec!['\u{E000}']));
    }

    #[test]
    fn a_printer_without_colours_gets_no_emoji() {
        let mut room = Text { mono: true, ..Text::default() };
        assert_eq!(room.clean("🌱 今月のねらい"), "今月のねらい");
        assert_eq!(
            room.clean("あめ☔\u{FE0F}のとき、⭕か❌で 👨\u{200D}👩\u{200D}👧！"),
            "あめのとき、○か×で ！"
        );
        assert_eq!(room.clean("1\u{FE0F}\u{20E3} 集合 ☎ 03"), "1 集合 ☎ 03");
    }

    #[test]
    fn loose_marks_are_joined_and_steering_marks_taken_out() {
        assert_eq!(cleaned("か\u{3099}き\u{202E}く\u{0}け\u{FEFF}").0, "がきくけ");
        assert_eq!(cleaned("Cafe\u{301}").0, "Café");
        assert_eq!(cleaned("葛\u{200D}城").0, "葛城");
    }

    #[test]
    fn long_words_may_break() {
        assert_eq!(breakable("an unbelievable word と日本語"), "an unbelievable word と日本語");
        let long = breakable(&"a".repeat(60));
        assert!(long.split('\u{200B}').all(|part| part.len() <= 17), "{long:?}");
    }

    #[test]
    fn emoji_keep_their_joints() {
        for emoji in ["👨\u{200D}👩\u{200D}👧", "☀\u{FE0F}", "1\u{FE0F}\u{20E3}", "👍🏽", "🇯🇵"]
        {
            assert_eq!(cleaned(emoji), (emoji.to_owned(), vec![]));
        }
    }
}
