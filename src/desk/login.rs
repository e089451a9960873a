//! Login and logout.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::{self, Device};
use super::state::DeskState;
use super::throttle::WINDOW_SECONDS;
use super::view::encoded;
use crate::ledger::LedgerError;
use crate::office::account_name;
use crate::settings::network_of;

/// Wrong passwords of one name from one network, of one name, and from one network, in 15 minutes.
const MOST_HERE: u32 = 6;
const MOST_NAME: u32 = 30;
const MOST_NETWORK: u32 = 30;

#[derive(Serialize)]
struct LoginPage<'a> {
    name: &'a str,
    next: &'a str,
    /// `wrong` or `wait`
    said: Option<&'static str>,
    /// nobody has an account yet: the link stands where the program was started
    fresh: bool,
}

/// `GET /login`
pub(super) async fn show(
    State(desk): State<DeskState>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let next = safe_next(fields.text("next"));
    if session::current(&desk, &headers).await?.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let fresh = desk.office().ledger.account_count().await? == 0;
    Ok(desk.page("login.html", None, &LoginPage { name: "", next, said: None, fresh }))
}

/// `POST /login`
pub(super) async fn enter(
    State(desk): State<DeskState>,
    network: Network,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let (name, next) = (account_name(fields.text("name")), safe_next(fields.text("next")));
    let password = fields.text("password");
    let knock = Knock::of(&desk, &network, &headers, "password", &name).await?;
    if !knock.may_try(&desk) {
        return Ok(desk.not_let_in("login.html", &name, next, "wait"));
    }
    let ledger = &desk.office().ledger;
    let kept = ledger.account_password(&name, desk.office().today()).await?;
    if password.len() > 4 * super::password::LONGEST || !desk.passwords().is_right(password, kept).await {
        return Ok(desk.not_let_in("login.html", &name, next, "wrong"));
    }
    knock.was_right(&desk);
    if ledger.second(&name).await?.is_some() {
        let cookie = session::begin_half(&desk, &name).await?;
        let there = Redirect::to(&format!("/login/code?next={}", encoded(next)));
        return Ok(([(header::SET_COOKIE, cookie)], there).into_response());
    }
    desk.let_in(&name, next).await
}

/// `POST /logout`
pub(super) async fn leave(State(desk): State<DeskState>, headers: HeaderMap) -> Result<Response, Fault> {
    let cookie = session::end(&desk, &headers).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

/// A page of ours to go to after the login; anything else is the list of letters.
fn safe_next(next: &str) -> &str {
    let ours = next.starts_with("/letters/") || next == "/short";
    let plain = next.chars().all(|c| c.is_ascii_alphanumeric() || "/-_".contains(c));
    if ours && plain && !next.contains("//") { next } else { "/" }
}

/// The address a request comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Network(Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Network(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())))
    }
}

impl Network {
    /// The network to count tries for: a proxy is believed only where the settings name it.
    fn counted(&self, desk: &DeskState, headers: &HeaderMap) -> IpAddr {
        let forwarded = headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or(""));
        let lines: Vec<&str> = forwarded.collect();
        let peer = self.0.unwrap_or(IpAddr::from([0; 4]));
        network_of(desk.office().settings.proxies.visitor(peer, lines.into_iter()))
    }
}

/// Somebody tries a password or a code; tries are counted before they are looked at.
pub(super) struct Knock(Vec<(String, u32)>);

impl Knock {
    /// For this account, which may not exist; `what` is tried. A browser from which the account logged in before is counted
    /// by itself: strangers who guess do not hold it up.
    pub(super) async fn of(
        desk: &DeskState,
        network: &Network,
        headers: &HeaderMap,
        what: &str,
        account: &str,
    ) -> Result<Self, LedgerError> {
        if let Some(device) = Device::known(desk, headers, account).await? {
            return Ok(Knock(vec![(format!("{what} device {}", device.nonce()), MOST_HERE)]));
        }
        let network = network.counted(desk, headers);
        Ok(Knock(vec![
            (format!("{what} {network} {account}"), MOST_HERE),
            (format!("{what} name {account}"), MOST_NAME),
            (format!("{what} network {network}"), MOST_NETWORK),
        ]))
    }

    pub(super) fn may_try(&self, desk: &DeskState) -> bool {
        desk.tries().begin(&self.0, desk.office().clock.now())
    }

    /// It was right: the tries before it are forgotten.
    pub(super) fn was_right(&self, desk: &DeskState) {
        desk.tries().forget(&self.0);
    }
}

/// `GET /login/code`
pub(super) async fn show_code(
    State(desk): State<DeskState>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    if session::half(&desk, &headers).await?.is_none() {
        return Ok(Redirect::to("/login").into_response());
    }
    let page = LoginPage { name: "", next: safe_next(fields.text("next")), said: None, fresh: false };
    Ok(desk.page("code.html", None, &page))
}

/// `POST /login/code`: the second factor.
pub(super) async fn enter_code(
    State(desk): State<DeskState>,
    network: Network,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let next = safe_next(fields.text("next"));
    let Some(name) = session::half(&desk, &headers).await? else {
        return Ok(Redirect::to("/login").into_response());
    };
    let knock = Knock::of(&desk, &network, &headers, "code", &name).await?;
    if !knock.may_try(&desk) {
        return Ok(desk.not_let_in("code.html", "", next, "wait"));
    }
    if !desk.use_code(&name, fields.text("code")).await? {
        return Ok(desk.not_let_in("code.html", "", next, "wrong"));
    }
    knock.was_right(&desk);
    session::end(&desk, &headers).await?;
    desk.let_in(&name, next).await
}

impl DeskState {
    async fn let_in(&self, name: &str, next: &str) -> Result<Response, Fault> {
        let cookies = session::begin(self, name).await?;
        Ok((AppendHeaders(cookies), Redirect::to(next)).into_response())
    }

    /// The same form once more.
    fn not_let_in(&self, template: &str, name: &str, next: &str, said: &'static str) -> Response {
        let page = self.page(template, None, &LoginPage { name, next, said: Some(said), fresh: false });
        if said != "wait" {
            return (StatusCode::UNAUTHORIZED, page).into_response();
        }
        let mut answer = (StatusCode::TOO_MANY_REQUESTS, page).into_response();
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(WINDOW_SECONDS));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_login_one_goes_to_our_own_pages_only() {
        assert_eq!(safe_next("/letters/abc234/list"), "/letters/abc234/list");
        for next in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/letters//evil", "/letters/?x"]
        {
            assert_eq!(safe_next(next), "/", "{next}");
        }
    }
}
