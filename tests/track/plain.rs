//! The page without script.

use super::*;

/// What a browser sends when a person presses a button of the plain page.
const PRESSED: &[(&str, &str)] = &[
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("sec-fetch-site", "same-origin"),
    ("sec-fetch-user", "?1"),
];

fn nonce_of(html: &str) -> String {
    let (_, rest) = html.split_once("name=\"nonce\" value=\"").expect("a second page");
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn without_script_a_person_confirms_on_the_second_page() {
    let school = School::with_families(1).await;
    let token = school.tokens[0].as_str();
    let opened = school.client.get(otayori::notify::plain_link(&school.address, token)).send().await.unwrap();
    let first = opened.text().await.unwrap();
    assert!(first.contains("ひまわり保育園") && first.contains("<form method=\"post\""), "{first}");
    assert_eq!(school.kinds().await, [], "a GET writes nothing");

    let (status, second) = school.form(CHROME, &[("k", token), ("answer", "")], PRESSED).await;
    assert_eq!(status, 200);
    let nonce = nonce_of(&second);
    let press = [("k", token), ("nonce", &nonce), ("answer", "read")];
    let (_, again) = school.form(CHROME, &press, PRESSED).await;
    assert!(again.contains("もう一度押してください"), "{again}");
    assert_eq!(nonce_of(&again), nonce, "the same page again: its three seconds go on");
    assert!(school.is_unread().await);

    school.wait(120);
    let (status, thanks) = school.form(CHROME, &press, PRESSED).await;
    assert_eq!(status, 200);
    assert!(thanks.contains("ひまわり保育園に届いています: 11月24日(火) 18:02"), "{thanks}");
    assert!(thanks.contains("年度が終わって") && thanks.contains("お電話や紙のほうがよいとき"), "{thanks}");
    school.wait(300);
    let (_, reloaded) = school.form(CHROME, &press, PRESSED).await;
    assert!(reloaded.contains("18:02"), "tells what is recorded, not now: {reloaded}");
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Confirmed]);
    assert_eq!(school.touches().await[1].door, Door::Plain);
}

#[tokio::test]
async fn without_script_a_person_can_ask_for_a_call_in_english() {
    let school = School::with_families(1).await;
    let token = school.tokens[0].as_str();
    let fields = [("k", token), ("lang", "en")];
    let (_, second) = school.form(PHONE, &fields, &[]).await;
    assert!(second.contains("<html lang=\"en\">") && second.contains("Please call me"), "{second}");
    school.wait(10);
    let nonce = nonce_of(&second);
    let (_, thanks) =
        school.form(PHONE, &[("k", token), ("lang", "en"), ("nonce", &nonce), ("answer", "call")], &[]).await;
    let promise =
        "has your request for a call: Tue 24 Nov, 18:00. The school will phone you as soon as it can";
    assert!(thanks.contains(promise), "{thanks}");
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Asks]);
}

#[tokio::test]
async fn without_script_programs_leave_the_family_unread() {
    let school = School::with_families(2).await;
    let (token, other) = (school.tokens[0].as_str(), school.tokens[1].as_str());
    let (_, second) = school.form(CHROME, &[("k", token)], PRESSED).await;
    let nonce = nonce_of(&second);
    // Submits every form it sees, at once.
    for answer in ["read", "call"] {
        school.form(CHROME, &[("k", token), ("nonce", &nonce), ("answer", answer)], PRESSED).await;
    }
    school.wait(5);
    let press = [("k", token), ("nonce", nonce.as_str()), ("answer", "read")];
    // Patient, but a script's submit: the browser does not say that a person pressed.
    assert_eq!(school.form(CHROME, &press, &PRESSED[..3]).await.0, 403);
    assert_eq!(school.form("curl/8.5.0", &press, &[]).await.0, 403);
    assert_eq!(school.form("", &press, &[]).await.0, 403);
    assert_eq!(school.form(CHROME, &press, &[("origin", "https://evil.example")]).await.0, 403);
    assert_eq!(school.form(CHROME, &press, &[("sec-fetch-mode", "cors")]).await.0, 403);
    assert_eq!(school.form(CHROME, &press, &[("sec-purpose", "prefetch")]).await.0, 403);
    // Another link's nonce, a made-up one, none: the second page again.
    for (k, nonce) in [(other, nonce.as_str()), (token, "AAAA"), (token, "")] {
        let (status, page) = school.form(PHONE, &[("k", k), ("nonce", nonce), ("answer", "read")], &[]).await;
        assert!(status == 200 && page.contains("もう一度押してください"), "{page}");
    }
    // Too late: a fresh second page.
    school.wait(30 * 60);
    let (_, page) = school.form(PHONE, &press, &[]).await;
    assert_ne!(nonce_of(&page), nonce);
    assert!(school.is_unread().await);
}

#[tokio::test]
async fn the_plain_page_of_an_unknown_link_looks_alike_and_of_a_cut_one_helps() {
    let school = School::with_families(1).await;
    let unknown = secret_name(school.random.as_ref());
    let mut pages = Vec::new();
    for token in [school.tokens[0].as_str(), unknown.as_str()] {
        let first = school.client.get(format!("{}/r?k={token}", school.address)).send().await.unwrap();
        let (looked, first) = (first.status(), first.text().await.unwrap().replace(token, ""));
        let (_, second) = school.form(PHONE, &[("k", token)], &[]).await;
        school.wait(5);
        let nonce = nonce_of(&second);
        let (status, thanks) =
            school.form(PHONE, &[("k", token), ("nonce", &nonce), ("answer", "read")], &[]).await;
        school.wait(-5);
        let second = second.replace(token, "").replace(&nonce, "");
        pages.push((looked, first, status, thanks.replace(token, ""), second));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(school.kinds().await.len(), 2);

    let cut = school.client.get(format!("{}/r?k=abc", school.address)).send().await.unwrap();
    assert_eq!(cut.status(), 404);
    let cut = cut.text().await.unwrap();
    assert!(cut.contains("リンクが途中で切れている") && cut.contains("tel:0300000000"), "{cut}");
    let (status, _) = school.form(PHONE, &[("k", "<script>"), ("answer", "read")], &[]).await;
    assert_eq!(status, 404);
}
