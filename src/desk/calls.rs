//! The follow-up list of a letter: whom to phone, in which order, and one tap for what came of it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::list_rows::{Row, Told};
use super::plain_text::one_line;
use super::scope::Reach;
use super::session::Who;
use super::state::DeskState;
use super::view::Head;
use crate::follow_up::{FollowUp, Reason};
use crate::ledger::{Callee, LetterId, NotedCalls, Outcome};
use crate::office::CallNote;

const LONGEST_NOTE: usize = 300;

#[derive(Serialize)]
struct ListPage {
    #[serde(flatten)]
    head: Head,
    families: usize,
    read: usize,
    settled: usize,
    /// families still to be told; the rows may be more
    left: usize,
    rows: Vec<Row>,
    /// whom a person told, the last one first
    told: Vec<Told>,
    /// rows of the list that get letters on paper
    on_paper: usize,
    /// household numbers that got the letter and stand in the roster no more
    vanished: Vec<String>,
    /// a collector apart was not heard for long: perhaps readings are missing
    silence: Option<String>,
    settling: Vec<Button>,
    trying: Vec<Button>,
    /// what was just written down
    said: Option<String>,
    /// the calls that were just written down, to be taken back
    undo: Option<String>,
    longest_note: usize,
    /// when the list was made
    now: String,
    rehearsal: bool,
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
    let page = desk.list_page(&who, &id, &fields).await?;
    desk.note_look(&who, "see-list", &id).await?;
    Ok(desk.page("list.html", Some(&who), &page))
}

/// `GET /letters/{id}/print`: the same rows for paper.
pub(super) async fn print(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let page = desk.list_page(&who, &id, &Fields::default()).await?;
    desk.note_look(&who, "see-print", &id).await?;
    Ok(desk.page("print.html", Some(&who), &page))
}

/// `POST /letters/{id}/calls`
pub(super) async fn note(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (outcome, number) =
        outcome_of(fields.text("outcome")).ok_or(Fault::Status(StatusCode::UNPROCESSABLE_ENTITY))?;
    let note: String = one_line(fields.text("note")).chars().take(LONGEST_NOTE).collect();
    let call =
        CallNote { family: fields.text("family").to_owned(), outcome, note, by: who.name.clone(), number };
    let letter = desk.listed(&who, &id).await?;
    let (_, noted) = desk.office_of(&who).call(&letter, &call).await?;
    // Back to the place where one was: a family that stays is shown again, else the list's head.
    let place = if outcome.settles() { "list".to_owned() } else { format!("f{}", code_of(&fields)) };
    let noted = span_of(&noted);
    Ok(Redirect::to(&format!("/letters/{id}/list?done={outcome}&noted={noted}#{place}")).into_response())
}

/// `POST /letters/{id}/undo`: what was noted is taken back.
pub(super) async fn undo(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let calls = calls_of(fields.text("calls")).ok_or(Fault::Status(StatusCode::UNPROCESSABLE_ENTITY))?;
    let letter = desk.listed(&who, &id).await?;
    let families = desk.office_of(&who).take_back(&letter, &calls, &who.name).await?;
    Ok(Redirect::to(&format!("/letters/{id}/list?undone={}#list", families.len())).into_response())
}

/// `POST /letters/{id}/phoning`: the others see it for a few minutes, or no longer.
pub(super) async fn phoning(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (letter, family) = (desk.listed(&who, &id).await?, fields.text("family"));
    if fields.ticked("over") {
        desk.office_of(&who).end_phoning(&letter, family, &who.name).await?;
    } else {
        desk.office_of(&who).begin_phoning(&letter, family, &who.name).await?;
    }
    Ok(Redirect::to(&format!("/letters/{id}/list#f{}", code_of(&fields))).into_response())
}

/// `no-answer`, or `wrong-number:2` for the second number.
fn outcome_of(text: &str) -> Option<(Outcome, Option<usize>)> {
    match text.split_once(':') {
        None => Some((Outcome::parse(text)?, None)),
        Some((word, number)) => {
            let outcome = Outcome::parse(word).filter(|outcome| *outcome == Outcome::WrongNumber)?;
            Some((outcome, Some(number.parse().ok()?)))
        }
    }
}

