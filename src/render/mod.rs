//! Letter + album + theme → [`Edition`]: the page, the sheet and the notice. A pure function of its input.

mod around;
pub mod calendar;
mod contact;
mod edition;
mod fingerprint;
mod html;
mod licenses;
mod notice;
mod page;
mod plain;
mod sheet;
mod theme;

pub use around::{ArchiveEntry, archive, home, not_found};
pub use contact::{CONTACT_NAME, ContactPhoto, contact};
pub use edition::{Edition, Notice, School, Subject, edition};
pub use fingerprint::of as fingerprint;
pub use licenses::licenses;
pub use page::SHEET_NAME;
pub use sheet::{office_sheet, photo_widths, sheet};
pub use theme::{Colour, MessageColours, MessageLooks, PhotoSizes, Theme, ThemeColours, ThemeSettings};
