//! What one cell means: text, phone number, day, yes or no, and the school's few fixed words.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::{Channel, Role};
use crate::language;
use crate::settled::is_composed;

/// The cell's text with full-width digits and letters made plain, and without what spreadsheets wrap around it:
/// `="0901"` and `'0901`.
pub(super) fn plain(cell: &str) -> String {
    let cell = unwrapped(cell);
    if is_composed(cell) { one_line(cell) } else { one_line(&cell.nfkc().collect::<String>()) }
}

/// A name as written, on one line.
pub(super) fn name(cell: &str) -> String {
    one_line(unwrapped(cell))
}

fn unwrapped(cell: &str) -> &str {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let formula = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    // The mark our own CSV files put before what a spreadsheet would take for a formula.
    let marked = cell.strip_prefix('\'').filter(|rest| {
        rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
            || rest.starts_with(|c: char| c.is_ascii_digit())
    });
    formula.or(marked).unwrap_or(cell)
}

fn one_line(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{200b}';
    let words: Vec<&str> =
        text.split(|c| blank(c) && c != '\u{3000}').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim_matches('\u{3000}').to_owned()
}

/// The form in which two spellings of one name are equal: NFKC, small letters, no blanks, one sign for every
/// wave dash and middle dot.
pub(crate) fn name_key(name: &str) -> String {
    if is_composed(name) {
        return name.chars().flat_map(char::to_lowercase).filter_map(key_char).collect();
    }
    name.nfkc().flat_map(char::to_lowercase).filter_map(key_char).collect()
}

/// One character of [`name_key`]; `None` where it does not count.
pub(super) fn key_char(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() || c.is_control() || "・･=゠‐‑–,.".contains(c) => None,
        '〜' | '～' => Some('~'),
        c => Some(c),
    }
}

/// A phone number as read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Phone {
    /// digits and hyphens, a leading `+` kept
    pub number: String,
    /// the leading 0 was lost and is restored
    pub restored: bool,
    /// more numbers stood in the cell; this is the first
    pub several: bool,
}

