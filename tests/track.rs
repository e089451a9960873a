//! The collector against a real listening server: who is taken for a reader, and who never is.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use otayori::content::{Audience, SchoolYear, WhoReads};
use otayori::follow_up::{self, Counting, Reason, Rows, Standing};
use otayori::ledger::{
    Agent, Circumstances, Dispatch, Door, Evidence, Fetch, Ledger, LetterId, NewDispatch, Recipient, Release,
    Route, State, Touch, TouchKind, token_hash,
};
use otayori::recipients::Role;
use otayori::settings::Proxies;
use otayori::track::{self, Collector, CollectorSettings, SelfTestError};
use otayori::words::Lang;
use otayori::world::{Clock, FixedClock, SeededRandom, secret_name};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

const SITE: &str = "http://otayori.example.jp:8024";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const CHROME: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
const EDITION: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A school whose letter went out to some families, its collector, and a browser.
struct School {
    ledger: Ledger,
    clock: Arc<FixedClock>,
    random: Arc<SeededRandom>,
    collector: Collector,
    address: String,
    letter: LetterId,
    tokens: Vec<String>,
    client: reqwest::Client,
    folder: tempfile::TempDir,
}

impl School {
    async fn with_families(count: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join(".otayori")).await.unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
        let random = Arc::new(SeededRandom::from(7));
        let (letter, tokens) = send_letter(&ledger, clock.now(), &random, count).await;
        let collector = start(&ledger, &clock, &random).await;
        let address = listen(&collector).await;
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        School { ledger, clock, random, collector, address, letter, tokens, client, folder }
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn report(&self, path: &str, headers: HeaderMap, body: &Value) -> (u16, Value) {
        let request = self.client.post(format!("{}/b/{path}", self.address));
        let answer = request.headers(headers).body(body.to_string()).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or(Value::Null))
    }

    async fn nonce(&self, token: &str) -> String {
        let (status, said) = self.report("start", page(), &json!({"k": token, "edition": EDITION})).await;
        assert_eq!(status, 200, "{said}");
        said["nonce"].as_str().unwrap().to_owned()
    }

    /// Everything that came back, in short.
    async fn kinds(&self) -> Vec<TouchKind> {
        self.touches().await.iter().map(|touch| touch.kind).collect()
    }

    async fn touches(&self) -> Vec<Touch> {
        self.ledger.touches(&self.letter).await.unwrap()
    }

    /// Is there nothing that could take a family off the list?
    async fn is_unread(&self) -> bool {
        self.kinds().await.iter().all(|kind| matches!(kind, TouchKind::Shown | TouchKind::Hidden))
    }

    async fn form(&self, agent: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> (u16, String) {
        let mut headers = headers(&[("user-agent", agent), ("origin", "null"), ("accept-language", "ja")]);
        for (name, value) in more {
            headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let body: String = fields.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        let request = self.client.post(format!("{}/r", self.address)).headers(headers);
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

async fn start(ledger: &Ledger, clock: &Arc<FixedClock>, random: &Arc<SeededRandom>) -> Collector {
    let about = CollectorSettings {
        site: format!("{SITE}/himawari"),
        collector: "http://yomi.example.jp:8026".into(),
        name: "ひまわり保育園".into(),
        phone: "03-0000-0000".into(),
        calls: None,
        keep: 2,
        lang: Lang::Ja,
        time_zone: jiff::tz::TimeZone::get("Asia/Tokyo").unwrap(),
        proxies: Proxies::default(),
    };
    Collector::start(ledger.clone(), clock.clone(), random.clone(), about).await.unwrap()
}

async fn listen(collector: &Collector) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let hearing = track::hear(listener, track::router(collector), std::future::pending());
    collector.thread().spawn(hearing);
    address
}

/// Releases one letter to as many families, and hands each its link.
async fn send_letter(
    ledger: &Ledger,
    now: Timestamp,
    random: &SeededRandom,
    families: usize,
) -> (LetterId, Vec<String>) {
    let day = jiff::civil::date(2026, 11, 24);
    ledger.add_letters(&[("全園/遠足.md".into(), "hash".into(), day)], random).await.unwrap();
    let letter = ledger.letters().await.unwrap().remove(0).id;
    let release = Release {
        letter: letter.clone(),
        edition: 0,
        hash: EDITION.into(),
        title: "遠足".into(),
        day,
        year: SchoolYear(2026),
        audience: Audience::Everyone,
        series: String::new(),
        important: false,
        who_reads: WhoReads::Any,
        emergency: false,
        counts: true,
        released_at: now,
        published_at: None,
        recalled_at: None,
        send_at: None,
    };
    let people: Vec<_> = (0..families)
        .map(|number| NewDispatch {
            to: Recipient {
                family: number.to_string(),
                guardian: "母".into(),
                role: Role::Guardian,
                route: Route::Mail,
                email: None,
                lang: "ja".into(),
            },
            message_id: format!("{number}@example.jp"),
            state: State::Frozen,
            due_at: now,
            send_by: None,
            round: 0,
            despite_stop: false,
            said: None,
        })
        .collect();
    assert!(ledger.release(&release, &people).await.unwrap());
    ledger.note_published(&letter, 0, now).await.unwrap();
    let mut tokens = Vec::new();
    for dispatch in ledger.due(Some(&letter), now, u32::MAX).await.unwrap() {
        let token = secret_name(random);
        assert!(ledger.start_sending(&dispatch, &token_hash(&token).unwrap(), now).await.unwrap());
        ledger.finish_sending(dispatch.id, State::Accepted, None, now, None).await.unwrap();
        tokens.push(token);
    }
    assert_eq!(tokens.len(), families);
    (letter, tokens)
}

fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap()))
        .collect()
}

