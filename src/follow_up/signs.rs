//! Touches → what they are signs of. A pure function of the rows: a touch counts by its circumstances alone, never
//! because many came at once or from one address.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::standing::{Counting, Rows};
use crate::ledger::{Agent, Dispatch, Door, Fetch, Label, State, Touch, TouchKind};
use crate::recipients::Role;

/// Who presses without a pointer, by keyboard or screen reader, has come through the letter first: milliseconds.
const LISTENED: i64 = 10_000;
/// One visit of a program is over by then.
const ONE_VISIT: SignedDuration = SignedDuration::from_mins(10);

/// What some touches are signs of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// the first press of 読みました that counts
    pub(super) confirmed: Option<Timestamp>,
    /// the first reading that counts
    pub(super) read: Option<Timestamp>,
    /// there is a reading or press that may have been no person's
    pub(super) provisional: bool,
    /// anything came back at all
    pub(super) shown: bool,
}

impl Signs {
    /// What these touches, each with its message, say of the editions in `counting`.
    pub(super) fn of(touches: &[(&Touch, &Dispatch)], counting: &Counting, stall: Duration) -> Self {
        let mut signs = Signs::default();
        for (touch, dispatch) in touches {
            if !is_of_counting_edition(touch, dispatch, counting) {
                continue;
            }
            signs.shown = true;
            let place = match touch.kind {
                TouchKind::Read => &mut signs.read,
                TouchKind::Confirmed => &mut signs.confirmed,
                TouchKind::Shown | TouchKind::Asks | TouchKind::Hidden => continue,
            };
            if is_provisional(touch, dispatch, touches, stall) {
                signs.provisional = true;
            } else {
                *place = Some(place.map_or(touch.at, |first| first.min(touch.at)));
            }
        }
        signs
    }
}

/// On how many devices one of the household's links was opened, as far as somebody read or pressed there; the most of
/// any link. A device is a browser that keeps what the page gave it to keep: nobody knows whose it is.
pub fn devices(rows: &Rows<'_>) -> usize {
    let by_somebody = |touch: &Touch| !matches!(touch.kind, TouchKind::Shown | TouchKind::Hidden);
    // What came once came by one device.
    if rows.touches.iter().filter(|touch| touch.kind != TouchKind::Shown).count() < 2 {
        return rows.of_guardians().iter().filter(|(touch, _)| by_somebody(touch)).count();
    }
    let of_guardians: Vec<(&Touch, &Dispatch)> = rows.of_guardians();
    let mut links: BTreeMap<[u8; 32], Opened> = BTreeMap::new();
    for (touch, _) in &of_guardians {
        if !by_somebody(touch) || is_tainted(touch, &of_guardians) {
            continue;
        }
        let link = links.entry(touch.token).or_default();
        let agent = touch.circumstances.agent;
        match touch.circumstances.device {
            Some(device) => {
                link.labels.insert(device);
                link.labelled.insert(agent);
            }
            None => {
                link.others.insert(agent);
            }
        }
    }
    // What keeps nothing is told apart by its kind only.
    let count = |link: &Opened| link.labels.len() + link.others.difference(&link.labelled).count();
    links.values().map(count).max().unwrap_or_default()
}

/// By what one link was opened.
#[derive(Default)]
struct Opened {
    labels: BTreeSet<Label>,
    /// the kinds of browser that have a label
    labelled: BTreeSet<Agent>,
    /// the kinds of those that have none
    others: BTreeSet<Agent>,
}

fn is_of_counting_edition(touch: &Touch, dispatch: &Dispatch, counting: &Counting) -> bool {
    let edition = match (touch.door, touch.kind) {
        // Neither the page without script nor the hidden form knows the edition: the message's own.
        (Door::Plain, _) | (_, TouchKind::Hidden) if touch.edition.is_empty() => {
            dispatch.edition >= counting.edition
        }
        _ => counting.hashes.contains(&*touch.edition),
    };
    edition && touch.at >= counting.since
}

fn is_provisional(touch: &Touch, dispatch: &Dispatch, all: &[(&Touch, &Dispatch)], stall: Duration) -> bool {
    is_tainted(touch, all) || (was_opened_early(touch, dispatch, stall) && !counts_at_once(touch))
}

/// Mail filters open links as they deliver. A rehearsal's mailbox has none before it.
fn was_opened_early(touch: &Touch, dispatch: &Dispatch, stall: Duration) -> bool {
    if dispatch.state == State::Rehearsed {
        return false;
    }
    let Some(handed_over) = dispatch.handed_over_at else { return true };
    let stall = SignedDuration::try_from(stall).unwrap_or(SignedDuration::MAX);
    let opened = touch.at.saturating_sub(SignedDuration::from_millis(touch.dwell.max(0))).unwrap_or(touch.at);
    opened < handed_over || opened.duration_since(handed_over) < stall
}

/// A press of 読みました in an emergency comes within a minute. The collector has seen that it came three seconds or
/// more after the page opened.
fn counts_at_once(touch: &Touch) -> bool {
    touch.kind == TouchKind::Confirmed
        && match &*touch.gesture {
            "keydown" | "click" => touch.dwell >= LISTENED,
            "submit" => touch.circumstances.fetch != Fetch::Silent,
            _ => true,
        }
}

/// Did the same visit press both buttons, or send the form that no person sees?
fn is_tainted(touch: &Touch, all: &[(&Touch, &Dispatch)]) -> bool {
    let came = &touch.circumstances;
    let of_link = || all.iter().map(|(other, _)| *other).filter(|other| other.token == touch.token);
    let same_session = |other: &Touch| came.session.is_some() && other.circumstances.session == came.session;
    let pressed = |kind| of_link().any(|other| other.kind == kind && same_session(other));
    let both = pressed(TouchKind::Confirmed) && pressed(TouchKind::Asks);
    both || of_link().filter(|other| other.kind == TouchKind::Hidden && other.door == touch.door).any(
        |hidden| {
            let same_browser = hidden.circumstances.device == came.device;
            same_session(hidden) || (same_browser && hidden.at.duration_since(touch.at).abs() <= ONE_VISIT)
        },
    )
}

impl<'a> Rows<'a> {
    /// The messages to guardians that were sent in earnest: whoever clicked in a rehearsal says nothing of those who
    /// got the letter afterwards.
    pub(super) fn to_guardians(&self) -> impl Iterator<Item = &'a Dispatch> {
        let is_rehearsal = |dispatch: &Dispatch| dispatch.is_aside() && dispatch.state == State::Rehearsed;
        let of_guardians = self.dispatches.iter().copied().filter(|d| d.to.role == Role::Guardian);
        of_guardians.filter(move |dispatch| !is_rehearsal(dispatch))
    }

    /// Every touch of those messages, each with its message.
    pub(super) fn of_guardians(&self) -> Vec<(&'a Touch, &'a Dispatch)> {
        let message = |touch: &Touch| self.to_guardians().find(|dispatch| dispatch.id == touch.dispatch);
        self.touches.iter().filter_map(|touch| Some((*touch, message(touch)?))).collect()
    }
}
