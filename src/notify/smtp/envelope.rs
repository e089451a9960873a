//! The envelope: what a mail server hears before the message itself, and what it answers.
//!
//! Where it takes commands in one packet (PIPELINING, RFC 2920), the next mail's envelope and its DATA go with the end
//! of the mail before: one packet there and one back for each mail. Nothing of a message goes with them.

use lettre::Address;

use super::reply::Reply;
use super::verdict::{at_data, at_rcpt, said};
use super::wire::Wire;
use crate::notify::courier::Delivery;
use crate::notify::message::Mail;

/// How far the envelope got.
pub(super) enum Envelope {
    /// sender and recipient are taken
    Taken,
    /// and DATA too: only the message can follow
    Begun,
    /// the mail is to go no further; the connection is good
    Refused(Delivery),
    /// the mail server refuses us
    Turned(String),
    /// the connection is gone, or told us so (421): nothing was lost
    Broken(String),
}

/// Sender and recipient as they are said, where plain ASCII says them and no parameter is needed.
pub(super) fn plainly(from: &Address, to: &Address) -> Option<String> {
    let (from, to): (&str, &str) = (from.as_ref(), to.as_ref());
    (from.is_ascii() && to.is_ascii()).then(|| format!("MAIL FROM:<{from}>\r\nRCPT TO:<{to}>\r\n"))
}

/// Names sender and recipient: in one packet where the mail server takes that.
pub(super) async fn name(wire: &mut Wire, mail: &Mail) -> Result<Envelope, String> {
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
    let (mail_from, rcpt_to) = (format!("MAIL FROM:<{from}>{parameters}\r\n"), format!("RCPT TO:<{to}>\r\n"));
    if wire.offers.pipelining {
        wire.write((mail_from + &rcpt_to).as_bytes()).await?;
        // Both answers are read, whatever the first says: the next mail's come after them.
        let answers = (wire.read().await?, wire.read().await?);
        return Ok(judged(&answers.0, &answers.1));
    }
    wire.write(mail_from.as_bytes()).await?;
    let first = wire.read().await?;
    if !first.is_good() {
        return Ok(turned(&first));
    }
    wire.write(rcpt_to.as_bytes()).await?;
    Ok(judged(&first, &wire.read().await?))
}

/// The answers to what went ahead with the mail before: sender, recipient and DATA.
pub(super) async fn hear(wire: &mut Wire) -> Result<Envelope, String> {
    let (first, second, third) = (wire.read().await?, wire.read().await?, wire.read().await?);
    let named = judged(&first, &second);
    if third.code != 354 {
        return Ok(if matches!(named, Envelope::Taken) { Envelope::Refused(at_data(&third)) } else { named });
    }
    match named {
        Envelope::Taken => Ok(Envelope::Begun),
        // It waits for a message to nobody: an empty one, as RFC 2920 §3.1 has it.
        Envelope::Refused(delivery) => {
            wire.write(b".\r\n").await?;
            let ended = wire.read().await?;
            Ok(if ended.closes() { Envelope::Broken(said(&ended)) } else { Envelope::Refused(delivery) })
        }
        named => Ok(named),
    }
}

fn judged(sender: &Reply, recipient: &Reply) -> Envelope {
    if !sender.is_good() {
        return turned(sender);
    }
    match recipient {
        reply if reply.is_good() => Envelope::Taken,
        reply if reply.closes() => Envelope::Broken(said(reply)),
        reply => Envelope::Refused(at_rcpt(reply)),
    }
}

fn turned(reply: &Reply) -> Envelope {
    if reply.closes() { Envelope::Broken(said(reply)) } else { Envelope::Turned(said(reply)) }
}
