//! Envelopes that go ahead with the mail before them (RFC 2920): what becomes of one is never taken for another's.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_among_many_hits_only_whom_it_is_about() {
    // A mail server that asks for a message although nobody is there to get it, and one that does not.
    for asks_on in [false, true] {
        let school = School::open("  quiet: never\n  connections: 1\n").await;
        school.write_for_many(40);
        let dead: Vec<String> = [3, 4, 17, 39].iter().map(|number| format!("k{number}@example.jp")).collect();
        school.smtp.set(|faults| {
            faults.bounce = dead.clone();
            faults.defer = vec!["k8@example.jp".to_owned()];
            faults.asks_on = asks_on;
        });
        let letter = school.release("園だより", Kind::Send).await;
        school.advance(61);
        // Waiting for an answer that never comes would take half a minute.
        tokio::time::timeout(Duration::from_secs(20), school.post())
            .await
            .expect("each knows whose turn it is");
        let states: BTreeMap<String, State> = school
            .office
            .ledger
            .dispatches(&letter)
            .await
            .unwrap()
            .into_iter()
            .filter_map(|one| Some((one.to.email?.reveal().to_owned(), one.state)))
            .collect();
        for (address, state) in &states {
            let expected = match address.as_str() {
                "k8@example.jp" => State::Deferred,
                address if dead.iter().any(|dead| dead == address) => State::Bounced,
                _ => State::Accepted,
            };
            assert_eq!(*state, expected, "{address}, asks on: {asks_on}");
        }
        let accepted = school.smtp.accepted();
        assert_eq!((states.len(), accepted.len()), (40, 35), "asks on: {asks_on}");
        for mail in &accepted {
            assert_eq!(mail.recipients, [mail.to.as_str()]);
            assert!(mail.message.contains(&format!("\r\nTo: {}\r\n", mail.to)), "{}", mail.message);
        }
    }
}
