//! Reading a backup: every byte authenticated, every file compared with the list, nothing believed.

use std::io::{self, BufReader, Read};
use std::path::Path;

use age::{DecryptError, Decryptor};
use tar::{Archive, EntryType};

use super::manifest::{FORMAT, LONGEST_MANIFEST};
use super::{BackupError, Kept, Key, MANIFEST, Manifest, plain_path};

/// How every file of `age` begins.
const BEGINNING: &[u8] = b"age-encryption.org/v1\n";
/// A tar gives a path of more than 100 bytes as a file of its own before.
const LONGEST_LONG_NAME: u64 = 8192;
/// Of a tar, in bytes.
const BLOCK: u64 = 512;

/// Where the files of a backup go while it is read.
pub trait Sink {
    /// One file: its path below the folder, the permissions it had (no more than rw-rw-rw-), and its content.
    ///
    /// # Errors
    /// Where it cannot be kept. What `content` says is passed on as it is.
    fn file(&mut self, path: &Path, mode: u32, content: &mut dyn Read) -> Result<(), BackupError>;
}

/// Only looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn file(&mut self, _: &Path, _: u32, content: &mut dyn Read) -> Result<(), BackupError> {
        io::copy(content, &mut io::sink()).map(|_| ()).map_err(BackupError::reading)
    }
}

/// Reads a whole backup, gives each file to `sink`, and returns its list. Only then is the whole known to be as it was
/// written.
///
/// # Errors
/// No backup, another key, damage anywhere, anything that no backup of ours holds; or the sink's own.
pub fn read(source: impl Read, key: &Key, sink: &mut dyn Sink) -> Result<Manifest, BackupError> {
    let plain = open(BufReader::with_capacity(1 << 20, source), key)?;
    let mut archive = Archive::new(plain);
    let (mut seen, mut manifest, mut long_name) = (Vec::new(), None, None);
    for entry in archive.entries().map_err(BackupError::reading)?.raw(true) {
        let mut entry = entry.map_err(BackupError::reading)?;
        if manifest.is_some() {
            return Err(BackupError::Foreign(MANIFEST.to_owned()));
        }
        let own_name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::GNULongName if entry.size() <= LONGEST_LONG_NAME && long_name.is_none() => {
                let mut name = String::new();
                entry.read_to_string(&mut name).map_err(BackupError::reading)?;
                long_name = Some(name.trim_end_matches('\0').to_owned());
                continue;
            }
            EntryType::Regular => {}
            _ => return Err(BackupError::Foreign(own_name)),
        }
        let name = long_name.take().unwrap_or(own_name);
        if name == MANIFEST {
            manifest = Some(list(&mut entry)?);
            continue;
        }
        let path = plain_path(&name).ok_or_else(|| BackupError::Foreign(name.clone()))?;
        let mode = entry.header().mode().unwrap_or(0o600) & 0o666;
        let mut counted = Counted { content: &mut entry, hasher: blake3::Hasher::new(), bytes: 0 };
        sink.file(&path, mode, &mut counted)?;
        let hash = counted.hasher.finalize().to_hex().to_string();
        seen.push(Kept { path: name, bytes: counted.bytes, hash });
    }
    // After the tar's end stands its second empty block and nothing else: read, so that it is authenticated too.
    let mut rest = Vec::new();
    archive.into_inner().take(BLOCK + 1).read_to_end(&mut rest).map_err(BackupError::reading)?;
    let is_end = rest.len() as u64 == BLOCK && rest.iter().all(|byte| *byte == 0);
    let manifest = manifest.ok_or_else(|| BackupError::Damaged(MANIFEST.to_owned()))?;
    match manifest.files == seen && is_end {
        true => Ok(manifest),
        false => Err(BackupError::Damaged(MANIFEST.to_owned())),
    }
}

/// Does it begin as a backup does? For what is asked before anybody types a key.
///
/// # Errors
/// It does not ([`BackupError::NoBackup`]); the disk.
pub fn demand_backup(source: impl Read) -> Result<(), BackupError> {
    let mut beginning = Vec::with_capacity(BEGINNING.len());
    source.take(BEGINNING.len() as u64).read_to_end(&mut beginning).map_err(BackupError::reading)?;
    if beginning == BEGINNING { Ok(()) } else { Err(BackupError::NoBackup) }
}

fn open<R: Read>(mut source: BufReader<R>, key: &Key) -> Result<impl Read, BackupError> {
    let begins = io::BufRead::fill_buf(&mut source).map_err(BackupError::reading)?.starts_with(BEGINNING);
    if !begins {
        return Err(BackupError::NoBackup);
    }
    let decryptor = Decryptor::new(source).map_err(unreadable)?;
    if decryptor.is_scrypt() != key.is_passphrase() {
        return Err(BackupError::OtherKey { passphrase: decryptor.is_scrypt() });
    }
    decryptor.decrypt(std::iter::once(key.identity().as_ref())).map_err(unreadable)
}

fn unreadable(error: DecryptError) -> BackupError {
    match error {
        DecryptError::Io(error) => BackupError::reading(error),
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
            BackupError::WrongKey
        }
        other => BackupError::Damaged(other.to_string()),
    }
}

fn list(entry: &mut impl Read) -> Result<Manifest, BackupError> {
    /// What every form of the list has.
    #[derive(serde::Deserialize)]
    struct Form {
        format: u32,
    }
    let mut bytes = Vec::new();
    entry.take(LONGEST_MANIFEST + 1).read_to_end(&mut bytes).map_err(BackupError::reading)?;
    let foreign = |_| BackupError::Foreign(MANIFEST.to_owned());
    let form: Form = serde_json::from_slice(&bytes).map_err(foreign)?;
    match form.format {
        FORMAT => serde_json::from_slice(&bytes).map_err(foreign),
        newer => Err(BackupError::Newer(newer)),
    }
}

/// The content of a file while it is read.
struct Counted<'a, R> {
    content: &'a mut R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}
