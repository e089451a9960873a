//! The follow-up list of a letter: whom to phone, in which order, and one tap for what came of it.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::plain_text::one_line;
use super::session::Who;
use super::state::DeskState;
use super::view::Head;
use crate::follow_up::{self, FollowUp, Reason, ToCall, UnreadRow};
use crate::language;
use crate::ledger::{Call, Outcome};
use crate::office::CallNote;

const LONGEST_NOTE: usize = 300;

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    head: Head,
    families: usize,
    read: usize,
    settled: usize,
    rows: Vec<Row>,
    /// household numbers that got the letter and stand in the roster no more
    vanished: Vec<String>,
    settling: Vec<Button>,
    trying: Vec<Button>,
    /// what was just written down
    said: Option<String>,
    longest_note: usize,
    /// when the list was made
    now: String,
    rehearsal: bool,
}

/// One family.
#[derive(Serialize)]
struct Row {
    family: String,
    code: String,
    reason: String,
    /// asks for a call, or cannot have heard: first of all
    urgent: bool,
    classes: String,
    children: String,
    guardians: Vec<Guardian>,
    tries: usize,
    last: Option<LastCall>,
}

#[derive(Serialize)]
struct Guardian {
    name: String,
    relation: String,
    phone: String,
    /// for `tel:`; empty where there is no number
    digits: String,
    /// the language to speak, where it is not the school's
    lang: Option<String>,
}

#[derive(Serialize)]
struct LastCall {
    at: String,
    by: String,
    outcome: String,
    note: String,
}

#[derive(Serialize)]
struct Button {
    outcome: &'static str,
    said: String,
}

/// `GET /letters/{id}/list`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let done = Outcome::parse(fields.text("done")).map(|outcome| desk.outcome(outcome));
    let said = done.map(|outcome| desk.words().say("desk-noted", &[("name", outcome.into())]));
    let page = desk.list_page(&who, &id, said).await?;
    Ok(desk.page("list.html", Some(&who), &page))
}

/// `GET /letters/{id}/print`: the same rows for paper.
pub(super) async fn print(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let page = desk.list_page(&who, &id, None).await?;
    Ok(desk.page("print.html", Some(&who), &page))
}

/// `POST /letters/{id}/calls`
pub(super) async fn note(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let outcome =
        Outcome::parse(fields.text("outcome")).ok_or(Fault::Status(StatusCode::UNPROCESSABLE_ENTITY))?;
    let note: String = one_line(fields.text("note")).chars().take(LONGEST_NOTE).collect();
    let reading = desk.office().read().await?;
    let letter = desk.find(&who, &reading, &id)?.known.id.clone();
    let office = desk.office_of(&who);
    let call = CallNote { family: fields.text("family").to_owned(), outcome, note, by: who.name };
    office.call(&letter, &call).await?;
    // Back to the place where one was: a family that stays is shown again, else the list's head.
    let place = if outcome.settles() { "list".to_owned() } else { format!("f{}", code_of(&fields)) };
    Ok(Redirect::to(&format!("/letters/{id}/list?done={outcome}#{place}")).into_response())
}

/// The row code the form came with; only for the address line, so only what a code is made of.
fn code_of(fields: &Fields) -> String {
    fields.text("code").chars().filter(char::is_ascii_alphanumeric).take(24).collect()
}

impl DeskState {
    async fn list_page(&self, who: &Who, id: &str, said: Option<String>) -> Result<ListPage, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find(who, &reading, id)?;
        let letter = &seen.known.id;
        let list = self.office_of(who).unread(letter).await?;
        let record = self.office().ledger.record(letter).await?.ok_or(Fault::NotFound)?;
        let last: BTreeMap<&str, &Call> =
            record.calls.iter().map(|call| (call.family.as_str(), call)).collect();
        let (settling, trying): (Vec<Outcome>, Vec<Outcome>) =
            Outcome::ALL.iter().partition(|outcome| outcome.settles());
        let button = |outcome: Outcome| Button { outcome: outcome.as_str(), said: self.outcome(outcome) };
        Ok(ListPage {
            head: seen.head(self),
            families: list.families,
            read: list.read,
            settled: list.settled,
            rows: self.rows(&list, &last),
            vanished: list.vanished.clone(),
            settling: settling.into_iter().map(button).collect(),
            trying: trying.into_iter().map(button).collect(),
            said,
            longest_note: LONGEST_NOTE,
            now: self.time(self.office().clock.now()),
            rehearsal: self.is_rehearsal(),
        })
    }

    fn rows(&self, list: &FollowUp, last: &BTreeMap<&str, &Call>) -> Vec<Row> {
        list.unread.iter().map(|row| self.row(row, last.get(row.family.as_str()).copied())).collect()
    }

    fn row(&self, row: &UnreadRow, last: Option<&Call>) -> Row {
        Row {
            family: row.family.clone(),
            code: row.code.clone(),
            reason: follow_up::reason_in_words(row.reason, self.words()),
            urgent: row.reason == Reason::AsksForCall,
            classes: row.classes.join("・"),
            children: row.children.join("、"),
            guardians: row.guardians.iter().map(|guardian| self.guardian(guardian)).collect(),
            tries: row.tries,
            last: last.map(|call| LastCall {
                at: self.time(call.at),
                by: call.by.clone(),
                outcome: self.outcome(call.outcome),
                note: call.note.clone(),
            }),
        }
    }

    fn guardian(&self, guardian: &ToCall) -> Guardian {
        let digits = guardian.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let own = self.office().settings.lang.tag();
        let foreign = !guardian.lang.is_empty() && guardian.lang != own;
        Guardian {
            name: guardian.name.clone(),
            relation: guardian.relation.clone(),
            phone: guardian.phone.clone(),
            digits,
            lang: foreign.then(|| language::name_in(&guardian.lang, self.office().settings.lang).to_owned()),
        }
    }

    /// `no-answer` → 出られなかった
    fn outcome(&self, outcome: Outcome) -> String {
        self.words().say(&format!("desk-outcome-{outcome}"), &[])
    }
}
