//! The other sides of the couriers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use otayori::notify::{self, Courier};
use otayori::settings::Settings;
use tempfile::TempDir;

use crate::common::school::write;
use crate::common::smtp::SmtpServer;

/// A mail as the other side has it.
pub struct Received {
    /// `None` where there is none: a folder
    pub envelope: Option<Envelope>,
    pub message: String,
}

pub struct Envelope {
    pub from: String,
    pub to: Vec<String>,
}

/// What the other side is to do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    None,
    /// it says that there is no such person, with the address
    NobodyThere,
    /// it says "later"
    NotNow,
    /// it does not talk to us at all
    Closed,
}

/// A courier and its other side.
pub struct Peer {
    pub name: &'static str,
    pub courier: Arc<dyn Courier>,
    side: Side,
    folder: TempDir,
}

enum Side {
    Server(SmtpServer),
    Program,
    Postfix,
    Folder,
}

impl Peer {
    pub async fn all() -> Vec<Peer> {
        let server = SmtpServer::start().await;
        let address = format!("smtp://{}?tls=none", server.address);
        let mut peers = vec![
            peer("SMTP", &address, Side::Server(server), tempfile::tempdir().unwrap()),
            program(STORE).0,
            peer("mailbox", "mailbox:mailbox", Side::Folder, tempfile::tempdir().unwrap()),
        ];
        if std::env::var_os("OTAYORI_JUDGES").is_some() {
            peers.push(msmtp().await);
            peers.extend(postfix());
        }
        peers
    }

    /// What arrived, in any order.
    pub fn received(&self) -> Vec<Received> {
        match &self.side {
            Side::Server(server) => {
                let mails = server.accepted().into_iter();
                mails
                    .map(|mail| Received {
                        envelope: Some(Envelope { from: mail.from, to: mail.recipients }),
                        message: mail.message,
                    })
                    .collect()
            }
            Side::Program => files(&self.folder.path().join("got"), "eml")
                .into_iter()
                .map(|file| Received {
                    envelope: Some(envelope(&file.with_extension("args"))),
                    message: std::fs::read_to_string(&file).unwrap(),
                })
                .collect(),
            Side::Postfix => {
                files(&self.folder.path().join("queue/maildrop"), "").iter().map(|f| self.queued(f)).collect()
            }
            Side::Folder => files(&self.folder.path().join("mailbox"), "eml")
                .into_iter()
                .map(|file| Received { envelope: None, message: std::fs::read_to_string(file).unwrap() })
                .collect(),
        }
    }

    /// A mail in Postfix's queue, by Postfix's own reader.
    fn queued(&self, file: &Path) -> Received {
        let read = |what: &str| {
            let mut postcat = Command::new("/usr/sbin/postcat");
            let out =
                postcat.arg("-c").arg(self.folder.path().join("etc")).arg(what).arg(file).output().unwrap();
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
            String::from_utf8(out.stdout).unwrap()
        };
        let envelope = read("-e");
        let of =
            |name: &str| envelope.lines().filter_map(|line| line.strip_prefix(name)).map(quoted).collect();
        let (mut from, to): (Vec<String>, Vec<String>) = (of("sender: "), of("recipient: "));
        Received { envelope: Some(Envelope { from: from.remove(0), to }), message: read("-bh") }
    }

    /// Makes trouble; false where this side cannot.
    pub fn make(&self, trouble: Trouble) -> bool {
        let of =
            |wanted: Trouble| if trouble == wanted { vec!["hana@example.jp".to_owned()] } else { vec![] };
        match &self.side {
            Side::Server(server) => {
                server.set(|faults| {
                    faults.bounce = of(Trouble::NobodyThere);
                    faults.defer = of(Trouble::NotNow);
                    faults.closed = trouble == Trouble::Closed;
                });
                // What msmtp makes of a mail server's answers is its own matter.
                self.name == "SMTP" || trouble == Trouble::None
            }
            Side::Program => {
                let script = match trouble {
                    Trouble::None => STORE.to_owned(),
                    Trouble::NobodyThere => refusing(67),
                    Trouble::NotNow => refusing(75),
                    Trouble::Closed => refusing(71),
                };
                write_program(self.folder.path(), &script);
                true
            }
            Side::Postfix => trouble == Trouble::None,
            Side::Folder => match trouble {
                Trouble::None => {
                    let _ = std::fs::remove_file(self.folder.path().join("mailbox"));
                    true
                }
                Trouble::Closed => {
                    write(self.folder.path(), "mailbox", "a file where the folder should be");
                    true
                }
                _ => false,
            },
        }
    }
}

/// Keeps what it gets, as a mail system does: whole or not at all.
const STORE: &str = r#"mkdir -p got
name=$(mktemp got/XXXXXX)
printf '%s\n' "$@" >"$name.args"
cat >"$name.part" && mv "$name.part" "$name.eml""#;

