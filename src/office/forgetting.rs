//! What of `.otayori/released/` nobody needs any more: letters that were purged, editions that a correction replaced or a
//! recall took back, and photos of none that is left. Of a replaced edition stays who it went to ([`Readers`]): whoever holds an
//! address must not see more because of a purge.
//!
//! [`Readers`]: super::audiences::Readers

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::OfficeError;
use super::released::{Parts, ReleasedFolder};
use crate::world::{sync_folder, write_durably};

/// Letter → hash of each edition → whether all of it is needed, or only who it went to.
pub(super) type Needed = BTreeMap<String, BTreeMap<String, bool>>;

/// What is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forgotten {
    /// folders of letters and editions
    folders: Vec<PathBuf>,
    /// folders of editions of which only the readers stay
    stripped: Vec<PathBuf>,
    /// photos and assets
    files: Vec<PathBuf>,
}

impl Forgotten {
    /// How many editions go.
    pub(super) fn editions(&self) -> usize {
        self.folders.len() + self.stripped.len()
    }

    /// How many files beside them.
    pub(super) fn files(&self) -> usize {
        self.files.len()
    }
}

impl ReleasedFolder {
    /// What is to go, where this is needed.
    pub(super) fn not_needed(&self, needed: &Needed) -> Result<Forgotten, OfficeError> {
        let mut forgotten = Forgotten::default();
        let mut used: BTreeSet<PathBuf> = BTreeSet::new();
        for letter in folders(self.root())? {
            let name = name(&letter);
            if name == "p" || name == "a" {
                continue;
            }
            let Some(editions) = needed.get(&name) else {
                forgotten.folders.push(letter);
                continue;
            };
            for edition in folders(&letter)? {
                match editions.get(&self::name(&edition)) {
                    None => forgotten.folders.push(edition),
                    Some(true) => {
                        let parts = parts(&edition).map_err(OfficeError::disk(edition.join("parts.json")))?;
                        used.extend(parts.photos.iter().map(|name| self.photo(name)));
                        used.extend(parts.assets.iter().map(|name| self.asset(name)));
                    }
                    Some(false) if is_stripped(&edition)? => {}
                    Some(false) => forgotten.stripped.push(edition),
                }
            }
        }
        for shared in ["p", "a"].map(|name| self.root().join(name)) {
            let files = entries(&shared)?.into_iter();
            forgotten.files.extend(files.filter(|file| file.is_file() && !used.contains(file)));
        }
        Ok(forgotten)
    }
}

/// Takes all this away, durably. What is gone already is no fault.
pub(super) fn forget(forgotten: &Forgotten) -> Result<(), OfficeError> {
    for edition in &forgotten.stripped {
        strip(edition).map_err(OfficeError::disk(edition))?;
    }
    for folder in &forgotten.folders {
        gone(fs::remove_dir_all(folder)).map_err(OfficeError::disk(folder))?;
    }
    for file in &forgotten.files {
        gone(fs::remove_file(file)).map_err(OfficeError::disk(file))?;
    }
    let above = forgotten.folders.iter().chain(&forgotten.files).filter_map(|path| path.parent());
    for folder in above.collect::<BTreeSet<&Path>>() {
        gone(sync_folder(folder)).map_err(OfficeError::disk(folder))?;
    }
    Ok(())
}

fn strip(edition: &Path) -> io::Result<()> {
    let readers = parts(edition).map(|parts| parts.readers).unwrap_or_default();
    let left = Parts { readers, ..Parts::default() };
    write_durably(&edition.join("parts.json"), &serde_json::to_vec(&left).unwrap_or_default())?;
    for entry in fs::read_dir(edition)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else if name(&path) != "parts.json" {
            fs::remove_file(path)?;
        }
    }
    sync_folder(edition)
}

fn is_stripped(edition: &Path) -> Result<bool, OfficeError> {
    Ok(entries(edition)?.iter().all(|path| name(path) == "parts.json"))
}

fn parts(edition: &Path) -> io::Result<Parts> {
    serde_json::from_slice(&fs::read(edition.join("parts.json"))?).map_err(io::Error::other)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, OfficeError> {
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, OfficeError> {
    let read = || fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(OfficeError::disk(folder)),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
