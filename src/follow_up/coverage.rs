//! Whom the school reaches at all, class by class and letter by letter, and what the calls have cost and saved. For the
//! director; [`Coverage::for_town`] makes of it what may leave the school.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Curve, FollowUp, Standing, curve};
use crate::ledger::{LetterRecord, Stops};
use crate::recipients::{Channel, Family, Role, Roster};

/// Why no message reaches a family, the nearest to a remedy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// the address takes no mail
    Bounced,
    /// wants no messages
    Stopped,
    /// gets letters on paper
    Paper,
    /// has no address
    NoAddress,
}

/// What the school reaches, and what came of a school year's letters. Serialised, it is the object of `coverage --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// the day of these numbers
    pub day: Date,
    /// the school year
    pub year: i16,
    /// all families that count today
    pub families: usize,
    /// those whom a message can reach
    pub working: usize,
    /// the others, each with what is wrong
    pub without: Vec<Unreached>,
    /// by class, in the order of the roster
    pub classes: Vec<ClassCoverage>,
    /// the year's letters that went out and were not taken back, first to last
    pub letters: Vec<LetterFigures>,
    /// readings that count, by the hour of the day
    pub hours: [usize; 24],
    /// calls that were made
    pub calls: usize,
    /// families told by a person
    pub told: usize,
    /// families that read a letter by themselves: so many calls were not needed
    pub saved: usize,
}

/// A family that no message reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreached {
    /// household number
    pub family: String,
    /// classes of its children
    pub classes: Vec<String>,
    /// their names
    pub children: Vec<String>,
    /// what is wrong
    pub why: Why,
}

/// One class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClassCoverage {
    /// its name
    pub class: String,
    /// families with a child in it today
    pub families: usize,
    /// those whom a message can reach
    pub working: usize,
    /// letters × families: how often one of them was to read
    pub asked: usize,
    /// how often one did
    pub read: usize,
    /// how often a person told one instead
    pub told: usize,
}

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterFigures {
    /// its path
    pub letter: String,
    /// its title
    pub title: String,
    /// the day on it
    pub day: Date,
    /// whom it was for
    pub audience: String,
    /// families that count: `read` + `settled` + `unread`
    pub families: usize,
    /// families that read it
    pub read: usize,
    /// families told by a person
    pub settled: usize,
    /// families still to be phoned
    pub unread: usize,
    /// calls that were made
    pub calls: usize,
    /// minutes until half of the families had read it
    pub half: Option<i64>,
}

impl Coverage {
    /// Whom the school reaches on this day; no letter is counted yet. `dead` are addresses that take no mail, in small letters.
    pub fn of(roster: &Roster, stops: &Stops, dead: &BTreeSet<String>, day: Date, year: i16) -> Self {
        let mut coverage = Coverage {
            day,
            year,
            families: 0,
            working: 0,
            without: Vec::new(),
            classes: Vec::new(),
            letters: Vec::new(),
            hours: [0; 24],
            calls: 0,
            told: 0,
            saved: 0,
        };
        for family in roster.families.iter().filter(|family| family.counts()) {
            let here: Vec<_> = family.children.iter().filter(|child| child.is_here(day)).collect();
            if here.is_empty() && !family.children.is_empty() {
                continue;
            }
            let why = unreached(family, stops, dead);
            let classes = classes(family, day);
            coverage.families += 1;
            coverage.working += usize::from(why.is_none());
            for class in &classes {
                let class = coverage.class(class);
                class.families += 1;
                class.working += usize::from(why.is_none());
            }
            if let Some(why) = why {
                let children = here.iter().map(|child| child.name.clone()).collect();
                coverage.without.push(Unreached { family: family.number.clone(), classes, children, why });
            }
        }
        coverage.without.sort_by(|a, b| (a.why, &a.classes, &a.family).cmp(&(b.why, &b.classes, &b.family)));
        coverage
    }

    /// Counts one letter by its list.
    pub fn count(&mut self, record: &LetterRecord, list: &FollowUp, roster: &Roster, zone: &TimeZone) {
        let Some(release) = record.releases.iter().max_by_key(|release| release.edition) else { return };
        for (number, standing) in &list.standings {
            let read = match standing {
                Standing::Read { at, .. } => {
                    let hour = usize::try_from(at.to_zoned(zone.clone()).hour()).unwrap_or_default();
                    self.hours[hour % 24] += 1;
                    true
                }
                _ => false,
            };
            let told = matches!(standing, Standing::Settled { .. });
            for class in roster.family(number).map(|family| classes(family, self.day)).unwrap_or_default() {
                let class = self.class(&class);
                class.asked += 1;
                class.read += usize::from(read);
                class.told += usize::from(told);
            }
        }
        self.calls += record.calls.len();
        self.told += list.settled;
        self.saved += list.read;
        self.letters.push(LetterFigures {
            letter: list.letter.clone(),
            title: list.title.clone(),
            day: release.day,
            audience: release.audience.label(),
            families: list.families,
            read: list.read,
            settled: list.settled,
            unread: list.families.saturating_sub(list.read + list.settled),
            calls: record.calls.len(),
            half: reading_curve(record, list).half(),
        });
    }

    fn class(&mut self, name: &str) -> &mut ClassCoverage {
        let at = self.classes.iter().position(|class| class.class == name);
        let at = at.unwrap_or_else(|| {
            let class = name.to_owned();
            self.classes.push(ClassCoverage { class, families: 0, working: 0, asked: 0, read: 0, told: 0 });
            self.classes.len() - 1
        });
        &mut self.classes[at]
    }
}

/// The curve of a letter, from its first message on, or from its release where none has gone.
pub fn reading_curve(record: &LetterRecord, list: &FollowUp) -> Curve {
    let sent = record.dispatches.iter().filter_map(|dispatch| dispatch.handed_over_at).min();
    let released = record.releases.iter().map(|release| release.released_at).min();
    curve(list, sent.or(released).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn classes(family: &Family, day: Date) -> Vec<String> {
    let mut classes: Vec<String> = Vec::new();
    for child in family.children.iter().filter(|child| child.is_here(day) && !child.class.is_empty()) {
        if !classes.iter().any(|known| *known == *child.class) {
            classes.push(child.class.to_string());
        }
    }
    classes
}

/// Why no message reaches this family; `None` where one guardian can be reached.
fn unreached(family: &Family, stops: &Stops, dead: &BTreeSet<String>) -> Option<Why> {
    let mut nearest = Why::NoAddress;
    for guardian in family.guardians.iter().filter(|guardian| guardian.role == Role::Guardian) {
        let address = guardian.email.as_ref().map(|email| email.reveal().to_ascii_lowercase());
        let why = match (guardian.channel, address) {
            _ if guardian.do_not_send => Why::Stopped,
            (Channel::Paper, _) => Why::Paper,
            (Channel::None, _) | (_, None) => Why::NoAddress,
            (_, Some(address)) if stops.since(&address).is_some() => Why::Stopped,
            (_, Some(address)) if dead.contains(&address) => Why::Bounced,
            _ => return None,
        };
        nearest = nearest.min(why);
    }
    Some(nearest)
}

impl Coverage {
    /// How many families lack a channel for each reason.
    pub fn whys(&self) -> BTreeMap<Why, usize> {
        let mut whys = BTreeMap::new();
        for unreached in &self.without {
            *whys.entry(unreached.why).or_default() += 1;
        }
        whys
    }
}

impl Why {
    /// The word of `--json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Bounced => "bounced",
            Why::Stopped => "stopped",
            Why::Paper => "paper",
            Why::NoAddress => "no-address",
        }
    }
}
