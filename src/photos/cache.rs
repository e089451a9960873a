//! Developed photos, kept below `.otayori/cache/photos` under names made of their content.
//!
//! A file is written beside and renamed; the record that makes a photo count as kept comes last. So a
//! photo is there, whole, or not at all, whatever cuts the work off; and two processes that develop the
//! same photo at once write the same bytes under the same names.
//!
//! Whoever holds a [`Cache`] may use what it finds there: [`prune`](super::prune) takes nothing out as long as
//! anybody does, in this process or another. The record's time stamp says when its photo was last used.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::encode::Drawn;
use super::{AlbumPlan, PhotoPlan, Shot};
use crate::world::{create_private_folder, mark_used, write_private};

/// The folder of developed photos, in use.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    /// `None` on a disk that knows no locks or takes no writing; there nothing is ever pruned.
    _in_use: Option<Arc<File>>,
}

/// The file that users of the cache lock together, and that pruning wants for itself.
pub(super) const LOCK: &str = ".in-use";

/// What is written down of a developed photo.
#[derive(Serialize, Deserialize)]
struct Record {
    placeholder: String,
    /// Length of each file in bytes.
    files: BTreeMap<String, u64>,
}

impl Cache {
    /// The cache in this folder, which is made where it is missing; nobody but its owner can enter it.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn open(folder: &Path) -> io::Result<Cache> {
        create_private_folder(folder)?;
        let lock = folder.join(LOCK);
        // One that cannot be written (another user's, a read-only disk) can still be locked.
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .or_else(|_| File::open(&lock));
        // Pruning is done within moments.
        let in_use = lock.ok().filter(|lock| lock.lock_shared().is_ok()).map(Arc::new);
        Ok(Cache { folder: folder.to_owned(), _in_use: in_use })
    }

    /// The cache of a school: `.otayori/cache/photos`, given [`crate::settings::Settings::private_folder`].
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn of_school(private_folder: &Path) -> io::Result<Cache> {
        Cache::open(&private_folder.join("cache").join("photos"))
    }

    /// Where a file of this name lies: in one of 256 folders, so none grows too long.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// The photo, if all of it is here.
    pub(super) fn find(&self, plan: &PhotoPlan) -> Option<Shot> {
        let record: Record = serde_json::from_slice(&fs::read(self.record(plan)).ok()?).ok()?;
        let shot = Shot { placeholder: record.placeholder, ..plan.shot(self) };
        let here = shot.files().all(|variant| {
            let length = fs::metadata(&variant.file).ok().map(|file| file.len());
            length.is_some() && length == record.files.get(&variant.name).copied()
        });
        here.then_some(shot)
    }

    /// Keeps a developed photo.
    pub(super) fn keep(&self, plan: &PhotoPlan, drawn: Drawn) -> io::Result<Shot> {
        let shot = Shot { placeholder: drawn.placeholder, ..plan.shot(self) };
        create_private_folder(shot.print.file.parent().unwrap_or(&self.folder))?;
        let mut files = BTreeMap::new();
        let mut write = |variant: &super::Variant, bytes: &[u8]| {
            files.insert(variant.name.clone(), bytes.len() as u64);
            write_private(&variant.file, bytes)
        };
        for variant in &shot.variants {
            let same = |of: &&(super::Format, super::Size, Vec<u8>)| {
                of.0 == variant.format && of.1.width == variant.width
            };
            let bytes = drawn.page.iter().find(same).map_or(&[][..], |of| &of.2);
            write(variant, bytes)?;
        }
        write(&shot.print, &drawn.print)?;
        let record = Record { placeholder: shot.placeholder.clone(), files };
        write_private(&self.record(plan), &serde_json::to_vec(&record)?)?;
        Ok(shot)
    }

    /// Notes that these photos were used now.
    pub fn mark_used(&self, plans: &[AlbumPlan], now: Timestamp) {
        for photo in plans.iter().flat_map(|plan| plan.photos.iter().flatten()) {
            // A photo that could not be developed has no record.
            let _ = mark_used(&self.record(photo), now);
        }
    }

    fn record(&self, plan: &PhotoPlan) -> PathBuf {
        self.file(&format!("{}.json", plan.known_as()))
    }
}
