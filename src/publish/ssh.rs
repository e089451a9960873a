//! One `ssh` child that carries SFTP, and what its last words mean.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use openssh_sftp_client::{Sftp, SftpOptions};
use tokio::io::{AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::host::HostError;

/// How the account is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// the login name
    pub user: String,
    /// the machine's name or address
    pub host: String,
    /// usually 22
    pub port: u16,
    /// the private key's file; `None` = the keys ssh finds by itself (its agent, `~/.ssh`)
    pub key: Option<PathBuf>,
    /// the file with the host's public key; `None` = ssh's own (`~/.ssh/known_hosts`)
    pub known_hosts: Option<PathBuf>,
}

impl Account {
    /// The system's `ssh`, which asks no questions and trusts no host it has not been told of.
    fn command(&self) -> Command {
        let mut ssh = Command::new("ssh");
        for option in [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "ConnectTimeout=10",
            "ServerAliveInterval=10",
            "ServerAliveCountMax=3",
            "ClearAllForwardings=yes",
            "ForwardAgent=no",
            "ControlMaster=no",
            "ControlPath=none",
            "LogLevel=ERROR",
        ] {
            ssh.args(["-o", option]);
        }
        if let Some(key) = &self.key {
            ssh.args(["-o", "IdentitiesOnly=yes", "-i", &as_ssh_reads(key)]);
        }
        if let Some(known_hosts) = &self.known_hosts {
            let option = format!("UserKnownHostsFile=\"{}\"", as_ssh_reads(known_hosts));
            ssh.args(["-o", "GlobalKnownHostsFile=/dev/null", "-o", &option]);
        }
        ssh.args(["-p", &self.port.to_string(), "-l", &self.user, "-s", "--", &self.host, "sftp"]);
        ssh.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        ssh
    }
}

/// `%` begins a variable in ssh's file names.
fn as_ssh_reads(file: &Path) -> String {
    file.to_string_lossy().replace('%', "%%")
}

/// An SFTP session, open as long as this value lives.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) sftp: Sftp,
    /// What ssh said when it ended; `None` while it runs.
    ended: watch::Receiver<Option<HostError>>,
    _child: Ending,
}

impl Session {
    pub(super) async fn open(account: &Account) -> Result<Self, HostError> {
        let mut child = account
            .command()
            .spawn()
            .map_err(|error| HostError::Refused(format!("the program ssh cannot be started: {error}")))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(HostError::Unreachable("ssh has no input or output".to_owned()));
        };
        let (end, mut ended) = watch::channel(None);
        let child = Ending(tokio::spawn(async move {
            let last_words = wait(child, stderr).await;
            let _ = end.send(Some(last_words));
        }));
        let opened = Sftp::new(stdin, BufReader::new(stdout), SftpOptions::default()).await;
        match opened {
            Ok(sftp) => Ok(Session { sftp, ended, _child: child }),
            // The protocol broke off; why, ssh tells when it ends.
            Err(error) => {
                let fault = match ended.wait_for(Option::is_some).await {
                    Ok(fault) => fault.clone(),
                    Err(_) => None,
                };
                Err(fault.unwrap_or_else(|| HostError::Unreachable(error.to_string())))
            }
        }
    }

    /// Does `work`, unless ssh ends before.
    pub(super) async fn during<T>(
        &self,
        work: impl Future<Output = Result<T, HostError>>,
    ) -> Result<T, HostError> {
        let mut ended = self.ended.clone();
        tokio::select! {
            biased;
            done = work => done,
            Ok(fault) = ended.wait_for(Option::is_some) => {
                Err(fault.clone().unwrap_or_else(|| HostError::Unreachable("ssh ended".to_owned())))
            }
        }
    }
}

/// Ends the child with the session.
#[derive(Debug)]
struct Ending(JoinHandle<()>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the child's end; at most the first 4 KiB of what it says are kept.
async fn wait(mut child: Child, stderr: ChildStderr) -> HostError {
    let mut said = Vec::new();
    let mut stderr = stderr.take(4096);
    let _ = stderr.read_to_end(&mut said).await;
    let _ = tokio::io::copy(&mut stderr.into_inner(), &mut tokio::io::sink()).await;
    let status = child.wait().await;
    let said = String::from_utf8_lossy(&said);
    let said = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    if said.is_empty() {
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        return HostError::Unreachable(format!("ssh ended: {status}"));
    }
    meaning(said)
}

/// What ssh's words on its standard error mean. They have been the same for many years.
fn meaning(said: String) -> HostError {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["Host key verification failed", "HOST IDENTIFICATION HAS CHANGED", "host key is known for"]) {
        HostError::Stranger(said)
    } else if has(&[
        "Permission denied",
        "Too many authentication failures",
        "no such identity",
        "subsystem request failed",
        "no matching host key type",
        "UNPROTECTED PRIVATE KEY",
    ]) {
        HostError::Refused(said)
    } else {
        HostError::Unreachable(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ssh_says_is_understood() {
        let meaning = |said: &str| meaning(said.to_owned());
        assert!(matches!(
            meaning("otayori@www.example.jp: Permission denied (publickey)."),
            HostError::Refused(_)
        ));
        assert!(matches!(
            meaning(
                "No ED25519 host key is known for www.example.jp and you have requested strict checking."
            ),
            HostError::Stranger(_)
        ));
        assert!(matches!(
            meaning("ssh: connect to host www.example.jp port 22: Connection refused"),
            HostError::Unreachable(_)
        ));
        assert!(matches!(
            meaning("ssh: Could not resolve hostname www.example.jp: Name or service not known"),
            HostError::Unreachable(_)
        ));
    }
}
