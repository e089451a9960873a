//! The rehearsal's mailbox in a browser: every mail as its reader would see it, its links to click.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use mail_parser::MessageParser;

use crate::words::Words;

/// One mail of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// the file's name without `.eml`
    pub name: String,
    /// to whom
    pub to: String,
    /// its subject
    pub subject: String,
    /// the text part
    pub text: String,
    /// the HTML part
    pub html: String,
}

/// Every mail of this folder, by address and subject. What is no mail is passed over.
pub fn received(folder: &Path) -> Vec<ReceivedMail> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut mails: Vec<ReceivedMail> = files
        .filter(|file| file.extension().is_some_and(|ending| ending == "eml"))
        .filter_map(|f| mail(&f))
        .collect();
    mails.sort_by(|a, b| (&a.to, &a.subject, &a.name).cmp(&(&b.to, &b.subject, &b.name)));
    mails
}

fn mail(file: &Path) -> Option<ReceivedMail> {
    let bytes = fs::read(file).ok()?;
    let parsed = MessageParser::default().parse(&bytes)?;
    Some(ReceivedMail {
        name: file.file_stem()?.to_str()?.to_owned(),
        // As it stands: old carrier addresses are quoted, and a parser takes the quotes for nothing.
        to: parsed.header_raw("To").unwrap_or_default().trim().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
        html: parsed.body_html(0).unwrap_or_default().into_owned(),
    })
}

struct Mailbox {
    folder: PathBuf,
    words: &'static Words,
}

/// The mailbox as pages: a list, and each mail.
pub fn mailbox_router(folder: PathBuf, words: &'static Words) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/mail/{name}", get(show))
        .route("/mailbox.css", get(style))
        .with_state(Arc::new(Mailbox { folder, words }))
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("mailbox.css"))
}

async fn list(State(mailbox): State<Arc<Mailbox>>) -> Response {
    let folder = mailbox.folder.clone();
    let mails = tokio::task::spawn_blocking(move || received(&folder)).await.unwrap_or_default();
    let title = mailbox.words.say("demo-mailbox", &[("count", mails.len().into())]);
    let rows: String = mails
        .iter()
        .map(|mail| {
            format!(
                "<li><a href=\"/mail/{}\"><b>{}</b><span>{}</span></a></li>\n",
                escaped(&mail.name),
                escaped(&mail.to),
                escaped(&mail.subject)
            )
        })
        .collect();
    page(&mailbox, &title, &format!("<h1>{}</h1>\n<ul class=\"mails\">\n{rows}</ul>", escaped(&title)))
}

async fn show(State(mailbox): State<Arc<Mailbox>>, UrlPath(name): UrlPath<String>) -> Response {
    // A name is what `secret_name` makes; anything else could lead out of the folder.
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(mail) = mail(&mailbox.folder.join(format!("{name}.eml"))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let back = mailbox.words.say("demo-mailbox-back", &[]);
    let (html_part, text_part) =
        (mailbox.words.say("demo-mail-html", &[]), mailbox.words.say("demo-mail-text", &[]));
    let body = format!(
        "<p><a href=\"/\">← {}</a></p>\n<h1>{}</h1>\n<p class=\"to\">{}</p>\n<h2>{}</h2>\n\
         <iframe title=\"{}\" sandbox=\"allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox\" \
         srcdoc=\"{}\"></iframe>\n<h2>{}</h2>\n<pre>{}</pre>",
        escaped(&back),
        escaped(&mail.subject),
        escaped(&mail.to),
        escaped(&html_part),
        escaped(&html_part),
        escaped(&mail.html.replace("<head>", "<head><base target=\"_top\">")),
        escaped(&text_part),
        with_links(&mail.text),
    );
    page(&mailbox, &mail.subject, &body)
}

fn page(mailbox: &Mailbox, title: &str, body: &str) -> Response {
    let lang = mailbox.words.lang().tag();
    let html = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/mailbox.css\"></head>\n\
         <body><main>{body}</main></body></html>",
        escaped(title)
    );
    let policy = "default-src 'none'; style-src 'self' 'unsafe-inline'; frame-src 'self'";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
}

/// The text with its web addresses as links.
fn with_links(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        match line.find("http") {
            Some(at) => {
                let (before, rest) = line.split_at(at);
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let (link, after) = rest.split_at(end);
                let link = escaped(link);
                out.push_str(&format!("{}<a href=\"{link}\">{link}</a>{}", escaped(before), escaped(after)));
            }
            None => out.push_str(&escaped(line)),
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
