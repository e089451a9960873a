//! `遠足 - 直すところ.txt`: what is wrong with `遠足.md`, beside it, for a teacher who only has the folder.
//!
//! A note is ours if its first line bears our mark. A file that bears none is never touched.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::names::is_note;
use crate::content::note_beside;
use crate::problem::{self, Problem};
use crate::words::Words;
use crate::world;

/// The first line of every note begins with this, in every language.
const MARK: &str = "【Otayori】";
/// Notepad of older Windows takes a text without it for Shift_JIS.
const BOM: &str = "\u{feff}";

/// Writes the note of one letter (where [`note_beside`] says), or takes it away when there are no problems. An unchanged note is not
/// written again. Gives the note's path when one now stands there, `None` when none of ours does.
///
/// # Errors
/// Whatever the disk says, for instance that the share may only be read.
pub fn write_note(letter: &Path, problems: &[Problem], words: &Words) -> io::Result<Option<PathBuf>> {
    let note = note_beside(letter, words.lang());
    let stands = match is_ours(&note) {
        Ok(ours) => ours,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return write_new(note, problems, words),
        Err(error) => return Err(error),
    };
    if !stands {
        return Ok(None);
    }
    if problems.is_empty() {
        world::remove_durably(&note)?;
        return Ok(None);
    }
    let text = text(problems, words);
    if fs::read(&note)? != text.as_bytes() {
        world::write_durably(&note, text.as_bytes())?;
    }
    Ok(Some(note))
}

fn write_new(note: PathBuf, problems: &[Problem], words: &Words) -> io::Result<Option<PathBuf>> {
    if problems.is_empty() {
        return Ok(None);
    }
    world::write_durably(&note, text(problems, words).as_bytes())?;
    Ok(Some(note))
}

/// Takes away all of our notes below `folder` but `keep`: those of letters that were renamed, removed, or
/// written of in another language. What could not be removed is left for the next time.
pub fn sweep_notes(folder: &Path, keep: &BTreeSet<PathBuf>) {
    for entry in WalkDir::new(folder).max_depth(16).into_iter().flatten() {
        let named_so = is_note(&entry.file_name().to_string_lossy());
        if named_so && !keep.contains(entry.path()) && is_ours(entry.path()).unwrap_or(false) {
            let _ = world::remove_durably(entry.path());
        }
    }
}

/// Whether the file is a note that we wrote. A link is not, whatever it leads to.
fn is_ours(note: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(note)?.is_file() {
        return Ok(false);
    }
    let mut start = Vec::new();
    File::open(note)?.take(64).read_to_end(&mut start)?;
    let start = start.strip_prefix(BOM.as_bytes()).unwrap_or(&start);
    Ok(start.starts_with(MARK.as_bytes()))
}

fn text(problems: &[Problem], words: &Words) -> String {
    format!("{BOM}{MARK}{}", problem::note(problems, words))
}
