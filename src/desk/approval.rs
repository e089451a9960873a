//! `approval: director`: what a teacher releases waits for the director's yes, which is the director's own release.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::plain_text::one_line;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::{Act, LetterId, Request};

const LONGEST_ANSWER: usize = 300;

/// A release that is asked for, as pages show it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Asked {
    pub(super) id: String,
    title: String,
    by: String,
    at: String,
    /// `release`, `plain`, `addendum`, `important`
    what: String,
    emergency: bool,
    /// when the messages are to go; empty = at once
    send_at: String,
    /// the same as the release screen's form takes it
    address: String,
    /// the director's words, where it was sent back
    sent_back: Option<String>,
    /// letter, people or photos are not what they were when it was asked for
    pub(super) changed: bool,
    digest: String,
}

/// `POST /letters/{id}/send-back`: not so; with a few words to the teacher.
pub(super) async fn send_back(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let letter = desk.find_own(&who, &reading, &id)?.known.id.clone();
    let words: String = one_line(fields.text("words")).chars().take(LONGEST_ANSWER).collect();
    if desk.office().ledger.send_back(&letter, &words).await? {
        desk.note_request("send-back", &who, &letter).await?;
    }
    Ok(Redirect::to("/").into_response())
}

impl DeskState {
    /// Must somebody ask before families get to see this?
    pub(super) fn must_ask(&self, who: &Who, emergency: bool) -> bool {
        !who.is_director() && self.office().settings.desk.approval.is_needed(emergency)
    }

    /// Asks the director; what was shown is what is asked for.
    pub(super) async fn ask(
        &self,
        who: &Who,
        letter: &LetterId,
        what: &str,
        digest: &str,
        emergency: bool,
        send_at: Option<Timestamp>,
    ) -> Result<Response, Fault> {
        let request = Request {
            letter: letter.clone(),
            what: what.to_owned(),
            digest: digest.to_owned(),
            emergency,
            send_at,
            by: who.name.clone(),
            at: self.office().clock.now(),
            sent_back: None,
        };
        self.office().ledger.ask(&request).await?;
        self.note_request("ask", who, letter).await?;
        Ok(Redirect::to(&format!("/letters/{}", letter.0)).into_response())
    }

    /// What is asked for of one letter.
    pub(super) async fn asked(&self, letter: &LetterId, title: &str) -> Result<Option<Asked>, Fault> {
        let requests = self.office().ledger.requests().await?;
        Ok(requests.iter().find(|request| request.letter == *letter).map(|one| self.asked_row(one, title)))
    }

    pub(super) fn asked_row(&self, request: &Request, title: &str) -> Asked {
        let zone = self.office().settings.time_zone.clone();
        let at = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string();
        let page = if request.what == "release" { "release" } else { "correct" };
        let mut address = format!("/letters/{}/{page}?asked=1", request.letter.0);
        if request.emergency {
            address += "&emergency=1";
        }
        if let Some(time) = request.send_at {
            address += &format!("&when=later&at={}", at(time));
        }
        Asked {
            id: request.letter.0.clone(),
            title: title.to_owned(),
            by: request.by.clone(),
            at: self.time(request.at),
            what: request.what.clone(),
            emergency: request.emergency,
            send_at: request.send_at.map(|at| self.time(at)).unwrap_or_default(),
            address,
            sent_back: request.sent_back.clone(),
            changed: false,
            digest: request.digest.clone(),
        }
    }

    async fn note_request(&self, what: &str, who: &Who, letter: &LetterId) -> Result<(), Fault> {
        let act = Act {
            at: self.office().clock.now(),
            who: who.name.clone(),
            what: what.to_owned(),
            letter: letter.0.clone(),
            detail: String::new(),
        };
        Ok(self.office().ledger.add_act(&act).await?)
    }
}

impl Asked {
    /// The same, beside what the screen shows now.
    pub(super) fn beside(self, digest: &str) -> Self {
        Asked { changed: self.digest != digest, ..self }
    }
}
