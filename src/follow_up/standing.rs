//! One family and one letter: read, settled by a call, or unread and why. A pure function of the rows.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::signs::Signs;
use crate::content::WhoReads;
use crate::ledger::{Call, Dispatch, Outcome, Party, Release, Route, State, Touch, TouchKind};

/// The version of these rules. Rows are never changed; when a rule is mended this number goes up, and every
/// list is worked out anew.
pub const RULES: u32 = 5;

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
    /// read so soon after hand-over, or pressed in such a way, that it may have been a mail filter
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
    /// whose reading it needs: the most that any of these editions asks for
    pub who_reads: WhoReads,
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
            who_reads: counting().map(|release| release.who_reads).max().unwrap_or_default(),
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
    /// guardians of today's roster for whom no message that counts was made out: they were entered since
    pub unwritten: Vec<Unwritten>,
}

/// A guardian who was entered in the roster after the letter went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// as [`Recipient::guardian`](crate::ledger::Recipient::guardian) would have them
    pub guardian: String,
    /// `not-sent` where a message can still go, else `no-channel`
    pub reason: Reason,
}

/// Where a family stands: read when each of its [`parties`] has read, settled when a person told those who have not, else
/// unread for the most urgent reason among them.
pub fn standing(rows: &Rows<'_>, counting: &Counting, stall: Duration) -> Standing {
    together(parties(rows, counting, stall).into_iter().map(|(_, standing)| standing))
}

/// The standing of a family whose parties stand like this.
pub(super) fn together(parties: impl Iterator<Item = Standing>) -> Standing {
    let both = parties.reduce(|one, other| match (one, other) {
        (Standing::Unread { reason: one }, Standing::Unread { reason: other }) => {
            Standing::Unread { reason: one.min(other) }
        }
        (unread @ Standing::Unread { .. }, _) | (_, unread @ Standing::Unread { .. }) => unread,
        (Standing::Settled { at: one, .. }, Standing::Settled { outcome, at }) if at >= one => {
            Standing::Settled { outcome, at }
        }
        (settled @ Standing::Settled { .. }, _) | (_, settled @ Standing::Settled { .. }) => settled,
        (Standing::Read { by: one, at: first }, Standing::Read { by, at }) => {
            Standing::Read { by: one.min(by), at: first.max(at) }
        }
    });
    both.unwrap_or(Standing::Unread { reason: Reason::NotSent })
}

/// Where each party stands that must answer: the household (`""`), or where the letter needs more than one of it each home
/// or each guardian ([`Party::part`]). Never empty.
///
/// In this order, of the party's own messages, touches and calls alone:
/// 1. A guardian **asked for a call**, and no call since told them: on top of the list, read or not.
/// 2. Evidence **as demanded** takes the party off, whatever became of the message: `confirmed`, or `read` where
///    the letter is not important; of one guardian of it.
///    It counts for the editions in `counting` only, by their hash and their time; on the page without script, which
///    knows no edition, by the edition that the message was about.
/// 3. The **last call** about it takes the party off if it told them after the counting edition was released. A later
///    try that reached nobody puts it back: so a slip at the desk is undone by noting the next call. A call to one home
///    says nothing of another, nor does one of a time when anybody answered for all.
/// 4. Otherwise unread, for the most urgent reason. What came back tells more than what
///    was sent: `not-confirmed`; `stopped`, where no guardian gets mails any more; then `provisional`, then
///    `opened-no-person`; else the best that became of the messages to the guardians.
///
/// Who must answer is whom the letter was made out for, and where it needs more than one also who was entered in the roster
/// since ([`Unwritten`]). Whom the roster says never to send to is not waited for, unless nobody else is there; a guardian
/// who stands in the roster no more is: perhaps somebody slipped.
///
/// Mail filters open links as they deliver. So what belongs to an opening of the page within `stall` after the mail
/// server took the message, or without a known hand-over, is **provisional** until a second, later opening is read or
/// confirmed. 読みました counts at once all the same, for an emergency is opened within a minute: pressed by a
/// pointer; by keyboard or screen reader, where the page was open for ten seconds; on the page without script,
/// where the browser says how it came to ask. Whenever it came, what belongs to a visit that pressed **both buttons**,
/// or sent the **form that no person sees**, is provisional too. Many at once, or many from one address, mean nothing.
pub fn parties<'a>(rows: &'a Rows<'_>, counting: &Counting, stall: Duration) -> Vec<(&'a str, Standing)> {
    let touches = rows.of_guardians();
    if counting.who_reads == WhoReads::Any {
        return vec![("", party_stands(rows, &touches, "", counting, stall))];
    }
    let answering = answering(rows, counting);
    let asking: BTreeSet<&str> = touches
        .iter()
        .filter(|(touch, _)| touch.kind == TouchKind::Asks)
        .map(|(_, dispatch)| Party::part(counting.who_reads, &dispatch.to.guardian))
        .collect();
    let mut parties = Vec::with_capacity(answering.len());
    for who in answering.union(&asking).copied() {
        let theirs = |dispatch: &Dispatch| Party::part(counting.who_reads, &dispatch.to.guardian) == who;
        let own: Vec<_> = touches.iter().copied().filter(|(_, dispatch)| theirs(dispatch)).collect();
        let stands = party_stands(rows, &own, who, counting, stall);
        // Who asks by the link of an edition that was overtaken is called; else nobody waits for them.
        if answering.contains(who) || stands == (Standing::Unread { reason: Reason::AsksForCall }) {
            parties.push((who, stands));
        }
    }
    parties
}

