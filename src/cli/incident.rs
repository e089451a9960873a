//! `otayori incident LETTER`: who got it, who opened it, when, by what; table, `--json` or `--csv`.

use super::End;
use super::say::Say;
use super::typed::Incident;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Incident, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    let incident = office.incident(&letter.id).await?;
    let zone = &office.settings.time_zone;
    if say.json {
        say.object(&incident);
    } else if typed.csv {
        say.raw(&incident.csv(zone, say.words));
    } else {
        say.result(&incident.table(zone, say.words));
        say.talk("incident-note", &[]);
    }
    Ok(End::Done)
}
