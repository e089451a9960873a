//! The follow-up list of a letter, and what came of the calls.

use super::finding::{Called, find};
use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp};
use crate::ledger::{Call, KnownLetter, LetterId, Outcome};
use crate::recipients;

/// What a person says of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// household number, or the row code of the printed list
    pub family: String,
    /// what came of it
    pub outcome: Outcome,
    /// may be empty
    pub note: String,
    /// the desk's account or the machine's user
    pub by: String,
}

struct Named {
    letter: KnownLetter,
    title: String,
}

impl Called for Named {
    fn path(&self) -> &str {
        &self.letter.path
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl Office {
    /// The released letter that `asked` means, whether its file is still there or not.
    ///
    /// # Errors
    /// None or several; the ledger.
    pub async fn find_released(&self, asked: &str) -> Result<KnownLetter, OfficeError> {
        let letters: Vec<Named> = self
            .current_releases()
            .await?
            .into_iter()
            .map(|(letter, release)| Named { letter, title: release.title })
            .collect();
        match find(&letters, asked) {
            Err(OfficeError::NoSuchLetter(_)) => Err(self.why_not_released(asked).await?),
            found => found.map(|named| named.letter.clone()),
        }
    }

    /// What to say of a letter that is not out: a draft, taken back, or unknown. Of drafts the ledger knows
    /// only the path.
    async fn why_not_released(&self, asked: &str) -> Result<OfficeError, OfficeError> {
        let releases = self.ledger.releases(None).await?;
        let title = |letter: &KnownLetter| {
            let last = releases.iter().rfind(|release| release.letter == letter.id);
            last.map_or_else(String::new, |release| release.title.clone())
        };
        let known = self.ledger.letters().await?.into_iter();
        let known: Vec<Named> = known.map(|letter| Named { title: title(&letter), letter }).collect();
        Ok(match find(&known, asked) {
            Ok(Named { letter, title }) if title.is_empty() => OfficeError::NotReleased(letter.path.clone()),
            Ok(Named { letter, .. }) => OfficeError::Recalled(letter.path.clone()),
            Err(error) => error,
        })
    }

    /// The families that have not read a letter yet, each with its reason.
    ///
    /// # Errors
    /// A letter never released; the ledger; a roster that cannot be read: without it nobody could be phoned.
    pub async fn unread(&self, letter: &LetterId) -> Result<FollowUp, OfficeError> {
        let record =
            self.ledger.record(letter).await?.ok_or_else(|| OfficeError::NotReleased(letter.0.clone()))?;
        let reading = recipients::read(&self.settings.recipients_folder(), self.today());
        if reading.roster.families.is_empty() && !reading.problems.is_empty() {
            return Err(OfficeError::Problems(reading.problems));
        }
        follow_up::list(&record, &reading.roster, &self.settings, self.clock.now())
            .ok_or_else(|| OfficeError::NotReleased(record.letter.path.clone()))
    }

    /// Writes down what came of a call, and returns the family's household number.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn call(&self, letter: &LetterId, note: &CallNote) -> Result<String, OfficeError> {
        let list = self.unread(letter).await?;
        let family =
            list.family_of(&note.family).ok_or_else(|| OfficeError::NoSuchFamily(note.family.clone()))?;
        let call = Call {
            family: family.clone(),
            outcome: note.outcome,
            note: note.note.clone(),
            by: note.by.clone(),
            at: self.clock.now(),
        };
        self.ledger.add_call(letter, &call).await?;
        self.note_act("call", &note.by, letter, note.outcome.as_str()).await?;
        Ok(family)
    }

    /// The list as a PDF to phone from.
    ///
    /// # Errors
    /// The sheet could not be set.
    pub fn phone_sheet(&self, list: &FollowUp) -> Result<Vec<u8>, OfficeError> {
        let words = self.settings.lang.words();
        follow_up::phone_sheet(list, &self.settings.name, self.today(), words)
            .map_err(|problem| OfficeError::Problems(vec![problem]))
    }
}
