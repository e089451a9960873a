//! Keeps the books of all workers: whatever waits goes to disk at once, and only then is anybody answered.
//!
//! A transaction of the ledger for every few mails would cost more than the mails. So the clerk claims in the ledger
//! what will soon go, as many as went a moment ago, and meanwhile the [`Notebook`] holds which of them have begun and what came
//! of them. Where mails go slowly nothing is claimed ahead, and the ledger is the only book.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem::take;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::timeout;

use super::near::Near;
use super::notebook::{Ended, Line, Notebook, Try};
use crate::ledger::{Books, Finish, Ledger, LedgerError, Start};
use crate::world::Clock;

/// Entries that may wait at once: each worker has one.
const WAITING: usize = 64;
/// As many mails are claimed ahead as went in this time: so long is what is stopped or taken back claimed already.
const AHEAD: Duration = Duration::from_millis(50);
/// Most that are claimed ahead.
const MOST_AHEAD: usize = 256;
/// A claim is good for so long; then it must be asked anew whether the mail may go.
const CLAIM_HOLDS: Duration = Duration::from_millis(500);
/// The ledger is told no later than this, when nothing else happens.
const QUIET: Duration = Duration::from_millis(50);

struct Entry {
    ended: Option<Ended>,
    start: Option<Start>,
    written: oneshot::Sender<bool>,
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
        let desk = Desk {
            books: Keeping::Free(ledger.books()),
            notebook,
            clock,
            near,
            claims: HashMap::new(),
            noted_ahead: HashSet::new(),
            untold: Vec::new(),
            begun: VecDeque::new(),
        };
        let handle = Handle::current();
        (Clerk { entries }, spawn_blocking(move || handle.block_on(desk.write_all(waiting))))
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

/// What lies before the clerk.
struct Desk {
    books: Keeping,
    notebook: Notebook,
    clock: Arc<dyn Clock>,
    near: Arc<Near>,
    /// claimed in the ledger, and not begun
    claims: HashMap<i64, Claim>,
    /// noted as claimed ahead, and not as begun
    noted_ahead: HashSet<i64>,
    /// noted, and the ledger is not told
    untold: Vec<Finish>,
    /// when mails began, the last ones
    begun: VecDeque<Instant>,
}

/// The ledger's books: at hand, or with a task that claims.
enum Keeping {
    Free(Books),
    Away(JoinHandle<Result<Claimed, LedgerError>>),
    Lost,
}

/// What a task that claims comes back with.
struct Claimed {
    books: Books,
    starts: Vec<Start>,
    may_go: Vec<bool>,
}

struct Claim {
    start: Start,
    at: Instant,
}

impl Desk {
    async fn write_all(mut self, waiting: mpsc::Receiver<Entry>) -> Result<(), LedgerError> {
        let written = self.write_until_the_end(waiting).await;
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
                        self.tell_the_ledger().await?;
                        continue;
                    }
                }
            } else {
                more.await
            };
            if count == 0 {
                return self.end().await;
            }
            // An error drops the entries: everybody waiting is told that nothing was written.
            self.write(take(&mut entries)).await?;
        }
    }

    fn owes_the_ledger(&self) -> bool {
        !(self.untold.is_empty() && self.claims.is_empty() && matches!(self.books, Keeping::Free(_)))
    }

    async fn write(&mut self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        self.see_what_was_claimed(false).await?;
        if !self.are_claimed(&entries) {
            self.see_what_was_claimed(true).await?;
        }
        if self.are_claimed(&entries) { self.note(entries) } else { self.enter(entries).await }
    }

    /// May all of them go by what was claimed ahead?
    fn are_claimed(&self, entries: &[Entry]) -> bool {
        let is_claimed =
            |start: &Start| self.claims.get(&start.dispatch).is_some_and(|claim| claim.is_good_for(start));
        self.owes_the_ledger() && entries.iter().filter_map(|entry| entry.start.as_ref()).all(is_claimed)
    }

    /// Into the notebook.
    fn note(&mut self, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let mut line = Line::default();
        let mut answers = Vec::with_capacity(entries.len());
        for entry in entries {
            line.ended.extend(entry.ended);
            line.begun.extend(entry.start.as_ref().map(a_try));
            answers.push((entry.written, entry.start.is_some()));
        }
        for (dispatch, _) in &line.begun {
            self.claims.remove(dispatch);
            self.noted_ahead.remove(dispatch);
        }
        self.have_begun(line.begun.len());
        line.ahead = self.soon();
        self.notebook.note(&line)?;
        for (answer, starts) in answers {
            let _ = answer.send(starts);
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
        // A claim that has grown old is given back, and asked for again.
        let old = starts.iter().filter_map(|start| self.claims.remove(&start.dispatch));
        finishes.extend(old.map(|claim| Finish::never_begun(&claim.start)));
        let may_go = self.keep(&finishes, &starts).await?;
        let begun =
            starts.iter().filter(|start| self.noted_ahead.remove(&start.dispatch)).map(a_try).collect();
        self.have_begun(starts.len());
        let line = Line { begun, ahead: self.soon(), ..Line::default() };
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

    /// When it is quiet: the ledger hears what it was not told, and gets back what was claimed and does not go.
    async fn tell_the_ledger(&mut self) -> Result<(), LedgerError> {
        self.see_what_was_claimed(true).await?;
        let mut finishes = take(&mut self.untold);
        let old = self.claims.extract_if(|_, claim| !claim.is_fresh());
        finishes.extend(old.map(|(_, claim)| Finish::never_begun(&claim.start)));
        if !finishes.is_empty() {
            self.keep(&finishes, &[]).await?;
        }
        Ok(())
    }

    async fn end(&mut self) -> Result<(), LedgerError> {
        self.see_what_was_claimed(true).await?;
        let mut finishes = take(&mut self.untold);
        finishes.extend(self.claims.drain().map(|(_, claim)| Finish::never_begun(&claim.start)));
        if !finishes.is_empty() {
            self.keep(&finishes, &[]).await?;
        }
        Ok(())
    }

    /// What comes next and is worth a claim: nothing while there is enough of that.
    fn soon(&self) -> Vec<Start> {
        let most = self.begun.len().min(MOST_AHEAD);
        if !matches!(self.books, Keeping::Free(_)) || self.claims.len() * 2 > most {
            return Vec::new();
        }
        self.near.first(most, |dispatch| !self.claims.contains_key(&dispatch))
    }

    /// Claims them in the ledger meanwhile, and tells it what it was not told.
    fn claim(&mut self, starts: Vec<Start>) {
        if starts.is_empty() {
            return;
        }
        let Keeping::Free(mut books) = std::mem::replace(&mut self.books, Keeping::Lost) else { return };
        self.noted_ahead.extend(starts.iter().map(|start| start.dispatch));
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
        let Claimed { books, starts, may_go } = task.await.map_err(std::io::Error::other)??;
        self.books = Keeping::Free(books);
        let at = Instant::now();
        let claimed = starts.into_iter().zip(may_go).filter(|(_, may_go)| *may_go);
        self.claims.extend(claimed.map(|(start, _)| (start.dispatch, Claim { start, at })));
        Ok(())
    }

    async fn keep(&mut self, finishes: &[Finish], starts: &[Start]) -> Result<Vec<bool>, LedgerError> {
        match &mut self.books {
            Keeping::Free(books) => books.keep(finishes, starts, self.clock.now()).await,
            Keeping::Away(_) | Keeping::Lost => Err(std::io::Error::other("the books are away").into()),
        }
    }

    fn have_begun(&mut self, mails: usize) {
        let now = Instant::now();
        self.begun.extend(std::iter::repeat_n(now, mails));
        while self.begun.front().is_some_and(|at| now.duration_since(*at) > AHEAD) {
            self.begun.pop_front();
        }
    }
}

fn a_try(start: &Start) -> Try {
    (start.dispatch, start.token)
}

impl Claim {
    fn is_fresh(&self) -> bool {
        self.at.elapsed() < CLAIM_HOLDS
    }

    fn is_good_for(&self, start: &Start) -> bool {
        self.start == *start && self.is_fresh()
    }
}
