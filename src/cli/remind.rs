//! `otayori remind LETTER`: once more to the families who have not read it.

use super::say::Say;
use super::typed::Remind;
use super::{End, machine_user, send};
use crate::office::{Office, OfficeError};
use crate::problem::Problem;

pub(super) async fn run(office: &Office, typed: &Remind, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    let forecast = office.reminder_forecast(&letter.id).await?;
    let values = [("families", forecast.families.into()), ("count", forecast.phoned.into())];
    if forecast.families == 0 {
        say.talk("remind-nobody", &values);
        return send::report(office, &letter.id, None, say, Ok(End::Done)).await;
    }
    say.talk("remind-shows", &values);
    if !typed.yes && !say.ask("remind-ask", &values) {
        say.refuse(&[Problem::error("remind-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let done = async {
        office.remind(&letter.id, &forecast, &machine_user()).await?;
        send::post(office, &letter.id, say).await
    };
    let done = done.await;
    send::report(office, &letter.id, None, say, done).await
}
