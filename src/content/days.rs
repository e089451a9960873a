//! Days as teachers write them: `2026-11-24`, `11月24日`, `令和8年11月24日(火)`, full-width or not.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::SchoolYear;

/// A day at the beginning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// this day, and how many bytes it takes
    Is(Date, usize),
    /// written like a day, but the calendar has none such
    NoSuch,
}

/// A day in the running text whose weekday is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Disagreement {
    /// the bytes of day and weekday
    pub(super) range: Range<usize>,
    /// the day it must be
    pub(super) day: Date,
}

/// The day a text begins with, if it begins with one.
pub(super) fn leading_day(text: &str, year: SchoolYear) -> Option<Day> {
    let characters = plain(text.chars().take(24).collect::<String>().as_str());
    let (written, next) = full(&characters, 0).or_else(|| compact(&characters))?;
    let length: usize = text.chars().take(next).map(char::len_utf8).sum();
    Some(match written.in_year(year) {
        Some(day) => Day::Is(day, length),
        None => Day::NoSuch,
    })
}

/// The day that is the whole text; also `11/24`, and `11月24日(火)`.
pub(super) fn whole_day(text: &str, year: SchoolYear) -> Option<Date> {
    day_and_rest(text, year).filter(|(_, rest)| rest.is_empty()).map(|(day, _)| day)
}

/// The day a short text begins with, also `11/24` and with a weekday behind it; and what stands after that.
pub(super) fn day_and_rest(text: &str, year: SchoolYear) -> Option<(Date, &str)> {
    let text = text.trim();
    let characters = plain(text);
    if characters.len() > 60 {
        return None;
    }
    let (written, next) =
        full(&characters, 0).or_else(|| compact(&characters)).or_else(|| slashed(&characters, 0))?;
    let next = weekday_after(&characters, next).map_or(next, |(_, end)| end);
    // 11月24日(火・祝)
    let closed = characters[next..].iter().take(4).position(|(_, sign)| *sign == ')');
    let opened = next > 0 && characters.get(next).is_some_and(|(_, sign)| !matches!(sign, ' ' | '0'..='9'));
    let next = closed.filter(|_| opened).map_or(next, |more| next + more + 1);
    let rest = characters.get(next).map_or("", |(byte, _)| &text[*byte..]);
    Some((written.in_year(year)?, rest.trim()))
}

/// A day of the letter's school year, as it was `written`: where no year stands there it may be one of the next, for in
/// winter one writes of April.
pub(super) fn near(day: Date, written: &str, letter: Date) -> Date {
    let digits = plain(written).iter().fold((0, 0), |(most, run), (_, sign)| {
        let run = if sign.is_ascii_digit() { run + 1 } else { 0 };
        (most.max(run), run)
    });
    let has_year = written.contains('年') || digits.0 >= 4;
    let far = |day: Date| (day - letter).get_days().abs();
    let next = day.checked_add(jiff::Span::new().years(1)).ok();
    next.filter(|next| !has_year && far(*next) <= SOON && far(*next) < far(day)).unwrap_or(day)
}

/// In days: so near a day of the next school year may be.
const SOON: i32 = 250;

/// Every day of the text whose weekday does not agree with the calendar. A day without a year is taken in
/// this school year, or as the next one after the letter's own day: in March one writes of April.
pub(super) fn disagreements(text: &str, year: SchoolYear, letter: Date) -> Vec<Disagreement> {
    let mut at = 0;
    let mut found = Vec::new();
    // No day goes on in the next line.
    for line in text.split_inclusive('\n') {
        if may_name_weekday(line) && line.contains(|c: char| matches!(c, '0'..='9' | '０'..='９')) {
            let here = in_line(line, year, letter).into_iter();
            found.extend(here.map(|Disagreement { range, day }| Disagreement {
                range: range.start + at..range.end + at,
                day,
            }));
        }
        at += line.len();
    }
    found
}

/// Behind a day its weekday stands in brackets or with 曜.
fn may_name_weekday(line: &str) -> bool {
    ['(', '（', '曜'].iter().any(|sign| line.contains(*sign))
}

fn in_line(text: &str, year: SchoolYear, letter: Date) -> Vec<Disagreement> {
    let characters = plain(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if !characters[at].1.is_ascii_digit() {
            at += 1;
            continue;
        }
        let first = at;
        while at < characters.len() && characters[at].1.is_ascii_digit() {
            at += 1;
        }
        let Some((written, next)) = full(&characters, first).or_else(|| slashed(&characters, first)) else {
            continue;
        };
        let Some((weekday, end)) = weekday_after(&characters, next) else { continue };
        at = end;
        // 昨年、去年、翌年: which year is meant, only the writer knows.
        if written.year.is_none() && first > 0 && characters[first - 1].1 == '年' {
            continue;
        }
        let days = written.candidates(year, letter);
        if let Some(day) = days.last().copied().filter(|_| days.iter().all(|day| day.weekday() != weekday)) {
            let end = characters.get(end).map_or(text.len(), |(byte, _)| *byte);
            let era = first >= 2 && characters[first - 2].1 == '令' && characters[first - 1].1 == '和';
            let start = if era { first - 2 } else { first };
            found.push(Disagreement { range: characters[start].0..end, day });
        }
    }
    found
}

