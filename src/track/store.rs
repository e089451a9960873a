//! Where a collector keeps what comes: the school's ledger, or a postbox of its own where it stands apart.

use jiff::Timestamp;

use crate::ledger::{Ledger, LedgerError, Pen, Postbox, TouchKind};
use crate::notify::{Mark, MarkKey, MarkUse};
use crate::recipients::Role;

/// Clones are the same.
#[derive(Clone)]
pub(super) enum Store {
    /// and what proves the marks in links to stop
    Ledger(Ledger, MarkKey),
    Postbox(Postbox),
}

/// Whose link to stop it is.
pub(super) struct Stopping {
    whose: Whose,
    /// stands in for a token
    pub(super) key: [u8; 32],
    /// the school phones this person's family
    pub(super) phoned: bool,
    pub(super) stopped: bool,
}

enum Whose {
    Dispatch(i64),
    Mark { hash: [u8; 32], shown: String },
}

impl Store {
    /// Writes evidence.
    pub(super) fn pen(&self) -> Pen {
        match self {
            Store::Ledger(ledger, _) => ledger.pen(),
            Store::Postbox(postbox) => postbox.pen(),
        }
    }

    /// So many strangers came since room was made last.
    pub(super) async fn make_room(&self, strangers: &mut u32) -> Result<(), LedgerError> {
        match self {
            Store::Ledger(ledger, _) => ledger.make_room(strangers).await,
            Store::Postbox(postbox) => postbox.make_room(strangers).await,
        }
    }

    pub(super) async fn knows_token(&self, token: &[u8; 32]) -> Result<bool, LedgerError> {
        match self {
            Store::Ledger(ledger, _) => ledger.knows_token(token).await,
            Store::Postbox(postbox) => postbox.knows_token(token).await,
        }
    }

    pub(super) async fn first_touches(
        &self,
        token: &[u8; 32],
    ) -> Result<Vec<(TouchKind, Timestamp)>, LedgerError> {
        match self {
            Store::Ledger(ledger, _) => ledger.first_touches(token).await,
            Store::Postbox(postbox) => postbox.first_touches(token).await,
        }
    }

    pub(super) async fn secret(
        &self,
        name: &str,
        draw: impl FnOnce() -> [u8; 32],
    ) -> Result<[u8; 32], LedgerError> {
        match self {
            Store::Ledger(ledger, _) => ledger.secret(name, draw).await,
            Store::Postbox(postbox) => postbox.secret(name, draw).await,
        }
    }

    /// Whose mark this is; `None` where it is not ours, or nobody is to be stopped by it.
    pub(super) async fn stopping(&self, shown: &str) -> Result<Option<Stopping>, LedgerError> {
        match self {
            Store::Ledger(ledger, key) => {
                let Some(mark) = Mark::read(shown, key, MarkUse::Stop) else { return Ok(None) };
                let Some(dispatch) = ledger.dispatch_of_mark(mark.number()).await? else { return Ok(None) };
                let Some(address) = &dispatch.to.email else { return Ok(None) };
                Ok(Some(Stopping {
                    whose: Whose::Dispatch(dispatch.id),
                    key: stands_in(mark.number()),
                    phoned: dispatch.to.role == Role::Guardian,
                    stopped: ledger.stops().await?.since(address.reveal()).is_some(),
                }))
            }
            Store::Postbox(postbox) => {
                let Some(hash) = Mark::hash(shown) else { return Ok(None) };
                let Some(mark) = postbox.mark(&hash).await? else { return Ok(None) };
                let shown = shown.to_ascii_lowercase();
                Ok(Some(Stopping {
                    key: stands_in(&shown),
                    whose: Whose::Mark { hash, shown },
                    phoned: mark.phoned,
                    stopped: mark.stopped,
                }))
            }
        }
    }

    /// Who got this link wants no more mails, or with `back` wants them again. On disk when this returns.
    pub(super) async fn stop(
        &self,
        stopping: &Stopping,
        back: bool,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        match (self, &stopping.whose) {
            (Store::Ledger(ledger, _), Whose::Dispatch(id)) => {
                ledger.stop_by_mark(*id, back, now).await.map(drop)
            }
            (Store::Postbox(postbox), Whose::Mark { hash, shown }) => {
                postbox.press(hash, shown, back, now).await
            }
            (Store::Ledger(..), Whose::Mark { .. }) | (Store::Postbox(_), Whose::Dispatch(_)) => Ok(()),
        }
    }
}

fn stands_in(mark: &str) -> [u8; 32] {
    *blake3::hash(format!("stop\0{mark}").as_bytes()).as_bytes()
}
