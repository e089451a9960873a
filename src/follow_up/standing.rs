//! One family and one letter: read, settled by a call, or unread and why. A pure function of the rows.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::ledger::{Call, Dispatch, Door, Outcome, Release, Route, State, Touch, TouchKind};
use crate::recipients::Role;

/// The version of these rules. Rows are never changed; when a rule is mended this number goes up, and every
/// list is worked out anew.
pub const RULES: u32 = 3;

/// Where a family stands with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A guardian read it.
    Read {
        /// `read` or `confirmed`, the strongest there is
        by: TouchKind,
        /// the first of that kind that counts
        at: Timestamp,
    },
    /// A person told them.
    Settled {
        /// `reached`, `at-gate` or `on-paper`
        outcome: Outcome,
        /// when
        at: Timestamp,
    },
    /// To be phoned.
    Unread {
        /// why
        reason: Reason,
    },
}

/// Why a family is on the list, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// pressed 電話をください
    AsksForCall,
    /// no message can go: paper, or no address
    NoChannel,
    /// wants no messages: told so at the school, or stopped the mails
    Stopped,
    /// the address takes no mail
    Bounced,
    /// given up
    Failed,
    /// perhaps sent
    Uncertain,
    /// joined later, or still waiting
    NotSent,
    /// went to the mailbox of a rehearsal
    Rehearsed,
    /// nothing came back
    NotOpened,
    /// the page was shown, without a sign of a person
    OpenedNoPerson,
    /// read so soon after hand-over that it may have been a mail filter
    Provisional,
    /// important, and only read
    NotConfirmed,
}

impl Reason {
    /// All of them, the most urgent first.
    pub const ALL: [Reason; 12] = [
        Reason::AsksForCall,
        Reason::NoChannel,
        Reason::Stopped,
        Reason::Bounced,
        Reason::Failed,
        Reason::Uncertain,
        Reason::NotSent,
        Reason::Rehearsed,
        Reason::NotOpened,
        Reason::OpenedNoPerson,
        Reason::Provisional,
        Reason::NotConfirmed,
    ];

    /// The word of `--json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::AsksForCall => "asks-for-call",
            Reason::NoChannel => "no-channel",
            Reason::Stopped => "stopped",
            Reason::Bounced => "bounced",
            Reason::Failed => "failed",
            Reason::Uncertain => "uncertain",
            Reason::NotSent => "not-sent",
            Reason::Rehearsed => "rehearsed",
            Reason::NotOpened => "not-opened",
            Reason::OpenedNoPerson => "opened-no-person",
            Reason::Provisional => "provisional",
            Reason::NotConfirmed => "not-confirmed",
        }
    }
}

/// What of a letter counts: its newest edition, back to the last one that made earlier readings void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// the first edition that counts
    pub edition: u32,
    /// when that was released: what came before does not count
    pub since: Timestamp,
    /// hashes of the editions whose readings count
    pub hashes: BTreeSet<String>,
    /// needs 「読みました」: said by any of these editions
    pub important: bool,
}

impl Counting {
    /// What counts of these releases of one letter; `None` where there is none: a draft is nobody's to read.
    pub fn of(releases: &[Release]) -> Option<Self> {
        let first = releases.iter().filter(|release| release.counts).max_by_key(|release| release.edition);
        let first = first.or_else(|| releases.iter().min_by_key(|release| release.edition))?;
        let counting = || releases.iter().filter(|release| release.edition >= first.edition);
        Some(Counting {
            edition: first.edition,
            since: first.released_at,
            hashes: counting().map(|release| release.hash.clone()).collect(),
            important: counting().any(|release| release.important),
        })
    }
}

/// The rows of one family and one letter.
#[derive(Debug, Clone, Default)]
pub struct Rows<'a> {
    /// every dispatch to the household, of every edition, followers' included
    pub dispatches: Vec<&'a Dispatch>,
    /// every touch of those dispatches
    pub touches: Vec<&'a Touch>,
    /// every call to the household about this letter, in the order they were noted
    pub calls: Vec<&'a Call>,
    /// those of the dispatches whose address has stopped the mails, before the letter or since
    pub stopped: Vec<i64>,
}

