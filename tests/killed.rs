//! The program is killed while it sends, and started again: nobody is lost, and what went twice is marked.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::common::school::School;
use otayori::ledger::State;

/// Enough that a kill falls into the middle.
const HOUSEHOLDS: usize = 160;
/// The courier's connections: at most so many mails are in flight.
const IN_FLIGHT: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_nobody_is_lost() {
    let runs = if std::env::var_os("OTAYORI_LONG").is_some() { 200 } else { 6 };
    let mut with_notebook = 0;
    for run in 0..runs {
        // Slowly, one mail after another; and so fast that many are claimed ahead.
        let slow = Duration::from_millis(if run % 2 == 0 { 25 } else { 4 });
        let killed = one_run(run, slow).await;
        assert!(killed.doubled <= IN_FLIGHT, "run {run}: {} mails went twice", killed.doubled);
        with_notebook += usize::from(killed.left_a_notebook);
    }
    assert!(with_notebook > 0, "no kill hit a round that had claimed ahead");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_it_finishes_the_mails_in_hand() {
    let school = school_of_many().await;
    school.smtp.set(|faults| faults.slow = Duration::from_millis(100));
    let mut first = send(&school).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    until_accepted(&school, &mut first, 6).await;
    let asked = Command::new("kill").args(["-TERM", &first.id().to_string()]).status().unwrap();
    assert!(asked.success());
    let output = tokio::task::block_in_place(|| first.wait_with_output().unwrap());
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    let letter = school.office.find_released("園だより").await.unwrap().id;
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    let gone = dispatches.iter().filter(|dispatch| dispatch.state == State::Accepted).count();
    assert_eq!(gone, school.smtp.accepted().len(), "what was in hand is written down");
    assert!(gone < HOUSEHOLDS, "it did not stop");
    assert!(dispatches.iter().all(|dispatch| !matches!(dispatch.state, State::Sending | State::Uncertain)));
    let left = HOUSEHOLDS - gone;
    assert!(
        told.contains(&left.to_string()) && told.contains("otayori send"),
        "{left} remain, and how: {told}"
    );

    school.smtp.set(|faults| faults.slow = Duration::ZERO);
    let again = tokio::task::block_in_place(|| send(&school).output().unwrap());
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(school.smtp.accepted().len(), HOUSEHOLDS, "everybody once");
}

/// What a kill left.
struct Killed {
    /// mails that went twice in the end
    doubled: usize,
    left_a_notebook: bool,
}

/// Kills the program at another point in each run, and lets it go on.
async fn one_run(run: u64, slow: Duration) -> Killed {
    let school = school_of_many().await;
    school.smtp.set(|faults| faults.slow = slow);

    let mut first = send(&school).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    // At a different point each time: after some mails have gone, and a little more.
    until_accepted(&school, &mut first, 1 + (run as usize * 13) % (HOUSEHOLDS / 2)).await;
    tokio::time::sleep(slow.mul_f64((run * 7_919 % 1_000) as f64 / 1_000.0)).await;
    first.kill().unwrap();
    first.wait().unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(school.smtp.accepted().len() < HOUSEHOLDS, "the kill came too late to show anything");
    let left_a_notebook = school.folder.path().join(".otayori/sending.notebook").exists();

    let again = tokio::task::block_in_place(|| send(&school).output().unwrap());
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for mail in school.smtp.accepted() {
        *copies.entry(mail.to).or_default() += 1;
    }
    assert_eq!(copies.len(), HOUSEHOLDS, "somebody was lost");
    let letter = school.office.find_released("園だより").await.unwrap().id;
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    assert!(dispatches.iter().all(|dispatch| dispatch.state == State::Accepted));
    for dispatch in &dispatches {
        let to = dispatch.to.email.as_ref().unwrap().reveal();
        assert!(copies[to] <= 1 + usize::from(dispatch.again), "{to} went twice unmarked");
    }
    Killed { doubled: copies.values().filter(|count| **count > 1).count(), left_a_notebook }
}

fn send(school: &School) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
    command.arg("--school").arg(school.folder.path()).args(["send", "園だより", "--yes", "--lang", "ja"]);
    command
}

/// A school of so many households, its letter still a draft, and no hold.
async fn school_of_many() -> School {
    let school = School::open("  quiet: never\n").await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings.replace("hold: 60s", "hold: 0s"));
    school.write_for_many(HOUSEHOLDS);
    school
}

/// Waits until the mail server has taken so many.
async fn until_accepted(school: &School, sending: &mut Child, wanted: usize) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while school.smtp.accepted().len() < wanted {
        assert!(sending.try_wait().unwrap().is_none(), "it ended too soon");
        assert!(std::time::Instant::now() < deadline, "it does not send");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
