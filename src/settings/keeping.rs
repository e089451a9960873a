//! `backup:` and `keep:` of `school.yaml`: who may open a backup, and how long the ledger keeps closed school years.

use std::path::{Path, PathBuf};

use super::FILE;
use super::table::{Faults, Table};
use super::yaml::{self, Node, Yaml};
use crate::backup::Lock;

const KEYS: &[&str] = &["to", "passphrase-file"];
/// Nobody gives more keys.
const MOST_KEYS: usize = 20;
/// Closed school years that are kept where the settings do not say.
const KEPT: u16 = 2;

/// `backup:`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupSettings {
    /// `to:` public keys, `age1…`; none: a passphrase
    pub to: Vec<String>,
    /// `passphrase-file:` its first line is the passphrase (absolute)
    pub passphrase_file: Option<PathBuf>,
}

pub(super) fn backup(top: &Table<'_>, folder: &Path, faults: &mut Faults<'_>) -> BackupSettings {
    let table = Table::new("backup.", top.get("backup").map(|(_, node)| node), KEYS, faults);
    let to = table.get("to").map(|(key, node)| {
        let keys = super::load::names(node).filter(|keys| {
            (1..=MOST_KEYS).contains(&keys.len()) && keys.iter().all(|key| Lock::public_key(key).is_some())
        });
        if keys.is_none() {
            faults.wrong("settings-wants-backup-key", &key, node);
        }
        keys.unwrap_or_default()
    });
    let passphrase_file = table.read("passphrase-file", "settings-wants-text", faults, super::load::text);
    BackupSettings {
        to: to.unwrap_or_default(),
        passphrase_file: passphrase_file.map(|file| folder.join(file)),
    }
}

/// `keep: 2年`: closed school years.
pub(super) fn keep(top: &Table<'_>, faults: &mut Faults<'_>) -> u16 {
    let years = |text: &str| {
        let number = text.trim_end_matches("years").trim_end_matches("year").trim_end_matches('年').trim();
        number.parse().ok().filter(|years: &u16| *years <= 50)
    };
    top.read("keep", "settings-wants-years", faults, years).unwrap_or(KEPT)
}

/// Every file that a value of the settings names, wherever it lies: passwords, keys, passphrases.
pub(crate) fn named_files(folder: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    let mut files = Vec::new();
    if let Ok(node) = yaml::parse(&text) {
        collect(&node, folder, &mut files);
    }
    files
}

fn collect(node: &Node, folder: &Path, files: &mut Vec<PathBuf>) {
    match &node.value {
        Yaml::Text(text) => {
            // `sftp://…?key=FILE&known-hosts=FILE`
            let names =
                text.split(['?', '&']).map(|part| part.split_once('=').map_or(part, |(_, value)| value));
            files.extend(
                names
                    .filter(|name| !name.is_empty())
                    .map(|name| folder.join(name))
                    .filter(|file| file.is_file()),
            );
        }
        Yaml::List(items) => items.iter().for_each(|item| collect(item, folder, files)),
        Yaml::Table(entries) => entries.iter().for_each(|(_, node)| collect(node, folder, files)),
    }
}
