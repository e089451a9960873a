//! What the page's script reports: `/b/start`, `/b/read`, `/b/confirm`, `/b/asks`; and `/b/unused`, the page's form
//! that no person sees: its POST takes nothing from anybody, so it is heard whoever sends it, and answered 204.
//!
//! Each is a POST of a small JSON object as `text/plain` (no preflight), from the site's origin:
//!
//! | field | is |
//! |---|---|
//! | `k` | the token |
//! | `edition` | hash of the edition shown |
//! | `nonce` | what `start` gave; not for `start` |
//! | `visible` | milliseconds in view, as the page counted |
//! | `gesture` | the person's gesture |
//! | `d` | what the page's script keeps to know this browser again, for this letter only |
//! | `late` | `true`: kept by the page while the collector was away |
//!
//! Answers: 200 `{"nonce":"…"}` or `{"kept":true}`; 422 `{"why":"early"|"expired"|"forged"|"gesture"}`;
//! 400 no such report; 403 not the letter's page; 429 too often; 503 could not be kept: send it again.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use serde::Deserialize;

use super::agent::is_page_script;
use super::circumstances;
use super::collector::{Hearing, Inner, Refused};
use super::nonce::{self, NonceFault, SHORTEST};
use crate::ledger::{Circumstances, Door, Evidence, TouchKind, token_hash};

/// Bytes of a report.
const LONGEST_BODY: usize = 2_048;
/// A report is a few hundred bytes: a phone in a tunnel sends it in this time or again.
const SLOWEST_BODY: Duration = Duration::from_secs(10);
/// Headers of an answer, together with those that every answer bears: room for them is made once.
const MOST_HEADERS: usize = 12;
/// Signs of a person on the page. Never `scroll` (a script can cause it) and never `pointermove`.
const GESTURES: [&str; 5] = ["pointerdown", "touchstart", "touchmove", "wheel", "keydown"];
/// A button is also pressed by a screen reader, which makes a `click` and nothing else.
const PRESS: &str = "click";

#[derive(Debug, Deserialize)]
struct Report {
    k: String,
    #[serde(default)]
    edition: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    visible: f64,
    #[serde(default)]
    gesture: String,
    #[serde(default)]
    d: String,
    #[serde(default)]
    late: bool,
}

