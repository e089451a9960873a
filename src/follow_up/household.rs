//! Who of a household is still missing, by the names of the roster.

use std::time::Duration;

use super::standing::{Counting, Rows, missing};
use crate::content::WhoReads;
use crate::notify::guardian_key;
use crate::recipients::{Family, Guardian, Role};

/// The guardians, or the guardians of the homes, who have not read a letter that needs more than one. Somebody whom the
/// roster has under another name by now is called as when the letter went out.
pub(super) fn who_is_missing(
    family: &Family,
    rows: &Rows<'_>,
    counting: &Counting,
    stall: Duration,
) -> Vec<String> {
    let is = |guardian: &Guardian, who: &str| match counting.who_reads {
        WhoReads::Any => false,
        WhoReads::EachHome => guardian.home == who,
        WhoReads::Everyone => guardian_key(guardian) == who,
    };
    let names = |who: &str| {
        let guardians = family.guardians.iter().filter(|guardian| guardian.role == Role::Guardian);
        let names: Vec<&str> = guardians.filter(|guardian| is(guardian, who)).map(called).collect();
        if names.is_empty() { who.to_owned() } else { names.join("・") }
    };
    let mut all: Vec<String> = missing(rows, counting, stall).into_iter().map(names).collect();
    all.retain(|name| !name.is_empty());
    all
}

fn called(guardian: &Guardian) -> &str {
    if guardian.name.trim().is_empty() { &guardian.relation } else { &guardian.name }
}
