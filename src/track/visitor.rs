//! The office's side of a visit to a collector that stands apart.

use std::time::Duration;

use super::self_test::client;
use super::visit::{Brought, Given, PATH, Proofs};
use crate::settings::CollectorKey;

const SLOWEST: Duration = Duration::from_secs(30);
/// Bytes of an answer: far more than a visit fetches.
const LONGEST: usize = 8 * 1024 * 1024;

/// A visit did not come off. Nothing is lost: the next one does it again.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// Nothing answers there, or it cannot now; what the network said.
    #[error("{0}")]
    Away(String),
    /// What answers there does not know our key.
    #[error("what answers there is not the collector of this school")]
    Other,
}

/// Goes to one collector; keeps the line open from visit to visit.
pub struct Visitor {
    client: reqwest::Client,
    address: String,
    proofs: Proofs,
}

impl Visitor {
    /// To the collector at this address (no slash at the end), by the key that both know.
    ///
    /// # Errors
    /// No TLS on this machine.
    pub fn new(collector: &str, key: &CollectorKey) -> Result<Self, VisitError> {
        Ok(Visitor {
            client: client(collector, SLOWEST).map_err(away)?,
            address: format!("{collector}{PATH}"),
            proofs: Proofs::of(key),
        })
    }

    /// Brings this, and fetches what came after.
    ///
    /// # Errors
    /// The network, or somebody else's collector.
    pub async fn visit(&self, brought: &Brought) -> Result<Given, VisitError> {
        let body = serde_json::to_vec(brought).map_err(|error| VisitError::Away(error.to_string()))?;
        let (said, asked) = self.proofs.request(&body);
        let request = self.client.post(&self.address).header(reqwest::header::AUTHORIZATION, said);
        let mut answer = request.body(body).send().await.map_err(away)?;
        let status = answer.status();
        if !status.is_success() {
            let other = matches!(status.as_u16(), 401 | 403 | 404 | 405);
            return Err(if other { VisitError::Other } else { VisitError::Away(status.to_string()) });
        }
        let mut given = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(away)? {
            given.extend_from_slice(&chunk);
            if given.len() > LONGEST {
                return Err(VisitError::Other);
            }
        }
        if !self.proofs.is_answer(&asked, answer.headers(), &given) {
            return Err(VisitError::Other);
        }
        serde_json::from_slice(&given).map_err(|error| VisitError::Away(error.to_string()))
    }
}

/// What failed below reqwest's own message; the address is known.
fn away(error: reqwest::Error) -> VisitError {
    let error = error.without_url();
    let mut below: &dyn std::error::Error = &error;
    while let Some(cause) = below.source() {
        below = cause;
    }
    VisitError::Away(below.to_string())
}
