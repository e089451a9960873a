//! Writes evidence: all that waits goes to disk in one transaction, and only then is anybody answered.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::store::Store;
use crate::ledger::{Evidence, Fate};
use crate::world::Clock;

/// Requests that may wait at once; further ones wait to be let in.
const WAITING: usize = 1_024;
/// Most rows of one transaction.
const TOGETHER: usize = 512;
/// A disk takes longer than this to make something durable, or so little that it does not matter.
const MOMENT: Duration = Duration::from_millis(1);

struct Job {
    evidence: Evidence,
    written: oneshot::Sender<Fate>,
}

/// The ledger could not keep it; nothing may be said to have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotKept;

/// The door to the task that writes.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the task. It ends when every `Writer` is dropped and all that waited is on disk.
    pub(super) fn start(store: Store, clock: Arc<dyn Clock>) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(WAITING);
        (Writer { jobs }, tokio::spawn(write_all(store, clock, waiting)))
    }

    /// Returns when the evidence is on disk, and says what became of it.
    pub(super) async fn keep(&self, evidence: Evidence) -> Result<Fate, NotKept> {
        let (written, answer) = oneshot::channel();
        self.jobs.send(Job { evidence, written }).await.map_err(|_| NotKept)?;
        answer.await.map_err(|_| NotKept)
    }
}

async fn write_all(store: Store, clock: Arc<dyn Clock>, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(TOGETHER);
    let mut strangers = 0;
    let mut last = 0;
    while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
        gather(&mut waiting, &mut jobs, last).await;
        last = jobs.len();
        let (all, answers): (Vec<_>, Vec<_>) = jobs.drain(..).map(|job| (job.evidence, job.written)).unzip();
        // An error drops the senders: everybody waiting is told that nothing was kept.
        let Ok(fates) = store.keep(&all, clock.now()).await else { continue };
        strangers += fates.iter().filter(|fate| **fate == Fate::Stranger).count();
        for (answer, fate) in answers.into_iter().zip(fates) {
            let _ = answer.send(fate);
        }
        // A postbox that has no room for strangers still has room for families.
        let _ = store.make_room(&mut strangers).await;
    }
}

/// Those who were answered together come back together: waits a moment for as many as there were the last time.
async fn gather(waiting: &mut mpsc::Receiver<Job>, jobs: &mut Vec<Job>, expected: usize) {
    let all =
        async { while jobs.len() < expected && waiting.recv_many(jobs, TOGETHER - jobs.len()).await > 0 {} };
    let _ = tokio::time::timeout(MOMENT, all).await;
}
