//! `otayori unread LETTER`: the follow-up list, as a table, `--json`, `--csv` or a sheet to phone from.

use serde::Serialize;

use super::End;
use super::say::Say;
use super::typed::Unread;
use crate::follow_up::{self, FollowUp};
use crate::office::{Office, OfficeError};
use crate::problem::{Level, Told};
use crate::world::write_private;

pub(super) async fn run(office: &Office, typed: &Unread, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    let list = office.unread(&letter.id).await?;
    let problems = list.problems();
    say.problems(&problems);
    if let Some(file) = &typed.sheet {
        let sheet = tokio::task::block_in_place(|| office.phone_sheet(&list))?;
        write_private(file, &sheet).map_err(|error| OfficeError::Disk { file: file.clone(), error })?;
        say.talk("unread-sheet-done", &[("file", file.display().to_string().into())]);
    }
    if say.json {
        say.object(&Listed { problems: say.told(&problems), list });
    } else if typed.csv {
        say.raw(&follow_up::csv(&list, say.words));
    } else if typed.sheet.is_none() {
        say.result(&follow_up::table(&list, say.words));
    }
    let sure = problems.iter().all(|problem| problem.level != Level::Error);
    Ok(if sure { End::Done } else { End::Content })
}

/// What `unread --json` prints.
#[derive(Serialize)]
struct Listed {
    #[serde(flatten)]
    list: FollowUp,
    /// why somebody may be missing
    problems: Vec<Told>,
}
