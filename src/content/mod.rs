//! The folder of letters → [`Letter`]: front matter, Markdown, one tree of blocks for page, sheet and message.

mod audience;
mod block;
mod letter;
mod school_year;

pub use audience::{Audience, Groups};
pub use block::{Align, Block, BoxKind, Inline};
pub use letter::{DateSource, Letter, PhotoUse};
pub use school_year::SchoolYear;
