//! A family's full name, phone number or e-mail address in a letter that others read too.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;

use super::cell::{key_char, phone_key};
use super::{Family, OwnGroups, Role, Roster};
use crate::content::Letter;
use crate::problem::{Place, Problem};
use crate::world::crew;

/// So many places are told for one letter.
const MAX_TOLD: usize = 20;
/// Honorifics and offices: `佐藤さん` in the name column is no full name.
const TITLES: &[&str] = &["さん", "様", "さま", "先生", "会長", "くん", "ちゃん", "君"];

/// Finds what a letter gives away of a family to others: the letter's path and the problem, line and column named.
///
/// - A **full name** (child, guardian or follower) is a *warning*. Prize winners, greetings of a parent and a
///   teacher who is a parent too are named rightly, with their consent; only a person can tell. A name counts
///   with surname and given name, from three characters on, however its blanks, width or ruby are written.
/// - A **phone number** or **e-mail address** is an *error*. Eleven digits never agree by chance, a page may be
///   passed on by anybody, and what is out cannot be taken back. Not meant are the school's own number and those
///   of community contacts: whoever is to be reached by all families is entered there (役割: 地域).
///
/// Nothing is said where the letter goes to that one family only.
pub fn privacy(
    letters: &[Letter],
    roster: &Roster,
    own: &OwnGroups,
    school_phone: &str,
) -> Vec<(String, Problem)> {
    let secrets = Secrets::of(roster, school_phone);
    let told = crew::all(letters, |letter| given_away(letter, &secrets, roster, own));
    told.into_iter().flatten().collect()
}

/// What one letter gives away.
fn given_away(
    letter: &Letter,
    secrets: &Secrets,
    roster: &Roster,
    own: &OwnGroups,
) -> Vec<(String, Problem)> {
    let mut all: Vec<(Found<'_>, Place)> = Vec::new();
    for (path, text) in letter.texts() {
        all.extend(secrets.find(text).into_iter().map(|found| {
            let place = Place::in_text(path, text, found.at.start, found.at.end);
            (found, place)
        }));
        // The file's name may be the title.
        all.extend(secrets.find(path).into_iter().map(|found| (found, Place::file(path))));
    }
    if all.is_empty() {
        return vec![];
    }
    let readers = roster.families_of(&letter.audience, own, letter.date);
    let only_reader = match readers.as_slice() {
        [one] => Some(one.family.number.as_str()),
        _ => None,
    };
    all.retain(|(found, _)| {
        !found.owners.iter().any(|&owner| Some(roster.families[owner].number.as_str()) == only_reader)
    });
    let told = all.into_iter().take(MAX_TOLD);
    told.map(|(found, place)| (letter.path.clone(), found.problem().at(place))).collect()
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Name,
    Email,
    Phone,
}

/// One secret standing in a text.
struct Found<'s> {
    kind: Kind,
    at: Range<usize>,
    written: String,
    owners: &'s BTreeSet<usize>,
}

impl Found<'_> {
    fn problem(&self) -> Problem {
        match self.kind {
            Kind::Name => {
                Problem::warning("recipients-name-in-letter", vec![("name", self.written.as_str().into())])
            }
            Kind::Email => Problem::error("recipients-email-in-letter", vec![]),
            Kind::Phone => Problem::error("recipients-phone-in-letter", vec![]),
        }
    }
}

/// Everything of the roster that should not stand in a letter, ready to be looked for in one pass.
struct Secrets {
    finder: Option<AhoCorasick>,
    /// kind and families of each pattern of the finder
    patterns: Vec<(Kind, BTreeSet<usize>)>,
    phones: HashMap<String, BTreeSet<usize>>,
}

impl Secrets {
    fn of(roster: &Roster, school_phone: &str) -> Self {
        let mut texts: BTreeMap<(String, Kind), BTreeSet<usize>> = BTreeMap::new();
        let mut phones: HashMap<String, BTreeSet<usize>> = HashMap::new();
        let mut open: BTreeSet<String> = BTreeSet::from([phone_key(school_phone)]);
        for (number, family) in roster.families.iter().enumerate() {
            for name in names(family).filter_map(full_name) {
                texts.entry((name, Kind::Name)).or_default().insert(number);
            }
            for guardian in &family.guardians {
                let phone = phone_key(&guardian.phone);
                if guardian.role == Role::Community {
                    open.insert(phone);
                    continue;
                }
                phones.entry(phone).or_default().insert(number);
                if let Some(email) = &guardian.email {
                    texts.entry((folded(email.reveal()), Kind::Email)).or_default().insert(number);
                }
            }
        }
        phones.retain(|phone, _| phone.len() >= 9 && !open.contains(phone));
        let (keys, patterns): (Vec<String>, Vec<(Kind, BTreeSet<usize>)>) =
            texts.into_iter().map(|((text, kind), owners)| (text, (kind, owners))).unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&keys);
        // It is refused only where the patterns together exceed 2 GiB, which the roster's own bounds exclude.
        Secrets { finder: finder.ok(), patterns, phones }
    }

    fn find(&self, text: &str) -> Vec<Found<'_>> {
        let mut found: Vec<Found<'_>> = Vec::new();
        let folded = Folded::of(text);
        for hit in self.finder.iter().flat_map(|finder| finder.find_iter(&folded.text)) {
            let Some(at) = folded.origin(hit.start()..hit.end()) else { continue };
            if !stands_alone(text, &at) {
                continue;
            }
            let (kind, owners) = &self.patterns[hit.pattern().as_usize()];
            found.push(Found { kind: *kind, written: plain(&text[at.clone()]), at, owners });
        }
        for (at, key) in phone_numbers(text, |key| self.phones.contains_key(key)) {
            if let Some(owners) = self.phones.get(&key) {
                found.push(Found { kind: Kind::Phone, written: text[at.clone()].to_owned(), at, owners });
            }
        }
        found.sort_by_key(|found| found.at.start);
        found
    }
}

