//! Days as they are written in Japan: years of the eras (和暦), weekdays, and the holidays by law.
//!
//! The holidays follow 国民の祝日に関する法律 (1948) and its amendments, the laws for single ceremonies, and the
//! moves for the Tokyo Games of 2020 and 2021. The equinoxes, which the law leaves to astronomy, come from the
//! usual approximation, which holds from 1900 to 2099.

use jiff::civil::{Date, Weekday, date};

use crate::language::EASY_JAPANESE;
use crate::words::{Lang, Words};

/// The first days of the eras, newest first.
const ERAS: [(&str, Date); 3] =
    [("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25))];

/// A day on paper: `令和8年5月1日(金)`, in English `Fri 1 May 2026`.
pub fn written(day: Date, lang: Lang) -> String {
    let weekday = weekday_short(day, lang.words());
    match lang {
        Lang::Ja => format!("{}{}月{}日({weekday})", wareki_year(day), day.month(), day.day()),
        Lang::En => format!("{weekday} {} {} {}", day.day(), month_name(day), day.year()),
    }
}

/// A day within the year: `5月1日(金)`, in English `Fri 1 May`.
pub fn written_short(day: Date, lang: Lang) -> String {
    let weekday = weekday_short(day, lang.words());
    match lang {
        Lang::Ja => format!("{}月{}日({weekday})", day.month(), day.day()),
        Lang::En => format!("{weekday} {} {}", day.day(), month_name(day)),
    }
}

/// A day for families who read these words: in easy Japanese with the western year and no sign to be puzzled
/// over, `2026年5月1日（金曜日）`; in a language whose ways we do not know, `2026-05-01`.
pub fn written_in(day: Date, words: &Words) -> String {
    match words.tag() {
        EASY_JAPANESE => format!("{}年{}", day.year(), easy(day, words)),
        "ja" | "en" => written(day, words.lang()),
        _ => day.to_string(),
    }
}

/// A day on paper, where there is little room: `2026年5月1日(金)`.
pub fn written_narrow_in(day: Date, words: &Words) -> String {
    match words.tag() {
        EASY_JAPANESE => format!("{}年{}", day.year(), written_short(day, words.lang())),
        _ => written_in(day, words),
    }
}

/// A day within the year, likewise: `5月1日（金曜日）`.
pub fn written_short_in(day: Date, words: &Words) -> String {
    match words.tag() {
        EASY_JAPANESE => easy(day, words),
        "ja" | "en" => written_short(day, words.lang()),
        _ => day.to_string(),
    }
}

fn easy(day: Date, words: &Words) -> String {
    format!("{}月{}日（{}曜日）", day.month(), day.day(), weekday_short(day, words))
}

/// The year in its era: `令和8年`, `令和元年`; before 1926-12-25 the western one, `1920年`.
pub fn wareki_year(day: Date) -> String {
    match ERAS.iter().find(|(_, first)| day >= *first) {
        None => format!("{}年", day.year()),
        Some((era, first)) => match day.year() - first.year() + 1 {
            1 => format!("{era}元年"),
            year => format!("{era}{year}年"),
        },
    }
}

/// `金`, `Fri`
pub fn weekday_short(day: Date, words: &Words) -> String {
    words.say("weekday-short", &[("day", i32::from(day.weekday().to_sunday_zero_offset()).into())])
}

fn month_name(day: Date) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::from(day.month().unsigned_abs()) - 1]
}

/// The holiday on this day, by its name in the law, or `振替休日` or `国民の休日`.
///
/// Known from 1948-07-20 to 2099-12-31; `None` outside of that.
pub fn holiday(day: Date) -> Option<&'static str> {
    named_holiday(day)
        .or_else(|| is_substitute(day).then_some("振替休日"))
        .or_else(|| is_between(day).then_some("国民の休日"))
}

