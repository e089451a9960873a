//! `otayori correct LETTER`: a new edition at the same address.

use super::say::Say;
use super::typed::Correct;
use super::{End, machine_user, send};
use crate::office::{Kind, Office, OfficeError, ReleaseOrder};
use crate::problem::Problem;

pub(super) async fn run(office: &Office, typed: &Correct, say: Say) -> Result<End, OfficeError> {
    let reading = office.read().await?;
    let letter = office.find(&reading, &typed.letter)?;
    let forecast = office.forecast(&reading, letter).await?;
    send::show(say, &forecast);
    let (kind, question) = if typed.important {
        (Kind::ImportantCorrection, "correct-ask-important")
    } else {
        (Kind::Correction, "correct-ask")
    };
    if !typed.yes && !say.ask(question, &[("families", forecast.families.into())]) {
        say.refuse(&[Problem::error("correct-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let order = ReleaseOrder { kind, emergency: false, by: machine_user() };
    let done = async {
        send::develop(office, letter, say)?;
        let release = office.release(&reading, letter, &order).await?;
        say.talk("correct-done", &[("edition", (release.edition + 1).into())]);
        send::post(office, &release.letter, say).await
    };
    let done = done.await;
    match reading.known.get(&letter.path) {
        Some(known) => send::report(office, &known.id, say, done).await,
        None => done,
    }
}
