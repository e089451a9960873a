//! A link, good once, to choose a password: at the first start a name too.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::password::{LONGEST, SHORTEST};
use super::session;
use super::state::DeskState;
use crate::ledger::{Account, Act, Invitation, LedgerError, Role};
use crate::office::{OfficeError, OneTime, account_name};

/// While nobody has an account: a new link to make the first one, good for an hour; an earlier link ends.
/// `None` once there is an account.
///
/// # Errors
/// The ledger.
pub async fn first_start_link(state: &DeskState) -> Result<Option<String>, OfficeError> {
    let invited = state.office().first_invitation().await?;
    Ok(invited.map(|one| state.link(&one)))
}

impl DeskState {
    /// The link of a token, to be handed on.
    pub(super) fn link(&self, one: &OneTime) -> String {
        first_link(&self.address(), one)
    }
}

/// The link of a token at a desk of this address.
pub fn first_link(address: &str, one: &OneTime) -> String {
    format!("{address}/first?k={}", one.token)
}

#[derive(Serialize)]
struct FirstPage<'a> {
    token: &'a str,
    name: &'a str,
    /// the account is made already: only a password is chosen
    named: bool,
    shortest: usize,
    /// which field is wrong: `name`, `short`, `long`, `differ`
    said: Option<&'static str>,
    good: bool,
}

/// `GET /first?k=…`
pub(super) async fn show(State(desk): State<DeskState>, fields: Fields) -> Result<Response, Fault> {
    let token = fields.text("k");
    let invited = invited(&desk, token).await?;
    Ok(page(&desk, token, "", None, invited.as_ref()))
}

/// `POST /first`
pub(super) async fn set(State(desk): State<DeskState>, fields: Fields) -> Result<Response, Fault> {
    let token = fields.text("k");
    let Some(invited) = invited(&desk, token).await? else { return Ok(page(&desk, token, "", None, None)) };
    let name = invited.account.clone().unwrap_or_else(|| account_name(fields.text("name")));
    if let Some(said) = refusal(&name, fields.text("password"), fields.text("again")) {
        let answer = page(&desk, token, &name, Some(said), Some(&invited));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response());
    }
    let office = desk.office();
    let hashed = desk.passwords().hash(fields.text("password"), office.random.as_ref()).await?;
    let (now, first) = (office.clock.now(), first_account(&desk, &name));
    if !office.ledger.choose_password(&hash(token), &first, &hashed, now).await? {
        return Ok(page(&desk, token, "", None, None));
    }
    let act = Act {
        at: now,
        who: name.clone(),
        what: "account".into(),
        letter: String::new(),
        detail: String::new(),
    };
    office.ledger.add_act(&act).await?;
    let cookies = session::begin(&desk, &name).await?;
    Ok((AppendHeaders(cookies), Redirect::to("/")).into_response())
}

/// Whoever starts the program first is the director.
fn first_account(desk: &DeskState, name: &str) -> Account {
    Account {
        name: name.to_owned(),
        role: Role::Director,
        classes: [].into(),
        ends_on: desk.office().account_ends(),
        ended_at: None,
        has_password: true,
        has_second: false,
    }
}

fn page(
    desk: &DeskState,
    token: &str,
    name: &str,
    said: Option<&'static str>,
    invited: Option<&Invitation>,
) -> Response {
    let of_account = invited.and_then(|invited| invited.account.as_deref());
    let page = FirstPage {
        token,
        name: of_account.unwrap_or(name),
        named: of_account.is_some(),
        shortest: SHORTEST,
        said,
        good: invited.is_some(),
    };
    let answer = desk.page("first.html", None, &page);
    if invited.is_some() { answer } else { (StatusCode::GONE, answer).into_response() }
}

/// What keeps this name or password from being taken.
pub(super) fn refusal(name: &str, password: &str, again: &str) -> Option<&'static str> {
    match password.chars().count() {
        _ if name.is_empty() => Some("name"),
        count if count < SHORTEST => Some("short"),
        count if count > LONGEST => Some("long"),
        _ if password != again => Some("differ"),
        _ => None,
    }
}

/// The invitation this token belongs to, while it is good. Looked up by its hash, whose bits nobody can choose: the time
/// it takes tells nothing of the token.
async fn invited(desk: &DeskState, token: &str) -> Result<Option<Invitation>, LedgerError> {
    let office = desk.office();
    office.ledger.invitation(&hash(token), office.clock.now()).await
}

fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}
