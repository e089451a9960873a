//! The touches of the letter whose list was asked for last, so that they need not be read again: while a letter is phoned about,
//! its list is made anew after every call.
//!
//! Touches are only ever added, with growing numbers, and go only together with their letter. So what came after the last
//! number is all that is new, whichever program wrote it; and where the letter has other messages than last time, all is read
//! anew. Of messages and calls nothing is remembered: they change.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::try_join_all;

use super::bulk::{self, Run};
use super::{Ledger, LedgerError, LetterId, Touch};

/// One letter's.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<Option<Last>>);

#[derive(Debug)]
struct Last {
    letter: LetterId,
    parts: Vec<Vec<Run>>,
    /// the highest number in each part: one is perhaps read a moment after another
    up_to: Vec<i64>,
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
    pub(super) async fn touches_remembered(
        &self,
        letter: &LetterId,
        parts: &[Vec<Run>],
    ) -> Result<Arc<Vec<Touch>>, LedgerError> {
        let last = self.remembered.swap(None).filter(|last| last.letter == *letter && last.parts == parts);
        let mut last = last.unwrap_or_else(|| Last {
            letter: letter.clone(),
            parts: parts.to_vec(),
            up_to: vec![0; parts.len()],
            touches: Arc::default(),
        });
        let new =
            last.parts.iter().zip(&last.up_to).map(|(part, up_to)| bulk::touches(&self.pool, part, *up_to));
        let new = try_join_all(new).await?;
        if new.iter().any(|new| !new.is_empty()) {
            let touches = Arc::make_mut(&mut last.touches);
            for (up_to, new) in last.up_to.iter_mut().zip(new) {
                for (id, touch) in new {
                    *up_to = id.max(*up_to);
                    touches.push(without_network(touch));
                }
            }
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
