//! Durable beacons a second, beside a handler of the same server that does nothing: `benches/reading beacons`.
//!
//! Each beacon is a `read` with a nonce of its own: a row, on disk before it is answered. 64 connections that are kept
//! open, one request at a time on each; then half that load at fixed times, for the latency that a parent meets.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use jiff::SignedDuration;
use otayori::ledger::{Ledger, Place, Postbox, Start, Whose, token_hash};
use otayori::settings::{CollectorKey, Proxies};
use otayori::track::{self, About, Apart, Brought, Collector, CollectorSettings, Visitor};
use otayori::words::Lang;
use otayori::world::{Clock, FixedClock, SystemRandom, secret_name};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

#[path = "../tests/common/by_hand.rs"]
mod by_hand;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CONNECTIONS: usize = 64;
const LINKS: usize = 5_000;
const SITE: &str = "https://otayori.example.jp";
const EDITION: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    if !std::env::args().any(|argument| argument == "beacons") {
        println!("benches/reading beacons measures this; see benches/README.md");
        return;
    }
    let (rounds, each) = if is_quick { (1, 6_400) } else { (5, 32_000) };
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/.work");
    std::fs::create_dir_all(&work).expect("a folder");
    for apart in [false, true] {
        let folder = tempfile::tempdir_in(&work).expect("a folder");
        let served = Served::start(folder.path(), apart);
        let phones = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (mut beacons, mut idle, mut syncs, mut ratios) = (vec![], vec![], vec![], vec![]);
        for _ in 0..rounds {
            syncs.push(durable(folder.path()));
            let requests = phones.block_on(served.beacons(each));
            let nothing: Vec<_> = requests.iter().map(|request| at("/nothing", request)).collect();
            idle.push(phones.block_on(flood(served.address, nothing)));
            beacons.push(phones.block_on(flood(served.address, requests)));
            ratios.push(beacons.last().unwrap_or(&0.0) / idle.last().unwrap_or(&1.0));
        }
        let half = middle(&mut beacons) / 2.0;
        let requests = phones.block_on(served.beacons(each));
        let mut waits = phones.block_on(paced(served.address, requests, half));
        waits.sort_unstable();
        let percent =
            |part: usize| waits[(waits.len() * part / 100).min(waits.len() - 1)].as_secs_f64() * 1e3;
        println!(
            "{}: {:.0} durable beacons/s, {:.0} of nothing: ratio {:.2} ({:.2}-{:.2}); disk {:.0} fdatasync/s; at half the load \
             p50 {:.1} ms, p99 {:.1} ms",
            if apart { "apart" } else { "beside the desk" },
            middle(&mut beacons),
            middle(&mut idle),
            middle(&mut ratios),
            ratios[0],
            ratios[ratios.len() - 1],
            middle(&mut syncs),
            percent(50),
            percent(99),
        );
    }
}

