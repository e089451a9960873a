//! Which rows of a table are days, which days they are, and which of these are Sundays, Saturdays or holidays.

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use crate::content::SchoolYear;
use crate::render::calendar::holiday;

/// What kind of day a row of a table is about; decides its colour. A teacher's own words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Day {
    /// no day, or a day like any other
    #[serde(rename = "")]
    Plain,
    /// 土
    Saturday,
    /// 日
    Sunday,
    /// a holiday by law
    Holiday,
    /// the row says that the school is closed
    Closed,
}

/// The days of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    /// one for each row
    pub(super) rows: Vec<Day>,
    /// the day of each row, where it is certain
    pub(super) dates: Vec<Option<Date>>,
    /// the columns that hold dates and weekdays
    pub(super) columns: Vec<usize>,
}

/// When a table was written, to know which 3日 is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    /// the letter's own day
    pub(super) letter: Date,
    /// its school year
    pub(super) year: SchoolYear,
    /// the month named in the heading above: `5月のよてい`
    pub(super) heading: Option<i8>,
}

/// A day as a cell gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    month: Option<i8>,
    day: i8,
    weekday: Option<Weekday>,
}

/// Finds the days in a table of plain texts.
pub(super) fn days(head: &[String], rows: &[Vec<String>], when: When) -> Days {
    let Some((column, weekdays)) = columns(head, rows) else {
        let none = vec![None; rows.len()];
        return Days { rows: vec![Day::Plain; rows.len()], dates: none, columns: Vec::new() };
    };
    let written: Vec<Option<Written>> = rows
        .iter()
        .map(|row| {
            let mut written = read(row.get(column)?)?;
            let beside = weekdays.and_then(|column| row.get(column)).and_then(|cell| weekday(cell.trim()));
            written.weekday = beside.or(written.weekday);
            Some(written)
        })
        .collect();
    let month = month(&written, when);
    let dates: Vec<Option<Date>> =
        written.iter().map(|written| written.and_then(|written| certain(written, month, when))).collect();
    let rows = rows
        .iter()
        .zip(&written)
        .zip(&dates)
        .map(|((row, written), date)| written.map_or(Day::Plain, |written| kind(row, written, *date)))
        .collect();
    Days { rows, dates, columns: std::iter::once(column).chain(weekdays).collect() }
}

/// The column of dates, and that of weekdays if there is one.
fn columns(head: &[String], rows: &[Vec<String>]) -> Option<(usize, Option<usize>)> {
    let titled =
        |names: &[&str]| head.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
    let weekdays = titled(&["曜", "曜日"]);
    let named = titled(&[
        "日",
        "日付",
        "日にち",
        "月日",
        "日程",
        "とき",
        "日時",
        "日(曜)",
        "日(曜日)",
        "日（曜）",
        "日（曜日）",
        "date",
        "day",
    ]);
    let readable = |column: usize, bare: bool| {
        let days = rows.iter().filter_map(|row| read(row.get(column)?));
        2 * days.filter(|day| bare || day.month.is_some() || day.weekday.is_some()).count()
            >= rows.len().max(1)
    };
    let dates = named
        .filter(|column| readable(*column, true))
        .or_else(|| (0..head.len().min(2)).find(|column| readable(*column, false)));
    dates.map(|column| (column, weekdays))
}

/// Reads `3`, `3日`, `5/3`, `5月3日(日)`, `５月３日（日・祝）`, `5/9 (土) 10時`; not `96.2cm`, `3人`, `1/2カップ`.
fn read(cell: &str) -> Option<Written> {
    let cell: String = cell.chars().map(half_width).collect();
    let (first, rest) = number(cell.trim())?;
    let (month, day, rest) = match rest.strip_prefix(['/', '月']).map(str::trim_start).and_then(number) {
        Some((day, rest)) => (Some(first), day, rest),
        None => (None, first, rest),
    };
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    let spaced = rest.trim_start();
    let (weekday, known_end) = match spaced.strip_prefix('(') {
        Some(inside) => (inside.chars().next().and_then(|sign| weekday(sign.encode_utf8(&mut [0; 4]))), true),
        None => (None, rest.is_empty() || rest.starts_with([' ', '〜', '~', '-', '、', '・'])),
    };
    let plausible = (1..=31).contains(&day) && month.is_none_or(|month| (1..=12).contains(&month));
    (plausible && known_end).then_some(Written { month, day, weekday })
}

fn half_width(sign: char) -> char {
    match sign {
        '０'..='９' | '／' | '（' | '）' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '　' => ' ',
        _ => sign,
    }
}

fn number(text: &str) -> Option<(i8, &str)> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.chars().next()? {
        '日' => Weekday::Sunday,
        '月' => Weekday::Monday,
        '火' => Weekday::Tuesday,
        '水' => Weekday::Wednesday,
        '木' => Weekday::Thursday,
        '金' => Weekday::Friday,
        '土' => Weekday::Saturday,
        _ => return None,
    })
}

/// The month of days without one: that of the heading, else the one near the letter with which all weekdays agree.
fn month(written: &[Option<Written>], when: When) -> Option<i8> {
    if when.heading.is_some() {
        return when.heading;
    }
    let known: Vec<Written> = written
        .iter()
        .flatten()
        .filter(|day| day.month.is_none() && day.weekday.is_some())
        .copied()
        .collect();
    if known.is_empty() {
        return None;
    }
    let here = when.letter.month();
    [here, here % 12 + 1, (here + 10) % 12 + 1].into_iter().find(|month| {
        known.iter().all(|day| date(*month, day.day, when.year).map(Date::weekday) == day.weekday)
    })
}

