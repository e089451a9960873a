//! Letters → editions: photos developed, page, sheet and notice made. Drafts are written to `build/` to
//! look at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::developing::{PhotoSums, contact_sheet};
use super::looking::PhotoCheck;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::photos::{Album, Cache, Progress};
use crate::problem::Problem;
use crate::publish::{asset_path, photo_path};
use crate::render::{self, CONTACT_NAME, Edition, SHEET_NAME, Subject, Theme, Ways};
use crate::world::{age, create_private_folder, mark_used, write_whole};

/// One letter, built.
#[derive(Debug, Clone)]
pub struct BuiltLetter {
    /// as in the reading
    pub path: String,
    /// its title
    pub title: String,
    /// page, sheet and notice
    pub edition: Edition,
    /// the page of all its photos beside a draft, where it has any
    pub contact: Option<String>,
    /// its photos, those that may be shown
    pub album: Album,
    /// all its photos, and whom they must not show
    pub check: PhotoCheck,
    /// what was found while building; the reading's own problems are not repeated here
    pub problems: Vec<Problem>,
}

/// What building gave.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// in the order of their paths
    pub letters: Vec<BuiltLetter>,
    /// what developing came to
    pub photos: PhotoSums,
    /// The albums' files stay in the cache while this is held.
    _cache: Option<Cache>,
}

/// As what a letter is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// to look at
    Draft,
    /// to be released with these pages around it, as this edition
    Final { ways: &'a Ways, edition: u32 },
}

