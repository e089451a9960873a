//! An inbox that is a folder: a file for each message, or a Maildir. Nothing in it is touched.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::inbox::LONGEST;

/// The folder, and what of it was read by this process; what was read before is known by its content.
#[derive(Debug)]
pub(super) struct Folder {
    folder: PathBuf,
    known: HashSet<(PathBuf, u64)>,
}

impl Folder {
    pub(super) fn new(folder: PathBuf) -> Self {
        Folder { folder, known: HashSet::new() }
    }

    /// The messages that are new to this process, in the order of their names.
    pub(super) fn fresh(&self) -> io::Result<Vec<(PathBuf, u64)>> {
        let mut files = files_of(&self.folder)?;
        for below in ["new", "cur"] {
            let below = self.folder.join(below);
            if below.is_dir() {
                files.extend(files_of(&below)?);
            }
        }
        files.retain(|file| !self.known.contains(file));
        files.sort();
        Ok(files)
    }

    /// It is written down; a file that grows later is another message.
    pub(super) fn settle(&mut self, file: (PathBuf, u64)) {
        self.known.insert(file);
    }
}

fn files_of(folder: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        // Delivered or taken away this moment: next time.
        if let Ok(about) = std::fs::metadata(&path)
            && about.is_file()
            && !hidden
        {
            files.push((path, about.len()));
        }
    }
    Ok(files)
}

/// The beginning of a message: what matters stands there.
pub(super) fn beginning(of: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    of.take(LONGEST as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    beginning(File::open(path)?)
}
