//! Letter + album + theme → [`Edition`]: the page, the sheet and the notice. A pure function of its input.

mod around;
pub mod calendar;
mod contact;
mod edition;
mod fingerprint;
mod html;
mod licenses;
mod notice;
mod notices;
mod page;
mod page_words;
mod plain;
mod sheet;
mod theme;
mod version;

pub use around::{ArchiveEntry, archive, home, not_found};
pub use contact::{CONTACT_NAME, ContactPhoto, contact};
pub use edition::{Edition, InLanguage, Notice, School, Subject, edition};
pub use fingerprint::of as fingerprint;
pub use licenses::licenses;
pub use notices::{ForReader, Notices};
pub use page::SHEET_NAME;
pub use page_words::PageWords;
pub use sheet::{office_sheet, photo_widths, sheet};
pub use theme::{Colour, MessageColours, MessageLooks, PhotoSizes, Theme, ThemeColours, ThemeSettings};
