//! The first start: a link, good once and for an hour, to choose a name and a password.

use std::sync::PoisonError;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{Timestamp, ToSpan};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::login::account_name;
use super::password::{LONGEST, SHORTEST};
use super::session;
use super::state::DeskState;
use crate::ledger::{Act, LedgerError};
use crate::world::secret_name;

/// The link that was printed: only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Invitation {
    hash: [u8; 32],
    until: Timestamp,
}

/// While nobody has an account: a new link to make the first one, good for an hour; an earlier link ends.
/// `None` once there is an account.
///
/// # Errors
/// The ledger.
pub async fn first_start_link(state: &DeskState) -> Result<Option<String>, LedgerError> {
    let office = state.office();
    if office.ledger.account_count().await? > 0 {
        return Ok(None);
    }
    let token = secret_name(office.random.as_ref());
    let now = office.clock.now();
    let until = now.saturating_add(1.hour()).unwrap_or(now);
    let invitation = Invitation { hash: *blake3::hash(token.as_bytes()).as_bytes(), until };
    *state.invitation().lock().unwrap_or_else(PoisonError::into_inner) = Some(invitation);
    Ok(Some(format!("{}/first?k={token}", state.address())))
}

#[derive(Serialize)]
struct FirstPage<'a> {
    token: &'a str,
    name: &'a str,
    shortest: usize,
    /// which field is wrong: `name`, `short`, `long`, `differ`
    said: Option<&'static str>,
    good: bool,
}

/// `GET /first?k=…`
pub(super) async fn show(State(desk): State<DeskState>, fields: Fields) -> Response {
    let token = fields.text("k");
    page(&desk, token, "", None, invited(&desk, token).is_some())
}

/// `POST /first`
pub(super) async fn set(State(desk): State<DeskState>, fields: Fields) -> Result<Response, Fault> {
    let (token, name) = (fields.text("k"), account_name(fields.text("name")));
    let Some(invitation) = invited(&desk, token) else { return Ok(page(&desk, token, "", None, false)) };
    if let Some(said) = refusal(&name, fields.text("password"), fields.text("again")) {
        let answer = page(&desk, token, &name, Some(said), true);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let office = desk.office();
    let hashed = desk.passwords().hash(fields.text("password"), office.random.as_ref()).await?;
    if !take(&desk, &invitation) || office.ledger.account_count().await? > 0 {
        return Ok(page(&desk, token, "", None, false));
    }
    let now = office.clock.now();
    office.ledger.set_account(&name, &hashed, now).await?;
    let act = Act {
        at: now,
        who: name.clone(),
        what: "account".into(),
        letter: String::new(),
        detail: String::new(),
    };
    office.ledger.add_act(&act).await?;
    let cookie = session::begin(&desk, &name).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

fn page(desk: &DeskState, token: &str, name: &str, said: Option<&'static str>, good: bool) -> Response {
    let answer = desk.page("first.html", None, &FirstPage { token, name, shortest: SHORTEST, said, good });
    if good { answer } else { (StatusCode::GONE, answer).into_response() }
}

/// What keeps this name or password from being taken.
fn refusal(name: &str, password: &str, again: &str) -> Option<&'static str> {
    match password.chars().count() {
        _ if name.is_empty() => Some("name"),
        count if count < SHORTEST => Some("short"),
        count if count > LONGEST => Some("long"),
        _ if password != again => Some("differ"),
        _ => None,
    }
}

/// The invitation this token belongs to, while it is good.
fn invited(desk: &DeskState, token: &str) -> Option<Invitation> {
    let invitation = desk.invitation().lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    // Comparing hashes tells nothing of the token by its time.
    let same = invitation.hash == *blake3::hash(token.as_bytes()).as_bytes();
    (same && desk.office().clock.now() < invitation.until).then_some(invitation)
}

/// Uses the invitation up; `false` when somebody was faster.
fn take(desk: &DeskState, invitation: &Invitation) -> bool {
    let mut kept = desk.invitation().lock().unwrap_or_else(PoisonError::into_inner);
    kept.take_if(|kept| kept == invitation).is_some()
}
