//! Letter + album + theme → [`Edition`]: the page, the sheet and the notice. A pure function of its input.

mod around;
mod date;
mod edition;
mod fingerprint;
mod html;
mod notice;
mod page;
mod plain;
mod theme;

pub use around::{ArchiveEntry, archive, home, not_found};
pub use edition::{Edition, Notice, School, Subject, edition};
pub use page::SHEET_NAME;
pub use theme::{PhotoSizes, Theme, ThemeColours, ThemeSettings};
