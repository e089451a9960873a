//! The nouns the ledger keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{Circumstances, Door, Outcome, Party, Route, State, TouchKind};
use crate::content::{Audience, SchoolYear, WhoReads};
use crate::recipients::{EmailAddress, Role};

/// A letter's identity: random, so that a rename changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(pub String);

/// A letter as the ledger knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownLetter {
    /// its identity
    pub id: LetterId,
    /// its path when last seen, relative to the letters' folder
    pub path: String,
    /// blake3 of its file when last seen, hex
    pub hash: String,
    /// its folder on the host
    pub address: String,
    /// the day it was first seen
    pub first_seen: Date,
}

/// An edition frozen by a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// the letter
    pub letter: LetterId,
    /// 0 for the first, one more for each correction
    pub edition: u32,
    /// the edition's hash
    pub hash: String,
    /// its title
    pub title: String,
    /// the day on the letter
    pub day: Date,
    /// its school year
    pub year: SchoolYear,
    /// whom it is for
    pub audience: Audience,
    /// folders below the audience's, joined by `/`; may be empty
    pub series: String,
    /// needs 「読みました」
    pub important: bool,
    /// whose reading it needs
    pub who_reads: WhoReads,
    /// goes out in quiet hours too
    pub emergency: bool,
    /// readings of earlier editions do not count any more
    pub counts: bool,
    /// when a person released it
    pub released_at: Timestamp,
    /// when it was on the host, whole
    pub published_at: Option<Timestamp>,
    /// when it was taken back
    pub recalled_at: Option<Timestamp>,
    /// when its messages go, where a person chose that; until then no list on the host shows it
    pub send_at: Option<Timestamp>,
}

/// One person an edition is for, frozen at release.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// household number
    pub family: String,
    /// who in the family: home and name, else relation; see `notify::guardian_key`
    pub guardian: String,
    /// guardian, follower or community
    pub role: Role,
    /// how the letter can reach them
    pub route: Route,
    /// where the mail goes; where it would go in an emergency, if the person has stopped the mails
    pub email: Option<EmailAddress>,
    /// BCP 47 tag
    pub lang: String,
}

/// One released edition to one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch {
    /// number in the ledger
    pub id: i64,
    /// the letter
    pub letter: LetterId,
    /// which edition
    pub edition: u32,
    /// to whom
    pub to: Recipient,
    /// the mail's Message-ID, without brackets; the same for every attempt
    pub message_id: String,
    /// where it stands
    pub state: State,
    /// not before this
    pub due_at: Timestamp,
    /// not after this: too late then, and somebody phones; `None` = at any time
    pub send_by: Option<Timestamp>,
    /// 0 for the release itself, 1, 2 … where it was sent again to those who had not read; see
    /// [`Dispatch::is_aside`]
    pub round: i64,
    /// wants no mails, and gets this one because it is an emergency
    pub despite_stop: bool,
    /// how often it was handed over or tried
    pub attempts: u32,
    /// sent once more after a doubt: perhaps twice
    pub again: bool,
    /// when the mail server took it
    pub handed_over_at: Option<Timestamp>,
    /// what the mail server said last
    pub said: Option<String>,
}

impl Dispatch {
    /// Put aside: it reached nobody, and another message to the same person took its place (`round` is below 0, and
    /// `due_at` says when that was).
    pub fn is_aside(&self) -> bool {
        self.round < 0
    }
}

/// One thing that came back, with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    /// the dispatch whose token it was
    pub dispatch: i64,
    /// hash of the token: one link
    pub token: [u8; 32],
    /// shown, read, confirmed, asks
    pub kind: TouchKind,
    /// by which door
    pub door: Door,
    /// by the collector's clock
    pub at: Timestamp,
    /// hash of the edition seen; empty on the plain page
    pub edition: Arc<str>,
    /// how long it was in view, milliseconds
    pub dwell: i64,
    /// `pointerdown`, `touchstart`, `touchmove`, `wheel`, `keydown`; of a press `pointerdown`, `keydown` or `click`
    /// (by a screen reader); of a form `submit`; empty for `shown`
    pub gesture: Arc<str>,
    /// kept by the page while the collector was away, and sent later
    pub late: bool,
    /// under which circumstances
    pub circumstances: Circumstances,
}

/// A person's note on a family and a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// its row
    pub id: i64,
    /// household number
    pub family: String,
    /// who of the household it was about, where the letter needed more than one of it then: one, or of calls of older
    /// versions all whom it waited for; else empty
    pub parties: Vec<Party>,
    /// what came of it
    pub outcome: Outcome,
    /// may be empty
    pub note: String,
    /// the digits that were wrong; empty for every other outcome
    pub number: String,
    /// the desk's account or the machine's user
    pub by: String,
    /// when
    pub at: Timestamp,
}

/// All the ledger knows of one letter: enough to work out every family's standing.
#[derive(Debug, Clone, PartialEq)]
pub struct LetterRecord {
    /// the letter
    pub letter: KnownLetter,
    /// its releases, first to last
    pub releases: Vec<Release>,
    /// every dispatch of every edition, with all that a standing hangs on: language, Message-ID, `said`, `send_by` and
    /// `attempts` are left out
    pub dispatches: Vec<Dispatch>,
    /// every touch, in no order and without its network
    pub touches: Arc<Vec<Touch>>,
    /// every call that was not taken back
    pub calls: Vec<Call>,
    /// numbers of the dispatches whose mail address wants no mails now
    pub stopped: BTreeSet<i64>,
    /// household number → the phone numbers, in digits, that reached somebody else, by the calls of any letter
    pub wrong_numbers: BTreeMap<String, BTreeSet<String>>,
}
