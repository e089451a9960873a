//! What came of the calls, typed from the printed list by its row codes; and a class's papers at once.

use std::collections::{BTreeMap, BTreeSet};

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::calls::span_of;
use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use super::view::{Head, ProblemRow};
use crate::ledger::Outcome;
use crate::office::OfficeError;

#[derive(Serialize)]
struct CodesPage {
    #[serde(flatten)]
    head: Head,
    /// as it was typed
    text: String,
    problems: Vec<ProblemRow>,
    /// the boxes of the printed list, in their order
    outcomes: Vec<String>,
}

#[derive(Serialize)]
struct PaperPage {
    #[serde(flatten)]
    head: Head,
    classes: Vec<PaperClass>,
    /// the list changed while somebody looked
    changed: bool,
}

#[derive(Serialize)]
struct PaperClass {
    name: String,
    rows: Vec<PaperRow>,
}

#[derive(Serialize)]
struct PaperRow {
    /// what the form sends for this row
    of: String,
    children: String,
    /// who of the family, where the letter needs more than one of it
    names: String,
    /// the same family stands in these classes too
    also: String,
}

/// `GET /letters/{id}/codes`
pub(super) async fn show_codes(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    desk.codes_page(&who, &id, "", vec![]).await
}

/// `POST /letters/{id}/codes`: all of it is written down, or nothing.
pub(super) async fn note_codes(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let letter = desk.listed(&who, &id).await?;
    let text = fields.text("codes").replace("\r\n", "\n");
    match desk.office_of(&who).call_by_codes(&letter, &text, &who.name).await {
        Ok((typed, noted)) => {
            let to = format!("/letters/{id}/list?codes={}&noted={}#list", typed.len(), span_of(&noted));
            Ok(Redirect::to(&to).into_response())
        }
        Err(OfficeError::Problems(problems)) => {
            let rows = desk.problem_rows(&problems);
            let page = desk.codes_page(&who, &id, &text, rows).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /letters/{id}/paper`: who would be noted.
pub(super) async fn show_paper(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    desk.paper_page(&who, &id, false).await
}

/// `POST /letters/{id}/paper`: those who were shown and ticked.
pub(super) async fn note_paper(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let letter = desk.listed(&who, &id).await?;
    let rows: BTreeSet<String> = fields.all("family").map(str::to_owned).collect();
    match desk.office_of(&who).give_on_paper(&letter, &rows, &who.name).await {
        Ok(noted) => {
            let to = format!("/letters/{id}/list?paper={}&noted={}#list", rows.len(), span_of(&noted));
            Ok(Redirect::to(&to).into_response())
        }
        Err(OfficeError::ChangedMeanwhile(_)) => {
            Ok((StatusCode::CONFLICT, desk.paper_page(&who, &id, true).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl DeskState {
    async fn codes_page(
        &self,
        who: &Who,
        id: &str,
        text: &str,
        problems: Vec<ProblemRow>,
    ) -> Result<Response, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find(who, &reading, id)?;
        seen.standing().ok_or(Fault::Stale)?;
        let page = CodesPage {
            head: seen.head(self),
            text: text.to_owned(),
            problems,
            outcomes: Outcome::ALL.iter().map(|outcome| self.outcome(*outcome)).collect(),
        };
        Ok(self.page("codes.html", Some(who), &page))
    }

    async fn paper_page(&self, who: &Who, id: &str, changed: bool) -> Result<Response, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find(who, &reading, id)?;
        let list = self.office_of(who).unread(&seen.known.id).await?;
        let mut classes: BTreeMap<&str, Vec<PaperRow>> = BTreeMap::new();
        for row in list.paper_rows() {
            let own: Vec<&str> = row.classes.iter().map(String::as_str).collect();
            let class = own.first().copied().unwrap_or_default();
            let children =
                if row.children.is_empty() { row.family.clone() } else { row.children.join("、") };
            let also = own.get(1..).unwrap_or_default().join("・");
            classes.entry(class).or_default().push(PaperRow {
                of: row.sent_as(),
                children,
                names: row.missing.join("、"),
                also,
            });
        }
        let classes = classes.into_iter().map(|(class, rows)| {
            let none = || self.words().say("desk-no-class", &[]);
            PaperClass { name: if class.is_empty() { none() } else { class.to_owned() }, rows }
        });
        let page = PaperPage { head: seen.head(self), classes: classes.collect(), changed };
        Ok(self.page("paper.html", Some(who), &page))
    }
}
