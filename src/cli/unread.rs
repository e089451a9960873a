//! `otayori unread LETTER`: the follow-up list, as a table, `--json`, `--csv` or a sheet to phone from.

use super::End;
use super::say::Say;
use super::typed::Unread;
use crate::follow_up;
use crate::office::{Office, OfficeError};
use crate::world::write_private;

pub(super) async fn run(office: &Office, typed: &Unread, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    let list = office.unread(&letter.id).await?;
    if let Some(file) = &typed.sheet {
        let sheet = tokio::task::block_in_place(|| office.phone_sheet(&list))?;
        write_private(file, &sheet).map_err(|error| OfficeError::Disk { file: file.clone(), error })?;
        say.talk("unread-sheet-done", &[("file", file.display().to_string().into())]);
        return Ok(End::Done);
    }
    say.problems(&list.problems());
    if say.json {
        say.object(&list);
    } else if typed.csv {
        say.raw(&follow_up::csv(&list, say.words));
    } else {
        say.result(&follow_up::table(&list, say.words));
    }
    Ok(End::Done)
}
