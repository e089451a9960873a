//! Drafts below `build/`, to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::building::{Built, BuiltLetter};
use super::{Office, OfficeError};
use crate::publish::{asset_path, photo_path};
use crate::render::{CONTACT_NAME, Notice, SHEET_NAME};
use crate::world::{age, crew, write_whole};

/// Where a file below `build/` comes from.
#[derive(Clone, Copy)]
enum Source<'a> {
    Made(&'a [u8]),
    /// named by its content: one that is there is right
    Photo(&'a Path),
    /// not made this time; one that is there stays
    Kept,
}

impl Office {
    /// Writes drafts below `build/`, each in a folder of its own name, and takes away what is not one of
    /// them any more. Files that are right already are left alone.
    ///
    /// # Errors
    /// The disk.
    pub fn write_drafts(&self, built: &Built) -> Result<(), OfficeError> {
        let root = self.settings.build_folder();
        let files: BTreeMap<String, Source<'_>> =
            built.letters.iter().flat_map(|letter| files(letter, built.is_whole)).collect();
        put_all(&root, &files)?;
        sweep(&root, &root, &files, self.clock.now());
        Ok(())
    }

    /// Writes one letter's draft below `build/`, and leaves all others alone.
    ///
    /// # Errors
    /// The disk.
    pub fn write_draft(&self, letter: &BuiltLetter) -> Result<(), OfficeError> {
        put_all(&self.settings.build_folder(), &files(letter, true).into_iter().collect())
    }

    /// The sheet of a letter's draft as it was written last, its own or that of a translation.
    pub(super) fn drafted_sheet(&self, path: &str, language: Option<&str>) -> Option<Vec<u8>> {
        let folder = self.settings.build_folder().join(draft_folder(path));
        fs::read(folder.join(language.unwrap_or_default()).join(SHEET_NAME)).ok()
    }
}

/// The folder of a draft below `build/`: the letter's path in one name.
pub fn draft_folder(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.replace('/', " - ")
}

/// What a letter's draft is made of, by path below `build/`.
fn files(letter: &BuiltLetter, is_whole: bool) -> Vec<(String, Source<'_>)> {
    let folder = draft_folder(&letter.path);
    let edition = &letter.edition;
    let in_language = |folder: String, page, notice, sheet| {
        let files = own(page, notice, sheet, is_whole);
        files.map(move |(name, source)| (format!("{folder}/{name}"), source))
    };
    let main = in_language(folder.clone(), &edition.page, &edition.notice, edition.sheet.as_deref());
    let translations = edition.translations.iter().flat_map(|one| {
        in_language(format!("{folder}/{}", one.lang), &one.page, &one.notice, one.sheet.as_deref())
    });
    let calendars = edition.calendars.iter();
    let calendars =
        calendars.map(|(name, calendar)| (format!("{folder}/{name}"), Source::Made(calendar.as_bytes())));
    let contact = letter.contact.as_deref().map(str::as_bytes);
    let contact = contact.map(|bytes| (format!("{folder}/{CONTACT_NAME}"), Source::Made(bytes)));
    let assets = edition.assets.iter().map(|(name, bytes)| (asset_path(name), Source::Made(bytes)));
    let variants = letter.album.shots.iter().flatten().flat_map(|shot| &shot.variants);
    let photos = variants.map(|variant| (photo_path(&variant.name), Source::Photo(&variant.file)));
    main.chain(translations).chain(calendars).chain(contact).chain(assets).chain(photos).collect()
}

/// What a draft is made of in one language, by name.
fn own<'a>(
    page: &'a str,
    notice: &'a Notice,
    sheet: Option<&'a [u8]>,
    is_whole: bool,
) -> impl Iterator<Item = (&'static str, Source<'a>)> {
    let rest = [
        ("notice.html", Some(notice.html.as_bytes())),
        ("notice.txt", Some(notice.text.as_bytes())),
        (SHEET_NAME, sheet),
    ];
    let rest = rest.into_iter().filter_map(move |(name, bytes)| match bytes {
        _ if !is_whole => Some((name, Source::Kept)),
        bytes => Some((name, Source::Made(bytes?))),
    });
    std::iter::once(("index.html", Source::Made(page.as_bytes()))).chain(rest)
}

fn put_all(root: &Path, files: &BTreeMap<String, Source<'_>>) -> Result<(), OfficeError> {
    let files: Vec<(PathBuf, Source<'_>)> =
        files.iter().map(|(path, source)| (root.join(path), *source)).collect();
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(file, _)| file.parent()).collect();
    for folder in folders {
        fs::create_dir_all(folder).map_err(OfficeError::disk(folder))?;
    }
    crew::all(&files, |(file, source)| put(file, *source)).into_iter().collect()
}

fn put(file: &Path, source: Source<'_>) -> Result<(), OfficeError> {
    match source {
        Source::Kept => Ok(()),
        Source::Photo(_) if file.exists() => Ok(()),
        Source::Photo(photo) => {
            let bytes = fs::read(photo).map_err(OfficeError::disk(photo))?;
            write_whole(file, &bytes).map_err(OfficeError::disk(file))
        }
        Source::Made(bytes) if fs::read(file).is_ok_and(|old| old == bytes) => Ok(()),
        Source::Made(bytes) => write_whole(file, bytes).map_err(OfficeError::disk(file)),
    }
}

/// Removes files below `folder` that are not wanted, and folders that are empty then.
fn sweep(root: &Path, folder: &Path, wanted: &BTreeMap<String, Source<'_>>, now: Timestamp) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep(root, &path, wanted, now);
            let _ = fs::remove_dir(&path);
        } else if is_being_written(&entry, now) {
            // Somebody else builds too, and is about to give it its name.
        } else if path.strip_prefix(root).is_ok_and(|name| !wanted.contains_key(&*name.to_string_lossy())) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether this may be a file that another process has not finished.
fn is_being_written(entry: &fs::DirEntry, now: Timestamp) -> bool {
    entry.file_name().to_string_lossy().ends_with(".part")
        && entry.metadata().is_ok_and(|about| age(&about, now) < SignedDuration::from_hours(1))
}
