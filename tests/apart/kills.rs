//! SIGKILL under load, again and again, at any instant: whatever a parent's phone was told is kept stands in the ledger in
//! the end, and once. The real program and real connections; on one machine, and with the collector apart, where both
//! sides are killed. A few kills each time; a thousand with OTAYORI_LONG.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use otayori::ledger::{Ledger, LetterId, TouchKind, token_hash};
use otayori::office::Kind;
use otayori::settings::CollectorKey;
use otayori::world::{Clock, SystemClock};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::EDITION;
use crate::common::outside::free_port;
use crate::common::school::School;

const HOUSEHOLDS: usize = 40;
/// Parents at once.
const PARENTS: usize = 16;
const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

fn kills() -> usize {
    if std::env::var_os("OTAYORI_LONG").is_some() { 1_000 } else { 20 }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_beside_the_desk_it_loses_and_doubles_no_reading() {
    campaign(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_either_side_a_collector_apart_loses_and_doubles_no_reading() {
    campaign(true).await;
}

/// A school whose letter is out, in a folder where programs are started and killed.
struct Stand {
    folder: TempDir,
    server: TempDir,
    letter: LetterId,
    tokens: Vec<String>,
    site: String,
    port: u16,
    apart: bool,
}

impl Stand {
    async fn new(apart: bool) -> Self {
        let school = School::open("  quiet: never\n").await;
        school.write_for_many(HOUSEHOLDS);
        school.advance(SystemClock.now().duration_since(school.clock.now()).as_secs() - 600);
        let letter = school.release("園だより", Kind::Send).await;
        school.advance(61);
        school.post().await;
        let links = (0..HOUSEHOLDS).map(|number| school.link(&format!("k{number}@example.jp")));
        let tokens = links.map(|link| super::token_of(&link)).collect();
        let port = free_port();
        let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
        let there = format!("http://127.0.0.1:{port}");
        let settings = settings.replace(&school.collector, &there);
        let more = if apart {
            "collector-apart: true\n".to_owned()
        } else {
            format!("desk:\n  collector-listen: 127.0.0.1:{port}\n")
        };
        school.write("school.yaml", &format!("{more}{settings}"));
        let site = school.office.settings.site.clone();
        school.office.ledger.close().await;
        let server = tempfile::tempdir().unwrap();
        let key = CollectorKey::of([3; 32]).text();
        for folder in [school.folder.path(), server.path()] {
            std::fs::create_dir_all(folder.join(".otayori")).unwrap();
            std::fs::write(CollectorKey::file(folder), &key).unwrap();
        }
        // Nothing of the school in this process runs any longer beside the programs.
        let folder = tempfile::tempdir().unwrap();
        super::copy(school.folder.path(), folder.path()).await;
        Stand { folder, server, letter, tokens, site, port, apart }
    }

    fn start(&self, words: &[&str], folder: &Path) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
        command.arg("--school").arg(folder).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The side that listens.
    fn collector(&self) -> Child {
        if self.apart {
            let listen = format!("127.0.0.1:{}", self.port);
            self.start(&["collector", "--listen", &listen], self.server.path())
        } else {
            self.start(&["serve", "--only", "collector"], self.folder.path())
        }
    }

    /// The side that visits, where there are two.
    fn office(&self) -> Option<Child> {
        self.apart.then(|| self.start(&["serve", "--only", "collector"], self.folder.path()))
    }
}

/// What the parents' phones were told.
#[derive(Default)]
struct Told {
    stop: AtomicBool,
    answers: AtomicUsize,
    /// token, session's nonce → answered 200 for its `confirm`
    kept: Mutex<BTreeMap<(String, String), usize>>,
}

async fn campaign(apart: bool) {
    let stand = Arc::new(Stand::new(apart).await);
    let told = Arc::new(Told::default());
    let mut parents = tokio::task::JoinSet::new();
    for number in 0..PARENTS {
        let (stand, told) = (Arc::clone(&stand), Arc::clone(&told));
        parents.spawn(async move { parent(&stand, &told, number).await });
    }
    let kills = kills();
    let (mut collector, mut office) = (stand.collector(), stand.office());
    for kill in 0..kills {
        let before = told.answers.load(Ordering::Relaxed);
        until_answering(&told, before + 1 + (kill * 13) % 60).await;
        tokio::time::sleep(Duration::from_micros((kill as u64 * 7_919) % 40_000)).await;
        // Now the one, now the other, now both.
        if !apart || kill % 3 != 1 {
            end(&mut collector);
            collector = stand.collector();
        }
        if let Some(visiting) = office.as_mut().filter(|_| kill % 3 != 0) {
            end(visiting);
            office = stand.office();
        }
    }
    told.stop.store(true, Ordering::Relaxed);
    while parents.join_next().await.is_some() {}
    let kept = told.kept.lock().unwrap().clone();
    assert!(kept.len() > kills / 4, "too few readings to show anything: {}", kept.len());
    if let Some(mut visiting) = office {
        // What is still there is fetched now, in peace.
        tokio::time::sleep(Duration::from_secs(8)).await;
        end(&mut visiting);
    }
    end(&mut collector);

    let ledger = Ledger::open(&stand.folder.path().join(".otayori")).await.unwrap();
    let health = ledger.health().await.unwrap();
    assert_eq!(health.faults, [] as [String; 0]);
    let touches = ledger.touches(&stand.letter).await.unwrap();
    let confirmed = touches.iter().filter(|touch| touch.kind == TouchKind::Confirmed);
    let mut rows: BTreeMap<(Vec<u8>, Option<[u8; 8]>), usize> = BTreeMap::new();
    for touch in confirmed {
        *rows.entry((touch.token.to_vec(), touch.circumstances.session)).or_default() += 1;
    }
    let doubled = rows.values().filter(|count| **count > 1).count();
    let mut lost = 0;
    for token in &stand.tokens {
        let hash = token_hash(token).unwrap().to_vec();
        let here = rows.keys().filter(|(of, _)| *of == hash).count();
        let said = kept.keys().filter(|(of, _)| of == token).count();
        lost += said.saturating_sub(here);
    }
    eprintln!(
        "{kills} kills, {} readings kept, {} in the ledger, {lost} lost, {doubled} doubled",
        kept.len(),
        rows.len()
    );
    assert_eq!((lost, doubled), (0, 0));
}

fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

async fn until_answering(told: &Told, wanted: usize) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while told.answers.load(Ordering::Relaxed) < wanted {
        assert!(std::time::Instant::now() < deadline, "the collector does not answer");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Opens a page, waits, presses 読みました until it is kept; over and over, the next page while the first waits.
async fn parent(stand: &Stand, told: &Told, number: usize) {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().unwrap();
    let mut open: Vec<(String, String, std::time::Instant)> = Vec::new();
    let mut turn = number;
    let end = |open: &Vec<_>| told.stop.load(Ordering::Relaxed) && open.is_empty();
    while !end(&open) {
        tokio::time::sleep(Duration::from_millis(3)).await;
        if open.len() < 40 && !told.stop.load(Ordering::Relaxed) {
            turn += PARENTS;
            let token = &stand.tokens[turn % HOUSEHOLDS];
            if let Some((200, said)) =
                post(&client, stand, "start", &json!({"k": token, "edition": EDITION})).await
            {
                told.answers.fetch_add(1, Ordering::Relaxed);
                let nonce = said["nonce"].as_str().unwrap_or_default().to_owned();
                open.push((token.clone(), nonce, std::time::Instant::now()));
            }
        }
        let ripe = open.first().is_some_and(|(_, _, since)| since.elapsed() > Duration::from_millis(3_050));
        if !ripe {
            continue;
        }
        let (token, nonce, _) = open.remove(0);
        let body = json!({"k": token, "edition": EDITION, "nonce": nonce, "visible": 3400, "gesture": "pointerdown"});
        match post(&client, stand, "confirm", &body).await {
            Some((200, _)) => {
                told.answers.fetch_add(1, Ordering::Relaxed);
                *told.kept.lock().unwrap().entry((token, nonce)).or_default() += 1;
            }
            // Too often, or no answer at all: the phone sends it again, with the same nonce.
            Some((429, _)) => {}
            Some((status, said)) => assert_eq!(status, 503, "{said}"),
            None => open.push((token, nonce, std::time::Instant::now() - Duration::from_secs(4))),
        }
    }
}

async fn post(client: &reqwest::Client, stand: &Stand, door: &str, body: &Value) -> Option<(u16, Value)> {
    let request = client.post(format!("http://127.0.0.1:{}/b/{door}", stand.port));
    let request = request.header("Origin", &stand.site).header("User-Agent", PHONE);
    let answer = request.header("Content-Type", "text/plain").body(body.to_string()).send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, serde_json::from_str(&answer.text().await.ok()?).unwrap_or(Value::Null)))
}
