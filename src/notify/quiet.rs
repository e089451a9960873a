//! Quiet hours: no message wakes a baby.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// The first instant from `at` on that lies outside the quiet hours (`from` to `until`, over midnight where
/// `from` is later). `None` = never quiet.
pub fn earliest(at: Timestamp, quiet: Option<(Time, Time)>, zone: &TimeZone) -> Timestamp {
    let Some((from, until)) = quiet else { return at };
    let local = at.to_zoned(zone.clone());
    let time = local.time();
    let over_midnight = from > until;
    let is_quiet = if over_midnight { time >= from || time < until } else { time >= from && time < until };
    if !is_quiet {
        return at;
    }
    let day = if over_midnight && time >= from { local.date().tomorrow() } else { Ok(local.date()) };
    day.and_then(|day| day.to_datetime(until).to_zoned(zone.clone())).map_or(at, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(at: &str) -> String {
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let quiet = Some((Time::constant(20, 0, 0, 0), Time::constant(7, 0, 0, 0)));
        let at: Timestamp = format!("{at}+09:00").parse().unwrap();
        earliest(at, quiet, &zone).to_zoned(zone).strftime("%m-%d %H:%M").to_string()
    }

    #[test]
    fn a_message_of_the_night_waits_for_the_morning() {
        assert_eq!(after("2026-12-31T19:59:00"), "12-31 19:59");
        assert_eq!(after("2026-12-31T20:00:00"), "01-01 07:00");
        assert_eq!(after("2027-01-01T06:59:59"), "01-01 07:00");
        assert_eq!(after("2027-01-01T07:00:00"), "01-01 07:00");
    }
}
