//! The doctor: each thing that can be wrong around a school is seen wrong once, and right once, with a real mail
//! server, real hosts and (where the judges are there) a real DNS server.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
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
async fn the_mail_server_is_seen_away_unsafe_and_closed() {
    let school = school().await;
    let server = school.smtp.address;
    let courier = async |line: &str| {
        let line = format!("  courier: {line}");
        let office = changed(&school, |settings| with_line(&settings, "courier:", &line)).await;
        found(&office, "relay").await
    };
    assert_eq!(courier(&format!("smtp://{server}?tls=none")).await, ["doctor-relay-fine-here fine"]);
    assert_eq!(courier(&format!("smtp://{server}")).await, ["doctor-relay-no-starttls wrong"]);
    assert_eq!(courier(&format!("smtps://{server}")).await, ["doctor-relay-tls wrong"]);
    let closed = free_port();
    assert_eq!(courier(&format!("smtp://127.0.0.1:{closed}?tls=none")).await, ["doctor-relay-away wrong"]);
    assert_eq!(courier("mailbox:mailbox").await, ["doctor-relay-rehearsal fine"]);
    assert_eq!(courier("sendmail:/bin/true").await, ["doctor-relay-sendmail fine"]);
    assert_eq!(courier("sendmail:/etc/passwd").await, ["doctor-relay-sendmail-missing wrong"]);
    school.write("secret", "hunter2\n");
    let line = format!("smtp://u@{server}?tls=none\n  password-file: secret");
    assert_eq!(courier(&line).await, ["doctor-relay-login wrong"]);
    let small = small_server().await;
    assert_eq!(courier(&format!("smtp://{small}?tls=none")).await, ["doctor-relay-size warning"]);
    school.smtp.set(|faults| faults.closed = true);
    assert_eq!(courier(&format!("smtp://{server}?tls=none")).await, ["doctor-relay-away wrong"]);
}

/// A mail server that takes next to nothing.
async fn small_server() -> std::net::SocketAddr {
    let listener = door().await;
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.get_mut().write_all(b"220 small\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
                let answer =
                    if line.starts_with("EHLO") { "250-small\r\n250 SIZE 10000\r\n" } else { "250 ok\r\n" };
                let _ = stream.get_mut().write_all(answer.as_bytes()).await;
                line.clear();
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_no_safe_line() {
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let school = school().await;
    let (key, certificate) = (school.folder.path().join("k.pem"), school.folder.path().join("c.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let _server = Running::start(
        Command::new("openssl")
            .args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}"), "-key"])
            .arg(&key)
            .arg("-cert")
            .arg(&certificate),
        port,
    );
    let line = format!("  courier: smtps://127.0.0.1:{port}");
    let office = changed(&school, |settings| with_line(&settings, "courier:", &line)).await;
    assert_eq!(found(&office, "relay").await, ["doctor-relay-tls wrong"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_opened_or_it_is_said_why_not() {
    let school = school().await;
    std::fs::create_dir(school.folder.path().join("bounces")).unwrap();
    let inbox = async |line: &str| {
        let office = changed(&school, |settings| {
            let others =
                settings.lines().filter(|line| !line.contains("inbox")).map(|line| format!("{line}\n"));
            format!("{}  inbox: {line}\n", others.collect::<String>())
        })
        .await;
        found(&office, "inbox").await
    };
    assert_eq!(inbox("folder:bounces").await, ["doctor-inbox-folder fine"]);
    assert_eq!(inbox("folder:nowhere").await, ["doctor-inbox-folder-missing wrong"]);
    school.write("secret", "hunter2\n");
    let port = free_port();
    let imap = |port: u16| format!("imap://u@127.0.0.1:{port}/INBOX?tls=none\n  inbox-password-file: secret");
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-away wrong"]);
    let listener = door().await;
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak_imap(stream));
        }
    });
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-fine fine"]);
    school.write("secret", "wrong\n");
    assert_eq!(inbox(&imap(port)).await, ["doctor-inbox-away wrong"]);
}

async fn speak_imap(stream: tokio::net::TcpStream) {
    let mut stream = BufReader::new(stream);
    let _ = stream.get_mut().write_all(b"* OK ready\r\n").await;
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let tag = line.split(' ').next().unwrap_or_default();
        let answer = match () {
            () if line.contains("LOGIN") && !line.contains("hunter2") => format!("{tag} NO who are you\r\n"),
            () if line.contains("LOGOUT") => format!("* BYE bye\r\n{tag} OK\r\n"),
            () if line.contains("EXAMINE") => format!("* 0 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"),
            () => format!("{tag} OK done\r\n"),
        };
        let _ = stream.get_mut().write_all(answer.as_bytes()).await;
        line.clear();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_site_is_seen_away_behind_and_rewritten() {
    let school = school().await;
    let site = async |address: &str| {
        let line = format!("site: {address}");
        changed(&school, |settings| with_line(&settings, "site:", &line)).await
    };
    let real = settings(&school).lines().find_map(|line| line.strip_prefix("site: ")).unwrap().to_owned();
    let office = site(&real).await;
    assert_eq!(found(&office, "site").await, ["doctor-site-fine fine", "doctor-site-here warning"]);
    assert_eq!(found(&office, "headers").await, ["doctor-headers-pages fine"]);
    let office = site(&format!("http://127.0.0.1:{}", free_port())).await;
    assert_eq!(found(&office, "site").await[0], "doctor-site-away wrong");
    // A host that "improves" pages: it takes the word to search engines out.
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let behind = real.clone();
    let improved = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let (client, behind) = (client.clone(), behind.clone());
        async move {
            let page =
                client.get(format!("{behind}{}", uri.path())).send().await.unwrap().text().await.unwrap();
            let page = page.replace("noindex", "").replace("no-referrer", "").replace("same-origin", "");
            ([("referrer-policy", "unsafe-url")], Html(page)).into_response()
        }
    });
    let listener = door().await;
    let office = site(&address(&listener)).await;
    serve(listener, improved);
    assert_eq!(found(&office, "site").await[0], "doctor-site-different wrong");
    assert_eq!(found(&office, "headers").await, ["doctor-headers-indexed wrong"]);
    let listener = door().await;
    let office = site(&address(&listener)).await;
    serve(listener, axum::Router::new());
    assert_eq!(found(&office, "site").await[0], "doctor-site-missing wrong");
}