impl Office {
    /// Builds every letter as a draft.
    ///
    /// # Errors
    /// The theme or the photo cache; what is wrong with single letters is in the result.
    pub fn build(
        &self,
        reading: &SchoolReading,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Built, OfficeError> {
        let letters: Vec<&Letter> = reading.letters.iter().collect();
        self.make(reading, &letters, Form::Draft, progress)
    }

    pub(super) fn make(
        &self,
        reading: &SchoolReading,
        letters: &[&Letter],
        form: Form<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Built, OfficeError> {
        let themes = self.themes(letters)?;
        let developed = self.develop_with(reading, letters, &themes, progress)?;
        let school = self.school();
        let lang = self.settings.lang;
        let built = developed
            .letters
            .into_par_iter()
            .map(|photos| {
                let letter = &photos.letter;
                let (theme, faults) = themes.of(letter);
                let refused = photos.refused.iter().flatten();
                let mut problems: Vec<Problem> =
                    photos.check.problems.iter().chain(refused).chain(faults).cloned().collect();
                let known = reading.known.get(&letter.path);
                let (draft, ways, correction) = match form {
                    Form::Draft => (true, None, 0),
                    Form::Final { ways, edition } => (false, Some(ways), edition),
                };
                let subject = Subject {
                    school: &school,
                    letter,
                    album: &photos.album,
                    address: known.map(|known| known.address.as_str()).filter(|_| !draft),
                    ways,
                    draft,
                    correction,
                };
                let (edition, found) =
                    render::edition(&subject, theme, |subject, theme| self.set_sheet(subject, theme));
                problems.extend(found);
                let contact = draft.then(|| contact_sheet(letter, &photos, lang)).flatten();
                BuiltLetter {
                    contact,
                    path: letter.path.clone(),
                    title: letter.title.clone(),
                    edition,
                    album: photos.album,
                    check: photos.check,
                    problems,
                }
            })
            .collect();
        Ok(Built { letters: built, photos: developed.sums, _cache: Some(developed.cache) })
    }

    /// The sheet, from the cache where the same one was set before without a problem.
    fn set_sheet(&self, subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
        let folder = self.sheet_cache();
        let file = folder.join(format!("{}.pdf", render::fingerprint(subject, theme)));
        if let Ok(sheet) = fs::read(&file) {
            let _ = mark_used(&file, self.clock.now());
            return (Some(sheet), vec![]);
        }
        let (sheet, problems) = render::sheet(subject, theme);
        if let (Some(sheet), true) = (&sheet, problems.is_empty()) {
            // A cache that cannot be written costs time, nothing else.
            let _ = create_private_folder(&folder).and_then(|()| write_whole(&file, sheet));
        }
        (sheet, problems)
    }

    /// Writes drafts below `build/`, each in a folder of its own name, and takes away what is not one of
    /// them any more. Files that are right already are left alone.
    ///
    /// # Errors
    /// The disk.
    pub fn write_drafts(&self, built: &Built) -> Result<(), OfficeError> {
        let root = self.settings.build_folder();
        let mut wanted = BTreeSet::new();
        for letter in &built.letters {
            let folder = draft_folder(&letter.path);
            put(&root, &format!("{folder}/index.html"), letter.edition.page.as_bytes(), &mut wanted)?;
            put(&root, &format!("{folder}/notice.html"), letter.edition.notice.html.as_bytes(), &mut wanted)?;
            put(&root, &format!("{folder}/notice.txt"), letter.edition.notice.text.as_bytes(), &mut wanted)?;
            for one in &letter.edition.translations {
                let folder = format!("{folder}/{}", one.lang);
                put(&root, &format!("{folder}/index.html"), one.page.as_bytes(), &mut wanted)?;
                put(&root, &format!("{folder}/notice.html"), one.notice.html.as_bytes(), &mut wanted)?;
                put(&root, &format!("{folder}/notice.txt"), one.notice.text.as_bytes(), &mut wanted)?;
                if let Some(sheet) = &one.sheet {
                    put(&root, &format!("{folder}/{SHEET_NAME}"), sheet, &mut wanted)?;
                }
            }
            if let Some(contact) = &letter.contact {
                put(&root, &format!("{folder}/{CONTACT_NAME}"), contact.as_bytes(), &mut wanted)?;
            }
            if let Some(sheet) = &letter.edition.sheet {
                put(&root, &format!("{folder}/{SHEET_NAME}"), sheet, &mut wanted)?;
            }
            for (name, calendar) in &letter.edition.calendars {
                put(&root, &format!("{folder}/{name}"), calendar.as_bytes(), &mut wanted)?;
            }
            for (name, bytes) in &letter.edition.assets {
                put(&root, &asset_path(name), bytes, &mut wanted)?;
            }
            for variant in letter.album.shots.iter().flatten().flat_map(|shot| &shot.variants) {
                let path = photo_path(&variant.name);
                if !wanted.contains(&path) && !root.join(&path).exists() {
                    let bytes = fs::read(&variant.file).map_err(OfficeError::disk(&variant.file))?;
                    put(&root, &path, &bytes, &mut wanted)?;
                }
                wanted.insert(path);
            }
        }
        sweep(&root, &root, &wanted, self.clock.now());
        Ok(())
    }
}

/// The folder of a draft below `build/`: the letter's path in one name.
pub fn draft_folder(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.replace('/', " - ")
}

fn put(root: &Path, path: &str, bytes: &[u8], wanted: &mut BTreeSet<String>) -> Result<(), OfficeError> {
    wanted.insert(path.to_owned());
    let file = root.join(path);
    if fs::read(&file).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(root);
    fs::create_dir_all(folder).map_err(OfficeError::disk(folder))?;
    write_whole(&file, bytes).map_err(OfficeError::disk(&file))
}

/// Whether this may be a file that another process has not finished.
fn is_being_written(entry: &fs::DirEntry, now: Timestamp) -> bool {
    entry.file_name().to_string_lossy().ends_with(".part")
        && entry.metadata().is_ok_and(|about| age(&about, now) < SignedDuration::from_hours(1))
}

/// Removes files below `folder` that are not wanted, and folders that are empty then.
fn sweep(root: &Path, folder: &Path, wanted: &BTreeSet<String>, now: Timestamp) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sweep(root, &path, wanted, now);
            let _ = fs::remove_dir(&path);
        } else if is_being_written(&entry, now) {
            // Somebody else builds too, and is about to give it its name.
        } else if path.strip_prefix(root).is_ok_and(|name| !wanted.contains(&*name.to_string_lossy())) {
            let _ = fs::remove_file(&path);
        }
    }
}
