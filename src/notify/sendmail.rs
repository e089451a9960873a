//! The courier of this machine's own mail system: `sendmail -i -f FROM -- TO`, the message on its standard input.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::courier::{Courier, Delivery, Go, Message};
use super::message::{Mail, Sender, formatted};
use super::said::without_addresses;

/// A mail system that takes longer for one message is in trouble.
const PATIENCE: Duration = Duration::from_secs(60);
/// For what it still says after its end.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// So much of that is kept.
const MOST_WORDS: usize = 4096;

/// Exit codes of `sysexits.h`.
const BAD_MESSAGE: i32 = 65;
const NO_USER: i32 = 67;
const NO_HOST: i32 = 68;
const TEMPORARY: i32 = 75;

/// Hands messages to a program.
pub(super) struct SendmailCourier {
    program: PathBuf,
    sender: Sender,
    at_once: usize,
    patience: Duration,
}

impl SendmailCourier {
    /// `at_once`: how many of the program may run at a time.
    pub(super) fn new(program: PathBuf, sender: Sender, at_once: usize) -> Self {
        SendmailCourier { program, sender, at_once, patience: PATIENCE }
    }

    /// Why the program cannot be started, if that can be seen beforehand.
    async fn missing(&self) -> Option<String> {
        let about = match tokio::fs::metadata(&self.program).await {
            Ok(about) => about,
            Err(error) => return Some(error.to_string()),
        };
        #[cfg(unix)]
        let runs = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
        #[cfg(not(unix))]
        let runs = true;
        (!about.is_file() || !runs).then(|| "no program that can be run".to_owned())
    }

    fn trouble(&self, said: &str) -> Delivery {
        Delivery::Unreachable(format!("{}: {said}", self.program.display()))
    }

    fn start(&self, mail: &Mail) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(["-i", "-f", mail.from.as_ref(), "--", mail.to.as_ref()]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        // A group of its own: Ctrl-C at the terminal lets the mail in flight finish.
        #[cfg(unix)]
        command.process_group(0);
        command.spawn()
    }

    /// Feeds the program and waits for it. Was all of the message taken?
    async fn feed(program: &mut Child, bytes: &[u8]) -> std::io::Result<(ExitStatus, bool, String)> {
        let (input, errors) = (program.stdin.take(), program.stderr.take());
        let feed = async {
            let Some(mut input) = input else { return false };
            // A program that ends before it has read everything tells why by its exit code.
            input.write_all(bytes).await.is_ok() && input.shutdown().await.is_ok()
        };
        let words = tokio::spawn(words(errors));
        let (taken, status) = tokio::join!(feed, program.wait());
        // What it leaves running in the background may hold its mouth open for ever.
        let words = timeout(LAST_WORDS, words).await;
        Ok((status?, taken, words.ok().and_then(Result::ok).unwrap_or_default()))
    }
}

#[async_trait]
impl Courier for SendmailCourier {
    async fn deliver(&self, message: &Message, _: Option<&Message>, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        if let Some(said) = self.missing().await {
            return self.trouble(&said);
        }
        if !go.wait().await {
            return Delivery::Withdrawn;
        }
        let mut program = match self.start(&mail) {
            Ok(program) => program,
            Err(error) => return self.trouble(&error.to_string()),
        };
        let fed = timeout(self.patience, Self::feed(&mut program, &mail.bytes)).await;
        match fed {
            Ok(Ok((status, taken, words))) => {
                outcome(status, taken, &words).unwrap_or_else(|said| self.trouble(&said))
            }
            // Whether it had the mail by then cannot be known.
            Ok(Err(error)) => Delivery::Uncertain(format!("sendmail: {error}")),
            Err(_) => {
                let _ = program.kill().await;
                Delivery::Uncertain(format!("sendmail: no answer within {} s", self.patience.as_secs()))
            }
        }
    }

    fn at_once(&self) -> usize {
        self.at_once
    }
}

/// What came of it; an error is the mail system's own trouble.
fn outcome(status: ExitStatus, taken: bool, words: &str) -> Result<Delivery, String> {
    let said = |what: &str| {
        if words.is_empty() { format!("sendmail: {what}") } else { format!("sendmail: {what}: {words}") }
    };
    let Some(code) = status.code() else { return Ok(Delivery::Uncertain(said("killed"))) };
    let told = said(&format!("exit code {code}"));
    Ok(match code {
        0 if taken => Delivery::Accepted(words.to_owned()),
        0 => Delivery::Uncertain(said("it ended before it had read the whole mail")),
        NO_USER | NO_HOST => Delivery::Bounced(told),
        BAD_MESSAGE => Delivery::Failed(told),
        TEMPORARY => Delivery::Deferred(told),
        _ => return Err(told),
    })
}

/// What the program says, without addresses. All of it is read: a full pipe would stop the program.
async fn words(errors: Option<impl AsyncRead + Unpin>) -> String {
    let mut said = Vec::new();
    if let Some(mut errors) = errors {
        let mut piece = [0; 1024];
        while let Ok(count @ 1..) = errors.read(&mut piece).await {
            let kept = count.min(MOST_WORDS.saturating_sub(said.len()));
            said.extend_from_slice(&piece[..kept]);
        }
    }
    without_addresses(&String::from_utf8_lossy(&said), 200)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::notify::message::tests::{message, sender};

    #[tokio::test]
    async fn a_program_that_hangs_is_ended_and_the_mail_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("sendmail");
        let pid = folder.path().join("pid");
        std::fs::write(&program, format!("#!/bin/sh\necho $$ >{}\nexec sleep 600\n", pid.display())).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let patience = Duration::from_secs(3);
        let courier = SendmailCourier { program, sender: sender(), at_once: 1, patience };
        let delivery = courier.deliver(&message("a@example.jp", "x"), None, Go::when(async { true })).await;
        assert!(matches!(delivery, Delivery::Uncertain(_)), "{delivery:?}");
        let pid = std::fs::read_to_string(pid).unwrap();
        assert!(!std::path::Path::new("/proc").join(pid.trim()).exists(), "it still runs");
    }
}
