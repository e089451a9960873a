//! To whom a letter that is out goes after all: families that joined or got an address since, and everybody where it
//! was only rehearsed.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use crate::content::Letter;
use crate::ledger::Release;
use crate::office::{Kind, Missed, Office, OfficeError, ReleaseOrder, SchoolReading};

/// People who have not got a letter, as its page offers them.
#[derive(Debug, Serialize)]
pub(super) struct MissedRow {
    /// `joined`, `for-real`
    what: &'static str,
    families: usize,
    people: usize,
    /// the photos must be looked at for them
    looks: bool,
    /// what is pressed is what was seen
    digest: String,
}

/// `POST /letters/{id}/missed`
pub(super) async fn send(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    let release = seen.standing().ok_or(Fault::Stale)?;
    let what = fields.text("what");
    let offered = desk.missed(&reading, letter, release).await?;
    let row = offered.iter().find(|row| row.what == what && row.digest == fields.text("digest"));
    let Some(row) = row.filter(|row| !row.looks || fields.ticked("looked")) else {
        let page = desk.letter_changed(&who, &id).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    };
    let looked =
        row.looks.then(|| tokio::task::block_in_place(|| desk.office().photo_check(&reading, letter)));
    let photos_seen = looked.map(|check| check.seen());
    let order = ReleaseOrder { kind: Kind::Send, emergency: false, by: who.name, photos_seen };
    let (release, for_real) = (release.clone(), row.what == "for-real");
    let act = move |office: Office| async move {
        if for_real {
            office.write_to_rehearsed(&reading, &release, &order).await
        } else {
            office.write_to_joined(&reading, &release, &order).await
        }
    };
    desk.to_the_end(act).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

impl DeskState {
    /// Whom the letter's page offers to send it to after all.
    pub(super) async fn missed(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        release: &Release,
    ) -> Result<Vec<MissedRow>, OfficeError> {
        let office = self.office();
        if !reading.roster_is_sound || office.ledger.dispatches(&release.letter).await?.is_empty() {
            return Ok(vec![]);
        }
        let forecast = office.forecast(reading, letter).await?;
        let row = |what, missed: &Missed| -> Result<MissedRow, OfficeError> {
            Ok(MissedRow {
                what,
                families: missed.families(),
                people: missed.people.len(),
                looks: office.needs_look_for(reading, release, missed)?,
                digest: missed.digest(),
            })
        };
        let all = [("for-real", &forecast.rehearsed), ("joined", &forecast.joined)];
        all.into_iter()
            .filter(|(_, missed)| !missed.people.is_empty())
            .map(|(what, missed)| row(what, missed))
            .collect()
    }
}
