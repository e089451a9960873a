//! The pages for browsers without script: `GET /r` a form, `POST /r` a second page with a nonce, and its
//! POST at least three seconds later counts.
//!
//! Mail security submits the first form it sees, at once; a person reads the second page first.

use std::net::IpAddr;
use std::time::Duration;

use axum::Form;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::agent::is_pressed_form;
use super::collector::{Hearing, Inner, Refused};
use super::nonce::{self, NonceFault};
use super::plain_page::{Mood, Page, Recorded};
use crate::ledger::{Circumstances, Door, Evidence, TouchKind, token_hash};
use crate::words::{Lang, Words};

const LONGEST_BODY: usize = 2_048;
const SLOWEST_BODY: Duration = Duration::from_secs(10);

/// What stands in the link.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opened {
    #[serde(default)]
    k: String,
    #[serde(default)]
    lang: String,
}

/// What a form sends: the link, and from the second page also its nonce and the button pressed.
#[derive(Debug, Deserialize)]
struct Pressed {
    k: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    nonce: String,
    #[serde(default)]
    answer: String,
}

/// The style of both pages.
pub(super) async fn style(_: Hearing) -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=3600")];
    (headers, include_str!("plain.css"))
}

/// The first page. Writes nothing, and looks nothing up.
pub(super) async fn open(
    Hearing(collector): Hearing,
    headers: HeaderMap,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Response {
    let opened = opened.map(|Query(opened)| opened).unwrap_or_default();
    let lang = language(&opened.lang, &headers, collector.about.lang);
    let page = Page { about: &collector.about, words: lang, token: &opened.k };
    match token_hash(&opened.k) {
        Some(_) => Html(page.first()).into_response(),
        None => (StatusCode::NOT_FOUND, Html(page.broken_link())).into_response(),
    }
}

/// The second page, and the thanks.
pub(super) async fn press(Hearing(collector): Hearing, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let pressed = read_form(&parts.headers, body).await;
    let said = pressed.as_ref().map_or("", |pressed| &pressed.lang);
    let lang = language(said, &parts.headers, collector.about.lang);
    let token_text = pressed.as_ref().map_or("", |pressed| &pressed.k);
    let page = Page { about: &collector.about, words: lang, token: token_text };
    let (Some(pressed), Some(token)) = (&pressed, token_hash(token_text)) else {
        return (StatusCode::NOT_FOUND, Html(page.broken_link())).into_response();
    };
    if pressed.kind() != Some(TouchKind::Hidden) && !is_pressed_form(&parts.headers, &collector.own) {
        return (StatusCode::FORBIDDEN, Html(page.first())).into_response();
    }
    let network = collector.network(&parts.extensions, &parts.headers);
    if let Err(refused) = collector.let_in(&token, network).await {
        return unavailable(&page, refused, &pressed.nonce);
    }
    let came = collector.circumstances(&parts.headers, network);
    let visit = Visit { collector: &collector, page, token, network, came };
    match pressed.kind() {
        None => visit.second_page().await,
        Some(TouchKind::Hidden) => visit.hidden(&pressed.nonce).await,
        Some(kind) => visit.last_page(kind, &pressed.nonce).await,
    }
}

/// A link, and the request that came by it.
struct Visit<'a> {
    collector: &'a Inner,
    page: Page<'a>,
    token: [u8; 32],
    network: IpAddr,
    came: Circumstances,
}

impl Pressed {
    /// Which button of the second page; `None` for the button of the first.
    fn kind(&self) -> Option<TouchKind> {
        match self.answer.as_str() {
            "read" => Some(TouchKind::Confirmed),
            "call" => Some(TouchKind::Asks),
            "unused" => Some(TouchKind::Hidden),
            _ => None,
        }
    }
}

