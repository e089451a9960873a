//! `otayori called LETTER FAMILY OUTCOME`: what came of a call.

use serde_json::json;

use super::say::Say;
use super::typed::Called;
use super::{End, machine_user};
use crate::office::{CallNote, Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Called, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    let note = CallNote {
        family: typed.family.clone(),
        outcome: typed.outcome,
        note: typed.note.clone(),
        by: machine_user(),
    };
    let family = office.call(&letter.id, &note).await?;
    if say.json {
        say.object(&json!({ "letter": letter.path, "family": family, "outcome": typed.outcome }));
    }
    let id = if typed.outcome.settles() { "called-settled" } else { "called-noted" };
    say.talk(
        id,
        &[
            ("family", family.into()),
            ("outcome", say.text(&format!("outcome-{}", typed.outcome), &[]).into()),
        ],
    );
    Ok(End::Done)
}
