//! Mails that are claimed in the ledger ahead of their turn: which, and how many there should be.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use super::near::Near;
use crate::ledger::{Finish, Start};

/// As many mails are claimed ahead as went in this time: what is stopped or taken back is claimed already for so long.
const AHEAD: Duration = Duration::from_millis(50);
/// Most that are claimed ahead.
const MOST_AHEAD: usize = 256;
/// A claim is good for so long; then it must be asked anew whether the mail may go.
const HOLDS: Duration = Duration::from_millis(500);

/// The claims of one round, by the numbers of their dispatches.
#[derive(Default)]
pub(super) struct Claims {
    granted: HashMap<i64, Claim>,
    /// noted as claimed ahead, granted or not, and not as begun
    noted: HashSet<i64>,
    /// when mails began, the last ones
    begun: VecDeque<Instant>,
}

struct Claim {
    start: Start,
    at: Instant,
}

impl Claims {
    pub(super) fn are_empty(&self) -> bool {
        self.granted.is_empty()
    }

    /// May it go without another look?
    pub(super) fn cover(&self, start: &Start) -> bool {
        self.granted.get(&start.dispatch).is_some_and(|claim| claim.start == *start && claim.is_fresh())
    }

    /// These will be claimed, and that is noted.
    pub(super) fn note(&mut self, starts: &[Start]) {
        self.noted.extend(starts.iter().map(|start| start.dispatch));
    }

    /// The ledger has them as `sending` since now.
    pub(super) fn grant(&mut self, starts: impl Iterator<Item = Start>) {
        let at = Instant::now();
        self.granted.extend(starts.map(|start| (start.dispatch, Claim { start, at })));
    }

    /// A mail begins. Must that be noted, because it is noted as claimed ahead?
    pub(super) fn begin(&mut self, start: &Start) -> bool {
        let now = Instant::now();
        self.begun.push_back(now);
        while self.begun.front().is_some_and(|at| now.duration_since(*at) > AHEAD) {
            self.begun.pop_front();
        }
        self.granted.remove(&start.dispatch);
        self.noted.remove(&start.dispatch)
    }

    /// What comes next and is worth a claim: nothing while there is enough of that.
    pub(super) fn next(&self, near: &Near) -> Vec<Start> {
        let most = self.begun.len().min(MOST_AHEAD);
        if self.granted.len() * 2 > most {
            return Vec::new();
        }
        near.first(most, |dispatch| !self.granted.contains_key(&dispatch))
    }

    /// Gives the claim of this mail back, which is about to be asked for anew.
    pub(super) fn give_back(&mut self, start: &Start) -> Option<Finish> {
        self.granted.remove(&start.dispatch).map(|claim| Finish::never_begun(&claim.start))
    }

    /// Gives back those that have grown old.
    pub(super) fn give_back_old(&mut self) -> Vec<Finish> {
        let old = self.granted.extract_if(|_, claim| !claim.is_fresh());
        old.map(|(_, claim)| Finish::never_begun(&claim.start)).collect()
    }

    /// Gives back all.
    pub(super) fn give_back_all(&mut self) -> Vec<Finish> {
        self.granted.drain().map(|(_, claim)| Finish::never_begun(&claim.start)).collect()
    }
}

impl Claim {
    fn is_fresh(&self) -> bool {
        self.at.elapsed() < HOLDS
    }
}
