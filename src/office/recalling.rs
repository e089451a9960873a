//! What is out or on its way, stopped: a letter taken back, messages held, and held anew.

use super::{Office, OfficeError};
use crate::ledger::{LetterId, Release};
use crate::publish;

impl Office {
    /// Takes a letter back: off the host with its sheet and photos, and no message of it goes any more.
    ///
    /// # Errors
    /// A letter that is not released; the ledger; the host (run again, it goes on).
    pub async fn recall(&self, letter: &LetterId, by: &str) -> Result<publish::Published, OfficeError> {
        self.ledger.recall(letter, self.clock.now()).await?;
        self.note_act("recall", by, letter, "").await?;
        self.publish().await
    }

    /// Stops what is still held. Returns how many messages will not go.
    ///
    /// # Errors
    /// The ledger.
    pub async fn stop(&self, letter: &LetterId, by: &str) -> Result<u64, OfficeError> {
        let stopped = self.ledger.stop_held(letter, self.clock.now()).await?;
        self.note_act("stop", by, letter, &format!("{stopped} messages")).await?;
        Ok(stopped)
    }

    /// Holds anew what was stopped: it goes after the hold, like a fresh release. Returns how many.
    ///
    /// # Errors
    /// The ledger.
    pub async fn hold_again(&self, release: &Release, by: &str) -> Result<u64, OfficeError> {
        let due = self.due(release.emergency);
        let send_by = self.send_by(due, release.emergency);
        let held = self.ledger.hold_again(&release.letter, due, send_by).await?;
        self.note_act("hold", by, &release.letter, &format!("{held} messages")).await?;
        Ok(held)
    }
}