/// `12-31`
pub(super) fn span_of(calls: &NotedCalls) -> String {
    format!("{}-{}", calls.0.start(), calls.0.end())
}

fn calls_of(text: &str) -> Option<NotedCalls> {
    let (first, last) = text.split_once('-')?;
    let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then_some(NotedCalls(first..=last))
}

/// The row code the form came with; only for the address line, so only what a code is made of.
fn code_of(fields: &Fields) -> String {
    fields.text("code").chars().filter(char::is_ascii_alphanumeric).take(24).collect()
}

fn has_unsent(list: &FollowUp) -> bool {
    list.unread.iter().any(|row| row.reason == Reason::NotSent)
}

impl DeskState {
    /// The letter of this id, where somebody may see its list.
    pub(super) async fn listed(&self, who: &Who, id: &str) -> Result<LetterId, Fault> {
        let reading = self.office().read().await?;
        Ok(self.find(who, &reading, id)?.known.id.clone())
    }

    async fn list_page(&self, who: &Who, id: &str, fields: &Fields) -> Result<ListPage, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find(who, &reading, id)?;
        let letter = &seen.known.id;
        let list = self.office_of(who).unread(letter).await?;
        let phoning = self.office().ledger.phoning(letter, self.office().clock.now()).await?;
        let nobody = BTreeMap::new();
        let phoning = if list.unread.is_empty() { &nobody } else { &phoning };
        let (settling, trying): (Vec<Outcome>, Vec<Outcome>) =
            Outcome::ALL.iter().partition(|outcome| outcome.settles());
        let button = |outcome: Outcome| Button { outcome: outcome.as_str(), said: self.outcome(outcome) };
        // A wrong number is one of the family's own: those buttons stand in the row.
        let trying = trying.into_iter().filter(|outcome| *outcome != Outcome::WrongNumber);
        let joined = match seen.standing() {
            Some(release) if self.reach(who, &reading, &seen) == Reach::Whole && has_unsent(&list) => {
                self.office().joined(&reading, release).await?.people
            }
            _ => vec![],
        };
        let can_go: BTreeSet<Callee> = joined.iter().map(|person| list.callee_for(person)).collect();
        let rows = list.unread.iter().map(|row| self.row(&list, row, phoning, &can_go, who)).collect();
        Ok(ListPage {
            head: seen.head(self),
            families: list.families,
            read: list.read,
            settled: list.settled,
            left: list.families_left(),
            rows,
            told: list.told.iter().map(|told| self.told_row(told)).collect(),
            on_paper: list.paper_rows().count(),
            vanished: list.vanished.clone(),
            silence: list.silence.as_ref().map(|silence| silence.what(self.words())),
            settling: settling.into_iter().map(button).collect(),
            trying: trying.map(button).collect(),
            said: self.said(fields),
            undo: calls_of(fields.text("noted")).map(|calls| span_of(&calls)),
            longest_note: LONGEST_NOTE,
            now: self.time(self.office().clock.now()),
            rehearsal: self.is_rehearsal(),
        })
    }

    /// What the act before this page did.
    fn said(&self, fields: &Fields) -> Option<String> {
        let words = self.words();
        let count = |name: &str| fields.text(name).parse::<usize>().ok();
        if let Some(outcome) = Outcome::parse(fields.text("done")) {
            return Some(words.say("desk-noted", &[("name", self.outcome(outcome).into())]));
        }
        if let Some(count) = count("codes") {
            return Some(words.say("desk-codes-done", &[("count", count.into())]));
        }
        if let Some(count) = count("paper") {
            return Some(words.say("desk-paper-done", &[("count", count.into())]));
        }
        let undone = count("undone").filter(|count| *count > 0)?;
        Some(words.say("desk-undone", &[("count", undone.into())]))
    }

    /// `no-answer` → 出られなかった
    pub(super) fn outcome(&self, outcome: Outcome) -> String {
        self.words().say(&format!("desk-outcome-{outcome}"), &[])
    }
}
