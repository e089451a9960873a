//! What every courier promises, held against each of them with a real other side: a mail server, a program that takes
//! mail, a folder. A new kind of courier (LINE, web push, SMS) gets a [`Peer`] of its own and keeps the same promises.

pub mod peers;

use std::time::Duration;

use otayori::notify::{Delivery, Go, Message};
use otayori::recipients::EmailAddress;

use peers::{Peer, Trouble};

const HANA: &str = "hana@example.jp";
const BACK: &str = "b+abcdefghijklmnop.proofproofproof@example.jp";

fn message(to: &str, number: u32) -> Message {
    Message {
        to: EmailAddress::parse(to).unwrap(),
        message_id: format!("number{number:010}.proof@example.jp"),
        return_path: Some(BACK.to_owned()),
        stop_link: Some(format!("https://yomi.example.jp/stop?m=number{number}")),
        subject: "ひまわり保育園：秋の遠足について".to_owned(),
        text: "遠足です。\n.\nhttps://otayori.example.jp/himawari/x/?k=token\n".to_owned(),
        html: "<p>遠足です。</p>".to_owned(),
        at: "2026-11-24T01:00:00Z".parse().unwrap(),
    }
}

async fn deliver(peer: &Peer, message: &Message) -> Delivery {
    peer.courier.deliver(message, None, Go::when(async { true })).await
}

/// Is it what this courier says when all went well?
fn went(peer: &Peer, delivery: &Delivery) -> bool {
    match delivery {
        Delivery::Accepted(_) => !peer.courier.is_rehearsal(),
        Delivery::Rehearsed => peer.courier.is_rehearsal(),
        _ => false,
    }
}

