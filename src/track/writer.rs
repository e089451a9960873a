//! Writes evidence: all that waits goes to disk in one transaction, and only then is anybody answered.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::store::Store;
use crate::ledger::{Evidence, Fate, MOST_TOGETHER};
use crate::world::Clock;

/// Requests that may wait at once; further ones wait to be let in.
const WAITING: usize = 1_024;

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
    pub(super) fn start(thread: &Handle, store: Store, clock: Arc<dyn Clock>) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(WAITING);
        (Writer { jobs }, thread.spawn(write_all(store, clock, waiting)))
    }

    /// Returns when the evidence is on disk, and says what became of it.
    pub(super) async fn keep(&self, evidence: Evidence) -> Result<Fate, NotKept> {
        let (written, answer) = oneshot::channel();
        self.jobs.send(Job { evidence, written }).await.map_err(|_| NotKept)?;
        answer.await.map_err(|_| NotKept)
    }
}

/// What comes while one transaction is made durable is the next one: nobody waits for others, and the more come, the more
/// go together.
async fn write_all(store: Store, clock: Arc<dyn Clock>, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(MOST_TOGETHER);
    let mut pen = store.pen();
    let mut strangers = 0;
    while waiting.recv_many(&mut jobs, MOST_TOGETHER).await > 0 {
        let (all, answers): (Vec<_>, Vec<_>) = jobs.drain(..).map(|job| (job.evidence, job.written)).unzip();
        // An error drops the senders: everybody waiting is told that nothing was kept.
        let Ok(fates) = pen.write(&all, clock.now()).await else { continue };
        strangers += fates.iter().map(|fate| u32::from(*fate == Fate::Stranger)).sum::<u32>();
        for (answer, fate) in answers.into_iter().zip(fates) {
            let _ = answer.send(fate);
        }
        // A postbox that has no room for strangers still has room for families.
        let _ = store.make_room(&mut strangers).await;
    }
    pen.close().await;
}
