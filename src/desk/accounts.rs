//! 使う人: the director lets colleagues in, renews and ends.

use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::{Account, Role};
use crate::office::{OfficeError, OneTime};

/// So many days before an account ends, its row says so.
const SOON_DAYS: i32 = 60;

#[derive(Serialize)]
struct AccountsPage<'a> {
    open: Vec<AccountRow>,
    ended: Vec<AccountRow>,
    classes: Vec<ClassTick>,
    roles: [&'static str; 3],
    /// what was typed, where it was not taken
    name: &'a str,
    role: &'a str,
    /// why
    said: Option<String>,
    /// a link to hand on
    link: Option<Link>,
    /// until when a renewed account goes
    until: String,
}

#[derive(Serialize)]
struct AccountRow {
    name: String,
    role: &'static str,
    classes: Vec<ClassTick>,
    ends: String,
    /// it ends soon
    soon: bool,
    waits: bool,
    second: bool,
    /// one's own
    own: bool,
}

#[derive(Serialize)]
struct ClassTick {
    name: String,
    ticked: bool,
}

#[derive(Serialize)]
struct Link {
    name: String,
    address: String,
    until: String,
}

/// `GET /accounts`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    desk.accounts_page(&who, &Fields::default(), None, None).await
}

/// `POST /accounts`: lets somebody in.
pub(super) async fn admit(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let role = role(&fields)?;
    let admitted = desk.office().admit(fields.text("name"), role, classes(&fields), &who.name).await;
    desk.told_link(&who, &fields, admitted).await
}

/// `POST /accounts/change`: another role, other classes.
pub(super) async fn change(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let changed =
        desk.office().change_account(fields.text("name"), role(&fields)?, classes(&fields), &who.name).await;
    desk.told(&who, changed).await
}

/// `POST /accounts/renew`
pub(super) async fn renew(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let renewed = desk.office().renew_account(fields.text("name"), &who.name).await;
    desk.told(&who, renewed.map(|_| ())).await
}

/// `POST /accounts/end`
pub(super) async fn end(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let ended = desk.office().end_account(fields.text("name"), &who.name).await;
    desk.told(&who, ended).await
}

/// `POST /accounts/reset`: a new link; the old password is gone.
pub(super) async fn reset(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reset = desk.office().reset_account(fields.text("name"), false, &who.name).await;
    desk.told_link(&who, &fields, reset).await
}

fn role(fields: &Fields) -> Result<Role, Fault> {
    Role::parse(fields.text("role")).ok_or(Fault::Status(StatusCode::UNPROCESSABLE_ENTITY))
}

fn classes(fields: &Fields) -> BTreeSet<String> {
    fields.all("class").map(str::to_owned).collect()
}

impl DeskState {
    /// How many accounts end soon, and would go on if the director renewed them now.
    pub(super) async fn ending_soon(&self) -> Result<usize, Fault> {
        let (today, until) = (self.office().today(), self.office().account_ends());
        let soon = today.saturating_add(jiff::ToSpan::days(SOON_DAYS));
        let accounts = self.office().ledger.accounts().await?;
        let ends =
            |account: &&Account| account.is_open(today) && account.ends_on <= soon && account.ends_on < until;
        Ok(accounts.iter().filter(ends).count())
    }

    /// Back to the page, or the page with what kept it from being done.
    async fn told(&self, who: &Who, done: Result<(), OfficeError>) -> Result<Response, Fault> {
        match done {
            Ok(()) => Ok(Redirect::to("/accounts").into_response()),
            Err(OfficeError::Wrong(problem)) => {
                let said = OfficeError::Wrong(problem).told(self.words());
                let page = self.accounts_page(who, &Fields::default(), Some(said), None).await?;
                Ok((StatusCode::CONFLICT, page).into_response())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The link is shown once, in the very answer.
    async fn told_link(
        &self,
        who: &Who,
        fields: &Fields,
        made: Result<OneTime, OfficeError>,
    ) -> Result<Response, Fault> {
        match made {
            Ok(one) => {
                let link = Link {
                    name: crate::office::account_name(fields.text("name")),
                    address: self.link(&one),
                    until: self.time(one.until),
                };
                self.accounts_page(who, &Fields::default(), None, Some(link)).await
            }
            Err(OfficeError::Wrong(problem)) => {
                let said = OfficeError::Wrong(problem).told(self.words());
                let page = self.accounts_page(who, fields, Some(said), None).await?;
                Ok((StatusCode::CONFLICT, page).into_response())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn accounts_page(
        &self,
        who: &Who,
        fields: &Fields,
        said: Option<String>,
        link: Option<Link>,
    ) -> Result<Response, Fault> {
        let known: BTreeSet<String> = self.office().read().await?.groups.classes.into_keys().collect();
        let today = self.office().today();
        let accounts = self.office().ledger.accounts().await?;
        let (open, ended): (Vec<Account>, Vec<Account>) =
            accounts.into_iter().partition(|account| account.is_open(today));
        let rows = |accounts: Vec<Account>| {
            accounts.iter().map(|account| self.account_row(account, who, &known)).collect()
        };
        let page = AccountsPage {
            open: rows(open),
            ended: rows(ended),
            classes: ticks(&known, &classes(fields)),
            roles: [Role::Teacher, Role::Office, Role::Director].map(Role::as_str),
            name: fields.text("name"),
            role: Role::parse(fields.text("role")).unwrap_or(Role::Teacher).as_str(),
            said,
            link,
            until: self.day(self.office().account_ends()),
        };
        Ok(self.page("accounts.html", Some(who), &page))
    }

    fn account_row(&self, account: &Account, who: &Who, known: &BTreeSet<String>) -> AccountRow {
        let soon = self.office().today().saturating_add(jiff::ToSpan::days(SOON_DAYS));
        AccountRow {
            name: account.name.clone(),
            role: account.role.as_str(),
            classes: ticks(known, &account.classes),
            ends: self.day(account.ends_on),
            soon: account.ends_on <= soon,
            waits: !account.has_password,
            second: account.has_second,
            own: account.name == who.name,
        }
    }
}

/// The roster's classes, and those that an account still has of a year gone by.
fn ticks(known: &BTreeSet<String>, ticked: &BTreeSet<String>) -> Vec<ClassTick> {
    let all = known.union(ticked);
    all.map(|name| ClassTick { name: name.clone(), ticked: ticked.contains(name) }).collect()
}
