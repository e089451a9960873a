//! What proves no person: programs, other sites, looks, nonsense, links that never went out, floods.

use super::*;

#[tokio::test]
async fn reports_that_prove_no_person_leave_the_family_unread() {
    let school = School::with_families(2).await;
    let (token, other) = (&school.tokens[0], &school.tokens[1]);
    let nonce = school.nonce(token).await;
    let others_nonce = school.nonce(other).await;

    let early = school.report("read", page(), &read(token, &nonce)).await;
    assert_eq!(early, (422, json!({"why": "early"})));
    assert_eq!(school.report("confirm", page(), &read(token, &nonce)).await.0, 422, "pressed at once");
    school.wait(5);

    let good = read(token, &nonce);
    let forged = json!({"why": "forged"});
    for wrong in [others_nonce.as_str(), "", "AAAA", &nonce.to_lowercase()] {
        assert_eq!(
            school.report("read", page(), &with(&good, "nonce", json!(wrong))).await,
            (422, forged.clone())
        );
        assert_eq!(school.report("confirm", page(), &with(&good, "nonce", json!(wrong))).await.0, 422);
    }
    for gesture in ["", "scroll", "pointermove", "mousemove", "load", "click", "POINTERDOWN"] {
        let said = school.report("read", page(), &with(&good, "gesture", json!(gesture))).await;
        assert_eq!(said, (422, json!({"why": "gesture"})), "{gesture}");
    }
    assert_eq!(school.report("confirm", page(), &with(&good, "gesture", json!("scroll"))).await.0, 422);
    for visible in [json!(0), json!(2999), json!(-1)] {
        assert_eq!(school.report("read", page(), &with(&good, "visible", visible)).await.0, 422);
    }
    school.wait(30 * 60);
    let expired = school.report("read", page(), &good).await;
    assert_eq!(expired, (422, json!({"why": "expired"})));
    assert!(school.is_unread().await);
}

#[tokio::test]
async fn programs_and_other_sites_leave_the_family_unread() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let body = read(token, &nonce);
    let gallery = [
        ("user-agent", ""),
        ("user-agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        ("user-agent", "facebookexternalhit/1.1;line-poker/1.0"),
        ("user-agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"),
        (
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
        ),
        (
            "user-agent",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        ),
        ("user-agent", "curl/8.5.0"),
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
        ("origin", "null"),
        ("origin", "https://evil.example"),
        ("origin", "https://otayori.example.jp:8024"),
        ("origin", "http://otayori.example.jp"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    for (name, value) in gallery {
        for path in ["start", "read", "confirm", "asks"] {
            assert_eq!(
                school.report(path, page_but(name, value), &body).await.0,
                403,
                "{path} {name}: {value}"
            );
        }
    }
    let mut nowhere = page();
    nowhere.remove("origin");
    assert_eq!(school.report("read", nowhere, &body).await.0, 403);
    let mut nobody = page();
    nobody.remove("user-agent");
    assert_eq!(school.report("read", nobody, &body).await.0, 403);
    assert_eq!(school.kinds().await, [TouchKind::Shown], "the start above, and nothing more");
}

#[tokio::test]
async fn looking_writes_nothing() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    for method in [reqwest::Method::GET, reqwest::Method::HEAD, reqwest::Method::OPTIONS] {
        for path in ["b/start", "b/read", "b/confirm", "b/asks", "r", "health", "plain.css", "", "r/", "b"] {
            let url = format!("{}/{path}?k={token}&answer=read&nonce=x", school.address);
            let request = school.client.request(method.clone(), url).headers(page());
            let answer = request.send().await.unwrap();
            assert!(!answer.headers().contains_key("access-control-allow-origin"), "{method} {path}");
        }
    }
    assert_eq!(school.kinds().await, []);
}

#[tokio::test]
async fn bodies_are_bounded_and_nonsense_is_refused() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let long = json!({"k": token, "edition": EDITION, "gesture": "x".repeat(3_000)});
    assert_eq!(school.report("start", page(), &long).await.0, 400);
    for nonsense in [
        json!("text"),
        json!([]),
        json!({}),
        json!({"k": 1}),
        json!({"k": ""}),
        json!({"k": "short"}),
        json!({"k": token, "edition": "<script>"}),
        json!({"k": token, "late": "yes"}),
    ] {
        assert_eq!(school.report("start", page(), &nonsense).await.0, 400, "{nonsense}");
    }
    assert_eq!(school.kinds().await, []);
}