/// A host of its own, whose every answer bears this header, before the real one.
async fn before(real: &str, name: &'static str, value: String, change: fn(String) -> String) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let real = real.to_owned();
    let host = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let (client, real, value) = (client.clone(), real.clone(), value.clone());
        async move {
            let page = client.get(format!("{real}{}", uri.path())).send().await.unwrap();
            let status = axum::http::StatusCode::from_u16(page.status().as_u16()).unwrap();
            (status, [(name, value)], Html(change(page.text().await.unwrap()))).into_response()
        }
    });
    let listener = door().await;
    let address = address(&listener);
    serve(listener, host);
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_tells_other_sites_where_parents_come_from_is_found_out() {
    let empty = School::open("  quiet: never\n").await;
    let office = changed(&empty, |settings| settings).await;
    assert_eq!(found(&office, "site").await[0], "doctor-site-empty fine", "nothing is out yet");
    let school = school().await;
    let site = school.office.settings.site.clone();
    let loud = |page: String| page.replace("no-referrer", "").replace("same-origin", "");
    let loud = before(&site, "referrer-policy", "unsafe-url".to_owned(), loud).await;
    let closed = before(&site, "x-robots-tag", "noindex".to_owned(), |page| page).await;
    for (address, expected) in
        [(loud, "doctor-headers-referrer warning"), (closed, "doctor-headers-fine fine")]
    {
        let line = format!("site: {address}");
        let office = changed(&school, |settings| with_line(&settings, "site:", &line)).await;
        assert_eq!(found(&office, "headers").await, [expected]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_of_two_clocks_is_off_it_is_not_called_ours() {
    let school = school().await;
    let late = SystemClock.now() - jiff::SignedDuration::from_mins(5);
    let late = || jiff::fmt::rfc2822::to_string(&late.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
    for (key, behind, expected) in [
        ("site:", school.office.settings.site.clone(), "doctor-clock-site warning"),
        ("collector:", school.collector.clone(), "doctor-clock-collector wrong"),
    ] {
        let before = settings(&school);
        let address = before_with_clock(&behind, late()).await;
        let office =
            changed(&school, |settings| with_line(&settings, key, &format!("{key} {address}"))).await;
        assert_eq!(found(&office, "clock").await, [expected]);
        school.write("school.yaml", &before);
    }
}

async fn before_with_clock(behind: &str, date: String) -> String {
    before(behind, "date", date.replace("+0000", "GMT"), |page| page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_to_sign_with_that_are_missing_or_spoiled_are_told() {
    let school = school().await;
    let office = changed(&school, |settings| format!("{settings}  dkim: true\n")).await;
    assert_eq!(found(&office, "dkim").await, ["doctor-dkim-no-keys wrong"]);
    office.mail_keys(true).unwrap();
    let folder = school.folder.path().join(".otayori/dkim");
    for file in std::fs::read_dir(&folder).unwrap() {
        std::fs::write(file.unwrap().path(), "no key").unwrap();
    }
    assert_eq!(found(&office, "dkim").await, ["doctor-dkim-unreadable wrong"]);
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
async fn a_host_that_lists_its_folders_is_found_out() {
    let school = school().await;
    school.write("content/全園/2026-11-21 しゃしん.md", "# しゃしん\n\n![みんな](a.webp)\n");
    std::fs::copy("docs/page.webp", school.folder.path().join("content/全園/a.webp")).unwrap();
    let office = changed(&school, |settings| settings).await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-off fine"]);
    school.send("しゃしん").await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-off fine"]);
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let port = free_port();
    let public = school.folder.path().join("public");
    let _host = Running::start(
        Command::new("python3")
            .args(["-m", "http.server", &port.to_string(), "--bind", "127.0.0.1", "-d"])
            .arg(&public),
        port,
    );
    let line = format!("site: http://127.0.0.1:{port}");
    let office = changed(&school, |settings| with_line(&settings, "site:", &line)).await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-on wrong"]);
    let told = doctor::examine(&office).await.unwrap();
    let told = told.iter().find(|finding| finding.check == "listing").unwrap();
    let addresses = office.ledger.letters().await.unwrap();
    let what = told.told(otayori::words::Lang::Ja.words()).what;
    assert!(addresses.iter().all(|letter| !what.contains(&letter.address)), "no address is told: {what}");
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
async fn a_clock_that_is_off_is_wrong_from_a_minute_on() {
    let school = school().await;
    for (seconds, expected) in [
        (0, "doctor-clock-fine fine"),
        (-40, "doctor-clock-fine fine"),
        (75, "doctor-clock-fast wrong"),
        (-75, "doctor-clock-slow wrong"),
    ] {
        let now = SystemClock.now() + jiff::SignedDuration::from_secs(seconds);
        let office = open(school.folder.path(), Arc::new(FixedClock::at(now))).await;
        assert_eq!(found(&office, "clock").await, [expected], "{seconds} s");
    }
    let nowhere = [free_port(), free_port()];
    let office = changed(&school, |settings| {
        let settings = with_line(&settings, "site:", &format!("site: http://127.0.0.1:{}", nowhere[0]));
        with_line(&settings, "collector:", &format!("collector: http://localhost:{}", nowhere[1]))
    })
    .await;
    assert_eq!(found(&office, "clock").await, ["doctor-clock-unknown warning"]);
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

// --- the DNS ----------------------------------------------------------------------------------------

/// A program that runs until the test ends.
struct Running(Child);

impl Running {
    fn start(command: &mut Command, port: u16) -> Self {
        let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return running;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("nothing listens on {port}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// dnsmasq with these records and no others.
fn dns(records: &[String]) -> (Running, u16) {
    let port = free_port();
    let mut command = Command::new("dnsmasq");
    command.args([
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--no-resolv",
        "--no-hosts",
        "--bind-interfaces",
    ]);
    command.args(["--listen-address=127.0.0.1", "--pid-file=", "--local=/jp/", &format!("--port={port}")]);
    (Running::start(command.args(records), port), port)
}

/// What the program says of the DNS: `check id verdict`, in the order of its checks.
fn asked(folder: &Path, port: u16) -> Vec<String> {
    let output = tokio::task::block_in_place(|| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_otayori"));
        program.arg("--school").arg(folder).args(["--json", "doctor"]).stdin(Stdio::null());
        program.env("OTAYORI_RESOLVER", format!("127.0.0.1:{port}")).output().unwrap()
    });
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let wrong =
        said["findings"].as_array().unwrap().iter().filter(|found| found["verdict"] == "wrong").count();
    assert_eq!(said["wrong"], wrong);
    assert_eq!(output.status.code(), Some(if wrong > 0 { 3 } else { 0 }));
    let of_dns = ["sender", "spf", "dkim", "dmarc"];
    let found = said["findings"].as_array().unwrap().iter();
    found
        .filter(|found| of_dns.contains(&found["check"].as_str().unwrap()))
        .map(|found| {
            let id = found["id"].as_str().unwrap().trim_start_matches("doctor-").to_owned();
            format!("{id} {}", found["verdict"].as_str().unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_receivers_ask_the_dns_is_asked_before_them() {
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let school = school().await;
    let office = changed(&school, |settings| format!("{settings}  dkim: true\n")).await;
    let keys = office.mail_keys(true).unwrap();
    let txt = |name: &str, text: &str| format!("--txt-record={name},{text}");
    let key = |number: usize| {
        let pieces: Vec<&str> = keys[number].pieces();
        txt(&keys[number].name, &pieces.join(","))
    };
    let mx = || "--mx-host=example.jp,mail.example.jp,10".to_owned();
    let spf = |text: &str| txt("example.jp", text);
    let dmarc = |text: &str| txt("_dmarc.example.jp", text);
    let right = || {
        vec![
            mx(),
            spf("v=spf1 ip4:192.0.2.1 -all"),
            key(0),
            key(1),
            dmarc("v=DMARC1; p=none; rua=mailto:d@example.jp"),
        ]
    };
    let look = |records: &[String]| {
        let (_server, port) = dns(records);
        asked(school.folder.path(), port)
    };
    assert_eq!(
        look(&right()),
        ["sender-fine fine", "spf-fine fine", "dkim-fine fine", "dkim-fine fine", "dmarc-fine fine"]
    );

    // One record other than it should be, and what is said of it.
    let eleven: Vec<String> = (0..11).map(|number| format!("a:a{number}.jp")).collect();
    let cases: Vec<(usize, Vec<String>, &str)> = vec![
        (0, vec![], "sender-nothing wrong"),
        (0, vec!["--host-record=example.jp,192.0.2.1".to_owned()], "sender-fine fine"),
        (0, vec!["--dns-rr=example.jp,15,000000".to_owned()], "sender-null-mx warning"),
        (1, vec![], "spf-missing wrong"),
        (1, vec![spf("v=spf1 a -all"), spf("v=spf1 mx -all")], "spf-several wrong"),
        (1, vec![spf("v=spf1 ipv4:192.0.2.1 -all")], "spf-syntax wrong"),
        (1, vec![spf("v=spf1 a +all")], "spf-everybody wrong"),
        (1, vec![spf("v=spf1 a")], "spf-neutral warning"),
        (1, vec![spf("v=spf1 include:relay.jp -all")], "spf-included wrong"),
        (1, vec![spf("v=spf1 include:relay.jp -all"), txt("relay.jp", "v=spf1 mx ~all")], "spf-fine fine"),
        (
            1,
            vec![spf("v=spf1 include:relay.jp -all"), txt("relay.jp", "v=spf1 what ~all")],
            "spf-included-syntax wrong",
        ),
        (1, vec![spf("v=spf1 include:example.jp -all")], "spf-lookups wrong"),
        (1, vec![spf(&format!("v=spf1 {} -all", eleven.join(" ")))], "spf-lookups wrong"),
        (1, vec![spf("v=spf1 redirect=relay.jp"), txt("relay.jp", "v=spf1 a -all")], "spf-fine fine"),
        (2, vec![], "dkim-missing wrong"),
        (
            2,
            vec![txt(&keys[0].name, "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")],
            "dkim-differs wrong",
        ),
        (2, vec![txt(&keys[0].name, "v=DKIM1; k=rsa; p=")], "dkim-revoked wrong"),
        (2, vec![key(0), txt(&keys[0].name, "v=DKIM1; k=rsa; p=")], "dkim-several wrong"),
        (3, vec![key(1).replace("v=DKIM1;", "v=DKIM1; t=y;")], "dkim-testing warning"),
        (4, vec![], "dmarc-missing wrong"),
        (4, vec![dmarc("v=DMARC1; p=none"), dmarc("v=DMARC1; p=reject")], "dmarc-several wrong"),
        (4, vec![dmarc("v=DMARC1; p=maybe")], "dmarc-policy wrong"),
        (4, vec![dmarc("v=DMARC1; p=reject")], "dmarc-no-reports warning"),
    ];
    for (changed, records, expected) in cases {
        let mut zone = right();
        zone.splice(changed..=changed, records.clone());
        let said = look(&zone);
        assert_eq!(said[changed], expected, "{records:?}: {said:?}");
        let others = said.iter().enumerate().filter(|(number, _)| *number != changed);
        assert!(others.clone().all(|(_, said)| said.ends_with(" fine")), "{records:?}: {said:?}");
    }
    // The signature of another domain, and a domain below the one that speaks for it.
    let elsewhere = |settings: String| settings.replace("dkim: true", "dkim:\n    domain: other.jp");
    let office = changed(&school, elsewhere).await;
    let theirs = office.mail_keys(true).unwrap();
    let theirs: Vec<String> = theirs.iter().map(|key| txt(&key.name, &key.pieces().join(","))).collect();
    let zone = [right(), theirs].concat();
    assert_eq!(look(&zone).last().unwrap(), "dmarc-alignment wrong");
    assert_eq!(asked(school.folder.path(), free_port())[0], "dns-away wrong", "no DNS is no verdict");
}