/// `touches` are the party's own.
fn party_stands(
    rows: &Rows<'_>,
    touches: &[(&Touch, &Dispatch)],
    who: &str,
    counting: &Counting,
    stall: Duration,
) -> Standing {
    let last = rows.calls.iter().rev().find(|call| is_about(call, counting.who_reads, who));
    let told = last.filter(|call| call.outcome.settles());
    let asked =
        touches.iter().filter(|(touch, _)| touch.kind == TouchKind::Asks).map(|(touch, _)| touch.at).max();
    if asked.is_some_and(|asked| told.is_none_or(|call| call.at <= asked)) {
        return Standing::Unread { reason: Reason::AsksForCall };
    }
    match answer(rows, touches, who, counting, stall) {
        Ok((by, at)) => Standing::Read { by, at },
        Err(reason) => match told.filter(|call| call.at >= counting.since) {
            Some(call) => Standing::Settled { outcome: call.outcome, at: call.at },
            None => Standing::Unread { reason },
        },
    }
}

/// Was this call about this party? About the household every call is.
pub(super) fn is_about(call: &Call, who_reads: WhoReads, who: &str) -> bool {
    who_reads == WhoReads::Any || call.parties.iter().any(|party| party.is(who_reads, who))
}

fn answering<'a>(rows: &'a Rows<'_>, counting: &Counting) -> BTreeSet<&'a str> {
    let part = |guardian: &'a str| Party::part(counting.who_reads, guardian);
    let current = || rows.to_guardians().filter(|dispatch| is_current(dispatch, counting));
    let wanted = |dispatch: &&Dispatch| dispatch.to.route != Route::Stopped || dispatch.to.email.is_some();
    let mut answering: BTreeSet<&str> =
        current().filter(wanted).map(|dispatch| part(&dispatch.to.guardian)).collect();
    answering.extend(rows.unwritten.iter().map(|unwritten| part(&unwritten.guardian)));
    if answering.is_empty() {
        answering = current().map(|dispatch| part(&dispatch.to.guardian)).collect();
    }
    if answering.is_empty() {
        answering.insert("");
    }
    answering
}

pub(super) fn is_current(dispatch: &Dispatch, counting: &Counting) -> bool {
    dispatch.edition >= counting.edition && !dispatch.is_aside()
}

/// The evidence as demanded among these touches of one party, or why there is none.
fn answer(
    rows: &Rows<'_>,
    touches: &[(&Touch, &Dispatch)],
    who: &str,
    counting: &Counting,
    stall: Duration,
) -> Result<(TouchKind, Timestamp), Reason> {
    let signs = Signs::of(touches, counting, stall);
    if let Some(at) = signs.confirmed {
        return Ok((TouchKind::Confirmed, at));
    }
    if let Some(at) = signs.read.filter(|_| !counting.important) {
        return Ok((TouchKind::Read, at));
    }
    let theirs = |guardian: &str| Party::part(counting.who_reads, guardian) == who;
    let current = rows.to_guardians().filter(|dispatch| is_current(dispatch, counting));
    let current = current.filter(|dispatch| theirs(&dispatch.to.guardian));
    let unwritten = rows.unwritten.iter().filter(|_| counting.who_reads != WhoReads::Any);
    let unwritten = unwritten.filter(|unwritten| theirs(&unwritten.guardian)).map(|one| one.reason);
    let became = current.map(|dispatch| reason_of(dispatch, &rows.stopped)).chain(unwritten);
    let became = became.max_by_key(|reason| hope(*reason));
    Err(if signs.read.is_some() {
        Reason::NotConfirmed
    } else if became == Some(Reason::Stopped) {
        Reason::Stopped
    } else if signs.provisional {
        Reason::Provisional
    } else if signs.shown {
        Reason::OpenedNoPerson
    } else {
        became.unwrap_or(Reason::NotSent)
    })
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
