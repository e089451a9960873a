//! Days as people read them.

use jiff::civil::Date;

use crate::words::{Lang, Words};

/// The first day of Reiwa.
const REIWA: (i16, i8, i8) = (2019, 5, 1);

/// `令和8年5月1日(金)`; before Reiwa the year alone: `2019年4月30日(火)`. In English `Friday 1 May 2026`.
pub(super) fn long(day: Date, words: &Words) -> String {
    let weekday = weekday(day, words);
    let is_reiwa = (day.year(), day.month(), day.day()) >= REIWA;
    let year = match words.lang() {
        Lang::Ja if is_reiwa => words.say("page-era-year", &[("year", i64::from(day.year() - 2018).into())]),
        _ => words.say("page-year", &[("year", i64::from(day.year()).into())]),
    };
    let values = [
        ("year", year.into()),
        ("month", month(day.month(), words).into()),
        ("day", i64::from(day.day()).into()),
        ("weekday", weekday.into()),
    ];
    words.say("page-day-long", &values)
}

/// `5月1日(金)`, `Fri 1 May`.
pub(super) fn short(day: Date, words: &Words) -> String {
    let values = [
        ("month", month(day.month(), words).into()),
        ("day", i64::from(day.day()).into()),
        ("weekday", weekday(day, words).into()),
    ];
    words.say("page-day-short", &values)
}

/// `5月`, `May`.
pub(super) fn month(month: i8, words: &Words) -> String {
    words.say("page-month", &[("month", i64::from(month).into())])
}

fn weekday(day: Date, words: &Words) -> String {
    let number = day.weekday().to_sunday_zero_offset();
    words.say("weekday-short", &[("day", i64::from(number).into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_said_as_schools_say_them() {
        let ja = Lang::Ja.words();
        assert_eq!(long(date(2026, 5, 1), ja), "令和8年5月1日(金)");
        assert_eq!(long(date(2019, 5, 1), ja), "令和元年5月1日(水)");
        assert_eq!(long(date(2019, 4, 30), ja), "2019年4月30日(火)");
        assert_eq!(short(date(2026, 11, 24), ja), "11月24日(火)");
        assert_eq!(long(date(2026, 5, 1), Lang::En.words()), "Fri, 1 May 2026");
    }
}
