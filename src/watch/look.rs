//! One look at the letters' folder, and what differs between two.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use super::names::is_noise;

/// Deeper than any school sorts its letters; ends a walk through folders that go round in circles.
const DEEPEST: usize = 16;

/// What tells one state of a file from another, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    length: u64,
    modified: Option<SystemTime>,
    /// changes with every write, whatever date a program puts on the file; zero where the system has none
    changed: (i64, i64),
    /// a file that replaced another has another number; zero where the system has none
    number: u64,
}

impl Mark {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt;
            ((metadata.ctime(), metadata.ctime_nsec()), metadata.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = ((0, 0), 0);
        Mark { length: metadata.len(), modified: metadata.modified().ok(), changed, number }
    }
}

/// Every file of the folder that may mean something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    files: BTreeMap<PathBuf, Mark>,
}

impl Look {
    /// Looks at the folder. What cannot be read just now below it is taken to be as `before`.
    ///
    /// # Errors
    /// In words, when the folder itself cannot be read, or is empty after it was not: a share that was
    /// cut off leaves an empty folder behind, and no school throws all its letters away at once.
    pub(super) fn at(folder: &Path, before: &Look) -> Result<Self, String> {
        let mut look = Look::default();
        let walk = WalkDir::new(folder).max_depth(DEEPEST).into_iter();
        for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_noise_entry(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    if let Ok(metadata) = entry.metadata() {
                        look.files.insert(entry.into_path(), Mark::of(&metadata));
                    }
                }
                Ok(_) => {}
                Err(error) if error.depth() == 0 => return Err(error.to_string()),
                Err(error) => look.keep_below(error.path(), before),
            }
        }
        if look.files.is_empty() && !before.files.is_empty() {
            return Err(format!("{}: empty", folder.display()));
        }
        Ok(look)
    }

    fn keep_below(&mut self, folder: Option<&Path>, before: &Look) {
        let Some(folder) = folder else { return };
        // A folder that is gone is gone; one that refuses is kept.
        if folder.exists() {
            let kept = before.files.iter().filter(|(path, _)| path.starts_with(folder));
            self.files.extend(kept.map(|(path, mark)| (path.clone(), *mark)));
        }
    }

    /// The paths that came, went or changed from `before` to this look, sorted.
    pub(super) fn since(&self, before: &Look) -> Vec<PathBuf> {
        let came = self.files.iter().filter(|(path, mark)| before.files.get(*path) != Some(*mark));
        let went = before.files.iter().filter(|(path, _)| !self.files.contains_key(*path));
        let mut paths: Vec<PathBuf> = came.chain(went).map(|(path, _)| path.clone()).collect();
        paths.sort();
        paths
    }

    /// This look, but as `before` at these paths.
    pub(super) fn except(mut self, paths: &[PathBuf], before: &Look) -> Self {
        for path in paths {
            match before.files.get(path) {
                Some(mark) => self.files.insert(path.clone(), *mark),
                None => self.files.remove(path),
            };
        }
        self
    }
}

fn is_noise_entry(entry: &DirEntry) -> bool {
    is_noise(&entry.file_name().to_string_lossy())
}
