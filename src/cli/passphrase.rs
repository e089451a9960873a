//! A backup's passphrase or key: from the environment, a file, or a person who types it unseen.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::say::Say;
use crate::backup::{Key, Lock, SHORTEST_PASSPHRASE};
use crate::office::OfficeError;
use crate::problem::Problem;
use crate::settings::{BackupSettings, Secret};

/// Holds the passphrase where nobody sits at the terminal.
const VARIABLE: &str = "OTAYORI_BACKUP_PASSPHRASE";
/// Nobody's key or passphrase file is longer, in bytes.
const LONGEST: u64 = 64 * 1024;

/// What closes a backup: the settings' public keys, else a passphrase.
pub(super) fn lock(settings: &BackupSettings, say: Say) -> Result<Lock, OfficeError> {
    if !settings.to.is_empty() {
        return Ok(Lock::Keys(settings.to.iter().filter_map(|key| Lock::public_key(key)).collect()));
    }
    let passphrase = match (given(), &settings.passphrase_file) {
        (Some(passphrase), _) => passphrase,
        (None, Some(file)) => first_line(file)?,
        (None, None) => {
            let typed = ask("backup-ask-passphrase", say)?;
            if ask("backup-ask-again", say)? != typed {
                return Err(wrong("backup-passphrases-differ", vec![]));
            }
            typed
        }
    };
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(wrong("backup-passphrase-short", vec![("count", SHORTEST_PASSPHRASE.into())]));
    }
    Ok(Lock::Passphrase(Secret(passphrase)))
}

/// What opens a backup: this key file, else a passphrase.
pub(super) fn key(file: Option<&Path>, say: Say) -> Result<Key, OfficeError> {
    if let Some(file) = file {
        let named = || vec![("file", file.display().to_string().into())];
        return Key::of_file(&text(file)?).ok_or_else(|| wrong("backup-no-key-file", named()));
    }
    match given() {
        Some(passphrase) => Ok(Key::Passphrase(Secret(passphrase))),
        None => Ok(Key::Passphrase(Secret(ask("restore-ask-passphrase", say)?))),
    }
}

fn given() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|passphrase| !passphrase.is_empty())
}

fn first_line(file: &Path) -> Result<String, OfficeError> {
    Ok(text(file)?.lines().next().unwrap_or_default().trim_end().to_owned())
}

fn text(file: &Path) -> Result<String, OfficeError> {
    let disk = |error| OfficeError::Disk { file: file.to_owned(), error };
    if fs::metadata(file).map_err(disk)?.len() > LONGEST {
        return Err(disk(io::ErrorKind::FileTooLarge.into()));
    }
    fs::read_to_string(file).map_err(disk)
}

/// Asks without showing what is typed. The shell switches the echo off and, whatever ends it, on again.
fn ask(id: &str, say: Say) -> Result<String, OfficeError> {
    const UNSEEN: &str = r#"trap 'stty echo' EXIT; trap 'exit 1' INT TERM; stty -echo; IFS= read -r line && printf %s "$line""#;
    if !io::stdin().is_terminal() {
        return Err(wrong("backup-no-passphrase", vec![("variable", VARIABLE.into())]));
    }
    let _ = write!(io::stderr(), "{} ", say.text(id, &[]));
    let _ = io::stderr().flush();
    let typed =
        Command::new("sh").args(["-c", UNSEEN]).stdin(Stdio::inherit()).stderr(Stdio::null()).output();
    let _ = writeln!(io::stderr());
    let typed =
        typed.ok().filter(|done| done.status.success()).and_then(|done| String::from_utf8(done.stdout).ok());
    typed.ok_or_else(|| wrong("backup-no-passphrase", vec![("variable", VARIABLE.into())]))
}

fn wrong(id: &'static str, values: crate::words::Values) -> OfficeError {
    OfficeError::Wrong(Problem::error(id, values))
}
