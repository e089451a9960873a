//! A mail server that closes connections: after each mail, with 421, or when it has enough of them.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// hangs up after a mail, without a word
    HangsUp,
    /// answers the next mail with 421
    Says421,
    /// takes one connection at a time, and greets others with 421
    OneAtATime,
}

/// Takes mails by its habit; the recipients of those it took.
async fn server(habit: Habit) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let all = Arc::clone(&taken);
    let busy = Arc::new(tokio::sync::Mutex::new(()));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (taken, busy) = (Arc::clone(&all), Arc::clone(&busy));
            tokio::spawn(async move { talk(stream, habit, &taken, &busy).await });
        }
    });
    (port, taken)
}

async fn talk(
    stream: TcpStream,
    habit: Habit,
    taken: &Mutex<Vec<String>>,
    busy: &tokio::sync::Mutex<()>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let alone = busy.try_lock();
    if habit == Habit::OneAtATime && alone.is_err() {
        return stream.get_mut().write_all(b"421 4.7.0 too many connections\r\n").await;
    }
    stream.get_mut().write_all(b"220 test ESMTP\r\n").await?;
    let (mut line, mut to, mut mails) = (String::new(), String::new(), 0);
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-test\r\n250 PIPELINING",
            "MAIL" if mails > 0 && habit == Habit::Says421 => {
                return stream.get_mut().write_all(b"421 4.7.0 enough for one connection\r\n").await;
            }
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap().to_owned();
                "250 ok"
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await?;
                while line != ".\r\n" {
                    line.clear();
                    stream.read_line(&mut line).await?;
                }
                taken.lock().unwrap().push(to.clone());
                mails += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
                if habit == Habit::HangsUp {
                    return stream.get_mut().write_all(b"250 taken\r\n").await;
                }
                "250 taken"
            }
            _ => "250 ok",
        };
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_closed_meanwhile_is_opened_anew() {
    for habit in [Habit::HangsUp, Habit::Says421, Habit::OneAtATime] {
        let (port, taken) = server(habit).await;
        let connections = if habit == Habit::OneAtATime { 4 } else { 1 };
        let more = format!("  connections: {connections}\n");
        let school = school(&format!("smtp://127.0.0.1:{port}?tls=none"), &more).await;
        let (rest, states) = sent(&school).await;
        assert_eq!(rest, Rest::Done, "{habit:?}: {states:?}");
        assert_eq!(states.get(&State::Accepted), Some(&5), "{habit:?}: {states:?}");
        let mut taken = taken.lock().unwrap().clone();
        taken.sort();
        taken.dedup();
        assert_eq!(taken.len(), 5, "{habit:?}: each once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_carrier_is_in_nobody_s_way() {
    let (port, taken) = server(Habit::Says421).await;
    let more = "  connections: 1\n  pace: {carrier.example.jp: 2}\n";
    let school = school(&format!("smtp://127.0.0.1:{port}?tls=none"), more).await;
    let domain = |number| if number < 40 { "mail.carrier.example.jp" } else { "example.jp" };
    school.write("recipients/families.csv", &households(46, domain));
    school.release("園だより", Kind::Send).await;
    school.advance(61);
    let started = std::time::Instant::now();
    let enough = || started.elapsed() > Duration::from_secs(3);
    let rest = school.office.send(None, jiff::SignedDuration::ZERO, &enough, &|_| {}).await.unwrap();
    assert_eq!(rest, Rest::Stopped);
    let taken = taken.lock().unwrap().clone();
    let slow = taken.iter().filter(|to| to.ends_with("carrier.example.jp")).count();
    assert_eq!(taken.len() - slow, 6, "the others went: {taken:?}");
    assert!((4..=8).contains(&slow), "two a second, in three seconds: {slow}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stopped_in_doubt_does_not_go_a_second_time() {
    let school = school("smtp://127.0.0.1:9?tls=none", "").await;
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    let ledger = &school.office.ledger;
    ledger.freeze_due(None, school.office.clock.now()).await.unwrap();
    let due = ledger.due(None, school.office.clock.now(), 100).await.unwrap();
    // As a killed process leaves it.
    assert!(ledger.start_sending(&due[0], &[1; 32], school.office.clock.now()).await.unwrap());
    assert_eq!(school.office.stop(&letter, "園長").await.unwrap(), 4);
    school.advance(3600);
    assert_eq!(school.post().await, Rest::Done, "nothing is tried");
    let states = school.office.sent_report(&letter).await.unwrap().states;
    assert_eq!((states.get(&State::Uncertain), states.get(&State::Cancelled)), (Some(&1), Some(&4)));
    assert!(school.unread(&letter).await.iter().any(|row| row.ends_with("uncertain")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_doubt_goes_a_second_time_and_never_a_third() {
    let school = school("smtp://127.0.0.1:9?tls=none", "").await;
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    let (ledger, now) = (&school.office.ledger, school.office.clock.now());
    ledger.freeze_due(None, now).await.unwrap();
    for tried in 1..=2 {
        let due = ledger.due(None, now, 100).await.unwrap();
        let one = due.iter().find(|one| one.to.family == "H001").unwrap();
        // As a killed process leaves it.
        assert!(ledger.start_sending(one, &[tried; 32], now).await.unwrap());
        assert_eq!(ledger.doubt_interrupted().await.unwrap(), 1);
    }
    let due = ledger.due(None, now, 100).await.unwrap();
    assert_eq!(due.iter().filter(|one| one.to.family == "H001").count(), 0, "twice is enough");
    assert!(school.unread(&letter).await.contains(&"H001 uncertain".to_owned()), "and the list says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_late_is_given_up_and_said_so() {
    let school = school("smtp://127.0.0.1:9?tls=none", "").await;
    let letter = school.release("園だより", Kind::PublishOnly).await;
    let now = school.office.clock.now();
    let people: Vec<_> = ["frozen", "late"]
        .iter()
        .enumerate()
        .map(|(number, who)| otayori::ledger::NewDispatch {
            to: otayori::ledger::Recipient {
                family: "H001".to_owned(),
                guardian: (*who).to_owned(),
                role: otayori::recipients::Role::Guardian,
                route: otayori::ledger::Route::Mail,
                email: otayori::recipients::EmailAddress::parse("h001@example.jp"),
                lang: String::new(),
            },
            message_id: format!("{who}@example.jp"),
            state: State::Held,
            due_at: now,
            send_by: (number == 1).then(|| now + jiff::SignedDuration::from_mins(10)),
            round: 0,
            despite_stop: false,
            said: None,
        })
        .collect();
    school.office.ledger.add_dispatches(&letter, 0, &people, &[], school.office.clock.now()).await.unwrap();
    school.advance(601);
    assert!(matches!(school.post().await, Rest::Unreachable(_)));
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    assert_eq!(dispatches[0].state, State::Frozen, "that one may still go");
    assert_eq!(dispatches[1].state, State::Failed);
    assert!(dispatches[1].said.as_ref().unwrap().contains("遅すぎます"), "{:?}", dispatches[1].said);
}
