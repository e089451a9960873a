//! Keeps the books of all workers: whatever waits goes to disk at once, and only then is anybody answered.
//!
//! A transaction of the ledger for every few mails would cost more than the mails. So the clerk claims in the ledger
//! what will soon go, as many as went a moment ago, and meanwhile the [`Notebook`] holds which of them have begun and what came
//! of them. Where mails go slowly nothing is claimed ahead, and the ledger is the only book.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_blocking};

use super::near::Near;
use super::notebook::{Ended, Notebook};
use super::writing::Writing;
use crate::ledger::{Ledger, LedgerError, Start};
use crate::world::Clock;

/// Entries that may wait at once: each worker has one.
pub(super) const WAITING: usize = 64;

/// What a worker wants written down at once.
pub(super) struct Entry {
    /// what came of its last mail
    pub(super) ended: Option<Ended>,
    /// the mail that it would begin
    pub(super) start: Option<Start>,
    /// may it go? Told when both stand on disk
    pub(super) written: oneshot::Sender<bool>,
}

/// The door to the task that writes.
#[derive(Clone)]
pub(super) struct Clerk {
    entries: mpsc::Sender<Entry>,
}

/// The books could not be written: the clerk has gone home, and what the matter was [`Clerk::start`]'s task tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotWritten;

/// The clerk's answer, still to come.
pub(super) struct Answer(Option<oneshot::Receiver<bool>>);

impl Answer {
    /// Comes when it stands on disk. May `start` go? `false` also where there was none.
    pub(super) async fn come(self) -> Result<bool, NotWritten> {
        match self.0 {
            Some(answer) => answer.await.map_err(|_| NotWritten),
            None => Err(NotWritten),
        }
    }
}

impl Clerk {
    /// Starts the clerk on a thread of its own, as a disk keeps it waiting all the time. It ends when every `Clerk` is dropped and
    /// the ledger knows all, or at the first fault of a book.
    pub(super) fn start(
        ledger: &Ledger,
        clock: Arc<dyn Clock>,
        notebook: Notebook,
        near: Arc<Near>,
    ) -> (Self, JoinHandle<Result<(), LedgerError>>) {
        let (entries, waiting) = mpsc::channel(WAITING);
        let writing = Writing::new(ledger.books(), notebook, clock, near);
        let handle = Handle::current();
        (Clerk { entries }, spawn_blocking(move || handle.block_on(writing.write_all(waiting))))
    }

    /// Asks for both to be written down, now: they are written while the caller does other things.
    pub(super) async fn ask(&self, ended: Option<Ended>, start: Option<Start>) -> Answer {
        let (written, answer) = oneshot::channel();
        let asked = self.entries.send(Entry { ended, start, written }).await;
        Answer(asked.is_ok().then_some(answer))
    }

    /// Asks, and waits for the answer.
    pub(super) async fn keep(&self, ended: Option<Ended>, start: Option<Start>) -> Result<bool, NotWritten> {
        self.ask(ended, start).await.come().await
    }
}
