//! How a message goes: one trait, one contract, every kind of courier.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;

use super::mailbox::MailboxCourier;
use super::smtp::SmtpCourier;
use crate::recipients::EmailAddress;
use crate::settings::{CourierAddress, MailSettings};

/// One message to one person.
#[derive(Debug, Clone)]
pub struct Message {
    /// the only recipient
    pub to: EmailAddress,
    /// without brackets; the same for every attempt
    pub message_id: String,
    /// the school's name first
    pub subject: String,
    /// plain text
    pub text: String,
    /// HTML
    pub html: String,
    /// for the Date header
    pub at: Timestamp,
}

/// What came of handing a message over. The text is what the other side said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// the mail server has taken it
    Accepted(String),
    /// it lies in the rehearsal's mailbox: nobody was told
    Rehearsed,
    /// this address takes no mail
    Bounced(String),
    /// not now; try again later
    Deferred(String),
    /// this message is refused for good
    Failed(String),
    /// it may have gone or not: the connection broke while we waited for the answer
    Uncertain(String),
    /// the mail server itself cannot be reached or refuses us; it is not the family's fault
    Unreachable(String),
}

/// Carries messages.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Hands one message over; returns only when its fate is known as well as it can be.
    async fn deliver(&self, message: &Message) -> Delivery;

    /// How many messages may be in flight at once.
    fn at_once(&self) -> usize;

    /// Is this only a rehearsal?
    fn is_rehearsal(&self) -> bool {
        false
    }

    /// Takes leave of the mail server.
    async fn close(&self) {}
}

/// The courier of these settings.
pub fn open(mail: &MailSettings) -> Arc<dyn Courier> {
    match &mail.courier {
        CourierAddress::Mailbox(folder) => Arc::new(MailboxCourier::new(folder.clone(), mail)),
        CourierAddress::Smtp { host, port, user, password, tls } => {
            let login = user.clone().zip(password.clone());
            Arc::new(SmtpCourier::new(host.clone(), *port, login, *tls, mail))
        }
    }
}
