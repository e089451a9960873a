//! Every address of the desk, and who may enter: one table, so that nothing is left open by mistake.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};

use super::fault::{self, Fault};
use super::state::DeskState;
use super::{
    calls, correct, doctor, first, guard, letter, letters, live, login, mail, missed, papers, photos,
    preview, release, remind, session, short,
};

/// Who may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// anybody: login, style and script
    Open,
    /// whoever is logged in
    LoggedIn,
}

struct Route {
    method: Method,
    path: &'static str,
    door: Door,
    handler: MethodRouter<DeskState>,
}

/// No form of ours is longer.
const LONGEST_FORM: usize = 64 * 1024;

fn routes() -> Vec<Route> {
    use Door::{LoggedIn, Open};
    let look = |path, door, handler| Route { method: Method::GET, path, door, handler };
    let act = |path, door, handler| Route { method: Method::POST, path, door, handler };
    vec![
        look("/login", Open, get(login::show)),
        act("/login", Open, post(login::enter)),
        look("/first", Open, get(first::show)),
        act("/first", Open, post(first::set)),
        look("/desk.css", Open, get(style)),
        look("/desk.js", Open, get(script)),
        look("/health", Open, get(health)),
        act("/logout", LoggedIn, post(login::leave)),
        look("/", LoggedIn, get(letters::show)),
        look("/live", LoggedIn, get(live::live)),
        look("/preview/{*path}", LoggedIn, get(preview::file)),
        look("/short", LoggedIn, get(short::show)),
        act("/short", LoggedIn, post(short::write)),
        look("/doctor", LoggedIn, get(doctor::show)),
        act("/doctor", LoggedIn, post(doctor::examine)),
        act("/letters/{id}/test", LoggedIn, post(letter::test)),
        look("/letters/{id}", LoggedIn, get(letter::show)),
        look("/letters/{id}/draft/{name}", LoggedIn, get(papers::draft)),
        look("/letters/{id}/released/{name}", LoggedIn, get(papers::released)),
        look("/letters/{id}/release", LoggedIn, get(release::show)),
        act("/letters/{id}/release", LoggedIn, post(release::release)),
        act("/letters/{id}/resume", LoggedIn, post(release::resume)),
        act("/letters/{id}/stop", LoggedIn, post(release::stop)),
        act("/letters/{id}/again", LoggedIn, post(release::again)),
        act("/letters/{id}/missed", LoggedIn, post(missed::send)),
        look("/letters/{id}/correct", LoggedIn, get(correct::show)),
        act("/letters/{id}/correct", LoggedIn, post(correct::correct)),
        look("/letters/{id}/remind", LoggedIn, get(remind::show)),
        act("/letters/{id}/remind", LoggedIn, post(remind::remind)),
        look("/letters/{id}/recall", LoggedIn, get(correct::show_recall)),
        act("/letters/{id}/recall", LoggedIn, post(correct::recall)),
        act("/letters/{id}/photos", LoggedIn, post(photos::choose)),
        look("/photos/{name}", LoggedIn, get(photos::file)),
        look("/letters/{id}/list", LoggedIn, get(calls::show)),
        look("/letters/{id}/print", LoggedIn, get(calls::print)),
        act("/letters/{id}/calls", LoggedIn, post(calls::note)),
        look("/mail", LoggedIn, get(mail::show)),
        act("/mail/again", LoggedIn, post(mail::again)),
    ]
}

/// Every address: method, path, who may enter.
pub fn route_list() -> Vec<(Method, &'static str, Door)> {
    routes().into_iter().map(|route| (route.method, route.path, route.door)).collect()
}

/// The desk's pages. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`.
pub fn router(state: DeskState) -> Router {
    let (mut open, mut closed) = (Router::new(), Router::new());
    for route in routes() {
        match route.door {
            Door::Open => open = open.route(route.path, route.handler),
            Door::LoggedIn => closed = closed.route(route.path, route.handler),
        }
    }
    // What is in no table is behind the login too.
    let closed = closed
        .fallback(|| async { Fault::NotFound })
        .layer(axum::middleware::from_fn_with_state(state.clone(), session::demand_login));
    closed
        .merge(open)
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .layer(axum::middleware::from_fn_with_state(state.clone(), guard::guard))
        .layer(axum::middleware::from_fn_with_state(state.clone(), fault::tell))
        // Outermost: the pages of faults carry the same headers.
        .layer(axum::middleware::map_response(guard::close_to_others))
        .with_state(state)
}

async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("templates/desk.css"))
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("templates/desk.js"))
}

async fn health() -> &'static str {
    "ok"
}
