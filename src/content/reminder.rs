//! When those who have not read are reminded, as teachers write it: `2日前 18:00`, `当日 7:00`, `翌日 18:00`.

use jiff::civil::{Date, DateTime, Time};
use unicode_normalization::UnicodeNormalization;

use super::Times;

/// No letter reminds more often.
pub const MOST_REMINDERS: usize = 5;

/// One reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// as it was written
    pub said: String,
    from: From,
    days: i64,
    time: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// the day by which an answer is wanted, or that the letter is about
    Day,
    /// the day on which the letter went out
    Release,
}

impl Reminder {
    /// Reads one; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let said = text.trim().to_owned();
        let plain: String = said.nfkc().collect::<String>().to_lowercase();
        let (from, days, rest) = day(&plain).filter(|_| plain.len() <= 60)?;
        let times: Times = rest.trim().trim_start_matches('の').trim().parse().ok()?;
        times.end.is_none().then_some(Reminder { said, from, days, time: times.start })
    }

    /// When that is, for a letter about this day that goes out on that one.
    pub fn at(&self, day: Date, released: Date) -> Option<DateTime> {
        let from = match self.from {
            From::Day => day,
            From::Release => released,
        };
        Some(from.checked_add(jiff::Span::new().days(self.days)).ok()?.to_datetime(self.time))
    }
}

fn day(text: &str) -> Option<(From, i64, &str)> {
    let named = [
        ("当日", From::Day, 0),
        ("前日", From::Day, -1),
        ("翌日", From::Release, 1),
        ("same day", From::Day, 0),
        ("day before", From::Day, -1),
        ("next day", From::Release, 1),
    ];
    if let Some((name, from, days)) = named.iter().find(|(name, ..)| text.starts_with(name)) {
        return Some((*from, *days, &text[name.len()..]));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: i64 = text.get(..digits)?.parse().ok().filter(|number| (1..=60).contains(number))?;
    let rest = text[digits..].trim_start();
    let units = [
        ("日前", From::Day, -1),
        ("週間前", From::Day, -7),
        ("日後", From::Release, 1),
        ("週間後", From::Release, 7),
        ("days before", From::Day, -1),
        ("days after", From::Release, 1),
        ("day before", From::Day, -1),
        ("day after", From::Release, 1),
    ];
    let (unit, from, days) = units.iter().find(|(unit, ..)| rest.starts_with(unit))?;
    Some((*from, number * days, &rest[unit.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reminders_in_every_form() {
        let at = |text: &str| {
            let at = Reminder::parse(text)?.at(date(2026, 12, 1), date(2026, 11, 24))?;
            Some(at.strftime("%m-%d %H:%M").to_string())
        };
        for (text, meant) in [
            ("2日前 18:00", "11-29 18:00"),
            ("２日前　１８：００", "11-29 18:00"),
            ("前日の18時", "11-30 18:00"),
            ("当日 7:00", "12-01 07:00"),
            ("1週間前 午後6時", "11-24 18:00"),
            ("翌日 18:00", "11-25 18:00"),
            ("3日後 12:00", "11-27 12:00"),
            ("2 days before 18:00", "11-29 18:00"),
            ("same day 7:00", "12-01 07:00"),
        ] {
            assert_eq!(at(text).as_deref(), Some(meant), "{text}");
        }
        for none in [
            "",
            "18:00",
            "2日前",
            "0日前 18:00",
            "100日前 18:00",
            "いつか 18:00",
            "2日前 18:00〜19:00",
            "当日 25:00",
        ] {
            assert_eq!(at(none), None, "{none}");
        }
    }
}
