//! Released editions → the static host: what changed, in an order that never shows a page with a missing part.

mod host;
mod tree;

pub use host::{Host, HostError};
pub use tree::{Published, SiteFile, SiteTree};
