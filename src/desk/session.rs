//! Who is logged in: a cookie of 256 random bits, kept by its hash, for twelve hours.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::BASE64URL_NOPAD;
use jiff::SignedDuration;

use super::fault::Fault;
use super::state::DeskState;
use crate::ledger::{LedgerError, Role};

const HOURS: i64 = 12;
const HALF_MINUTES: i64 = 5;
/// The cookie of a browser from which somebody logged in before, and how long it is kept.
const KNOWN: &str = "-known";
const KNOWN_HOURS: i64 = 365 * 24;

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
    for token in tokens(headers, &cookie_name(desk, "")) {
        let session = office.ledger.session(&hash(token), office.clock.now(), office.today()).await?;
        if let Some(account) = session.map(|session| session.account) {
            return Ok(Some(Who { name: account.name, role: account.role, classes: account.classes }));
        }
    }
    Ok(None)
}

/// Begins a session; gives its cookie, and the one that this browser is known by at its next login.
pub(super) async fn begin(
    desk: &DeskState,
    account: &str,
) -> Result<[(HeaderName, HeaderValue); 2], LedgerError> {
    let session = add(desk, account, false, SignedDuration::from_hours(HOURS)).await?;
    let known = cookie(
        desk,
        KNOWN,
        &Device::of(desk, account).await?.value(),
        SignedDuration::from_hours(KNOWN_HOURS),
    );
    Ok([(header::SET_COOKIE, session), (header::SET_COOKIE, known)])
}

/// The password was right, and a code is awaited for a few minutes.
pub(super) async fn begin_half(desk: &DeskState, account: &str) -> Result<HeaderValue, LedgerError> {
    add(desk, account, true, SignedDuration::from_mins(HALF_MINUTES)).await
}

/// Whose code is awaited from this browser.
pub(super) async fn half(desk: &DeskState, headers: &HeaderMap) -> Result<Option<String>, LedgerError> {
    let office = desk.office();
    for token in tokens(headers, &cookie_name(desk, "")) {
        let found = office.ledger.half_session(&hash(token), office.clock.now(), office.today()).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn add(
    desk: &DeskState,
    account: &str,
    half: bool,
    age: SignedDuration,
) -> Result<HeaderValue, LedgerError> {
    let office = desk.office();
    let token = BASE64URL_NOPAD.encode(&office.random.bytes());
    let now = office.clock.now();
    let expires_at = now.saturating_add(age).unwrap_or(now);
    office.ledger.add_session(&hash(&token), account, half, expires_at, now).await?;
    Ok(cookie(desk, "", &token, age))
}

/// Ends the session of this request; gives the cookie that clears it.
pub(super) async fn end(desk: &DeskState, headers: &HeaderMap) -> Result<HeaderValue, LedgerError> {
    for token in tokens(headers, &cookie_name(desk, "")) {
        desk.office().ledger.end_session(&hash(token)).await?;
    }
    Ok(cookie(desk, "", "", SignedDuration::ZERO))
}

fn cookie(desk: &DeskState, what: &str, value: &str, age: SignedDuration) -> HeaderValue {
    let (name, seconds) = (cookie_name(desk, what), age.as_secs());
    let secure = if desk.own().is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    // Name and value are of letters, digits, `-` and `_`.
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("otayori="))
}

/// On https a name that no sibling site can plant (RFC 6265bis); on plain loopback one for each port.
fn cookie_name(desk: &DeskState, what: &str) -> String {
    if desk.own().is_secure() {
        format!("__Host-otayori{what}")
    } else {
        format!("otayori-{}{what}", desk.own().port())
    }
}

fn tokens<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    values(headers, name).filter(|value| value.len() == 43).take(4)
}

fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(move |(key, value)| *key == name && value.len() <= 100)
        .map(|(_, value)| value)
}

/// A browser from which an account logged in before. Wrong passwords of strangers do not hold it up, so that nobody can
/// lock a director out by guessing.
pub(super) struct Device {
    nonce: String,
    mac: String,
}

impl Device {
    async fn of(desk: &DeskState, account: &str) -> Result<Self, LedgerError> {
        let nonce = crate::world::secret_name(desk.office().random.as_ref());
        let mac = device_mac(desk, account, &nonce).await?;
        Ok(Device { nonce, mac })
    }

    /// The device that this request comes from, if this account logged in there.
    pub(super) async fn known(
        desk: &DeskState,
        headers: &HeaderMap,
        account: &str,
    ) -> Result<Option<Self>, LedgerError> {
        let name = cookie_name(desk, KNOWN);
        for (nonce, mac) in values(headers, &name).filter_map(|value| value.split_once('.')).take(4) {
            let wanted = device_mac(desk, account, nonce).await?;
            // Comparing hashes tells nothing of the MAC by its time.
            if blake3::hash(wanted.as_bytes()) == blake3::hash(mac.as_bytes()) {
                return Ok(Some(Device { nonce: nonce.to_owned(), mac: wanted }));
            }
        }
        Ok(None)
    }

    /// Names it for the throttle.
    pub(super) fn nonce(&self) -> &str {
        &self.nonce
    }

    fn value(&self) -> String {
        format!("{}.{}", self.nonce, self.mac)
    }
}

async fn device_mac(desk: &DeskState, account: &str, nonce: &str) -> Result<String, LedgerError> {
    let key = desk.office().ledger.secret("device", || desk.office().random.bytes()).await?;
    let mac = blake3::keyed_hash(&key, format!("{nonce}\0{account}").as_bytes());
    Ok(mac.to_hex()[..32].to_owned())
}

/// The token has 256 random bits: a fast hash is enough.
fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
