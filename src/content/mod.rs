//! The folder of letters → [`Letter`]: front matter, Markdown, one tree of blocks for page, sheet and message.

mod audience;
mod block;
mod decode;
mod letter;
mod read;
mod school_year;

pub use audience::{Audience, Groups};
pub use block::{Align, Block, BoxKind, Inline};
pub use decode::decode;
pub use letter::{DateSource, Letter, PhotoUse};
pub use read::{Found, ReadOptions, Reading, read};
pub use school_year::SchoolYear;
