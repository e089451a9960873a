//! A message as bytes: RFC 5322, `multipart/alternative`, exactly one address in To.
//!
//! Put together here and not by lettre's builder: every mail of a letter differs in a few lines only, and what must
//! never happen (a second address, a line too long, a header from somebody's title) is seen in one place.

mod body;
mod header;

use std::sync::Arc;

use header::Header;
use lettre::Address;

use super::courier::Message;
use super::dkim::{SignError, Signing};
use crate::settings::MailSettings;

/// Who sends: the school.
#[derive(Debug, Clone)]
pub struct Sender {
    /// `From:` and `List-Id:`, the same in every mail
    head: String,
    address: Address,
    signing: Option<Arc<Signing>>,
}

/// A message ready for a mail server.
#[derive(Debug, Clone)]
pub struct Mail {
    /// the envelope's sender (RFC 5321): where it comes back to when it cannot be delivered
    pub from: Address,
    /// the only recipient
    pub to: Address,
    /// header and body, lines ending in CRLF, ASCII
    pub bytes: Vec<u8>,
}

/// The message could not be put into the form of a mail.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Something that is no plain text stands in its id.
    #[error("its Message-ID cannot stand in a mail")]
    MessageId,
    /// The school's own signature cannot be made.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Sender {
    /// The school of these settings, and its own signature where it has one.
    pub fn of(mail: &MailSettings, signing: Option<Arc<Signing>>) -> Self {
        let address = address(&mail.from_address);
        let mut head = Header::default();
        head.named("From", &mail.from_name, address.as_ref());
        // RFC 2919: parents can sort by it, whatever the subject says.
        head.named("List-Id", &mail.from_name, &format!("otayori.{}", address.domain()));
        Sender { head: head.0, address, signing }
    }

    /// The envelope of a message, from and to; `None` where something else than ASCII would stand in its header.
    pub(super) fn envelope(&self, message: &Message) -> Option<(Address, Address)> {
        self.head.is_ascii().then(|| (self.comes_back_to(message), address(message.to.reveal())))
    }

    fn comes_back_to(&self, message: &Message) -> Address {
        message.return_path.as_deref().map_or_else(|| self.address.clone(), address)
    }
}

