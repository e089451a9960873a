//! The inbox that undeliverable mails come back to: can it be opened?

use std::time::Duration;

use tokio::time::timeout;

use super::{Finding, short};
use crate::returns;
use crate::settings::InboxAddress;

const NAME: &str = "inbox";
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn check(inbox: &InboxAddress) -> Vec<Finding> {
    let finding = match inbox {
        InboxAddress::Folder(folder) => {
            let values = vec![("folder", folder.display().to_string().into())];
            match std::fs::read_dir(folder) {
                Ok(_) => Finding::fine(NAME, "doctor-inbox-folder", values),
                Err(_) => Finding::wrong(NAME, "doctor-inbox-folder-missing", values),
            }
        }
        InboxAddress::Imap { host, port, .. } => {
            let server = ("server", format!("{host}:{port}").into());
            let opened = timeout(PATIENCE, returns::can_open(inbox)).await;
            match opened.unwrap_or_else(|_| Err(format!("{} s", PATIENCE.as_secs()))) {
                Ok(()) => Finding::fine(NAME, "doctor-inbox-fine", vec![server]),
                Err(said) => {
                    let values = vec![server, ("detail", short(said).into())];
                    Finding::wrong(NAME, "doctor-inbox-away", values)
                }
            }
        }
    };
    vec![finding]
}
