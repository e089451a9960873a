//! A place where static files can be put.

use async_trait::async_trait;

/// Puts files on a static host. One contract, one test suite, every kind of host.
#[async_trait]
pub trait Host: Send + Sync {
    /// Puts `bytes` at `path` (relative, `/`); whoever fetches it sees the old file or the new one, never a part.
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError>;
    /// Takes `path` off; it is no fault when it is not there.
    async fn remove(&self, path: &str) -> Result<(), HostError>;
    /// The file at `path`, or `None`.
    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError>;
}

/// The host did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// It cannot be reached, or broke off.
    #[error("{0}")]
    Unreachable(String),
    /// It refused: key, password or permission.
    #[error("{0}")]
    Refused(String),
}
