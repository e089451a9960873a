//! The follow-up list of a letter.

use std::sync::Arc;

use super::finding::{Called, find};
use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp};
use crate::ledger::{KnownLetter, LetterId, Release};
use crate::problem::Level;
use crate::recipients::Roster;

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
        Ok(self.list_and_roster(letter).await?.0)
    }

    /// The same, and the roster by which it was made.
    pub(super) async fn list_and_roster(
        &self,
        letter: &LetterId,
    ) -> Result<(FollowUp, Arc<Roster>), OfficeError> {
        let record =
            self.ledger.record(letter).await?.ok_or_else(|| OfficeError::NotReleased(letter.0.clone()))?;
        if record.releases.last().is_some_and(|release| release.recalled_at.is_some()) {
            return Err(OfficeError::Recalled(record.letter.path));
        }
        let (roster, problems) = self.roster();
        if roster.families.is_empty() && !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let mut list = follow_up::list(&record, &roster, &self.settings, self.clock.now())
            .ok_or_else(|| OfficeError::NotReleased(record.letter.path.clone()))?;
        list.roster = problems;
        list.roster.retain(|problem| problem.level == Level::Error);
        list.silence = self.silence().await?;
        Ok((self.as_seen(list, &roster), roster))
    }

    /// A teacher's part of a list.
    fn as_seen(&self, list: FollowUp, roster: &Roster) -> FollowUp {
        let Some(classes) = &self.classes else { return list };
        let today = self.today();
        let theirs = roster.families.iter().filter(|family| {
            family.children.iter().any(|child| child.is_here(today) && classes.contains(&*child.class))
        });
        list.within(&theirs.map(|family| family.number.as_str()).collect())
    }
}
