//! Published letter + families → dispatches: who it is for, a link for each, and the couriers that carry it.
//!
//! The ledger is the queue. Everybody is frozen in one transaction before the hold; `sending` is written
//! before a hand-over and what came of it after, so that a kill loses nobody and leaves at most the mails
//! in flight in doubt.

mod courier;
mod link;
mod mailbox;
mod mark;
mod message;
mod people;
mod quiet;
mod sending;
mod sendmail;
mod smtp;

pub use courier::{Courier, Delivery, Go, Message, open};
pub use link::{Link, page_link, plain_link};
pub use mark::{Mark, MarkKey, MarkUse};
pub use people::{guardian_key, people};
pub use quiet::earliest;
pub use sending::{NoticeSource, SendError, Sending, Sent};
