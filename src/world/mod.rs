//! What comes in from outside: the time, random numbers, and a disk that may fail.
//!
//! No other room reads the clock, draws random numbers or replaces a file by itself, so that tests can
//! set the time, repeat a run byte for byte, and see what a power cut would leave.

mod age;
mod clock;
pub(crate) mod crew;
mod files;
mod lines;
mod memory;
mod mounts;
mod random;
mod share;
pub(crate) mod tls;

pub use age::{age, is_recent, mark_used};
pub use clock::{Clock, FixedClock, SystemClock};
pub use files::{
    append_durably, create_folder_durably, create_new_durably, create_new_private, create_private_folder,
    remove_durably, sync_folder, write_durably, write_folder_whole, write_private, write_whole,
};
pub use lines::DurableLines;
pub use memory::{give_back, give_back_read, is_sparing, spare};
pub use mounts::network_file_system;
pub use random::{Random, SeededRandom, SystemRandom, secret_name};
pub use share::shared_by_others;
