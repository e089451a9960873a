//! What a letter gives away of a family: full names, numbers, addresses, health; and what nobody looked into.

mod dictionary;
mod digits;
mod documents;
mod folded;
mod health;
mod secrets;

use std::collections::BTreeSet;

use super::{OwnGroups, Roster};
use crate::content::Letter;
use crate::problem::{Place, Problem};
use crate::world::crew;
use secrets::{Found, Kind, Secrets};

/// So many places are told for one letter.
const MAX_TOLD: usize = 20;
/// From so many people on a letter holds a list of names.
const MANY_NAMES: usize = 10;

/// What of the school itself everybody may know.
#[derive(Debug, Clone, Copy)]
pub struct Public<'a> {
    /// its phone number; may be empty
    pub phone: &'a str,
    /// the address that mails come from: addresses of its domain are the school's own
    pub mail: &'a str,
}

/// Finds what a letter gives away of a family to others: the letter's path and the problem, line and column named.
///
/// - A **full name** (child, guardian or follower) is a *warning*. Prize winners, greetings of a parent and a
///   teacher who is a parent too are named rightly, with their consent; only a person can tell. A name counts
///   with surname and given name, from three characters on, however its blanks, width or ruby are written. Ten and
///   more are a list, and told as one thing.
/// - A **word of health** (アレルギー, 骨折, 発達 …) in the same line near a name (a full one, `はなちゃん`, `佐藤さん`) is
///   a *warning*.
/// - A **phone number** or **e-mail address** of the roster is an *error*. Eleven digits never agree by chance, a page
///   may be passed on by anybody, and what is out cannot be taken back. Not meant are the school's own number and
///   those of community contacts: whoever is to be reached by all families is entered there (役割: 地域). Any other
///   number or address is a *warning*, and so is a link to a document that nobody here can look into.
///
/// Nothing is said of a family where the letter goes to that one family only.
pub fn privacy(
    letters: &[Letter],
    roster: &Roster,
    own: &OwnGroups,
    public: &Public<'_>,
) -> Vec<(String, Problem)> {
    let secrets = Secrets::of(roster, public);
    let told = crew::all(letters, |letter| given_away(letter, &secrets, roster, own));
    told.into_iter().flatten().collect()
}

/// What one letter gives away.
fn given_away(
    letter: &Letter,
    secrets: &Secrets<'_>,
    roster: &Roster,
    own: &OwnGroups,
) -> Vec<(String, Problem)> {
    let mut all: Vec<(Found, Place)> = Vec::new();
    let mut documents = Vec::new();
    for (path, text) in letter.texts() {
        all.extend(secrets.find(text).into_iter().map(|found| {
            let place = Place::in_text(path, text, found.at.start, found.at.end);
            (found, place)
        }));
        // The file's name may be the title.
        all.extend(secrets.find(path).into_iter().map(|found| (found, Place::file(path))));
        documents.extend(documents::outside(path, text));
    }
    if !all.is_empty() {
        let readers = roster.families_of(&letter.audience, own, letter.date);
        if let [one] = readers.as_slice() {
            let number = &one.family.number;
            all.retain(|(found, _)| {
                !found.owners.iter().any(|&owner| roster.families[owner].number == *number)
            });
        }
    }
    let people: BTreeSet<(&BTreeSet<usize>, String)> = all
        .iter()
        .filter(|(found, _)| found.kind == Kind::Name)
        .map(|(found, _)| (&found.owners, found.written.split_whitespace().collect()))
        .collect();
    let count = people.len();
    let mut problems = Vec::new();
    if count >= MANY_NAMES {
        let first = all.iter().find(|(found, _)| found.kind == Kind::Name).map(|(_, place)| place.clone());
        let list = Problem::warning("recipients-many-names", vec![("count", count.into())]);
        problems.extend(first.map(|place| list.at(place)));
        all.retain(|(found, _)| found.kind != Kind::Name);
    }
    problems.extend(all.into_iter().map(|(found, place)| found.problem().at(place)));
    problems.extend(documents);
    problems.truncate(MAX_TOLD);
    problems.into_iter().map(|problem| (letter.path.clone(), problem)).collect()
}

impl Found {
    fn problem(&self) -> Problem {
        let written = |key| (key, self.written.as_str().into());
        match &self.kind {
            Kind::Name => Problem::warning("recipients-name-in-letter", vec![written("name")]),
            Kind::Health(word) => {
                let values = vec![written("name"), ("word", word.as_str().into())];
                Problem::warning("recipients-health-near-name", values)
            }
            Kind::Email => Problem::error("recipients-email-in-letter", vec![]),
            Kind::Phone => Problem::error("recipients-phone-in-letter", vec![]),
            Kind::OtherEmail => Problem::warning("recipients-other-email", vec![written("address")]),
            Kind::OtherPhone => Problem::warning("recipients-other-phone", vec![written("phone")]),
        }
    }
}
