//! Every address of the desk, and who may enter: one table, so that nothing is left open by mistake.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};

use super::fault::{self, Fault};
use super::state::DeskState;
use super::{
    account, accounts, approval, calls, contacts, correct, coverage, doctor, first, guard, letter, letters,
    list_copies, live, login, mail, missed, papers, photos, preview, readings, record, release, remind,
    session, short, typed_back,
};
use crate::ledger::Role;

/// Who may enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// anybody: login, style and script
    Open,
    /// whoever is logged in as one of these; for everybody else there is no such page
    For(&'static [Role]),
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
    use Door::{For, Open};
    use Role::{Director, Office, Teacher};
    let look = |path, door, handler| Route { method: Method::GET, path, door, handler };
    let act = |path, door, handler| Route { method: Method::POST, path, door, handler };
    vec![
        look("/login", Open, get(login::show)),
        act("/login", Open, post(login::enter)),
        look("/login/code", Open, get(login::show_code)),
        act("/login/code", Open, post(login::enter_code)),
        look("/first", Open, get(first::show)),
        act("/first", Open, post(first::set)),
        look("/desk.css", Open, get(style)),
        look("/desk.js", Open, get(script)),
        look("/health", Open, get(health)),
        act("/logout", For(&[Director, Teacher, Office]), post(login::leave)),
        look("/account", For(&[Director, Teacher, Office]), get(account::show)),
        act("/account/password", For(&[Director, Teacher, Office]), post(account::password)),
        act("/account/second", For(&[Director, Teacher, Office]), post(account::second)),
        act("/account/second/off", For(&[Director, Teacher, Office]), post(account::second_off)),
        look("/", For(&[Director, Teacher, Office]), get(letters::show)),
        look("/live", For(&[Director, Teacher]), get(live::live)),
        look("/preview/{*path}", For(&[Director, Teacher]), get(preview::file)),
        look("/short", For(&[Director, Teacher]), get(short::show)),
        act("/short", For(&[Director, Teacher]), post(short::write)),
        look("/doctor", For(&[Director]), get(doctor::show)),
        act("/doctor", For(&[Director]), post(doctor::examine)),
        act("/letters/{id}/test", For(&[Director, Teacher]), post(letter::test)),
        look("/letters/{id}", For(&[Director, Teacher]), get(letter::show)),
        look("/letters/{id}/draft/{name}", For(&[Director, Teacher]), get(papers::draft)),
        look("/letters/{id}/released/{name}", For(&[Director, Teacher]), get(papers::released)),
        look("/letters/{id}/release", For(&[Director, Teacher]), get(release::show)),
        act("/letters/{id}/release", For(&[Director, Teacher]), post(release::release)),
        act("/letters/{id}/send-back", For(&[Director]), post(approval::send_back)),
        act("/letters/{id}/resume", For(&[Director, Teacher]), post(release::resume)),
        act("/letters/{id}/stop", For(&[Director, Teacher]), post(release::stop)),
        act("/letters/{id}/again", For(&[Director, Teacher]), post(release::again)),
        act("/letters/{id}/missed", For(&[Director, Teacher]), post(missed::send)),
        look("/letters/{id}/correct", For(&[Director, Teacher]), get(correct::show)),
        act("/letters/{id}/correct", For(&[Director, Teacher]), post(correct::correct)),
        look("/letters/{id}/remind", For(&[Director, Teacher]), get(remind::show)),
        act("/letters/{id}/remind", For(&[Director, Teacher]), post(remind::remind)),
        look("/letters/{id}/recall", For(&[Director, Teacher]), get(correct::show_recall)),
        act("/letters/{id}/recall", For(&[Director, Teacher]), post(correct::recall)),
        act("/letters/{id}/photos", For(&[Director, Teacher]), post(photos::choose)),
        look("/photos/{name}", For(&[Director, Teacher]), get(photos::file)),
        look("/letters/{id}/list", For(&[Director, Teacher, Office]), get(calls::show)),
        look("/letters/{id}/print", For(&[Director, Teacher, Office]), get(calls::print)),
        act("/letters/{id}/calls", For(&[Director, Teacher, Office]), post(calls::note)),
        act("/letters/{id}/undo", For(&[Director, Teacher, Office]), post(calls::undo)),
        act("/letters/{id}/phoning", For(&[Director, Teacher, Office]), post(calls::phoning)),
        look("/letters/{id}/codes", For(&[Director, Teacher, Office]), get(typed_back::show_codes)),
        act("/letters/{id}/codes", For(&[Director, Teacher, Office]), post(typed_back::note_codes)),
        look("/letters/{id}/paper", For(&[Director, Teacher, Office]), get(typed_back::show_paper)),
        act("/letters/{id}/paper", For(&[Director, Teacher, Office]), post(typed_back::note_paper)),
        act("/letters/{id}/copy/{name}", For(&[Director, Teacher, Office]), post(list_copies::take)),
        look("/contacts", For(&[Director, Office]), get(contacts::show)),
        act("/contacts/right", For(&[Director, Office]), post(contacts::right)),
        look("/letters/{id}/readings", For(&[Director]), get(readings::show)),
        look("/letters/{id}/readings.csv", For(&[Director]), get(readings::csv)),
        look("/coverage", For(&[Director]), get(coverage::show)),
        look("/coverage/town", For(&[Director]), get(coverage::town)),
        look("/mail", For(&[Director]), get(mail::show)),
        act("/mail/again", For(&[Director]), post(mail::again)),
        look("/accounts", For(&[Director]), get(accounts::show)),
        act("/accounts", For(&[Director]), post(accounts::admit)),
        act("/accounts/change", For(&[Director]), post(accounts::change)),
        act("/accounts/renew", For(&[Director]), post(accounts::renew)),
        act("/accounts/end", For(&[Director]), post(accounts::end)),
        act("/accounts/reset", For(&[Director]), post(accounts::reset)),
        look("/record", For(&[Director]), get(record::show)),
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
            Door::For(roles) => {
                let demand = axum::middleware::from_fn_with_state(roles, session::demand_role);
                closed = closed.route(route.path, route.handler.layer(demand));
            }
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
