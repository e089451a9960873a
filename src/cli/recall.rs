//! `otayori recall LETTER`: page, sheet and photos off the host.

use serde::Serialize;

use super::say::Say;
use super::typed::Recall;
use super::{End, machine_user, publish};
use crate::follow_up::Receiver;
use crate::office::{Office, OfficeError};
use crate::problem::Problem;
use crate::publish::Published;

/// What `recall --json` prints.
#[derive(Serialize)]
struct Recalled<'a> {
    #[serde(flatten)]
    published: &'a Published,
    /// everybody who had opened it
    opened: Vec<&'a Receiver>,
}

pub(super) async fn run(office: &Office, typed: &Recall, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    if !typed.yes && !say.ask("recall-ask", &[("letter", letter.path.as_str().into())]) {
        say.refuse(&[Problem::error("recall-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let published = office.recall(&letter.id, &machine_user()).await?;
    say.talk("recall-done", &[("letter", letter.path.as_str().into())]);
    let incident = office.incident(&letter.id).await?;
    if say.json {
        let opened: Vec<_> = incident.who_opened().collect();
        say.object(&Recalled { published: &published, opened });
        return Ok(End::Done);
    }
    publish::tell(say, &published);
    say.result(&incident.opened_table(&office.settings.time_zone, say.words));
    Ok(End::Done)
}
