//! What can go wrong while answering, and the page that says so.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::password::NotHashed;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::LedgerError;
use crate::office::OfficeError;
use crate::problem::Told;
use crate::words::Words;

/// Why a request is not answered as wished.
#[derive(Debug)]
pub(super) enum Fault {
    /// an act of the school could not be done
    Office(OfficeError),
    /// there is no such page or letter
    NotFound,
    /// a letter that somebody may see and not change
    NotYours,
    /// asked for under a name that is not ours
    ForeignHost,
    /// a changing request that did not come from a page of ours
    ForeignPage,
    /// the page changed between showing and pressing, or a form that our pages do not make
    Stale,
    /// a fault of this program
    Broken(String),
    /// anything plain
    Status(StatusCode),
}

impl From<OfficeError> for Fault {
    fn from(error: OfficeError) -> Self {
        Fault::Office(error)
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        Fault::Office(OfficeError::Ledger(error))
    }
}

impl From<NotHashed> for Fault {
    fn from(error: NotHashed) -> Self {
        Fault::Broken(error.to_string())
    }
}

impl Fault {
    fn status(&self) -> StatusCode {
        match self {
            Fault::Office(error) => match error {
                OfficeError::Ledger(_) | OfficeError::Disk { .. } => StatusCode::INTERNAL_SERVER_ERROR,
                OfficeError::Outside(_) => StatusCode::BAD_GATEWAY,
                OfficeError::NoSuchLetter(_) | OfficeError::NoSuchFamily(_) => StatusCode::NOT_FOUND,
                _ => StatusCode::CONFLICT,
            },
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::NotYours => StatusCode::FORBIDDEN,
            Fault::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Fault::ForeignPage => StatusCode::FORBIDDEN,
            Fault::Stale => StatusCode::CONFLICT,
            Fault::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Fault::Status(status) => *status,
        }
    }

    fn told(&self, words: &Words) -> String {
        match self {
            Fault::Office(error) => error.told(words),
            Fault::NotFound => words.say("desk-not-found", &[]),
            Fault::NotYours => words.say("desk-not-yours", &[]),
            Fault::ForeignHost => words.say("desk-foreign-host", &[]),
            Fault::ForeignPage => words.say("desk-foreign-page", &[]),
            Fault::Stale => words.say("desk-stale", &[]),
            Fault::Broken(detail) => words.say("desk-broken", &[("detail", detail.into())]),
            Fault::Status(status) => {
                words.say("desk-status", &[("status", i64::from(status.as_u16()).into())])
            }
        }
    }
}

impl IntoResponse for Fault {
    /// Only marks the answer; [`tell`] writes the page, in the school's language.
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(Arc::new(self));
        answer
    }
}

#[derive(Serialize)]
struct FaultPage {
    lines: Vec<String>,
    problems: Vec<Told>,
}

/// Writes the page of a fault.
pub(super) async fn tell(State(desk): State<DeskState>, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let Some(fault) = answer.extensions().get::<Arc<Fault>>() else { return answer };
    let words = desk.words();
    let (lines, problems) = match &**fault {
        Fault::Office(OfficeError::Problems(problems)) => {
            (vec![words.say("desk-fault-problems", &[])], problems.iter().map(|p| p.told(words)).collect())
        }
        fault => (fault.told(words).lines().map(str::to_owned).collect(), vec![]),
    };
    // Only somebody logged in gets the links of the desk.
    let who = answer.extensions().get::<Who>().cloned();
    let page = desk.page("fault.html", who.as_ref(), &FaultPage { lines, problems });
    (fault.status(), page).into_response()
}
