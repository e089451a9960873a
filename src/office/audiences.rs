//! What an audience may see: the letters to everyone, and those that are for all of its own families.
//!
//! Who they are is frozen with each release: an address is held by everybody who was ever in its audience, so a class
//! that shrinks, or a group that is made anew, must not open to them what is written to others later.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::content::Audience;
use crate::recipients::{OwnGroups, Roster};

/// Tells which letters an audience may see. In doubt: none.
#[derive(Debug, Clone, Default)]
pub(super) struct Sight {
    /// class and grade of every child; empty where nobody can say who is in a class
    children: BTreeSet<(String, String)>,
    /// the groups that stand in the roster
    groups: BTreeSet<String>,
    own: OwnGroups,
}

/// Who an audience was when a letter was released to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Readers {
    everyone: bool,
    /// its names, and those of the classes that the settings put into its groups
    names: BTreeSet<String>,
    parts: BTreeSet<Part>,
}

/// The smallest part that families fall into, as far as audiences can tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Part {
    /// the children of one class and grade
    Children(String, String),
    /// a group that stands in the roster, or a name that means nothing any more
    Named(String),
}

impl Readers {
    /// All who were in either.
    pub(super) fn and(&mut self, others: &Readers) {
        self.everyone |= others.everyone;
        self.names.extend(others.names.iter().cloned());
        self.parts.extend(others.parts.iter().cloned());
    }

    /// May all of them see a letter that went to these?
    pub(super) fn may_see(&self, letter: &Readers) -> bool {
        let is_same = !self.names.is_empty() && self.names.is_subset(&letter.names);
        let is_part = !self.parts.is_empty() && self.parts.is_subset(&letter.parts);
        letter.everyone || (!self.everyone && (is_same || is_part))
    }
}

impl Sight {
    /// By the classes, grades and groups of this roster and the settings' own groups.
    pub(super) fn of(roster: &Roster, own: &OwnGroups) -> Self {
        let children = roster.families.iter().flat_map(|family| &family.children);
        Sight {
            children: children.map(|child| (child.class.to_string(), child.grade.to_string())).collect(),
            groups: roster.families.iter().flat_map(|family| family.groups.iter().cloned()).collect(),
            own: own.clone(),
        }
    }

    /// By the names alone: `年長` is a part of `年中・年長`, but nobody knows which classes are.
    pub(super) fn by_names() -> Self {
        Sight::default()
    }

    /// Who this audience is now.
    pub(super) fn readers(&self, audience: &Audience) -> Readers {
        let Audience::Named(names) = audience else {
            return Readers { everyone: true, ..Readers::default() };
        };
        let members = names.iter().filter_map(|name| self.own.get(name)).flatten();
        let all: BTreeSet<String> = names.iter().chain(members).cloned().collect();
        Readers {
            everyone: false,
            parts: all.iter().flat_map(|name| self.parts_of(name)).collect(),
            names: all,
        }
    }

