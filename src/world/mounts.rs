//! Which folders lie on another machine: SQLite's locks do not hold there, and no events come of changes.

use std::path::{Path, PathBuf};

/// The kind of network file system this folder lies on (`cifs`, `nfs4`, `fuse.sshfs`, …), or `None` for a disk
/// of this machine. Linux tells in `/proc/mounts`; elsewhere nothing is known.
pub fn network_file_system(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    kind_of(&mounts, &folder).filter(|kind| is_shared(kind))
}

/// The kind of file system `folder` lies on: that of the last mount at the longest path above it.
fn kind_of(mounts: &str, folder: &Path) -> Option<String> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (Some(at), Some(kind)) = (fields.next(), fields.next()) else { continue };
        let at = PathBuf::from(plain(at));
        let length = at.components().count();
        if folder.starts_with(&at) && found.is_none_or(|(longest, _)| length >= longest) {
            found = Some((length, kind));
        }
    }
    found.map(|(_, kind)| kind.to_owned())
}

/// In this list a space is written `\040`, and so are tab, line feed and backslash.
fn plain(field: &str) -> String {
    field.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

fn is_shared(kind: &str) -> bool {
    let shared =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "9p", "afs", "ceph", "davfs", "vboxsf", "virtiofs"];
    shared.contains(&kind) || kind == "fuse" || kind.starts_with("fuse.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/sda1 / ext4 rw 0 0\n\
        //nas/share /mnt/おたより\\040共有 cifs rw 0 0\n\
        /dev/sdb1 /mnt/おたより\\040共有/local ext4 rw 0 0\n\
        me@host: /home/me/remote fuse.sshfs rw 0 0\n\
        /dev/sdc1 /usb fuseblk rw 0 0\n\
        broken\n";

    #[test]
    fn a_share_is_looked_at_and_a_disk_tells() {
        let shared = |folder: &str| is_shared(&kind_of(MOUNTS, Path::new(folder)).unwrap());
        assert!(shared("/mnt/おたより 共有/content"));
        assert!(shared("/home/me/remote"));
        assert!(!shared("/mnt/おたより 共有/local/content"));
        assert!(!shared("/mnt/おたより"));
        assert!(!shared("/home/me/remote2"));
        assert!(!shared("/usb"), "a disk of Windows' own kind is this machine's");
    }

    #[test]
    fn without_a_list_events_are_trusted() {
        assert_eq!(kind_of("", Path::new("/")), None);
    }
}