fn refusing(code: u8) -> String {
    format!("cat >/dev/null; echo \"sendmail: <$5>: something is wrong with $5\" >&2; exit {code}")
}

/// A courier by a program of this script, and the program's path.
pub fn program(script: &str) -> (Peer, String) {
    let folder = tempfile::tempdir().unwrap();
    let program = write_program(folder.path(), script);
    let address = format!("sendmail:{}", program.display());
    (peer("sendmail", &address, Side::Program, folder), program.display().to_string())
}

fn write_program(folder: &Path, script: &str) -> PathBuf {
    // Beside and renamed: a program that runs cannot be written to.
    let text = format!("#!/bin/sh\ncd \"$(dirname \"$0\")\" || exit 1\n{script}\n");
    let new = write(folder, "sendmail.new", &text);
    make_runnable(&new, 0o755);
    let program = folder.join("sendmail");
    std::fs::rename(new, &program).unwrap();
    program
}

fn make_runnable(file: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Couriers whose program cannot be run.
pub fn no_programs() -> Vec<(&'static str, Peer)> {
    let of = |make: &dyn Fn(&Path) -> PathBuf| {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sendmail:{}", make(folder.path()).display());
        peer("sendmail", &address, Side::Program, folder)
    };
    vec![
        ("missing", of(&|folder| folder.join("nowhere"))),
        ("a folder", of(&|folder| folder.to_owned())),
        (
            "not executable",
            of(&|folder| {
                let file = write(folder, "sendmail", "#!/bin/sh\n");
                make_runnable(&file, 0o644);
                file
            }),
        ),
    ]
}

/// A real program of this kind, which speaks SMTP to our server.
async fn msmtp() -> Peer {
    let server = SmtpServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "account default\nhost {}\nport {}\ntls off\nauth off\n",
        server.address.ip(),
        server.address.port()
    );
    let config = write(folder.path(), "msmtprc", &config);
    make_runnable(&config, 0o600);
    let program = write_program(folder.path(), "exec msmtp -C ./msmtprc \"$@\"");
    peer("msmtp", &format!("sendmail:{}", program.display()), Side::Server(server), folder)
}

/// The real one, with a queue of its own that nothing delivers; it lets only root choose one.
fn postfix() -> Option<Peer> {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().display();
    let config = format!(
        "queue_directory={here}/queue\ndata_directory={here}/data\nmyhostname=mail.example.jp\nmydestination=\n\
         compatibility_level=3.6\n"
    );
    write(folder.path(), "etc/main.cf", &config);
    write(folder.path(), "etc/master.cf", "");
    for inside in ["queue/maildrop", "data"] {
        std::fs::create_dir_all(folder.path().join(inside)).unwrap();
    }
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(folder.path()).unwrap()).eq(&0).then(|| {
        let program = write_program(folder.path(), "exec /usr/sbin/sendmail -C \"$PWD/etc\" \"$@\"");
        peer("Postfix", &format!("sendmail:{}", program.display()), Side::Postfix, folder)
    })
}

/// Postfix shows a local part without its quotation marks.
fn quoted(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) if local.contains("..") || local.starts_with('.') || local.ends_with('.') => {
            format!("\"{local}\"@{domain}")
        }
        _ => address.to_owned(),
    }
}

fn peer(name: &'static str, courier: &str, side: Side, folder: TempDir) -> Peer {
    let settings = settings(folder.path(), courier, "");
    Peer { name, courier: notify::open(&settings.mail, None), side, folder }
}

/// A school's settings with this courier; `more` below `mail:`.
pub fn settings(folder: &Path, courier: &str, more: &str) -> Settings {
    std::fs::create_dir_all(folder.join("content")).unwrap();
    let text = format!(
        "name: ひまわり保育園\nsite: https://otayori.example.jp/himawari\ncollector: https://yomi.example.jp\n\
         host: folder:public\nmail:\n  from: ひまわり保育園 <otayori@example.jp>\n  courier: \"{courier}\"\n{more}"
    );
    write(folder, "school.yaml", &text);
    Settings::load(folder, "2026-11-24".parse().unwrap(), &|_| None)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn files(folder: &Path, kind: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().unwrap_or_default() == kind).collect()
}

/// `-i -f FROM -- TO`
fn envelope(args: &Path) -> Envelope {
    let text = std::fs::read_to_string(args).unwrap();
    let args: Vec<&str> = text.lines().collect();
    let ["-i", "-f", from, "--", to @ ..] = args.as_slice() else { panic!("{args:?}") };
    Envelope { from: (*from).to_owned(), to: to.iter().map(|to| (*to).to_owned()).collect() }
}
