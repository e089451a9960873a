//! A list as a teacher sees it: the families of their classes.

use std::collections::BTreeSet;

use super::FollowUp;
use super::standing::Standing;
use crate::ledger::Callee;

impl FollowUp {
    /// The list of these households only; the row codes stay as they are.
    pub fn within(mut self, families: &BTreeSet<&str>) -> Self {
        let is_in = |family: &str| families.contains(family);
        self.unread.retain(|row| is_in(&row.family));
        self.standings.retain(|family, _| is_in(family));
        self.parties.retain(|callee, _| is_in(&callee.family));
        self.codes.keep(|text| is_in(&Callee::parse(text).family));
        self.told.retain(|told| is_in(&told.family));
        self.last_calls.retain(|callee, _| is_in(&callee.family));
        // Who left the roster has no class any more: the director sees to them.
        self.vanished.clear();
        self.roster.clear();
        let count =
            |is: fn(&Standing) -> bool| self.standings.values().filter(|standing| is(standing)).count();
        let (read, settled) = (
            count(|standing| matches!(standing, Standing::Read { .. })),
            count(|standing| matches!(standing, Standing::Settled { .. })),
        );
        (self.families, self.read, self.settled) = (self.standings.len(), read, settled);
        self
    }
}
