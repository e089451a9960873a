//! The courier of this machine's own mail system: `sendmail -i -f FROM -- TO`, the message on its standard input.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::courier::{Courier, Delivery, Go, Message};
use super::message::{Sender, formatted};
use crate::settings::MailSettings;

/// A mail system that takes longer for one message is in trouble.
const PATIENCE: Duration = Duration::from_secs(60);

/// Exit codes of `sysexits.h`.
const NO_USER: i32 = 67;
const NO_HOST: i32 = 68;
const TEMPORARY: i32 = 75;

/// Hands messages to a program.
pub(super) struct SendmailCourier {
    program: PathBuf,
    sender: Sender,
}

impl SendmailCourier {
    pub(super) fn new(program: PathBuf, mail: &MailSettings) -> Self {
        SendmailCourier { program, sender: Sender::of(mail) }
    }
}

#[async_trait]
impl Courier for SendmailCourier {
    async fn deliver(&self, message: &Message, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        if !go.wait().await {
            return Delivery::Withdrawn;
        }
        let started = Command::new(&self.program)
            .args(["-i", "-f", mail.from.as_ref(), "--", mail.to.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut program = match started {
            Ok(program) => program,
            Err(error) => return Delivery::Unreachable(format!("{}: {error}", self.program.display())),
        };
        let fed = async {
            if let Some(mut input) = program.stdin.take() {
                input.write_all(&mail.bytes).await?;
                input.shutdown().await?;
            }
            program.wait().await
        };
        match timeout(PATIENCE, fed).await {
            Ok(Ok(status)) => match status.code() {
                Some(0) => Delivery::Accepted(String::new()),
                Some(code @ (NO_USER | NO_HOST)) => Delivery::Bounced(format!("sendmail: exit code {code}")),
                Some(TEMPORARY) => Delivery::Deferred("sendmail: try again later".to_owned()),
                Some(code) => Delivery::Unreachable(format!("sendmail: exit code {code}")),
                None => Delivery::Uncertain("sendmail: killed".to_owned()),
            },
            Ok(Err(error)) => Delivery::Uncertain(format!("sendmail: {error}")),
            Err(_) => Delivery::Uncertain("sendmail: no answer".to_owned()),
        }
    }

    fn at_once(&self) -> usize {
        2
    }
}
