//! Is a folder shared with other machines? SQLite's locks do not hold there, and a synced ledger tears.

use std::path::Path;

use super::network_file_system;

/// Folders of programs that copy everything to other machines.
const SYNCED: [&str; 8] =
    ["Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "Nextcloud", "iCloud Drive", "Box Sync", "MEGA"];

/// The kind of share or sync program this folder belongs to, or `None` for a folder of this machine alone.
pub fn shared_by_others(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let synced = folder.components().find_map(|part| {
        let part = part.as_os_str().to_string_lossy();
        SYNCED.iter().find(|name| part == **name || part.starts_with(&format!("{name} "))).copied()
    });
    synced.map(str::to_owned).or_else(|| network_file_system(&folder))
}
