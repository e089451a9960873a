//! A message as bytes: RFC 5322, `multipart/alternative`, exactly one address in To.

use std::time::SystemTime;

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::courier::Message;
use crate::recipients::EmailAddress;
use crate::settings::MailSettings;

/// Who sends: the school.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    name: String,
    address: String,
}

impl Sender {
    pub(super) fn of(mail: &MailSettings) -> Self {
        Sender { name: one_line(&mail.from_name), address: mail.from_address.clone() }
    }
}

/// A message ready for a mail server.
pub(super) struct Mail {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

/// The message could not be put into the form of a mail.
#[derive(Debug, thiserror::Error)]
pub(super) enum FormError {
    #[error("the school's own address is not a mail address")]
    From,
    #[error("{0}")]
    Mail(#[from] lettre::error::Error),
}

pub(super) fn formatted(sender: &Sender, message: &Message) -> Result<Mail, FormError> {
    let from: Address = sender.address.parse().map_err(|_| FormError::From)?;
    let to = address(&message.to);
    let envelope = Envelope::new(Some(from.clone()), vec![to.clone()])?;
    // RFC 3834: a notice that a machine sends; nothing should answer it by itself.
    let auto =
        HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    let mail = lettre::Message::builder()
        .from(Mailbox::new(Some(sender.name.clone()).filter(|name| !name.is_empty()), from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject(one_line(&message.subject))
        .date(SystemTime::from(message.at))
        .message_id(Some(format!("<{}>", message.message_id)))
        .raw_header(auto)
        .envelope(envelope)
        .multipart(MultiPart::alternative_plain_html(message.text.clone(), message.html.clone()))?;
    Ok(Mail { from, to, bytes: mail.formatted() })
}

/// Old carrier addresses (`a..b@`, `c.@`) are no dot-atoms of RFC 5321: their local part is quoted.
fn address(to: &EmailAddress) -> Address {
    let (local, domain) = to.reveal().rsplit_once('@').unwrap_or((to.reveal(), ""));
    let dots_lie_well = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    if dots_lie_well {
        Address::new_dangerous(local, domain)
    } else {
        Address::new_dangerous(format!("\"{local}\""), domain)
    }
}

/// A header is one line, whatever was typed: no line break can start another header.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Sender {
        Sender { name: "ひまわり保育園".to_owned(), address: "otayori@example.jp".to_owned() }
    }

    fn message(to: &str, subject: &str) -> Message {
        Message {
            to: EmailAddress::parse(to).unwrap(),
            message_id: "abc@example.jp".to_owned(),
            subject: subject.to_owned(),
            text: "本文\n.\n".to_owned(),
            html: "<p>本文</p>".to_owned(),
            at: "2026-11-24T01:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_line_break_in_a_subject_starts_no_header() {
        let mail = formatted(&sender(), &message("a@example.jp", "遠足\r\nBcc: x@example.com\u{2028}Cc: y"))
            .unwrap();
        let text = String::from_utf8(mail.bytes).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc:") || line.starts_with("Cc:")), "{head}");
    }

    #[test]
    fn old_carrier_addresses_are_quoted() {
        let mail = formatted(&sender(), &message("a..b.@docomo.example.jp", "x")).unwrap();
        assert_eq!(mail.to.to_string(), "\"a..b.\"@docomo.example.jp");
    }
}
