//! A collector on a server of its own, over real connections: what it knows, what it hides, and that nothing is lost or
//! doubled on the way to the office, whichever side loses its memory.

mod alike;
mod kills;
mod program;

use std::path::Path;
use std::sync::Arc;

use otayori::ledger::{Dispatch, Fetched, LetterId, Postbox, ToBring, TouchKind, token_hash};
use otayori::notify::{Mark, MarkKey, MarkUse};
use otayori::office::{Office, VisitFault};
use otayori::settings::{CollectorKey, Proxies};
use otayori::track::{About, Apart, Brought, CollectorSettings, Proofs, VISIT_PATH, VisitError, Visitor};
use otayori::world::{Clock, SeededRandom, secret_name};
use serde_json::json;

use crate::common::school::{School, address, door, open};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const EDITION: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const PICNIC: &str = "content/全園/2026-11-25 遠足.md";

async fn school() -> School {
    let school = School::with_collector_apart("").await;
    school.write(PICNIC, "# 遠足のおしらせ\n\n水筒をお持ちください。\n");
    school
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

fn token_of(link: &str) -> String {
    link.split("?k=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

async fn visit(school: &School) {
    school.office.visit_collector().await.unwrap();
}

/// Every touch of the letter: the family by its link's token, and what came.
async fn touches(office: &Office, letter: &LetterId) -> Vec<(Vec<u8>, TouchKind)> {
    let touches = office.ledger.touches(letter).await.unwrap();
    touches.iter().map(|touch| (touch.token.to_vec(), touch.kind)).collect()
}

async fn start(school: &School, token: &str) -> (u16, String) {
    start_at(&school.collector, school, token, "203.0.113.1").await
}

async fn start_at(there: &str, school: &School, token: &str, forwarded: &str) -> (u16, String) {
    let site = school.office.settings.site.clone();
    let request = client().post(format!("{there}/b/start")).header("Origin", site);
    let request = request.header("User-Agent", PHONE).header("X-Forwarded-For", forwarded);
    let answer = request.body(json!({ "k": token, "edition": "" }).to_string()).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn mark(school: &School, letter: &LetterId, to: &str) -> String {
    let key = MarkKey(school.office.ledger.secret("mark", || [0; 32]).await.unwrap());
    let all = school.office.ledger.dispatches(letter).await.unwrap();
    let dispatch = all.iter().find(|one| one.to.email.as_ref().is_some_and(|email| email.reveal() == to));
    Mark::of_message_id(&dispatch.unwrap().message_id).unwrap().shown(&key, MarkUse::Stop)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_at_a_collector_apart_is_off_the_list() {
    let school = school().await;
    let letter = school.send("遠足").await;
    school.advance(300);
    school.read(&school.link("h001@example.jp")).await;
    assert_eq!(school.unread(&letter).await.len(), 4, "nobody has been there to ask");
    visit(&school).await;
    assert_eq!(school.unread(&letter).await, ["H002 not-opened", "H003 no-channel", "H004 not-opened"]);
    let read = &school.office.ledger.touches(&letter).await.unwrap()[1];
    assert_eq!((read.dwell, &*read.gesture), (4_000, "touchstart"));
    visit(&school).await;
    assert_eq!(touches(&school.office, &letter).await.len(), 2, "and once");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_knows_nothing_of_people() {
    let school = school().await;
    let letter = school.send("遠足").await;
    let link = school.link("h001@example.jp");
    school.read(&link).await;
    let mark = mark(&school, &letter, "h002@example.jp").await;
    visit(&school).await;
    school.postbox.as_ref().unwrap().close().await;
    let mut kept = Vec::new();
    for file in std::fs::read_dir(school.folder.path().join("apart")).unwrap() {
        kept.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("ひまわり保育園"), "the school's name stands on its two pages");
    for canary in [
        "山田",
        "佐藤",
        "H001",
        "example.jp",
        "090-0000",
        "遠足",
        "ひまわり組",
        &token_of(&link),
        &mark,
        &letter.0,
        "iPhone",
        "127.0.0.1:5",
    ] {
        assert!(!holds(canary), "{canary}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_back_from_its_backup_fetches_again_what_it_lost() {
    let school = school().await;
    let letter = school.send("遠足").await;
    school.advance(300);
    school.read(&school.link("h001@example.jp")).await;
    visit(&school).await;
    let backup = tempfile::tempdir().unwrap();
    copy(school.folder.path(), backup.path()).await;

    school.read(&school.link("h002@example.jp")).await;
    school.advance(3 * 24 * 3600);
    visit(&school).await;
    visit(&school).await;
    let before = touches(&school.office, &letter).await;
    let back = open(backup.path(), school.clock.clone()).await;
    assert_eq!(touches(&back, &letter).await.len(), 2);
    back.visit_collector().await.unwrap();
    assert_eq!(touches(&back, &letter).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_lost_its_disk_is_told_everything_again() {
    let school = school().await;
    let letter = school.send("遠足").await;
    school.advance(300);
    school.read(&school.link("h001@example.jp")).await;
    visit(&school).await;

    let empty = Postbox::open(&school.folder.path().join("new disk")).await.unwrap();
    let (there, fresh) = apart(&school, &empty).await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings.replace(&school.collector, &there));
    let office = open(school.folder.path(), school.clock.clone()).await;
    office.visit_collector().await.unwrap();
    assert_eq!(empty.tokens().await.unwrap(), 5, "every link that went out");
    let mark = mark(&school, &letter, "h002@example.jp").await;
    assert!(empty.mark(&Mark::hash(&mark).unwrap()).await.unwrap().is_some());
    let mut moved = school;
    (moved.collector, moved.office) = (there, office);
    moved.read(&moved.link("h002@example.jp")).await;
    visit(&moved).await;
    assert_eq!(moved.unread(&letter).await, ["H003 no-channel", "H004 not-opened"]);
    fresh.finish().await;
}

/// Another collector with the school's key, on this postbox, and its address.
async fn apart(school: &School, postbox: &Postbox) -> (String, Apart) {
    apart_behind(school, postbox, Proxies::default()).await
}

async fn apart_behind(school: &School, postbox: &Postbox, proxies: Proxies) -> (String, Apart) {
    let door = door().await;
    let address = address(&door);
    let key = CollectorKey::of([3; 32]);
    let random = Arc::new(SeededRandom::from(99));
    let clock = school.collector_clock.clone();
    let apart = Apart::start(postbox.clone(), clock, random, &key, proxies).await.unwrap();
    let doors = otayori::track::apart_router(&apart);
    apart.thread().spawn(otayori::track::hear(door, doors, std::future::pending()));
    (address, apart)
}

/// The proxy on this machine was asked by one in the office's own network: who asked that one is slowed down, and nobody
/// else.
#[tokio::test(flavor = "multi_thread")]
async fn behind_two_proxies_a_search_for_links_slows_down_the_searcher_only() {
    let school = school().await;
    visit(&school).await;
    let postbox = school.postbox.clone().unwrap();
    let both = Proxies::parse(&["127.0.0.1".into(), "10.0.0.0/8".into()]).unwrap();
    for (proxies, other) in [(both, 200), (Proxies::default(), 429)] {
        let (there, apart) = apart_behind(&school, &postbox, proxies).await;
        let asked = async |from: &str, number: u64| {
            let token = secret_name(&SeededRandom::from(1_000 + number));
            start_at(&there, &school, &token, from).await.0
        };
        for number in 0..60 {
            assert_eq!(asked("203.0.113.5, 10.1.2.3", number).await, 200, "{number}");
        }
        assert_eq!(asked("203.0.113.5, 10.1.2.3", 60).await, 429);
        assert_eq!(asked("203.0.113.6, 10.1.2.3", 61).await, other);
        apart.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_before_the_collector_knows_the_link_is_not_lost() {
    let school = school().await;
    let postbox = school.postbox.clone().unwrap();
    visit(&school).await;
    let (token, stranger) = (secret_name(&SeededRandom::from(1)), secret_name(&SeededRandom::from(2)));
    let known = [token_hash(&token).unwrap()];
    assert_eq!(start(&school, &token).await.0, 200);
    assert_eq!(start(&school, &stranger).await.0, 200);
    assert_eq!(postbox.slips(0, 10).await.unwrap().len(), 0);
    let about = postbox.about().await.unwrap().unwrap();
    postbox.take(&about, &known, &[], school.clock.now()).await.unwrap();
    let slips = postbox.slips(0, 10).await.unwrap();
    assert_eq!(slips.iter().map(|slip| slip.evidence.token).collect::<Vec<_>>(), known);

    // Two days later what nobody knows is gone.
    school.advance(2 * 24 * 3600 + 1);
    postbox.forget(0, 0, school.clock.now()).await.unwrap();
    let late = [token_hash(&stranger).unwrap()];
    postbox.take(&about, &late, &[], school.clock.now()).await.unwrap();
    assert_eq!(postbox.slips(0, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fast_clock_at_the_collector_makes_no_machine_a_reader() {
    let school = school().await;
    school.collector_clock.advance(jiff::SignedDuration::from_mins(10));
    let letter = school.send("遠足").await;
    let sent_at = school.clock.now();
    school.read(&school.link("h001@example.jp")).await;
    visit(&school).await;
    assert!(school.unread(&letter).await.contains(&"H001 provisional".to_owned()));
    let touches = school.office.ledger.touches(&letter).await.unwrap();
    let after = touches[1].at.duration_since(sent_at).as_secs();
    assert!((0..=5).contains(&after), "by the office's clock: {after} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn stops_reach_the_office_and_the_way_back_reaches_the_collector() {
    let school = school().await;
    let letter = school.send("遠足").await;
    let mark = mark(&school, &letter, "h001@example.jp").await;
    let address = format!("{}/stop?m={mark}", school.collector);
    let page = async || {
        let request = client().get(&address).header("User-Agent", PHONE).header("Accept-Language", "ja");
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(page().await.contains("value=\"stop\""));
    let request = client().post(&address).header("Content-Type", "application/x-www-form-urlencoded");
    let answer = request.body("List-Unsubscribe=One-Click").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(page().await.contains("value=\"back\""), "it is known there at once");
    assert_eq!(school.office.stopped().await.unwrap().len(), 0);
    visit(&school).await;
    let stopped = school.office.stopped().await.unwrap();
    assert_eq!(stopped.len(), 1);
    assert!(school.unread(&letter).await.contains(&"H001 stopped".to_owned()));

    assert!(school.office.mails_again(&stopped[0].key, "事務").await.unwrap());
    visit(&school).await;
    visit(&school).await;
    assert!(page().await.contains("value=\"stop\""), "asked again at the school");
    assert_eq!(school.office.stopped().await.unwrap().len(), 0);
}

/// Two visits at once fetch the same. What the slower one brings home was written down before, and more has happened since.
#[tokio::test(flavor = "multi_thread")]
async fn what_another_visit_fetched_meanwhile_counts_once() {
    let school = school().await;
    let letter = school.send("遠足").await;
    school.advance(300);
    school.read(&school.link("h001@example.jp")).await;
    let mark = mark(&school, &letter, "h002@example.jp").await;
    let request = client().post(format!("{}/stop?m={mark}", school.collector));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(request.body("List-Unsubscribe=One-Click").send().await.unwrap().status(), 200);

    let postbox = school.postbox.as_ref().unwrap();
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    let is_theirs =
        |one: &&Dispatch| one.to.email.as_ref().is_some_and(|to| to.reveal() == "h002@example.jp");
    let theirs = dispatches.iter().find(is_theirs).unwrap().id;
    let (slips, presses) = (postbox.slips(0, 9).await.unwrap(), postbox.presses(0, 9).await.unwrap());
    let now = school.clock.now();
    let late = Fetched {
        slips: slips.into_iter().map(|slip| (slip.number, slip.evidence)).collect(),
        presses: presses.into_iter().map(|press| (press.number, Some(theirs), press.back, now)).collect(),
        tokens: postbox.tokens().await.unwrap(),
    };
    assert_eq!((late.slips.len(), late.presses.len()), (2, 1));
    visit(&school).await;
    let before = touches(&school.office, &letter).await;
    let stopped = school.office.stopped().await.unwrap();
    assert!(school.office.mails_again(&stopped[0].key, "事務").await.unwrap());
    // By then nobody knows the used nonces any more.
    school.advance(3 * 24 * 3600);
    school.office.ledger.forget(school.clock.now()).await.unwrap();
    school.office.ledger.end_visit(&ToBring::default(), &late, school.clock.now()).await.unwrap();
    assert_eq!(touches(&school.office, &letter).await, before, "no reading is there twice");
    assert_eq!(school.office.stopped().await.unwrap().len(), 0, "who wants mails again gets them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_mark_stops_nobody() {
    let school = school().await;
    let letter = school.send("遠足").await;
    let mark = mark(&school, &letter, "h001@example.jp").await;
    let forged = format!("{}{}", &mark[..32], if mark.ends_with('a') { "b" } else { "a" });
    let request = client().post(format!("{}/stop?m={forged}", school.collector));
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(request.body("List-Unsubscribe=One-Click").send().await.unwrap().status(), 404);
    // Not even one whom the collector itself would make up.
    let postbox = school.postbox.as_ref().unwrap();
    let hash = Mark::hash(&forged).unwrap();
    let about = postbox.about().await.unwrap().unwrap();
    let made_up = otayori::ledger::MarkHash { hash, phoned: true, stopped: false };
    postbox.take(&about, &[], &[made_up], school.clock.now()).await.unwrap();
    postbox.press(&hash, &forged, false, school.clock.now()).await.unwrap();
    visit(&school).await;
    assert_eq!(school.office.stopped().await.unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn until_the_office_came_it_hears_nobody_and_then_only_its_pages() {
    let school = school().await;
    let token = secret_name(&SeededRandom::from(1));
    assert_eq!(start(&school, &token).await.0, 503);
    let get = async |path: &str| client().get(format!("{}{path}", school.collector)).send().await.unwrap();
    assert_eq!(get("/r").await.status(), 503);
    assert_eq!(get("/health").await.status(), 200);
    visit(&school).await;
    assert_eq!(start(&school, &token).await.0, 200);
    for path in
        ["/", "/login", "/letters", "/desk", "/.otayori/collector.key", "/visit/", "/b", "/self-test/x"]
    {
        assert_eq!(get(path).await.status(), 404, "{path}");
    }
    let plain = get("/r?k=x").await;
    assert_eq!(plain.status(), 404);
    assert!(plain.text().await.unwrap().contains("03-0000-0000"), "its page says where to call");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_know_the_key_finds_nothing() {
    let school = school().await;
    visit(&school).await;
    let brought = Brought {
        about: About::from(&CollectorSettings::from(school.office.settings.as_ref())),
        tokens: vec![],
        marks: vec![],
        slips: 0,
        presses: 0,
    };
    let stranger = Visitor::new(&school.collector, &CollectorKey::of([4; 32])).unwrap();
    assert!(matches!(stranger.visit(&brought).await, Err(VisitError::Other)));
    let plain = client().post(format!("{}{VISIT_PATH}", school.collector)).body("{}").send().await.unwrap();
    let nowhere = client().post(format!("{}/nowhere", school.collector)).body("{}").send().await.unwrap();
    assert_eq!((plain.status().as_u16(), nowhere.status().as_u16()), (404, 404));
    let headers = |answer: &reqwest::Response| {
        let mut names: Vec<_> = answer.headers().keys().map(|name| name.as_str().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(headers(&plain), headers(&nowhere));
    // Who listened to a visit cannot put another body into it.
    let proofs = Proofs::of(&CollectorKey::of([3; 32]));
    let (said, _) = proofs.request(&serde_json::to_vec(&brought).unwrap());
    let token = [7; 32];
    let swapped = serde_json::to_vec(&Brought { tokens: vec![token], ..brought.clone() }).unwrap();
    let visit_with = |body: Vec<u8>| {
        let address = format!("{}{VISIT_PATH}", school.collector);
        client().post(address).header("Authorization", &said).body(body).send()
    };
    assert_eq!(visit_with(swapped).await.unwrap().status(), 400);
    assert!(!school.postbox.as_ref().unwrap().knows_token(&token).await.unwrap());
    assert_eq!(visit_with(serde_json::to_vec(&brought).unwrap()).await.unwrap().status(), 200);
    let mut slowed = 0;
    for _ in 0..100 {
        slowed += u32::from(matches!(stranger.visit(&brought).await, Err(VisitError::Away(_))));
    }
    assert!(slowed > 30, "guessing is slowed down: {slowed}");
    visit(&school).await;

    // What answers in the collector's place is not believed.
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings);
    std::fs::write(CollectorKey::file(school.folder.path()), CollectorKey::of([5; 32]).text()).unwrap();
    let office = open(school.folder.path(), school.clock.clone()).await;
    assert!(matches!(office.visit_collector().await, Err(VisitFault::Visit(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_says_when_the_collector_was_not_heard_for_long() {
    let school = school().await;
    let letter = school.send("遠足").await;
    let told = async |school: &School| {
        let problems = school.list(&letter).await.problems();
        problems.iter().map(|problem| problem.id).collect::<Vec<_>>()
    };
    assert_eq!(told(&school).await, [] as [&str; 0]);
    school.advance(11 * 60);
    assert_eq!(told(&school).await, ["apart-not-heard"]);
    visit(&school).await;
    assert_eq!(told(&school).await, [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_while_the_collector_is_away_or_somebody_else_s() {
    let school = school().await;
    std::fs::write(CollectorKey::file(school.folder.path()), CollectorKey::of([5; 32]).text()).unwrap();
    let mut school = school;
    school.office = open(school.folder.path(), school.clock.clone()).await;
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "遠足").unwrap();
    let order = otayori::office::ReleaseOrder {
        kind: otayori::office::Kind::Send,
        emergency: false,
        by: "test".to_owned(),
        photos_seen: Some(school.office.photo_check(&reading, letter).seen()),
    };
    let refused = school.office.release(&reading, letter, &order).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.problems()[0].id, "office-collector-other");
    school.advance(3600);
    school.post().await;
    assert_eq!(school.smtp.accepted().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_families_of_one_address_in_a_minute_are_all_heard() {
    let school = Arc::new(school().await);
    visit(&school).await;
    let postbox = school.postbox.clone().unwrap();
    let about = postbox.about().await.unwrap().unwrap();
    let random = SeededRandom::from(5);
    let tokens: Vec<String> = (0..300).map(|_| secret_name(&random)).collect();
    let hashes: Vec<[u8; 32]> = tokens.iter().map(|token| token_hash(token).unwrap()).collect();
    postbox.take(&about, &hashes, &[], school.clock.now()).await.unwrap();
    let mut refused = 0;
    for _ in 0..2_000 {
        refused += u32::from(start(&school, &secret_name(&random)).await.0 == 429);
    }
    assert_eq!(refused, 2_000 - 60, "who tries links that never went out is slowed down");
    let mut all = tokio::task::JoinSet::new();
    for token in tokens {
        let school = Arc::clone(&school);
        all.spawn(async move { start(&school, &token).await.0 });
    }
    assert!(all.join_all().await.iter().all(|status| *status == 200));
    assert_eq!(postbox.slips(0, 1_000).await.unwrap().len(), 300);
}

/// A copy of the office's folder, as a backup has it.
async fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).min_depth(1) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}
