//! The folder of letters → [`Letter`]: front matter, Markdown, one tree of blocks for page, sheet and message.
//!
//! [`read`] walks the folder, decodes each file, takes its front matter, mends what a teacher typed, and builds
//! the tree. Everything that is wrong becomes a problem in its place; one bad letter never stops the others.

mod allowed;
mod attributes;
mod audience;
mod block;
mod boxes;
mod days;
mod decode;
mod file_name;
mod folder;
mod forgive;
mod front_matter;
mod headings;
mod inline;
mod letter;
mod lines;
mod markdown;
mod mended;
mod moment;
mod one;
mod pictures;
mod read;
mod reminder;
mod school_year;
mod times;
mod translation;
mod who_reads;
mod whom;

pub use allowed::AllowedPhotos;
pub use audience::{Audience, Groups};
pub use block::{Align, Block, BoxKind, Inline};
pub use decode::decode;
pub use file_name::{is_note, note_beside};
pub use folder::{Folder, walk};
pub(crate) use front_matter::reminders;
pub use letter::{DateSource, Focus, Letter, PhotoUse, Translation, WantedPages, When, is_library};
pub use moment::moment;
pub use read::{Found, ReadOptions, Reading, read, read_again, read_walked};
pub use reminder::{MOST_REMINDERS, Reminder};
pub use school_year::SchoolYear;
pub use times::Times;
pub use who_reads::WhoReads;
