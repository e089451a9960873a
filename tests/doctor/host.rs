//! The site, its headers and listings, and whose clock is off.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_site_is_seen_away_behind_and_rewritten() {
    let school = school().await;
    let site = async |address: &str| {
        let line = format!("site: {address}");
        changed(&school, |settings| with_line(&settings, "site:", &line)).await
    };
    let real = settings(&school).lines().find_map(|line| line.strip_prefix("site: ")).unwrap().to_owned();
    let office = site(&real).await;
    assert_eq!(found(&office, "site").await, ["doctor-site-fine fine", "doctor-site-here warning"]);
    assert_eq!(found(&office, "headers").await, ["doctor-headers-pages fine"]);
    let office = site(&format!("http://127.0.0.1:{}", free_port())).await;
    assert_eq!(found(&office, "site").await[0], "doctor-site-away wrong");
    // A host that "improves" pages: it takes the word to search engines out.
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let behind = real.clone();
    let improved = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let (client, behind) = (client.clone(), behind.clone());
        async move {
            let page =
                client.get(format!("{behind}{}", uri.path())).send().await.unwrap().text().await.unwrap();
            let page = page.replace("noindex", "").replace("no-referrer", "").replace("same-origin", "");
            ([("referrer-policy", "unsafe-url")], Html(page)).into_response()
        }
    });
    let listener = door().await;
    let office = site(&address(&listener)).await;
    serve(listener, improved);
    assert_eq!(found(&office, "site").await[0], "doctor-site-different wrong");
    assert_eq!(found(&office, "headers").await, ["doctor-headers-indexed wrong"]);
    let listener = door().await;
    let office = site(&address(&listener)).await;
    serve(listener, axum::Router::new());
    assert_eq!(found(&office, "site").await[0], "doctor-site-missing wrong");
}

/// A host of its own, whose every answer bears this header, before the real one.
async fn before(real: &str, name: &'static str, value: String, change: fn(String) -> String) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let real = real.to_owned();
    let host = axum::Router::new().fallback(move |uri: axum::http::Uri| {
        let (client, real, value) = (client.clone(), real.clone(), value.clone());
        async move {
            let page = client.get(format!("{real}{}", uri.path())).send().await.unwrap();
            let status = axum::http::StatusCode::from_u16(page.status().as_u16()).unwrap();
            (status, [(name, value)], Html(change(page.text().await.unwrap()))).into_response()
        }
    });
    let listener = door().await;
    let address = address(&listener);
    serve(listener, host);
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_tells_other_sites_where_parents_come_from_is_found_out() {
    let empty = School::open("  quiet: never\n").await;
    let office = changed(&empty, |settings| settings).await;
    assert_eq!(found(&office, "site").await[0], "doctor-site-empty fine", "nothing is out yet");
    let school = school().await;
    let site = school.office.settings.site.clone();
    let loud = |page: String| page.replace("no-referrer", "").replace("same-origin", "");
    let loud = before(&site, "referrer-policy", "unsafe-url".to_owned(), loud).await;
    let closed = before(&site, "x-robots-tag", "noindex".to_owned(), |page| page).await;
    for (address, expected) in
        [(loud, "doctor-headers-referrer warning"), (closed, "doctor-headers-fine fine")]
    {
        let line = format!("site: {address}");
        let office = changed(&school, |settings| with_line(&settings, "site:", &line)).await;
        assert_eq!(found(&office, "headers").await, [expected]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_of_two_clocks_is_off_it_is_not_called_ours() {
    let school = school().await;
    let late = SystemClock.now() - jiff::SignedDuration::from_mins(5);
    let late = || jiff::fmt::rfc2822::to_string(&late.to_zoned(jiff::tz::TimeZone::UTC)).unwrap();
    for (key, behind, expected) in [
        ("site:", school.office.settings.site.clone(), "doctor-clock-site warning"),
        ("collector:", school.collector.clone(), "doctor-clock-collector wrong"),
    ] {
        let before = settings(&school);
        let address = before_with_clock(&behind, late()).await;
        let office =
            changed(&school, |settings| with_line(&settings, key, &format!("{key} {address}"))).await;
        assert_eq!(found(&office, "clock").await, [expected]);
        school.write("school.yaml", &before);
    }
}

async fn before_with_clock(behind: &str, date: String) -> String {
    before(behind, "date", date.replace("+0000", "GMT"), |page| page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_lists_its_folders_is_found_out() {
    let school = school().await;
    school.write("content/全園/2026-11-21 しゃしん.md", "# しゃしん\n\n![みんな](a.webp)\n");
    std::fs::copy("docs/page.webp", school.folder.path().join("content/全園/a.webp")).unwrap();
    let office = changed(&school, |settings| settings).await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-off fine"]);
    school.send("しゃしん").await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-off fine"]);
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let port = free_port();
    let public = school.folder.path().join("public");
    let _host = Running::start(
        Command::new("python3")
            .args(["-m", "http.server", &port.to_string(), "--bind", "127.0.0.1", "-d"])
            .arg(&public),
        port,
    );
    let line = format!("site: http://127.0.0.1:{port}");
    let office = changed(&school, |settings| with_line(&settings, "site:", &line)).await;
    assert_eq!(found(&office, "listing").await, ["doctor-listing-on wrong"]);
    let told = doctor::examine(&office).await.unwrap();
    let told = told.iter().find(|finding| finding.check == "listing").unwrap();
    let addresses = office.ledger.letters().await.unwrap();
    let what = told.told(otayori::words::Lang::Ja.words()).what;
    assert!(addresses.iter().all(|letter| !what.contains(&letter.address)), "no address is told: {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_wrong_from_a_minute_on() {
    let school = school().await;
    for (seconds, expected) in [
        (0, "doctor-clock-fine fine"),
        (-40, "doctor-clock-fine fine"),
        (75, "doctor-clock-fast wrong"),
        (-75, "doctor-clock-slow wrong"),
    ] {
        let now = SystemClock.now() + jiff::SignedDuration::from_secs(seconds);
        let office = open(school.folder.path(), Arc::new(FixedClock::at(now))).await;
        assert_eq!(found(&office, "clock").await, [expected], "{seconds} s");
    }
    let nowhere = [free_port(), free_port()];
    let office = changed(&school, |settings| {
        let settings = with_line(&settings, "site:", &format!("site: http://127.0.0.1:{}", nowhere[0]));
        with_line(&settings, "collector:", &format!("collector: http://localhost:{}", nowhere[1]))
    })
    .await;
    assert_eq!(found(&office, "clock").await, ["doctor-clock-unknown warning"]);
}
