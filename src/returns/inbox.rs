//! Where what comes back is fetched from. The inbox stays as it is: whoever else looks into it misses nothing.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::folder::{Folder, beginning, read_file};
use super::imap;
use crate::settings::InboxAddress;

/// Bytes of a message that are read; reports are smaller, and what matters stands at the beginning.
pub const LONGEST: usize = 1024 * 1024;

/// How far a mailbox was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// its UIDVALIDITY
    pub validity: u32,
    /// the UID of a message
    pub uid: u32,
}

/// One message of an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// its beginning, at most [`LONGEST`]
    pub bytes: Vec<u8>,
    /// where it lies, in a mailbox
    pub cursor: Option<Cursor>,
    file: Option<(PathBuf, u64)>,
}

/// The inbox cannot be read now.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// what the server or the network said
    #[error("{0}")]
    Away(String),
    /// the folder
    #[error("{0}")]
    Folder(#[from] io::Error),
}

/// An inbox.
#[derive(Debug)]
pub struct Inbox {
    address: InboxAddress,
    folder: Option<Folder>,
    /// what is still to be fetched, the next one last
    files: Vec<(PathBuf, u64)>,
    visit: Option<imap::Visit>,
}

impl Inbox {
    /// The inbox of the settings; nothing is opened yet.
    pub fn of(address: &InboxAddress) -> Self {
        let folder = match address {
            InboxAddress::Folder(folder) => Some(Folder::new(folder.clone())),
            InboxAddress::Imap { .. } => None,
        };
        Inbox { address: address.clone(), folder, files: vec![], visit: None }
    }

    /// Names it in the ledger: no password.
    pub fn name(&self) -> String {
        match &self.address {
            InboxAddress::Folder(folder) => format!("folder:{}", folder.display()),
            InboxAddress::Imap { host, port, user, folder, .. } => format!("{user}@{host}:{port}/{folder}"),
        }
    }

    /// Opens it and finds what is new `since`.
    ///
    /// # Errors
    /// The server, the network, the folder.
    pub async fn begin(&mut self, since: Option<Cursor>, now: Timestamp) -> Result<(), InboxError> {
        match &self.folder {
            Some(folder) => {
                self.files = folder.fresh()?;
                self.files.reverse();
            }
            None => {
                let begun = imap::Visit::begin(&self.address, since, now).await;
                self.visit = Some(begun.map_err(InboxError::Away)?);
            }
        }
        Ok(())
    }

    /// The next message, the oldest first; `None` after the last.
    ///
    /// # Errors
    /// The server or the network. A file that cannot be read holds up no other.
    pub async fn next(&mut self) -> Result<Option<Fetched>, InboxError> {
        if let Some(visit) = &mut self.visit {
            let next = visit.next().await.map_err(InboxError::Away)?;
            return Ok(next.map(|(bytes, cursor)| Fetched { bytes, cursor: Some(cursor), file: None }));
        }
        while let Some(file) = self.files.pop() {
            if let Ok(bytes) = read_file(&file.0) {
                return Ok(Some(Fetched { bytes, cursor: None, file: Some(file) }));
            }
        }
        Ok(None)
    }

    /// This message is written down.
    pub fn settle(&mut self, fetched: Fetched) {
        if let (Some(folder), Some(file)) = (&mut self.folder, fetched.file) {
            folder.settle(file);
        }
    }

    /// Takes leave of the server.
    pub async fn end(&mut self) {
        self.files.clear();
        if let Some(visit) = self.visit.take() {
            visit.end().await;
        }
    }
}

impl Fetched {
    /// One message from somewhere else: a pipe.
    ///
    /// # Errors
    /// Reading.
    pub fn from_pipe(pipe: impl io::Read) -> io::Result<Self> {
        Ok(Fetched { bytes: beginning(pipe)?, cursor: None, file: None })
    }
}
