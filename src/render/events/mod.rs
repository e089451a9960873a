//! The events of a letter: what its tables of days, its `when:` and its `deadline:` announce.

mod ics;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use ics::{Entry, calendar};

use super::{Subject, plain};
use crate::content::{Letter, Times};
use crate::words::Words;

/// More than this nobody puts into a calendar.
const MOST: usize = 200;
/// The longest title of an event, in characters.
const LONGEST: usize = 120;

/// Something that takes place on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// its day
    #[serde(with = "as_text")]
    pub day: Date,
    /// its times; `None` for the whole day
    #[serde(with = "as_text_or_none")]
    pub times: Option<Times>,
    /// what takes place
    pub title: String,
    /// where
    pub place: Option<String>,
    /// what kind of day it makes
    pub kind: EventKind,
    /// knows it again after a correction; says nothing of anybody
    pub uid: String,
    /// the cell of the letter's tables that announces it
    #[serde(skip)]
    pub cell: Option<CellAt>,
}

/// A cell of a letter's tables; each counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the line above says it")]
pub struct CellAt {
    pub table: usize,
    pub row: usize,
    pub column: usize,
}

/// What an event makes of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// something to come to, or to know of
    Happening,
    /// nobody comes: 休園, a holiday
    Closed,
    /// something is wanted by then
    Deadline,
}

/// The name of the calendar file of event number `number` (from 0) beside the page.
pub fn event_file(number: usize) -> String {
    format!("event-{}.ics", number + 1)
}

/// The name of the file of all events beside the page.
pub const EVENTS_FILE: &str = "events.ics";

/// The events of a letter, by day; each once. `words` are of its language. Pure: the same letter at the same address
/// gives the same events.
pub fn events(subject: &Subject<'_>, words: &Words) -> Vec<Event> {
    let letter = subject.letter;
    let title = plain::line(&letter.title, LONGEST);
    let mut found: Vec<Event> = letter.when.iter().map(|when| own(letter, *when, &title)).collect();
    found.extend(tables::events(letter));
    found.extend(letter.deadline.map(|day| Event {
        day,
        times: None,
        title: words.say("page-event-deadline", &[("title", title.as_str().into())]),
        place: None,
        kind: EventKind::Deadline,
        uid: String::new(),
        cell: None,
    }));
    let mut seen = BTreeSet::new();
    found.retain(|event| seen.insert((event.day, event.title.clone(), event.times)));
    // Told with its time and without, it is one.
    let timed: BTreeSet<(Date, String)> = found
        .iter()
        .filter(|event| event.times.is_some())
        .map(|event| (event.day, event.title.clone()))
        .collect();
    found.retain(|event| event.times.is_some() || !timed.contains(&(event.day, event.title.clone())));
    found.sort_by_key(|event| (event.day, event.times));
    found.truncate(MOST);
    name(&mut found, subject.address.unwrap_or(&letter.path));
    found
}

fn own(letter: &Letter, when: crate::content::When, title: &str) -> Event {
    Event {
        day: when.day,
        times: when.times,
        title: title.to_owned(),
        place: letter.place.as_deref().map(|place| plain::line(place, LONGEST)),
        kind: EventKind::Happening,
        uid: String::new(),
        cell: None,
    }
}

/// An event keeps its name when a correction moves it to another day or time.
fn name(events: &mut [Event], address: &str) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for event in events {
        let time = times.entry(event.title.clone()).or_default();
        let hash = blake3::hash(format!("{address}\n{}\n{time}", event.title).as_bytes()).to_hex();
        event.uid = format!("{}@otayori", &hash[..32]);
        *time += 1;
    }
}

mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'a, T: FromStr, D: Deserializer<'a>>(from: D) -> Result<T, D::Error> {
        String::deserialize(from)?.parse().map_err(|_| D::Error::custom("no day or time"))
    }
}

mod as_text_or_none {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Display, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(ToString::to_string).serialize(to)
    }

    pub(super) fn deserialize<'a, T: FromStr, D: Deserializer<'a>>(from: D) -> Result<Option<T>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.and_then(|text| text.parse().ok()))
    }
}
