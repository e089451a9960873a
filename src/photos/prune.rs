//! What no letter has named for a while leaves the cache.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::cache::LOCK;
use crate::world::age;

/// A photo is kept this long after it was last used.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What was left half-done, by a kill or a full disk, is kept this long.
const LEFT: SignedDuration = SignedDuration::from_hours(24);
/// Hexadecimal digits of a key.
const KEY: usize = 32;

/// The files of one photo, whatever sizes it was drawn in.
#[derive(Default)]
struct Kept {
    /// what makes a photo count as kept, and when it was last used
    records: Vec<(PathBuf, SignedDuration)>,
    /// the files, and when they were written
    files: Vec<(PathBuf, SignedDuration)>,
}

/// Removes from the cache in `folder` the photos that were not used for 30 days, whatever recipe they were made by,
/// and what was left half-done more than a day ago. Returns how many files that were, or `None` where somebody uses
/// the cache just now: then nothing is done.
///
/// # Errors
/// Whatever the disk says; what was not removed is left for the next time.
pub fn prune(folder: &Path, now: Timestamp) -> io::Result<Option<usize>> {
    let lock = match File::options().write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(0)),
        Err(error) => return Err(error),
    };
    if lock.try_lock().is_err() {
        return Ok(None);
    }
    let mut removed = 0;
    for shelf in fs::read_dir(folder)? {
        let shelf = shelf?.path();
        if shelf.is_dir() {
            for file in outworn(&shelf, now)? {
                fs::remove_file(&file)?;
                removed += 1;
            }
        }
    }
    drop(lock);
    Ok(Some(removed))
}

/// The files of one of the cache's folders that may go; a record stands before its files.
fn outworn(shelf: &Path, now: Timestamp) -> io::Result<Vec<PathBuf>> {
    let mut outworn = Vec::new();
    let mut photos: BTreeMap<String, Kept> = BTreeMap::new();
    for entry in fs::read_dir(shelf)? {
        let entry = entry?;
        let (path, age) = (entry.path(), age(&entry.metadata()?, now));
        let name = entry.file_name().to_string_lossy().into_owned();
        let key = name.get(..KEY).filter(|key| key.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match key {
            Some(key) if name.ends_with(".json") => {
                photos.entry(key.to_owned()).or_default().records.push((path, age));
            }
            Some(key) => photos.entry(key.to_owned()).or_default().files.push((path, age)),
            None if name.starts_with('.') && name.ends_with(".part") && age > LEFT => outworn.push(path),
            None => {}
        }
    }
    for photo in photos.into_values() {
        let (old, used): (Vec<_>, Vec<_>) = photo.records.into_iter().partition(|(_, age)| *age > KEPT);
        // Files without any record: of a photo that a kill cut off.
        let cut_off = old.is_empty() && photo.files.iter().all(|(_, age)| *age > LEFT);
        let all_go = used.is_empty() && (cut_off || !old.is_empty());
        let prints: Vec<String> = old.iter().filter_map(|(record, _)| print_of(record)).collect();
        outworn.extend(old.into_iter().map(|(record, _)| record));
        let is_print =
            |file: &Path| file.file_name().is_some_and(|name| prints.iter().any(|print| *name == **print));
        outworn.extend(photo.files.into_iter().map(|(file, _)| file).filter(|file| all_go || is_print(file)));
    }
    Ok(outworn)
}

/// The sheet's file that goes with this record.
fn print_of(record: &Path) -> Option<String> {
    let (key, width) = record.file_stem()?.to_str()?.split_once('-')?;
    Some(format!("{key}-print-{width}.jpg"))
}
