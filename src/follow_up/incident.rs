//! What became of one letter, person by person: who got it, who opened it, when, by what, on how many devices. For the day
//! when a letter should not have gone, or went to the wrong people.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::columns::columns;
use super::csv::safe_line;
use crate::ledger::{Dispatch, Door, LetterRecord, Route, State, Touch, TouchKind};
use crate::notify::guardian_key;
use crate::recipients::{Role, Roster};
use crate::words::Words;

/// Whether a person has a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Received {
    /// no message left, or it came back
    No,
    /// nobody knows: in doubt, or being handed over
    Perhaps,
    /// a mail server took it, or it was opened
    Yes,
}

/// What became of one letter. Serialised, it is the object of `incident --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incident {
    /// the letter's path
    pub letter: String,
    /// its title
    pub title: String,
    /// its page, without a token; the sheet lies beside it
    pub address: String,
    /// the letter and its corrections, first to last
    pub editions: Vec<EditionOut>,
    /// how many people have it for sure
    pub received: usize,
    /// how many people opened it
    pub opened: usize,
    /// households one of whose people opened it, each once
    pub families_opened: BTreeSet<String>,
    /// everybody whom it was for
    pub people: Vec<Receiver>,
}

/// One edition that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionOut {
    /// 0 is the letter itself, each correction one more
    pub edition: u32,
    /// its hash
    pub hash: String,
    /// when a person released it
    pub released_at: Timestamp,
    /// when it was on the host
    pub published_at: Option<Timestamp>,
    /// when it was taken back
    pub recalled_at: Option<Timestamp>,
}

/// One person and what became of all messages of the letter to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receiver {
    /// household number
    pub family: String,
    /// classes of its children, by today's roster
    pub classes: Vec<String>,
    /// their names, by today's roster
    pub children: Vec<String>,
    /// the person's name by today's roster, else as it was frozen
    pub name: String,
    /// `guardian`, `follower`, `community`
    pub role: &'static str,
    /// how it was to reach them, last
    pub route: Route,
    /// the mail addresses it was for, each once
    pub addresses: Vec<String>,
    /// what became of each message, in order
    pub states: Vec<State>,
    /// whether they have it
    pub received: Received,
    /// when the first mail server took it
    pub handed_over_at: Option<Timestamp>,
    /// what came back first, whatever it was
    pub opened_at: Option<Timestamp>,
    /// when it was first `read`
    pub read_at: Option<Timestamp>,
    /// when 読みました was first pressed
    pub confirmed_at: Option<Timestamp>,
    /// when a call was first asked for
    pub asked_at: Option<Timestamp>,
    /// what came back last
    pub last_at: Option<Timestamp>,
    /// by what: the letter's page, the page for browsers without script
    pub doors: Vec<Door>,
    /// with what: coarse classes of programs
    pub agents: Vec<String>,
    /// browsers that can be told apart, at least
    pub devices: usize,
    /// the editions that were seen
    pub editions: Vec<u32>,
}

/// What became of this letter. `address` is its page's, without a token.
pub fn incident(record: &LetterRecord, roster: &Roster, address: String) -> Incident {
    let mut sent: BTreeMap<(&str, &str), Vec<&Dispatch>> = BTreeMap::new();
    for dispatch in &record.dispatches {
        sent.entry((&dispatch.to.family, &dispatch.to.guardian)).or_default().push(dispatch);
    }
    let mut back: BTreeMap<i64, Vec<&Touch>> = BTreeMap::new();
    for touch in record.touches.iter() {
        back.entry(touch.dispatch).or_default().push(touch);
    }
    let mut people: Vec<Receiver> = sent.values().map(|sent| receiver(sent, &back, record, roster)).collect();
    people.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let editions = record.releases.iter().map(|release| EditionOut {
        edition: release.edition,
        hash: release.hash.clone(),
        released_at: release.released_at,
        published_at: release.published_at,
        recalled_at: release.recalled_at,
    });
    let newest = record.releases.iter().max_by_key(|release| release.edition);
    let opened = || people.iter().filter(|person| person.opened_at.is_some());
    Incident {
        letter: record.letter.path.clone(),
        title: newest.map(|release| release.title.clone()).unwrap_or_default(),
        address,
        editions: editions.collect(),
        received: people.iter().filter(|person| person.received == Received::Yes).count(),
        opened: opened().count(),
        families_opened: opened().map(|person| person.family.clone()).collect(),
        people,
    }
}

/// Who opened it comes first, in the order they did; then who has it.
fn rank(person: &Receiver) -> (bool, Option<Timestamp>, std::cmp::Reverse<Received>, &[String], &str) {
    let received = std::cmp::Reverse(person.received);
    (person.opened_at.is_none(), person.opened_at, received, &person.classes, &person.family)
}