    fn parts_of(&self, name: &str) -> Vec<Part> {
        let children = self.children.iter().filter(|(class, grade)| class == name || grade == name);
        let mut parts: Vec<Part> =
            children.map(|(class, grade)| Part::Children(class.clone(), grade.clone())).collect();
        let is_of_settings = self.own.contains_key(name);
        if self.groups.contains(name) || (parts.is_empty() && !is_of_settings) {
            parts.push(Part::Named(name.to_owned()));
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_see(sight: &Sight, audience: &Audience, letter: &Audience) -> bool {
        sight.readers(audience).may_see(&sight.readers(letter))
    }

    fn named(names: &[&str]) -> Audience {
        Audience::Named(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// ひまわり組: 年長; すみれ組: 年中; にじ組: both; りす組: 1歳; PTA stands in the roster.
    fn school() -> Sight {
        let child = |class: &str, grade: &str| (class.to_owned(), grade.to_owned());
        Sight {
            children: [
                child("ひまわり組", "年長"),
                child("すみれ組", "年中"),
                child("にじ組", "年長"),
                child("にじ組", "年中"),
                child("りす組", "1歳"),
            ]
            .into(),
            groups: ["PTA".to_owned()].into(),
            own: [
                ("大きい子".to_owned(), vec!["年長".to_owned(), "年中".to_owned()]),
                ("空".to_owned(), vec![]),
            ]
            .into(),
        }
    }

    #[test]
    fn a_class_sees_what_all_of_it_was_sent_and_never_the_other_way_round() {
        let sees = |audience: &[&str], letter: &[&str]| may_see(&school(), &named(audience), &named(letter));
        for (audience, letter) in [
            (&["ひまわり組"][..], &["年長"][..]),
            (&["ひまわり組"], &["年中", "年長"]),
            (&["ひまわり組"], &["大きい子"]),
            (&["にじ組"], &["年中", "年長"]),
            (&["年中", "年長"], &["大きい子"]),
            (&["ひまわり組"], &["ひまわり組", "PTA"]),
        ] {
            assert!(sees(audience, letter), "{audience:?} {letter:?}");
        }
        for (audience, letter) in [
            (&["年長"][..], &["ひまわり組"][..]),
            (&["年中", "年長"], &["年長"]),
            (&["にじ組"], &["年長"]),
            (&["すみれ組"], &["ひまわり組"]),
            (&["大きい子"], &["にじ組"]),
            (&["りす組"], &["大きい子"]),
            (&["ひまわり組", "PTA"], &["ひまわり組"]),
            (&["PTA"], &["年長"]),
            (&["なくなった組"], &["年長"]),
        ] {
            assert!(!sees(audience, letter), "{audience:?} {letter:?}");
        }
    }

    #[test]
    fn a_group_of_nobody_sees_only_its_own() {
        assert!(may_see(&school(), &named(&["空"]), &named(&["空"])));
        assert!(!may_see(&school(), &named(&["空"]), &named(&["年長"])), "nobody is part of anything");
    }

    #[test]
    fn everyone_sees_what_is_for_everyone_and_nothing_else() {
        let everyone = Audience::Everyone;
        assert!(may_see(&school(), &named(&["りす組"]), &everyone));
        assert!(may_see(&school(), &everyone, &everyone));
        assert!(!may_see(&school(), &everyone, &named(&["年長", "年中", "1歳"])));
    }

    #[test]
    fn without_a_roster_only_names_count() {
        let names = Sight::by_names();
        assert!(may_see(&names, &named(&["年長"]), &named(&["年中", "年長"])));
        assert!(!may_see(&names, &named(&["ひまわり組"]), &named(&["年長"])));
    }

    #[test]
    fn whoever_was_in_a_group_sees_nothing_that_is_for_its_rest() {
        let mut sight = school();
        sight.own.insert("バス".to_owned(), vec!["ひまわり組".to_owned(), "すみれ組".to_owned()]);
        let mut bus = sight.readers(&named(&["バス"]));
        let first = bus.clone();
        sight.own.insert("バス".to_owned(), vec!["ひまわり組".to_owned()]);
        let now = sight.readers(&named(&["バス"]));
        assert!(now.may_see(&sight.readers(&named(&["ひまわり組"]))), "who is in it now may");
        bus.and(&now);
        assert!(!bus.may_see(&sight.readers(&named(&["ひまわり組"]))), "but すみれ組 holds the address too");
        assert!(bus.may_see(&first));
    }

    #[test]
    fn a_group_that_grew_does_not_show_what_it_was_sent_before() {
        let mut sight = school();
        sight.own.insert("バス".to_owned(), vec!["ひまわり組".to_owned()]);
        let before = sight.readers(&named(&["バス"]));
        sight.own.insert("バス".to_owned(), vec!["ひまわり組".to_owned(), "すみれ組".to_owned()]);
        let mut bus = sight.readers(&named(&["バス"]));
        bus.and(&before);
        assert!(!bus.may_see(&before));
    }

    #[test]
    fn a_class_goes_on_as_children_come() {
        let mut sight = school();
        let before = sight.readers(&named(&["ひまわり組"]));
        sight.children.insert(("ひまわり組".to_owned(), "5歳".to_owned()));
        let mut class = sight.readers(&named(&["ひまわり組"]));
        class.and(&before);
        assert!(class.may_see(&before));
    }
}
