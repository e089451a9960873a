//! One message that came back, and what it means.

use super::parts::Parts;
use super::plain_bounce::{PlainReport, is_from_daemon, plain_report};
use super::report;
use super::weight::{status_in, weigh};
use crate::ledger::{ReturnKind, Weight};
use crate::notify::{Mark, MarkKey, MarkUse};

/// Marks that are looked at; a report has one.
const MOST_MARKS: usize = 200;
/// Characters of a mark: number, point, proof.
const NUMBER: usize = 16;
const SHOWN: usize = 33;
const LONGEST_SAID: usize = 200;

/// Headers in which the address stands that a message came back to.
const CAME_TO: [&str; 6] =
    ["delivered-to", "x-original-to", "to", "envelope-to", "x-envelope-to", "x-delivered-to"];

/// A mark that we made, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// whose
    pub mark: Mark,
    /// [`MarkUse::Bounce`] in the address it came to, [`MarkUse::Message`] in a Message-ID
    pub used: MarkUse,
}

/// What a message is, and what of it matters. Nothing of what a person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// what it is
    pub kind: ReturnKind,
    /// marks that we made, the surest first
    pub shown: Vec<Shown>,
    /// of a bounce or a complaint: the addresses it is about, in small letters; may be empty
    pub recipients: Vec<String>,
    /// of a bounce: how it weighs against the address
    pub weight: Weight,
    /// of a bounce: RFC 3463; may be empty
    pub status: String,
    /// of a bounce: what the mail server said, without addresses; may be empty
    pub said: String,
    /// the sender's address in small letters; may be empty
    pub from: String,
}

/// Reads one message. Never fails: what cannot be understood is `other`.
pub fn read(bytes: &[u8], key: &MarkKey) -> Returned {
    let mut returned = Returned {
        kind: ReturnKind::Other,
        shown: vec![],
        recipients: vec![],
        weight: Weight::Soft,
        status: String::new(),
        said: String::new(),
        from: String::new(),
    };
    let Some(parts) = Parts::of(bytes) else { return returned };
    returned.shown = marks(bytes, &parts, key);
    returned.from.clone_from(&parts.from);
    returned.kind = returned.meaning(&parts);
    returned
}

impl Returned {
    fn meaning(&mut self, parts: &Parts) -> ReturnKind {
        if let Some(delivery) = report::delivery(parts) {
            if !delivery.failed {
                return ReturnKind::Delayed;
            }
            let written = plain_report(parts);
            let (mut status, mut said) = (delivery.status, delivery.said);
            // Some servers leave the report empty and tell it in words.
            if let Some(PlainReport::Failed { status: other, said: words, .. }) = written {
                if status.is_empty() || status == "5.0.0" {
                    let better = Some(status_in(&said)).filter(|status| !status.is_empty());
                    status = better.or(Some(other).filter(|other| !other.is_empty())).unwrap_or(status);
                }
                if said.is_empty() {
                    said = words;
                }
            }
            return self.bounce(&status, &said, delivery.recipients);
        }
        let disposition =
            parts.report == "disposition-notification" || parts.part("disposition-notification").is_some();
        if disposition {
            return ReturnKind::Receipt;
        }
        if parts.report == "feedback-report" || parts.part("/feedback-report").is_some() {
            self.recipients = report::complained(parts);
            return ReturnKind::Complaint;
        }
        if is_from_daemon(parts) {
            match plain_report(parts) {
                Some(PlainReport::Failed { status, said, recipients }) => {
                    return self.bounce(&status, &said, recipients);
                }
                Some(PlainReport::Delayed) => return ReturnKind::Delayed,
                None => {}
            }
        }
        if is_automatic(parts) {
            return ReturnKind::AutoReply;
        }
        if self.shown.is_empty() { ReturnKind::Other } else { ReturnKind::Reply }
    }

    fn bounce(&mut self, status: &str, said: &str, recipients: Vec<String>) -> ReturnKind {
        self.status = status_in(status);
        self.weight = weigh(&self.status, said, false);
        self.said = without_addresses(said);
        self.recipients = recipients;
        ReturnKind::Bounce
    }
}

