//! `recipients/families.csv` or `.xlsx` → families, children, guardians and groups.
//!
//! A household number joins rows; a name, a phone or an address never does. What cannot be read is said by
//! row and column, and read so that the family stays on the follow-up list rather than vanish from it.

mod cell;
mod consent;
mod empty;
mod family;
mod groups;
mod headings;
mod privacy;
mod reading;
mod remembered;
mod rows;
mod shown;
mod siblings;
mod spreadsheet;
mod table;
mod text_file;

pub use consent::{PhotoConsent, PhotoConsents, photo_consents};
pub use empty::{empty_consent_csv, empty_csv};
pub use family::{Channel, Child, EmailAddress, Family, Guardian, Role, Roster};
pub use groups::{Addressed, OwnGroups};
pub use privacy::{Public, privacy};
pub use reading::{Reading, read};
pub use remembered::Remembered;
pub use shown::{Reach, Uncovered};
