//! Who is logged in: a cookie of 256 random bits, kept by its hash, for twelve hours.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, ToSpan};

use super::fault::Fault;
use super::state::DeskState;
use crate::ledger::{LedgerError, Role};

const HOURS: i64 = 12;

/// Somebody is logged in; put into the request by [`demand_login`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Who {
    /// the account's name
    pub(super) name: String,
    /// as what
    pub(super) role: Role,
    /// a teacher's classes; empty for others
    pub(super) classes: BTreeSet<String>,
}

/// Lets nobody further who is not logged in.
pub(super) async fn demand_login(
    State(desk): State<DeskState>,
    mut request: Request,
    next: Next,
) -> Response {
    match current(&desk, request.headers()).await {
        Ok(Some(who)) => {
            request.extensions_mut().insert(who.clone());
            let mut answer = next.run(request).await;
            // The page of a fault shows the desk's menu to those who may use it.
            answer.extensions_mut().insert(who);
            answer
        }
        Ok(None) => Redirect::to(&login_address(&request)).into_response(),
        Err(error) => Fault::from(error).into_response(),
    }
}

/// Lets only these roles further; for others the page is not there.
pub(super) async fn demand_role(
    State(roles): State<&'static [Role]>,
    Extension(who): Extension<Who>,
    request: Request,
    next: Next,
) -> Response {
    if roles.contains(&who.role) { next.run(request).await } else { Fault::NotFound.into_response() }
}

/// Where to log in, and back to here afterwards.
fn login_address(request: &Request) -> String {
    let path = request.uri().path();
    let comes_back =
        request.method() == Method::GET && path != "/" && path != "/live" && !path.starts_with("/preview/");
    if comes_back { format!("/login?next={}", super::view::encoded(path)) } else { "/login".to_owned() }
}

/// Who sends this request, by its cookie.
pub(super) async fn current(desk: &DeskState, headers: &HeaderMap) -> Result<Option<Who>, LedgerError> {
    let office = desk.office();
    for token in tokens(headers, &cookie_name(desk)) {
        let session = office.ledger.session(&hash(token), office.clock.now(), office.today()).await?;
        if let Some(account) = session.map(|session| session.account) {
            return Ok(Some(Who { name: account.name, role: account.role, classes: account.classes }));
        }
    }
    Ok(None)
}

/// Begins a session; gives its cookie.
pub(super) async fn begin(desk: &DeskState, account: &str) -> Result<HeaderValue, LedgerError> {
    let office = desk.office();
    let token = BASE64URL_NOPAD.encode(&office.random.bytes());
    let now = office.clock.now();
    let expires_at = now.saturating_add(HOURS.hours()).unwrap_or(now);
    office.ledger.add_session(&hash(&token), account, expires_at, now).await?;
    Ok(cookie(desk, &token, SignedDuration::from_hours(HOURS)))
}

/// Ends the session of this request; gives the cookie that clears it.
pub(super) async fn end(desk: &DeskState, headers: &HeaderMap) -> Result<HeaderValue, LedgerError> {
    for token in tokens(headers, &cookie_name(desk)) {
        desk.office().ledger.end_session(&hash(token)).await?;
    }
    Ok(cookie(desk, "", SignedDuration::ZERO))
}

fn cookie(desk: &DeskState, value: &str, age: SignedDuration) -> HeaderValue {
    let (name, seconds) = (cookie_name(desk), age.as_secs());
    let secure = if desk.own().is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    // Name and value are of letters, digits, `-` and `_`.
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("otayori="))
}

/// On https a name that no sibling site can plant (RFC 6265bis); on plain loopback one for each port.
fn cookie_name(desk: &DeskState) -> String {
    if desk.own().is_secure() {
        "__Host-otayori".to_owned()
    } else {
        format!("otayori-{}", desk.own().port())
    }
}

fn tokens<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(move |(key, value)| *key == name && value.len() == 43)
        .map(|(_, value)| value)
        .take(4)
}

/// The token has 256 random bits: a fast hash is enough.
fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
