//! Why a photo cannot be used, and the problem a teacher sees.

use std::io;

use super::kind::Stranger;
use crate::content::PhotoUse;
use crate::problem::Problem;

/// Why a photo cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// zero bytes, or nothing but zeros so far
    #[error("the file is empty")]
    Empty,
    /// the file ends in the middle of the picture
    #[error("the file ends in the middle of the picture")]
    Cut,
    /// not a picture of a known kind
    #[error("not a photo but {0:?}")]
    NotAPhoto(Stranger),
    /// the picture would need more memory than there is; width and height in pixels
    #[error("{width} × {height} pixels are too many")]
    TooLarge {
        /// pixels, as stored
        width: u32,
        /// pixels, as stored
        height: u32,
    },
    /// the file has too many bytes
    #[error("{megabytes} MB are too many")]
    TooHeavy {
        /// size of the file
        megabytes: u64,
    },
    /// a decoder found it faulty, and says why
    #[error("the picture is broken: {0}")]
    Broken(String),
    /// a rare form of a known kind, such as a JPEG of 12 bits
    #[error("a form of picture that cannot be read: {0}")]
    Rare(String),
    /// HEIC, in a build without the feature `heic`
    #[error("HEIC was left out of this build")]
    HeicLeftOut,
    /// the disk would not give it
    #[error("the file cannot be read: {0}")]
    Unreadable(io::ErrorKind),
    /// a link that leads out of the letters' folder
    #[error("the file lies outside the letters' folder")]
    Outside,
    /// replaced between planning and developing
    #[error("the file was replaced in the meantime")]
    Changed,
    /// the cache could not be written
    #[error("the developed photo cannot be kept: {0}")]
    NotKept(io::ErrorKind),
}

impl Refusal {
    /// The problem to show for this photo, where the letter names it.
    pub fn problem(&self, photo: &PhotoUse) -> Problem {
        let mut values = vec![("name", photo.name.as_str().into())];
        let id = match self {
            Refusal::Empty => "photo-file-empty",
            Refusal::Cut => "photo-file-cut",
            Refusal::NotAPhoto(stranger) => {
                values.push(("kind", stranger.word().into()));
                "photo-file-not-a-photo"
            }
            Refusal::TooLarge { width, height } => {
                values.extend([("width", (*width).into()), ("height", (*height).into())]);
                "photo-file-too-large"
            }
            Refusal::TooHeavy { megabytes } => {
                values.push(("megabytes", (*megabytes).into()));
                "photo-file-too-heavy"
            }
            Refusal::Broken(_) => "photo-file-broken",
            Refusal::Rare(_) => "photo-file-rare",
            Refusal::HeicLeftOut => "photo-file-heic-left-out",
            Refusal::Unreadable(kind) => {
                values.push(("reason", reason(*kind).into()));
                "photo-file-unreadable"
            }
            Refusal::Outside => "photo-file-outside",
            Refusal::Changed => "photo-file-changed",
            Refusal::NotKept(kind) => {
                values.push(("reason", reason(*kind).into()));
                "photo-file-not-kept"
            }
        };
        Problem::error(id, values).at(photo.place.clone())
    }
}

/// The word the messages choose by.
fn reason(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound => "gone",
        io::ErrorKind::PermissionDenied => "denied",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "full",
        _ => "other",
    }
}