/// A holiday that the law names (国民の祝日), not a day off because of one.
fn named_holiday(day: Date) -> Option<&'static str> {
    if day < date(1948, 7, 20) || day.year() > 2099 {
        return None;
    }
    ceremony(day).or_else(|| {
        let year = day.year();
        match day.month() {
            1 => january(day, year),
            2 => match day.day() {
                11 if year >= 1967 => Some("建国記念の日"),
                23 if year >= 2020 => Some("天皇誕生日"),
                _ => None,
            },
            3 => (day.day() == spring_equinox(year)).then_some("春分の日"),
            4 => (day.day() == 29).then_some(match year {
                ..1989 => "天皇誕生日",
                1989..2007 => "みどりの日",
                _ => "昭和の日",
            }),
            5 => match day.day() {
                3 => Some("憲法記念日"),
                4 if year >= 2007 => Some("みどりの日"),
                5 => Some("こどもの日"),
                _ => None,
            },
            7 => july(day, year),
            8 => mountain_day(day, year),
            9 => september(day, year),
            10 => sports_day(day, year),
            11 => match day.day() {
                3 => Some("文化の日"),
                23 => Some("勤労感謝の日"),
                _ => None,
            },
            12 => (day.day() == 23 && (1989..2019).contains(&year)).then_some("天皇誕生日"),
            _ => None,
        }
    })
}

/// Days made holidays once, by a law of their own.
fn ceremony(day: Date) -> Option<&'static str> {
    match (day.year(), day.month(), day.day()) {
        (1959, 4, 10) | (1993, 6, 9) => Some("結婚の儀"),
        (1989, 2, 24) => Some("大喪の礼"),
        (2019, 5, 1) => Some("天皇の即位の日"),
        (1990, 11, 12) | (2019, 10, 22) => Some("即位礼正殿の儀"),
        _ => None,
    }
}

fn january(day: Date, year: i16) -> Option<&'static str> {
    if day.day() == 1 {
        return Some("元日");
    }
    let coming_of_age = if year < 2000 { day.day() == 15 } else { is_monday_number(2, day) };
    coming_of_age.then_some("成人の日")
}

fn july(day: Date, year: i16) -> Option<&'static str> {
    let marine = match year {
        ..1996 => false,
        1996..2003 => day.day() == 20,
        2020 => day.day() == 23,
        2021 => day.day() == 22,
        _ => is_monday_number(3, day),
    };
    let sports = matches!((year, day.day()), (2020, 24) | (2021, 23));
    if marine { Some("海の日") } else { sports.then_some("スポーツの日") }
}

fn mountain_day(day: Date, year: i16) -> Option<&'static str> {
    let mountain = match year {
        ..2016 => false,
        2020 => day.day() == 10,
        2021 => day.day() == 8,
        _ => day.day() == 11,
    };
    mountain.then_some("山の日")
}

fn september(day: Date, year: i16) -> Option<&'static str> {
    if day.day() == autumn_equinox(year) {
        return Some("秋分の日");
    }
    let aged = match year {
        ..1966 => false,
        1966..2003 => day.day() == 15,
        _ => is_monday_number(3, day),
    };
    aged.then_some("敬老の日")
}

fn sports_day(day: Date, year: i16) -> Option<&'static str> {
    match year {
        ..1966 | 2020 | 2021 => None,
        1966..2000 => (day.day() == 10).then_some("体育の日"),
        2000..2020 => is_monday_number(2, day).then_some("体育の日"),
        _ => is_monday_number(2, day).then_some("スポーツの日"),
    }
}

/// 振替休日: since 1973-04-12 the Monday after a holiday on a Sunday; since 2007 the first day after it that
/// is no holiday itself.
fn is_substitute(day: Date) -> bool {
    if day < date(1973, 4, 12) || named_holiday(day).is_some() {
        return false;
    }
    if day.year() < 2007 {
        return day.weekday() == Weekday::Monday
            && before(day).is_some_and(|sunday| named_holiday(sunday).is_some());
    }
    let mut earlier = before(day);
    while let Some(other) = earlier.filter(|other| named_holiday(*other).is_some()) {
        if other.weekday() == Weekday::Sunday {
            return true;
        }
        earlier = before(other);
    }
    false
}

/// 国民の休日: since 1985-12-27 a day with a holiday on either side.
fn is_between(day: Date) -> bool {
    day >= date(1985, 12, 27)
        && day.weekday() != Weekday::Sunday
        && named_holiday(day).is_none()
        && before(day).is_some_and(|other| named_holiday(other).is_some())
        && day.tomorrow().is_ok_and(|other| named_holiday(other).is_some())
}