/// Sorts, too.
fn middle(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// How many times a second this disk makes something durable.
fn durable(folder: &Path) -> f64 {
    let mut file = std::fs::File::create(folder.join("sync")).expect("a file");
    let (began, mut count) = (Instant::now(), 0.0);
    while began.elapsed() < Duration::from_secs(1) {
        file.write_all(&[b'x'; 4096]).expect("room");
        file.sync_data().expect("a disk");
        count += 1.0;
    }
    count / began.elapsed().as_secs_f64()
}

/// A collector that listens, on threads of its own.
struct Served {
    address: SocketAddr,
    tokens: Vec<String>,
    clock: Arc<FixedClock>,
    _threads: tokio::runtime::Runtime,
    _collector: Box<dyn std::any::Any>,
}

impl Served {
    fn start(folder: &Path, apart: bool) -> Self {
        let threads = tokio::runtime::Runtime::new().expect("a runtime");
        let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().expect("a time")));
        let tokens: Vec<String> = (0..LINKS).map(|_| secret_name(&SystemRandom)).collect();
        let hashes: Vec<[u8; 32]> = tokens.iter().filter_map(|token| token_hash(token)).collect();
        let about = CollectorSettings {
            site: SITE.into(),
            collector: "https://yomi.example.jp".into(),
            name: "ひまわり保育園".into(),
            phone: "03-0000-0000".into(),
            calls: None,
            keep: 2,
            lang: Lang::Ja,
            time_zone: jiff::tz::TimeZone::UTC,
            proxies: Proxies::default(),
        };
        let (address, collector) = threads.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("a port");
            let (thread, router, collector): (_, _, Box<dyn std::any::Any>) = if apart {
                let postbox = Postbox::open(folder).await.expect("a postbox");
                let key = CollectorKey::of([7; 32]);
                let apart =
                    Apart::start(postbox, clock.clone(), Arc::new(SystemRandom), &key, Proxies::default())
                        .await;
                let apart = apart.expect("a collector");
                (apart.thread().clone(), track::apart_router(&apart), Box::new(apart))
            } else {
                let ledger = Ledger::open(folder).await.expect("a ledger");
                send(&ledger, &hashes, clock.as_ref()).await;
                let random = Arc::new(SystemRandom);
                let started = Collector::start(ledger, clock.clone(), random, about.clone()).await;
                let collector = started.expect("a collector");
                (collector.thread().clone(), track::router(&collector), Box::new(collector))
            };
            // With the headers that every answer bears, as all other doors.
            let nothing = track::closed(Router::new().route("/nothing", post(|| async {})));
            thread.spawn(track::hear(listener, router.merge(nothing), std::future::pending()));
            (address, collector)
        });
        if apart {
            let visitor = Visitor::new(&format!("http://{address}"), &CollectorKey::of([7; 32]));
            let visitor = visitor.expect("a client");
            for tokens in hashes.chunks(1_000) {
                let about = About::from(&about);
                let brought = Brought { about, tokens: tokens.to_vec(), marks: vec![], slips: 0, presses: 0 };
                threads.block_on(visitor.visit(&brought)).expect("a visit");
            }
        }
        Served { address, tokens, clock, _threads: threads, _collector: collector }
    }

    /// So many reports of readings, each with a nonce of its own that is old enough.
    async fn beacons(&self, count: usize) -> Vec<Vec<u8>> {
        let token = |number: usize| &self.tokens[number % LINKS];
        let starts = (0..count).map(|n| request("/b/start", &format!(r#"{{"k":"{}"}}"#, token(n))));
        let answers = answered(self.address, starts.collect()).await;
        self.clock.advance(SignedDuration::from_secs(61));
        let report = |(n, answer): (usize, String)| {
            let nonce = answer.split('"').nth(3).unwrap_or_default();
            let body = format!(
                r#"{{"k":"{}","edition":"{EDITION}","nonce":"{nonce}","visible":3400,"gesture":"touchstart"}}"#,
                token(n)
            );
            request("/b/read", &body)
        };
        answers.into_iter().enumerate().map(report).collect()
    }
}

/// A letter that went out by these links.
async fn send(ledger: &Ledger, hashes: &[[u8; 32]], clock: &FixedClock) {
    let (day, now) = (jiff::civil::date(2026, 11, 24), clock.now());
    ledger.add_letters(&[("遠足.md".into(), "hash".into(), day)], &SystemRandom).await.expect("a letter");
    let letter = ledger.letters().await.expect("a letter").remove(0).id;
    let release = by_hand::release(letter.clone(), EDITION, now);
    let people: Vec<_> = (0..hashes.len()).map(|number| by_hand::message(number, now)).collect();
    assert!(ledger.release(&release, &people).await.expect("a release"));
    ledger.note_published(&letter, 0, now).await.expect("a release");
    let due = ledger.due_after(Place::START, &Whose::default(), now, u32::MAX).await.expect("people");
    let starts: Vec<_> = due
        .iter()
        .zip(hashes)
        .map(|(one, token)| Start { dispatch: one.id, was: one.state, token: *token })
        .collect();
    ledger.books().keep(&[], &starts, now).await.expect("tokens");
}

fn request(path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: yomi.example.jp\r\nOrigin: {SITE}\r\nUser-Agent: {PHONE}\r\n\
         Content-Type: text/plain;charset=UTF-8\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n\
         Sec-Fetch-Site: same-site\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The same request to another door.
fn at(path: &str, request: &[u8]) -> Vec<u8> {
    let rest = request.windows(9).position(|window| window == b" HTTP/1.1").unwrap_or_default();
    [format!("POST {path}").as_bytes(), &request[rest..]].concat()
}

/// Requests a second, one at a time on each connection.
async fn flood(address: SocketAddr, requests: Vec<Vec<u8>>) -> f64 {
    let count = requests.len() as f64;
    let began = Instant::now();
    answered(address, requests).await;
    count / began.elapsed().as_secs_f64()
}

/// The answers' bodies, in the order of the requests.
async fn answered(address: SocketAddr, requests: Vec<Vec<u8>>) -> Vec<String> {
    let requests = Arc::new(requests);
    let mut lines = tokio::task::JoinSet::new();
    for line in 0..CONNECTIONS {
        let requests = Arc::clone(&requests);
        lines.spawn(async move {
            let mut phone = Phone::connect(address).await;
            let mut answers = Vec::new();
            for number in (line..requests.len()).step_by(CONNECTIONS) {
                answers.push((number, phone.ask(&requests[number]).await));
            }
            answers
        });
    }
    let mut answers: Vec<_> = lines.join_all().await.into_iter().flatten().collect();
    answers.sort_unstable_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// So many requests a second at fixed times; how long each waited for its answer from its time on, not from when a
/// connection was free for it.
async fn paced(address: SocketAddr, requests: Vec<Vec<u8>>, a_second: f64) -> Vec<Duration> {
    let requests = Arc::new(requests);
    let began = Instant::now() + Duration::from_millis(100);
    let mut lines = tokio::task::JoinSet::new();
    for line in 0..CONNECTIONS {
        let requests = Arc::clone(&requests);
        lines.spawn(async move {
            let mut phone = Phone::connect(address).await;
            let mut waits = Vec::new();
            for number in (line..requests.len()).step_by(CONNECTIONS) {
                let due = began + Duration::from_secs_f64(number as f64 / a_second);
                tokio::time::sleep_until(due.into()).await;
                phone.ask(&requests[number]).await;
                waits.push(due.elapsed());
            }
            waits
        });
    }
    lines.join_all().await.into_iter().flatten().collect()
}

/// One connection that is kept open.
struct Phone {
    line: TcpStream,
    heard: Vec<u8>,
}

impl Phone {
    async fn connect(address: SocketAddr) -> Self {
        let line = TcpStream::connect(address).await.expect("the collector listens");
        line.set_nodelay(true).expect("a socket");
        Phone { line, heard: Vec::with_capacity(4_096) }
    }

    async fn ask(&mut self, request: &[u8]) -> String {
        self.line.write_all(request).await.expect("the collector listens");
        self.heard.clear();
        loop {
            let read = self.line.read_buf(&mut self.heard).await.expect("the collector answers");
            assert!(read > 0, "the collector hung up");
            let Some(end) = self.heard.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&self.heard[..end]).expect("headers");
            assert!(head.starts_with("HTTP/1.1 200"), "{head}");
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
            if self.heard.len() >= end + 4 + length {
                return String::from_utf8_lossy(&self.heard[end + 4..]).into_owned();
            }
        }
    }
}