/// A machine answers: RFC 3834, and what came before it.
fn is_automatic(parts: &Parts) -> bool {
    const SUBJECTS: [&str; 16] = [
        "auto:",
        "autoreply",
        "auto-reply",
        "auto reply",
        "automatic reply",
        "automatic response",
        "out of office",
        "out of the office",
        "vacation",
        "away from",
        "自動返信",
        "自動応答",
        "自動送信",
        "不在",
        "休暇",
        "留守",
    ];
    let submitted = parts.header("auto-submitted").to_ascii_lowercase();
    let precedence = parts.header("precedence").to_ascii_lowercase();
    let subject = parts.subject.to_lowercase();
    let there = |name: &str| !parts.header(name).is_empty();
    (!submitted.is_empty() && !submitted.starts_with("no"))
        || there("x-autoreply")
        || there("x-autorespond")
        || there("x-autoresponse")
        || there("x-auto-reply-from")
        || there("list-id")
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply" | "bulk" | "junk" | "list")
        || is_from_daemon(parts)
        || SUBJECTS.iter().any(|said| subject.contains(said))
}

/// The marks in a message that we made: those of the address it came to, then those of our Message-IDs, wherever
/// they stand, for the mail that came back is enclosed in many ways.
fn marks(bytes: &[u8], parts: &Parts, key: &MarkKey) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let mut look = |text: &str, used: MarkUse| {
        for candidate in candidates(text) {
            if let Some(mark) = Mark::read(candidate, key, used)
                && !shown.iter().any(|known| known.mark == mark)
            {
                shown.push(Shown { mark, used });
            }
        }
    };
    for header in CAME_TO.iter().flat_map(|name| parts.headers(name)) {
        look(header, MarkUse::Bounce);
    }
    look(&String::from_utf8_lossy(bytes), MarkUse::Message);
    for part in &parts.parts {
        look(&part.text, MarkUse::Message);
    }
    shown
}

/// Whatever has the form of a mark: sixteen characters, a point, sixteen characters.
fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let points = text.match_indices('.').map(|(at, _)| at);
    let shown = points.filter_map(|at| text.get(at.checked_sub(NUMBER)?..at + SHOWN - NUMBER));
    let plain = |shown: &&str| {
        shown.bytes().all(|byte| byte.is_ascii_alphabetic() || (b'2'..=b'7').contains(&byte) || byte == b'.')
    };
    shown.filter(plain).take(MOST_MARKS)
}

/// A mail server's words, without the addresses that they are about.
fn without_addresses(said: &str) -> String {
    let words = said.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words = words.map(|word| if word.contains(['@', '＠']) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::SystemRandom;

    #[test]
    fn marks_are_found_in_their_place_only() {
        let key = MarkKey([3; 32]);
        let mark = Mark::draw(&SystemRandom);
        let bounce = mark.shown(&key, MarkUse::Bounce);
        let message = mark.shown(&key, MarkUse::Message);
        let uses = |text: &str| {
            read(text.as_bytes(), &key).shown.into_iter().map(|one| one.used).collect::<Vec<_>>()
        };
        assert_eq!(uses(&format!("To: b+{bounce}@example.jp\n\nx")), [MarkUse::Bounce]);
        assert_eq!(uses(&format!("Subject: b+{bounce}@example.jp\n\nx")), []);
        assert_eq!(uses(&format!("Subject: x\n\nsee <{message}@example.jp>")), [MarkUse::Message]);
        assert_eq!(uses(&format!("Subject: x\n\nsee <{}@example.jp>", &message[1..])), []);
        assert_eq!(
            uses(&format!("To: b+{message}@example.jp\n\nx")),
            [MarkUse::Message],
            "as a Message-ID at most"
        );
    }

    #[test]
    fn what_was_said_names_nobody() {
        let said = "550 <hana@example.jp>: Recipient\r\n address hana@example.jp rejected";
        assert_eq!(without_addresses(said), "550 … Recipient address … rejected");
    }
}
