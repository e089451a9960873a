//! A backup: everything that must come back for the same lists and for links that still work.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use walkdir::WalkDir;

use super::{Office, OfficeError, restoring::told};
use crate::backup::{self, Lock, Manifest, Source, plain_path};
use crate::problem::Problem;
use crate::settings::{self, CollectorKey, CourierAddress, HostAddress, InboxAddress};

/// The ledger's name in a backup.
pub(super) const LEDGER: &str = ".otayori/ledger.sqlite";

/// A backup that was made. Serialised, it is the object of `backup --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    /// where it lies
    pub file: PathBuf,
    /// nothing of later is in it
    pub made_at: Timestamp,
    /// its length
    pub bytes: u64,
    /// how many files
    pub files: usize,
    /// what belongs to the school and lies elsewhere: to be kept by other means
    pub left_out: Vec<String>,
}

impl Office {
    /// Makes a backup at `target` (in a folder: under a name of the day) and reads it again, while the school goes on working.
    ///
    /// # Errors
    /// A damaged ledger, a place inside what is backed up, the disk. An older file at `target` is then as it was.
    pub async fn back_up(&self, target: &Path, lock: &Lock, by: &str) -> Result<BackedUp, OfficeError> {
        let _alone = self.keeping_alone()?;
        let made_at = self.clock.now();
        let file = self.backup_file(target, made_at)?;
        let health = self.ledger.health().await?;
        if let Some(fault) = health.faults.first() {
            let values = vec![("detail", fault.into())];
            return Err(OfficeError::Outside(Problem::error("office-backup-ledger-damaged", values)));
        }
        let copy = Copied::at(self.settings.private_folder().join("backup.sqlite.part"))?;
        self.ledger.snapshot(&copy.0).await?;
        let found = self.to_keep(&copy.0)?;
        let mut about = Manifest::begin(&self.settings.name, made_at, found.left_out.into_iter().collect());
        let files: Vec<Source> = found.files.into_iter().map(|(path, file)| Source { path, file }).collect();
        let bytes =
            tokio::task::block_in_place(|| backup::write(&file, &files, &mut about, lock)).map_err(told)?;
        drop(copy);
        self.note_act("backup", by, &crate::ledger::LetterId(String::new()), "").await?;
        Ok(BackedUp { file, made_at, bytes, files: about.files.len(), left_out: about.left_out })
    }

    /// One backup or purge at a time.
    pub(super) fn keeping_alone(&self) -> Result<File, OfficeError> {
        let path = self.settings.private_folder().join("keeping.lock");
        let file = File::options().create(true).append(true).open(&path).map_err(OfficeError::disk(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(OfficeError::Outside(Problem::error("office-keeping-busy", vec![])))
            }
            Err(TryLockError::Error(error)) => Err(OfficeError::disk(path)(error)),
        }
    }

    fn backup_file(&self, target: &Path, made_at: Timestamp) -> Result<PathBuf, OfficeError> {
        let target = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
        let named = made_at
            .to_zoned(self.settings.time_zone.clone())
            .strftime("otayori-%Y-%m-%d-%H%M.age")
            .to_string();
        let file = if target.is_dir() { target.join(named) } else { target };
        let inside = self
            .roots()
            .into_iter()
            .chain([self.settings.private_folder()])
            .any(|root| file.starts_with(root));
        if inside {
            let values = vec![("file", self.settings.shown(&file).into())];
            return Err(OfficeError::Wrong(Problem::error("office-backup-inside", values)));
        }
        Ok(file)
    }

    /// What of the school's folder is kept, beside the ledger.
    fn roots(&self) -> Vec<PathBuf> {
        let folder = &self.settings.folder;
        let own = [
            "recipients",
            "themes",
            "words",
            "fonts",
            ".otayori/released",
            ".otayori/dkim",
            ".otayori/collector.key",
        ];
        own.iter().map(|name| folder.join(name)).chain([self.settings.content.clone()]).collect()
    }

