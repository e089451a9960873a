//! SFTP against OpenSSH's own server, on a loopback port, with keys made for the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use otayori::publish::{Account, Host, HostError, Patience, Patient, SftpHost};

use super::{free_port, judges, keeps_the_contract, wait_for};

/// A server that lives as long as this value.
struct Sshd {
    child: Child,
    port: u16,
    place: tempfile::TempDir,
}

impl Sshd {
    fn start() -> Self {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        for name in ["host", "school", "stranger"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(at(name))
                .status()
                .expect("ssh-keygen (openssh-client) is installed");
            assert!(made.success());
        }
        fs::copy(at("school.pub"), at("authorized")).unwrap();
        let port = free_port();
        let host_key = fs::read_to_string(at("host.pub")).unwrap();
        fs::write(at("known"), format!("[127.0.0.1]:{port} {host_key}")).unwrap();
        let other_key = fs::read_to_string(at("stranger.pub")).unwrap();
        fs::write(at("changed"), format!("[127.0.0.1]:{port} {other_key}")).unwrap();
        fs::write(at("nobody"), "").unwrap();
        fs::create_dir(at("home")).unwrap();
        let shown = |name: &str| at(name).display().to_string();
        fs::write(
            at("config"),
            format!(
                "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
                 StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n\
                 Subsystem sftp internal-sftp\n",
                shown("host"),
                shown("authorized"),
            ),
        )
        .unwrap();
        // Where the system has no running sshd, its empty folder is missing; only root needs it.
        let _ = fs::create_dir_all("/run/sshd");
        let child = serve(&at("config"));
        wait_for(port);
        Sshd { child, port, place }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn folder(&self) -> PathBuf {
        self.at("home/www")
    }

    fn account(&self, key: &str, known: &str) -> Account {
        let user = Command::new("id").arg("-un").output().unwrap().stdout;
        Account {
            user: String::from_utf8(user).unwrap().trim().to_owned(),
            host: "127.0.0.1".to_owned(),
            port: self.port,
            key: Some(self.at(key)),
            known_hosts: Some(self.at(known)),
        }
    }

    fn host(&self, key: &str, known: &str) -> SftpHost {
        SftpHost::new(self.account(key, known), self.folder().display().to_string())
    }

    /// Ends the processes that serve open connections, as a power cut on the other side would.
    fn cut_connections(&self) {
        let children = |parent: u32| {
            let listed =
                Command::new("ps").args(["-o", "pid=", "--ppid", &parent.to_string()]).output().unwrap();
            let listed = String::from_utf8(listed.stdout).unwrap();
            listed.split_whitespace().map(|pid| pid.parse().unwrap()).collect::<Vec<u32>>()
        };
        for session in children(self.child.id()) {
            for process in children(session).into_iter().chain([session]) {
                let _ =
                    Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status();
            }
        }
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        self.cut_connections();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(config: &Path) -> Child {
    Command::new("/usr/sbin/sshd")
        .args(["-D", "-e", "-f"])
        .arg(config)
        .stderr(Stdio::null())
        .spawn()
        .expect("sshd (openssh-server) is installed")
}

#[tokio::test(flavor = "multi_thread")]
async fn sftp_keeps_the_contract_and_no_litter() {
    if !judges() {
        return;
    }
    let sshd = Sshd::start();
    let (host, folder) = (sshd.host("school", "known"), sshd.folder());
    keeps_the_contract(&host, |path| fs::read(folder.join(path)).ok()).await;
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["index.html"], "emptied folders and half-written files are gone");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_said_so() {
    if !judges() {
        return;
    }
    let sshd = Sshd::start();
    let fault = sshd.host("stranger", "known").put("index.html", vec![1]).await.unwrap_err();
    assert!(matches!(&fault, HostError::Refused(said) if said.contains("Permission denied")), "{fault:?}");
}

#[tokio::test]
async fn a_host_with_an_unknown_or_another_key_gets_nothing() {
    if !judges() {
        return;
    }
    let sshd = Sshd::start();
    for known in ["nobody", "changed"] {
        let fault = sshd.host("school", known).put("index.html", vec![1]).await.unwrap_err();
        assert!(matches!(fault, HostError::Stranger(_)), "{fault:?}");
    }
    assert_eq!(fs::read_to_string(sshd.at("nobody")).unwrap(), "", "no key is taken on trust");
    assert!(!sshd.folder().exists());
}

#[tokio::test]
async fn a_host_that_is_down_is_unreachable() {
    if !judges() {
        return;
    }
    let mut account = { Sshd::start() }.account("school", "known");
    account.port = free_port();
    let fault = SftpHost::new(account, "www").put("index.html", vec![1]).await.unwrap_err();
    assert!(matches!(&fault, HostError::Unreachable(said) if said.contains("refused")), "{fault:?}");
}

#[tokio::test]
async fn a_folder_above_the_site_that_is_not_there_is_missing() {
    if !judges() {
        return;
    }
    let sshd = Sshd::start();
    let nowhere = sshd.at("home/no/such/www").display().to_string();
    let host = SftpHost::new(sshd.account("school", "known"), nowhere);
    assert_eq!(host.get("index.html").await, Ok(None));
    let fault = host.put("index.html", vec![1]).await.unwrap_err();
    assert!(matches!(fault, HostError::Missing(_)), "{fault:?}");
}

#[tokio::test]
async fn after_a_cut_connection_the_next_request_opens_another() {
    if !judges() {
        return;
    }
    let sshd = Sshd::start();
    let patience = Patience { pause: Duration::from_millis(50), ..Patience::default() };
    let host = Patient::new(sshd.host("school", "known"), patience);
    for turn in 0..3u8 {
        host.put("abc/index.html", vec![turn]).await.unwrap();
        assert_eq!(fs::read(sshd.folder().join("abc/index.html")).unwrap(), [turn]);
        sshd.cut_connections();
    }
}
