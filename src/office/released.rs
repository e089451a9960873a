//! Released editions on disk: frozen, whole, and all that the host needs of them.
//!
//! ```text
//! .otayori/released/<letter>/<edition hash>/{page.html, keep.html, sheet.pdf, *.ics, notice.json, notices.json, parts.json}
//!                                         …/<language>/{page.html, keep.html, sheet.pdf, *.ics}      of each translation
//! .otayori/released/p/<photo>   .otayori/released/a/<asset>      shared, named by content
//! ```
//! An edition's folder is written before the ledger says that it is released.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::OfficeError;
use super::audiences::Readers;
use super::papers::Paper;
use crate::ledger::{LetterId, Release};
use crate::notify::NoticeSource;
use crate::photos::Album;
use crate::render::{Edition, Event, KEEP_NAME, Notice, Notices};
use crate::world::{create_folder_durably, write_durably};

/// What an edition needs beside its own files.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Parts {
    pub(super) photos: Vec<String>,
    pub(super) assets: Vec<String>,
    pub(super) sheet: bool,
    /// the languages of its translations, and whether there is a sheet
    #[serde(default)]
    pub(super) translations: Vec<(String, bool)>,
    /// the calendar files, by their names below the page's folder; released by an older version: none
    #[serde(default)]
    pub(super) calendars: Vec<String>,
    /// what the letter announces
    #[serde(default)]
    pub(super) events: Vec<Event>,
    /// its words, to be searched
    #[serde(default)]
    pub(super) words: String,
    /// who it went to; released by an older version: not known
    #[serde(default)]
    pub(super) readers: Option<Readers>,
    /// letters to keep; released by an older version: none
    #[serde(default)]
    pub(super) keep: bool,
}

/// The folder of all released editions.
#[derive(Debug, Clone)]
pub(super) struct ReleasedFolder {
    root: PathBuf,
}

impl ReleasedFolder {
    pub(super) fn below(private_folder: &Path) -> Self {
        ReleasedFolder { root: private_folder.join("released") }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn photo(&self, name: &str) -> PathBuf {
        self.root.join("p").join(name)
    }

    pub(super) fn asset(&self, name: &str) -> PathBuf {
        self.root.join("a").join(name)
    }

    pub(super) fn edition(&self, letter: &LetterId, hash: &str) -> PathBuf {
        self.root.join(&letter.0).join(hash)
    }

    /// Writes an edition down, durably and whole. The photos are copied out of the cache, which may be
    /// emptied at any time.
    pub(super) fn freeze(
        &self,
        letter: &LetterId,
        edition: &Edition,
        album: &Album,
        readers: Readers,
    ) -> Result<(), OfficeError> {
        let folder = self.edition(letter, &edition.hash);
        for folder in [&folder, &self.root.join("p"), &self.root.join("a")] {
            create_folder_durably(folder).map_err(OfficeError::disk(folder))?;
        }
        for shot in album.shots.iter().flatten() {
            for variant in shot.variants.iter().filter(|variant| edition.photos.contains(&variant.name)) {
                let target = self.photo(&variant.name);
                if !target.exists() {
                    let bytes = fs::read(&variant.file).map_err(OfficeError::disk(&variant.file))?;
                    write(&target, &bytes)?;
                }
            }
        }
        for (name, bytes) in &edition.assets {
            let target = self.asset(name);
            if !target.exists() {
                write(&target, bytes)?;
            }
        }
        if let Some(sheet) = &edition.sheet {
            write(&folder.join("sheet.pdf"), sheet)?;
        }
        if let Some(keep) = &edition.keep {
            write(&folder.join(KEEP_NAME), keep.as_bytes())?;
        }
        for one in &edition.translations {
            let folder = folder.join(&one.lang);
            create_folder_durably(&folder).map_err(OfficeError::disk(&folder))?;
            if let Some(sheet) = &one.sheet {
                write(&folder.join("sheet.pdf"), sheet)?;
            }
            if let Some(keep) = &one.keep {
                write(&folder.join(KEEP_NAME), keep.as_bytes())?;
            }
            write(&folder.join("page.html"), one.page.as_bytes())?;
        }
        if let Some(notices) = &edition.notices {
            write(&folder.join("notices.json"), &json(notices))?;
        }
        for (name, calendar) in &edition.calendars {
            write(&folder.join(name), calendar.as_bytes())?;
        }
        let translations = edition.translations.iter().map(|one| (one.lang.clone(), one.sheet.is_some()));
        let parts = Parts {
            translations: translations.collect(),
            readers: Some(readers),
            keep: edition.keep.is_some(),
            photos: edition.photos.clone(),
            assets: edition.assets.iter().map(|(name, _)| name.clone()).collect(),
            sheet: edition.sheet.is_some(),
            calendars: edition.calendars.iter().map(|(name, _)| name.clone()).collect(),
            events: edition.events.clone(),
            words: edition.words.clone(),
        };
        write(&folder.join("notice.json"), &json(&edition.notice))?;
        write(&folder.join("parts.json"), &json(&parts))?;
        write(&folder.join("page.html"), edition.page.as_bytes())
    }

    /// Writes down what the school prints of an edition for itself. Nothing of it goes onto the host.
    pub(super) fn freeze_papers(
        &self,
        letter: &LetterId,
        hash: &str,
        papers: &[(Paper, Vec<u8>)],
    ) -> Result<(), OfficeError> {
        let folder = self.edition(letter, hash);
        papers.iter().try_for_each(|(paper, bytes)| write(&folder.join(paper.file_name()), bytes))
    }

    pub(super) fn parts(&self, release: &Release) -> Result<Parts, OfficeError> {
        let file = self.edition(&release.letter, &release.hash).join("parts.json");
        read_json(&file).map_err(OfficeError::disk(file))
    }
}

/// The notices of released editions, each read once.
pub(super) struct FrozenNotices {
    folder: ReleasedFolder,
    /// letter and edition → the edition's hash and the letter's address
    releases: HashMap<(LetterId, u32), (String, String)>,
    read: Mutex<HashMap<(LetterId, u32), Arc<Notices>>>,
}

impl FrozenNotices {
    pub(super) fn new(folder: ReleasedFolder, releases: HashMap<(LetterId, u32), (String, String)>) -> Self {
        FrozenNotices { folder, releases, read: Mutex::new(HashMap::new()) }
    }
}

impl NoticeSource for FrozenNotices {
    fn notices(&self, letter: &LetterId, edition: u32) -> io::Result<(Arc<Notices>, String)> {
        let key = (letter.clone(), edition);
        let (hash, address) =
            self.releases.get(&key).ok_or_else(|| io::Error::other("a dispatch without its release"))?;
        let mut read = self.read.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(notices) = read.get(&key) {
            return Ok((Arc::clone(notices), address.clone()));
        }
        let folder = self.folder.edition(letter, hash);
        let notices = match read_json::<Notices>(&folder.join("notices.json")) {
            // Released by a version that knew one language.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Notices::only(read_json::<Notice>(&folder.join("notice.json"))?)
            }
            notices => notices?,
        };
        let notices = Arc::new(notices);
        read.insert(key, Arc::clone(&notices));
        Ok((notices, address.clone()))
    }
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), OfficeError> {
    write_durably(file, bytes).map_err(OfficeError::disk(file))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn read_json<T: for<'a> Deserialize<'a>>(file: &Path) -> io::Result<T> {
    serde_json::from_slice(&fs::read(file)?).map_err(io::Error::other)
}
