//! Keeps the books of all workers: whatever waits goes to disk in one transaction, and only then is anybody answered.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::ledger::{Finish, Ledger, LedgerError, Start};
use crate::world::Clock;

/// Entries that may wait at once: each worker has one.
const WAITING: usize = 64;

struct Entry {
    finish: Option<Finish>,
    start: Option<Start>,
    written: oneshot::Sender<bool>,
}

/// The door to the task that writes.
#[derive(Clone)]
pub(super) struct Clerk {
    entries: mpsc::Sender<Entry>,
}

/// The ledger could not be written: the clerk has gone home, and what the matter was [`Clerk::start`]'s task tells.
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
    /// Starts the task. It ends when every `Clerk` is dropped and all that waited is on disk, or at the first
    /// fault of the ledger.
    pub(super) fn start(
        ledger: Ledger,
        clock: Arc<dyn Clock>,
    ) -> (Self, JoinHandle<Result<(), LedgerError>>) {
        let (entries, waiting) = mpsc::channel(WAITING);
        (Clerk { entries }, tokio::spawn(write_all(ledger, clock, waiting)))
    }

    /// Asks for both to be written down, now: the commit runs while the caller does other things.
    pub(super) async fn ask(&self, finish: Option<Finish>, start: Option<Start>) -> Answer {
        let (written, answer) = oneshot::channel();
        let asked = self.entries.send(Entry { finish, start, written }).await;
        Answer(asked.is_ok().then_some(answer))
    }

    /// Asks, and waits for the answer.
    pub(super) async fn keep(
        &self,
        finish: Option<Finish>,
        start: Option<Start>,
    ) -> Result<bool, NotWritten> {
        self.ask(finish, start).await.come().await
    }
}

async fn write_all(
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    mut waiting: mpsc::Receiver<Entry>,
) -> Result<(), LedgerError> {
    let mut books = ledger.books();
    let mut entries = Vec::with_capacity(WAITING);
    while waiting.recv_many(&mut entries, WAITING).await > 0 {
        let (mut finishes, mut starts) = (Vec::new(), Vec::new());
        let mut answers = Vec::with_capacity(entries.len());
        for entry in entries.drain(..) {
            finishes.extend(entry.finish);
            answers.push((entry.written, entry.start.is_some()));
            starts.extend(entry.start);
        }
        // An error drops the senders: everybody waiting is told that nothing was written.
        let mut go = books.keep(&finishes, &starts, clock.now()).await?.into_iter();
        for (answer, starts) in answers {
            let _ = answer.send(starts && go.next().unwrap_or(false));
        }
    }
    Ok(())
}
