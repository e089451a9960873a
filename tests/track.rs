//! The collector against a real listening server: who is taken for a reader, and who never is.

mod circumstances;
mod durable;
mod plain;
mod programs;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use otayori::follow_up::{self, Counting, Reason, Rows, Standing};
use otayori::ledger::{
    Agent, Circumstances, Dispatch, Door, Evidence, Fetch, Ledger, LetterId, State, Touch, TouchKind,
    token_hash,
};
use otayori::settings::Proxies;
use otayori::track::{self, Collector, CollectorSettings, SelfTestError};
use otayori::words::Lang;
use otayori::world::{Clock, FixedClock, SeededRandom, secret_name};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::common::by_hand;

const SITE: &str = "http://otayori.example.jp:8024";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const CHROME: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const EDITION: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A school whose letter went out to some families, its collector, and a browser.
struct School {
    ledger: Ledger,
    clock: Arc<FixedClock>,
    random: Arc<SeededRandom>,
    collector: Collector,
    address: String,
    letter: LetterId,
    tokens: Vec<String>,
    client: reqwest::Client,
    folder: tempfile::TempDir,
}

impl School {
    async fn with_families(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join(".otayori")).await.unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
        let random = Arc::new(SeededRandom::from(7));
        let (letter, tokens) = send_letter(&ledger, clock.now(), &random, count).await;
        let collector = start(&ledger, &clock, &random).await;
        let address = listen(&collector).await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        School { ledger, clock, random, collector, address, letter, tokens, client, folder }
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn report(&self, path: &str, headers: HeaderMap, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("{}/b/{path}", self.address));
        let answer = request.headers(headers).body(body.to_string()).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
    }

    async fn nonce(&self, token: &str) -> String {
        let (status, said) = self.report("start", page(), &json!({"k": token, "edition": EDITION})).await;
        assert_eq!(status, 200, "{said}");
        said["nonce"].as_str().unwrap().to_owned()
    }

    /// Everything that came back, in short.
    async fn kinds(&self) -> Vec<TouchKind> {
        self.touches().await.iter().map(|touch| touch.kind).collect()
    }

    async fn touches(&self) -> Vec<Touch> {
        self.ledger.touches(&self.letter).await.unwrap()
    }

    /// Is there nothing that could take a family off the list?
    async fn is_unread(&self) -> bool {
        self.kinds().await.iter().all(|kind| matches!(kind, TouchKind::Shown | TouchKind::Hidden))
    }

    async fn form(&self, agent: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> (u16, String) {
        let mut headers = headers(&[("user-agent", agent), ("origin", "null"), ("accept-language", "ja")]);
        for (name, value) in more {
            headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let body: String = fields.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        let request = self.client.post(format!("{}/r", self.address)).headers(headers);
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

async fn start(ledger: &Ledger, clock: &Arc<FixedClock>, random: &Arc<SeededRandom>) -> Collector {
    let about = CollectorSettings {
        site: format!("{SITE}/himawari"),
        collector: "http://yomi.example.jp:8026".into(),
        name: "ひまわり保育園".into(),
        phone: "03-0000-0000".into(),
        calls: None,
        keep: 2,
        lang: Lang::Ja,
        time_zone: jiff::tz::TimeZone::get("Asia/Tokyo").unwrap(),
        proxies: Proxies::default(),
    };
    Collector::start(ledger.clone(), clock.clone(), random.clone(), about).await.unwrap()
}

async fn listen(collector: &Collector) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let hearing = track::hear(listener, track::router(collector), std::future::pending());
    collector.thread().spawn(hearing);
    address
}

/// Releases one letter to as many families, and hands each its link.
async fn send_letter(
    ledger: &Ledger,
    now: Timestamp,
    random: &SeededRandom,
    families: usize,
) -> (LetterId, Vec<String>) {
    let day = jiff::civil::date(2026, 11, 24);
    ledger.add_letters(&[("全園/遠足.md".into(), "hash".into(), day)], random).await.unwrap();
    let letter = ledger.letters().await.unwrap().remove(0).id;
    let release = by_hand::release(letter.clone(), EDITION, now);
    let people: Vec<_> = (0..families).map(|number| by_hand::message(number, now)).collect();
    assert!(ledger.release(&release, &people).await.unwrap());
    ledger.note_published(&letter, 0, now).await.unwrap();
    let mut tokens = Vec::new();
    for dispatch in ledger.due(Some(&letter), now, u32::MAX).await.unwrap() {
        let token = secret_name(random);
        assert!(ledger.start_sending(&dispatch, &token_hash(&token).unwrap(), now).await.unwrap());
        ledger.finish_sending(dispatch.id, State::Accepted, None, now, None).await.unwrap();
        tokens.push(token);
    }
    assert_eq!(tokens.len(), families);
    (letter, tokens)
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap()))
        .collect()
}

