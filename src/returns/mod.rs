//! Mail that comes back: what an inbox holds → what it means for a dispatch.
//!
//! [`read`] is a pure function of one message: a report that a mail could not be delivered (RFC 3464, and the
//! forms that servers make up themselves), one that it is only late, the answer of a machine, a complaint (RFC
//! 5965), a parent's own answer. It belongs to a dispatch only by a mark that we made: in the address it came
//! back to, or in our Message-ID. [`dead`] says when an address has failed too often to be tried at all.
//! [`Inbox`] fetches messages, from a mailbox (IMAP) or a folder, and leaves them as they are.

mod dead;
mod folder;
mod imap;
mod inbox;
mod parts;
mod plain_bounce;
mod read;
mod report;
mod weight;

pub use dead::{Bounced, Dead, dead};
pub use imap::can_open;
pub use inbox::{Cursor, Fetched, Inbox, InboxError, LONGEST};
pub use read::{Returned, Shown, read};
pub use weight::weigh;
