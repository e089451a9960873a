//! What a refusal says of the address: dead, in trouble for now, or not its fault at all.

use crate::ledger::Weight;

/// Words by which a server refuses the sender, or what is sent, whatever code it uses.
const OUR_TROUBLE: &[&str] = &[
    "spamhaus",
    "blacklist",
    "blocklist",
    "block list",
    "black list",
    "blocked using",
    "listed at",
    "dmarc",
    "dkim",
    "spf ",
    "spf)",
    "reputation",
    "considered spam",
    "spam message",
    "as spam",
    "rate limit",
    "too many messages",
    "relay access denied",
    "relaying denied",
    "not permitted to relay",
    "authentication required",
    "unauthenticated",
    "policy reasons",
    "policy violation",
    "virus",
    "迷惑メール",
];

/// Words that say: there is nobody at this address.
const NOBODY: &[&str] = &[
    "user unknown",
    "unknown user",
    "unknown address",
    "unknown recipient",
    "recipient unknown",
    "addressee unknown",
    "no such user",
    "no such recipient",
    "no such address",
    "no such mailbox",
    "no such domain",
    "no mailbox here",
    "no mailbox by that name",
    "does not exist",
    "doesn't exist",
    "doesn't have a",
    "not our customer",
    "user not found",
    "recipient not found",
    "recipientnotfound",
    "mailbox not found",
    "mailbox unavailable",
    "mailbox is disabled",
    "mailbox disabled",
    "account is disabled",
    "account has been disabled",
    "account that you tried to reach is disabled",
    "no longer available",
    "no longer valid",
    "invalid recipient",
    "invalid address",
    "address rejected",
    "address is unknown",
    "bad destination",
    "couldn't be found",
    "could not be found",
    "wasn't found",
    "host or domain name not found",
    "domain not found",
    "host not found",
    "host unknown",
    "name service error",
    "unrouteable address",
    "unroutable address",
    "nullmx",
    "does not accept mail",
    "宛先不明",
    "存在しません",
    "見つかりません",
    "見つからない",
    "アドレスが間違って",
    "使われておりません",
    "使用されておりません",
];

/// Words that say: not now.
const NOT_NOW: &[&str] = &[
    "mailbox full",
    "mailbox is full",
    "mailbox for this user is full",
    "full mailbox",
    "quota",
    "over the limit",
    "out of storage",
    "insufficient storage",
    "insufficient system storage",
    "too large",
    "try again",
    "temporar",
    "timed out",
    "timeout",
    "connection refused",
    "容量",
    "いっぱい",
    "一杯",
    "満杯",
];

/// How heavily a refusal weighs against the address: by its RFC 3463 status (may be empty), and by what the server
/// said. `at_rcpt`: it was the answer to the recipient's address, where 5yz without a reason means the address.
pub fn weigh(status: &str, said: &str, at_rcpt: bool) -> Weight {
    let said = said.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let by_words = |otherwise: Weight| match () {
        () if any(NOBODY) => Weight::Hard,
        () if any(NOT_NOW) => Weight::Soft,
        () => otherwise,
    };
    // Whatever the code: it is about us.
    if any(OUR_TROUBLE) {
        return Weight::Policy;
    }
    let numbers: Vec<u16> = status.split('.').map_while(|number| number.parse().ok()).collect();
    match numbers[..] {
        [4, ..] | [_, 2, 2] => Weight::Soft,
        // The sender's address, not the recipient's.
        [5, 1, 7 | 8] => Weight::Policy,
        // Exchange says 5.4.1 of an address it does not know, and 5.4.310 of a domain.
        [5, 1, _] | [5, 2, 1] | [5, 4, 1 | 4 | 310] => Weight::Hard,
        [5, 2, 3] | [5, 3, 4] | [5, 7, _] => Weight::Policy,
        [5, 5 | 6, _] => by_words(Weight::Policy),
        [5, 0 | 2, _] => by_words(if at_rcpt { Weight::Hard } else { Weight::Soft }),
        [5, ..] => by_words(Weight::Soft),
        _ => by_words(match basic_code(&said) {
            Some(400..=499 | 552) => Weight::Soft,
            Some(554) if !at_rcpt => Weight::Policy,
            Some(500..=599) => Weight::Hard,
            _ => Weight::Soft,
        }),
    }
}

/// The first RFC 3463 status in a text: `5.1.1`; empty where there is none.
pub(super) fn status_in(text: &str) -> String {
    let tokens = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let is_status = |token: &&str| {
        let mut numbers = token.split('.');
        let class = numbers.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
        let rest: Vec<&str> = numbers.collect();
        class && rest.len() == 2 && rest.iter().all(|number| (1..=3).contains(&number.len()))
    };
    tokens.map(|token| token.trim_end_matches('.')).find(is_status).unwrap_or_default().to_owned()
}

/// The first reply code of SMTP in a text that refuses: 400 to 599.
pub(super) fn basic_code(text: &str) -> Option<u16> {
    let tokens = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '@');
    let code = |token: &str| (token.len() == 3).then(|| token.parse().ok()).flatten();
    tokens.filter_map(code).find(|code| (400..600).contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dead_what_waits_and_what_is_ours() {
        use Weight::{Hard, Policy, Soft};
        for (status, said, weight) in [
            ("5.1.1", "550 5.1.1 <x>: Recipient address rejected: User unknown", Hard),
            ("5.1.1", "smtp; 550 No such user here", Hard),
            ("5.1.2", "Host or domain name not found", Hard),
            ("5.1.10", "RESOLVER.ADR.RecipientNotFound; not found", Hard),
            ("5.2.1", "550 The email account that you tried to reach is disabled", Hard),
            ("5.4.1", "Recipient address rejected: Access denied", Hard),
            ("5.4.4", "unable to route", Hard),
            ("5.0.0", "550 Unknown user", Hard),
            ("5.0.0", "550 no reason given", Soft),
            ("", "Unknown address error 550-'User unknown'", Hard),
            ("", "550 Invalid recipient: <…>", Hard),
            ("", "This user doesn't have a yahoo.co.jp account (…) [-9]", Hard),
            ("", "宛先のメールアドレスが見つかりませんでした", Hard),
            ("5.2.2", "552 mailbox full", Soft),
            ("4.2.2", "over quota", Soft),
            ("4.4.1", "connection timed out", Soft),
            ("5.4.7", "delivery time expired", Soft),
            ("", "552 over quota", Soft),
            ("", "メールボックスの容量がいっぱいです", Soft),
            ("5.7.1", "delivery not authorized, message refused", Policy),
            ("5.7.26", "Unauthenticated email is not accepted due to domain's DMARC policy", Policy),
            ("5.1.1", "rejected because the sender is listed at Spamhaus", Policy),
            ("5.1.8", "sender address rejected", Policy),
            ("5.3.4", "message too big", Policy),
            ("", "554 message refused", Policy),
        ] {
            assert_eq!(weigh(status, said, false), weight, "{status} {said}");
        }
        assert_eq!(weigh("", "550 sorry", true), Hard);
        assert_eq!(weigh("5.0.0", "550 5.0.0 sorry", true), Hard);
    }

    #[test]
    fn codes_are_found_in_what_servers_say() {
        assert_eq!(status_in("host mx said: 550-5.1.1 The email account"), "5.1.1");
        assert_eq!(status_in("from 192.0.2.1 (v4.3.2.1): error 5.4.310."), "5.4.310");
        assert_eq!(status_in("from 192.0.2.1, 20 of 300"), "");
        assert_eq!(basic_code("said: 550-5.1.1 no"), Some(550));
        assert_eq!(basic_code("123 550b a550"), None);
    }
}
