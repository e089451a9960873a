//! Events → iCalendar (RFC 5545), as far as a school needs it.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use super::{Event, EventKind};

/// Octets of a line; a longer one goes on behind a blank.
const LINE: usize = 75;
const JAPAN: &str = "Asia/Tokyo";

/// One event in a calendar, and the letter that announces it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// the event
    pub event: &'a Event,
    /// the letter's day: nothing here depends on the clock
    pub letter_day: Date,
    /// how often the letter was corrected
    pub correction: u32,
    /// where the letter can be read, if it is out
    pub link: Option<&'a str>,
}

/// A whole calendar file. `name` is what a calendar program calls it; `zone` the school's time zone.
pub fn calendar(name: &str, zone: &str, entries: &[Entry<'_>]) -> String {
    let mut out = Lines(String::with_capacity(400 + entries.len() * 400));
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//Otayori//Otayori//JA");
    out.line("CALSCALE:GREGORIAN");
    out.text("X-WR-CALNAME", name);
    out.line("REFRESH-INTERVAL;VALUE=DURATION:PT12H");
    out.line("X-PUBLISHED-TTL:PT12H");
    if zone == JAPAN && entries.iter().any(|entry| entry.event.times.is_some()) {
        for line in [
            "BEGIN:VTIMEZONE",
            "TZID:Asia/Tokyo",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0900",
            "TZOFFSETTO:+0900",
            "TZNAME:JST",
            "END:STANDARD",
            "END:VTIMEZONE",
        ] {
            out.line(line);
        }
    }
    for entry in entries {
        event(&mut out, entry, zone);
    }
    out.line("END:VCALENDAR");
    out.0
}

fn event(out: &mut Lines, entry: &Entry<'_>, zone: &str) {
    let event = entry.event;
    out.line("BEGIN:VEVENT");
    out.text("UID", &event.uid);
    out.line(&format!("DTSTAMP:{}T000000Z", date(entry.letter_day)));
    out.line(&format!("SEQUENCE:{}", entry.correction));
    match event.times {
        None => {
            out.line(&format!("DTSTART;VALUE=DATE:{}", date(event.day)));
            let next = event.day.tomorrow().unwrap_or(event.day);
            out.line(&format!("DTEND;VALUE=DATE:{}", date(next)));
        }
        Some(times) => {
            out.line(&format!("DTSTART{}", at(event.day, times.start, zone)));
            if let Some(end) = times.end {
                out.line(&format!("DTEND{}", at(event.day, end, zone)));
            }
        }
    }
    out.text("SUMMARY", &event.title);
    if let Some(place) = &event.place {
        out.text("LOCATION", place);
    }
    if let Some(link) = entry.link {
        // A URI, not text: nothing is escaped.
        out.line(&format!("URL:{link}"));
        out.text("DESCRIPTION", link);
    }
    // A closed day or a deadline takes nobody's time.
    let is_busy = event.kind == EventKind::Happening && event.times.is_some();
    out.line(if is_busy { "TRANSP:OPAQUE" } else { "TRANSP:TRANSPARENT" });
    out.line("END:VEVENT");
}

fn date(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// In Japan by its own clock; elsewhere, where summer time may be kept, by the world's.
fn at(day: Date, time: Time, zone: &str) -> String {
    let local = DateTime::from_parts(day, time);
    if zone == JAPAN {
        return format!(";TZID={JAPAN}:{}", local.strftime("%Y%m%dT%H%M%S"));
    }
    match TimeZone::get(zone).and_then(|zone| zone.to_timestamp(local)) {
        Ok(instant) => format!(":{}", instant.strftime("%Y%m%dT%H%M%SZ")),
        // A zone nobody knows: the time as it is written, wherever one is.
        Err(_) => format!(":{}", local.strftime("%Y%m%dT%H%M%S")),
    }
}

struct Lines(String);

impl Lines {
    /// One line, folded between characters where it is too long.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for sign in line.chars() {
            if sign.is_control() {
                continue;
            }
            if octets + sign.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(sign);
            octets += sign.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// `NAME:text`, escaped.
    fn text(&mut self, name: &str, text: &str) {
        let mut line = format!("{name}:");
        for sign in text.chars() {
            match sign {
                '\\' | ';' | ',' => line.extend(['\\', sign]),
                '\n' => line.push_str("\\n"),
                other => line.push(other),
            }
        }
        self.line(&line);
    }
}
