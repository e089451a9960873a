//! One's own account: a new password, and the second factor.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::first::refusal;
use super::login::{Knock, Network};
use super::password::SHORTEST;
use super::second::{Secret, recovery_codes};
use super::session::{self, Who};
use super::state::DeskState;
use crate::ledger::Act;

#[derive(Serialize)]
struct AccountPage {
    name: String,
    role: &'static str,
    classes: Vec<String>,
    ends: String,
    shortest: usize,
    /// is a code asked for?
    second: bool,
    /// recovery codes that are left
    left: u64,
    /// to be put into a telephone
    secret: Option<String>,
    picture: Option<String>,
    /// shown once
    codes: Vec<String>,
    /// `wrong`, `wait`, `code`, or of the new password: `short`, `long`, `differ`
    said: Option<&'static str>,
}

/// `GET /account`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    desk.account_page(&who, None, None, vec![]).await
}

/// `POST /account/password`: a new one, by the old one. Ends all other sessions.
pub(super) async fn password(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    network: Network,
    headers: axum::http::HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let knock = Knock::of(&desk, &network, &headers, "password", &who.name).await?;
    let said = if !knock.may_try(&desk) {
        Some("wait")
    } else if let Some(said) = refusal(&who.name, fields.text("password"), fields.text("again")) {
        Some(said)
    } else {
        let kept = desk.office().ledger.account_password(&who.name, desk.office().today()).await?;
        (!desk.passwords().is_right(fields.text("old"), kept).await).then_some("wrong")
    };
    if let Some(said) = said {
        return desk.refused_page(&who, said, None).await;
    }
    knock.was_right(&desk);
    let office = desk.office();
    let hashed = desk.passwords().hash(fields.text("password"), office.random.as_ref()).await?;
    office.ledger.set_password(&who.name, &hashed).await?;
    desk.note(&who, "account", "").await?;
    let cookies = session::begin(&desk, &who.name).await?;
    Ok((AppendHeaders(cookies), Redirect::to("/account")).into_response())
}

/// `POST /account/second`: shows a secret to put into a telephone; takes it on with the first code.
pub(super) async fn second(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let random = desk.office().random.as_ref();
    if desk.office().ledger.second(&who.name).await?.is_some() {
        // What is on is turned off first, by a code.
        return Err(Fault::Stale);
    }
    let Some(secret) = Secret::typed(fields.text("secret")) else {
        return desk.account_page(&who, None, Some(Secret::draw(random)), vec![]).await;
    };
    let Some(step) = secret.step(fields.text("code"), desk.office().clock.now()) else {
        return desk.refused_page(&who, "code", Some(secret)).await;
    };
    let codes = recovery_codes(random);
    let hashes: Vec<[u8; 32]> = codes.iter().map(|(_, hash)| *hash).collect();
    desk.office().ledger.set_second(&who.name, secret.bytes(), step, &hashes).await?;
    desk.note(&who, "second-on", "").await?;
    desk.account_page(&who, None, None, codes.into_iter().map(|(code, _)| code).collect()).await
}

/// `POST /account/second/off`, with a code.
pub(super) async fn second_off(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    network: Network,
    headers: axum::http::HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let knock = Knock::of(&desk, &network, &headers, "code", &who.name).await?;
    let said = if !knock.may_try(&desk) {
        Some("wait")
    } else {
        (!desk.use_code(&who.name, fields.text("code")).await?).then_some("code")
    };
    if let Some(said) = said {
        return desk.refused_page(&who, said, None).await;
    }
    knock.was_right(&desk);
    desk.office().ledger.clear_second(&who.name).await?;
    desk.note(&who, "second-off", "").await?;
    Ok(Redirect::to("/account").into_response())
}

impl DeskState {
    /// Writes down what somebody did that is about no letter.
    pub(super) async fn note(&self, who: &Who, what: &str, detail: &str) -> Result<(), Fault> {
        let act = Act {
            at: self.office().clock.now(),
            who: who.name.clone(),
            what: what.to_owned(),
            letter: String::new(),
            detail: detail.to_owned(),
        };
        Ok(self.office().ledger.add_act(&act).await?)
    }

    /// The page again, with why nothing was done.
    async fn refused_page(
        &self,
        who: &Who,
        said: &'static str,
        secret: Option<Secret>,
    ) -> Result<Response, Fault> {
        let page = self.account_page(who, Some(said), secret, vec![]).await?;
        Ok((StatusCode::CONFLICT, page).into_response())
    }

    async fn account_page(
        &self,
        who: &Who,
        said: Option<&'static str>,
        secret: Option<Secret>,
        codes: Vec<String>,
    ) -> Result<Response, Fault> {
        let office = self.office();
        let account = office.account(&who.name).await?;
        let page = AccountPage {
            role: account.role.as_str(),
            classes: account.classes.into_iter().collect(),
            ends: self.day(account.ends_on),
            shortest: SHORTEST,
            second: account.has_second,
            left: office.ledger.recovery_left(&who.name).await?,
            picture: secret.as_ref().and_then(|secret| secret.picture(&office.settings.name, &who.name)),
            secret: secret.map(|secret| secret.text()),
            codes,
            said,
            name: account.name,
        };
        Ok(self.page("account_own.html", Some(who), &page))
    }
}
