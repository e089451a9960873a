//! A school comes back from its backup: into an empty folder, whole, and doubting what it does not know.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use walkdir::WalkDir;

use super::OfficeError;
use super::backing_up::LEDGER;
use crate::backup::{self, BackupError, Key, Manifest, Nowhere, Sink};
use crate::ledger::{Act, Ledger, LetterId};
use crate::problem::Problem;
use crate::settings;
use crate::world::{Clock, create_folder_durably, shared_by_others, sync_folder};

/// Where a backup is unpacked, inside the folder that it is for. A kill leaves nothing else there.
const UNPACKING: &str = ".restoring";

/// A school that came back. Serialised, it is the object of `restore --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// the school's name
    pub school: String,
    /// nothing of later is known
    pub made_at: Timestamp,
    /// how many files
    pub files: usize,
    /// what was not in the backup and must be put there by hand
    pub left_out: Vec<String>,
    /// messages that waited and do not go by themselves: letter → how many
    pub kept_back: BTreeMap<String, u64>,
}

/// Reads a backup to its end and says what is in it. Nothing is written.
///
/// # Errors
/// What is wrong with the file or the key.
pub fn look_at_backup(file: &Path, key: &Key) -> Result<Manifest, OfficeError> {
    let source = File::open(file).map_err(OfficeError::disk(file))?;
    backup::read(source, key, &mut Nowhere).map_err(|error| told(at(error, file)))
}

/// What can be said before anybody types a passphrase: is this a backup, and is the folder empty that it is for?
///
/// # Errors
/// Neither, and why; the disk.
pub fn demand_restorable(file: &Path, folder: Option<&Path>) -> Result<(), OfficeError> {
    let source = File::open(file).map_err(OfficeError::disk(file))?;
    backup::demand_backup(source).map_err(|error| told(at(error, file)))?;
    folder.map_or(Ok(()), demand_empty)
}

/// Brings a school back into this folder, which must be empty or not there yet. All of the backup is read and compared first;
/// `school.yaml` takes its place last, so that there is no half school.
///
/// # Errors
/// A folder with anything in it or on a share; what is wrong with the file or the key; the disk.
pub async fn restore(
    folder: &Path,
    file: &Path,
    key: &Key,
    clock: &dyn Clock,
    by: &str,
) -> Result<Restored, OfficeError> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let source = File::open(file).map_err(OfficeError::disk(file))?;
    create_folder_durably(&folder).map_err(OfficeError::disk(&folder))?;
    if let Some(kind) = shared_by_others(&folder) {
        return Err(OfficeError::SharedFolder { folder, kind });
    }
    let unpacking = room_to_unpack(&folder)?;
    let restored = unpack(&unpacking, source, key, file, clock, by).await;
    let restored = restored.and_then(|restored| settle_in(&unpacking, &folder).map(|()| restored));
    if restored.is_err() {
        let _ = fs::remove_dir_all(&unpacking);
    }
    restored
}

/// A school, or anything else, is never written over. What an earlier try left half-way does not count.
fn demand_empty(folder: &Path) -> Result<(), OfficeError> {
    let inside = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        inside => inside.map_err(OfficeError::disk(folder))?,
    };
    for entry in inside {
        if entry.map_err(OfficeError::disk(folder))?.file_name() != UNPACKING {
            let id = if folder.join(LEDGER).exists() {
                "office-restore-school"
            } else {
                "office-restore-not-empty"
            };
            let values = vec![("folder", folder.display().to_string().into())];
            return Err(OfficeError::Wrong(Problem::error(id, values)));
        }
    }
    Ok(())
}

/// An empty folder to unpack in. What an earlier try left half-way goes.
fn room_to_unpack(folder: &Path) -> Result<PathBuf, OfficeError> {
    demand_empty(folder)?;
    let unpacking = folder.join(UNPACKING);
    if unpacking.symlink_metadata().is_ok_and(|about| about.is_dir()) {
        fs::remove_dir_all(&unpacking).map_err(OfficeError::disk(&unpacking))?;
    }
    fs::create_dir(&unpacking).map_err(OfficeError::disk(&unpacking))?;
    Ok(unpacking)
}

async fn unpack(
    unpacking: &Path,
    source: File,
    key: &Key,
    file: &Path,
    clock: &dyn Clock,
    by: &str,
) -> Result<Restored, OfficeError> {
    let mut into = Folder(unpacking);
    let manifest = tokio::task::block_in_place(|| backup::read(source, key, &mut into));
    let manifest = manifest.map_err(|error| told(at(error, file)))?;
    let private = unpacking.join(".otayori");
    if !unpacking.join(LEDGER).is_file() || !unpacking.join(settings::FILE).is_file() {
        return Err(told(BackupError::Foreign(settings::FILE.to_owned())));
    }
    let ledger = Ledger::open(&private).await?;
    let doubted = doubt(&ledger, &manifest, clock.now(), by).await;
    ledger.close().await;
    let (files, left_out) = (manifest.files.len(), manifest.left_out);
    Ok(Restored { school: manifest.school, made_at: manifest.made_at, files, left_out, kept_back: doubted? })
}