/// What the letter's page in a phone sends along.
fn page() -> HeaderMap {
    headers(&[
        ("origin", SITE),
        ("user-agent", PHONE),
        ("content-type", "text/plain;charset=UTF-8"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-site", "cross-site"),
    ])
}

fn page_but(name: &str, value: &str) -> HeaderMap {
    let mut headers = page();
    headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    headers
}

fn read(token: &str, nonce: &str) -> Value {
    json!({"k": token, "edition": EDITION, "nonce": nonce, "visible": 3400, "gesture": "touchstart"})
}

fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

#[tokio::test]
async fn a_person_who_stays_and_touches_has_read() {
    let school = School::with_families(2).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let said = school.report("read", page(), &read(token, &nonce)).await;
    assert_eq!(said, (200, json!({"kept": true})));

    let touches = school.touches().await;
    assert_eq!(
        touches.iter().map(|touch| touch.kind).collect::<Vec<_>>(),
        [TouchKind::Shown, TouchKind::Read]
    );
    let read = &touches[1];
    assert_eq!((read.door, read.dwell, &*read.gesture), (Door::Page, 5_000, "touchstart"));
    assert_eq!((&*read.edition, read.late), (EDITION, false));
    assert_eq!(read.at, school.clock.now());
    assert_eq!(read.token, token_hash(token).unwrap());
}

#[tokio::test]
async fn buttons_are_written_down_as_what_they_say() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(3);
    // A screen reader presses without any pointer.
    let press = with(&read(token, &nonce), "gesture", json!("click"));
    assert_eq!(school.report("confirm", page(), &with(&press, "visible", json!(0))).await.0, 200);
    assert_eq!(school.report("asks", page(), &with(&press, "late", json!(true))).await.0, 200);
    let touches = school.touches().await;
    let told: Vec<_> = touches.iter().map(|touch| (touch.kind, touch.late)).collect();
    assert_eq!(told, [(TouchKind::Shown, false), (TouchKind::Confirmed, false), (TouchKind::Asks, true)]);
}

#[tokio::test]
async fn a_queued_reading_is_only_shown() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(90);
    let late = with(&read(token, &nonce), "late", json!(true));
    assert_eq!(school.report("read", page(), &late).await.0, 200);
    let touches = school.touches().await;
    assert_eq!(
        touches.iter().map(|touch| (touch.kind, touch.late)).collect::<Vec<_>>(),
        [(TouchKind::Shown, false), (TouchKind::Shown, true)]
    );
}

#[tokio::test]
async fn the_same_report_again_is_answered_and_adds_nothing() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    for _ in 0..3 {
        assert_eq!(school.report("read", page(), &read(token, &nonce)).await, (200, json!({"kept": true})));
        assert_eq!(
            school.report("confirm", page(), &read(token, &nonce)).await,
            (200, json!({"kept": true}))
        );
    }
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Read, TouchKind::Confirmed]);
}

#[tokio::test]
async fn three_hundred_families_behind_one_address_all_count() {
    let school = Arc::new(School::with_families(300).await);
    // Somebody at the same address tries links that never went out, the whole time.
    for _ in 0..200 {
        let stranger = secret_name(school.random.as_ref());
        school.report("start", page(), &json!({"k": stranger})).await;
    }
    let mut nonces = tokio::task::JoinSet::new();
    for number in 0..300 {
        let school = Arc::clone(&school);
        nonces.spawn(async move { (number, school.nonce(&school.tokens[number]).await) });
    }
    let nonces = nonces.join_all().await;
    school.wait(4);
    let mut reads = tokio::task::JoinSet::new();
    for (number, nonce) in nonces {
        let school = Arc::clone(&school);
        reads.spawn(async move {
            let body = read(&school.tokens[number], &nonce);
            school.report("read", page(), &body).await.0
        });
    }
    assert!(reads.join_all().await.iter().all(|status| *status == 200));
    let mut families: Vec<_> = school
        .touches()
        .await
        .iter()
        .filter(|touch| touch.kind == TouchKind::Read)
        .map(|touch| touch.dispatch)
        .collect();
    families.sort_unstable();
    families.dedup();
    assert_eq!(families.len(), 300);
}

#[tokio::test]
async fn opening_twice_in_a_minute_is_one_row() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    school.nonce(token).await;
    school.nonce(token).await;
    assert_eq!(school.kinds().await, [TouchKind::Shown]);
    school.wait(60);
    school.nonce(token).await;
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Shown]);
}
