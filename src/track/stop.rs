//! Stopping the mails, and asking for them again: `/stop?m=MARK`, the link of List-Unsubscribe (RFC 2369).
//!
//! | request | does |
//! |---|---|
//! | GET | shows how it stands, and a button; changes nothing |
//! | POST `List-Unsubscribe=One-Click` | stops at once: RFC 8058, sent by a mail program, from anywhere |
//! | POST of the page's button | stops, or undoes it, as [`super::plain`] demands: a person, three seconds |
//!
//! A machine that posts One-Click by itself only makes the school phone: one call, never silence. Nothing is
//! answered before it is on disk, and a mark that is not ours gets one plain answer.

use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::agent::is_pressed_form;
use super::collector::{Hearing, Inner};
use super::nonce::NonceFault;
use super::plain::language;
use super::plain_page::Page;
use super::stop_page::Said;
use super::store::Stopping;
use crate::ledger::Door;

/// Some mail programs wrap the one field into `multipart/form-data`, with a long boundary.
const LONGEST_BODY: usize = 4_096;
const SLOWEST_BODY: Duration = Duration::from_secs(10);
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");

/// What stands in the link.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Opened {
    #[serde(default)]
    m: String,
    #[serde(default)]
    lang: String,
}

/// What a POST asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    OneClick,
    /// the page's button
    Pressed {
        back: bool,
        nonce: String,
    },
}

/// The page with the button.
pub(super) async fn open(
    Hearing(collector): Hearing,
    opened: Result<Query<Opened>, QueryRejection>,
    request: Request,
) -> Response {
    let opened = opened.map(|Query(opened)| opened).unwrap_or_default();
    let network = collector.network(request.extensions(), request.headers());
    let words = language(&opened.lang, request.headers(), collector.about.lang);
    let page = Page { about: &collector.about, words, token: &opened.m };
    match Reader::of(&collector, &opened.m, network).await {
        Ok(reader) => reader.page(&collector, &page, Said::Asked),
        Err(refused) => refused.page(&page),
    }
}

/// One click, or the button.
pub(super) async fn press(Hearing(collector): Hearing, request: Request) -> Response {
    let opened = Query::<Opened>::try_from_uri(request.uri()).map(|Query(opened)| opened).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let network = collector.network(&parts.extensions, &parts.headers);
    let headers = parts.headers;
    let fields = read_form(&headers, body).await;
    let field = |name: &str| {
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let mark = if opened.m.is_empty() { field("m") } else { &opened.m };
    let lang = if opened.lang.is_empty() { field("lang") } else { &opened.lang };
    let page =
        Page { about: &collector.about, words: language(lang, &headers, collector.about.lang), token: mark };
    let reader = match Reader::of(&collector, mark, network).await {
        Ok(reader) => reader,
        Err(refused) => return refused.page(&page),
    };
    let asked = if field(ONE_CLICK.0).eq_ignore_ascii_case(ONE_CLICK.1) {
        Asked::OneClick
    } else {
        Asked::Pressed { back: field("answer") == "back", nonce: field("nonce").to_owned() }
    };
    reader.answer(&collector, &page, asked, &headers).await
}

/// Nobody whom we know.
enum Refused {
    Stranger,
    TooOften,
    NotNow,
}

impl Refused {
    fn page(&self, page: &Page<'_>) -> Response {
        let status = match self {
            Refused::Stranger => StatusCode::NOT_FOUND,
            Refused::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Refused::NotNow => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut response = (status, Html(page.broken_link())).into_response();
        if status != StatusCode::NOT_FOUND {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
        }
        response
    }
}

/// Whose link it is.
struct Reader(Stopping);

impl Reader {
    async fn of(collector: &Inner, mark: &str, network: IpAddr) -> Result<Self, Refused> {
        let Some(stopping) = collector.store.stopping(mark).await.map_err(|_| Refused::NotNow)? else {
            let allowed = collector.stranger_allowed(network);
            return Err(if allowed { Refused::Stranger } else { Refused::TooOften });
        };
        if !collector.mark_allowed(&stopping.key) {
            return Err(Refused::TooOften);
        }
        Ok(Reader(stopping))
    }

    async fn answer(
        mut self,
        collector: &Inner,
        page: &Page<'_>,
        asked: Asked,
        headers: &HeaderMap,
    ) -> Response {
        let back = match asked {
            Asked::OneClick => false,
            Asked::Pressed { back, nonce } => {
                if !is_pressed_form(headers, &collector.own) {
                    return (StatusCode::FORBIDDEN, self.page(collector, page, Said::Asked)).into_response();
                }
                match collector.nonces.age(Door::Plain, &self.0.key, &nonce, collector.now()) {
                    Ok(_) => {}
                    Err(NonceFault::Early) => return self.page_with(page, Said::Again, &nonce),
                    Err(NonceFault::Expired | NonceFault::Forged) => {
                        return self.page(collector, page, Said::Again);
                    }
                }
                back
            }
        };
        let kept = collector.store.stop(&self.0, back, collector.now()).await;
        if kept.is_err() {
            let mut response = self.page(collector, page, Said::NotNow);
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            return response;
        }
        self.0.stopped = !back;
        self.page(collector, page, Said::Done)
    }

    fn page(&self, collector: &Inner, page: &Page<'_>, said: Said) -> Response {
        let nonce =
            collector.nonces.issue(Door::Plain, &self.0.key, collector.now(), collector.random.as_ref());
        self.page_with(page, said, &nonce)
    }

    fn page_with(&self, page: &Page<'_>, said: Said, nonce: &str) -> Response {
        Html(page.stop(self.0.stopped, self.0.phoned, said, nonce)).into_response()
    }
}

/// The fields of a form, or none where it cannot be understood.
async fn read_form(headers: &HeaderMap, body: Body) -> Vec<(String, String)> {
    let read = tokio::time::timeout(SLOWEST_BODY, axum::body::to_bytes(body, LONGEST_BODY)).await;
    let Ok(Ok(bytes)) = read else { return vec![] };
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        return multipart(&String::from_utf8_lossy(&bytes));
    }
    // A form is written like a query.
    let query = format!("/?{}", String::from_utf8_lossy(&bytes).trim());
    let query = query.parse::<Uri>().ok();
    query
        .and_then(|uri| Query::<Vec<(String, String)>>::try_from_uri(&uri).ok())
        .map(|Query(fields)| fields)
        .unwrap_or_default()
}

/// The short fields of RFC 7578: a part's name, and the line after its empty line. Of a form as small as ours nothing
/// else is needed.
fn multipart(body: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut name = None;
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        if line.to_ascii_lowercase().starts_with("content-disposition:") {
            name = line.split_once("name=").map(|(_, name)| {
                name.trim_start_matches('"').split(['"', ';']).next().unwrap_or_default().to_owned()
            });
        } else if line.is_empty()
            && let (Some(name), Some(value)) = (name.take(), lines.next())
        {
            fields.push((name, value.trim_end().to_owned()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_multipart_form_are_found() {
        let body =
            "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assert_eq!(multipart(body), [("List-Unsubscribe".to_owned(), "One-Click".to_owned())]);
        assert_eq!(multipart("--x\r\n\r\nOne-Click"), []);
        assert_eq!(multipart(""), []);
    }
}
