//! An audience's calendar: months to look at, and a file that a phone follows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use super::{Around, Listed};
use crate::content::{SchoolYear, Times};
use crate::problem::Problem;
use crate::render::calendar::{holiday, wareki_year, weekday_short};
use crate::render::events::{self, Event, EventKind, event_file};
use crate::render::page::{Day, written_times};
use crate::render::plain;
use crate::words::{Lang, Words};

/// A month on the page.
#[derive(Serialize)]
struct Month {
    /// `2026-11`
    id: String,
    /// `令和8年11月`
    name: String,
    /// `11月`
    short: String,
    weeks: Vec<Vec<Option<OnDay>>>,
    /// the days on which there is something, for narrow screens
    days: Vec<OnDay>,
}

/// A day and what is on it.
#[derive(Serialize, Clone)]
struct OnDay {
    number: i8,
    date: Day,
    /// `sunday`, `saturday`, or empty
    weekday: &'static str,
    is_holiday: bool,
    /// its name, where no event says it
    holiday: Option<&'static str>,
    events: Vec<Shown>,
}

#[derive(Serialize, Clone)]
struct Shown {
    title: String,
    times: String,
    place: Option<String>,
    kind: EventKind,
    /// it must be said that nobody comes
    closed: bool,
    /// the letter
    link: String,
    /// its title
    letter: String,
    /// the event's own calendar file
    file: String,
}

/// An event, and the letter that announces it.
struct Announced<'a> {
    event: &'a Event,
    number: usize,
    letter: &'a Listed,
}

/// The calendar as a page: the months of this school year and the next that have events.
///
/// # Errors
/// The theme's template is at fault.
pub fn month_pages(around: &Around<'_>, year: SchoolYear, seen: &[&Listed]) -> Result<String, Vec<Problem>> {
    let words = around.words();
    let mut by_day: BTreeMap<Date, Vec<Shown>> = BTreeMap::new();
    for announced in announced(year, seen) {
        by_day.entry(announced.event.day).or_default().push(shown(&announced, words));
    }
    let firsts: BTreeSet<Date> = by_day.keys().map(|day| day.first_of_month()).collect();
    let weekdays: Vec<String> =
        week(Date::constant(2026, 11, 1)).map(|day| weekday_short(day, words)).collect();
    let months: Vec<Month> = firsts.into_iter().map(|first| month(first, &by_day, words)).collect();
    let mut context = around.context();
    context.insert("months", &months);
    context.insert("weekdays", &weekdays);
    context.insert("calendar", "");
    let address = format!("{}/{}/calendar.ics", around.school.site, around.ways.calendar);
    let subscribe = address.split_once("://").map(|(_, rest)| format!("webcal://{rest}"));
    context.insert("subscribe", &subscribe);
    context.insert("file_address", &address);
    around.theme.fill("calendar.html", &context)
}

/// The same events as a file that calendar programs fetch again and again.
pub fn subscription(around: &Around<'_>, year: SchoolYear, seen: &[&Listed]) -> String {
    let announced = announced(year, seen);
    let links: Vec<String> =
        announced.iter().map(|one| format!("{}/{}/", around.school.site, one.letter.address)).collect();
    let entries: Vec<events::Entry<'_>> = announced
        .iter()
        .zip(&links)
        .map(|(one, link)| events::Entry {
            event: one.event,
            letter_day: one.letter.date,
            correction: one.letter.correction,
            link: Some(link),
        })
        .collect();
    let name = format!("{} {}", around.school.name, around.audience_name());
    events::calendar(&name, &around.school.time_zone, &entries)
}

/// Every event of the two years, by day and time; one that several letters announce stands once, as the newest has it,
/// and without a time only where no letter knows one.
fn announced<'a>(year: SchoolYear, seen: &[&'a Listed]) -> Vec<Announced<'a>> {
    let mut best: BTreeMap<(Date, String, Option<Times>), Announced<'a>> = BTreeMap::new();
    for &letter in seen {
        for (number, event) in letter.events.iter().enumerate() {
            let of = SchoolYear::of(event.day).0;
            if of != year.0 && of != year.0 + 1 {
                continue;
            }
            let worth = |one: &Announced<'_>| (one.letter.date, one.letter.address.clone());
            let new = Announced { event, number, letter };
            let key = (event.day, super::fold::fold(&event.title), event.times);
            if best.get(&key).is_none_or(|old| worth(old) < worth(&new)) {
                best.insert(key, new);
            }
        }
    }
    let timed: BTreeSet<(Date, String)> =
        best.keys().filter(|key| key.2.is_some()).map(|(day, title, _)| (*day, title.clone())).collect();
    best.retain(|(day, title, times), _| times.is_some() || !timed.contains(&(*day, title.clone())));
    let mut all: Vec<Announced<'a>> = best.into_values().collect();
    all.sort_by(|a, b| {
        (a.event.day, a.event.times, &a.event.title).cmp(&(b.event.day, b.event.times, &b.event.title))
    });
    all
}

fn shown(announced: &Announced<'_>, words: &Words) -> Shown {
    let event = announced.event;
    Shown {
        title: event.title.clone(),
        times: written_times(event.times, words),
        place: event.place.clone(),
        closed: event.kind == EventKind::Closed && !event.title.contains('休'),
        kind: event.kind,
        link: format!("../{}/", announced.letter.address),
        letter: plain::line(&announced.letter.title, 200),
        file: format!("../{}/{}", announced.letter.address, event_file(announced.number)),
    }
}

fn month(first: Date, events: &BTreeMap<Date, Vec<Shown>>, words: &Words) -> Month {
    let on_day = |day: Date| {
        let events = events.get(&day).cloned().unwrap_or_default();
        let holiday = holiday(day);
        let is_said = |name: &str| events.iter().any(|event: &Shown| event.title.starts_with(name));
        OnDay {
            number: day.day(),
            date: Day::new(day, words),
            weekday: match day.weekday() {
                Weekday::Sunday => "sunday",
                Weekday::Saturday => "saturday",
                _ => "",
            },
            is_holiday: holiday.is_some(),
            holiday: holiday.filter(|name| !is_said(name)),
            events,
        }
    };
    let before = i64::from(first.weekday().to_sunday_zero_offset());
    let sunday = first.checked_sub(jiff::Span::new().days(before)).unwrap_or(first);
    let weeks = sunday.series(jiff::Span::new().weeks(1)).take_while(|week| *week <= first.last_of_month());
    let weeks = weeks
        .map(|sunday| week(sunday).map(|day| (day.month() == first.month()).then(|| on_day(day))).collect())
        .collect();
    let days = events.keys().filter(|day| day.first_of_month() == first).map(|day| on_day(*day)).collect();
    let short = words.say("page-month", &[("month", i64::from(first.month()).into())]);
    let name = match words.lang() {
        Lang::Ja => format!("{}{short}", wareki_year(first)),
        Lang::En => format!("{short} {}", first.year()),
    };
    Month { id: first.strftime("%Y-%m").to_string(), name, short, weeks, days }
}

/// The seven days from this one.
fn week(sunday: Date) -> impl Iterator<Item = Date> {
    sunday.series(jiff::Span::new().days(1)).take(7)
}
