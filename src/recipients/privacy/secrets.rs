//! What of the roster should not stand in a letter, ready to be looked for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use super::Public;
use super::dictionary::Dictionary;
use super::digits::{FEWEST, is_in_web_address, is_japanese, mail_addresses, phone_numbers};
use super::folded::{Folded, folded, is_kanji, plain, stands_alone};
use super::health::{self, Called};
use crate::recipients::cell::phone_key;
use crate::recipients::{Family, Role, Roster};

/// Honorifics and offices: `佐藤さん` in the name column is no full name.
const TITLES: &[&str] = &["さん", "様", "さま", "先生", "会長", "くん", "ちゃん", "君"];

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// the full name of somebody in the roster
    Name,
    /// a name beside this word of illness, injury or development
    Health(String),
    /// an address of the roster
    Email,
    /// a number of the roster
    Phone,
    /// an address that is neither the roster's nor the school's
    OtherEmail,
    /// a number that is neither the roster's nor the school's
    OtherPhone,
}

/// One thing standing in a text.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
    pub(super) written: String,
    /// the families it belongs to, by their places in the roster
    pub(super) owners: BTreeSet<usize>,
}

/// Everything of the roster that should not stand in a letter, ready to be looked for in one pass.
pub(super) struct Secrets<'a> {
    texts: Dictionary<Text>,
    /// digits and the family's place in the roster, in the order of the digits
    phones: Vec<(Box<str>, u32)>,
    public: &'a Public<'a>,
    /// numbers and addresses that everybody may know
    open: BTreeSet<String>,
    roster: &'a Roster,
    /// made when a letter first speaks of health
    called: OnceLock<Called>,
}

/// What a text of the roster is.
#[derive(Debug, Clone, Copy)]
struct Text {
    is_address: bool,
    /// the family's place in the roster
    family: u32,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(roster: &'a Roster, public: &'a Public<'a>) -> Self {
        let mut texts: Vec<(Box<str>, Text)> = Vec::new();
        let mut phones: Vec<(Box<str>, u32)> = Vec::new();
        let mut open: BTreeSet<String> = BTreeSet::from([phone_key(public.phone)]);
        for (number, family) in (0..).zip(&roster.families) {
            let text =
                |text: String, is_address| (text.into_boxed_str(), Text { is_address, family: number });
            texts.extend(names(family).filter_map(full_name).map(|name| text(name, false)));
            for guardian in &family.guardians {
                let phone = phone_key(&guardian.phone);
                let email = guardian.email.as_ref().map(|email| folded(email.reveal()));
                if guardian.role == Role::Community {
                    open.insert(phone);
                    open.extend(email);
                    continue;
                }
                if phone.len() >= FEWEST {
                    phones.push((phone.into_boxed_str(), number));
                }
                texts.extend(email.map(|email| text(email, true)));
            }
        }
        phones.retain(|(phone, _)| !open.contains(phone.as_ref()));
        phones.sort_unstable();
        Secrets { texts: Dictionary::of(texts), phones, public, open, roster, called: OnceLock::new() }
    }

    /// The families that are phoned at this number.
    fn owners_of_phone(&self, key: &str) -> BTreeSet<usize> {
        let from = self.phones.partition_point(|(phone, _)| phone.as_ref() < key);
        let same = self.phones[from..].iter().take_while(|(phone, _)| phone.as_ref() == key);
        same.map(|(_, family)| *family as usize).collect()
    }

    fn is_phone(&self, key: &str) -> bool {
        self.phones.binary_search_by(|(phone, _)| phone.as_ref().cmp(key)).is_ok()
    }

    /// In the order of the text.
    pub(super) fn find(&self, text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let folded = Folded::of(text);
        for (hit, texts) in self.texts.find(&folded.text) {
            let Some(at) = folded.origin(hit) else { continue };
            if !stands_alone(text, &at) {
                continue;
            }
            let owners = texts.iter().map(|(_, text)| text.family as usize).collect();
            let is_address = texts.iter().any(|(_, text)| text.is_address);
            let kind = if is_address { Kind::Email } else { Kind::Name };
            found.push(Found { kind, written: plain(&text[at.clone()]), at, owners });
        }
        for (at, key) in phone_numbers(text, |key| self.is_phone(key)) {
            let owners = self.owners_of_phone(&key);
            if !owners.is_empty() {
                found.push(Found { kind: Kind::Phone, written: text[at.clone()].to_owned(), at, owners });
            }
        }
        let strange = |key: &str| is_japanese(key) && !self.open.contains(key);
        let numbers = phone_numbers(text, strange).into_iter().map(|(at, _)| (Kind::OtherPhone, at));
        let addresses = mail_addresses(text).into_iter().filter(|at| !self.is_open(&text[at.clone()]));
        for (kind, at) in numbers.chain(addresses.map(|at| (Kind::OtherEmail, at))) {
            let is_known = found.iter().any(|known| known.at.start < at.end && at.start < known.at.end);
            if !is_known && !is_in_web_address(text, at.start) {
                found.push(Found { kind, written: text[at.clone()].to_owned(), at, owners: BTreeSet::new() });
            }
        }
        health::mark(text, &folded, &mut found, || self.called.get_or_init(|| Called::of(self.roster)));
        found.sort_by_key(|found| found.at.start);
        found
    }

    /// A contact's address, or one of the school's own domain.
    fn is_open(&self, address: &str) -> bool {
        let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
        domain(address) == domain(self.public.mail) || self.open.contains(&folded(address))
    }
}

fn names(family: &Family) -> impl Iterator<Item = &str> {
    let children = family.children.iter().map(|child| child.name.as_str());
    let adults = family.guardians.iter().filter(|guardian| guardian.role != Role::Community);
    children.chain(adults.map(|guardian| guardian.name.as_str()))
}

/// The name to look for, if it is a full one: surname and given name apart, or all in one with a kanji in front.
fn full_name(name: &str) -> Option<String> {
    let parts = name
        .split(|c: char| c.is_whitespace() || "・･=＝゠".contains(c))
        .filter(|part| !part.is_empty())
        .count();
    let long_enough = name.chars().filter(|c| !c.is_whitespace()).count() >= 3;
    let kanji_first = name.chars().next().is_some_and(is_kanji);
    let titled = TITLES.iter().any(|title| name.ends_with(title));
    (long_enough && !titled && (parts >= 2 || kanji_first))
        .then(|| folded(name))
        .filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_names_are_looked_for() {
        for name in ["佐藤 花子", "佐藤花子", "林　凛", "Maria Silva", "マリア・シルバ", "林 花"]
        {
            assert_eq!(
                full_name(name).is_some(),
                name.chars().filter(|c| !c.is_whitespace()).count() >= 3,
                "{name}"
            );
        }
        for name in ["はなこ", "ひかり", "Maria", "佐藤さん", "町会 会長", ""] {
            assert_eq!(full_name(name), None, "{name}");
        }
    }
}
