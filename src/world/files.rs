//! Files that are whole or absent, whatever happens in between.
//!
//! Write beside, sync the file, rename, sync the folder: after these return, a power cut cannot undo them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Replaces `path` by `bytes`, durably. The folder must exist.
///
/// # Errors
/// Whatever the disk says; the old file is then still there, whole.
pub fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, 0o644)
}

/// Replaces `path` by `bytes`: whole or not at all, but not yet durable. For what can be made again.
///
/// # Errors
/// Whatever the disk says; the old file is then still there, whole.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Makes the folder `path` with these files (name below it, content): whole or not at all, but not yet durable. `false`,
/// and nothing is changed, where there is a folder of that name with anything in it.
///
/// # Errors
/// Whatever the disk says; there is then no such folder.
pub fn write_folder_whole<'a>(
    path: &Path,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> io::Result<bool> {
    let beside = beside(path);
    let written = fs::create_dir(&beside).and_then(|()| {
        files.into_iter().try_for_each(|(name, bytes)| {
            if let Some((above, _)) = name.rsplit_once('/') {
                fs::create_dir_all(beside.join(above))?;
            }
            fs::write(beside.join(name), bytes)
        })
    });
    let written = written.and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_dir_all(&beside);
    }
    match written {
        Err(_) if path.is_dir() => Ok(false),
        written => written.map(|()| true),
    }
}

/// As [`write_durably`], readable by the owner only.
///
/// # Errors
/// Whatever the disk says; the old file is then still there, whole.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, 0o600)
}

/// Makes a new file of `bytes`, durably; never touches one that is there (`AlreadyExists`).
///
/// # Errors
/// Whatever the disk says; an empty file of that name may then be left.
pub fn create_new_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The name is taken first, then filled in one step: nobody ever sees half a file.
    OpenOptions::new().write(true).create_new(true).open(path)?;
    write_durably(path, bytes).inspect_err(|_| drop(fs::remove_file(path)))
}

/// As [`create_new_durably`], readable by the owner only.
///
/// # Errors
/// Whatever the disk says; an empty file of that name may then be left.
pub fn create_new_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?;
    write_private(path, bytes).inspect_err(|_| drop(fs::remove_file(path)))
}

/// Adds `bytes` to the end of `path`, durably.
///
/// # Errors
/// Whatever the disk says; part of `bytes` may then stand in the file.
pub fn append_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder that only its owner can enter (mode 0700), with its parents.
///
/// # Errors
/// Whatever the disk says.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes a folder and those above it, durably.
///
/// # Errors
/// Whatever the disk says; some of the folders may then exist.
pub fn create_folder_durably(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder_durably(above)?;
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => sync_folder(above),
    }
}

/// Removes a file, durably. It is no fault when it is not there.
///
/// # Errors
/// Whatever the disk says; the file is then still there.
pub fn remove_durably(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_folder(path.parent().unwrap_or(Path::new("."))),
    }
}

fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = beside(path);
    let written = write_new(&beside, bytes, mode).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written?;
    sync_folder(folder)
}

fn beside(path: &Path) -> PathBuf {
    path.with_file_name(format!(".{}-{}.part", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)))
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes what was made, renamed or removed in a folder last.
///
/// # Errors
/// Whatever the disk says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows cannot open a folder as a file; there the rename itself is written through.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_written_whole_or_left_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("遠足");
        let files = [("index.html", &b"one"[..]), ("en/index.html", b"two")];
        assert!(write_folder_whole(&folder, files).unwrap());
        assert_eq!(fs::read(folder.join("en/index.html")).unwrap(), b"two");
        assert!(!write_folder_whole(&folder, [("index.html", &b"other"[..])]).unwrap());
        assert_eq!(fs::read(folder.join("index.html")).unwrap(), b"one");
        // A file in the way is a fault, and nothing begun is left beside.
        assert!(write_folder_whole(&folder.join("index.html"), files).is_err());
        assert!(write_folder_whole(&root.path().join("a/b"), files).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }
}
