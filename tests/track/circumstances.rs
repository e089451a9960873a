//! What is kept beside a reading, in coarse classes, and what the forms that nobody sees give away.

use super::*;

#[tokio::test]
async fn the_circumstances_are_kept_in_coarse_classes_and_the_networks_for_thirty_days() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let body = with(&read(token, &nonce), "d", json!("k3f9aq7"));
    school.report("read", page(), &body).await;
    school.report("confirm", page(), &body).await;
    let other = school.nonce(token).await;
    school.wait(5);
    school.report("confirm", page_but("user-agent", CHROME), &read(token, &other)).await;

    let came: Vec<_> = school.touches().await.into_iter().map(|touch| touch.circumstances).collect();
    let [shown, read, confirmed, later] = &came[..] else { panic!("{came:?}") };
    assert_eq!((read.agent, later.agent), (Agent::PhoneSafari, Agent::PhoneChrome));
    assert_eq!(read.fetch, Fetch::Agrees);
    assert!(shown.session.is_some() && shown.session == read.session && read.session == confirmed.session);
    assert!(later.session.is_some() && later.session != read.session, "another opening of the page");
    assert!(read.device.is_some() && later.device.is_none());
    assert!(read.network.is_some() && read.network == later.network);

    let touches = school.touches().await;
    school.ledger.forget(school.clock.now()).await.unwrap();
    assert_eq!(school.touches().await, touches, "nothing is old yet");
    school.wait(31 * 24 * 3_600);
    school.ledger.forget(school.clock.now()).await.unwrap();
    for (before, after) in touches.iter().zip(school.touches().await) {
        assert_eq!(after.circumstances.network, None);
        assert_eq!(
            Circumstances { network: before.circumstances.network, ..after.circumstances },
            before.circumstances
        );
    }
    assert_eq!(school.touches().await.len(), touches.len());
}

#[tokio::test]
async fn neither_address_nor_agent_nor_what_the_page_keeps_stands_in_the_ledger() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let mut from = page();
    from.insert("x-forwarded-for", HeaderValue::from_static("203.0.113.77"));
    school.report("read", from, &with(&read(token, &nonce), "d", json!("k3f9aq7canary"))).await;
    school.collector.finish().await;
    school.ledger.close().await;
    for file in std::fs::read_dir(school.folder.path().join(".otayori")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for canary in ["203.0.113.77", "iPhone OS", "Mobile/15E148", "k3f9aq7canary", token] {
            let found = bytes.windows(canary.len()).any(|part| part == canary.as_bytes());
            assert!(!found, "{canary}");
        }
    }
}

