//! Login and logout.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session;
use super::state::DeskState;
use super::throttle::WINDOW_SECONDS;
use crate::office::account_name;

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
    Network(network): Network,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Fault> {
    let (name, next) = (account_name(fields.text("name")), safe_next(fields.text("next")));
    let password = fields.text("password");
    let network = network_of(&desk, network, &headers);
    let keys = [
        (format!("{network} {name}"), MOST_HERE),
        (format!("name {name}"), MOST_NAME),
        (format!("network {network}"), MOST_NETWORK),
    ];
    let again = |said, status: StatusCode| {
        let page = LoginPage { name: &name, next, said: Some(said), fresh: false };
        (status, desk.page("login.html", None, &page)).into_response()
    };
    if !desk.tries().begin(&keys, desk.office().clock.now()) {
        let mut answer = again("wait", StatusCode::TOO_MANY_REQUESTS);
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(WINDOW_SECONDS));
        return Ok(answer);
    }
    let kept = desk.office().ledger.account_password(&name, desk.office().today()).await?;
    if password.len() > 4 * super::password::LONGEST || !desk.passwords().is_right(password, kept).await {
        return Ok(again("wrong", StatusCode::UNAUTHORIZED));
    }
    desk.tries().forget(&keys);
    let cookie = session::begin(&desk, &name).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response())
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

/// The network to count tries for. A proxy is believed only where the settings say that one stands here.
fn network_of(desk: &DeskState, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.unwrap_or(IpAddr::from([0; 4]));
    let proxied = || {
        let said = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        said.rsplit(',').next()?.trim().parse().ok()
    };
    let address = if desk.own().is_secure() && peer.is_loopback() { proxied().unwrap_or(peer) } else { peer };
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        // One household or office has 64 bits of these.
        IpAddr::V6(address) => IpAddr::from((u128::from(address) >> 64 << 64).to_be_bytes()),
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
