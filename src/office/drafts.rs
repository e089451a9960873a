//! Drafts below `build/`, to look at.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::building::{Built, BuiltLetter};
use super::{Office, OfficeError};
use crate::publish::{asset_path, photo_path};
use crate::render::{CONTACT_NAME, Notice, SHEET_NAME};
use crate::world::{age, crew, write_folder_whole, write_whole};

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
        let drafts = Drafts::below(self.settings.build_folder())?;
        let written = crew::all(&built.letters, |letter| drafts.write(letter, built.is_whole));
        written.into_iter().collect::<Result<(), _>>()?;
        drafts.sweep(self.clock.now());
        Ok(())
    }

    /// Writes one letter's draft below `build/`, and leaves all others alone.
    ///
    /// # Errors
    /// The disk.
    pub fn write_draft(&self, letter: &BuiltLetter) -> Result<(), OfficeError> {
        Drafts::below(self.settings.build_folder())?.write(letter, true)
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

/// What a letter's draft is made of, by name below its folder.
fn own_files(letter: &BuiltLetter, is_whole: bool) -> Vec<(String, Source<'_>)> {
    let edition = &letter.edition;
    let main = own("", &edition.page, &edition.notice, edition.sheet.as_deref(), is_whole);
    let translations = edition.translations.iter().flat_map(|one| {
        own(&format!("{}/", one.lang), &one.page, &one.notice, one.sheet.as_deref(), is_whole)
    });
    let calendars = edition.calendars.iter();
    let calendars = calendars.map(|(name, calendar)| (name.clone(), Source::Made(calendar.as_bytes())));
    let contact = letter.contact.as_deref().map(str::as_bytes);
    let contact = contact.map(|bytes| (CONTACT_NAME.to_owned(), Source::Made(bytes)));
    main.into_iter().chain(translations).chain(calendars).chain(contact).collect()
}

/// What several letters may have in common, by path below `build/`.
fn common_files(letter: &BuiltLetter) -> impl Iterator<Item = (String, Source<'_>)> {
    let assets = letter.edition.assets.iter().map(|(name, bytes)| (asset_path(name), Source::Made(bytes)));
    let variants = letter.album.shots.iter().flatten().flat_map(|shot| &shot.variants);
    assets.chain(variants.map(|variant| (photo_path(&variant.name), Source::Photo(&variant.file))))
}

/// What a draft is made of in one language, by name; `folder` is that language's.
fn own<'a>(
    folder: &str,
    page: &'a str,
    notice: &'a Notice,
    sheet: Option<&'a [u8]>,
    is_whole: bool,
) -> Vec<(String, Source<'a>)> {
    let rest = [
        ("notice.html", Some(notice.html.as_bytes())),
        ("notice.txt", Some(notice.text.as_bytes())),
        (SHEET_NAME, sheet),
    ];
    let rest = rest.into_iter().filter_map(|(name, bytes)| match bytes {
        _ if !is_whole => Some((name, Source::Kept)),
        bytes => Some((name, Source::Made(bytes?))),
    });
    let all = std::iter::once(("index.html", Source::Made(page.as_bytes()))).chain(rest);
    all.map(|(name, source)| (format!("{folder}{name}"), source)).collect()
}

/// The folder of drafts while it is written to.
pub(super) struct Drafts {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// all that belongs there, by path
    wanted: HashSet<String>,
    /// folders that hold nothing else
    fresh: HashSet<String>,
}

impl Drafts {
    pub(super) fn below(root: PathBuf) -> Result<Self, OfficeError> {
        fs::create_dir_all(&root).map_err(OfficeError::disk(&root))?;
        Ok(Drafts { root, state: Mutex::default() })
    }

    /// Writes what is new of one letter.
    pub(super) fn write(&self, letter: &BuiltLetter, is_whole: bool) -> Result<(), OfficeError> {
        let folder = draft_folder(&letter.path);
        let (target, files) = (self.root.join(&folder), own_files(letter, is_whole));
        if !self.write_fresh(&folder, &target, &files)? {
            let above: BTreeSet<Option<&str>> =
                files.iter().map(|(name, _)| name.rsplit_once('/').map(|(above, _)| above)).collect();
            for above in above {
                let above = target.join(above.unwrap_or_default());
                fs::create_dir_all(&above).map_err(OfficeError::disk(&above))?;
            }
            for (name, source) in files {
                put(&target.join(&name), source)?;
                self.change(|state| state.wanted.insert(format!("{folder}/{name}")));
            }
        }
        for (path, source) in common_files(letter) {
            let file = self.root.join(&path);
            if self.change(|state| state.wanted.insert(path)) {
                let above = file.parent().unwrap_or(&self.root);
                fs::create_dir_all(above).map_err(OfficeError::disk(above))?;
                put(&file, source)?;
            }
        }
        Ok(())
    }

    /// Writes a folder that is not there yet, at one stroke; `false` if it is.
    fn write_fresh(
        &self,
        folder: &str,
        target: &Path,
        files: &[(String, Source<'_>)],
    ) -> Result<bool, OfficeError> {
        if target.symlink_metadata().is_ok() {
            return Ok(false);
        }
        let made = files.iter().filter_map(|(name, source)| match source {
            Source::Made(bytes) => Some((name.as_str(), *bytes)),
            Source::Photo(_) | Source::Kept => None,
        });
        let is_fresh = write_folder_whole(target, made).map_err(OfficeError::disk(target))?;
        if is_fresh {
            self.change(|state| state.fresh.insert(folder.to_owned()));
        }
        Ok(is_fresh)
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes away whatever was not written through this.
    pub(super) fn sweep(self, now: Timestamp) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        sweep(&self.root, &self.root, &state, now);
    }
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
fn sweep(root: &Path, folder: &Path, state: &State, now: Timestamp) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
        if is_being_written(&entry, now) || state.fresh.contains(&*name) {
            // Somebody else builds too, and is about to give it its name; or it was just made.
        } else if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sweep(root, &path, state, now);
            let _ = fs::remove_dir(&path);
        } else if !state.wanted.contains(&*name) {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether this may be a file or folder that another process has not finished.
fn is_being_written(entry: &fs::DirEntry, now: Timestamp) -> bool {
    entry.file_name().to_string_lossy().ends_with(".part")
        && entry.metadata().is_ok_and(|about| age(&about, now) < SignedDuration::from_hours(1))
}
