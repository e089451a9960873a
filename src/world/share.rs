//! Is a folder shared with other machines? SQLite's locks do not hold there, and a synced ledger tears.

use std::path::Path;

/// Folders of programs that copy everything to other machines.
const SYNCED: [&str; 8] =
    ["Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "Nextcloud", "iCloud Drive", "Box Sync", "MEGA"];

/// File systems that live on another machine.
const NETWORK: [&str; 9] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "fuse.sshfs", "fuse.rclone", "9p"];

/// The kind of share or sync program this folder belongs to, or `None` for a folder of this machine alone.
pub fn shared_by_others(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let synced = folder.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy();
        SYNCED.iter().find(|name| part == **name || part.starts_with(&format!("{name} "))).copied()
    });
    synced.map(str::to_owned).or_else(|| network_mount(&folder))
}

/// Linux tells in `/proc/mounts`; elsewhere nothing is known, and nothing said.
fn network_mount(folder: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ');
        let (Some(_), Some(point), Some(kind)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let point = point.replace("\\040", " ");
        if folder.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.map(|(_, kind)| kind).filter(|kind| NETWORK.contains(kind)).map(str::to_owned)
}