#[tokio::test]
async fn a_link_that_never_went_out_is_answered_alike() {
    let school = School::with_families(1).await;
    let (known, unknown) = (&school.tokens[0], secret_name(school.random.as_ref()));
    let mut answers = Vec::new();
    for token in [known, &unknown] {
        let start = school.client.post(format!("{}/b/start", school.address)).headers(page());
        let start = start.body(json!({"k": token, "edition": EDITION}).to_string()).send().await.unwrap();
        let mut shape: Vec<_> = start
            .headers()
            .iter()
            .filter(|(name, _)| *name != "date")
            .map(|(n, v)| format!("{n}: {v:?}"))
            .collect();
        shape.push(start.status().to_string());
        let said: Value = serde_json::from_str(&start.text().await.unwrap()).unwrap();
        let nonce = said["nonce"].as_str().unwrap();
        shape.push(nonce.len().to_string());
        let early = school.report("read", page(), &read(token, nonce)).await;
        school.wait(5);
        let kept = school.report("read", page(), &read(token, nonce)).await;
        let again = school.report("confirm", page(), &read(token, nonce)).await;
        shape.push(format!("{early:?} {kept:?} {again:?}"));
        answers.push(shape);
    }
    assert_eq!(answers[0], answers[1]);
    assert!(school.touches().await.iter().all(|touch| Some(touch.token) == token_hash(known)));
}

#[tokio::test]
async fn ten_thousand_wrong_links_are_slowed_down_and_write_nothing() {
    let school = School::with_families(1).await;
    let mut refused = 0;
    for _ in 0..10_000 {
        let stranger = secret_name(school.random.as_ref());
        let (status, _) = school.report("start", page(), &json!({"k": stranger})).await;
        refused += u32::from(status == 429);
    }
    assert_eq!(refused, 10_000 - 60);
    assert_eq!(school.kinds().await, []);
    school.nonce(&school.tokens[0]).await;
    school.wait(60);
    let stranger = secret_name(school.random.as_ref());
    assert_eq!(school.report("start", page(), &json!({"k": stranger})).await.0, 200, "a minute later");
}

#[tokio::test]
async fn one_link_that_reports_without_end_is_slowed_down_and_holds_up_no_other() {
    let school = School::with_families(2).await;
    let start = json!({"k": school.tokens[0], "edition": EDITION});
    let mut refused = 0;
    for _ in 0..300 {
        refused += u32::from(school.report("start", page(), &start).await.0 == 429);
    }
    // The first one shows that it went out.
    assert_eq!(refused, 300 - 121);
    school.nonce(&school.tokens[1]).await;
    school.wait(600);
    school.nonce(&school.tokens[0]).await;
}

#[tokio::test]
async fn only_the_sites_own_pages_may_see_the_answers() {
    let school = School::with_families(1).await;
    let body = json!({"k": school.tokens[0]}).to_string();
    let ask = |origin: &str| {
        let request = school.client.post(format!("{}/b/start", school.address));
        request.headers(page_but("origin", origin)).body(body.clone()).send()
    };
    let own = ask(SITE).await.unwrap();
    assert_eq!(own.headers()["access-control-allow-origin"], SITE);
    assert_eq!(own.headers()["vary"], "Origin");
    assert_eq!(own.headers()["cache-control"], "no-store");
    assert_eq!(own.headers()["referrer-policy"], "no-referrer");
    assert!(own.headers()["x-robots-tag"].to_str().unwrap().contains("noindex"));
    assert!(!own.headers().contains_key("access-control-allow-credentials"));
    let other = ask("https://evil.example").await.unwrap();
    assert!(!other.headers().contains_key("access-control-allow-origin"));
}
