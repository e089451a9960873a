//! The wire, against mail servers that are not ours: Postfix's `smtp-sink` with each of its faults, Postfix itself,
//! aiosmtpd behind TLS and logins. Nobody is called sent whom the server did not take, nobody is marked as bounced
//! for the mail server's trouble, and no mail goes in clear to a server that does not prove who it is.

mod closing;
mod judges;
mod secure;
mod sink;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use otayori::ledger::State;
use otayori::office::{Kind, Rest};

use crate::common::school::{School, open};

/// A program that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until a server answers there.
fn answering(port: u16) {
    for _ in 0..500 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("nothing listens at {port}");
}

/// Is this program here? With `OTAYORI_JUDGES=1` it must be.
fn is_here(program: &str) -> bool {
    let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
    let found = path.split(':').any(|folder| Path::new(folder).join(program).is_file());
    assert!(found || std::env::var_os("OTAYORI_JUDGES").is_none(), "{program} is missing");
    found
}

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env("PATH", std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A school whose mails go to this courier; `more` is added below `mail:`.
async fn school(courier: &str, more: &str) -> School {
    let mut school = School::open(&format!("  quiet: never\n{more}")).await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    let own = format!("smtp://{}?tls=none", school.smtp.address);
    school.write("school.yaml", &settings.replace(&own, courier));
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    school.office = open(school.folder.path(), school.clock.clone()).await;
    school
}

/// Releases the letter, lets the hold pass and sends: how it ended, and where the five mails stand.
async fn sent(school: &School) -> (Rest, BTreeMap<State, u64>) {
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    let rest = school.post().await;
    let mut states = school.office.sent_report(&letter).await.unwrap().states;
    states.remove(&State::NoChannel);
    assert_eq!(states.values().sum::<u64>(), 5, "{states:?}");
    (rest, states)
}