/// Puts a message into the form of a mail.
///
/// # Errors
/// An id that cannot stand in a header; a key that cannot sign.
pub fn formatted(sender: &Sender, message: &Message) -> Result<Mail, FormError> {
    if !is_one_word(&message.message_id) {
        return Err(FormError::MessageId);
    }
    let to = address(message.to.reveal());
    let from = sender.comes_back_to(message);
    let mut head = Header(String::with_capacity(2 * (message.text.len() + message.html.len()) + 2048));
    head.0.push_str(&sender.head);
    head.line("To", to.as_ref());
    head.words("Subject", &message.subject);
    head.line("Date", &message.at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    head.line("Message-ID", &format!("<{}>", message.message_id));
    if let Some(link) = message.stop_link.as_deref().filter(|link| is_one_word(link)) {
        // RFC 8058. It wants HTTPS; the settings allow a collector without it on this machine only.
        head.line("List-Unsubscribe", &format!("<{link}>"));
        head.line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    // RFC 3834: a notice that a machine sends; nothing should answer it by itself.
    head.line("Auto-Submitted", "auto-generated");
    head.line("MIME-Version", "1.0");
    let boundary = boundary(&message.message_id);
    head.line("Content-Type", &format!("multipart/alternative; boundary=\"{boundary}\""));
    head.line("Content-Transfer-Encoding", "7bit");
    let mut mail = head.0;
    for (kind, text) in [("plain", &message.text), ("html", &message.html)] {
        for piece in ["\r\n--", &boundary, "\r\n"] {
            mail.push_str(piece);
        }
        body::part(&mut mail, kind, text);
    }
    for piece in ["\r\n--", &boundary, "--\r\n"] {
        mail.push_str(piece);
    }
    if let Some(signing) = &sender.signing {
        mail.insert_str(0, &signing.lines(&mail)?);
    }
    Ok(Mail { from, to, bytes: mail.into_bytes() })
}

/// Old carrier addresses (`a..b@`, `c.@`) are no dot-atoms of RFC 5321: their local part is quoted.
fn address(written: &str) -> Address {
    let (local, domain) = written.rsplit_once('@').unwrap_or((written, ""));
    let dots_lie_well = !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    if dots_lie_well {
        Address::new_dangerous(local, domain)
    } else {
        Address::new_dangerous(format!("\"{local}\""), domain)
    }
}

/// `b+NUMBER.PROOF@example.jp`: the address that only this one mail comes back to.
pub(super) fn return_path(bounces: &str, mark: &str) -> Option<String> {
    let (local, domain) = bounces.rsplit_once('@')?;
    Some(format!("{local}+{mark}@{domain}"))
}

/// Can stand between `<` and `>` in a header.
fn is_one_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 900
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}

/// The same for every attempt. `=_` occurs neither in base64 nor in quoted-printable; the rest can be guessed by
/// nobody who writes a letter.
fn boundary(message_id: &str) -> String {
    format!("=_{}", &blake3::hash(message_id.as_bytes()).to_hex()[..24])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::recipients::EmailAddress;

    pub(in crate::notify) fn sender() -> Sender {
        let mut head = Header::default();
        head.named("From", "ひまわり保育園", "otayori@example.jp");
        Sender { head: head.0, address: address("otayori@example.jp"), signing: None }
    }

    pub(in crate::notify) fn message(to: &str, subject: &str) -> Message {
        Message {
            to: EmailAddress::parse(to).unwrap(),
            message_id: "abc@example.jp".to_owned(),
            return_path: None,
            stop_link: Some("https://yomi.example.jp/stop?m=abc".to_owned()),
            subject: subject.to_owned(),
            text: "本文\n.\n".to_owned(),
            html: "<p>本文</p>".to_owned(),
            at: "2026-11-24T01:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_mail_says_who_when_and_how_to_stop() {
        let mail = formatted(&sender(), &message("a@example.jp", "遠足")).unwrap();
        let text = String::from_utf8(mail.bytes).unwrap();
        for line in [
            "To: a@example.jp",
            "Date: Tue, 24 Nov 2026 01:00:00 +0000",
            "Message-ID: <abc@example.jp>",
            "List-Unsubscribe: <https://yomi.example.jp/stop?m=abc>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
        ] {
            assert_eq!(text.split("\r\n").filter(|found| *found == line).count(), 1, "{line} in\n{text}");
        }
    }

    #[test]
    fn it_comes_back_to_its_own_address() {
        let mut message = message("a@example.jp", "遠足");
        assert_eq!(formatted(&sender(), &message).unwrap().from.to_string(), "otayori@example.jp");
        message.return_path = Some("b+number.proof@example.jp".to_owned());
        assert_eq!(formatted(&sender(), &message).unwrap().from.to_string(), "b+number.proof@example.jp");
    }

    #[test]
    fn old_carrier_addresses_are_quoted() {
        let mail = formatted(&sender(), &message("a..b.@docomo.example.jp", "x")).unwrap();
        assert_eq!(mail.to.to_string(), "\"a..b.\"@docomo.example.jp");
    }

    #[test]
    fn a_link_that_is_no_link_starts_no_header() {
        let mut message = message("a@example.jp", "x");
        message.stop_link = Some("https://a/\r\nBcc: b@example.com".to_owned());
        let mail = String::from_utf8(formatted(&sender(), &message).unwrap().bytes).unwrap();
        assert!(!mail.contains("Bcc") && !mail.contains("List-Unsubscribe"), "{mail}");
        message.message_id = "a\r\nBcc: b@example.com".to_owned();
        assert!(formatted(&sender(), &message).is_err());
    }
}
