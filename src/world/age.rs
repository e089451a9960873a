//! When a file was last needed, by its time stamp.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};

/// How long ago the file was written or [marked as used](mark_used); a stamp from the future counts as now.
pub fn age(about: &Metadata, now: Timestamp) -> SignedDuration {
    since_stamp(about, now).max(SignedDuration::ZERO)
}

/// Whether the stamp is not further from now than this, on either side: one that a wrong clock left in the far
/// future is not.
pub fn is_recent(about: &Metadata, now: Timestamp, within: SignedDuration) -> bool {
    since_stamp(about, now).abs() < within
}

/// Below zero for a stamp from the future.
fn since_stamp(about: &Metadata, now: Timestamp) -> SignedDuration {
    let stamp = about.modified().ok().and_then(|stamp| Timestamp::try_from(stamp).ok());
    stamp.map_or(SignedDuration::ZERO, |stamp| now.duration_since(stamp))
}

/// Notes in the file's time stamp that it was needed now. Within a day of the last note nothing is written; one
/// that a wrong clock left in the far future is put right.
///
/// # Errors
/// Whatever the disk says.
pub fn mark_used(file: &Path, now: Timestamp) -> io::Result<()> {
    if is_recent(&fs::metadata(file)?, now, SignedDuration::from_hours(24)) {
        return Ok(());
    }
    File::options().write(true).open(file)?.set_modified(SystemTime::from(now))
}
