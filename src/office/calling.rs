//! The follow-up list of a letter, and what came of the calls.

use super::finding::{Called, find};
use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp};
use crate::ledger::{Call, KnownLetter, LetterId, Outcome, Release};
use crate::problem::Level;
use crate::recipients::{self, Roster};

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
    /// The released letter that `asked` means, whether its file is still there or not. One that is out comes
    /// before one that was taken back.
    ///
    /// # Errors
    /// None or several, or only a draft; the ledger.
    pub async fn find_released(&self, asked: &str) -> Result<KnownLetter, OfficeError> {
        let asked = self.below_content(asked);
        let named = |(letter, release): (KnownLetter, Release)| Named { letter, title: release.title };
        let (out, recalled): (Vec<_>, Vec<_>) =
            self.latest_releases().await?.into_iter().partition(|(_, release)| release.recalled_at.is_none());
        let drafts = self.ledger.letters().await?.into_iter();
        let drafts: Vec<Named> = drafts.map(|letter| Named { letter, title: String::new() }).collect();
        for letters in [out, recalled].map(|some| some.into_iter().map(named).collect::<Vec<_>>()) {
            match find(&letters, asked) {
                Err(OfficeError::NoSuchLetter(_)) => {}
                found => return found.map(|named| named.letter.clone()),
            }
        }
        find(&drafts, asked).and_then(|draft| Err(OfficeError::NotReleased(draft.letter.path.clone())))
    }

    /// The families that have not read a letter yet, each with its reason.
    ///
    /// # Errors
    /// A letter never released, or taken back; the ledger; a roster that cannot be read: without it nobody could
    /// be phoned. Errors in one that can be read in part are in the list.
    pub async fn unread(&self, letter: &LetterId) -> Result<FollowUp, OfficeError> {
        let record =
            self.ledger.record(letter).await?.ok_or_else(|| OfficeError::NotReleased(letter.0.clone()))?;
        if record.releases.last().is_some_and(|release| release.recalled_at.is_some()) {
            return Err(OfficeError::Recalled(record.letter.path));
        }
        let reading = recipients::read(&self.settings.recipients_folder(), self.today());
        if reading.roster.families.is_empty() && !reading.problems.is_empty() {
            return Err(OfficeError::Problems(reading.problems));
        }
        let mut list = follow_up::list(&record, &reading.roster, &self.settings, self.clock.now())
            .ok_or_else(|| OfficeError::NotReleased(record.letter.path.clone()))?;
        list.roster = reading.problems;
        list.roster.retain(|problem| problem.level == Level::Error);
        Ok(self.as_seen(list, &reading.roster))
    }

    /// A teacher's part of a list.
    fn as_seen(&self, list: FollowUp, roster: &Roster) -> FollowUp {
        let Some(classes) = &self.classes else { return list };
        let today = self.today();
        let theirs = roster.families.iter().filter(|family| {
            family.children.iter().any(|child| child.is_here(today) && classes.contains(&child.class))
        });
        list.within(&theirs.map(|family| family.number.as_str()).collect())
    }

    /// Writes down what came of a call, and returns the family's household number.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn call(&self, letter: &LetterId, note: &CallNote) -> Result<String, OfficeError> {
        let list = self.unread(letter).await?;
        let family = list
            .family_of(&note.family)
            .filter(|family| list.is_about(family))
            .ok_or_else(|| OfficeError::NoSuchFamily(note.family.clone()))?;
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
