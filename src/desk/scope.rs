//! What of the school somebody may see and change. For whatever they may not see, the answer is that there is none.

use std::collections::BTreeSet;

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use super::view::Seen;
use crate::content::{Audience, Groups, Letter};
use crate::ledger::Role;
use crate::office::{Office, OfficeError, SchoolReading};

/// How far a letter is somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// it does not exist for them
    Nothing,
    /// some of its families are theirs: they see it, and their own rows of its list
    Part,
    /// all of it is: they may release it, correct it, take it back
    Whole,
}

impl DeskState {
    /// The letters that somebody may see.
    pub(super) fn all_seen<'a>(&self, who: &Who, reading: &'a SchoolReading) -> Vec<Seen<'a>> {
        let all = Seen::all(reading).into_iter();
        all.filter(|seen| self.reach(who, reading, seen) > Reach::Nothing).collect()
    }

    /// The letter of this id, where somebody may see it.
    pub(super) fn find<'a>(
        &self,
        who: &Who,
        reading: &'a SchoolReading,
        id: &str,
    ) -> Result<Seen<'a>, Fault> {
        let seen = Seen::all(reading).into_iter().find(|seen| seen.known.id.0 == id);
        seen.filter(|seen| self.reach(who, reading, seen) > Reach::Nothing).ok_or(Fault::NotFound)
    }

    /// The letter of this id, where somebody may change it.
    pub(super) fn find_own<'a>(
        &self,
        who: &Who,
        reading: &'a SchoolReading,
        id: &str,
    ) -> Result<Seen<'a>, Fault> {
        let seen = self.find(who, reading, id)?;
        if self.reach(who, reading, &seen) == Reach::Whole { Ok(seen) } else { Err(Fault::NotYours) }
    }

    /// The same, and its file, which must be there.
    pub(super) fn own_file<'a>(
        &self,
        who: &Who,
        reading: &'a SchoolReading,
        id: &str,
    ) -> Result<(Seen<'a>, &'a Letter), Fault> {
        let seen = self.find_own(who, reading, id)?;
        let letter = seen.letter.ok_or_else(|| OfficeError::NoSuchLetter(seen.known.path.clone()))?;
        Ok((seen, letter))
    }

    /// How far a letter is somebody's.
    pub(super) fn reach(&self, who: &Who, reading: &SchoolReading, seen: &Seen<'_>) -> Reach {
        match who.role {
            Role::Director => Reach::Whole,
            Role::Office if seen.last.is_some() => Reach::Part,
            Role::Office => Reach::Nothing,
            Role::Teacher => {
                // What is out and what lies in the folder may be for different families.
                let out = seen.standing().map(|release| &release.audience);
                let audiences = seen.letter.map(|letter| &letter.audience).into_iter().chain(out);
                let audiences = audiences.chain(seen.last.map(|release| &release.audience));
                let reaches: Vec<Reach> =
                    audiences.map(|audience| self.reach_of(&who.classes, reading, audience)).collect();
                match (reaches.iter().max(), reaches.iter().min()) {
                    (Some(Reach::Whole), Some(Reach::Whole)) => Reach::Whole,
                    (Some(Reach::Nothing) | None, _) => Reach::Nothing,
                    _ => Reach::Part,
                }
            }
        }
    }

    /// How far an audience lies in these classes, by the roster as it is now.
    fn reach_of(&self, classes: &BTreeSet<String>, reading: &SchoolReading, audience: &Audience) -> Reach {
        let Audience::Named(names) = audience else { return Reach::Part };
        if names.is_subset(classes) {
            return Reach::Whole;
        }
        let (own, today) = (&self.office().settings.groups, self.office().today());
        let addressed = reading.roster.families_of(audience, own, today);
        let mut theirs = addressed.iter().flat_map(|addressed| &addressed.children);
        let is_own = |class: &str| classes.contains(class);
        let touches = theirs.any(|child| is_own(&child.class)) || !names.is_disjoint(classes);
        let all = |families: &[crate::recipients::Addressed<'_>]| {
            families
                .iter()
                .all(|one| !one.children.is_empty() && one.children.iter().all(|c| is_own(&c.class)))
        };
        let others = !reading.roster.contacts_of(audience, own).is_empty();
        match touches {
            false => Reach::Nothing,
            true if reading.roster_is_sound && !others && all(&addressed) => Reach::Whole,
            true => Reach::Part,
        }
    }

    /// The office as somebody sees it: a teacher's lists have the families of their classes only.
    pub(super) fn office_of(&self, who: &Who) -> Office {
        match who.role {
            Role::Teacher => self.office().seen_by(who.classes.clone()),
            Role::Director | Role::Office => self.office().clone(),
        }
    }
}

impl Who {
    /// The names that somebody may address a letter to.
    pub(super) fn groups(&self, mut groups: Groups) -> Groups {
        if self.role != Role::Director {
            groups.classes.retain(|class, _| self.classes.contains(class));
            groups.grades.clear();
            groups.own.clear();
        }
        groups
    }

    pub(super) fn is_director(&self) -> bool {
        self.role == Role::Director
    }
}
