//! The touches of the letter whose list was asked for last, so that they need not be read again: while a letter is phoned about,
//! its list is made anew after every call.
//!
//! Touches are only ever added, with growing numbers, and go only together with their letter. So what came after the last
//! number is all that is new, whichever program wrote it. Of messages and calls nothing is remembered: they change.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Ledger, LedgerError, LetterId, Touch, bulk};

/// One letter's.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<Option<Last>>);

#[derive(Debug)]
struct Last {
    letter: LetterId,
    /// the highest number in each half: they are read beside one another, one perhaps a moment later
    up_to: [i64; 2],
    touches: Arc<Vec<Touch>>,
}

impl Remembered {
    pub(super) fn forget(&self) {
        self.swap(None);
    }

    fn swap(&self, new: Option<Last>) -> Option<Last> {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), new)
    }
}

impl Ledger {
    /// Every touch of a letter, in no order and without its network, which is kept for a while only.
    pub(super) async fn touches_remembered(&self, letter: &LetterId) -> Result<Arc<Vec<Touch>>, LedgerError> {
        let last = self.remembered.swap(None).filter(|last| last.letter == *letter);
        let mut last =
            last.unwrap_or_else(|| Last { letter: letter.clone(), up_to: [0, 0], touches: Arc::default() });
        let new = |half: u8| bulk::touches(&self.pool, letter, half, last.up_to[usize::from(half)]);
        let halves = <[_; 2]>::from(tokio::try_join!(new(0), new(1))?);
        let touches = Arc::make_mut(&mut last.touches);
        for (up_to, (ids, new)) in last.up_to.iter_mut().zip(halves) {
            *up_to = ids.into_iter().max().unwrap_or(*up_to);
            touches.extend(new.into_iter().map(without_network));
        }
        let touches = Arc::clone(&last.touches);
        self.remembered.swap(Some(last));
        Ok(touches)
    }
}

fn without_network(mut touch: Touch) -> Touch {
    touch.circumstances.network = None;
    touch
}
