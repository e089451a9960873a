//! A day and a time of day as people type them: `2026-11-24 07:30`, `明日 7:30`, `11/24 午後6時`, `7:30`.

use jiff::civil::{Date, DateTime};
use unicode_normalization::UnicodeNormalization;

use super::{SchoolYear, Times, days};

/// Days that are named by how far off they are.
const NAMED: [(&str, i64); 11] = [
    ("明後日", 2),
    ("あさって", 2),
    ("明日", 1),
    ("あした", 1),
    ("あす", 1),
    ("今日", 0),
    ("本日", 0),
    ("きょう", 0),
    ("day after tomorrow", 2),
    ("tomorrow", 1),
    ("today", 0),
];

/// The moment that is the whole text, as seen from `now`. Without a day it is the next such time; without a year the
/// next such day. `None` where it is no moment.
pub fn moment(text: &str, now: DateTime) -> Option<DateTime> {
    let text: String = text.nfkc().collect();
    let text = text.trim().to_lowercase();
    if text.len() > 80 {
        return None;
    }
    // As a browser's form writes it: 2026-11-24T07:30
    let text = match text.find('t') {
        Some(10) if text.is_char_boundary(11) => format!("{} {}", &text[..10], &text[11..]),
        _ => text,
    };
    let (day, rest) = match day(&text, now.date()) {
        Some((day, rest)) => (Some(day), rest),
        None => (None, text.as_str()),
    };
    let times: Times = rest.trim().trim_start_matches('の').trim().parse().ok()?;
    let time = times.start;
    if times.end.is_some() {
        return None;
    }
    Some(match day {
        Some(day) => day.to_datetime(time),
        None if time > now.time() => now.date().to_datetime(time),
        None => now.date().tomorrow().ok()?.to_datetime(time),
    })
}

fn day(text: &str, today: Date) -> Option<(Date, &str)> {
    for (name, off) in NAMED {
        if let Some(rest) = text.strip_prefix(name) {
            return Some((today.checked_add(jiff::Span::new().days(off)).ok()?, rest));
        }
    }
    let (day, rest) = days::day_and_rest(text, SchoolYear::of(today))?;
    let written = &text[..text.len() - rest.len()];
    let day = days::near(day, written, today);
    Some((day, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn found(text: &str, now: DateTime) -> Option<String> {
        moment(text, now).map(|at| at.strftime("%Y-%m-%d %H:%M").to_string())
    }

    #[test]
    fn moments_in_every_form() {
        let now = date(2026, 11, 23).at(10, 0, 0, 0);
        for (text, meant) in [
            ("2026-11-24 07:30", "2026-11-24 07:30"),
            ("2026-11-24T07:30", "2026-11-24 07:30"),
            ("明日 7:30", "2026-11-24 07:30"),
            ("明日の7時半", "2026-11-24 07:30"),
            ("あさって午後6時", "2026-11-25 18:00"),
            ("11/24 7:30", "2026-11-24 07:30"),
            ("１１月２４日（火）　７：３０", "2026-11-24 07:30"),
            ("7:30", "2026-11-24 07:30"),
            ("18:00", "2026-11-23 18:00"),
            ("10:00", "2026-11-24 10:00"),
            ("tomorrow 7:30", "2026-11-24 07:30"),
            ("1/8 7:30", "2027-01-08 07:30"),
        ] {
            assert_eq!(found(text, now).as_deref(), Some(meant), "{text}");
        }
        for none in
            ["", "明日", "いつか", "7:30-8:00", "11/24", "25:00", "13/40 7:30", "7", "2026-02-30 7:30"]
        {
            assert_eq!(found(none, now), None, "{none}");
        }
    }

    #[test]
    fn the_turn_of_the_year_and_of_the_school_year() {
        assert_eq!(found("1/8 7:30", date(2026, 12, 28).at(9, 0, 0, 0)).as_deref(), Some("2027-01-08 07:30"));
        assert_eq!(found("4/1 7:30", date(2027, 3, 31).at(9, 0, 0, 0)).as_deref(), Some("2027-04-01 07:30"));
        assert_eq!(found("7:30", date(2026, 12, 31).at(9, 0, 0, 0)).as_deref(), Some("2027-01-01 07:30"));
        assert_eq!(found("12/28 7:30", date(2027, 1, 4).at(9, 0, 0, 0)).as_deref(), Some("2026-12-28 07:30"));
    }
}
