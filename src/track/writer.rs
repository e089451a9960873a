//! Writes evidence: all that waits goes to disk in one transaction, and only then is anybody answered.

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::ledger::{Evidence, Ledger};

/// Requests that may wait at once; further ones wait to be let in.
const WAITING: usize = 1_024;
/// Most rows of one transaction.
const TOGETHER: usize = 512;

struct Job {
    evidence: Evidence,
    written: oneshot::Sender<bool>,
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
    pub(super) fn start(ledger: Ledger) -> (Self, JoinHandle<()>) {
        let (jobs, waiting) = mpsc::channel(WAITING);
        (Writer { jobs }, tokio::spawn(write_all(ledger, waiting)))
    }

    /// Returns when the evidence is on disk; `false` when its nonce was used before.
    pub(super) async fn keep(&self, evidence: Evidence) -> Result<bool, NotKept> {
        let (written, answer) = oneshot::channel();
        self.jobs.send(Job { evidence, written }).await.map_err(|_| NotKept)?;
        answer.await.map_err(|_| NotKept)
    }
}

async fn write_all(ledger: Ledger, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(TOGETHER);
    while waiting.recv_many(&mut jobs, TOGETHER).await > 0 {
        let (all, answers): (Vec<_>, Vec<_>) = jobs.drain(..).map(|job| (job.evidence, job.written)).unzip();
        // An error drops the senders: everybody waiting is told that nothing was kept.
        if let Ok(written) = ledger.add_evidence(&all).await {
            for (answer, written) in answers.into_iter().zip(written) {
                let _ = answer.send(written);
            }
        }
    }
}
