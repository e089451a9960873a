//! A letter's rows, family by family: sorted by counting, because there are tens of thousands of families, most with one message
//! and one or two touches.

use super::quick::QuickMap;
use super::standing::Rows;
use crate::ledger::{Call, LetterRecord, State};
use crate::recipients::Role;

/// The rows of every family of a letter.
pub(super) struct ByFamily<'a> {
    record: &'a LetterRecord,
    places: QuickMap<&'a str, usize>,
    families: Vec<&'a str>,
    told: Vec<bool>,
    dispatches: Groups,
    touches: Groups,
    calls: QuickMap<&'a str, Vec<&'a Call>>,
}

impl<'a> ByFamily<'a> {
    pub(super) fn of(record: &'a LetterRecord) -> Self {
        let (mut places, mut families) = (QuickMap::default(), Vec::new());
        places.reserve(record.dispatches.len());
        let mut told = Vec::new();
        let family_of: Vec<usize> = record
            .dispatches
            .iter()
            .map(|dispatch| {
                let place = *places.entry(dispatch.to.family.as_str()).or_insert(families.len());
                if place == families.len() {
                    families.push(dispatch.to.family.as_str());
                    told.push(false);
                }
                told[place] |= dispatch.to.role == Role::Guardian;
                place
            })
            .collect();
        let touched = family_of_touches(record, &family_of);
        ByFamily {
            record,
            places,
            told,
            dispatches: Groups::of(families.len(), family_of.into_iter().map(Some)),
            touches: Groups::of(families.len(), touched.into_iter()),
            families,
            calls: calls(record),
        }
    }

    /// Where a family stands in [`ByFamily::told`], if anything was sent to it; perhaps at `likely`.
    pub(super) fn place(&self, family: &str, likely: usize) -> Option<usize> {
        if self.families.get(likely) == Some(&family) {
            return Some(likely);
        }
        self.places.get(family).copied()
    }

    /// Each family that anything was sent to, and whether it was to a guardian.
    pub(super) fn told(&self) -> impl ExactSizeIterator<Item = (&'a str, bool)> {
        self.families.iter().copied().zip(self.told.iter().copied())
    }

    /// Was the letter for a guardian of the family at this place?
    pub(super) fn is_told(&self, place: usize) -> bool {
        self.told[place]
    }

    /// The rows of a family, `place` being its own.
    pub(super) fn rows(&self, family: &str, place: Option<usize>) -> Rows<'a> {
        let LetterRecord { dispatches, touches, stopped, .. } = self.record;
        let mut rows = Rows::default();
        if let Some(place) = place {
            rows.dispatches = self.dispatches.of_family(place).map(|at| &dispatches[at]).collect();
            rows.touches = self.touches.of_family(place).map(|at| &touches[at]).collect();
        }
        if !stopped.is_empty() {
            rows.stopped =
                rows.dispatches.iter().map(|one| one.id).filter(|id| stopped.contains(id)).collect();
        }
        rows.calls = self.calls.get(family).cloned().unwrap_or_default();
        rows
    }
}

/// For each family the numbers of its rows, in their order.
struct Groups {
    ends: Vec<usize>,
    rows: Vec<u32>,
}

impl Groups {
    /// Of so many families, from the family of each row; what is nobody's is left out.
    fn of(families: usize, family_of: impl ExactSizeIterator<Item = Option<usize>> + Clone) -> Self {
        let mut ends = vec![0; families];
        for family in family_of.clone().flatten() {
            ends[family] += 1;
        }
        let mut all = 0;
        for end in &mut ends {
            (*end, all) = (all, all + *end);
        }
        let mut rows = vec![0; all];
        for (row, family) in (0..).zip(family_of) {
            if let Some(family) = family {
                rows[ends[family]] = row;
                ends[family] += 1;
            }
        }
        Groups { ends, rows }
    }

    fn of_family(&self, family: usize) -> impl Iterator<Item = usize> {
        let start = family.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.rows[start..self.ends[family]].iter().map(|row| *row as usize)
    }
}

fn family_of_touches(record: &LetterRecord, family_of: &[usize]) -> Vec<Option<usize>> {
    let mut by_id: Vec<(i64, usize)> =
        record.dispatches.iter().map(|one| one.id).zip(family_of.iter().copied()).collect();
    by_id.sort_unstable();
    let first = by_id.first().map_or(0, |first| first.0);
    let family_of = |dispatch: i64| {
        // Mostly there is no gap.
        let likely = usize::try_from(dispatch.wrapping_sub(first)).ok().and_then(|at| by_id.get(at));
        if let Some((_, family)) = likely.filter(|(id, _)| *id == dispatch) {
            return Some(*family);
        }
        by_id.binary_search_by_key(&dispatch, |one| one.0).ok().map(|at| by_id[at].1)
    };
    record.touches.iter().map(|touch| family_of(touch.dispatch)).collect()
}

/// What was noted while it was only rehearsed says nothing of those who got it afterwards.
fn calls(record: &LetterRecord) -> QuickMap<&str, Vec<&Call>> {
    let rehearsed = record.dispatches.iter().filter(|one| one.is_aside() && one.state == State::Rehearsed);
    let in_earnest = rehearsed.map(|one| one.due_at).max();
    let mut calls: QuickMap<&str, Vec<&Call>> = QuickMap::default();
    for call in record.calls.iter().filter(|call| Some(call.at) > in_earnest) {
        calls.entry(&call.family).or_default().push(call);
    }
    calls
}
