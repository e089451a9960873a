//! Quiet hours: no message wakes a baby; and how long one may be late.

use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

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
    let morning = day.and_then(|day| day.to_datetime(until).to_zoned(zone.clone()));
    // Where the clocks go back over the end of the quiet hours, that end may have been already.
    morning.map_or(at, |zoned| zoned.timestamp().max(at))
}

/// When the quiet hours begin next: `at` itself within them. `None` = never.
pub fn next_quiet(at: Timestamp, quiet: Option<(Time, Time)>, zone: &TimeZone) -> Option<Timestamp> {
    let (from, _) = quiet?;
    if earliest(at, quiet, zone) > at {
        return Some(at);
    }
    let local = at.to_zoned(zone.clone());
    let day = if local.time() < from { Ok(local.date()) } else { local.date().tomorrow() };
    day.and_then(|day| day.to_datetime(from).to_zoned(zone.clone()))
        .ok()
        .map(|zoned| zoned.timestamp().max(at))
}

/// Until when a message that is due at `due` may still go: `late` after it. The quiet hours, in which it waits, are not
/// counted: else every letter of an evening without mail server would be lost by the morning.
pub fn send_by(due: Timestamp, late: Duration, quiet: Option<(Time, Time)>, zone: &TimeZone) -> Timestamp {
    let mut left = SignedDuration::try_from(late).unwrap_or(SignedDuration::ZERO);
    let mut at = earliest(due, quiet, zone);
    for _ in 0..MOST_NIGHTS {
        let evening = next_quiet(at, quiet, zone).filter(|evening| evening.duration_since(at) < left);
        let Some(evening) = evening else { break };
        left -= evening.duration_since(at);
        at = earliest(evening, quiet, zone);
    }
    at.saturating_add(left).unwrap_or(at)
}

/// Quiet hours that leave a few minutes of the day would make `late` a year.
const MOST_NIGHTS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: Option<(Time, Time)> = Some((Time::constant(20, 0, 0, 0), Time::constant(7, 0, 0, 0)));

    fn tokyo() -> TimeZone {
        TimeZone::get("Asia/Tokyo").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}+09:00").parse().unwrap()
    }

    fn told(at: Timestamp, zone: TimeZone) -> String {
        at.to_zoned(zone).strftime("%m-%d %H:%M").to_string()
    }

    fn after(text: &str) -> String {
        told(earliest(at(text), QUIET, &tokyo()), tokyo())
    }

    #[test]
    fn a_message_of_the_night_waits_for_the_morning() {
        assert_eq!(after("2026-12-31T19:59:00"), "12-31 19:59");
        assert_eq!(after("2026-12-31T20:00:00"), "01-01 07:00");
        assert_eq!(after("2027-01-01T06:59:59"), "01-01 07:00");
        assert_eq!(after("2027-01-01T07:00:00"), "01-01 07:00");
    }

    #[test]
    fn the_night_does_not_make_a_message_late() {
        let by = |due: &str, hours: u64, quiet| {
            told(send_by(at(due), Duration::from_secs(hours * 3600), quiet, &tokyo()), tokyo())
        };
        assert_eq!(by("2026-11-24T10:00:00", 4, QUIET), "11-24 14:00");
        assert_eq!(by("2026-11-24T18:00:00", 12, QUIET), "11-25 17:00");
        assert_eq!(by("2026-11-24T23:00:00", 12, QUIET), "11-25 19:00");
        assert_eq!(by("2026-11-24T18:00:00", 12, None), "11-25 06:00");
        assert_eq!(by("2026-11-24T18:00:00", 0, QUIET), "11-24 18:00");
        // A day of one minute ends too.
        let most = Some((Time::constant(7, 1, 0, 0), Time::constant(7, 0, 0, 0)));
        assert!(
            send_by(at("2026-11-24T18:00:00"), Duration::from_secs(24 * 3600), most, &tokyo())
                > at("2026-12-24T18:00:00")
        );
    }

    #[test]
    fn clocks_that_are_put_forward_and_back_cost_no_message() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let small = Some((Time::constant(1, 0, 0, 0), Time::constant(2, 30, 0, 0)));
        // 02:00 becomes 03:00 on 2026-03-29, 03:00 becomes 02:00 on 2026-10-25.
        let spring: Timestamp = "2026-03-29T01:30:00+01:00".parse().unwrap();
        assert_eq!(told(earliest(spring, small, &berlin), berlin.clone()), "03-29 03:30");
        let second: Timestamp = "2026-10-25T02:10:00+01:00".parse().unwrap();
        assert!(earliest(second, small, &berlin) >= second, "never into the past");
        assert!(next_quiet(second, small, &berlin).unwrap() >= second);
        let by = send_by(second, Duration::from_secs(48 * 3600), small, &berlin);
        assert!(by.duration_since(second) >= SignedDuration::from_hours(48));
    }
}