fn parsed(mail: &str) -> mail_parser::Message<'_> {
    mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_before_the_word_to_go() {
    for peer in Peer::all().await {
        let seen = || peer.received().len();
        let go = Go::when(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            assert_eq!(seen(), 0, "{}: it left before its word", peer.name);
            true
        });
        let delivery = peer.courier.deliver(&message(HANA, 1), None, go).await;
        assert!(went(&peer, &delivery), "{}: {delivery:?}", peer.name);
        assert_eq!(seen(), 1, "{}", peer.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_word_nothing_leaves_and_the_next_one_goes() {
    for peer in Peer::all().await {
        let delivery = peer.courier.deliver(&message(HANA, 1), None, Go::when(async { false })).await;
        assert_eq!(delivery, Delivery::Withdrawn, "{}", peer.name);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(peer.received().len(), 0, "{}", peer.name);
        let delivery = deliver(&peer, &message(HANA, 2)).await;
        assert!(went(&peer, &delivery), "{}: {delivery:?}", peer.name);
        assert_eq!(peer.received().len(), 1, "{}", peer.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_named_ahead_goes_only_when_it_is_handed_over() {
    for peer in Peer::all().await {
        let [first, second, third, fourth] = [1, 2, 3, 4].map(|number| message(HANA, number));
        let go = || Go::when(async { true });
        for (message, next) in [(&first, Some(&second)), (&second, Some(&third))] {
            let delivery = peer.courier.deliver(message, next, go()).await;
            assert!(went(&peer, &delivery), "{}: {delivery:?}", peer.name);
        }
        assert_eq!(peer.received().len(), 2, "{}: the third was only named", peer.name);
        let withdrawn = peer.courier.deliver(&third, Some(&fourth), Go::when(async { false }));
        let withdrawn = tokio::time::timeout(Duration::from_secs(10), withdrawn).await;
        assert_eq!(withdrawn, Ok(Delivery::Withdrawn), "{}", peer.name);
        let delivery = peer.courier.deliver(&fourth, Some(&third), go()).await;
        assert!(went(&peer, &delivery), "{}: {delivery:?}", peer.name);
        peer.courier.close().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        let received = peer.received();
        assert_eq!(received.len(), 3, "{}", peer.name);
        assert!(received.iter().all(|mail| !mail.message.contains(&third.message_id)), "{}", peer.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_to_one_address_and_comes_back_to_its_own() {
    for peer in Peer::all().await {
        deliver(&peer, &message(HANA, 1)).await;
        let received = peer.received();
        let [mail] = received.as_slice() else { panic!("{}: {} mails", peer.name, received.len()) };
        if let Some(envelope) = &mail.envelope {
            assert_eq!(envelope.to, [HANA], "{}", peer.name);
            assert_eq!(envelope.from, BACK, "{}", peer.name);
        }
        let read = parsed(&mail.message);
        assert_eq!(read.to().unwrap().first().unwrap().address(), Some(HANA), "{}", peer.name);
        assert_eq!(read.body_text(0).unwrap(), message(HANA, 1).text.replace('\n', "\r\n"), "{}", peer.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_has_the_same_message_id() {
    for peer in Peer::all().await {
        for _ in 0..2 {
            deliver(&peer, &message(HANA, 7)).await;
        }
        let received = peer.received();
        // The rehearsal's folder keeps one of two that have the same id, as some mailboxes do.
        assert_eq!(received.len(), if peer.courier.is_rehearsal() { 1 } else { 2 }, "{}", peer.name);
        for mail in received {
            assert_eq!(parsed(&mail.message).message_id(), Some("number0000000007.proof@example.jp"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_typed_stays_what_it_is() {
    let subjects = [
        "園\r\nBcc: evil@example.com\r\n\r\n<b>",
        "\"; rm -rf / #`$(id)`",
        "=?UTF-8?B?QmNjOiBldmls?= x",
        ". \u{0}\u{2028}To: x@example.com, y@example.com",
        &"長い題名".repeat(300),
    ];
    let addresses =
        ["a..b@docomo.example.jp", ".c.@docomo.example.jp", "-x@example.jp", "`id`|{a}@example.jp"];
    for peer in Peer::all().await {
        let mut number = 0;
        for subject in subjects {
            for to in addresses {
                let quoted = to.contains("..") || to.starts_with('.');
                if quoted && peer.name == "msmtp" {
                    // It loses a local part in quotation marks; the mail server then refuses it.
                    continue;
                }
                number += 1;
                let message = Message { subject: subject.to_owned(), ..message(to, number) };
                let delivery = deliver(&peer, &message).await;
                assert!(went(&peer, &delivery), "{}: {to}: {delivery:?}", peer.name);
                let received = peer.received();
                let mail = received.iter().find(|mail| mail.message.contains(&message.message_id)).unwrap();
                let read = parsed(&mail.message);
                let others = ["Cc", "Bcc", "Reply-To", "Sender"];
                assert!(others.iter().all(|name| read.header(*name).is_none()), "{}", peer.name);
                let typed = |text: &str| {
                    text.split(|c: char| c.is_control() || c == ' ' || c == '\u{2028}')
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(" ")
                };
                assert_eq!(read.subject().unwrap(), typed(subject), "{}", peer.name);
                let (local, domain) = to.split_once('@').unwrap();
                let sent = if quoted { format!("\"{local}\"@{domain}") } else { to.to_owned() };
                if let Some(envelope) = &mail.envelope {
                    assert_eq!(envelope.to, [sent.as_str()], "{}", peer.name);
                }
                assert!(
                    mail.message.contains(&format!("\nTo: {sent}\r\n"))
                        || mail.message.contains(&format!("\nTo: {sent}\n"))
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_a_time_do_not_mix() {
    for peer in Peer::all().await {
        assert!(peer.courier.at_once() >= 1, "{}", peer.name);
        let messages: Vec<Message> = (0..6).map(|n| message(&format!("p{n}@example.jp"), n)).collect();
        for pair in messages.chunks(2) {
            let (one, other) = tokio::join!(deliver(&peer, &pair[0]), deliver(&peer, &pair[1]));
            assert!(went(&peer, &one) && went(&peer, &other), "{}: {one:?} {other:?}", peer.name);
        }
        let received = peer.received();
        assert_eq!(received.len(), messages.len(), "{}", peer.name);
        for message in &messages {
            let of = |mail: &&peers::Received| mail.message.contains(&message.message_id);
            let mail = received.iter().find(of).unwrap();
            assert!(mail.message.contains(&format!("To: {}", message.to.reveal())), "{}", peer.name);
            if let Some(envelope) = &mail.envelope {
                assert_eq!(envelope.to, [message.to.reveal()], "{}", peer.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_means_the_same_everywhere_and_names_nobody() {
    for peer in Peer::all().await {
        for trouble in [Trouble::NobodyThere, Trouble::NotNow, Trouble::Closed] {
            if !peer.make(trouble) {
                continue;
            }
            // A kept connection would not see a door that is shut by now.
            peer.courier.close().await;
            let delivery = deliver(&peer, &message(HANA, 1)).await;
            let said = match (&delivery, trouble) {
                (Delivery::Bounced(said), Trouble::NobodyThere)
                | (Delivery::Deferred(said), Trouble::NotNow)
                | (Delivery::Unreachable(said), Trouble::Closed) => said,
                _ => panic!("{}: {trouble:?}: {delivery:?}", peer.name),
            };
            assert!(!said.is_empty() && !said.contains("hana"), "{}: {said}", peer.name);
            assert_eq!(peer.received().len(), 0, "{}: refused and taken", peer.name);
        }
        peer.make(Trouble::None);
        let delivery = deliver(&peer, &message(HANA, 2)).await;
        assert!(went(&peer, &delivery), "{}: it does not go on: {delivery:?}", peer.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leave_can_be_taken_at_any_time() {
    for peer in Peer::all().await {
        peer.courier.close().await;
        deliver(&peer, &message(HANA, 1)).await;
        peer.courier.close().await;
        peer.courier.close().await;
        let delivery = deliver(&peer, &message(HANA, 2)).await;
        assert!(went(&peer, &delivery), "{}: {delivery:?}", peer.name);
    }
}

mod sendmail {
    //! What only a program can do wrong.
    use super::*;

    #[tokio::test]
    async fn a_program_that_is_not_there_is_seen_before_anything_is_written_down() {
        for (what, peer) in peers::no_programs() {
            let asked = std::sync::atomic::AtomicBool::new(false);
            let go = Go::when(async {
                asked.store(true, std::sync::atomic::Ordering::Relaxed);
                true
            });
            let delivery = peer.courier.deliver(&message(HANA, 1), None, go).await;
            assert!(matches!(delivery, Delivery::Unreachable(_)), "{what}: {delivery:?}");
            assert!(!asked.into_inner(), "{what}");
        }
    }

    #[tokio::test]
    async fn each_end_of_the_program_is_understood() {
        let large = Message { text: "長い文です。\n".repeat(20_000), ..message(HANA, 1) };
        let small = message(HANA, 1);
        for (script, message, wanted) in [
            ("cat >/dev/null; exit 67", &small, "Bounced(\"sendmail: exit code 67\")"),
            ("cat >/dev/null; exit 65", &small, "Failed(\"sendmail: exit code 65\")"),
            ("cat >/dev/null; exit 78", &small, "Unreachable(\"PROGRAM: sendmail: exit code 78\")"),
            ("cat >/dev/null; kill -9 $$", &small, "Uncertain(\"sendmail: killed\")"),
            ("exit 75", &large, "Deferred(\"sendmail: exit code 75\")"),
            (
                "exec <&-; exit 0",
                &large,
                "Uncertain(\"sendmail: it ended before it had read the whole mail\")",
            ),
            (
                "cat >/dev/null; echo \"<$5>: no mailbox for $5\" >&2; exit 67",
                &small,
                "Bounced(\"sendmail: exit code 67: … no mailbox for …\")",
            ),
            ("cat >/dev/null; yes 'a long complaint' | head -c 200000 >&2; exit 0", &small, "Accepted("),
            // What it leaves behind holds up nothing.
            ("cat >/dev/null; sleep 30 & exit 0", &small, "Accepted(\"\")"),
        ] {
            let (peer, program) = peers::program(script);
            let began = std::time::Instant::now();
            let delivery = format!("{:?}", deliver(&peer, message).await).replace(&program, "PROGRAM");
            assert!(delivery.starts_with(wanted), "{script}: {delivery}");
            assert!(began.elapsed() < Duration::from_secs(10), "{script}");
        }
    }
}
