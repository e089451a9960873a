//! Sends what is due: one message to one address each, every state on disk before and after.
//!
//! A worker for each connection takes mails from the [`queue`] one by one. Between two of them something must be on disk: what came
//! of the one before, and that this one is `sending` with its token's hash. The [`clerk`] writes that down for all
//! workers that wait at once, and meanwhile the courier may already name sender and recipient. Where mails go fast, it [claims](claims)
//! them in the ledger ahead, and only a line of the [`notebook`] stands between one mail and the next.
//! So at most one mail for each connection is in doubt after a kill.

mod backoff;
mod claims;
mod clerk;
mod near;
mod notebook;
mod pace;
mod queue;
mod worker;
mod writing;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use self::backoff::Strain;
pub(crate) use self::backoff::jittered;
use self::clerk::Clerk;
use self::notebook::Notebook;
use self::queue::Queue;
use self::worker::Round;
use super::courier::Courier;
use super::mark::MarkKey;
use crate::ledger::{Ledger, LedgerError, LetterId};
use crate::render::Notices;
use crate::settings::Settings;
use crate::world::{Clock, Random, create_private_folder};

/// How soon a stop is noticed.
const STEP: Duration = Duration::from_millis(50);

/// Where the frozen notices of a release come from: letter, edition → notices and the letter's address.
pub trait NoticeSource: Send + Sync {
    /// The notices and the folder of the letter's page on the host.
    ///
    /// # Errors
    /// The disk.
    fn notices(&self, letter: &LetterId, edition: u32) -> std::io::Result<(Arc<Notices>, String)>;
}

/// Everything that is needed to send.
#[derive(Clone)]
pub struct Sending {
    /// the queue
    pub ledger: Ledger,
    /// the carrier
    pub courier: Arc<dyn Courier>,
    /// the time
    pub clock: Arc<dyn Clock>,
    /// for tokens, and so that not everything is tried again at the same moment
    pub random: Arc<dyn Random>,
    /// the frozen notices
    pub notices: Arc<dyn NoticeSource>,
    /// proves that a mark is ours
    pub mark_key: MarkKey,
    /// where the pages and the collector are, how fast mails may go, and where they come back to
    pub settings: Arc<Settings>,
}

/// What one round of sending did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// messages the courier took
    pub handed_over: usize,
    /// messages that did not go now or at all
    pub troubled: usize,
    /// what the mail server said when it could not be reached; the round ended there
    pub unreachable: Option<String>,
}

/// Sending could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The ledger cannot be written: nothing more is sent, because it could not be written down.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
    /// The lock cannot be taken.
    #[error("{0}")]
    Disk(#[from] std::io::Error),
}

/// Held while this process sends: only one does at a time.
pub struct SendingLock {
    _file: File,
    private_folder: PathBuf,
}

impl Sending {
    /// Takes the one lock of this school, or `None` when another process is sending. With the lock in
    /// hand, whatever is still `sending` was interrupted: what the last round noted of it is told to the ledger first, the rest
    /// becomes `uncertain`.
    ///
    /// # Errors
    /// The disk or the ledger.
    pub async fn lock(ledger: &Ledger, private_folder: &Path) -> Result<Option<SendingLock>, SendError> {
        create_private_folder(private_folder)?;
        let file = File::options().create(true).append(true).open(private_folder.join("sending.lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        notebook::take_up(ledger, private_folder).await?;
        ledger.doubt_interrupted().await?;
        Ok(Some(SendingLock { _file: file, private_folder: private_folder.to_owned() }))
    }

    /// Sends everything that is due now, of one letter or of all, and returns. A stop (`stop` turns true)
    /// lets the messages in flight finish first.
    ///
    /// # Errors
    /// The ledger or the disk; what was in flight is finished or will be `uncertain`.
    pub async fn send_due(
        &self,
        lock: &SendingLock,
        letter: Option<&LetterId>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Sent, SendError> {
        let too_late = self.settings.lang.words().say("sending-too-late", &[]);
        self.ledger.give_up_late(self.clock.now(), &too_late).await?;
        self.ledger.freeze_due(letter, self.clock.now()).await?;
        let queue = Queue::of(self, letter.cloned());
        let notebook = Notebook::new(&lock.private_folder);
        let (clerk, clerk_at_work) =
            Clerk::start(&self.ledger, Arc::clone(&self.clock), notebook, queue.near());
        let (halt, halted) = watch::channel(false);
        let workers = self.courier.at_once().max(1);
        let round = Arc::new(Round::new(self.clone(), queue, clerk, Strain::default(), halted, workers));
        let mut at_work = JoinSet::new();
        for _ in 0..workers {
            let round = Arc::clone(&round);
            at_work.spawn(async move { round.work().await });
        }
        let stopping = async {
            while !stop() {
                tokio::time::sleep(STEP).await;
            }
            let _ = halt.send(true);
            std::future::pending::<()>().await;
        };
        let all_done = async {
            let mut failed = Ok(());
            while let Some(done) = at_work.join_next().await {
                let done = done.map_err(std::io::Error::other).map_err(SendError::from);
                failed = failed.and(done.and_then(|done| done));
            }
            failed
        };
        let done = tokio::select! {
            done = all_done => done,
            () = stopping => Ok(()),
        };
        // The last worker leaves the clerk nothing to wait for.
        let (sent, read) = match Arc::try_unwrap(round) {
            Ok(round) => round.end().await,
            Err(_) => (Sent::default(), Ok(())),
        };
        // Why the clerk went home says more than that nobody was there to ask.
        clerk_at_work.await.map_err(std::io::Error::other)??;
        read?;
        done.map(|()| sent)
    }
}
