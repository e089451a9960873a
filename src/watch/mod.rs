//! The shared folder: what changed, and the notes that stand beside faulty letters.
//!
//! [`follow`] tells when files of the letters' folder have changed and come to rest. [`write_note`] and
//! [`sweep_notes`] keep `遠足 - 直すところ.txt` beside `遠足.md`. What is rebuilt then is the office's matter.

mod folder;
mod look;
mod names;
mod notes;

pub use folder::{Means, Pace, Seen, follow, means_for};
pub use names::{is_noise, is_note};
pub use notes::{note_beside, sweep_notes, write_note};
