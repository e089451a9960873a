//! The program is hurt where it hurts most: killed at each step, with a disk that fails or is full, with the power
//! cut. Nobody may be lost; nobody may be called sent who is not; what went twice is marked.
//!
//! strace does the hurting: it kills at the n-th call of one kind, or lets it fail. So every step between two
//! writes, syncs and packets is met, without a hook in the program. A few points each time; with OTAYORI_LONG all.

mod disk;
mod power;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use otayori::ledger::{Dispatch, Ledger, State};
use otayori::office::Kind;
use otayori::world::{Clock, SystemClock};
use tempfile::TempDir;

use crate::common::school::School;

/// Enough for several mails on each connection.
const HOUSEHOLDS: usize = 24;
/// At most so many mails are in flight.
const CONNECTIONS: usize = 4;

/// From where the program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// the letter is a draft: it is made, frozen, published and sent
    Draft,
    /// it is released, and its messages wait
    Released,
}

/// A school to be hurt: its host, collector and mail server go on while the program dies again and again.
struct Stand {
    school: School,
    fresh: TempDir,
    /// in a long campaign, a mail server that is not ours, and what it has taken, a line each
    other: Option<(Child, PathBuf)>,
}

impl Drop for Stand {
    fn drop(&mut self) {
        if let Some((server, _)) = &mut self.other {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

impl Stand {
    async fn new(from: From) -> Self {
        let school = School::open(&format!("  quiet: never\n  connections: {CONNECTIONS}\n")).await;
        let folder = school.folder.path();
        let settings = std::fs::read_to_string(folder.join("school.yaml")).unwrap();
        let host = format!("host: folder:{}", folder.join("public").display());
        let mut settings = settings.replace("hold: 60s", "hold: 0s").replace("host: folder:public", &host);
        let fresh = tempfile::tempdir().unwrap();
        let other = is_long().then(|| {
            let taken = fresh.path().with_extension("taken");
            let (server, address) = other_server(&taken);
            settings = settings.replace(&school.smtp.address.to_string(), &address);
            (server, taken)
        });
        school.write("school.yaml", &settings);
        school.write_for_many(HOUSEHOLDS);
        if from == From::Released {
            // The program reads the real clock, and gives up what is too late.
            school.advance(SystemClock.now().duration_since(school.clock.now()).as_secs() - 60);
            school.release("園だより", Kind::Send).await;
        }
        copy(folder, fresh.path());
        Stand { school, fresh, other }
    }

    /// The school as it was before anything was hurt, in a folder of its own, and nothing sent yet.
    fn again(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        copy(self.fresh.path(), folder.path());
        self.school.smtp.forget();
        if let Some((_, taken)) = &self.other {
            std::fs::write(taken, "").unwrap();
        }
        folder
    }

    /// Sends to the end, unhurt; then everybody has the letter, and what went twice is marked.
    async fn goes_on(&self, folder: &Path, hurt: &str) -> usize {
        let output = tokio::task::block_in_place(|| send(folder, None));
        assert!(output.status.success(), "{hurt}: {}", said(&output));
        let dispatches = dispatches(folder).await;
        assert_eq!(dispatches.len(), HOUSEHOLDS, "{hurt}: one batch");
        let copies = self.copies();
        assert_eq!(copies.len(), HOUSEHOLDS, "{hurt}: somebody was lost");
        for dispatch in &dispatches {
            let to = dispatch.to.email.as_ref().unwrap().reveal();
            assert_eq!(dispatch.state, State::Accepted, "{hurt}: {to}");
            assert!(copies[to] <= 1 + usize::from(dispatch.again), "{hurt}: {to} went twice unmarked");
        }
        copies.values().filter(|count| **count > 1).count()
    }

    /// Nobody is called sent whose mail the server does not have.
    async fn says_nothing_false(&self, folder: &Path, hurt: &str) {
        let copies = self.copies();
        for dispatch in dispatches(folder).await {
            let to = dispatch.to.email.as_ref().unwrap().reveal();
            let is_told = dispatch.state == State::Accepted;
            assert!(!is_told || copies.contains_key(to), "{hurt}: {to} is called sent and is not");
        }
    }

    fn copies(&self) -> BTreeMap<String, usize> {
        let taken: Vec<String> = match &self.other {
            Some((_, taken)) => std::fs::read_to_string(taken).unwrap().lines().map(str::to_owned).collect(),
            None => self.school.smtp.accepted().into_iter().map(|mail| mail.to).collect(),
        };
        let mut copies = BTreeMap::new();
        for to in taken {
            *copies.entry(to).or_default() += 1;
        }
        copies
    }
}

/// aiosmtpd, writing down what it has taken; and its address.
fn other_server(taken: &Path) -> (Child, String) {
    std::fs::write(taken, "").unwrap();
    let mut server = Command::new("python3")
        .arg("tests/hurt/server.py")
        .arg(taken)
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 and aiosmtpd are installed");
    let mut port = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut port).unwrap();
    (server, format!("127.0.0.1:{}", port.trim()))
}

/// Every dispatch in the ledger of this folder; it must open.
async fn dispatches(folder: &Path) -> Vec<Dispatch> {
    let ledger = Ledger::open(&folder.join(".otayori")).await.unwrap();
    let mut all = Vec::new();
    for letter in ledger.letters().await.unwrap() {
        all.extend(ledger.dispatches(&letter.id).await.unwrap());
    }
    ledger.close().await;
    let people: BTreeSet<_> = all.iter().map(|one| (&one.to.family, &one.to.guardian, one.edition)).collect();
    assert_eq!(people.len(), all.len(), "somebody is frozen twice");
    all
}

/// Runs `send`; `inject` is what strace does to it.
fn send(folder: &Path, inject: Option<&str>) -> Output {
    let program = env!("CARGO_BIN_EXE_otayori");
    let mut command = match inject {
        None => Command::new(program),
        Some(inject) => {
            let call = inject.split(':').next().unwrap_or_default();
            let mut command = Command::new("strace");
            // (With --seccomp-bpf it would lose the signal.)
            command.args(["-f", "-qqq", "-o", "/dev/null", "-e"]);
            command.arg(format!("trace={call}")).args(["-e", &format!("inject={inject}"), program]);
            command
        }
    };
    command.arg("--school").arg(folder).args(["send", "園だより", "--yes", "--lang", "ja"]);
    command.stdin(Stdio::null()).output().expect("strace is installed")
}

/// How often each thread-less kind of call happens in an unhurt run: how far the points go.
fn calls(folder: &Path, kinds: &[&str]) -> BTreeMap<String, usize> {
    let log = folder.join("calls.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-qqq", "--seccomp-bpf", "-o"]).arg(&log);
    command.args(["-e", &format!("trace={}", kinds.join(",")), env!("CARGO_BIN_EXE_otayori")]);
    command.arg("--school").arg(folder).args(["send", "園だより", "--yes", "--lang", "ja"]);
    let output = command.stdin(Stdio::null()).output().expect("strace is installed");
    assert!(output.status.success(), "{}", said(&output));
    // strace counts the calls of each thread by itself.
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let (thread, rest) = line.split_once(' ').unwrap_or_default();
        // The second half of a call that was interrupted begins with "<...".
        if let Some((call, _)) = rest.trim_start().split_once('(').filter(|(call, _)| !call.starts_with('<'))
        {
            *counts.entry((call.to_owned(), thread.to_owned())).or_default() += 1;
        }
    }
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for ((call, _), count) in counts {
        let known = most.entry(call).or_default();
        *known = count.max(*known);
    }
    most
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

fn is_long() -> bool {
    std::env::var_os("OTAYORI_LONG").is_some()
}

/// strace is one of the judges: these tests run where they are asked for.
fn is_asked() -> bool {
    is_long() || std::env::var("OTAYORI_JUDGES").is_ok_and(|set| set == "1")
}

/// `most` of these points, evenly spread.
fn some<T: Clone>(points: &[T], most: usize) -> Vec<T> {
    if points.len() <= most {
        return points.to_vec();
    }
    (0..most).map(|number| points[number * points.len() / most].clone()).collect()
}
