//! Who of a household is told by itself, where a letter needs more than one of it: its homes or guardians, by the roster of
//! today.

use std::collections::BTreeSet;

use super::standing::{Counting, Reason, Rows, Unwritten, is_current};
use crate::content::WhoReads;
use crate::ledger::{Dispatch, Party};
use crate::notify::keyed;
use crate::recipients::{Channel, Family, Guardian, Role};

/// A guardian of today's roster.
pub(super) struct Member<'a> {
    /// under which the letter was made out for them, or would be
    key: String,
    pub(super) guardian: &'a Guardian,
    /// nothing was made out for them
    is_unwritten: bool,
}

/// The guardians of today's roster. Who stands there under another name by now, in the same home and with the same address,
/// is the same person: a name that was mended makes nobody new.
pub(super) fn members<'a>(family: &'a Family, rows: &Rows<'_>, counting: &Counting) -> Vec<Member<'a>> {
    let keyed: Vec<(String, &Guardian)> = keyed(family).collect();
    let today: BTreeSet<&str> = keyed.iter().map(|(key, _)| key.as_str()).collect();
    let written: Vec<&Dispatch> = current(rows, counting).collect();
    let mut renamed: Vec<&Dispatch> =
        written.iter().copied().filter(|one| !today.contains(one.to.guardian.as_str())).collect();
    let guardians = keyed.iter().filter(|(_, guardian)| guardian.role == Role::Guardian);
    let member = |(key, guardian): &(String, &'a Guardian)| {
        let is_theirs = |one: &&Dispatch| one.to.guardian == *key;
        let was = |one: &&Dispatch| {
            one.to.email.is_some()
                && address(one.to.email.as_ref()) == address(guardian.email.as_ref())
                && Party::part(WhoReads::EachHome, &one.to.guardian) == Party::part(WhoReads::EachHome, key)
        };
        if written.iter().any(is_theirs) {
            return Member { key: key.clone(), guardian, is_unwritten: false };
        }
        match renamed.iter().position(was) {
            Some(at) => Member { key: renamed.remove(at).to.guardian.clone(), guardian, is_unwritten: false },
            None => Member { key: key.clone(), guardian, is_unwritten: true },
        }
    };
    guardians.map(member).collect()
}

/// Guardians who were entered since the letter went out. Whom nobody may write to is not waited for; who shares an address
/// that has the letter gets no mail of their own, and is phoned.
pub(super) fn unwritten(family: &Family, rows: &Rows<'_>, counting: &Counting) -> Vec<Unwritten> {
    let has_it = |guardian: &Guardian| {
        let theirs = address(guardian.email.as_ref());
        let rows = rows.dispatches.iter().filter(|one| is_current(one, counting));
        rows.filter(|one| one.to.email.is_some()).any(|one| address(one.to.email.as_ref()) == theirs)
    };
    members(family, rows, counting)
        .into_iter()
        .filter(|member| member.is_unwritten && !member.guardian.do_not_send)
        .map(|Member { key, guardian, .. }| {
            let can_go = guardian.channel == Channel::Mail && guardian.email.is_some() && !has_it(guardian);
            Unwritten { guardian: key, reason: if can_go { Reason::NotSent } else { Reason::NoChannel } }
        })
        .collect()
}

/// Those of them who answer as this party ([`Party::part`]).
pub(super) fn members_of<'a>(members: &[Member<'a>], counting: &Counting, who: &str) -> Vec<&'a Guardian> {
    let theirs = |member: &&Member<'_>| Party::part(counting.who_reads, &member.key) == who;
    members.iter().filter(theirs).map(|member| member.guardian).collect()
}

/// What a party is called: its guardians by the roster of today, or as when the letter went out.
pub(super) fn names_of(guardians: &[&Guardian], who: &str) -> Vec<String> {
    let names: Vec<&str> = guardians.iter().map(|guardian| called(guardian)).collect();
    let then = who.rsplit('/').next().unwrap_or(who);
    let name = if names.is_empty() { then.to_owned() } else { names.join("・") };
    Some(name).filter(|name| !name.is_empty()).into_iter().collect()
}

fn called(guardian: &Guardian) -> &str {
    if guardian.name.trim().is_empty() { &guardian.relation } else { &guardian.name }
}

fn current<'a>(rows: &Rows<'a>, counting: &Counting) -> impl Iterator<Item = &'a Dispatch> {
    rows.to_guardians().filter(|dispatch| is_current(dispatch, counting))
}

fn address(email: Option<&crate::recipients::EmailAddress>) -> Option<String> {
    email.map(|email| email.reveal().to_ascii_lowercase())
}
