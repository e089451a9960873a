//! The list of what is in a backup.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The list's own name in the tar; it is the last file there.
pub const MANIFEST: &str = "manifest.json";
/// The form of the file.
pub(super) const FORMAT: u32 = 1;
/// Nobody's list is longer, in bytes.
pub(super) const LONGEST_MANIFEST: u64 = 256 << 20;
/// Linux takes no longer path, in bytes.
const LONGEST_PATH: usize = 4096;
/// Nor a longer name.
const LONGEST_NAME: usize = 255;
const DEEPEST: usize = 40;

/// What is in a backup, and what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// the form of the file: 1
    pub format: u32,
    /// the version of the program that made it
    pub version: String,
    /// when the ledger was copied: nothing of later is in it
    pub made_at: Timestamp,
    /// the school's name
    pub school: String,
    /// what belongs to the school and lies elsewhere, in the words of the settings
    pub left_out: Vec<String>,
    /// the files, in the order of the tar
    pub files: Vec<Kept>,
}

impl Manifest {
    /// The head of a list, before any file is in it.
    pub fn begin(school: &str, made_at: Timestamp, left_out: Vec<String>) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Manifest { format: FORMAT, version, made_at, school: school.to_owned(), left_out, files: Vec::new() }
    }
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// below the school's folder, with `/`
    pub path: String,
    /// its length
    pub bytes: u64,
    /// blake3 of it, hex
    pub hash: String,
}

/// The path below a folder that this name means, or `None` for one that leads out of it or that no school has.
pub fn plain_path(name: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = name.split('/').collect();
    let plain = |part: &&str| {
        !matches!(*part, "" | "." | "..") && part.len() <= LONGEST_NAME && !part.chars().any(char::is_control)
    };
    (name.len() <= LONGEST_PATH && parts.len() <= DEEPEST && parts.iter().all(plain))
        .then(|| parts.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_folder() {
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "./a",
            "a/.",
            "a/",
            "a\0b",
            "a\nb",
            &"x".repeat(256),
        ] {
            assert_eq!(plain_path(bad), None, "{bad:?}");
        }
        assert_eq!(plain_path(&["a"; 41].join("/")), None);
        assert_eq!(plain_path("content/全園/遠足.md"), Some(PathBuf::from("content/全園/遠足.md")));
        assert_eq!(plain_path(".otayori/ledger.sqlite"), Some(PathBuf::from(".otayori/ledger.sqlite")));
    }
}