fn date(month: i8, day: i8, year: SchoolYear) -> Option<Date> {
    Date::new(year.year_of_month(month), month, day).ok()
}

/// The day that is meant; `None` where its month is unknown or its weekday says otherwise, which is reported
/// elsewhere. In winter one writes of next April, too.
fn certain(written: Written, month: Option<i8>, when: When) -> Option<Date> {
    let month = written.month.or(month)?;
    let agrees = |date: &Date| written.weekday.is_none_or(|weekday| weekday == date.weekday());
    let far = |day: &Date| (*day - when.letter).get_days().abs();
    let this = date(month, written.day, when.year).filter(agrees);
    let next = date(month, written.day, SchoolYear(when.year.0 + 1)).filter(agrees);
    this.into_iter().chain(next.filter(|day| far(day) <= SOON)).min_by_key(far)
}

/// In days: nearer than this, a day without a year may be one of the next school year.
const SOON: i32 = 250;

fn kind(row: &[String], written: Written, date: Option<Date>) -> Day {
    match (date.and_then(holiday), date.map(Date::weekday).or(written.weekday)) {
        (Some(_), _) => Day::Holiday,
        (None, Some(Weekday::Sunday)) => Day::Sunday,
        _ if is_closed(row) => Day::Closed,
        (None, Some(Weekday::Saturday)) => Day::Saturday,
        _ => Day::Plain,
    }
}

/// Does a row say that nobody comes on its day?
pub(super) fn is_closed(row: &[String]) -> bool {
    row.iter().any(|cell| ["休園", "休校", "休室", "休所", "お休み"].contains(&cell.trim()))
}

/// `5月のよてい` → 5
pub(super) fn month_named(heading: &str) -> Option<i8> {
    let before = &heading[..heading.find('月')?];
    let digits: String = before
        .chars()
        .rev()
        .map_while(|sign| match sign {
            '0'..='9' => Some(sign),
            '０'..='９' => char::from_u32(u32::from(sign) - 0xFEE0),
            _ => None,
        })
        .collect();
    let month: i8 = digits.chars().rev().collect::<String>().parse().ok()?;
    (1..=12).contains(&month).then_some(month)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn found(head: &[&str], rows: &[&[&str]], letter: Date, heading: Option<i8>) -> Days {
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows: Vec<_> = rows.iter().map(|row| own(row)).collect();
        days(&own(head), &rows, When { letter, year: SchoolYear::of(letter), heading })
    }

    #[test]
    fn a_month_of_events() {
        let table: &[&[&str]] = &[
            &["1", "金", "つどい", "全園児"],
            &["3", "日", "憲法記念日", "休園"],
            &["6", "水", "振替休日", "休園"],
            &["9", "土", "保護者会", "保護者"],
            &["14", "木", "園庭の工事", "休園"],
        ];
        let expected = vec![Day::Plain, Day::Holiday, Day::Holiday, Day::Saturday, Day::Closed];
        let head = &["日", "曜", "ぎょうじ", "対象"];
        for (letter, heading) in
            [(date(2026, 5, 1), None), (date(2026, 4, 28), None), (date(2026, 4, 1), Some(5))]
        {
            let days = found(head, table, letter, heading);
            assert_eq!((days.rows, days.columns), (expected.clone(), vec![0, 1]));
        }
    }

    #[test]
    fn dates_with_months_cross_the_year() {
        let days = found(
            &["日付", "こと"],
            &[
                &["12/29(火)", "保育納め"],
                &["1月1日（金・祝）", "元日"],
                &["１／９（土）", "もちつき"],
                &["未定", "避難訓練"],
            ],
            date(2026, 12, 1),
            None,
        );
        assert_eq!(days.rows, [Day::Plain, Day::Holiday, Day::Saturday, Day::Plain]);
    }

    #[test]
    fn numbers_that_are_no_days_stay_plain() {
        for (head, cells) in
            [("人数", ["3", "5"]), ("身長", ["96.2cm", "103.1cm"]), ("量", ["1/2カップ", "3/4カップ"])]
        {
            let days =
                found(&["組", head], &[&["すみれ", cells[0]], &["さくら", cells[1]]], date(2026, 5, 1), None);
            assert_eq!((days.rows, days.columns), (vec![Day::Plain; 2], vec![]), "{head}");
        }
    }

    #[test]
    fn days_of_an_unknown_month_get_no_colour() {
        let days = found(&["日", "こと"], &[&["3", "遠足"], &["10", "検診"]], date(2026, 5, 1), None);
        assert_eq!(days.rows, [Day::Plain, Day::Plain]);
    }

    #[test]
    fn months_in_headings() {
        assert_eq!(month_named("📅 5月のよてい"), Some(5));
        assert_eq!(month_named("１２月"), Some(12));
        assert_eq!(month_named("今月のねらい"), None);
        assert_eq!(month_named("満月の夜"), None);
    }

    #[test]
    fn in_march_one_writes_of_april() {
        let days = found(
            &["日付", "こと"],
            &[&["3/24(水)", "修了式"], &["4/8(木)", "始業式"], &["4/8(金)", "?"], &["3/1(月)", "もう過ぎた"]],
            date(2027, 3, 10),
            None,
        );
        let on = |month, day| Some(date(2027, month, day));
        assert_eq!(days.dates, [on(3, 24), on(4, 8), None, on(3, 1)]);
    }
}
