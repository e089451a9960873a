//! How the clerk writes: in the ledger, or in the notebook what the ledger is told a moment later.

use std::mem::{replace, take};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::claims::Claims;
use super::clerk::{Entry, WAITING};
use super::near::Near;
use super::notebook::{Line, Notebook, Try};
use crate::ledger::{Books, Finish, LedgerError, Start};
use crate::world::Clock;

/// The ledger is told no later than this, when nothing else happens.
const QUIET: Duration = Duration::from_millis(50);

/// All that the clerk writes in, and what it has in mind.
pub(super) struct Writing {
    books: Keeping,
    notebook: Notebook,
    clock: Arc<dyn Clock>,
    near: Arc<Near>,
    claims: Claims,
    /// noted, and the ledger is not told
    untold: Vec<Finish>,
}

/// The ledger's books: at hand, or with a task that claims.
enum Keeping {
    AtHand(Books),
    Away(JoinHandle<Result<Claimed, LedgerError>>),
    /// after a fault
    Lost,
}

/// What a task that claims comes back with.
struct Claimed {
    books: Books,
    starts: Vec<Start>,
    may_go: Vec<bool>,
}

impl Writing {
    pub(super) fn new(books: Books, notebook: Notebook, clock: Arc<dyn Clock>, near: Arc<Near>) -> Self {
        let books = Keeping::AtHand(books);
        Writing { books, notebook, clock, near, claims: Claims::default(), untold: Vec::new() }
    }

    /// Writes until nobody is left to ask, and the ledger knows all; or to the first fault.
    pub(super) async fn write_all(mut self, entries: mpsc::Receiver<Entry>) -> Result<(), LedgerError> {
        let written = self.write_until_the_end(entries).await;
        // Nothing is written any more once the round has ended.
        if let Keeping::Away(task) = self.books {
            let _ = task.await;
        }
        written?;
        self.notebook.throw_away()
    }

    async fn write_until_the_end(&mut self, mut waiting: mpsc::Receiver<Entry>) -> Result<(), LedgerError> {
        let mut entries = Vec::with_capacity(WAITING);
        loop {
            let more = waiting.recv_many(&mut entries, WAITING);
            let count = if self.owes_the_ledger() {
                match timeout(QUIET, more).await {
                    Ok(count) => count,
                    Err(_) => {
                        self.tell_the_ledger(Claims::give_back_old).await?;
                        continue;
                    }
                }
            } else {
                more.await
            };
            if count == 0 {
                return self.tell_the_ledger(Claims::give_back_all).await;
            }
            // An error drops the entries: everybody waiting is told that nothing was written.
            self.write(take(&mut entries)).await?;
        }
    }

    fn owes_the_ledger(&self) -> bool {
        !(self.untold.is_empty() && self.claims.are_empty() && matches!(self.books, Keeping::AtHand(_)))
    }

    async fn write(&mut self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        self.see_what_was_claimed(false).await?;
        if !self.claims_cover(&entries) {
            self.see_what_was_claimed(true).await?;
        }
        if self.claims_cover(&entries) { self.note(entries) } else { self.enter(entries).await }
    }

    /// May all of them go by what was claimed ahead?
    fn claims_cover(&self, entries: &[Entry]) -> bool {
        let mut starts = entries.iter().filter_map(|entry| entry.start.as_ref());
        self.owes_the_ledger() && starts.all(|start| self.claims.cover(start))
    }

    /// Into the notebook.
    fn note(&mut self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let mut line = Line::default();
        let mut answers = Vec::with_capacity(entries.len());
        for entry in entries {
            // Asked for twice, it goes once: the first takes the claim.
            let goes = entry.start.filter(|start| self.claims.cover(start));
            if let Some(start) = &goes {
                self.claims.begin(start);
                line.begun.push(a_try(start));
            }
            answers.push((entry.written, goes.is_some()));
            line.ended.extend(entry.ended);
        }
        line.ahead = self.next();
        self.notebook.note(&line)?;
        for (answer, goes) in answers {
            let _ = answer.send(goes);
        }
        self.untold.extend(line.ended.into_iter().map(|ended| ended.finish));
        self.claim(line.ahead);
        Ok(())
    }

