//! What was answered is on disk; a collector knows its own.

use super::*;

#[tokio::test]
async fn what_was_answered_is_on_disk_for_others_to_see_and_survives_a_restart() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let press = read(token, &nonce);
    assert_eq!(school.report("confirm", page(), &press).await.0, 200);

    let beside = Ledger::open(&school.folder.path().join(".otayori")).await.unwrap();
    let seen = beside.touches(&school.letter).await.unwrap();
    assert_eq!(seen.last().unwrap().kind, TouchKind::Confirmed);

    // Another collector on the same ledger knows the nonce, and that it was used.
    let again = start(&beside, &school.clock, &school.random).await;
    let second = listen(&again).await;
    for (path, rows) in [("confirm", 2), ("read", 3)] {
        let request = school.client.post(format!("{second}/b/{path}")).headers(page());
        assert_eq!(request.body(press.to_string()).send().await.unwrap().status(), 200);
        assert_eq!(school.touches().await.len(), rows, "{path}");
    }
}

#[tokio::test]
async fn a_ledger_that_cannot_write_is_never_called_kept() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    school.collector.finish().await;
    assert_eq!(school.report("read", page(), &read(token, &nonce)).await.0, 503);
    school.ledger.close().await;
    assert_eq!(school.report("start", page(), &json!({"k": token})).await.0, 503);
    let health = school.client.get(format!("{}/health", school.address)).send().await.unwrap();
    assert_eq!(health.status(), 503);
}

#[tokio::test]
async fn the_self_test_knows_its_own_collector_site_and_ledger() {
    let school = School::with_families(0).await;
    let test = |address: String, site: &'static str, ledger: Ledger| {
        let random = Arc::clone(&school.random);
        async move { track::self_test(&address, site, &ledger, random.as_ref()).await }
    };
    test(school.address.clone(), SITE, school.ledger.clone()).await.unwrap();
    let other_site = test(school.address.clone(), "http://other.example", school.ledger.clone()).await;
    assert!(matches!(other_site, Err(SelfTestError::Other(_))), "{other_site:?}");
    let elsewhere = tempfile::tempdir().unwrap();
    let other_ledger = Ledger::open(elsewhere.path()).await.unwrap();
    // The same seed would draw the same secret.
    other_ledger.secret("collector self-test", || [9; 32]).await.unwrap();
    let other_ledger = test(school.address.clone(), SITE, other_ledger).await;
    assert!(matches!(other_ledger, Err(SelfTestError::Other(_))), "{other_ledger:?}");
    let away = test("http://127.0.0.1:9".into(), SITE, school.ledger.clone()).await;
    assert!(matches!(away, Err(SelfTestError::Away(_))), "{away:?}");
}

#[tokio::test]
async fn finishing_waits_for_what_is_still_to_be_written() {
    let school = Arc::new(School::with_families(50).await);
    let asking: Vec<_> = (0..50)
        .map(|number| {
            let school = Arc::clone(&school);
            tokio::spawn(async move {
                school.report("start", page(), &json!({"k": school.tokens[number]})).await.0
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(5)).await;
    school.collector.finish().await;
    let mut answered = 0;
    for one in asking {
        answered += usize::from(one.await.unwrap() == 200);
    }
    assert_eq!(school.kinds().await.len(), answered, "as many rows as answers, no more and no less");
}

#[test]
fn evidence_goes_through_json_and_comes_back_the_same() {
    let evidence = Evidence {
        token: [7; 32],
        kind: TouchKind::Hidden,
        door: Door::Page,
        at: "2026-11-24T09:00:00.123Z".parse().unwrap(),
        edition: EDITION.into(),
        dwell: 3_200,
        gesture: "wheel".into(),
        late: true,
        circumstances: Circumstances {
            agent: Agent::Line,
            network: Some([1; 8]),
            device: None,
            ..Circumstances::default()
        },
        nonce: Some([9; 32]),
    };
    let json = serde_json::to_string(&evidence).unwrap();
    assert_eq!(serde_json::from_str::<Evidence>(&json).unwrap(), evidence, "{json}");
}
