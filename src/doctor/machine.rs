//! This machine: disk, private folder, ledger, time zone, typefaces.

use std::path::Path;
use std::process::Command;

use futures_util::future::{BoxFuture, FutureExt};

use super::{Finding, short};
use crate::office::Office;
use crate::world::shared_by_others;

/// Bytes; below it a release may stop half-way for want of room.
const LOW: u64 = 1 << 30;
/// Bytes; below it the ledger itself may not be written.
const TOO_LOW: u64 = 100 << 20;
/// So much of the ledger may be free pages, in percent, before it is said.
const MOST_FREE: i64 = 50;

pub(super) fn checks(office: &Office) -> Vec<(&'static str, BoxFuture<'_, Vec<Finding>>)> {
    vec![
        ("disk", async { vec![disk(&office.settings.folder)] }.boxed()),
        ("private", async { private(&office.settings.private_folder()) }.boxed()),
        ("ledger", async { vec![ledger(office).await] }.boxed()),
        ("record", async { vec![record(office).await] }.boxed()),
        ("zone", async { vec![zone(office)] }.boxed()),
        ("fonts", async { fonts(&office.settings.fonts) }.boxed()),
    ]
}

/// What `df` says: the one way to ask that needs no C code.
fn free_bytes(folder: &Path) -> Option<u64> {
    let said = Command::new("df").args(["-Pk", "--"]).arg(folder).env("LC_ALL", "C").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let kibibytes: u64 = said.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kibibytes * 1024)
}

fn disk(folder: &Path) -> Finding {
    let Some(free) = free_bytes(folder) else {
        return Finding::warning("disk", "doctor-disk-unknown", vec![]);
    };
    let values = vec![("mebibytes", (free >> 20).into())];
    verdict_of_disk(free, values)
}

fn verdict_of_disk(free: u64, values: crate::words::Values) -> Finding {
    match free {
        free if free < TOO_LOW => Finding::wrong("disk", "doctor-disk-full", values),
        free if free < LOW => Finding::warning("disk", "doctor-disk-low", values),
        _ => Finding::fine("disk", "doctor-disk-fine", values),
    }
}

/// The ledger knows who read what: nobody else on this machine may look, and nobody else's machine may write.
fn private(folder: &Path) -> Vec<Finding> {
    use std::os::unix::fs::PermissionsExt;

    let values = || vec![("folder", folder.display().to_string().into())];
    let mut findings = Vec::new();
    let mode = folder.metadata().map(|about| about.permissions().mode());
    match mode {
        Err(error) => {
            let values = [values(), vec![("detail", short(error).into())]].concat();
            findings.push(Finding::wrong("private", "doctor-private-unreadable", values));
        }
        Ok(mode) if mode & 0o077 != 0 => {
            findings.push(Finding::wrong("private", "doctor-private-open", values()))
        }
        Ok(_) => findings.push(Finding::fine("private", "doctor-private-fine", values())),
    }
    if let Some(kind) = shared_by_others(folder) {
        let values = [values(), vec![("kind", kind.into())]].concat();
        findings.push(Finding::wrong("private", "doctor-private-shared", values));
    }
    findings
}

async fn ledger(office: &Office) -> Finding {
    let health = match office.ledger.health().await {
        Ok(health) => health,
        Err(error) => {
            // SQLite gives up at once where the damage lies too deep.
            let said = short(error);
            let is_damaged = said.contains("malformed") || said.contains("not a database");
            let id = if is_damaged { "doctor-ledger-damaged" } else { "doctor-ledger-unreadable" };
            return Finding::wrong("ledger", id, vec![("count", 1.into()), ("detail", said.into())]);
        }
    };
    if let Some(first) = health.faults.first() {
        let values = vec![("count", health.faults.len().into()), ("detail", short(first).into())];
        return Finding::wrong("ledger", "doctor-ledger-damaged", values);
    }
    let mebibytes = ("mebibytes", (health.bytes >> 20).into());
    match health.free_percent > MOST_FREE && health.bytes > 64 << 20 {
        true => {
            let values = vec![mebibytes, ("percent", health.free_percent.into())];
            Finding::warning("ledger", "doctor-ledger-loose", values)
        }
        false => Finding::fine("ledger", "doctor-ledger-fine", vec![mebibytes]),
    }
}

/// Is the record of who saw and did what whole?
async fn record(office: &Office) -> Finding {
    match office.ledger.chain().await {
        Ok(chain) => match chain.broken_at {
            Some(number) => Finding::wrong("record", "doctor-record-broken", vec![("number", number.into())]),
            None => Finding::fine("record", "doctor-record-fine", vec![("count", chain.acts.into())]),
        },
        Err(error) => {
            Finding::wrong("record", "doctor-ledger-unreadable", vec![("detail", short(error).into())])
        }
    }
}

/// Quiet hours and the day on a letter go by the school's zone.
fn zone(office: &Office) -> Finding {
    let zone = &office.settings.time_zone;
    let now = office.clock.now().to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let name = zone.iana_name().unwrap_or_default();
    let values = vec![("zone", name.into()), ("now", now.into())];
    match name {
        "" | "UTC" | "Etc/UTC" | "Etc/Unknown" => Finding::warning("zone", "doctor-zone-odd", values),
        _ => Finding::fine("zone", "doctor-zone-fine", values),
    }
}

/// The folders that `fonts:` names: is there a typeface in each?
fn fonts(folders: &[std::path::PathBuf]) -> Vec<Finding> {
    let is_face = |path: &Path| {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        ending.is_some_and(|ending| ["ttf", "otf", "ttc", "otc"].contains(&ending.as_str()))
    };
    let empty = folders.iter().find(|folder| {
        let mut files =
            walkdir::WalkDir::new(folder).max_depth(6).into_iter().filter_map(Result::ok).take(50_000);
        folder.exists() && !files.any(|file| is_face(file.path()))
    });
    vec![match empty {
        Some(folder) => {
            let values = vec![("folder", folder.display().to_string().into())];
            Finding::warning("fonts", "doctor-fonts-empty", values)
        }
        None => Finding::fine("fonts", "doctor-fonts-fine", vec![]),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn little_room_is_told_before_there_is_none() {
        for (mebibytes, verdict) in
            [(2000, Verdict::Fine), (1023, Verdict::Warning), (101, Verdict::Warning), (99, Verdict::Wrong)]
        {
            assert_eq!(verdict_of_disk(mebibytes << 20, vec![]).verdict, verdict, "{mebibytes} MiB");
        }
        assert!(free_bytes(Path::new("/")).is_some());
    }
}
