//! Whom the photos of a letter must not show, and who is meant by a name beside a photo.

use std::collections::BTreeSet;

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
        Reach { roster, consents, addressed, has_contacts, day }
    }

    /// Every child that may be on the photos and must not: of the classes that any addressed child is in, those
    /// here on that day whom the answer does not cover. By class and furigana.
    ///
    /// A letter to 役員 means the classes of their children, one to 年長 all of a class of mixed ages: who stands
    /// beside whom on a photo no list can say.
    pub fn uncovered(&self) -> Vec<Uncovered<'a>> {
        let addressed = self.addressed.iter().flat_map(|one| one.children.iter().copied());
        let alone: BTreeSet<*const Child> =
            addressed.clone().filter(|child| child.class.is_empty()).map(std::ptr::from_ref).collect();
        let classes: BTreeSet<&str> =
            addressed.map(|child| child.class.as_str()).filter(|class| !class.is_empty()).collect();
        let is_meant = |child: &Child| {
            classes.contains(child.class.as_str()) || alone.contains(&std::ptr::from_ref(child))
        };
        let children = self
            .roster
            .families
            .iter()
            .flat_map(|family| family.children.iter().map(move |child| (family, child)));
        let mut uncovered: Vec<Uncovered<'a>> = children
            .filter(|(_, child)| child.is_here(self.day) && is_meant(child))
            .map(|(family, child)| Uncovered { family, child, consent: self.consents.of(family, child) })
            .filter(|one| !self.covers(one.child, one.consent))
            .collect();
        uncovered.sort_by_cached_key(|one| {
            (one.child.class.clone(), hiragana(&one.child.furigana), one.child.name.clone())
        });
        uncovered
    }

    /// Every child that a name beside a photo may mean, with the answer where it does not cover the letter; none
    /// where the roster has nobody of that name. The name counts as written or in furigana.
    pub fn named(&self, name: &str) -> Vec<(&'a Child, Option<PhotoConsent>)> {
        let key = hiragana(name);
        if key.is_empty() {
            return vec![];
        }
        let children = self
            .roster
            .families
            .iter()
            .flat_map(|family| family.children.iter().map(move |child| (family, child)));
        children
            .filter(|(_, child)| [&child.name, &child.furigana].iter().any(|name| hiragana(name) == key))
            .map(|(family, child)| {
                let consent = self.consents.of(family, child);
                (child, Some(consent).filter(|consent| !self.covers(child, *consent)))
            })
            .collect()
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
        let in_class = |one: &Addressed<'_>| one.children.iter().any(|child| child.class == class);
        !class.is_empty() && !self.has_contacts && self.addressed.iter().all(in_class)
    }
}

/// [`name_key`] with katakana as hiragana.
fn hiragana(name: &str) -> String {
    let kana = |c: char| match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    };
    name_key(name).chars().map(kana).collect()
}
