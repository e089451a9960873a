//! Letter + album + theme → [`Edition`]: the page, the sheet and the notice. A pure function of its input.

mod around;
pub mod calendar;
mod contact;
mod days;
mod edition;
mod events;
mod fingerprint;
mod html;
mod keep;
mod licenses;
mod notice;
mod notices;
mod page;
mod page_words;
mod plain;
mod sheet;
mod theme;
mod version;

pub use around::{
    Around, Listed, archive, home, library, month_pages, not_found, search, search_hashes, search_index,
    search_mark, subscription,
};
pub use contact::{CONTACT_NAME, ContactPhoto, contact};
pub use edition::{Edition, InLanguage, Notice, School, Subject, Ways, edition, pages};
pub use events::{CellAt, EVENTS_FILE, Entry, Event, EventKind, event_file, events};
pub use fingerprint::of as fingerprint;
pub use keep::KEEP_NAME;
pub use licenses::licenses;
pub use notice::NoticeLinks;
pub use notices::{ForReader, Notices};
pub use page::SHEET_NAME;
pub use page_words::PageWords;
pub(crate) use sheet::qr_svg;
pub use sheet::{Faces, forget_sheets, office_sheet, photo_widths, poster, print_copy, sheet};
pub use theme::{Colour, MessageColours, MessageLooks, PhotoSizes, Theme, ThemeColours, ThemeSettings};
