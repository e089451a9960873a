//! Why a backup could not be made or read.

use std::io;
use std::path::PathBuf;

/// A backup could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// This file or folder cannot be read or written.
    #[error("{}: {error}", file.display())]
    Disk {
        /// which
        file: PathBuf,
        /// what the disk says
        error: io::Error,
    },
    /// It became shorter while it was copied.
    #[error("{0} changed meanwhile")]
    Changed(String),
    /// The file is no backup.
    #[error("no backup")]
    NoBackup,
    /// It is closed with a passphrase, and there is none; or with a key, and there is only a passphrase.
    #[error("{}", if *.passphrase { "wants a passphrase" } else { "wants a key" })]
    OtherKey {
        /// it wants a passphrase
        passphrase: bool,
    },
    /// The passphrase or key does not open it.
    #[error("wrong key")]
    WrongKey,
    /// It is cut off, or a bit of it is not as it was written.
    #[error("damaged: {0}")]
    Damaged(String),
    /// Something in it that no backup of ours holds: a link, a path that leads out, a file twice.
    #[error("foreign: {0}")]
    Foreign(String),
    /// Made by a later version of the program.
    #[error("format {0}")]
    Newer(u32),
}

impl BackupError {
    /// A disk's fault at this file.
    pub(super) fn disk(file: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let file = file.into();
        move |error| BackupError::Disk { file, error }
    }

    /// What went wrong while decrypting: the disk has a number for its faults, `age` has none.
    pub(crate) fn reading(error: io::Error) -> Self {
        match error.raw_os_error() {
            Some(_) => BackupError::Disk { file: PathBuf::new(), error },
            None => BackupError::Damaged(error.to_string()),
        }
    }
}