/// The ledger must be whole; then it is told that it does not know what came after.
async fn doubt(
    ledger: &Ledger,
    manifest: &Manifest,
    now: Timestamp,
    by: &str,
) -> Result<BTreeMap<String, u64>, OfficeError> {
    if let Some(fault) = ledger.health().await?.faults.first() {
        return Err(told(BackupError::Damaged(fault.clone())));
    }
    let kept_back = ledger.doubt(now).await?;
    for letter in kept_back.keys().cloned().chain([LetterId(String::new())]) {
        let detail = manifest.made_at.to_string();
        let act = Act { at: now, who: by.to_owned(), what: "restore".to_owned(), letter: letter.0, detail };
        ledger.add_act(&act).await?;
    }
    let paths: BTreeMap<LetterId, String> =
        ledger.letters().await?.into_iter().map(|letter| (letter.id, letter.path)).collect();
    let named = kept_back.into_iter().map(|(id, count)| (paths.get(&id).cloned().unwrap_or(id.0), count));
    Ok(named.collect())
}

/// Moves everything to its place, the settings last: without them nothing runs here.
fn settle_in(unpacking: &Path, folder: &Path) -> Result<(), OfficeError> {
    sync_all(unpacking)?;
    let mut names: Vec<_> = fs::read_dir(unpacking)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.file_name())).collect())
        .map_err(OfficeError::disk(unpacking))?;
    names.sort_by_key(|name| name == settings::FILE);
    for name in names {
        if name == settings::FILE {
            sync_folder(folder).map_err(OfficeError::disk(folder))?;
        }
        let target = folder.join(&name);
        fs::rename(unpacking.join(&name), &target).map_err(OfficeError::disk(target))?;
    }
    fs::remove_dir(unpacking).map_err(OfficeError::disk(unpacking))?;
    sync_folder(folder).map_err(OfficeError::disk(folder))
}

fn sync_all(root: &Path) -> Result<(), OfficeError> {
    for entry in WalkDir::new(root)
        .contents_first(true)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_dir())
    {
        sync_folder(entry.path()).map_err(OfficeError::disk(entry.path()))?;
    }
    Ok(())
}

/// A new folder of ours: nobody else can have put a link there.
struct Folder<'a>(&'a Path);

impl Sink for Folder<'_> {
    fn file(&mut self, path: &Path, mode: u32, content: &mut dyn Read) -> Result<(), BackupError> {
        let path = self.0.join(path);
        let disk = |error| BackupError::Disk { file: path.clone(), error };
        fs::create_dir_all(path.parent().unwrap_or(self.0)).map_err(disk)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(mode | 0o600);
        }
        #[cfg(not(unix))]
        let _ = mode;
        let mut file = options.open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => BackupError::Foreign(path.display().to_string()),
            _ => disk(error),
        })?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match content.read(&mut buffer).map_err(BackupError::reading)? {
                0 => break,
                count => file.write_all(&buffer[..count]).map_err(disk)?,
            }
        }
        file.sync_all().map_err(disk)
    }
}

/// A fault of the disk while reading is one of the backup's file.
fn at(error: BackupError, backup: &Path) -> BackupError {
    match error {
        BackupError::Disk { file, error } if file.as_os_str().is_empty() => {
            BackupError::Disk { file: backup.to_owned(), error }
        }
        other => other,
    }
}

/// In the school's words.
pub(super) fn told(error: BackupError) -> OfficeError {
    let problem = |id, values| Problem::error(id, values);
    match error {
        BackupError::Disk { file, error } => OfficeError::Disk { file, error },
        BackupError::Changed(file) => {
            OfficeError::Outside(problem("office-backup-changed", vec![("file", file.into())]))
        }
        BackupError::Damaged(detail) => {
            OfficeError::Outside(problem("office-backup-damaged", vec![("detail", detail.into())]))
        }
        BackupError::Foreign(name) => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
            OfficeError::Outside(problem("office-backup-foreign", vec![("name", name.into())]))
        }
        BackupError::NoBackup => OfficeError::Wrong(problem("office-backup-none", vec![])),
        BackupError::OtherKey { passphrase: true } => {
            OfficeError::Wrong(problem("office-backup-wants-passphrase", vec![]))
        }
        BackupError::OtherKey { passphrase: false } => {
            OfficeError::Wrong(problem("office-backup-wants-key", vec![]))
        }
        BackupError::WrongKey => OfficeError::Wrong(problem("office-backup-wrong-key", vec![])),
        BackupError::Newer(_) => OfficeError::Wrong(problem("office-backup-newer", vec![])),
    }
}
