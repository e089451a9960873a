//! Wrong links look like right ones: in what is answered, byte for byte, and in how long it takes.

use std::net::SocketAddr;
use std::time::Instant;

use otayori::ledger::token_hash;
use otayori::world::{Clock, Random, SeededRandom, secret_name};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{EDITION, PHONE, school, token_of, visit};
use crate::common::school::School;

/// By a phone's page, on a connection that is kept open: the whole answer, and how long it took in nanoseconds.
async fn ask(line: &mut TcpStream, site: &str, token: &str) -> (String, f64) {
    let body = format!(r#"{{"k":"{token}","edition":"{EDITION}"}}"#);
    let request = format!(
        "POST /b/start HTTP/1.1\r\nHost: yomi\r\nOrigin: {site}\r\nUser-Agent: {PHONE}\r\n\
         Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let (began, mut heard) = (Instant::now(), Vec::new());
    line.write_all(request.as_bytes()).await.unwrap();
    while !heard.ends_with(b"}") {
        assert!(line.read_buf(&mut heard).await.unwrap() > 0);
    }
    (String::from_utf8(heard).unwrap(), began.elapsed().as_nanos() as f64)
}

/// Without what is drawn anew each time, and the time of day.
fn without_nonce(answer: &str) -> String {
    let head =
        answer.split("\r\n").filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\r\n");
    let nonce = head.split("\"nonce\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    head.replace(nonce, &"x".repeat(nonce.len()))
}

/// Welch's t of two samples, the largest by amount over several crops of the slowest (as dudect does).
fn largest_t(one: &[f64], other: &[f64]) -> f64 {
    let mut all: Vec<f64> = one.iter().chain(other).copied().collect();
    all.sort_by(f64::total_cmp);
    let crops = [1.0, 0.99, 0.95, 0.9, 0.75, 0.5];
    let t = |crop: f64| {
        let most = all[((all.len() as f64 * crop) as usize).min(all.len() - 1)];
        let sums = |sample: &[f64]| {
            let kept: Vec<f64> = sample.iter().copied().filter(|nanos| *nanos <= most).collect();
            let count = kept.len() as f64;
            let mean = kept.iter().sum::<f64>() / count;
            let spread = kept.iter().map(|nanos| (nanos - mean).powi(2)).sum::<f64>() / (count - 1.0);
            (mean, spread / count)
        };
        let ((a, va), (b, vb)) = (sums(one), sums(other));
        (a - b) / (va + vb).sqrt()
    };
    crops.into_iter().map(t).fold(0.0, |worst, t| if t.abs() > f64::abs(worst) { t } else { worst })
}

async fn compare(school: &School, right: &[String], most: f64) {
    let samples = if std::env::var_os("OTAYORI_LONG").is_some() { 10_000 } else { 400 };
    let address: SocketAddr = school.collector.strip_prefix("http://").unwrap().parse().unwrap();
    let mut line = TcpStream::connect(address).await.unwrap();
    line.set_nodelay(true).unwrap();
    let site = school.office.settings.site.clone();
    let (random, coin) = (SeededRandom::from(11), SeededRandom::from(12));
    let (mut known, mut unknown, mut answers) = (Vec::new(), Vec::new(), std::collections::BTreeSet::new());
    while known.len().min(unknown.len()) < samples {
        school.advance(2);
        let wrong = secret_name(&random);
        let is_right = coin.bytes()[0] & 1 == 1;
        let token = if is_right { &right[known.len() % right.len()] } else { &wrong };
        let (answer, nanos) = ask(&mut line, &site, token).await;
        answers.insert(without_nonce(&answer));
        if is_right { known.push(nanos) } else { unknown.push(nanos) }
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let t = largest_t(&known[100..], &unknown[100..]);
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64 / 1e3;
    eprintln!(
        "{samples} each: {:.1} µs right, {:.1} µs wrong, largest t {t:.2}",
        mean(&known),
        mean(&unknown)
    );
    // A few samples on a busy machine tell nothing.
    assert!(t.abs() < most || samples < 10_000, "the time tells right links from wrong ones: t = {t:.2}");
}

#[tokio::test(flavor = "multi_thread")]
async fn apart_a_wrong_link_is_answered_like_a_right_one() {
    let school = school().await;
    visit(&school).await;
    let postbox = school.postbox.clone().unwrap();
    let about = postbox.about().await.unwrap().unwrap();
    let random = SeededRandom::from(5);
    let tokens: Vec<String> = (0..200).map(|_| secret_name(&random)).collect();
    let hashes: Vec<[u8; 32]> = tokens.iter().map(|token| token_hash(token).unwrap()).collect();
    postbox.take(&about, &hashes, &[], school.clock.now()).await.unwrap();
    compare(&school, &tokens, 4.5).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_the_desk_a_wrong_link_is_answered_like_a_right_one() {
    let school = School::open("").await;
    school.write_for_many(200);
    school.send("園だより").await;
    let links: Vec<String> = (0..200).map(|n| token_of(&school.link(&format!("k{n}@example.jp")))).collect();
    // The ledger takes a little longer over a reading than over a stranger: the bytes alone are judged here.
    compare(&school, &links, f64::INFINITY).await;
}