fn names(family: &Family) -> impl Iterator<Item = &str> {
    let children = family.children.iter().map(|child| child.name.as_str());
    let adults = family.guardians.iter().filter(|guardian| guardian.role != Role::Community);
    children.chain(adults.map(|guardian| guardian.name.as_str()))
}

/// The name to look for, if it is a full one: surname and given name apart, or all in one with a kanji in front.
fn full_name(name: &str) -> Option<String> {
    let parts = name
        .split(|c: char| c.is_whitespace() || "・･=＝゠".contains(c))
        .filter(|part| !part.is_empty())
        .count();
    let long_enough = name.chars().filter(|c| !c.is_whitespace()).count() >= 3;
    let kanji_first = name.chars().next().is_some_and(is_kanji);
    let titled = TITLES.iter().any(|title| name.ends_with(title));
    (long_enough && !titled && (parts >= 2 || kanji_first))
        .then(|| folded(name))
        .filter(|key| !key.is_empty())
}

/// Stands for itself, and for no other.
fn is_common_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Stands for no digit, and for no blank.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}')
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A letter's text without what a name may be written with or without, and where each character came from.
struct Folded {
    text: String,
    origins: Vec<Origin>,
}

/// One character of a folded text.
struct Origin {
    /// where it begins there
    folded: usize,
    /// the bytes of the letter it stands for
    range: Range<usize>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded =
            Folded { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len() / 2) };
        // `{佐藤|さとう}` reads 佐藤: from the bar to the brace nothing counts.
        let mut reading_ends: Option<usize> = None;
        let mut base_ends: Option<usize> = None;
        for (at, c) in text.char_indices() {
            if let Some(end) = reading_ends {
                if at < end {
                    continue;
                }
                reading_ends = None;
            }
            match c {
                '{' | '｛' => base_ends = ruby_end(&text[at..]).map(|length| at + length),
                '|' | '｜' if base_ends.is_some() => reading_ends = base_ends.take(),
                '*' | '_' | '`' | '\\' => {}
                '\n' => folded.push('\n', at, c),
                c if is_common_kanji(c) => folded.push(c, at, c),
                c => match common_kana(c) {
                    Some(signs) => signs.iter().for_each(|sign| folded.push(*sign, at, c)),
                    None => fold_char(c).for_each(|sign| folded.push(sign, at, c)),
                },
            }
        }
        folded
    }

    fn push(&mut self, c: char, at: usize, origin: char) {
        self.origins.push(Origin { folded: self.text.len(), range: at..at + origin.len_utf8() });
        self.text.push(c);
    }

    fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        // Patterns are whole characters, so both ends lie at one.
        let first = self.origins.partition_point(|origin| origin.folded < range.start);
        let after = self.origins.partition_point(|origin| origin.folded < range.end);
        Some(self.origins.get(first)?.range.start..self.origins.get(after.checked_sub(1)?)?.range.end)
    }
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

fn folded(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

/// As it is shown: ruby and marks taken out.
fn plain(written: &str) -> String {
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
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && (c as u32) < 0x2000);
    let written = &text[at.clone()];
    let before = latin(text[..at.start].chars().next_back()) && latin(written.chars().next());
    let after = latin(text[at.end..].chars().next()) && latin(written.chars().next_back());
    !before && !after
}

/// Every run of digits in the text that `known` takes for a phone number, whatever stands between the digits.
fn phone_numbers(text: &str, known: impl Fn(&str) -> bool) -> Vec<(Range<usize>, String)> {
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
        let plain =
            if is_common_kanji(c) || is_kana(c) { c } else { std::iter::once(c).nfkc().next().unwrap_or(c) };
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
    fn only_full_names_are_looked_for() {
        for name in ["佐藤 花子", "佐藤花子", "林　凛", "Maria Silva", "マリア・シルバ", "林 花"]
        {
            assert_eq!(
                full_name(name).is_some(),
                name.chars().filter(|c| !c.is_whitespace()).count() >= 3,
                "{name}"
            );
        }
        for name in ["はなこ", "ひかり", "Maria", "佐藤さん", "町会 会長", ""] {
            assert_eq!(full_name(name), None, "{name}");
        }
    }
}
