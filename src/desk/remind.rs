//! Once more to those who have not read; and what was done with a letter so far.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use super::view::Head;
use crate::ledger::{Act, LetterId};
use crate::office::ITSELF;

#[derive(Serialize)]
struct RemindPage {
    #[serde(flatten)]
    head: Head,
    /// families that would get it once more
    families: usize,
    /// unread ones who are phoned instead
    phoned: usize,
    /// what is pressed is what was seen
    digest: String,
    /// the list changed while somebody looked
    changed: bool,
}

/// One line of what was done with a letter.
#[derive(Serialize)]
pub(super) struct Done {
    at: String,
    who: String,
    what: String,
    /// to how many, or until when; may be empty
    more: String,
}

/// `GET /letters/{id}/remind`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    desk.remind_page(&who, &id, false).await
}

/// `POST /letters/{id}/remind`
pub(super) async fn remind(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    desk.find_own(&who, &reading, &id)?.standing().ok_or(Fault::Stale)?;
    let letter = LetterId(id.clone());
    let forecast = desk.office().reminder_forecast(&letter).await?;
    if forecast.digest() != fields.text("digest") {
        return Ok((StatusCode::CONFLICT, desk.remind_page(&who, &id, true).await?).into_response());
    }
    desk.office().remind(&letter, &forecast, &who.name).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

impl DeskState {
    async fn remind_page(&self, who: &Who, id: &str, changed: bool) -> Result<Response, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find_own(who, &reading, id)?;
        seen.standing().ok_or(Fault::Stale)?;
        let forecast = self.office().reminder_forecast(&seen.known.id).await?;
        let page = RemindPage {
            head: seen.head(self),
            families: forecast.families,
            phoned: forecast.phoned,
            digest: forecast.digest(),
            changed,
        };
        Ok(self.page("remind.html", Some(who), &page))
    }

    /// What was done with a letter so far, but not each call: those stand on its list.
    pub(super) async fn history(&self, letter: &LetterId) -> Result<Vec<Done>, Fault> {
        let acts = self.office().ledger.acts(letter).await?;
        Ok(acts.iter().filter(|act| act.what != "call").map(|act| self.done(act)).collect())
    }

    fn done(&self, act: &Act) -> Done {
        let count = act.detail.split(' ').next().and_then(|count| count.parse::<u64>().ok());
        let more = match (act.what.as_str(), count) {
            ("schedule" | "remind-late", _) => act.detail.clone(),
            ("photos-seen", _) | (_, None | Some(0)) => String::new(),
            (_, Some(count)) => self.words().say("desk-act-count", &[("count", count.into())]),
        };
        Done { at: self.time(act.at), who: self.who_did(act), what: self.what_was_done(act), more }
    }

    pub(super) fn who_did(&self, act: &Act) -> String {
        if act.who == ITSELF { self.words().say("desk-act-itself", &[]) } else { act.who.clone() }
    }

    /// `release` → 配信しました
    pub(super) fn what_was_done(&self, act: &Act) -> String {
        let id = format!("desk-act-{}", act.what);
        let said = self.words().say(&id, &[]);
        if said == id { act.what.clone() } else { said }
    }
}
