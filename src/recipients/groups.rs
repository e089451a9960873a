//! Whom a letter is for, worked out on the roster: classes, grades and groups → families.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Child, Family, Guardian, Role, Roster};
use crate::content::{Audience, Groups};
use crate::problem::Problem;

/// The settings' own groups: name → classes, grades or groups of the roster.
pub type OwnGroups = BTreeMap<String, Vec<String>>;

/// A family that a letter is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Addressed<'a> {
    /// the household
    pub family: &'a Family,
    /// its children in the audience that are here on that day; empty for a household without a child
    pub children: Vec<&'a Child>,
}

impl Roster {
    /// The names an audience may have.
    pub fn groups(&self, own: &OwnGroups) -> Groups {
        let mut groups = Groups::default();
        let mut grades: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for child in self.families.iter().flat_map(|family| &family.children) {
            if !child.grade.is_empty() {
                groups.grades.insert(child.grade.to_string());
            }
            if child.class.is_empty() {
                continue;
            }
            let of_class = grades.entry(child.class.to_string()).or_default();
            if !child.grade.is_empty() && !of_class.contains(&&*child.grade) {
                of_class.push(&child.grade);
            }
        }
        // A class of mixed ages has them all: 年中・年長.
        groups.classes = grades.into_iter().map(|(class, grades)| (class, grades.join("・"))).collect();
        groups.own = self.families.iter().flat_map(|family| family.groups.iter().cloned()).collect();
        groups.own.extend(own.keys().cloned());
        groups
    }

    /// What is wrong with the settings' own groups: a class that the roster does not know, or a group that
    /// bears a class's name.
    pub fn check_groups(&self, own: &OwnGroups) -> Vec<Problem> {
        if self.families.is_empty() {
            return vec![];
        }
        let known = self.groups(&OwnGroups::new());
        let mut problems = Vec::new();
        for (group, members) in own {
            if known.knows(group) {
                problems
                    .push(Problem::warning("recipients-group-has-class-name", vec![("group", group.into())]));
            }
            for member in members.iter().filter(|member| !known.knows(member)) {
                let values = vec![("group", group.into()), ("member", member.into())];
                let near = known
                    .names()
                    .map(|name| (name, strsim::normalized_damerau_levenshtein(name, member)))
                    .max_by(|a, b| a.1.total_cmp(&b.1))
                    .filter(|(_, likeness)| *likeness >= 0.5);
                problems.push(match near {
                    Some((near, _)) => {
                        let values = [values, vec![("near", near.into())]].concat();
                        Problem::warning("recipients-group-unknown-class-near", values)
                    }
                    None => Problem::warning("recipients-group-unknown-class", values),
                });
            }
        }
        problems
    }

    /// The families that count for this audience on this day, in the order of the roster, siblings once.
    ///
    /// A child counts from its first to its last day, both included. Community contacts never count: see
    /// [`Roster::contacts_of`].
    pub fn families_of<'a>(&'a self, audience: &Audience, own: &OwnGroups, day: Date) -> Vec<Addressed<'a>> {
        let wanted = Wanted::of(audience, own);
        self.families.iter().filter_map(|family| wanted.addressed(family, day)).collect()
    }

    /// Community contacts that get this letter: all of them for a letter to everyone, else those in one of
    /// the named groups. They never count and are never phoned.
    pub fn contacts_of<'a>(
        &'a self,
        audience: &Audience,
        own: &OwnGroups,
    ) -> Vec<(&'a Family, &'a Guardian)> {
        let wanted = Wanted::of(audience, own);
        let contacts = self.families.iter().filter(|family| wanted.everyone || wanted.has_group(family));
        contacts
            .flat_map(|family| family.guardians.iter().map(move |guardian| (family, guardian)))
            .filter(|(family, guardian)| guardian.role == Role::Community || !family.counts())
            .collect()
    }

    /// The family with this household number.
    pub fn family(&self, number: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.number == number)
    }
}

/// An audience taken apart.
struct Wanted {
    everyone: bool,
    names: BTreeSet<String>,
}

impl Wanted {
    fn of(audience: &Audience, own: &OwnGroups) -> Self {
        let Audience::Named(named) = audience else {
            return Wanted { everyone: true, names: BTreeSet::new() };
        };
        let mut names = named.clone();
        for members in named.iter().filter_map(|name| own.get(name)) {
            names.extend(members.iter().cloned());
        }
        Wanted { everyone: false, names }
    }

    fn has_group(&self, family: &Family) -> bool {
        family.groups.iter().any(|group| self.names.contains(group))
    }

    fn addressed<'a>(&self, family: &'a Family, day: Date) -> Option<Addressed<'a>> {
        if !family.counts() {
            return None;
        }
        let whole = self.everyone || self.has_group(family);
        let here = family.children.iter().filter(|child| child.is_here(day));
        let wanted = |child: &&Child| {
            whole || self.names.contains(&*child.class) || self.names.contains(&*child.grade)
        };
        // No room for more than there can be: most families have one.
        let mut children: Vec<&Child> = Vec::with_capacity(family.children.len());
        children.extend(here.filter(wanted));
        let without_child = family.children.is_empty() && whole;
        (!children.is_empty() || without_child).then_some(Addressed { family, children })
    }
}