fn receiver(
    sent: &[&Dispatch],
    back: &BTreeMap<i64, Vec<&Touch>>,
    record: &LetterRecord,
    roster: &Roster,
) -> Receiver {
    let to = &sent[sent.len() - 1].to;
    let family = roster.family(&to.family);
    let guardian =
        family.and_then(|family| family.guardians.iter().find(|one| guardian_key(one) == to.guardian));
    let touches: Vec<&Touch> = sent.iter().filter_map(|one| back.get(&one.id)).flatten().copied().collect();
    let first = |kind| touches.iter().filter(|touch| touch.kind == kind).map(|touch| touch.at).min();
    let opened_at = touches.iter().map(|touch| touch.at).min();
    let addresses: BTreeSet<String> =
        sent.iter().filter_map(|one| one.to.email.as_ref()).map(|email| email.reveal().to_owned()).collect();
    let children = family.map(|family| family.children.as_slice()).unwrap_or_default();
    let classes: BTreeSet<&str> =
        children.iter().map(|child| &*child.class).filter(|it| !it.is_empty()).collect();
    Receiver {
        family: to.family.clone(),
        classes: classes.into_iter().map(str::to_owned).collect(),
        children: children.iter().map(|child| child.name.clone()).collect(),
        name: guardian.map_or_else(|| to.guardian.clone(), |guardian| guardian.name.clone()),
        role: match to.role {
            Role::Guardian => "guardian",
            Role::Follower => "follower",
            Role::Community => "community",
        },
        route: to.route,
        addresses: addresses.into_iter().collect(),
        states: sent.iter().map(|one| one.state).collect(),
        received: match opened_at {
            Some(_) => Received::Yes,
            None => sent.iter().map(|one| received(one)).max().unwrap_or(Received::No),
        },
        handed_over_at: sent.iter().filter_map(|one| one.handed_over_at).min(),
        opened_at,
        read_at: first(TouchKind::Read),
        confirmed_at: first(TouchKind::Confirmed),
        asked_at: first(TouchKind::Asks),
        last_at: touches.iter().map(|touch| touch.at).max(),
        doors: touches.iter().map(|touch| touch.door).collect::<BTreeSet<_>>().into_iter().collect(),
        agents: touches
            .iter()
            .map(|touch| touch.circumstances.agent.to_string())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        devices: devices(&touches),
        editions: seen(&touches, record),
    }
}

/// Of one message: has its person got it?
fn received(dispatch: &Dispatch) -> Received {
    match dispatch.state {
        State::Accepted => Received::Yes,
        State::Sending | State::Uncertain => Received::Perhaps,
        // Kept back after a restore, or stopped after a doubt.
        State::Held | State::Frozen | State::Deferred | State::Cancelled if dispatch.again => {
            Received::Perhaps
        }
        _ => Received::No,
    }
}

/// A browser that keeps nothing cannot be told from another: all of them are one.
fn devices(touches: &[&Touch]) -> usize {
    let known: BTreeSet<_> = touches.iter().filter_map(|touch| touch.circumstances.device).collect();
    let unknown = touches.iter().any(|touch| touch.circumstances.device.is_none());
    known.len() + usize::from(unknown && known.is_empty())
}

fn seen(touches: &[&Touch], record: &LetterRecord) -> Vec<u32> {
    let hashes: BTreeSet<&str> = touches.iter().map(|touch| &*touch.edition).collect();
    let releases = record.releases.iter().filter(|release| hashes.contains(release.hash.as_str()));
    releases.map(|release| release.edition).collect()
}

impl Incident {
    /// The people as cells, their headings first; times are the school's.
    fn cells(&self, zone: &TimeZone, words: &Words) -> Vec<Vec<String>> {
        const HEADS: [&str; 13] = [
            "family",
            "classes",
            "children",
            "person",
            "role",
            "received",
            "state",
            "address",
            "handed-over",
            "opened",
            "read",
            "by",
            "devices",
        ];
        let time = |at: Option<Timestamp>| {
            at.map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string())
                .unwrap_or_default()
        };
        let say = |id: String| words.say(&id, &[]);
        let head = HEADS.map(|head| say(format!("incident-head-{head}"))).to_vec();
        let people = self.people.iter().map(|person| {
            let doors = person.doors.iter().map(|door| say(format!("incident-door-{door}")));
            let by: Vec<String> = doors.chain(person.agents.iter().cloned()).collect();
            let read = person.confirmed_at.or(person.read_at);
            vec![
                person.family.clone(),
                person.classes.join("・"),
                person.children.join("・"),
                person.name.clone(),
                say(format!("incident-role-{}", person.role)),
                say(format!("incident-received-{}", person.received.as_str())),
                person
                    .states
                    .iter()
                    .map(|state| say(format!("desk-state-{state}")))
                    .collect::<Vec<_>>()
                    .join("・"),
                person.addresses.join(" "),
                time(person.handed_over_at),
                time(person.opened_at),
                time(read),
                by.join("・"),
                if person.devices == 0 { String::new() } else { person.devices.to_string() },
            ]
        });
        std::iter::once(head).chain(people).collect()
    }

    /// For the terminal: the sums, then everybody.
    pub fn table(&self, zone: &TimeZone, words: &Words) -> String {
        format!("{}\n\n{}", self.sums(words), columns(&self.cells(zone, words)))
    }

    /// For the terminal: the sums, then those who opened it.
    pub fn opened_table(&self, zone: &TimeZone, words: &Words) -> String {
        let opened = Incident { people: self.who_opened().cloned().collect(), ..self.clone() };
        format!("{}\n\n{}", self.sums(words), columns(&opened.cells(zone, words)))
    }

    /// UTF-8 with a byte order mark, formula-safe.
    pub fn csv(&self, zone: &TimeZone, words: &Words) -> String {
        let lines = self.cells(zone, words);
        let lines = lines.iter().map(|line| safe_line(line.iter().map(String::as_str)));
        std::iter::once("\u{feff}".to_owned()).chain(lines).collect()
    }

    /// How many have it, how many opened it, in how many families.
    pub fn sums(&self, words: &Words) -> String {
        let values = [
            ("letter", self.title.as_str().into()),
            ("people", self.people.len().into()),
            ("received", self.received.into()),
            ("opened", self.opened.into()),
            ("families", self.families_opened.len().into()),
        ];
        words.say("incident-sums", &values)
    }

    /// Those who opened it.
    pub fn who_opened(&self) -> impl Iterator<Item = &Receiver> {
        self.people.iter().filter(|person| person.opened_at.is_some())
    }
}

impl Received {
    /// The word of `--json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Received::No => "no",
            Received::Perhaps => "perhaps",
            Received::Yes => "yes",
        }
    }
}
