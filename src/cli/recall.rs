//! `otayori recall LETTER`: page, sheet and photos off the host.

use super::say::Say;
use super::typed::Recall;
use super::{End, machine_user, publish};
use crate::office::{Office, OfficeError};
use crate::problem::Problem;

pub(super) async fn run(office: &Office, typed: &Recall, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    if !typed.yes && !say.ask("recall-ask", &[("letter", letter.path.as_str().into())]) {
        say.refuse(&[Problem::error("recall-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let published = office.recall(&letter.id, &machine_user()).await?;
    say.talk("recall-done", &[("letter", letter.path.as_str().into())]);
    publish::tell(say, &published);
    Ok(End::Done)
}