/// `None` where it is no number one could dial.
pub(super) fn phone(cell: &str) -> Option<Phone> {
    let text = plain(cell);
    let parts: Vec<&str> =
        text.split(['/', ',', '、', ';', '・', '|']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let first = *parts.first()?;
    let (number, restored) = one_phone(first)?;
    Some(Phone { number, restored, several: parts.len() > 1 })
}

fn one_phone(text: &str) -> Option<(String, bool)> {
    // `0.` of a spreadsheet's number.
    let text = text.strip_suffix(".0").unwrap_or(text);
    let mut number = String::new();
    for c in text.chars() {
        match c {
            '+' if number.is_empty() => number.push('+'),
            '0'..='9' => number.push(c),
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '.' | '(' | ')' | ' '
            | '\u{3000}' => {
                if !number.is_empty() && !number.ends_with('-') {
                    number.push('-');
                }
            }
            _ => return None,
        }
    }
    let mut number = number.trim_end_matches('-').to_owned();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if number.starts_with('+') {
        return (8..=15).contains(&digits.len()).then_some((number, false));
    }
    // Excel takes 09012345678 for a number and drops its 0.
    let mobile = digits.len() == 10
        && ["90", "80", "70", "60", "50", "20"].iter().any(|start| digits.starts_with(start));
    let restored = !digits.starts_with('0') && (digits.len() == 9 || mobile);
    if restored {
        number.insert(0, '0');
    }
    let digits = if restored { format!("0{digits}") } else { digits };
    if !digits.starts_with('0') || !(10..=11).contains(&digits.len()) {
        return None;
    }
    if !number.contains('-') && digits.len() == 11 {
        number = format!("{}-{}-{}", &digits[..3], &digits[3..7], &digits[7..]);
    }
    Some((number, restored))
}

/// The digits of a Japanese number as dialled at home: `+81 90-…` and `090…` are the same.
pub(crate) fn phone_key(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("81").filter(|_| number.trim_start().starts_with('+')) {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => digits,
    }
}

/// A day in one of the forms people write, or `None`. A day without its year is none.
pub(super) fn date(cell: &str) -> Option<Date> {
    let text = plain(cell);
    let text = text.split(['T', ' ', '(']).next().unwrap_or_default();
    if text.chars().all(|c| c.is_ascii_digit()) {
        return match text.len() {
            8 => Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok(),
            5 => serial(text.parse().ok()?),
            _ => None,
        };
    }
    let (era, rest) = era_start(text);
    let rest = rest.replace('元', "1");
    let mut numbers = rest.split(['年', '月', '日', '/', '-', '.']).filter(|part| !part.is_empty());
    let year: i16 = numbers.next()?.parse().ok()?;
    let (month, day) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    if numbers.next().is_some() {
        return None;
    }
    let year = match era {
        Some(before_first) if (1..=99).contains(&year) => before_first + year,
        None if (1900..=2200).contains(&year) => year,
        _ => return None,
    };
    Date::new(year, month, day).ok()
}

/// The year before the first of the era that the text begins with.
fn era_start(text: &str) -> (Option<i16>, &str) {
    let eras =
        [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("R", 2018), ("r", 2018), ("H", 1988), ("h", 1988)];
    let found = eras.iter().find_map(|(era, before)| Some((*before, text.strip_prefix(era)?)));
    found.map_or((None, text), |(before, rest)| (Some(before), rest.trim_start_matches('.')))
}

/// Excel's count of days: 1 is 1900-01-01, and it believes in a 1900-02-29.
fn serial(days: i64) -> Option<Date> {
    let day_zero = jiff::civil::date(1899, 12, 30);
    let day = day_zero.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    (1950..=2150).contains(&day.year()).then_some(day)
}

/// Yes or no; an empty cell is no.
pub(super) fn yes(cell: &str) -> Option<bool> {
    match plain(cell).to_lowercase().as_str() {
        "" | "いいえ" | "×" | "✕" | "x" | "0" | "no" | "n" | "false" | "なし" | "無" | "-" | "可"
        | "しない" => Some(false),
        "はい" | "○" | "◯" | "〇" | "o" | "◎" | "●" | "✓" | "✔" | "レ" | "1" | "yes" | "y" | "true"
        | "あり" | "有" | "停止" | "不可" | "配信停止" | "電話不可" => Some(true),
        _ => None,
    }
}

/// How letters reach a person.
pub(super) fn channel(cell: &str) -> Option<Channel> {
    match plain(cell).to_lowercase().as_str() {
        "メール" | "mail" | "e-mail" | "email" => Some(Channel::Mail),
        "紙" | "手紙" | "印刷" | "プリント" | "paper" | "print" => Some(Channel::Paper),
        "なし" | "無し" | "無" | "none" | "no" | "-" => Some(Channel::None),
        _ => None,
    }
}

/// What a person is to the school.
pub(super) fn role(cell: &str) -> Option<Role> {
    match plain(cell).to_lowercase().as_str() {
        "保護者" | "親" | "guardian" | "parent" => Some(Role::Guardian),
        "フォロワー" | "祖父母" | "親族" | "follower" | "grandparent" => Some(Role::Follower),
        "地域" | "町会" | "community" => Some(Role::Community),
        _ => None,
    }
}

/// The BCP 47 tag of a language, by its tag or its name.
pub(super) fn language(cell: &str) -> Option<String> {
    language::tag_of(&plain(cell))
}

/// Several names in one cell: `役員・延長保育`.
pub(super) fn list(cell: &str) -> impl Iterator<Item = String> {
    let text = unwrapped(cell).to_owned();
    let parts: Vec<String> =
        text.split(['・', '、', ',', '，', ';', '；', '/', '／', '|', '\n']).map(plain).collect();
    parts.into_iter().filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_as_rosters_have_them() {
        let number = |cell| phone(cell).map(|phone| (phone.number, phone.restored));
        let is = |cell, expected: &str, restored| {
            assert_eq!(number(cell), Some((expected.to_owned(), restored)), "{cell}");
        };
        is("090-0000-1234", "090-0000-1234", false);
        is("０９０－００００－１２３４", "090-0000-1234", false);
        is("9000001234", "090-0000-1234", true);
        is("90-0000-1234", "090-0000-1234", true);
        is("300001234", "0300001234", true);
        is("03(0000)1234", "03-0000-1234", false);
        is("+81 90 0000 1234", "+81-90-0000-1234", false);
        is("'+819000001234", "+819000001234", false);
        is("=\"09000001234\"", "090-0000-1234", false);
        is("0120ー000ー123", "0120-000-123", false);
        for wrong in
            ["", "1234", "9.00E+09", "090-0000-12345", "なし", "3000012345", "内線12", "090000012345678901"]
        {
            assert_eq!(number(wrong), None, "{wrong}");
        }
        assert!(phone("090-0000-1234／03-0000-0000").unwrap().several);
        assert_eq!(phone_key("+81-90-0000-1234"), phone_key("090-0000-1234"));
    }

    #[test]
    fn days_as_rosters_have_them() {
        let day = Some(jiff::civil::date(2026, 4, 1));
        for cell in [
            "2026-04-01",
            "2026/4/1",
            "２０２６年４月１日",
            "令和8年4月1日",
            "R8.4.1",
            "20260401",
            "46113",
            "2026.4.1(水)",
            "2026-04-01 00:00:00",
        ] {
            assert_eq!(date(cell), day, "{cell}");
        }
        assert_eq!(date("令和元年5月1日"), Some(jiff::civil::date(2019, 5, 1)));
        for wrong in ["4月1日", "26/4/1", "2026-13-01", "2026-02-30", "きょう", "999999", "12345678", "99999"]
        {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn fixed_words() {
        assert_eq!(language("やさしい").as_deref(), Some("ja-easy"));
        assert_eq!(language("PT-br").as_deref(), Some("pt-BR"));
        assert_eq!(language("エイゴ"), None);
        assert_eq!((yes("○"), yes(""), yes("？")), (Some(true), Some(false), None));
        assert_eq!(list("役員・延長保育、 ").collect::<Vec<_>>(), ["役員", "延長保育"]);
        assert_eq!(name_key("佐藤　花子"), name_key("佐藤 花子"));
        assert_eq!(name(" 佐藤　花子\n"), "佐藤　花子");
    }
}
