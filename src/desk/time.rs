//! Days and times as people say them.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::state::DeskState;
use crate::words::Value;

impl DeskState {
    /// `11月24日(火)`
    pub(super) fn day(&self, day: Date) -> String {
        self.words().say(
            "desk-day",
            &[
                ("month", i64::from(day.month()).into()),
                ("day", i64::from(day.day()).into()),
                ("weekday", self.weekday(day.weekday()).into()),
            ],
        )
    }

    /// `11月24日(火) 18:02`
    pub(super) fn time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.office().settings.time_zone.clone());
        let clock = format!("{:02}:{:02}", at.hour(), at.minute());
        self.words().say("desk-time", &[("day", self.day(at.date()).into()), ("clock", Value::Text(clock))])
    }

    /// `18:02:30`
    pub(super) fn clock_time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.office().settings.time_zone.clone());
        format!("{}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    fn weekday(&self, weekday: Weekday) -> String {
        self.words().say("weekday-short", &[("day", i64::from(weekday.to_sunday_zero_offset()).into())])
    }
}
