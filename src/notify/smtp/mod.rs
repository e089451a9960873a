//! The SMTP courier (RFC 5321): a few kept connections, each answer read for what it means where it comes.
//!
//! Spoken here and not by lettre, whose transport waits for every single answer and leaves Nagle's algorithm on:
//! where the mail server offers PIPELINING (RFC 2920), sender and recipient go in one packet with the end of the mail
//! before, and while its answers come the ledger writes the mail down. At RCPT a refusal is the address's, before it the relay's or
//! ours, after DATA the message's. A connection that breaks while we wait for the last answer leaves the mail in
//! doubt; one that broke before is opened anew, once.

mod envelope;
mod hello;
mod reply;
mod tls;
mod verdict;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::timeout;

use self::envelope::Envelope;
use self::reply::Reply;
use self::verdict::{at_data, at_the_end};
use self::wire::Wire;
use super::courier::{Courier, Delivery, Go, Message};
use super::message::{Mail, Sender, formatted};
use crate::settings::{Login, Tls};

/// For connecting and for each answer; RFC 5321 §4.5.3.2 asks for patience after DATA.
const PATIENCE: Duration = Duration::from_secs(30);
const PATIENCE_AFTER_DATA: Duration = Duration::from_secs(600);
/// For taking leave.
const GOODBYE: Duration = Duration::from_secs(2);

/// Hands messages to a mail server.
pub(super) struct SmtpCourier {
    host: String,
    port: u16,
    login: Option<Login>,
    tls: Tls,
    sender: Sender,
    connections: usize,
    trust: tls::Trust,
    idle: Mutex<Vec<Wire>>,
}

impl SmtpCourier {
    pub(super) fn new(
        host: String,
        port: u16,
        login: Option<Login>,
        tls: Tls,
        connections: usize,
        sender: Sender,
    ) -> Self {
        let (trust, idle) = (tls::Trust::default(), Mutex::default());
        SmtpCourier { host, port, login, tls, sender, connections, trust, idle }
    }

    async fn connect(&self) -> Result<Wire, String> {
        let said = match timeout(PATIENCE, self.connect_and_greet()).await {
            Ok(Ok(wire)) => return Ok(wire),
            Ok(Err(said)) => said,
            Err(_) => no_answer(),
        };
        Err(format!("{}:{}: {said}", self.host, self.port))
    }

    /// A connection that lay idle: the one that heard of this mail already, or one that heard of none.
    async fn take(&self, message_id: &str) -> Option<Wire> {
        let mut idle = self.idle.lock().await;
        let at = idle.iter().position(|wire| wire.ahead.as_deref() == Some(message_id));
        let at = at.or_else(|| idle.iter().position(|wire| wire.ahead.is_none()))?;
        Some(idle.swap_remove(at))
    }

    async fn envelope(wire: &mut Wire, mail: &Mail) -> Envelope {
        let heard = async {
            if wire.ahead.take().is_some() {
                envelope::hear(wire).await
            } else {
                envelope::name(wire, mail).await
            }
        };
        match timeout(PATIENCE, heard).await {
            Ok(Ok(envelope)) => envelope,
            Ok(Err(broken)) => Envelope::Broken(broken),
            Err(_) => Envelope::Turned(no_answer()),
        }
    }

    /// The message itself, and with its end the envelope of the `next`. `None` for the connection: it is of no more use.
    async fn content(&self, mut wire: Wire, mail: Mail, next: Option<&Message>) -> (Delivery, Option<Wire>) {
        let mut bytes = wire::stuffed(mail.bytes);
        if let Some(next) = next.filter(|_| wire.offers.pipelining)
            && let Some(lines) =
                self.sender.envelope(next).and_then(|(from, to)| envelope::plainly(&from, &to))
        {
            bytes.extend_from_slice(lines.as_bytes());
            bytes.extend_from_slice(b"DATA\r\n");
            wire.ahead = Some(next.message_id.clone());
        }
        let ended = async {
            wire.write(&bytes).await?;
            wire.read().await
        };
        match timeout(PATIENCE_AFTER_DATA, ended).await {
            Ok(Ok(reply)) => {
                let keep = if reply.closes() { None } else { Some(wire) };
                (at_the_end(&reply), keep)
            }
            Ok(Err(broken)) => (Delivery::Uncertain(broken), None),
            Err(_) => (Delivery::Uncertain("no answer after the message".to_owned()), None),
        }
    }

