//! Under which circumstances a touch came: coarse classes, and hashes that name neither a device nor a person.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::LedgerError;
use super::words::{Agent, Fetch};

/// A hash that only tells same from other. Eight bytes are enough for that, and too few to search by.
pub type Label = [u8; 8];

/// Under which circumstances a touch came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// the kind of browser
    pub agent: Agent,
    /// what the browser said of how it came to ask
    pub fetch: Fetch,
    /// keyed hash of the network it came from; the key changes every day and is kept nowhere, and what is older
    /// than 30 days is wiped
    pub network: Option<Label>,
    /// one opening of the page: `None` in rows from before this was kept
    pub session: Option<Label>,
    /// one browser, for this link only; `None` where the browser keeps nothing
    pub device: Option<Label>,
}

impl Default for Circumstances {
    /// Nothing is known, as in rows from before this was kept.
    fn default() -> Self {
        Circumstances {
            agent: Agent::Unknown,
            fetch: Fetch::Silent,
            network: None,
            session: None,
            device: None,
        }
    }
}

impl Circumstances {
    pub(super) fn of_row(row: &SqliteRow) -> Result<Self, LedgerError> {
        let label = |column: &str| -> Result<Option<Label>, LedgerError> {
            let bytes: Option<Vec<u8>> = row.try_get(column)?;
            Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
        };
        Ok(Circumstances {
            agent: Agent::parse(row.try_get("agent")?).unwrap_or(Agent::Unknown),
            fetch: Fetch::parse(row.try_get("fetch")?).unwrap_or(Fetch::Silent),
            network: label("network")?,
            session: label("session")?,
            device: label("device")?,
        })
    }
}
