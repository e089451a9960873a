//! The SMTP courier (RFC 5321): a few kept connections, each answer read for what it means where it comes.
//!
//! Spoken here and not by lettre, whose transport waits for every single answer and leaves Nagle's algorithm on:
//! where the mail server offers PIPELINING (RFC 2920), sender and recipient go in one packet, and while its
//! answers come the ledger writes the mail down. At RCPT a refusal is the address's, before it the relay's or
//! ours, after DATA the message's. A connection that breaks while we wait for the last answer leaves the mail in
//! doubt; one that broke before is opened anew, once.

mod hello;
mod reply;
mod tls;
mod verdict;
mod wire;

use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::timeout;

use self::reply::Reply;
use self::verdict::{at_data, at_rcpt, at_the_end, said};
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

/// How far the envelope got.
enum Envelope {
    /// sender and recipient are taken
    Taken,
    /// the mail is to go no further; the connection is good
    Refused(Delivery),
    /// the mail server refuses us
    Turned(String),
    /// the connection is gone, or told us so (421): nothing was lost
    Broken(String),
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

    /// Names sender and recipient: in one packet where the mail server takes that.
    async fn envelope(&self, wire: &mut Wire, mail: &Mail) -> Result<Envelope, String> {
        let (from, to): (&str, &str) = (mail.from.as_ref(), mail.to.as_ref());
        let mut parameters = String::new();
        if !mail.bytes.is_ascii() && wire.offers.eight_bit {
            parameters += " BODY=8BITMIME";
        }
        if !(from.is_ascii() && to.is_ascii()) {
            if !wire.offers.utf8 {
                let said = "the mail server takes no address outside ASCII (SMTPUTF8)";
                return Ok(Envelope::Refused(Delivery::Bounced(said.to_owned())));
            }
            parameters += " SMTPUTF8";
        }
        let (mail_from, rcpt_to) =
            (format!("MAIL FROM:<{from}>{parameters}\r\n"), format!("RCPT TO:<{to}>\r\n"));
        let (first, second) = if wire.offers.pipelining {
            wire.write((mail_from + &rcpt_to).as_bytes()).await?;
            // Both answers are read, whatever the first says: the next mail's come after them.
            (wire.read().await?, wire.read().await?)
        } else {
            wire.write(mail_from.as_bytes()).await?;
            let first = wire.read().await?;
            if !first.is_good() {
                return Ok(turned(&first));
            }
            wire.write(rcpt_to.as_bytes()).await?;
            (first, wire.read().await?)
        };
        if !first.is_good() {
            return Ok(turned(&first));
        }
        Ok(match second {
            reply if reply.is_good() => Envelope::Taken,
            reply if reply.closes() => Envelope::Broken(said(&reply)),
            reply => Envelope::Refused(at_rcpt(&reply)),
        })
    }

    /// The message itself. `None` for the connection: it is of no more use.
    async fn content(&self, mut wire: Wire, mail: Mail) -> (Delivery, Option<Wire>) {
        let begun = async {
            wire.write(b"DATA\r\n").await?;
            wire.read().await
        };
        match timeout(PATIENCE, begun).await {
            Ok(Ok(reply)) if reply.code == 354 => {}
            Ok(Ok(reply)) => return (at_data(&reply), self.after_refusal(wire, &reply).await),
            Ok(Err(broken)) => return (Delivery::Unreachable(broken), None),
            Err(_) => return (Delivery::Unreachable(no_answer()), None),
        }
        let ended = async {
            wire.write(&wire::stuffed(mail.bytes)).await?;
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
    async fn deliver(&self, message: &Message, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        let kept = self.idle.lock().await.pop();
        let mut is_new = kept.is_none();
        let mut wire = match kept {
            Some(wire) => wire,
            None => match self.connect().await {
                Ok(wire) => wire,
                Err(said) => return Delivery::Unreachable(said),
            },
        };
        loop {
            let got = match timeout(PATIENCE, self.envelope(&mut wire, &mail)).await {
                Ok(Ok(envelope)) => envelope,
                Ok(Err(broken)) => Envelope::Broken(broken),
                Err(_) => Envelope::Turned(no_answer()),
            };
            match got {
                Envelope::Taken => break,
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
        }
        if !go.wait().await {
            let wire = self.after_refusal(wire, &Reply::GOOD).await;
            self.keep(wire).await;
            return Delivery::Withdrawn;
        }
        let (delivery, wire) = self.content(wire, mail).await;
        self.keep(wire).await;
        delivery
    }

    fn at_once(&self) -> usize {
        self.connections
    }

    async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().await);
        futures_util::future::join_all(idle.into_iter().map(Wire::quit)).await;
    }
}

fn turned(reply: &Reply) -> Envelope {
    if reply.closes() { Envelope::Broken(said(reply)) } else { Envelope::Turned(said(reply)) }
}

fn no_answer() -> String {
    format!("no answer within {} s", PATIENCE.as_secs())
}
