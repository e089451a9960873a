//! `otayori purge`: what is past its time goes for good.

use super::say::Say;
use super::typed::Purge;
use super::{End, machine_user};
use crate::office::{Office, OfficeError};
use crate::problem::Problem;

pub(super) async fn run(office: &Office, typed: &Purge, say: Say) -> Result<End, OfficeError> {
    let plan = office.purge_plan().await?;
    let values = |plan: &crate::office::Purge| {
        [
            ("year", i64::from(plan.before).into()),
            ("letters", plan.letters.into()),
            ("messages", plan.messages.into()),
            ("readings", plan.touches.into()),
            ("calls", plan.calls.into()),
            ("editions", plan.editions.into()),
            ("files", plan.files.into()),
        ]
    };
    if plan.is_empty() {
        say.talk("purge-nothing", &values(&plan));
    } else {
        say.talk("purge-plan", &values(&plan));
    }
    if !plan.still_there.is_empty() {
        say.talk("purge-still-there", &[("names", plan.still_there.join("\n  ").into())]);
    }
    // Also where nothing is left to take: a run that was cut off is finished, and the ledger's file cleared.
    if !typed.yes && !say.ask("purge-ask", &[]) {
        say.refuse(&[Problem::error("purge-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let done = office.purge(&machine_user()).await?;
    say.result(&say.text("purge-done", &values(&done)));
    if !done.scrubbed {
        say.talk("purge-not-scrubbed", &[]);
    }
    if say.json {
        say.object(&done);
    }
    Ok(if done.scrubbed { End::Done } else { End::Outside })
}
