//! The preview of `otayori watch`: drafts and what is wrong with them, on this machine only, without login.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use tokio::sync::watch;
use tower_http::services::ServeDir;

use super::rebuild::{Draft, Rebuilt};
use crate::problem::{Level, Problem, frame};
use crate::render::CONTACT_NAME;
use crate::words::Words;

/// Shows the last rebuild, and tells open pages of the next.
#[derive(Clone)]
pub struct Preview {
    words: &'static Words,
    build: PathBuf,
    shown: Arc<RwLock<Rebuilt>>,
    number: Arc<watch::Sender<u64>>,
}

impl Preview {
    /// A preview of the drafts in `build`.
    pub fn new(build: PathBuf, words: &'static Words) -> Self {
        Preview { words, build, shown: Arc::default(), number: Arc::new(watch::channel(0).0) }
    }

    /// Shows this rebuild from now on.
    pub fn show(&self, rebuilt: Rebuilt) {
        self.change(|shown| *shown = rebuilt);
    }

    /// Shows one letter as it was just saved.
    pub fn show_one(&self, draft: Draft, problems: Vec<Problem>) {
        self.change(|shown| {
            shown.problems.insert(draft.path.clone(), problems);
            if let Some(before) = shown.drafts.iter_mut().find(|before| before.path == draft.path) {
                *before = draft;
            }
        });
    }

    /// Open pages load again only where something is different now.
    fn change(&self, change: impl FnOnce(&mut Rebuilt)) {
        let mut shown = self.shown.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = shown.clone();
        change(&mut shown);
        if *shown != before {
            self.number.send_modify(|number| *number += 1);
        }
    }

    /// Its pages. They answer only under a loopback name: no page of the web can read drafts through a
    /// name it points here.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(list))
            .route("/look/{folder}", get(look))
            .route("/live", get(live))
            .route("/preview.js", get(script))
            .route("/preview.css", get(style))
            .nest_service("/draft", ServeDir::new(&self.build))
            .layer(middleware::from_fn(loopback_only))
            .with_state(self.clone())
    }

    fn read<T>(&self, read: impl FnOnce(&Rebuilt) -> T) -> T {
        read(&self.shown.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn page(&self, title: &str, body: &str) -> Response {
        let html = format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <link rel=\"stylesheet\" href=\"/preview.css\"><script src=\"/preview.js\" defer></script></head>\n\
             <body>{body}</body></html>",
            self.words.lang().tag(),
            escaped(title)
        );
        let policy =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'";
        ([(CONTENT_SECURITY_POLICY, policy), (CACHE_CONTROL, "no-store")], Html(html)).into_response()
    }
}

async fn loopback_only(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        next.run(request).await
    } else {
        StatusCode::MISDIRECTED_REQUEST.into_response()
    }
}

async fn list(State(preview): State<Preview>) -> Response {
    let words = preview.words;
    let title = words.say("preview-title", &[]);
    let body = preview.read(|shown| {
        let mut rows = String::new();
        for draft in shown.drafts.iter().rev() {
            let problems = shown.problems.get(&draft.path).map_or(&[][..], Vec::as_slice);
            rows.push_str(&format!(
                "<li><a href=\"/look/{}\"><b>{}</b> <span>{}</span></a>{}</li>\n",
                encoded(&draft.folder),
                escaped(&draft.title),
                escaped(&draft.path),
                marks(problems, words)
            ));
        }
        let other = shown.problems.get("").map_or(&[][..], Vec::as_slice);
        format!(
            "<main><h1>{}</h1><ul class=\"drafts\">{rows}</ul>{}</main>",
            escaped(&title),
            told(other, words)
        )
    });
    preview.page(&title, &body)
}

async fn look(State(preview): State<Preview>, Path(folder): Path<String>) -> Response {
    let words = preview.words;
    let found = preview.read(|shown| {
        let draft = shown.drafts.iter().find(|draft| draft.folder == folder)?;
        let problems = shown.problems.get(&draft.path).map_or(&[][..], Vec::as_slice);
        let at = encoded(&draft.folder);
        let link =
            |file: &str, id| format!("<a href=\"/draft/{at}/{file}\">{}</a>", escaped(&words.say(id, &[])));
        let has_photos = preview.build.join(&draft.folder).join(CONTACT_NAME).exists();
        let photos = if has_photos { link(CONTACT_NAME, "preview-photos") } else { String::new() };
        let body = format!(
            "<header><a href=\"/\">← {}</a> <b>{}</b> <nav>{photos} {} {} {}</nav></header>{}\
             <iframe title=\"{}\" src=\"/draft/{at}/index.html\"></iframe>",
            escaped(&words.say("preview-title", &[])),
            escaped(&draft.title),
            link("otayori.pdf", "preview-sheet"),
            link("notice.html", "preview-notice"),
            link("index.html", "preview-page"),
            told(problems, words),
            escaped(&draft.title),
        );
        Some((draft.title.clone(), body))
    });
    match found {
        Some((title, body)) => preview.page(&title, &body),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn live(State(preview): State<Preview>) -> impl IntoResponse {
    let events = stream::unfold(preview.number.subscribe(), async |mut number| {
        number.changed().await.ok()?;
        Some((Ok::<_, Infallible>(Event::default().data("built")), number))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

async fn script() -> impl IntoResponse {
    const RELOAD: &str = "new EventSource('/live').onmessage = () => location.reload();\n";
    ([(CONTENT_TYPE, HeaderValue::from_static("text/javascript"))], RELOAD)
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], include_str!("preview.css"))
}

fn marks(problems: &[Problem], words: &Words) -> String {
    if problems.is_empty() {
        String::new()
    } else {
        format!(" <em>{}</em>", escaped(&crate::problem::summary(problems, words)))
    }
}

fn told(problems: &[Problem], words: &Words) -> String {
    let mut by_level: BTreeMap<Level, String> = BTreeMap::new();
    for problem in problems {
        by_level.entry(problem.level).or_default().push_str(&format!("{}\n", frame(problem, words)));
    }
    by_level
        .into_iter()
        .map(|(level, text)| {
            let class = if level == Level::Error { "error" } else { "warning" };
            format!("<pre class=\"{class}\">{}</pre>", escaped(&text))
        })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Percent-encoded for one part of a path.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