/// Characters with their bytes; digits and signs half-width.
fn plain(text: &str) -> Vec<(usize, char)> {
    let half = |character| match character {
        '０'..='９' | '／' | '（' | '）' | '－' | '．' | '，' => {
            char::from_u32(character as u32 - 0xfee0).unwrap_or(character)
        }
        '　' => ' ',
        '−' | '‐' => '-',
        other => other,
    };
    text.char_indices().map(|(at, character)| (at, half(character))).collect()
}

#[derive(Debug, Clone, Copy)]
struct Written {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Written {
    fn in_year(self, year: SchoolYear) -> Option<Date> {
        if !(1..=12).contains(&self.month) {
            return None;
        }
        let year = self.year.unwrap_or_else(|| year.year_of_month(self.month));
        Date::new(year, self.month, self.day).ok()
    }

    /// The days that may be meant; the last is the likeliest.
    fn candidates(self, year: SchoolYear, letter: Date) -> Vec<Date> {
        let Some(first) = self.in_year(year) else { return Vec::new() };
        let next = Date::new(first.year() + 1, self.month, self.day).ok();
        match next {
            Some(next) if self.year.is_none() && first < letter && letter.month() < 4 => vec![first, next],
            _ => vec![first],
        }
    }
}

fn number(characters: &[(usize, char)], at: usize) -> Option<(i16, usize)> {
    let digits = characters.get(at..)?.iter().take_while(|(_, c)| c.is_ascii_digit()).take(5).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let value =
        characters[at..at + digits].iter().fold(0, |value, (_, c)| value * 10 + (*c as i16 - '0' as i16));
    Some((value, at + digits))
}

fn sign(characters: &[(usize, char)], at: usize, signs: &[char]) -> Option<(char, usize)> {
    let at = blanks(characters, at);
    let (_, found) = characters.get(at)?;
    signs.contains(found).then_some((*found, at + 1))
}

fn blanks(characters: &[(usize, char)], at: usize) -> usize {
    let rest = characters.get(at..).unwrap_or_default();
    at + rest.iter().take(2).take_while(|(_, c)| *c == ' ').count()
}

/// `2026年11月24日`, `2026-11-24`, `令和8年11月24日`, `11月24日`.
fn full(characters: &[(usize, char)], at: usize) -> Option<(Written, usize)> {
    let named = |era: &str| {
        let length = era.chars().count();
        let before = |at: usize| {
            characters.get(at..at + length).map(|era| era.iter().map(|(_, c)| *c).collect::<String>())
        };
        before(at).as_deref() == Some(era) || (at >= length && before(at - length).as_deref() == Some(era))
    };
    let reiwa = named("令和");
    let at = if reiwa && !characters.get(at)?.1.is_ascii_digit() { at + 2 } else { at };
    let (first, next) = number(characters, at)?;
    let digits = next - at;
    if let Some((_, month)) = sign(characters, next, &['月']) {
        let (day, next) = number(characters, blanks(characters, month))?;
        let (_, next) = sign(characters, next, &['日'])?;
        return Some((Written { year: None, month: small(first)?, day: small(day)? }, next));
    }
    let (mark, next) = sign(characters, next, &['年', '-', '/', '.', '_'])?;
    let year = match digits {
        4 => first,
        1 | 2 if reiwa && mark == '年' => 2018 + first,
        _ => return None,
    };
    let (month, next) = number(characters, blanks(characters, next))?;
    let (between, next) = sign(characters, next, &['月', '-', '/', '.', '_'])?;
    if (mark == '年') != (between == '月') {
        return None;
    }
    let (day, next) = number(characters, blanks(characters, next))?;
    let next = if mark == '年' { sign(characters, next, &['日'])?.1 } else { next };
    Some((Written { year: Some(year), month: small(month)?, day: small(day)? }, next))
}

/// `20261124`
fn compact(characters: &[(usize, char)]) -> Option<(Written, usize)> {
    let digits = characters.iter().take_while(|(_, c)| c.is_ascii_digit()).count();
    if digits != 8 {
        return None;
    }
    let part = |range: Range<usize>| number(&characters[range], 0).map(|(value, _)| value);
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let likely = (2000..2200).contains(&year);
    likely.then_some((Written { year: Some(year), month: small(month)?, day: small(day)? }, 8))
}

/// `11/24`
fn slashed(characters: &[(usize, char)], at: usize) -> Option<(Written, usize)> {
    let (month, next) = number(characters, at)?;
    let (_, next) = sign(characters, next, &['/'])?;
    let (day, next) = number(characters, blanks(characters, next))?;
    let written = Written { year: None, month: small(month)?, day: small(day)? };
    ((1..=12).contains(&written.month) && (1..=31).contains(&written.day)).then_some((written, next))
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

/// `(水)`, `(水曜日)`, `(月・祝)`, `水曜日`, `(Wed)`, and where it ends.
fn weekday_after(characters: &[(usize, char)], at: usize) -> Option<(Weekday, usize)> {
    let at = blanks(characters, at);
    let opened = characters.get(at)?.1 == '(';
    let at = if opened { blanks(characters, at + 1) } else { at };
    let character = |at: usize| characters.get(at).map(|(_, c)| *c);
    if let Some(weekday) = japanese(character(at)?) {
        let named = character(at + 1) == Some('曜');
        let mut end = if named { at + 2 } else { at + 1 };
        if named && character(end) == Some('日') {
            end += 1;
        }
        if !opened {
            return named.then_some((weekday, end));
        }
        return match character(end)? {
            ')' => Some((weekday, end + 1)),
            '・' | '祝' | '、' | ',' | ' ' | '振' | '休' | '･' => Some((weekday, end)),
            _ => None,
        };
    }
    let word: String =
        characters[at..].iter().map(|(_, c)| *c).take(10).take_while(char::is_ascii_alphabetic).collect();
    let end = at + word.len();
    let end = if character(end) == Some('.') { end + 1 } else { end };
    let weekday = english(&word)?;
    (opened && character(end) == Some(')')).then_some((weekday, end + 1))
}

fn japanese(character: char) -> Option<Weekday> {
    Some(match character {
        '月' => Weekday::Monday,
        '火' => Weekday::Tuesday,
        '水' => Weekday::Wednesday,
        '木' => Weekday::Thursday,
        '金' => Weekday::Friday,
        '土' => Weekday::Saturday,
        '日' => Weekday::Sunday,
        _ => return None,
    })
}

fn english(word: &str) -> Option<Weekday> {
    let word = word.to_ascii_lowercase();
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let meant = days.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(&word))?;
    Some(meant.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const YEAR: SchoolYear = SchoolYear(2026);

    #[test]
    fn a_name_begins_with_its_day() {
        let day = |text| match leading_day(text, YEAR) {
            Some(Day::Is(day, length)) => Some((day, &text[length..])),
            _ => None,
        };
        assert_eq!(day("2026-11-24 遠足"), Some((date(2026, 11, 24), " 遠足")));
        assert_eq!(day("１１月２４日　遠足"), Some((date(2026, 11, 24), "　遠足")));
        assert_eq!(day("1月8日 始業"), Some((date(2027, 1, 8), " 始業")));
        assert_eq!(day("20261124遠足"), Some((date(2026, 11, 24), "遠足")));
        assert_eq!(day("令和8年11月24日遠足"), Some((date(2026, 11, 24), "遠足")));
        assert_eq!(leading_day("2026-02-30 遠足", YEAR), Some(Day::NoSuch));
        assert_eq!(leading_day("13月1日", YEAR), Some(Day::NoSuch));
        for none in ["遠足", "11月号", "100人", "", "3-4 組", "2026年度"] {
            assert_eq!(leading_day(none, YEAR), None, "{none}");
        }
    }

    #[test]
    fn weekdays_that_disagree_are_found_in_every_form() {
        let letter = date(2026, 11, 20);
        for text in [
            "11月24日(水)",
            "１１月２４日（水）",
            "11/24(水)",
            "１１／２４（水）",
            "2026年11月24日 (水曜日)",
            "11月24日水曜日",
            "令和8年11月24日(水)",
            "2026/11/24(水)",
            "11/24(Wed)",
            "11月24日(水・祝)",
            "1月8日(月)",
        ] {
            let found = disagreements(&format!("次は{text}です"), YEAR, letter);
            assert_eq!(found.len(), 1, "{text}");
            let range = &found[0].range;
            assert!(format!("次は{text}です")[range.clone()].starts_with(text.chars().next().unwrap()));
        }
        for right in [
            "11月24日(火)",
            "11/23(月・祝)",
            "1月8日(金)",
            "11月24日",
            "昨年11月24日(月)",
            "2025年11月24日(月)",
            "3/4(水筒)",
            "11月24日(日数)",
            "24日(水)",
            "99999999月1日(水)",
        ] {
            assert_eq!(disagreements(right, YEAR, letter), [], "{right}");
        }
        // In March one writes of April.
        assert_eq!(disagreements("4月8日(木)", YEAR, date(2027, 3, 10)), []);
        assert_eq!(disagreements("4月8日(金)", YEAR, date(2027, 3, 10))[0].day, date(2027, 4, 8));
    }

    #[test]
    fn a_whole_day_is_nothing_but_a_day() {
        assert_eq!(whole_day(" 11/24 ", YEAR), Some(date(2026, 11, 24)));
        assert_eq!(whole_day("11月24日（火）", YEAR), Some(date(2026, 11, 24)));
        assert_eq!(whole_day("2026-11-24", YEAR), Some(date(2026, 11, 24)));
        assert_eq!(whole_day("11月24日まで", YEAR), None);
        assert_eq!(whole_day("あした", YEAR), None);
    }
}
