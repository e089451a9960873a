//! A school in one encrypted file: a tar of its files and the list of them, with their hashes, at its end; around it
//! `age` (<https://age-encryption.org/v1>). `age -d FILE | tar -x` opens it without us.
//!
//! Whoever knows a school's public key can make a backup for it, so what is inside is read as a stranger's: plain files
//! only, below one folder, each once, just as the list says.

mod error;
mod key;
mod manifest;
mod read;
mod write;

pub use error::BackupError;
pub use key::{Key, Lock, SHORTEST_PASSPHRASE};
pub use manifest::{Kept, MANIFEST, Manifest, plain_path};
pub use read::{Nowhere, Sink, demand_backup, read};
pub use write::{Source, write};
