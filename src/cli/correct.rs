//! `otayori correct LETTER`: a new edition at the same address.

use super::say::Say;
use super::typed::Correct;
use super::{End, approval, machine_user, photos, send};
use crate::office::{Kind, Office, OfficeError, ReleaseOrder};
use crate::problem::Problem;

pub(super) async fn run(office: &Office, typed: &Correct, say: Say) -> Result<End, OfficeError> {
    let reading = photos::chosen(office, &typed.letter, &typed.photos, say).await?;
    let letter = office.find(&reading, &typed.letter)?;
    let forecast = office.forecast(&reading, letter).await?;
    if forecast.released.is_none() {
        return Err(OfficeError::NotReleased(letter.path.clone()));
    }
    let check = office.photo_check(&reading, letter);
    let warnings: Vec<_> = reading.problems_of(&letter.path).chain(&check.problems).cloned().collect();
    say.problems(&warnings);
    send::show(say, &forecast);
    let Some(photos_seen) = photos::looked_at(say, &check, &typed.photos) else {
        say.refuse(&[Problem::error("send-photos-not-looked", vec![])]);
        return Ok(End::Use);
    };
    if !send::confirmed(office, &reading, letter, typed.looked_over, say).await? {
        say.refuse(&[Problem::error("send-not-confirmed", vec![])]);
        return Ok(End::Use);
    }
    let is_emergency = forecast.released.as_ref().is_some_and(|release| release.emergency);
    if !approval::agreed(office, &reading, letter, is_emergency, typed.director_agreed, say).await? {
        return Ok(End::Use);
    }
    let (kind, question) = if typed.important {
        (Kind::ImportantCorrection, "correct-ask-important")
    } else if typed.addendum {
        (Kind::Addendum, "correct-ask-addendum")
    } else {
        (Kind::Correction, "correct-ask")
    };
    if !typed.yes && !say.ask(question, &[("families", forecast.families.into())]) {
        say.refuse(&[Problem::error("correct-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let reading = office.read_again(letter, &forecast).await?;
    let letter = office.find(&reading, &letter.path)?;
    let order = ReleaseOrder { kind, emergency: false, by: machine_user(), photos_seen };
    let done = async {
        send::develop(office, &reading, letter, say)?;
        let release = office.release(&reading, letter, &order).await?;
        say.talk("correct-done", &[("edition", (release.edition + 1).into())]);
        send::post(office, &release.letter, say).await
    };
    let done = done.await;
    match reading.known.get(&letter.path) {
        Some(known) => send::report(office, &known.id, None, say, done).await,
        None => done,
    }
}
