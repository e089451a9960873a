//! Families → the people an edition is frozen for, each with the way it can reach them.

use std::collections::BTreeSet;

use crate::ledger::{Recipient, Route, Stops};
use crate::recipients::{Addressed, Channel, Family, Guardian, Role};

/// Who in the family this is, stable while the roster is edited around it: home and name without blanks,
/// or the relation where there is no name.
pub fn guardian_key(guardian: &Guardian) -> String {
    let who: &str = if guardian.name.trim().is_empty() { &guardian.relation } else { &guardian.name };
    let who: String = who.chars().filter(|c| !c.is_whitespace()).collect();
    if guardian.home.is_empty() { who } else { format!("{}/{who}", guardian.home) }
}

/// Everybody of a family with their keys, each its own: two of one name are told apart by their order.
pub fn keyed(family: &Family) -> impl Iterator<Item = (String, &Guardian)> {
    let mut seen = BTreeSet::new();
    family.guardians.iter().map(move |guardian| {
        let mut key = guardian_key(guardian);
        while !seen.insert(key.clone()) {
            key.push('\'');
        }
        (key, guardian)
    })
}

/// Everybody a letter goes to: the families it is for, and community contacts, who never count. A family
/// without any guardian stands in the list all the same, as `no-channel`: nobody falls out of it silently.
///
/// Who has stopped the mails (`stops`) is `stopped`, and keeps the address: an emergency goes there all the same.
/// Whom the roster says not to send to is `stopped` without one: nothing ever goes there.
pub fn people(
    families: &[Addressed<'_>],
    contacts: &[(&Family, &Guardian)],
    stops: &Stops,
) -> Vec<Recipient> {
    one_by_one(families, contacts, stops).collect()
}

/// The same, each made when it is asked for: in a city they are many.
pub fn one_by_one<'a>(
    families: &'a [Addressed<'a>],
    contacts: &'a [(&'a Family, &'a Guardian)],
    stops: &'a Stops,
) -> Box<dyn Iterator<Item = Recipient> + Send + 'a> {
    let of_families = families.iter().flat_map(move |addressed| of_family(addressed.family, stops));
    let contacts = contacts
        .iter()
        .map(move |(family, guardian)| recipient(family, guardian, guardian_key(guardian), stops));
    Box::new(of_families.chain(contacts))
}

fn of_family<'a>(family: &'a Family, stops: &'a Stops) -> impl Iterator<Item = Recipient> + 'a {
    let nobody = || Recipient {
        family: family.number.clone(),
        guardian: String::new(),
        role: Role::Guardian,
        route: Route::None,
        email: None,
        lang: String::new(),
    };
    let has_guardian = family.guardians.iter().any(|guardian| guardian.role == Role::Guardian);
    keyed(family)
        .map(move |(key, guardian)| recipient(family, guardian, key, stops))
        .chain((!has_guardian).then(nobody))
}

fn recipient(family: &Family, guardian: &Guardian, key: String, stops: &Stops) -> Recipient {
    let route = match (guardian.do_not_send, guardian.channel, &guardian.email) {
        (true, ..) => Route::Stopped,
        (false, Channel::Mail, Some(email)) if stops.since(email.reveal()).is_some() => Route::Stopped,
        (false, Channel::Mail, Some(_)) => Route::Mail,
        (false, Channel::Paper, _) => Route::Paper,
        (false, Channel::Mail | Channel::None, _) => Route::None,
    };
    Recipient {
        family: family.number.clone(),
        guardian: key,
        role: guardian.role,
        route,
        email: guardian.email.clone().filter(|_| !guardian.do_not_send && guardian.channel == Channel::Mail),
        lang: guardian.lang.to_string(),
    }
}