/// Sends the form of the letter's page that nobody sees, as a browser does from another origin.
async fn send_unused(school: &School, fields: &[(&str, &str)]) -> u16 {
    let mut headers =
        headers(&[("user-agent", CHROME), ("origin", "null"), ("sec-fetch-site", "cross-site")]);
    headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    let body: String = fields.iter().map(|(name, value)| format!("{name}={value}&")).collect();
    let request = school.client.post(format!("{}/b/unused", school.address)).headers(headers).body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_form_that_nobody_sees_is_written_down_with_its_session_and_tells_nothing() {
    let school = School::with_families(1).await;
    let token = school.tokens[0].as_str();
    let nonce = school.nonce(token).await;
    let stranger = secret_name(school.random.as_ref());
    for fields in [
        vec![("k", token), ("d", "12345"), ("nonce", &nonce), ("note", "hello")],
        vec![("k", token), ("d", "12345"), ("nonce", &nonce)],
        vec![("k", stranger.as_str())],
        vec![("k", "<script>")],
        vec![],
    ] {
        assert_eq!(send_unused(&school, &fields).await, 204, "{fields:?}: the page stays as it is");
    }
    let touches = school.touches().await;
    let kinds: Vec<_> = touches.iter().map(|touch| touch.kind).collect();
    assert_eq!(kinds, [TouchKind::Shown, TouchKind::Hidden], "once, and only for what went out");
    assert_eq!(touches[0].circumstances.session, touches[1].circumstances.session);
    assert_eq!(touches[1].circumstances.agent, Agent::PhoneChrome);

    // On the page without script it is the first form, whoever sends it.
    let first = school.client.get(otayori::notify::plain_link(&school.address, token)).send().await.unwrap();
    let first = first.text().await.unwrap();
    let forms: Vec<&str> = first.split("<form ").skip(1).collect();
    assert!(forms[0].contains("aria-hidden") && forms[0].contains("value=\"unused\""), "{first}");
    assert!(!forms[1].contains("unused"), "{first}");
    let (status, page) = school.form("curl/8.5.0", &[("k", token), ("answer", "unused")], &[]).await;
    assert!(status == 200 && page.contains("すすむ"), "{page}");
    assert_eq!(school.touches().await.last().unwrap().door, Door::Plain);
    assert!(school.is_unread().await);
}

/// Where each family stands, in the order of their tokens, with the stall of the settings' default.
async fn standings(school: &School) -> Vec<Standing> {
    let record = school.ledger.record(&school.letter).await.unwrap().unwrap();
    let counting = Counting::of(&record.releases).unwrap();
    let stands = |dispatch: &Dispatch| {
        let rows = Rows {
            dispatches: vec![dispatch],
            touches: record.touches.iter().filter(|touch| touch.dispatch == dispatch.id).collect(),
            ..Rows::default()
        };
        follow_up::standing(&rows, &counting, Duration::from_secs(120))
    };
    record.dispatches.iter().map(stands).collect()
}

#[tokio::test]
async fn an_emergency_is_opened_by_a_hundred_families_of_one_address_in_the_first_minute() {
    let school = Arc::new(School::with_families(100).await);
    let mut opened = tokio::task::JoinSet::new();
    for number in 0..100 {
        let school = Arc::clone(&school);
        opened.spawn(async move { (number, school.nonce(&school.tokens[number]).await) });
    }
    let nonces = opened.join_all().await;
    school.wait(20);
    for (number, nonce) in &nonces {
        // Every tenth only scrolls.
        let (path, gesture) = if number % 10 == 0 { ("read", "wheel") } else { ("confirm", "pointerdown") };
        let body = with(&read(&school.tokens[*number], nonce), "gesture", json!(gesture));
        assert_eq!(school.report(path, page(), &body).await.0, 200);
    }
    let standings = standings(&school).await;
    let read = standings.iter().filter(|standing| matches!(standing, Standing::Read { .. })).count();
    let provisional = Standing::Unread { reason: Reason::Provisional };
    let doubtful = standings.iter().filter(|standing| **standing == provisional).count();
    assert_eq!((read, doubtful), (90, 10), "who pressed counts at once; who scrolled, on a second opening");
}

#[tokio::test]
async fn what_presses_both_buttons_or_sends_the_hidden_form_is_called() {
    let school = School::with_families(3).await;
    let mut nonces = Vec::new();
    for token in &school.tokens {
        nonces.push(school.nonce(token).await);
    }
    school.wait(600);
    for (number, nonce) in nonces.iter().enumerate() {
        let body = with(&read(&school.tokens[number], nonce), "gesture", json!("pointerdown"));
        school.report("confirm", page(), &body).await;
        if number == 1 {
            school.report("asks", page(), &body).await;
        }
        if number == 2 {
            let fields = [("k", school.tokens[number].as_str()), ("nonce", nonce)];
            send_unused(&school, &fields).await;
        }
    }
    let standings = standings(&school).await;
    assert!(matches!(standings[0], Standing::Read { by: TouchKind::Confirmed, .. }));
    assert_eq!(standings[1], Standing::Unread { reason: Reason::AsksForCall });
    assert_eq!(standings[2], Standing::Unread { reason: Reason::Provisional });
}
