//! What an audience may see: the letters to everyone, and those that are for all of its own families.

use std::collections::BTreeSet;

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

/// The smallest part that families fall into, as far as audiences can tell them apart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    /// the children of one class and grade
    Children(&'a str, &'a str),
    /// a group that stands in the roster, or a name that means nothing any more
    Named(&'a str),
}

impl Sight {
    /// By the classes, grades and groups of this roster and the settings' own groups.
    pub(super) fn of(roster: &Roster, own: &OwnGroups) -> Self {
        let children = roster.families.iter().flat_map(|family| &family.children);
        Sight {
            children: children.map(|child| (child.class.clone(), child.grade.clone())).collect(),
            groups: roster.families.iter().flat_map(|family| family.groups.iter().cloned()).collect(),
            own: own.clone(),
        }
    }

    /// By the names alone: `年長` is a part of `年中・年長`, but nobody knows which classes are.
    pub(super) fn by_names() -> Self {
        Sight::default()
    }

    /// May everybody in `audience` see a letter for `letter`?
    pub(super) fn may_see(&self, audience: &Audience, letter: &Audience) -> bool {
        match (audience, letter) {
            (_, Audience::Everyone) => true,
            (Audience::Everyone, Audience::Named(_)) => false,
            (Audience::Named(audience), Audience::Named(letter)) => {
                let parts = self.parts(audience);
                audience == letter || (!parts.is_empty() && parts.is_subset(&self.parts(letter)))
            }
        }
    }

    fn parts<'a>(&'a self, names: &'a BTreeSet<String>) -> BTreeSet<Part<'a>> {
        let members = names.iter().filter_map(|name| self.own.get(name)).flatten();
        names
            .iter()
            .flat_map(|name| self.parts_of(name))
            .chain(members.flat_map(|name| self.parts_of(name)))
            .collect()
    }

    fn parts_of<'a>(&'a self, name: &'a str) -> Vec<Part<'a>> {
        let children = self.children.iter().filter(|(class, grade)| class == name || grade == name);
        let mut parts: Vec<Part<'a>> = children.map(|(class, grade)| Part::Children(class, grade)).collect();
        let is_of_settings = self.own.contains_key(name);
        if self.groups.contains(name) || (parts.is_empty() && !is_of_settings) {
            parts.push(Part::Named(name));
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let sees = |audience: &[&str], letter: &[&str]| school().may_see(&named(audience), &named(letter));
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
        assert!(school().may_see(&named(&["空"]), &named(&["空"])));
        assert!(!school().may_see(&named(&["空"]), &named(&["年長"])), "nobody is part of anything");
    }

    #[test]
    fn everyone_sees_what_is_for_everyone_and_nothing_else() {
        let everyone = Audience::Everyone;
        assert!(school().may_see(&named(&["りす組"]), &everyone));
        assert!(school().may_see(&everyone, &everyone));
        assert!(!school().may_see(&everyone, &named(&["年長", "年中", "1歳"])));
    }

    #[test]
    fn without_a_roster_only_names_count() {
        let names = Sight::by_names();
        assert!(names.may_see(&named(&["年長"]), &named(&["年中", "年長"])));
        assert!(!names.may_see(&named(&["ひまわり組"]), &named(&["年長"])));
    }
}
