//! The doctor: each thing that can be wrong around a school is seen wrong once, and right once, with a real mail
//! server, real hosts and (where the judges are there) a real DNS server.

mod dns;
mod host;
mod mail;

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::{Html, IntoResponse};
use otayori::doctor::{self, Finding, Verdict};
use otayori::ledger::Ledger;
use otayori::office::Office;
use otayori::settings::CollectorKey;
use otayori::world::{Clock, FixedClock, SystemClock};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::common::outside::{Running, free_port};
use crate::common::school::{School, address, door, open, serve};
use crate::desk::director::Desk;

const LETTER: &str = "content/全園/2026-11-20 園だより.md";

/// A school with one letter out.
async fn school() -> School {
    let school = School::open("  quiet: never\n").await;
    school.write(LETTER, "# 園だより\n\nこんにちは。\n");
    school.send("園だより").await;
    school
}

fn settings(school: &School) -> String {
    std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap()
}

/// The school's office with changed settings, at this very moment.
async fn changed(school: &School, change: impl FnOnce(String) -> String) -> Office {
    school.write("school.yaml", &change(settings(school)));
    open(school.folder.path(), Arc::new(FixedClock::at(SystemClock.now()))).await
}

/// `id verdict` of what a check found.
async fn found(office: &Office, check: &str) -> Vec<String> {
    let findings = doctor::examine(office).await.unwrap();
    shown(findings.iter().filter(|finding| finding.check == check))
}

fn shown<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<String> {
    let sign = |verdict| match verdict {
        Verdict::Fine => "fine",
        Verdict::Warning => "warning",
        Verdict::Wrong => "wrong",
    };
    findings.map(|finding| format!("{} {}", finding.id, sign(finding.verdict))).collect()
}

fn with_line(settings: &str, key: &str, line: &str) -> String {
    let lines = settings.lines().map(|old| if old.trim_start().starts_with(key) { line } else { old });
    lines.map(|line| format!("{line}\n")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_in_order_has_nothing_wrong() {
    let school = school().await;
    let office = changed(&school, |settings| settings).await;
    let findings = doctor::examine(&office).await.unwrap();
    let wrong: Vec<&Finding> = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).collect();
    // Where this machine has no way to a DNS, only that is wrong.
    assert!(
        wrong.iter().all(|finding| ["sender", "spf", "dkim", "dmarc"].contains(&finding.check)),
        "{wrong:?}"
    );
    for check in [
        "relay",
        "site",
        "headers",
        "listing",
        "collector",
        "clock",
        "disk",
        "private",
        "ledger",
        "zone",
        "fonts",
    ] {
        assert!(findings.iter().any(|finding| finding.check == check), "{check}");
    }
    for (ja, en) in [("ja", "en")] {
        for finding in &findings {
            for lang in [ja, en] {
                let words =
                    if lang == "ja" { otayori::words::Lang::Ja } else { otayori::words::Lang::En }.words();
                let told = finding.told(words);
                assert!(!told.what.contains("doctor-") && !told.name.contains("doctor-"), "{told:?}");
                assert!(!told.what.contains("@") && !told.what.contains("山田"), "{told:?}");
                assert!(finding.verdict == Verdict::Fine || !told.advice.is_empty(), "what to do: {told:?}");
            }
        }
    }
    assert!(school.smtp.accepted().len() == 5, "no mail was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_apart_that_knows_another_key_is_not_ours() {
    let school = School::with_collector_apart("  quiet: never\n").await;
    let office = changed(&school, |settings| settings).await;
    assert_eq!(found(&office, "collector").await[0], "doctor-apart-fine fine");
    let other = CollectorKey::of([4; 32]).text();
    std::fs::write(CollectorKey::file(school.folder.path()), other).unwrap();
    let office = changed(&school, |settings| settings).await;
    assert_eq!(found(&office, "collector").await[0], "doctor-apart-other wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_collector_is_seen_away_and_another_s() {
    let school = school().await;
    let other = School::open("").await;
    let collector = async |address: &str| {
        let line = format!("collector: {address}");
        let office = changed(&school, |settings| with_line(&settings, "collector:", &line)).await;
        found(&office, "collector").await
    };
    assert_eq!(collector(&school.collector).await[0], "doctor-collector-fine fine");
    assert_eq!(collector(&other.collector).await[0], "doctor-collector-other wrong");
    assert_eq!(
        collector(&format!("http://127.0.0.1:{}", free_port())).await[0],
        "doctor-collector-away wrong"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_s_own_troubles_are_told() {
    use std::os::unix::fs::PermissionsExt;

    let school = school().await;
    std::fs::create_dir(school.folder.path().join("myfonts")).unwrap();
    let office = changed(&school, |settings| format!("time-zone: UTC\nfonts: myfonts\n{settings}")).await;
    assert_eq!(found(&office, "zone").await, ["doctor-zone-odd warning"]);
    assert_eq!(found(&office, "fonts").await, ["doctor-fonts-empty warning"]);
    assert_eq!(found(&office, "ledger").await, ["doctor-ledger-fine fine"]);
    assert_eq!(found(&office, "private").await, ["doctor-private-fine fine"]);
    let private = school.folder.path().join(".otayori");
    std::fs::set_permissions(&private, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(found(&office, "private").await, ["doctor-private-open wrong"]);

    office.ledger.close().await;
    school.office.ledger.close().await;
    let file = private.join("ledger.sqlite");
    // A page that opening the ledger does not need.
    let whole = std::fs::read(&file).unwrap();
    for page in (1..whole.len() / 4096).rev() {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0x55);
        std::fs::write(&file, bytes).unwrap();
        if Ledger::open(&private).await.is_ok() {
            break;
        }
    }
    let office = open(school.folder.path(), Arc::new(FixedClock::at(SystemClock.now()))).await;
    assert_eq!(found(&office, "ledger").await, ["doctor-ledger-damaged wrong"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_hangs_the_doctor_is_done_in_half_a_minute() {
    let school = school().await;
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let hanging = silent.local_addr().unwrap();
    let office = changed(&school, |settings| {
        let settings = with_line(&settings, "courier:", &format!("  courier: smtp://{hanging}?tls=none"));
        let settings = with_line(&settings, "site:", &format!("site: http://{hanging}"));
        with_line(&settings, "collector:", &format!("collector: http://localhost:{}", hanging.port()))
    })
    .await;
    let began = Instant::now();
    let findings = doctor::examine(&office).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let wrong = |check| findings.iter().any(|f| f.check == check && f.verdict == Verdict::Wrong);
    assert!(wrong("relay") && wrong("site") && wrong("collector"), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.check == "ledger"), "the rest is told all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_the_same() {
    let school = school().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director.get("/").await.sees("href=\"/doctor\"");
    director.get("/doctor").await.sees("点検をはじめる").misses("<li class=\"letter\">");
    let page = director.post("/doctor", &[]).await;
    // The school's clock stands on another day.
    page.sees("台帳").sees("このパソコンの時計が").sees("時刻合わせ");
    let (clock, ledger) = (page.text.find("このパソコンの時計が"), page.text.find("台帳"));
    assert!(clock < ledger, "what is to be done comes first");
}
