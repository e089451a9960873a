//! Under which circumstances a touch came: coarse classes, and hashes that name neither a device nor a person.

use super::words::{Agent, Fetch};
use serde::{Deserialize, Serialize};

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
