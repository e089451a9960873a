//! The shared folder: what changed, and the notes that stand beside faulty letters.
//!
//! [`follow`] tells when files of the letters' folder have changed and come to rest. [`write_note`] and
//! [`sweep_notes`] keep `遠足 - 直すところ.txt` beside `遠足.md`. [`rebuild::follow`] builds all drafts anew,
//! and [`Preview`] shows them on this machine.

mod folder;
mod look;
mod names;
mod notes;
mod preview;
pub mod rebuild;

pub use folder::{Means, Pace, Seen, follow, means_for};
pub use names::is_noise;
pub use notes::{sweep_notes, write_note};
pub use preview::Preview;
pub use rebuild::{Draft, News, Rebuilt};
