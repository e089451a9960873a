//! Warnings that somebody must have looked at before a release: health beside a name, a list of names, an audience
//! out of the way. All others are only shown.

use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::LetterId;
use crate::problem::Problem;

/// The ids of these warnings. What goes out by one of them cannot be taken back.
const TO_CONFIRM: [&str; 3] = ["recipients-health-near-name", "recipients-many-names", "office-audience-far"];
/// The act that says so.
const CONFIRMED: &str = "warnings-seen";

impl Office {
    /// The warnings of a letter that nobody has confirmed yet, as they stand now. Words that changed elsewhere in the
    /// letter ask nobody twice.
    ///
    /// # Errors
    /// The ledger.
    pub async fn to_confirm(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
    ) -> Result<Vec<Problem>, OfficeError> {
        let found = found(reading, letter);
        let Some(id) = self.id_of(reading, letter).filter(|_| !found.is_empty()) else {
            return Ok(found);
        };
        let is_confirmed = self.ledger.has_act(CONFIRMED, id, &digest(&found)).await?;
        Ok(if is_confirmed { vec![] } else { found })
    }

    /// Writes down that somebody looked at these warnings, and means the letter as it is.
    ///
    /// # Errors
    /// The ledger.
    pub async fn confirm(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        by: &str,
    ) -> Result<(), OfficeError> {
        match self.id_of(reading, letter) {
            Some(id) => self.note_act(CONFIRMED, by, id, &digest(&found(reading, letter))).await,
            None => Ok(()),
        }
    }

    /// Writes down that the director's yes to what families get to see was given elsewhere than at the desk.
    ///
    /// # Errors
    /// The ledger.
    pub async fn note_directors_yes(&self, letter: &LetterId, by: &str) -> Result<(), OfficeError> {
        self.note_act("directors-yes", by, letter, "").await
    }

    /// # Errors
    /// [`OfficeError::Unconfirmed`]; the ledger.
    pub(super) async fn demand_confirmed(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
    ) -> Result<(), OfficeError> {
        match self.to_confirm(reading, letter).await?.is_empty() {
            true => Ok(()),
            false => Err(OfficeError::Unconfirmed(letter.path.clone())),
        }
    }

    fn id_of<'a>(&self, reading: &'a SchoolReading, letter: &Letter) -> Option<&'a LetterId> {
        reading.known.get(&letter.path).map(|known| &known.id)
    }
}

fn found(reading: &SchoolReading, letter: &Letter) -> Vec<Problem> {
    let problems = reading.problems_of(&letter.path);
    problems.filter(|problem| TO_CONFIRM.contains(&problem.id)).cloned().collect()
}

/// Of what is said, wherever it stands. No name can be read out of it.
fn digest(problems: &[Problem]) -> String {
    let mut said: Vec<String> =
        problems.iter().map(|problem| format!("{} {:?}", problem.id, problem.values)).collect();
    said.sort();
    blake3::hash(said.join("\n").as_bytes()).to_hex()[..32].to_owned()
}
