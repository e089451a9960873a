//! After a release: a correction at the same address, and taking a letter back.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::approval::Asked;
use super::fault::Fault;
use super::fields::Fields;
use super::letters::Count;
use super::photos::PhotosView;
use super::readings::OpenedView;
use super::release::{AudienceView, digest, needs_second_act};
use super::session::Who;
use super::state::DeskState;
use super::view::{Head, ProblemRow, Seen};
use crate::content::{Audience, Letter};
use crate::ledger::{LetterId, Role};
use crate::office::{Kind, ReleaseOrder, SchoolReading};
use crate::problem::Level;

#[derive(Serialize)]
struct CorrectPage {
    #[serde(flatten)]
    head: Head,
    audience_view: AudienceView,
    photos: PhotosView,
    problems: Vec<ProblemRow>,
    /// warnings that somebody must tick
    to_confirm: usize,
    blocked: bool,
    /// the file says what is out already
    unchanged: bool,
    everyone: bool,
    /// `choose`, `tick`, `look`, `confirm`, `changed`
    said: Option<&'static str>,
    /// a teacher asked for it
    asked: Option<Asked>,
    /// whoever presses asks the director
    asks: bool,
}

/// `GET /letters/{id}/correct`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    desk.correct_page(&who, &reading, &seen, letter, None).await
}

/// `POST /letters/{id}/correct`
pub(super) async fn correct(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    let release = seen.standing().ok_or(Fault::Stale)?;
    let kind = match fields.text("kind") {
        "plain" => Some(Kind::Correction),
        "addendum" => Some(Kind::Addendum),
        "important" => Some(Kind::ImportantCorrection),
        _ => None,
    };
    let forecast = desk.office().forecast(&reading, letter).await?;
    let check = tokio::task::block_in_place(|| desk.office().photo_check(&reading, letter));
    let tells = matches!(kind, Some(Kind::Addendum | Kind::ImportantCorrection));
    let to_confirm = !desk.office().to_confirm(&reading, letter).await?.is_empty();
    let said = if kind.is_none() {
        Some("choose")
    } else if digest(letter, &forecast, &check) != fields.text("digest") {
        Some("changed")
    } else if to_confirm && !fields.ticked("confirmed") {
        Some("confirm")
    } else if check.needs_look() && !fields.ticked("looked") {
        Some("look")
    } else if tells && needs_second_act(letter, release.emergency) && !fields.ticked("sure") {
        Some("tick")
    } else {
        None
    };
    let (Some(kind), None) = (kind, said) else {
        let page = desk.correct_page(&who, &reading, &seen, letter, said).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    };
    if desk.must_ask(&who, release.emergency) {
        let digest = fields.text("digest");
        return desk.ask(&who, &seen.known.id, fields.text("kind"), digest, release.emergency, None).await;
    }
    if to_confirm {
        desk.office().confirm(&reading, letter, &who.name).await?;
    }
    let photos_seen = fields.ticked("looked").then(|| check.seen());
    let order = ReleaseOrder { kind, emergency: tells && release.emergency, by: who.name, photos_seen };
    let letter = letter.clone();
    desk.release(reading, letter, order).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

impl DeskState {
    async fn correct_page(
        &self,
        who: &Who,
        reading: &SchoolReading,
        seen: &Seen<'_>,
        letter: &Letter,
        said: Option<&'static str>,
    ) -> Result<Response, Fault> {
        let release = seen.standing().ok_or(Fault::Stale)?;
        let forecast = self.office().forecast(reading, letter).await?;
        let built = self.build_one(reading, letter)?;
        let problems = self.all_problems(who, reading, letter, &built);
        let audience_view = AudienceView::of(letter, &forecast, &built.check, self.office().settings.lang);
        let asked = self.asked(&seen.known.id, seen.title()).await?;
        let page = CorrectPage {
            head: seen.head(self),
            asked: asked.map(|asked| asked.beside(&audience_view.digest)),
            asks: self.must_ask(who, release.emergency),
            audience_view,
            photos: self.photos_view(letter, &built, "correct")?,
            blocked: problems.iter().any(|problem| problem.level == Level::Error),
            problems: self.problem_rows(&problems),
            to_confirm: self.office().to_confirm(reading, letter).await?.len(),
            unchanged: !self.office().is_edited_since(reading, letter, release).await?,
            everyone: letter.audience == Audience::Everyone,
            said,
        };
        Ok(self.page("correct.html", Some(who), &page))
    }
}

#[derive(Serialize)]
struct RecallPage {
    #[serde(flatten)]
    head: Head,
    count: Option<Count>,
    /// who has opened it; the director's to see
    opened: Option<OpenedView>,
    /// the box was not ticked
    said: bool,
}

/// `GET /letters/{id}/recall`
pub(super) async fn show_recall(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    desk.recall_page(&who, &id, false).await
}

/// `POST /letters/{id}/recall`; on a letter that is taken back already, the host is cleared once more.
pub(super) async fn recall(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    if !fields.ticked("sure") {
        return Ok((StatusCode::CONFLICT, desk.recall_page(&who, &id, true).await?).into_response());
    }
    let reading = desk.office().read().await?;
    desk.find_own(&who, &reading, &id)?.last.ok_or(Fault::Stale)?;
    let letter = LetterId(id.clone());
    // Whom to speak to now.
    let next = if who.role == Role::Director { "/readings" } else { "" };
    desk.to_the_end(|office| async move { office.recall(&letter, &who.name).await }).await?;
    Ok(Redirect::to(&format!("/letters/{id}{next}")).into_response())
}

impl DeskState {
    async fn recall_page(&self, who: &Who, id: &str, said: bool) -> Result<Response, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find_own(who, &reading, id)?;
        seen.standing().ok_or(Fault::Stale)?;
        let count = self.count(who, &seen.known.id).await?;
        let opened = match who.role {
            Role::Director => Some(self.opened_view(&self.office().incident(&seen.known.id).await?)),
            Role::Teacher | Role::Office => None,
        };
        let page = RecallPage { head: seen.head(self), count, opened, said };
        Ok(self.page("recall.html", Some(who), &page))
    }
}