/// Where a family stands.
///
/// In this order:
/// 1. A guardian **asked for a call**, and no call since told them: on top of the list, read or not.
/// 2. Evidence **as demanded** takes the family off, whatever became of the message: `confirmed`, or `read` where
///    the letter is not important. One guardian answers for the household. It counts for the editions in
///    `counting` only, by their hash and their time; on the page without script, which knows no edition, by the
///    edition that the message was about.
/// 3. The **last call** takes the family off if it told them after the counting edition was released. A later
///    try that reached nobody puts it back: so a slip at the desk is undone by noting the next call.
/// 4. Otherwise unread. What came back tells more than what was sent: `not-confirmed`; `stopped`, where no guardian
///    gets mails any more; then `provisional`, then `opened-no-person`; else the best that became of the messages
///    to the guardians.
///
/// A `read` within `stall` after the mail server took the message, or without a known hand-over, is provisional:
/// filters open links as they deliver. A later `read` of the same link is a second session and counts by itself;
/// a confirmation counts at once. A rehearsal's mailbox has no filter before it; once the letter went out for real
/// its readings do not count any more.
pub fn standing(rows: &Rows<'_>, counting: &Counting, stall: Duration) -> Standing {
    // Whoever clicked in a rehearsal says nothing of those who got the letter afterwards.
    let is_rehearsal = |dispatch: &Dispatch| dispatch.is_aside() && dispatch.state == State::Rehearsed;
    let guardians = || {
        let of_guardians = rows.dispatches.iter().filter(|d| d.to.role == Role::Guardian);
        of_guardians.filter(|dispatch| !is_rehearsal(dispatch))
    };
    let touches: Vec<(&Touch, &Dispatch)> = rows
        .touches
        .iter()
        .filter_map(|touch| Some((*touch, *guardians().find(|dispatch| dispatch.id == touch.dispatch)?)))
        .collect();

    let told = rows.calls.last().filter(|call| call.outcome.settles());
    let asked =
        touches.iter().filter(|(touch, _)| touch.kind == TouchKind::Asks).map(|(touch, _)| touch.at).max();
    if asked.is_some_and(|asked| told.is_none_or(|call| call.at <= asked)) {
        return Standing::Unread { reason: Reason::AsksForCall };
    }

    let counts = |(touch, dispatch): &&(&Touch, &Dispatch)| is_of_counting_edition(touch, dispatch, counting);
    let first = |kind: TouchKind, sure: bool| {
        let of_kind = touches.iter().filter(counts).filter(|(touch, _)| touch.kind == kind);
        of_kind
            .filter(|(touch, dispatch)| !sure || !is_provisional(touch, dispatch, stall))
            .map(|(touch, _)| touch.at)
            .min()
    };
    let read = first(TouchKind::Read, true);
    if let Some(at) = first(TouchKind::Confirmed, false) {
        return Standing::Read { by: TouchKind::Confirmed, at };
    }
    if let Some(at) = read.filter(|_| !counting.important) {
        return Standing::Read { by: TouchKind::Read, at };
    }
    if let Some(call) = told.filter(|call| call.at >= counting.since) {
        return Standing::Settled { outcome: call.outcome, at: call.at };
    }
    let current = guardians().filter(|d| d.edition >= counting.edition && !d.is_aside());
    let became =
        current.map(|dispatch| reason_of(dispatch, &rows.stopped)).max_by_key(|reason| hope(*reason));
    let reason = if read.is_some() {
        Reason::NotConfirmed
    } else if became == Some(Reason::Stopped) {
        Reason::Stopped
    } else if first(TouchKind::Read, false).is_some() {
        Reason::Provisional
    } else if first(TouchKind::Shown, false).is_some() {
        Reason::OpenedNoPerson
    } else {
        became.unwrap_or(Reason::NotSent)
    };
    Standing::Unread { reason }
}

fn is_of_counting_edition(touch: &Touch, dispatch: &Dispatch, counting: &Counting) -> bool {
    let edition = match touch.door {
        Door::Page => counting.hashes.contains(&touch.edition),
        Door::Plain if touch.edition.is_empty() => dispatch.edition >= counting.edition,
        Door::Plain => counting.hashes.contains(&touch.edition),
    };
    edition && touch.at >= counting.since
}

fn is_provisional(touch: &Touch, dispatch: &Dispatch, stall: Duration) -> bool {
    if dispatch.state == State::Rehearsed {
        return false;
    }
    let Some(handed_over) = dispatch.handed_over_at else { return true };
    let stall = SignedDuration::try_from(stall).unwrap_or(SignedDuration::MAX);
    touch.at < handed_over || touch.at.duration_since(handed_over) < stall
}

fn reason_of(dispatch: &Dispatch, stopped: &[i64]) -> Reason {
    match dispatch.state {
        _ if stopped.contains(&dispatch.id) && !dispatch.despite_stop => Reason::Stopped,
        State::Accepted => Reason::NotOpened,
        State::Sending | State::Uncertain => Reason::Uncertain,
        // Kept back after a restore, or stopped after a doubt.
        State::Cancelled if dispatch.again => Reason::Uncertain,
        State::Rehearsed => Reason::Rehearsed,
        State::Held | State::Frozen | State::Deferred | State::Cancelled => Reason::NotSent,
        State::Failed => Reason::Failed,
        State::Bounced => Reason::Bounced,
        State::NoChannel if dispatch.to.route == Route::Stopped => Reason::Stopped,
        State::NoChannel => Reason::NoChannel,
    }
}

/// Of several guardians' reasons the household has the one nearest to having been told.
fn hope(reason: Reason) -> u8 {
    match reason {
        Reason::NotOpened => 7,
        Reason::Uncertain => 6,
        Reason::NotSent => 5,
        Reason::Failed => 4,
        Reason::Bounced => 3,
        Reason::Rehearsed => 2,
        Reason::Stopped => 1,
        _ => 0,
    }
}
