//! Whom the photos of a letter must not show, and who is meant by a name beside a photo.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;

use super::cell::name_key;
use super::{Addressed, Child, Family, OwnGroups, PhotoConsent, PhotoConsents, Roster};
use crate::content::Audience;

/// A child that no photo of a letter may show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncovered<'a> {
    /// its household
    pub family: &'a Family,
    /// who
    pub child: &'a Child,
    /// no, or only within the class while the letter goes further
    pub consent: PhotoConsent,
}

/// How far a letter goes, and which answers cover its photos.
pub struct Reach<'a> {
    roster: &'a Roster,
    consents: &'a PhotoConsents,
    addressed: Vec<Addressed<'a>>,
    /// by name and by furigana
    by_name: HashMap<String, Vec<(&'a Family, &'a Child)>>,
    has_contacts: bool,
    day: Date,
}

impl<'a> Reach<'a> {
    /// Of a letter to this audience on this day.
    pub fn of(
        roster: &'a Roster,
        consents: &'a PhotoConsents,
        audience: &Audience,
        own: &OwnGroups,
        day: Date,
    ) -> Self {
        let addressed = roster.families_of(audience, own, day);
        let has_contacts = !roster.contacts_of(audience, own).is_empty();
        Reach { roster, consents, addressed, by_name: by_name(roster), has_contacts, day }
    }

    /// Every child that may be on the photos and must not: of the classes that any addressed child is in, those
    /// here about that day whom the answer does not cover. By class and furigana.
    ///
    /// A letter to 役員 means the classes of their children, one to 年長 all of a class of mixed ages: who stands
    /// beside whom on a photo no list can say. Where nobody addressed has a child, every child is meant.
    pub fn uncovered(&self) -> Vec<Uncovered<'a>> {
        let addressed = self.addressed.iter().flat_map(|one| one.children.iter().copied());
        let alone: BTreeSet<*const Child> =
            addressed.clone().filter(|child| child.class.is_empty()).map(std::ptr::from_ref).collect();
        let classes: BTreeSet<&str> =
            addressed.map(|child| &*child.class).filter(|class| !class.is_empty()).collect();
        let is_everybody = classes.is_empty() && alone.is_empty();
        let is_meant = |child: &Child| {
            is_everybody || classes.contains(&*child.class) || alone.contains(&std::ptr::from_ref(child))
        };
        let mut uncovered: Vec<Uncovered<'a>> = children(self.roster)
            .filter(|(_, child)| child.is_here_about(self.day) && is_meant(child))
            .map(|(family, child)| Uncovered { family, child, consent: self.consents.of(family, child) })
            .filter(|one| !self.covers(one.child, one.consent))
            .collect();
        uncovered.sort_by_cached_key(|one| {
            (one.child.class.clone(), hiragana(&one.child.furigana), one.child.name.clone())
        });
        uncovered
    }

    /// The children whose families get the letter.
    pub fn children(&self) -> impl Iterator<Item = &'a Child> {
        self.addressed.iter().flat_map(|one| one.children.iter().copied())
    }

    /// Every child that a name beside a photo may mean, with the answer where it does not cover the letter; none
    /// where the roster has nobody of that name. The name counts as written or in furigana.
    pub fn named(&self, name: &str) -> Vec<(&'a Child, Option<PhotoConsent>)> {
        let called = self.by_name.get(&hiragana(name)).map_or(&[][..], Vec::as_slice);
        called
            .iter()
            .map(|(family, child)| {
                let consent = self.consents.of(family, child);
                (*child, Some(consent).filter(|consent| !self.covers(child, *consent)))
            })
            .collect()
    }

    /// Do just these families, who get the letter later than the others, take it out of the class of a child that
    /// may be shown within it?
    pub fn is_taken_out_by(&self, later: &BTreeSet<&str>) -> bool {
        let within = |one: &Uncovered<'_>| {
            let class = &one.child.class;
            one.consent == PhotoConsent::WithinClass
                && !class.is_empty()
                && self
                    .addressed
                    .iter()
                    .filter(|addressed| !is_of_class(addressed, class))
                    .all(|addressed| later.contains(addressed.family.number.as_str()))
        };
        !self.has_contacts && self.uncovered().iter().any(within)
    }

    /// Does this answer let the child be shown in this letter?
    fn covers(&self, child: &Child, consent: PhotoConsent) -> bool {
        match consent {
            PhotoConsent::Yes => true,
            PhotoConsent::WithinClass => self.stays_within(&child.class),
            PhotoConsent::No => false,
        }
    }

    /// Does the letter reach nobody but the families of this class?
    ///
    /// Grandparents whom such a family has named are of the family, and stay within; a community contact never
    /// is, nor a family that has no child in the class.
    fn stays_within(&self, class: &str) -> bool {
        !class.is_empty()
            && !self.has_contacts
            && !self.addressed.is_empty()
            && self.addressed.iter().all(|one| is_of_class(one, class))
    }
}

fn is_of_class(addressed: &Addressed<'_>, class: &str) -> bool {
    addressed.children.iter().any(|child| *child.class == *class)
}

fn children(roster: &Roster) -> impl Iterator<Item = (&Family, &Child)> {
    roster.families.iter().flat_map(|family| family.children.iter().map(move |child| (family, child)))
}

fn by_name(roster: &Roster) -> HashMap<String, Vec<(&Family, &Child)>> {
    let mut by_name: HashMap<String, Vec<(&Family, &Child)>> = HashMap::new();
    for (family, child) in children(roster) {
        let names = BTreeSet::from([hiragana(&child.name), hiragana(&child.furigana)]);
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            by_name.entry(name).or_default().push((family, child));
        }
    }
    by_name
}

/// [`name_key`] with katakana as hiragana.
fn hiragana(name: &str) -> String {
    let kana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    };
    name_key(name).chars().map(kana).collect()
}
