//! Families that may be one household: proposed to a person, never joined.

use std::collections::{BTreeSet, HashMap};

use super::cell::{name_key, phone_key};
use super::table::Table;
use super::{Family, Role};
use crate::problem::Problem;

/// One warning for each pair of neighbouring households that share a guardian's e-mail address, or a phone
/// number where no surname speaks against it.
pub(super) fn propose(families: &[Family], table: &Table) -> Vec<Problem> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut problems = Vec::new();
    for (second, family) in families.iter().enumerate() {
        for guardian in family.guardians.iter().filter(|guardian| guardian.role == Role::Guardian) {
            let email = guardian.email.as_ref().map(|email| email.reveal().to_lowercase());
            let phone = Some(phone_key(&guardian.phone)).filter(|phone| !phone.is_empty());
            for (key, id) in [(email, "recipients-siblings-email"), (phone, "recipients-siblings-phone")] {
                let Some(key) = key else { continue };
                let first = *seen.entry(key).or_insert(second);
                let by_phone = id == "recipients-siblings-phone";
                if first == second || (by_phone && !may_share_surname(&families[first], family)) {
                    continue;
                }
                if pairs.insert((first, second)) {
                    let values = vec![
                        ("first", shown(&families[first]).into()),
                        ("second", shown(family).into()),
                        ("row", families[first].line.into()),
                    ];
                    problems.push(Problem::warning(id, values).at(table.place(family.line, 0)));
                }
            }
        }
    }
    problems
}

/// A made-up number says nothing to people.
fn shown(family: &Family) -> &str {
    if family.number.contains(':') { "—" } else { &family.number }
}

fn may_share_surname(one: &Family, other: &Family) -> bool {
    let (one, other) = (surnames(one), surnames(other));
    one.is_empty() || other.is_empty() || one.intersection(&other).next().is_some()
}

/// The parts before the blank of those names that have one.
fn surnames(family: &Family) -> BTreeSet<String> {
    let children = family.children.iter().map(|child| child.name.as_str());
    let guardians = family.guardians.iter().map(|guardian| guardian.name.as_str());
    let split = children.chain(guardians).filter_map(|name| name.split_once(char::is_whitespace));
    split.map(|(surname, _)| name_key(surname)).collect()
}