    /// Asks to begin with the message.
    async fn begin(&self, mut wire: Wire) -> Result<Wire, (Delivery, Option<Wire>)> {
        let begun = async {
            wire.write(b"DATA\r\n").await?;
            wire.read().await
        };
        match timeout(PATIENCE, begun).await {
            Ok(Ok(reply)) if reply.code == 354 => Ok(wire),
            Ok(Ok(reply)) => Err((at_data(&reply), self.after_refusal(wire, &reply).await)),
            Ok(Err(broken)) => Err((Delivery::Unreachable(broken), None)),
            Err(_) => Err((Delivery::Unreachable(no_answer()), None)),
        }
    }

    /// The connection, ready for another mail, after this one was refused.
    async fn after_refusal(&self, mut wire: Wire, reply: &Reply) -> Option<Wire> {
        if reply.closes() {
            return None;
        }
        let reset = async {
            wire.write(b"RSET\r\n").await?;
            wire.read().await
        };
        match timeout(PATIENCE, reset).await {
            Ok(Ok(reply)) if reply.is_good() => Some(wire),
            _ => None,
        }
    }

    async fn keep(&self, wire: Option<Wire>) {
        self.idle.lock().await.extend(wire);
    }
}

#[async_trait]
impl Courier for SmtpCourier {
    async fn deliver(&self, message: &Message, next: Option<&Message>, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        let kept = self.take(&message.message_id).await;
        let mut is_new = kept.is_none();
        let mut wire = match kept {
            Some(wire) => wire,
            None => match self.connect().await {
                Ok(wire) => wire,
                Err(said) => return Delivery::Unreachable(said),
            },
        };
        let has_begun = loop {
            match Self::envelope(&mut wire, &mail).await {
                Envelope::Taken => break false,
                Envelope::Begun => break true,
                Envelope::Refused(delivery) => {
                    let wire = self.after_refusal(wire, &Reply::GOOD).await;
                    self.keep(wire).await;
                    return delivery;
                }
                Envelope::Turned(said) => {
                    wire.quit().await;
                    return Delivery::Unreachable(said);
                }
                // It was closed while it lay idle, or has carried as many mails as it may.
                Envelope::Broken(said) if is_new => return Delivery::Unreachable(said),
                Envelope::Broken(_) => {
                    is_new = true;
                    wire = match self.connect().await {
                        Ok(wire) => wire,
                        Err(said) => return Delivery::Unreachable(said),
                    };
                }
            }
        };
        if !go.wait().await {
            // Where the mail server waits for a message, only hanging up takes that back.
            if !has_begun {
                let wire = self.after_refusal(wire, &Reply::GOOD).await;
                self.keep(wire).await;
            }
            return Delivery::Withdrawn;
        }
        let begun = if has_begun { Ok(wire) } else { self.begin(wire).await };
        let (delivery, wire) = match begun {
            Ok(wire) => self.content(wire, mail, next).await,
            Err(refused) => refused,
        };
        self.keep(wire).await;
        delivery
    }

    fn at_once(&self) -> usize {
        self.connections
    }

    async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().await);
        // Where a mail was named that comes no more, the mail server waits for a message: that line is only hung up.
        let free = idle.into_iter().filter(|wire| wire.ahead.is_none());
        futures_util::future::join_all(free.map(Wire::quit)).await;
    }
}

fn no_answer() -> String {
    format!("no answer within {} s", PATIENCE.as_secs())
}
