//! The end of keeping: letters of closed school years and all that is known of their readers, and what is off the host but
//! still lies on this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};

use serde::Serialize;

use super::forgetting::{Forgotten, Needed, forget};
use super::released::ReleasedFolder;
use super::{Office, OfficeError};
use crate::content::SchoolYear;
use crate::ledger::{LetterId, Release};
use crate::problem::{Level, Problem};

/// What a purge takes, or took. Serialised, it is the object of `purge --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purge {
    /// letters of school years before this one go
    pub before: i16,
    /// how many
    pub letters: u64,
    /// their messages
    pub messages: u64,
    /// what is known of their readers
    pub touches: u64,
    /// calls about them
    pub calls: u64,
    /// editions on this machine that no page shows any more
    pub editions: usize,
    /// photos and other files of theirs
    pub files: usize,
    /// files of these letters that still lie among the letters: they are drafts from then on
    pub still_there: Vec<String>,
    /// nothing of it is left in the ledger's file and its log
    pub scrubbed: bool,
    #[serde(skip)]
    ids: Vec<LetterId>,
    #[serde(skip)]
    forgotten: Forgotten,
}

impl Purge {
    /// Is there nothing to take?
    pub fn is_empty(&self) -> bool {
        self.letters == 0 && self.editions == 0 && self.files == 0
    }
}

impl Office {
    /// What a purge would take: letters of school years that are closed and older than the settings keep, and editions that are
    /// on the host no more.
    ///
    /// # Errors
    /// The ledger, the disk.
    pub async fn purge_plan(&self) -> Result<Purge, OfficeError> {
        let keep = i16::try_from(self.settings.keep).unwrap_or(i16::MAX);
        let before = SchoolYear(SchoolYear::of(self.today()).0.saturating_sub(keep));
        let letters = self.ledger.letters_before(before).await?;
        let still_there = letters
            .iter()
            .filter(|(_, path)| self.settings.content.join(path).is_file())
            .map(|(_, path)| path.clone());
        let ids: Vec<LetterId> = letters.iter().map(|(id, _)| id.clone()).collect();
        let rows = self.ledger.rows_of(&ids).await?;
        let released = ReleasedFolder::below(&self.settings.private_folder());
        let forgotten = released.not_needed(&self.needed(&ids).await?)?;
        Ok(Purge {
            before: before.0,
            letters: rows.letters,
            messages: rows.messages,
            touches: rows.touches,
            calls: rows.calls,
            editions: forgotten.editions(),
            files: forgotten.files(),
            still_there: still_there.collect(),
            scrubbed: false,
            ids,
            forgotten,
        })
    }

    /// Takes away what such a plan shows (as it is now), the ledger first; then brings the host to what is left.
    ///
    /// # Errors
    /// A release or backup at work; the ledger, the disk, the host. Run again, it goes on.
    pub async fn purge(&self, by: &str) -> Result<Purge, OfficeError> {
        let _alone = self.keeping_alone()?;
        let nobody_releases = self.nobody_releases()?;
        let mut purge = self.purge_plan().await?;
        let (roster, problems) = self.roster();
        // In doubt a stop stays: somebody who wants no mails must not get them again.
        let sound = problems.iter().all(|problem| problem.level != Level::Error);
        let guardians = roster.families.iter().flat_map(|family| &family.guardians);
        let addresses: BTreeSet<String> = guardians
            .filter_map(|guardian| guardian.email.as_ref())
            .map(|email| email.reveal().to_ascii_lowercase())
            .collect();
        let addresses = (sound && !addresses.is_empty()).then_some(&addresses);
        self.ledger.purge(&purge.ids, SchoolYear(purge.before), addresses, self.clock.now()).await?;
        self.note_act("purge", by, &LetterId(String::new()), &format!("{} letters", purge.letters)).await?;
        purge.scrubbed = self.ledger.scrub().await?;
        forget(&purge.forgotten)?;
        if !purge.is_empty() {
            self.empty_cache()?;
        }
        drop(nobody_releases);
        self.publish().await?;
        Ok(purge)
    }

    /// Which editions are needed when these letters are gone.
    async fn needed(&self, without: &[LetterId]) -> Result<Needed, OfficeError> {
        let mut by_letter: BTreeMap<LetterId, Vec<Release>> = BTreeMap::new();
        for release in self.ledger.releases(None).await? {
            by_letter.entry(release.letter.clone()).or_default().push(release);
        }
        let in_use = self.ledger.editions_in_use().await?;
        let mut needed = Needed::new();
        for (letter, releases) in by_letter.into_iter().filter(|(letter, _)| !without.contains(letter)) {
            let latest = releases.iter().map(|release| release.edition).max();
            let editions = needed.entry(letter.0.clone()).or_default();
            for release in releases {
                let waits = in_use.contains(&(letter.clone(), release.edition));
                let whole = release.recalled_at.is_none() && (Some(release.edition) == latest || waits);
                // An edition may come back with the same words, and then has the same folder.
                *editions.entry(release.hash).or_default() |= whole;
            }
        }
        Ok(needed)
    }

    /// A release writes its edition down before the ledger knows of it: nothing may be swept away meanwhile.
    pub(super) fn freezing(&self) -> Result<File, OfficeError> {
        let file = self.freezing_lock()?;
        file.lock_shared().map_err(OfficeError::disk(&self.settings.folder))?;
        Ok(file)
    }

    fn nobody_releases(&self) -> Result<File, OfficeError> {
        let file = self.freezing_lock()?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(OfficeError::Outside(Problem::error("office-keeping-busy", vec![])))
            }
            Err(TryLockError::Error(error)) => Err(OfficeError::disk(&self.settings.folder)(error)),
        }
    }

    fn freezing_lock(&self) -> Result<File, OfficeError> {
        let path = self.settings.private_folder().join("freezing.lock");
        File::options().create(true).append(true).open(&path).map_err(OfficeError::disk(&path))
    }
}
