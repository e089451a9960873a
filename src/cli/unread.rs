//! `otayori unread LETTER`: the follow-up list, as a table, `--json`, `--csv`, an Excel file, or sheets to phone from
//! and for the gate.

use serde::Serialize;

use super::say::Say;
use super::typed::Unread;
use super::{End, machine_user};
use crate::follow_up::{self, FollowUp};
use crate::office::{ListCopy, Office, OfficeError};
use crate::problem::{Level, Told};
use crate::world::write_private;

pub(super) async fn run(office: &Office, typed: &Unread, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    office.hear_collector().await;
    let list = office.unread(&letter.id).await?;
    let problems = list.problems();
    say.problems(&problems);
    let copy = async |copy| office.list_copy(&letter.id, &list, copy, &machine_user(), say.words).await;
    let files = [
        (&typed.sheet, ListCopy::Sheet, "unread-sheet-done"),
        (&typed.gate, ListCopy::Gate, "unread-copy-done"),
        (&typed.xlsx, ListCopy::Xlsx, "unread-copy-done"),
    ];
    let mut made = false;
    for (file, kind, said) in files {
        let Some(file) = file else { continue };
        let bytes = copy(kind).await?;
        write_private(file, &bytes).map_err(|error| OfficeError::Disk { file: file.clone(), error })?;
        say.talk(said, &[("file", file.display().to_string().into())]);
        made = true;
    }
    if say.json {
        say.object(&Listed { problems: say.told(&problems), list });
    } else if typed.csv {
        say.raw(&String::from_utf8_lossy(&copy(ListCopy::Csv).await?));
    } else if !made {
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