/// What the letter's page in a phone sends along.
fn page() -> HeaderMap {
    headers(&[
        ("origin", SITE),
        ("user-agent", PHONE),
        ("content-type", "text/plain;charset=UTF-8"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "empty"),
        ("sec-fetch-site", "cross-site"),
    ])
}

fn page_but(name: &str, value: &str) -> HeaderMap {
    let mut headers = page();
    headers.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    headers
}

fn read(token: &str, nonce: &str) -> Value {
    json!({"k": token, "edition": EDITION, "nonce": nonce, "visible": 3400, "gesture": "touchstart"})
}

fn with(body: &Value, name: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[name] = value;
    body
}

#[tokio::test]
async fn a_person_who_stays_and_touches_has_read() {
    let school = School::with_families(2).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    let said = school.report("read", page(), &read(token, &nonce)).await;
    assert_eq!(said, (200, json!({"kept": true})));

    let touches = school.touches().await;
    assert_eq!(
        touches.iter().map(|touch| touch.kind).collect::<Vec<_>>(),
        [TouchKind::Shown, TouchKind::Read]
    );
    let read = &touches[1];
    assert_eq!((read.door, read.dwell, &*read.gesture), (Door::Page, 5_000, "touchstart"));
    assert_eq!((&*read.edition, read.late), (EDITION, false));
    assert_eq!(read.at, school.clock.now());
    assert_eq!(read.token, token_hash(token).unwrap());
}

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

#[tokio::test]
async fn buttons_are_written_down_as_what_they_say() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(3);
    // A screen reader presses without any pointer.
    let press = with(&read(token, &nonce), "gesture", json!("click"));
    assert_eq!(school.report("confirm", page(), &with(&press, "visible", json!(0))).await.0, 200);
    assert_eq!(school.report("asks", page(), &with(&press, "late", json!(true))).await.0, 200);
    let touches = school.touches().await;
    let told: Vec<_> = touches.iter().map(|touch| (touch.kind, touch.late)).collect();
    assert_eq!(told, [(TouchKind::Shown, false), (TouchKind::Confirmed, false), (TouchKind::Asks, true)]);
}

#[tokio::test]
async fn a_queued_reading_is_only_shown() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(90);
    let late = with(&read(token, &nonce), "late", json!(true));
    assert_eq!(school.report("read", page(), &late).await.0, 200);
    let touches = school.touches().await;
    assert_eq!(
        touches.iter().map(|touch| (touch.kind, touch.late)).collect::<Vec<_>>(),
        [(TouchKind::Shown, false), (TouchKind::Shown, true)]
    );
}

#[tokio::test]
async fn the_same_report_again_is_answered_and_adds_nothing() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    let nonce = school.nonce(token).await;
    school.wait(5);
    for _ in 0..3 {
        assert_eq!(school.report("read", page(), &read(token, &nonce)).await, (200, json!({"kept": true})));
        assert_eq!(
            school.report("confirm", page(), &read(token, &nonce)).await,
            (200, json!({"kept": true}))
        );
    }
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Read, TouchKind::Confirmed]);
}

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
async fn three_hundred_families_behind_one_address_all_count() {
    let school = Arc::new(School::with_families(300).await);
    // Somebody at the same address tries links that never went out, the whole time.
    for _ in 0..200 {
        let stranger = secret_name(school.random.as_ref());
        school.report("start", page(), &json!({"k": stranger})).await;
    }
    let mut nonces = tokio::task::JoinSet::new();
    for number in 0..300 {
        let school = Arc::clone(&school);
        nonces.spawn(async move { (number, school.nonce(&school.tokens[number]).await) });
    }
    let nonces = nonces.join_all().await;
    school.wait(4);
    let mut reads = tokio::task::JoinSet::new();
    for (number, nonce) in nonces {
        let school = Arc::clone(&school);
        reads.spawn(async move {
            let body = read(&school.tokens[number], &nonce);
            school.report("read", page(), &body).await.0
        });
    }
    assert!(reads.join_all().await.iter().all(|status| *status == 200));
    let mut families: Vec<_> = school
        .touches()
        .await
        .iter()
        .filter(|touch| touch.kind == TouchKind::Read)
        .map(|touch| touch.dispatch)
        .collect();
    families.sort_unstable();
    families.dedup();
    assert_eq!(families.len(), 300);
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

#[tokio::test]
async fn opening_twice_in_a_minute_is_one_row() {
    let school = School::with_families(1).await;
    let token = &school.tokens[0];
    school.nonce(token).await;
    school.nonce(token).await;
    assert_eq!(school.kinds().await, [TouchKind::Shown]);
    school.wait(60);
    school.nonce(token).await;
    assert_eq!(school.kinds().await, [TouchKind::Shown, TouchKind::Shown]);
}
