//! Postfix's `smtp-sink`, which can fail at every step in every way.

use std::os::unix::fs::MetadataExt;

use super::*;

/// Starts one with these switches.
fn sink(switches: &[&str]) -> (Running, u16) {
    let port = free_port();
    let mut sink = command("smtp-sink");
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        sink.args(["-u", "nobody"]);
    }
    let running = Running(sink.args(switches).arg(format!("127.0.0.1:{port}")).arg("100").spawn().unwrap());
    answering(port);
    (running, port)
}

/// What must come of it.
#[derive(Debug, Clone, Copy)]
enum Ends {
    /// all five in this state, and nothing waits
    Done(State),
    /// all five wait for a later try
    Later,
    /// the mail server's trouble: no mail was tried, none is marked
    Unreachable,
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_mail_server_is_taken_for_what_it_is() {
    if !is_here("smtp-sink") {
        return;
    }
    use Ends::{Done, Later, Unreachable};
    let cases: &[(&[&str], Ends)] = &[
        (&[], Done(State::Accepted)),
        (&["-p"], Done(State::Accepted)),
        (&["-8"], Done(State::Accepted)),
        (&["-E"], Done(State::Accepted)),
        (&["-a"], Done(State::Accepted)),
        (&["-e"], Done(State::Accepted)),
        (&["-F"], Done(State::Accepted)),
        (&["-w", "1"], Done(State::Accepted)),
        (&["-W", "data:1"], Done(State::Accepted)),
        (&["-f", "ehlo"], Done(State::Accepted)),
        // A hard no.
        (&["-f", "connect"], Unreachable),
        (&["-f", "ehlo,helo"], Unreachable),
        (&["-f", "mail"], Unreachable),
        (&["-B", "550 5.1.1 no such user", "-f", "rcpt"], Done(State::Bounced)),
        (&["-B", "554 5.7.1 Relay access denied", "-f", "rcpt"], Later),
        (&["-f", "data"], Done(State::Failed)),
        (&["-f", "."], Done(State::Failed)),
        // Not now.
        (&["-r", "connect"], Unreachable),
        (&["-r", "mail"], Unreachable),
        (&["-r", "rcpt"], Later),
        (&["-r", "data"], Later),
        (&["-r", "."], Later),
        // Gone without a word.
        (&["-q", "connect"], Unreachable),
        (&["-q", "ehlo"], Unreachable),
        (&["-q", "mail"], Unreachable),
        (&["-q", "rcpt"], Unreachable),
        (&["-q", "data"], Unreachable),
        (&["-q", "."], Done(State::Uncertain)),
        // 421, and gone.
        (&["-Q", "connect"], Unreachable),
        (&["-Q", "mail"], Unreachable),
        (&["-Q", "rcpt"], Unreachable),
        (&["-Q", "data"], Unreachable),
        (&["-Q", "."], Later),
        // A no in the middle of the message.
        (&["-A", "0"], Done(State::Failed)),
    ];
    for (switches, ends) in cases {
        let (_running, port) = sink(switches);
        let school = school(&format!("smtp://127.0.0.1:{port}?tls=none"), "  connections: 2\n").await;
        let (rest, states) = sent(&school).await;
        match ends {
            Done(state) => {
                assert_eq!(rest, Rest::Done, "{switches:?}: {states:?}");
                assert_eq!(states.get(state), Some(&5), "{switches:?}: {states:?}");
            }
            Later => {
                assert!(matches!(rest, Rest::Waits(_)), "{switches:?}: {rest:?} {states:?}");
                assert_eq!(states.get(&State::Deferred), Some(&5), "{switches:?}: {states:?}");
            }
            Unreachable => {
                assert!(matches!(rest, Rest::Unreachable(_)), "{switches:?}: {rest:?} {states:?}");
                assert_eq!(states.get(&State::Frozen), Some(&5), "{switches:?}: {states:?}");
                let letter = school.office.find_released("園だより").await.unwrap().id;
                let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
                assert!(
                    dispatches.iter().all(|dispatch| dispatch.attempts == 0),
                    "{switches:?}: a try was counted"
                );
            }
        }
    }
}