    fn to_keep(&self, ledger: &Path) -> Result<Found, OfficeError> {
        let settings = &self.settings;
        let mut found = Found::default();
        found.files.insert(LEDGER.to_owned(), ledger.to_owned());
        found.add(&settings.folder, &settings.folder.join(settings::FILE));
        if settings.apart.is_some() && CollectorKey::file(&settings.folder).exists() {
            found.add(&settings.folder, &CollectorKey::file(&settings.folder));
        }
        for root in self.roots().iter().filter(|root| root.symlink_metadata().is_ok()) {
            // A folder behind a link lies elsewhere, as does one that the settings name elsewhere.
            if root.starts_with(&settings.folder) && !is_link(root) {
                found.walk(&settings.folder, root, &self.never_kept(root))?;
            } else {
                found.left_out.insert(settings.shown(root));
            }
        }
        for file in settings::named_files(&settings.folder) {
            found.add(&settings.folder, &file);
        }
        for folder in settings.fonts.iter().filter(|folder| !folder.starts_with(&settings.folder)) {
            found.left_out.insert(settings.shown(folder));
        }
        Ok(found)
    }

    /// What can be made again, or is somebody else's, should it lie below a folder that is kept.
    fn never_kept(&self, root: &Path) -> BTreeSet<PathBuf> {
        let settings = &self.settings;
        let mut never = BTreeSet::from([settings.private_folder(), settings.build_folder()]);
        if let HostAddress::Folder(public) = &settings.host {
            never.insert(public.clone());
        }
        if let CourierAddress::Mailbox(mails) = &settings.mail.courier {
            never.insert(mails.clone());
        }
        if let Some(InboxAddress::Folder(inbox)) = &settings.mail.inbox {
            never.insert(inbox.clone());
        }
        never.remove(root);
        never
    }
}

/// The files to keep, by their path in the backup, and what is not among them.
#[derive(Default)]
struct Found {
    files: BTreeMap<String, PathBuf>,
    left_out: BTreeSet<String>,
}

impl Found {
    fn walk(&mut self, school: &Path, root: &Path, never: &BTreeSet<PathBuf>) -> Result<(), OfficeError> {
        let entries = WalkDir::new(root).into_iter();
        for entry in entries.filter_entry(|entry| !never.contains(entry.path())) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() || is_half_written(entry.path()) => {}
                Ok(entry) => self.add(school, entry.path()),
                Err(error) => match error.io_error().map(std::io::Error::kind) {
                    // Somebody took it away meanwhile.
                    Some(std::io::ErrorKind::NotFound) => {}
                    _ => {
                        let file = error.path().unwrap_or(root).to_owned();
                        let error = error.into_io_error().unwrap_or_else(|| std::io::ErrorKind::Other.into());
                        return Err(OfficeError::Disk { file, error });
                    }
                },
            }
        }
        Ok(())
    }

    fn add(&mut self, school: &Path, file: &Path) {
        let below =
            file.strip_prefix(school).ok().and_then(Path::to_str).filter(|below| plain_path(below).is_some());
        match below {
            Some(below) if file.is_file() && !is_link(file) => {
                self.files.insert(below.to_owned(), file.to_owned());
            }
            _ => {
                let shown = file.strip_prefix(school).unwrap_or(file).to_string_lossy().into_owned();
                self.left_out.insert(shown.chars().filter(|c| !c.is_control()).collect());
            }
        }
    }
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.file_type().is_symlink())
}

/// Ours, of a process that is writing or was killed.
fn is_half_written(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') && name.ends_with(".part")
}

/// A copy of the ledger that goes away again.
struct Copied(PathBuf);

impl Copied {
    fn at(path: PathBuf) -> Result<Self, OfficeError> {
        crate::world::remove_durably(&path).map_err(OfficeError::disk(&path))?;
        Ok(Copied(path))
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
