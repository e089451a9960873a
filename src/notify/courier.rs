//! How a message goes: one trait, one contract, every kind of courier.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::dkim::Signing;
use super::mailbox::MailboxCourier;
use super::message::Sender;
use super::sendmail::SendmailCourier;
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
    /// the address it comes back to when it cannot be delivered (VERP); `None`: the school's own
    pub return_path: Option<String>,
    /// the page where its reader stops the school's mails, for List-Unsubscribe (RFC 8058)
    pub stop_link: Option<String>,
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
    /// there was no word to go: it did not leave
    Withdrawn,
}

/// The word to go: comes when `sending` stands on disk, or says no (the mail was stopped meanwhile, or could not
/// be written down).
pub struct Go<'a>(BoxFuture<'a, bool>);

impl<'a> Go<'a> {
    /// The word that `coming` will give.
    pub fn when(coming: impl Future<Output = bool> + Send + 'a) -> Self {
        Go(Box::pin(coming))
    }

    /// Waits for it.
    pub async fn wait(self) -> bool {
        self.0.await
    }
}

/// Carries messages.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Hands one message over; returns only when its fate is known as well as it can be.
    ///
    /// Whatever cannot yet bring it to the recipient (connecting, naming sender and recipient) may be done before
    /// `go`; what can, only after `go` said yes. On a no nothing has reached anybody: [`Delivery::Withdrawn`].
    ///
    /// `next` is the message that the same caller will hand over after this one: with the end of this one the
    /// courier may do the same for it. Where the caller does not, nobody gets anything.
    async fn deliver(&self, message: &Message, next: Option<&Message>, go: Go<'_>) -> Delivery;

    /// How many messages may be in flight at once.
    fn at_once(&self) -> usize;

    /// Is this only a rehearsal?
    fn is_rehearsal(&self) -> bool {
        false
    }

    /// Takes leave of the mail server.
    async fn close(&self) {}
}

/// The courier of these settings, and the school's own signature where it has one.
pub fn open(mail: &MailSettings, signing: Option<Arc<Signing>>) -> Arc<dyn Courier> {
    let sender = Sender::of(mail, signing);
    match &mail.courier {
        CourierAddress::Mailbox(folder) => Arc::new(MailboxCourier::new(folder.clone(), sender)),
        CourierAddress::Sendmail(program) => {
            Arc::new(SendmailCourier::new(program.clone(), sender, mail.connections.get()))
        }
        CourierAddress::Smtp { host, port, login, tls } => Arc::new(SmtpCourier::new(
            host.clone(),
            *port,
            login.clone(),
            *tls,
            mail.connections.get(),
            sender,
        )),
    }
}
