//! What a refusal means, by the step at which it comes.

use super::reply::Reply;
use crate::notify::courier::Delivery;
use crate::notify::said::without_addresses;

/// The recipient was refused: the address is dead, or not now. But where the words are about us (who may send
/// here, by which rules) no address is at fault: nobody is marked as bounced for the school's settings.
pub(super) fn at_rcpt(reply: &Reply) -> Delivery {
    let said = said(reply);
    if reply.is_for_now() || is_about_us(reply) { Delivery::Deferred(said) } else { Delivery::Bounced(said) }
}

/// DATA was refused, before anything of the message went.
pub(super) fn at_data(reply: &Reply) -> Delivery {
    let said = said(reply);
    match reply {
        reply if reply.closes() => Delivery::Unreachable(said),
        reply if reply.is_for_now() => Delivery::Deferred(said),
        _ => Delivery::Failed(said),
    }
}

/// The answer to the message itself.
pub(super) fn at_the_end(reply: &Reply) -> Delivery {
    let said = said(reply);
    match reply {
        reply if reply.is_good() => Delivery::Accepted(said),
        // It answered, and did not take it.
        reply if reply.is_for_now() => Delivery::Deferred(said),
        _ => Delivery::Failed(said),
    }
}

fn is_about_us(reply: &Reply) -> bool {
    if matches!(reply.code, 530 | 534 | 535 | 538) {
        return true;
    }
    match reply.enhanced() {
        // 5.7 is security and policy; 5.1.7 and 5.1.8 are the sender's address; 5.3 is the mail system.
        Some((subject, detail)) => matches!((subject, detail), (7 | 3, _) | (1, 7 | 8)),
        None => {
            let words = reply.text.to_ascii_lowercase();
            [
                "relay",
                "authenticat",
                "policy",
                "spam",
                "blocked",
                "blacklist",
                "block list",
                "denied",
                "spf",
                "dkim",
                "dmarc",
            ]
            .iter()
            .any(|word| words.contains(word))
        }
    }
}

/// A mail server's words for the ledger and for people: short, and without anybody's address.
pub(super) fn said(reply: &Reply) -> String {
    without_addresses(&format!("{} {}", reply.code, reply.text), 300)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(line: &str) -> Reply {
        Reply { code: line[..3].parse().unwrap(), text: line[4..].to_owned() }
    }

    #[test]
    fn only_a_dead_address_is_bounced() {
        for line in [
            "550 5.1.1 User unknown",
            "550 no such user here",
            "552 5.2.2 Mailbox full",
            "553 5.1.3 Bad address syntax",
            "550 5.4.1 Recipient address rejected: Access denied",
            "501 what",
        ] {
            assert!(matches!(at_rcpt(&reply(line)), Delivery::Bounced(_)), "{line}");
        }
        for line in [
            "554 5.7.1 Relay access denied",
            "550 5.7.26 Unauthenticated email is not accepted",
            "550 relaying denied",
            "530 Authentication required",
            "553 5.1.8 Sender address rejected: domain not found",
            "451 4.7.1 Greylisted",
            "450 4.2.2 Mailbox full",
            "450 try again later",
            "550 Blocked by SPF",
        ] {
            assert!(matches!(at_rcpt(&reply(line)), Delivery::Deferred(_)), "{line}");
        }
    }
}
