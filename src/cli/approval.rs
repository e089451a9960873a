//! `desk.approval` at the terminal: whoever sits there has no account, so somebody must say that the director agrees.

use super::machine_user;
use super::say::Say;
use crate::content::Letter;
use crate::ledger::{KnownLetter, Role};
use crate::office::{Office, OfficeError, SchoolReading};
use crate::problem::Problem;

/// Has the director agreed to what families get to see of this letter? `said` is `--director-agreed`. Where nobody says
/// so, it is told whose yes is missing, and where it can be given.
pub(super) async fn agreed(
    office: &Office,
    reading: &SchoolReading,
    letter: &Letter,
    emergency: bool,
    said: bool,
    say: Say,
) -> Result<bool, OfficeError> {
    let Some(known) = reading.known.get(&letter.path) else { return Ok(true) };
    if !office.settings.desk.approval.is_needed(emergency) {
        return Ok(true);
    }
    let yes = said || asked(office, known, say).await?;
    if yes {
        office.note_directors_yes(&known.id, &machine_user()).await?;
    } else {
        say.refuse(&[missing(office, letter, known).await?]);
    }
    Ok(yes)
}

/// Says what a teacher asked for at the desk, and asks.
async fn asked(office: &Office, known: &KnownLetter, say: Say) -> Result<bool, OfficeError> {
    let requests = office.ledger.requests().await?;
    if let Some(request) = requests.into_iter().find(|request| request.letter == known.id) {
        match request.sent_back {
            None => say.talk("approval-asked", &[("name", request.by.into())]),
            Some(words) => {
                say.talk("approval-sent-back", &[("name", request.by.into()), ("words", words.into())]);
            }
        }
    }
    Ok(say.ask_or("approval-ask", &[], "approval-no-terminal"))
}

/// Whose yes is missing, and where the desk takes it.
async fn missing(office: &Office, letter: &Letter, known: &KnownLetter) -> Result<Problem, OfficeError> {
    let accounts = office.ledger.accounts().await?;
    let directors = accounts.into_iter().filter(|one| one.role == Role::Director && one.ended_at.is_none());
    let directors: Vec<String> = directors.map(|one| one.name).collect();
    let desk = &office.settings.desk;
    let desk = desk.address.clone().unwrap_or_else(|| format!("http://{}", desk.listen));
    let values = vec![
        ("title", letter.title.as_str().into()),
        ("count", directors.len().into()),
        ("directors", directors.join("・").into()),
        ("address", format!("{desk}/letters/{}", known.id.0).into()),
    ];
    Ok(Problem::error("approval-missing", values))
}