    /// Into the ledger, together with all that it was not told yet.
    async fn enter(&mut self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let mut finishes = take(&mut self.untold);
        let mut starts = Vec::with_capacity(entries.len());
        let mut answers = Vec::with_capacity(entries.len());
        for entry in entries {
            finishes.extend(entry.ended.map(|ended| ended.finish));
            answers.push((entry.written, entry.start.is_some()));
            starts.extend(entry.start);
        }
        finishes.extend(starts.iter().filter_map(|start| self.claims.give_back(start)));
        let may_go = self.keep(&finishes, &starts).await?;
        let go = starts.iter().zip(&may_go).filter(|(_, may_go)| **may_go).map(|(start, _)| start);
        let begun = go.filter(|start| self.claims.begin(start)).map(a_try).collect();
        let line = Line { begun, ahead: self.next(), ..Line::default() };
        if !(line.begun.is_empty() && line.ahead.is_empty()) {
            self.notebook.note(&line)?;
        }
        let mut may_go = may_go.into_iter();
        for (answer, starts) in answers {
            let _ = answer.send(starts && may_go.next().unwrap_or(false));
        }
        self.claim(line.ahead);
        Ok(())
    }

    /// When it is quiet, and at the end: the ledger hears what it was not told, and gets claims back.
    async fn tell_the_ledger(
        &mut self,
        give_back: impl FnOnce(&mut Claims) -> Vec<Finish>,
    ) -> Result<(), LedgerError> {
        self.see_what_was_claimed(true).await?;
        let mut finishes = take(&mut self.untold);
        finishes.extend(give_back(&mut self.claims));
        if !finishes.is_empty() {
            self.keep(&finishes, &[]).await?;
        }
        Ok(())
    }

    /// What is to be claimed now.
    fn next(&self) -> Vec<Start> {
        if matches!(self.books, Keeping::AtHand(_)) { self.claims.next(&self.near) } else { Vec::new() }
    }

    /// Claims them in the ledger meanwhile, and tells it what it was not told.
    fn claim(&mut self, starts: Vec<Start>) {
        if starts.is_empty() {
            return;
        }
        let Keeping::AtHand(mut books) = replace(&mut self.books, Keeping::Lost) else { return };
        self.claims.note(&starts);
        let (finishes, now) = (take(&mut self.untold), self.clock.now());
        self.books = Keeping::Away(tokio::spawn(async move {
            let may_go = books.keep(&finishes, &starts, now).await?;
            Ok(Claimed { books, starts, may_go })
        }));
    }

    /// Takes the books back from the task that claims, if it is done or `wait` is wished.
    async fn see_what_was_claimed(&mut self, wait: bool) -> Result<(), LedgerError> {
        let Keeping::Away(task) = &mut self.books else { return Ok(()) };
        if !wait && !task.is_finished() {
            return Ok(());
        }
        let claimed = task.await;
        self.books = Keeping::Lost;
        let Claimed { books, starts, may_go } = claimed.map_err(std::io::Error::other)??;
        self.books = Keeping::AtHand(books);
        let granted = starts.into_iter().zip(may_go).filter(|(_, may_go)| *may_go);
        self.claims.grant(granted.map(|(start, _)| start));
        Ok(())
    }

    async fn keep(&mut self, finishes: &[Finish], starts: &[Start]) -> Result<Vec<bool>, LedgerError> {
        match &mut self.books {
            Keeping::AtHand(books) => books.keep(finishes, starts, self.clock.now()).await,
            Keeping::Away(_) | Keeping::Lost => Err(std::io::Error::other("the books are away").into()),
        }
    }
}

fn a_try(start: &Start) -> Try {
    (start.dispatch, start.token)
}
