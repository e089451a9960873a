//! What comes next and belongs to no slow domain: each with its link, so that the clerk may claim it before its turn.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::ledger::{Dispatch, Start};
use crate::notify::link::Link;

/// A mail and the link that it will carry. Nothing of the link is anywhere but in memory.
pub(super) struct Drawn {
    pub(super) dispatch: Box<Dispatch>,
    pub(super) link: Link,
}

impl Drawn {
    /// What is written down when it is about to go.
    pub(super) fn start(&self) -> Start {
        Start { dispatch: self.dispatch.id, was: self.dispatch.state, token: *self.link.hash() }
    }
}

/// In the order in which they go.
#[derive(Default)]
pub(super) struct Near(Mutex<VecDeque<Drawn>>);

impl Near {
    pub(super) fn push(&self, drawn: Drawn) {
        self.all().push_back(drawn);
    }

    pub(super) fn pop(&self) -> Option<Drawn> {
        self.all().pop_front()
    }

    pub(super) fn count(&self) -> usize {
        self.all().len()
    }

    /// Of the first `most`, those that are `wanted`.
    pub(super) fn first(&self, most: usize, wanted: impl Fn(i64) -> bool) -> Vec<Start> {
        self.all().iter().take(most).filter(|drawn| wanted(drawn.dispatch.id)).map(Drawn::start).collect()
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Drawn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
