//! The record: who did what, and when.

use super::{Office, OfficeError};
use crate::ledger::{Act, LetterId};

impl Office {
    pub(super) async fn note_act(
        &self,
        what: &str,
        who: &str,
        letter: &LetterId,
        detail: &str,
    ) -> Result<(), OfficeError> {
        let act = Act {
            at: self.clock.now(),
            who: who.to_owned(),
            what: what.to_owned(),
            letter: letter.0.clone(),
            detail: detail.to_owned(),
        };
        Ok(self.ledger.add_act(&act).await?)
    }
}
