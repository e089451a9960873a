//! The courier of a rehearsal: every message becomes a `.eml` in a folder. Nobody is told.

use std::path::PathBuf;

use async_trait::async_trait;

use super::courier::{Courier, Delivery, Go, Message};
use super::message::{Sender, formatted};
use crate::world::write_private;

/// Puts messages into a folder.
pub(super) struct MailboxCourier {
    folder: PathBuf,
    sender: Sender,
}

impl MailboxCourier {
    pub(super) fn new(folder: PathBuf, sender: Sender) -> Self {
        MailboxCourier { folder, sender }
    }
}

#[async_trait]
impl Courier for MailboxCourier {
    async fn deliver(&self, message: &Message, _: Option<&Message>, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        if !go.wait().await {
            return Delivery::Withdrawn;
        }
        // A Message-ID is made by us of plain characters; its left part makes a file name.
        let name = message.message_id.split('@').next().unwrap_or_default();
        let file = self.folder.join(format!("{name}.eml"));
        let folder = self.folder.clone();
        let written = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            write_private(&file, &mail.bytes)
        });
        match written.await {
            Ok(Ok(())) => Delivery::Rehearsed,
            Ok(Err(error)) => Delivery::Unreachable(error.to_string()),
            Err(error) => Delivery::Unreachable(error.to_string()),
        }
    }

    fn at_once(&self) -> usize {
        1
    }

    fn is_rehearsal(&self) -> bool {
        true
    }
}
