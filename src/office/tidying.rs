//! What no letter has needed for a while leaves `.otayori/cache`.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

use super::{Office, OfficeError};
use crate::photos;
use crate::world::{age, is_recent};

/// A sheet is kept this long after it was last used.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Between two times of tidying.
const REST: SignedDuration = SignedDuration::from_hours(24);
/// Its time stamp says when the cache was tidied.
const TIDIED: &str = "tidied";

impl Office {
    /// Takes out of the cache what no letter has needed for 30 days; once a day at most, and not while somebody
    /// uses the photos, the caller included. A cache that is not tidied costs room, nothing else.
    pub fn tidy_cache(&self) {
        let _ = self.tidy(self.clock.now());
    }

    /// Takes everything out of the cache: what is in use is made again. Photos stay where somebody uses them just now, for 30
    /// days at most.
    ///
    /// # Errors
    /// The disk.
    pub(super) fn empty_cache(&self) -> Result<(), OfficeError> {
        let later = self.clock.now().saturating_add(KEPT + REST).unwrap_or(Timestamp::MAX);
        tidy_sheets(&self.sheet_cache(), later).map_err(OfficeError::disk(self.sheet_cache()))?;
        photos::prune(&self.photo_cache(), later).map_err(OfficeError::disk(self.photo_cache()))?;
        Ok(())
    }

    fn tidy(&self, now: Timestamp) -> io::Result<()> {
        let mark = self.settings.private_folder().join("cache").join(TIDIED);
        if fs::metadata(&mark).is_ok_and(|about| is_recent(&about, now, REST)) {
            return Ok(());
        }
        tidy_sheets(&self.sheet_cache(), now)?;
        if photos::prune(&self.photo_cache(), now)?.is_some() {
            let mark = File::options().create(true).truncate(false).write(true).open(mark)?;
            mark.set_modified(SystemTime::from(now))?;
        }
        Ok(())
    }
}

/// A sheet is read at once, so it may go at any time.
fn tidy_sheets(folder: &Path, now: Timestamp) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = [".pdf", ".widths", ".part"].iter().any(|end| name.ends_with(end));
        if ours && age(&entry.metadata()?, now) > KEPT {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
