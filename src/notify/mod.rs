//! Published letter + families → dispatches: who it is for, a link for each, and the couriers that carry it.
//!
//! The ledger is the queue. Everybody is frozen in one transaction before the hold; `sending` is written
//! before a hand-over and what came of it after, so that a kill loses nobody and leaves at most the mails
//! in flight in doubt.

mod courier;
mod dkim;
mod keys;
mod link;
mod mailbox;
mod mark;
mod message;
mod people;
mod quiet;
mod said;
mod sending;
mod sendmail;
mod smtp;

pub use courier::{Courier, Delivery, Go, Message, open};
pub use dkim::{SignError, Signing};
pub use keys::{KeyError, MailKey, mail_keys, signing};
pub use link::{Link, page_link, plain_link, stop_link};
pub use mark::{Mark, MarkKey, MarkUse};
pub use message::{FormError, Mail, Sender, formatted};
pub use people::{guardian_key, keyed, one_by_one, people};
pub use quiet::{earliest, next_quiet, send_by};
pub(crate) use sending::jittered;
pub use sending::{NoticeSource, SendError, Sending, Sent};