fn before(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

/// Is this the first, second, third … Monday of its month?
fn is_monday_number(number: i8, day: Date) -> bool {
    day.weekday() == Weekday::Monday && (day.day() - 1) / 7 + 1 == number
}

/// The day in March; 1900 to 2099.
fn spring_equinox(year: i16) -> i8 {
    if year < 1980 { equinox(20.8357, year, 1983) } else { equinox(20.8431, year, 1980) }
}

/// The day in September; 1900 to 2099.
fn autumn_equinox(year: i16) -> i8 {
    if year < 1980 { equinox(23.2588, year, 1983) } else { equinox(23.2488, year, 1980) }
}

fn equinox(base: f64, year: i16, leap_base: i16) -> i8 {
    let day = base + 0.242_194 * f64::from(year - 1980) - f64::from((year - leap_base) / 4);
    #[expect(clippy::cast_possible_truncation, reason = "between 19 and 24")]
    let day = day as i8;
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(year: i16) -> Vec<(i8, i8, &'static str)> {
        date(year, 1, 1)
            .series(jiff::Span::new().days(1))
            .take_while(|day| day.year() == year)
            .filter_map(|day| holiday(day).map(|name| (day.month(), day.day(), name)))
            .collect()
    }

    fn days(year: i16) -> String {
        list(year).iter().map(|(month, day, _)| format!("{month}/{day}")).collect::<Vec<_>>().join(" ")
    }

    /// The lists that the Cabinet Office announced.
    #[test]
    fn the_official_lists_of_2018_to_2027() {
        for (year, official) in [
            (
                2018,
                "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23 12/23 12/24",
            ),
            (
                2019,
                "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 11/3 11/4 11/23",
            ),
            (2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23"),
            (2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23"),
            (2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"),
            (2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23"),
            (
                2024,
                "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
            ),
            (
                2025,
                "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
            ),
            (2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"),
            (2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
        ] {
            assert_eq!(days(year), official, "{year}");
        }
    }

    #[test]
    fn earlier_laws() {
        assert_eq!(days(1948), "9/23 11/3 11/23");
        assert_eq!(days(1949), "1/1 1/15 3/21 4/29 5/3 5/5 9/23 11/3 11/23");
        assert_eq!(holiday(date(1959, 4, 10)), Some("結婚の儀"));
        assert_eq!(holiday(date(1973, 2, 12)), None, "no substitutes before April 1973");
        assert_eq!(holiday(date(1973, 4, 30)), Some("振替休日"));
        assert_eq!(holiday(date(1979, 9, 24)), Some("秋分の日"));
        assert_eq!(holiday(date(1988, 5, 4)), Some("国民の休日"));
        assert_eq!(holiday(date(1987, 5, 4)), Some("振替休日"));
        assert_eq!(holiday(date(1986, 5, 4)), None, "a Sunday");
        assert_eq!(holiday(date(1992, 5, 4)), Some("振替休日"));
        assert_eq!(holiday(date(2009, 9, 22)), Some("国民の休日"));
        assert_eq!(holiday(date(2008, 5, 6)), Some("振替休日"));
        assert_eq!(holiday(date(2032, 9, 21)), Some("国民の休日"));
        assert_eq!(
            days(2099).split(' ').count(),
            18,
            "as in 2026: 5/3 is a Sunday, 9/22 between two holidays"
        );
        assert_eq!(holiday(date(2100, 1, 1)), None);
    }

    #[test]
    fn names_of_the_days_of_2026() {
        let names: Vec<_> = list(2026).into_iter().map(|(_, _, name)| name).collect();
        assert_eq!(
            names,
            [
                "元日",
                "成人の日",
                "建国記念の日",
                "天皇誕生日",
                "春分の日",
                "昭和の日",
                "憲法記念日",
                "みどりの日",
                "こどもの日",
                "振替休日",
                "海の日",
                "山の日",
                "敬老の日",
                "国民の休日",
                "秋分の日",
                "スポーツの日",
                "文化の日",
                "勤労感謝の日"
            ]
        );
    }

    #[test]
    fn eras_change_on_their_day() {
        assert_eq!(written(date(2026, 5, 1), Lang::Ja), "令和8年5月1日(金)");
        assert_eq!(written(date(2026, 5, 1), Lang::En), "Fri 1 May 2026");
        assert_eq!(written_short(date(2026, 5, 29), Lang::Ja), "5月29日(金)");
        for (day, year) in [
            (date(2019, 4, 30), "平成31年"),
            (date(2019, 5, 1), "令和元年"),
            (date(2020, 1, 1), "令和2年"),
            (date(1989, 1, 7), "昭和64年"),
            (date(1989, 1, 8), "平成元年"),
            (date(1926, 12, 25), "昭和元年"),
            (date(1920, 1, 1), "1920年"),
        ] {
            assert_eq!(wareki_year(day), year);
        }
    }
}
