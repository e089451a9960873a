//! The sample school on this machine alone: its folder, a static host, a mailbox to read mails in, and a
//! few parents who open their links.

mod mailbox;
mod parents;
mod sample;
mod site;

pub use mailbox::{ReceivedMail, mailbox_router, received};
pub use parents::{Parent, play};
pub use sample::{empty_school, sample_school};
pub use site::site_router;