/// What the page is told.
#[derive(Debug, PartialEq)]
enum Answer {
    Nonce(String),
    Kept,
    Nonsense,
    NotThePage,
    Faulty(&'static str),
    TooOften,
    NotKept,
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooOften => Answer::TooOften,
            Refused::NotKept => Answer::NotKept,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            // A nonce is of the base64url alphabet: nothing in it needs escaping.
            Answer::Nonce(nonce) => (StatusCode::OK, Body::from([r#"{"nonce":""#, &nonce, r#""}"#].concat())),
            Answer::Kept => (StatusCode::OK, Body::from(r#"{"kept":true}"#)),
            Answer::Nonsense => (StatusCode::BAD_REQUEST, Body::from("{}")),
            Answer::NotThePage => (StatusCode::FORBIDDEN, Body::from("{}")),
            Answer::Faulty(why) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Body::from(format!(r#"{{"why":"{why}"}}"#)))
            }
            Answer::TooOften => (StatusCode::TOO_MANY_REQUESTS, Body::from("{}")),
            Answer::NotKept => (StatusCode::SERVICE_UNAVAILABLE, Body::from("{}")),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.reserve(MOST_HEADERS);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }
}

pub(super) async fn start(Hearing(collector): Hearing, request: Request) -> Response {
    answer(&collector, TouchKind::Shown, request).await
}

pub(super) async fn read(Hearing(collector): Hearing, request: Request) -> Response {
    answer(&collector, TouchKind::Read, request).await
}

pub(super) async fn confirm(Hearing(collector): Hearing, request: Request) -> Response {
    answer(&collector, TouchKind::Confirmed, request).await
}

pub(super) async fn asks(Hearing(collector): Hearing, request: Request) -> Response {
    answer(&collector, TouchKind::Asks, request).await
}

async fn answer(collector: &Inner, kind: TouchKind, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let heard = is_page_script(&parts.headers, &collector.site);
    let answer = if heard {
        match read_report(body).await {
            Some(report) => {
                let network = collector.network(&parts.extensions, &parts.headers);
                let came = collector.circumstances(&parts.headers, network);
                judge(collector, kind, &report, network, came).await.unwrap_or_else(|answer| answer)
            }
            None => Answer::Nonsense,
        }
    } else {
        Answer::NotThePage
    };
    let mut response = answer.into_response();
    let_the_page_see(response.headers_mut(), &parts.headers, &collector.site);
    response
}

/// The form that no person sees. The page stays as it is, whatever becomes of this.
pub(super) async fn unused(Hearing(collector): Hearing, request: Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    let Some(report) = read_form(&parts.headers, body).await else { return StatusCode::NO_CONTENT };
    let network = collector.network(&parts.extensions, &parts.headers);
    if let Some(token) = token_hash(&report.k)
        && collector.let_in(&token, network).await.is_ok()
    {
        let session = (!report.nonce.is_empty()).then(|| nonce::session(&report.nonce));
        let device = circumstances::device(&report.d, &token);
        let came = collector.circumstances(&parts.headers, network);
        let mut hidden = Evidence {
            token,
            kind: TouchKind::Hidden,
            door: Door::Page,
            at: collector.now(),
            edition: String::new(),
            dwell: 0,
            gesture: String::new(),
            late: false,
            circumstances: Circumstances { session, device, ..came },
            nonce: None,
        };
        hidden.nonce = Some(nonce::once_a_minute(&hidden));
        let _ = collector.keep(hidden, network).await;
    }
    StatusCode::NO_CONTENT
}

async fn read_form(headers: &HeaderMap, body: Body) -> Option<Report> {
    let bytes =
        tokio::time::timeout(SLOWEST_BODY, axum::body::to_bytes(body, LONGEST_BODY)).await.ok()?.ok()?;
    let mut request = Request::post("/b/unused").body(Body::from(bytes)).ok()?;
    *request.headers_mut() = headers.clone();
    Form::from_request(request, &()).await.ok().map(|Form(report)| report)
}

/// CORS for exactly the site's origin, without credentials.
fn let_the_page_see(answer: &mut HeaderMap, request: &HeaderMap, site: &HeaderValue) {
    answer.insert(header::VARY, HeaderValue::from_static("Origin"));
    if request.get(header::ORIGIN) == Some(site) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, site.clone());
    }
}

async fn read_report(body: Body) -> Option<Report> {
    let mut reading = pin!(axum::body::to_bytes(body, LONGEST_BODY));
    // Nearly always it came together with its head, and nobody needs a clock to wait for it.
    let bytes = match (&mut reading).now_or_never() {
        Some(bytes) => bytes,
        None => tokio::time::timeout(SLOWEST_BODY, reading).await.ok()?,
    };
    serde_json::from_slice(&bytes.ok()?).ok()
}

/// An early answer is the `Err`.
async fn judge(
    collector: &Inner,
    kind: TouchKind,
    report: &Report,
    network: IpAddr,
    came: Circumstances,
) -> Result<Answer, Answer> {
    let token = token_hash(&report.k).ok_or(Answer::Nonsense)?;
    if report.edition.len() > 64 || !report.edition.bytes().all(|c| c.is_ascii_hexdigit()) {
        return Err(Answer::Nonsense);
    }
    collector.let_in(&token, network).await?;
    let issued = (kind == TouchKind::Shown)
        .then(|| collector.nonces.issue(Door::Page, &token, collector.now(), collector.random.as_ref()));
    let session = nonce::session(issued.as_deref().unwrap_or(&report.nonce));
    let device = circumstances::device(&report.d, &token);
    let came = Circumstances { session: Some(session), device, ..came };
    let evidence = evidence(collector, kind, report, token, came)?;
    collector.keep(evidence, network).await?;
    Ok(issued.map_or(Answer::Kept, Answer::Nonce))
}

/// The touch this report is evidence of.
fn evidence(
    collector: &Inner,
    kind: TouchKind,
    report: &Report,
    token: [u8; 32],
    circumstances: Circumstances,
) -> Result<Evidence, Answer> {
    let now = collector.now();
    let shown = Evidence {
        token,
        kind: TouchKind::Shown,
        door: Door::Page,
        at: now,
        edition: report.edition.to_ascii_lowercase(),
        dwell: 0,
        gesture: String::new(),
        late: report.late,
        circumstances,
        nonce: None,
    };
    let only_shown = |shown: Evidence| Evidence { nonce: Some(nonce::once_a_minute(&shown)), ..shown };
    if kind == TouchKind::Shown {
        return Ok(only_shown(shown));
    }
    let dwell = collector.nonces.age(Door::Page, &token, &report.nonce, now).map_err(|fault| {
        Answer::Faulty(match fault {
            NonceFault::Early => "early",
            NonceFault::Expired => "expired",
            NonceFault::Forged => "forged",
        })
    })?;
    let gesture = report.gesture.as_str();
    let a_persons = GESTURES.contains(&gesture) || (kind != TouchKind::Read && gesture == PRESS);
    #[expect(clippy::cast_precision_loss, reason = "three thousand is exact")]
    let long_enough = kind != TouchKind::Read || report.visible >= SHORTEST as f64;
    if !a_persons || !long_enough {
        return Err(Answer::Faulty("gesture"));
    }
    if kind == TouchKind::Read && report.late {
        // Nobody can tell any more how long it was in view, and when: the page was shown, no more.
        return Ok(only_shown(shown));
    }
    Ok(Evidence {
        kind,
        dwell,
        gesture: report.gesture.clone(),
        nonce: Some(nonce::used(&report.nonce, kind)),
        ..shown
    })
}
