//! Making a backup: streamed, whole or not at all, and read again before it takes its name.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::Encryptor;
use tar::{Builder, EntryType, Header};

use super::read::Nowhere;
use super::{BackupError, Kept, Lock, MANIFEST, Manifest, read};
use crate::world::{create_folder_durably, sync_folder};

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// below the school's folder, with `/`
    pub path: String,
    /// where it lies now
    pub file: PathBuf,
}

/// Writes a backup of these files to `target`, durably, and returns its length in bytes. `about` names everything but the files,
/// which are filled in. It is read again as a whole before it takes the place of an older one.
///
/// # Errors
/// The disk; a file that changed meanwhile; what was written cannot be read again. `target` is then as it was.
pub fn write(target: &Path, files: &[Source], about: &mut Manifest, lock: &Lock) -> Result<u64, BackupError> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder_durably(folder).map_err(BackupError::disk(folder))?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let beside = target.with_file_name(format!(".{}-{name}.part", std::process::id()));
    let written = write_beside(&beside, files, about, lock);
    let written = written.and_then(|bytes| {
        fs::rename(&beside, target).map_err(BackupError::disk(target))?;
        sync_folder(folder).map_err(BackupError::disk(folder))?;
        Ok(bytes)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_beside(
    beside: &Path,
    files: &[Source],
    about: &mut Manifest,
    lock: &Lock,
) -> Result<u64, BackupError> {
    let disk = || BackupError::disk(beside);
    let (recipients, key) = lock.close();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let out = BufWriter::with_capacity(1 << 20, options.open(beside).map_err(disk())?);
    let encryptor = Encryptor::with_recipients(recipients.iter().map(|recipient| recipient.as_ref() as _));
    // Keys of one kind, at least one.
    let encryptor = encryptor.map_err(|error| disk()(io::Error::other(error.to_string())))?;
    let mut tar = Builder::new(encryptor.wrap_output(out).map_err(disk())?);
    about.files.clear();
    for source in files {
        about.files.push(add(&mut tar, source, about.made_at, beside)?);
    }
    let list = serde_json::to_vec(about).unwrap_or_default();
    let mut head = header(list.len() as u64, 0o600, about.made_at);
    tar.append_data(&mut head, MANIFEST, list.as_slice()).map_err(disk())?;
    let out = tar.into_inner().and_then(|out| out.finish()).map_err(disk())?;
    let file = out.into_inner().map_err(|error| disk()(error.into_error()))?;
    file.sync_all().map_err(disk())?;
    let bytes = file.metadata().map_err(disk())?.len();
    let again = read(File::open(beside).map_err(disk())?, &key, &mut Nowhere)?;
    match again == *about {
        true => Ok(bytes),
        false => Err(BackupError::Damaged(MANIFEST.to_owned())),
    }
}

/// Copies one file into the tar, and hashes it on the way. It is as long as it was when it was opened.
fn add<W: Write>(
    tar: &mut Builder<W>,
    source: &Source,
    made_at: jiff::Timestamp,
    beside: &Path,
) -> Result<Kept, BackupError> {
    let disk = || BackupError::disk(&source.file);
    let file = File::open(&source.file).map_err(disk())?;
    let about = file.metadata().map_err(disk())?;
    let mut hashed =
        Hashed { file: file.take(about.len()), hasher: blake3::Hasher::new(), read: 0, fault: None };
    let mut head = header(about.len(), mode(&about), made_at);
    let added = tar.append_data(&mut head, &source.path, &mut hashed);
    if let Some(error) = hashed.fault.take() {
        return Err(disk()(error));
    }
    added.map_err(BackupError::disk(beside))?;
    if hashed.read != about.len() {
        return Err(BackupError::Changed(source.path.clone()));
    }
    let hash = hashed.hasher.finalize().to_hex().to_string();
    Ok(Kept { path: source.path.clone(), bytes: about.len(), hash })
}

fn header(bytes: u64, mode: u32, made_at: jiff::Timestamp) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(mode);
    header.set_mtime(u64::try_from(made_at.as_second()).unwrap_or_default());
    header
}

#[cfg(unix)]
fn mode(about: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o666
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0o600
}

/// A file on its way; what the disk says of it is told apart from what the backup's own disk says.
struct Hashed {
    file: io::Take<File>,
    hasher: blake3::Hasher,
    read: u64,
    fault: Option<io::Error>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer) {
            Ok(count) => {
                self.hasher.update(&buffer[..count]);
                self.read += count as u64;
                Ok(count)
            }
            Err(error) => {
                let told = io::Error::from(error.kind());
                self.fault = Some(error);
                Err(told)
            }
        }
    }
}