impl Visit<'_> {
    async fn second_page(&self) -> Response {
        let nonce = self.fresh_nonce();
        let mut shown = self.evidence(TouchKind::Shown, 0, &nonce);
        shown.nonce = Some(nonce::once_a_minute(&shown));
        if let Err(refused) = self.collector.keep(shown, self.network).await {
            return (status(refused), Html(self.page.first())).into_response();
        }
        Html(self.page.second(&nonce, Mood::Plain)).into_response()
    }

    /// The form that no person sees was sent: written down, and the first page again.
    async fn hidden(&self, nonce: &str) -> Response {
        let mut hidden = self.evidence(TouchKind::Hidden, 0, nonce);
        hidden.nonce = Some(nonce::once_a_minute(&hidden));
        if let Err(refused) = self.collector.keep(hidden, self.network).await {
            return unavailable(&self.page, refused, nonce);
        }
        Html(self.page.first()).into_response()
    }

    async fn last_page(&self, kind: TouchKind, nonce: &str) -> Response {
        let dwell = match self.collector.nonces.age(Door::Plain, &self.token, nonce, self.collector.now()) {
            Ok(dwell) => dwell,
            Err(NonceFault::Early) => return Html(self.page.second(nonce, Mood::Again)).into_response(),
            Err(NonceFault::Expired | NonceFault::Forged) => {
                return Html(self.page.second(&self.fresh_nonce(), Mood::Again)).into_response();
            }
        };
        let pressed = self.evidence(kind, dwell, nonce);
        let mut recorded = vec![Recorded { kind, at: pressed.at }];
        if let Err(refused) = self.collector.keep(pressed, self.network).await {
            return unavailable(&self.page, refused, nonce);
        }
        // It is on disk; if it cannot be read back this instant, what was just pressed is still true.
        if let Ok(first) = self.collector.store.first_touches(&self.token).await
            && !first.is_empty()
        {
            recorded = first.into_iter().map(|(kind, at)| Recorded { kind, at }).collect();
        }
        Html(self.page.thanks(&recorded)).into_response()
    }

    fn fresh_nonce(&self) -> String {
        let collector = self.collector;
        collector.nonces.issue(Door::Plain, &self.token, collector.now(), collector.random.as_ref())
    }

    fn evidence(&self, kind: TouchKind, dwell: i64, nonce: &str) -> Evidence {
        let gesture = if kind == TouchKind::Shown { "" } else { "submit" };
        let session = (!nonce.is_empty()).then(|| nonce::session(nonce));
        Evidence {
            token: self.token,
            kind,
            door: Door::Plain,
            at: self.collector.now(),
            edition: String::new(),
            dwell,
            gesture: gesture.to_owned(),
            late: false,
            circumstances: Circumstances { session, ..self.came.clone() },
            nonce: Some(nonce::used(nonce, kind)),
        }
    }
}

fn unavailable(page: &Page<'_>, refused: Refused, nonce: &str) -> Response {
    (status(refused), [(header::RETRY_AFTER, "60")], Html(page.second(nonce, Mood::NotNow))).into_response()
}

fn status(refused: Refused) -> StatusCode {
    match refused {
        Refused::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Refused::NotKept => StatusCode::SERVICE_UNAVAILABLE,
    }
}

async fn read_form(headers: &HeaderMap, body: Body) -> Option<Pressed> {
    let bytes =
        tokio::time::timeout(SLOWEST_BODY, axum::body::to_bytes(body, LONGEST_BODY)).await.ok()?.ok()?;
    let mut request = Request::post("/r").body(Body::from(bytes)).ok()?;
    *request.headers_mut() = headers.clone();
    Form::from_request(request, &()).await.ok().map(|Form(pressed)| pressed)
}

/// The words chosen by a link, else the first that the browser asks for and we speak, else the school's.
pub(super) fn language(chosen: &str, headers: &HeaderMap, school: Lang) -> &'static Words {
    let speak = |tag: &str| Words::of_program(tag.split(';').next().unwrap_or_default().trim());
    let asked =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    speak(chosen).or_else(|| asked.split(',').find_map(speak)).unwrap_or(school.words())
}
