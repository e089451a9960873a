//! Looking back: what became of one letter person by person, and whom the school reaches at all.

use std::collections::BTreeSet;

use super::{Office, OfficeError};
use crate::content::SchoolYear;
use crate::follow_up::{self, Coverage, Curve, Incident};
use crate::ledger::{LetterId, LetterRecord};

impl Office {
    /// Who got a letter, who opened it, when and by what; of one that was taken back too.
    ///
    /// # Errors
    /// A letter never released; the ledger.
    pub async fn incident(&self, letter: &LetterId) -> Result<Incident, OfficeError> {
        let record = self.released_record(letter).await?;
        let address = format!("{}/{}/", self.settings.site, record.letter.address);
        // As far as it can be read: what happened to a letter is told without names rather than not at all.
        let (roster, _) = self.roster();
        Ok(follow_up::incident(&record, &roster, address))
    }

    /// How a letter was read over time; `None` for one that was taken back.
    ///
    /// # Errors
    /// A letter never released; the ledger.
    pub async fn reading_curve(&self, letter: &LetterId) -> Result<Option<Curve>, OfficeError> {
        let record = self.released_record(letter).await?;
        if record.releases.last().is_some_and(|release| release.recalled_at.is_some()) {
            return Ok(None);
        }
        let list = follow_up::list(&record, &self.roster().0, &self.settings, self.clock.now());
        Ok(list.map(|list| follow_up::reading_curve(&record, &list)))
    }

    /// Whom the school reaches, and what came of this school year's letters.
    ///
    /// # Errors
    /// A roster that cannot be read; the ledger.
    pub async fn coverage(&self) -> Result<Coverage, OfficeError> {
        let (roster, problems) = self.roster();
        if roster.families.is_empty() && !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let year = SchoolYear::of(self.today());
        let dead = self.dead_addresses().await?.into_iter().filter_map(|dead| dead.address);
        let dead: BTreeSet<String> = dead.map(|address| address.reveal().to_ascii_lowercase()).collect();
        let stops = self.ledger.stops().await?;
        let mut coverage = Coverage::of(&roster, &stops, &dead, self.today(), year.0);
        let (now, zone) = (self.clock.now(), &self.settings.time_zone);
        for (letter, release) in self.current_releases().await? {
            if release.year != year {
                continue;
            }
            // One letter in memory at a time.
            let Some(record) = self.ledger.record(&letter.id).await? else { continue };
            if record.dispatches.is_empty() {
                continue;
            }
            if let Some(list) = follow_up::list(&record, &roster, &self.settings, now) {
                coverage.count(&record, &list, &roster, zone);
            }
        }
        Ok(coverage)
    }

    async fn released_record(&self, letter: &LetterId) -> Result<LetterRecord, OfficeError> {
        let record = self.ledger.record(letter).await?.filter(|record| !record.releases.is_empty());
        record.ok_or_else(|| OfficeError::NotReleased(letter.0.clone()))
    }
}
