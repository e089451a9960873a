//! Looking back: who has a letter and who opened it, equal to what happened; whom the school reaches, and what of it may
//! leave the school.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use otayori::follow_up::{
    self, ClassCoverage, Coverage, Curve, ENOUGH, LetterFigures, Received, Standing, Unreached, Why,
};
use otayori::ledger::{
    Circumstances, Dispatch, Door, KnownLetter, LetterId, LetterRecord, Outcome, Recipient, Release, Route,
    State, Stops, Touch, TouchKind,
};
use otayori::office::{CallNote, Kind};
use otayori::recipients::{self, EmailAddress, Role, Roster};
use otayori::words::Lang;
use otayori::world::{Random, SeededRandom};
use serde_json::Value;

use crate::common::school::School;
use crate::common::{by_hand, program};
use crate::desk::director::Desk;

const TODAY: Date = date(2026, 11, 24);

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_795_500_000 + seconds)
}

fn release(edition: u32) -> Release {
    let released = at(i64::from(edition) * 10_000);
    Release {
        edition,
        published_at: Some(released),
        ..by_hand::release(LetterId("letter".to_owned()), &format!("hash {edition}"), released)
    }
}

/// What really happened to one person, written down as it happened.
#[derive(Default, Clone)]
struct Truth {
    has_it: bool,
    in_doubt: bool,
    opened: Vec<Timestamp>,
    read: Vec<Timestamp>,
    confirmed: Vec<Timestamp>,
    devices: BTreeSet<Option<[u8; 8]>>,
    editions: BTreeSet<u32>,
    addresses: BTreeSet<String>,
}

/// The report against a diary, in 1,000 random histories of messages, reminders, corrections and openings.
#[test]
fn an_incident_is_what_happened() {
    let random = SeededRandom::from(46);
    let (mut opened_at_all, mut doubts, mut many_devices) = (0, 0, 0);
    for _ in 0..1_000 {
        let mut bytes = random.bytes().to_vec();
        let mut used = 0;
        let mut pick = |sides: u8| {
            if used == bytes.len() {
                bytes.extend(random.bytes());
            }
            used += 1;
            bytes[used - 1] % sides
        };
        let editions = u32::from(pick(3)) + 1;
        let mut truth: BTreeMap<(String, String), Truth> = BTreeMap::new();
        let (mut dispatches, mut touches) = (Vec::new(), Vec::new());
        for person in 0..pick(12) {
            let (family, guardian) = (format!("H{:03}", person / 2), format!("保護者{person}"));
            let diary = truth.entry((family.clone(), guardian.clone())).or_default();
            for message in 0..=pick(3) {
                let id = i64::try_from(dispatches.len()).unwrap() + 1;
                let state = State::ALL[usize::from(pick(11))];
                let email = EmailAddress::parse(&format!("m{person}-{}@example.jp", message % 2)).unwrap();
                diary.addresses.insert(email.reveal().to_owned());
                diary.has_it |= state == State::Accepted;
                diary.in_doubt |= matches!(state, State::Sending | State::Uncertain);
                let edition = u32::from(pick(3)) % editions;
                dispatches.push(Dispatch {
                    id,
                    letter: LetterId("letter".to_owned()),
                    edition,
                    to: Recipient {
                        family: family.clone(),
                        guardian: guardian.clone(),
                        role: if person % 3 == 2 { Role::Follower } else { Role::Guardian },
                        route: Route::Mail,
                        email: Some(email),
                        lang: "ja".to_owned(),
                    },
                    message_id: format!("{id}"),
                    state,
                    due_at: at(0),
                    send_by: None,
                    round: i64::from(message),
                    despite_stop: false,
                    attempts: 1,
                    again: false,
                    handed_over_at: (state == State::Accepted).then(|| at(100 + id)),
                    said: None,
                });
                for _ in 0..pick(4) {
                    let kind = TouchKind::ALL[usize::from(pick(4))];
                    let when = at(i64::from(pick(200)) * 97 + 200);
                    let device = (pick(3) > 0).then(|| [pick(3); 8]);
                    let seen = u32::from(pick(3)) % editions;
                    diary.opened.push(when);
                    if kind == TouchKind::Read {
                        diary.read.push(when);
                    }
                    if kind == TouchKind::Confirmed {
                        diary.confirmed.push(when);
                    }
                    diary.devices.insert(device);
                    diary.editions.insert(seen);
                    touches.push(Touch {
                        dispatch: id,
                        token: [u8::try_from(id % 256).unwrap(); 32],
                        kind,
                        door: Door::Page,
                        at: when,
                        edition: format!("hash {seen}").into(),
                        dwell: 4_000,
                        gesture: "".into(),
                        late: false,
                        circumstances: Circumstances { device, ..Circumstances::default() },
                    });
                }
            }
        }
        // The ledger keeps touches in the order they came in, not by person.
        touches.sort_by_key(|touch: &Touch| (touch.at, touch.dispatch));
        let record = LetterRecord {
            letter: KnownLetter {
                id: LetterId("letter".to_owned()),
                path: "遠足.md".to_owned(),
                hash: String::new(),
                address: "a".to_owned(),
                first_seen: TODAY,
            },
            releases: (0..editions).map(release).collect(),
            dispatches,
            touches: touches.into(),
            calls: vec![],
            stopped: BTreeSet::new(),
            wrong_numbers: Default::default(),
        };
        let incident = follow_up::incident(&record, &Roster::default(), String::new());
        assert_eq!(incident.people.len(), truth.len());
        let mut families = BTreeSet::new();
        for person in &incident.people {
            let diary = &truth[&(person.family.clone(), person.name.clone())];
            assert_eq!(person.opened_at, diary.opened.iter().min().copied());
            assert_eq!(person.last_at, diary.opened.iter().max().copied());
            assert_eq!(person.read_at, diary.read.iter().min().copied());
            assert_eq!(person.confirmed_at, diary.confirmed.iter().min().copied());
            let received = match (diary.has_it || !diary.opened.is_empty(), diary.in_doubt) {
                (true, _) => Received::Yes,
                (false, true) => Received::Perhaps,
                (false, false) => Received::No,
            };
            assert_eq!(person.received, received);
            let known = diary.devices.iter().flatten().count();
            let least = if known == 0 { usize::from(!diary.devices.is_empty()) } else { known };
            assert_eq!(person.devices, least);
            assert_eq!(person.editions.iter().copied().collect::<BTreeSet<_>>(), diary.editions);
            assert_eq!(person.addresses.iter().cloned().collect::<BTreeSet<_>>(), diary.addresses);
            if !diary.opened.is_empty() {
                families.insert(person.family.clone());
            }
            opened_at_all += usize::from(!diary.opened.is_empty());
            doubts += usize::from(received == Received::Perhaps);
            many_devices += usize::from(person.devices > 1);
        }
        assert_eq!(incident.families_opened, families);
        assert_eq!(incident.opened, truth.values().filter(|diary| !diary.opened.is_empty()).count());
        let first: Vec<Option<Timestamp>> = incident.people.iter().map(|person| person.opened_at).collect();
        let opened: Vec<Timestamp> = first.iter().flatten().copied().collect();
        assert!(
            opened.is_sorted() && first[..opened.len()].iter().all(Option::is_some),
            "who opened it stands above"
        );
    }
    assert!(
        opened_at_all > 1_000 && doubts > 100 && many_devices > 500,
        "{opened_at_all} {doubts} {many_devices}"
    );
}

#[test]
fn the_curve_counts_each_family_when_it_had_read() {
    let curve = Curve { families: 8, minutes: vec![5, 59, 60, 60, 200, 1440] };
    assert_eq!(curve.table(), [(1, 2), (3, 4), (6, 5), (12, 5), (24, 5), (48, 6)]);
    assert_eq!(curve.half(), Some(60), "the fourth of eight");
    assert_eq!(Curve { families: 13, ..curve.clone() }.half(), None);
    assert_eq!(Curve { families: 0, minutes: vec![] }.half(), None);
    let line = curve.line();
    assert_eq!(line.hours, 48);
    assert!(line.points.is_sorted(), "it only rises");
    assert_eq!(line.points.last(), Some(&(1.0, 0.75)));
    let late = Curve { families: 2, minutes: vec![60, 60 * 24 * 30] }.line();
    assert_eq!(late.points[late.points.len() - 1], (1.0, 1.0), "what came after a week stands at the edge");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_reached_by_one_working_address() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "世帯番号,児童名,クラス,保護者名,続柄,メール,連絡方法,役割,配信停止,退園日\n\
        1,山田 はな,ひまわり組,山田 一,父,h1@example.jp,メール,保護者,,\n\
        1,山田 はな,ひまわり組,山田 二,母,,紙,保護者,,\n\
        2,佐藤 ゆい,ひまわり組,佐藤 花,母,Dead@example.jp,メール,保護者,,\n\
        3,鈴木 れん,すみれ組,鈴木 春,母,,紙,保護者,,\n\
        4,高橋 みお,すみれ組,高橋 直,母,h4@example.jp,メール,保護者,はい,\n\
        4,高橋 みお,すみれ組,高橋 梅,祖母,baba@example.jp,メール,フォロワー,,\n\
        5,伊藤 あお,すみれ組,伊藤 空,母,,メール,保護者,,\n\
        6,渡辺 りく,すみれ組,渡辺 海,母,stop@example.jp,メール,保護者,,\n\
        7,中村 そう,すみれ組,中村 花,母,h7@example.jp,メール,保護者,,2026-10-31\n";
    std::fs::write(folder.path().join("families.csv"), rows).unwrap();
    let roster = recipients::read(folder.path(), TODAY).roster;
    let stops: Stops = [("stop@example.jp".to_owned(), at(0))].into_iter().collect();
    let dead = BTreeSet::from(["dead@example.jp".to_owned()]);
    let coverage = Coverage::of(&roster, &stops, &dead, TODAY, 2026);
    assert_eq!((coverage.families, coverage.working), (6, 1), "who has left does not count");
    let whys: Vec<(&str, Why)> = coverage.without.iter().map(|one| (one.family.as_str(), one.why)).collect();
    assert_eq!(
        whys,
        [
            ("2", Why::Bounced),
            ("4", Why::Stopped),
            ("6", Why::Stopped),
            ("3", Why::Paper),
            ("5", Why::NoAddress)
        ],
        "a grandmother's address is not the family's"
    );
    let classes: Vec<_> =
        coverage.classes.iter().map(|one| (one.class.as_str(), one.families, one.working)).collect();
    assert_eq!(classes, [("ひまわり組", 2, 1), ("すみれ組", 4, 0)]);
}

/// Whatever the school: no number for outsiders is about fewer families than enough, and none can be worked out from the sums.
#[test]
fn nothing_about_few_families_leaves_the_school() {
    let random = SeededRandom::from(5);
    let (mut small, mut large) = (0, 0);
    for _ in 0..5_000 {
        let bytes = random.bytes();
        let class = |number: usize| {
            let families = usize::from(bytes[number] % 12);
            ClassCoverage {
                class: format!("組{number}"),
                families,
                working: families / 2,
                asked: 0,
                read: 0,
                told: 0,
            }
        };
        let classes: Vec<ClassCoverage> = (0..usize::from(bytes[20] % 6)).map(class).collect();
        let families = classes.iter().map(|class| class.families).sum();
        let letter = |number: usize| LetterFigures {
            letter: "ひみつの題".to_owned(),
            title: "ひみつの題".to_owned(),
            day: TODAY,
            audience: "組0".to_owned(),
            families: usize::from(bytes[number] % 9),
            read: 0,
            settled: 0,
            unread: 0,
            calls: 0,
            half: None,
        };
        let all = [Why::Bounced, Why::Stopped, Why::Paper, Why::NoAddress];
        let without = (0..usize::from(bytes[22] % 12)).map(|number| Unreached {
            family: "H001".to_owned(),
            classes: vec![],
            children: vec!["ひみつ 子".to_owned()],
            why: all[usize::from(bytes[number]) % 4],
        });
        let coverage = Coverage {
            day: TODAY,
            year: 2026,
            families,
            working: families / 2,
            without: without.collect(),
            letters: (10..14).map(letter).collect(),
            classes: classes.clone(),
            hours: [0; 24],
            calls: 0,
            told: 0,
            saved: 0,
        };
        let town = coverage.for_town();
        if families < ENOUGH {
            assert!(
                town.families.is_none()
                    && town.classes.is_empty()
                    && town.months.is_empty()
                    && town.hours.is_none()
            );
            small += 1;
            continue;
        }
        large += 1;
        assert!(town.classes.iter().all(|(_, class)| class.families >= ENOUGH), "{:?}", town.classes);
        let told: usize = town.classes.iter().map(|(_, class)| class.families).sum();
        assert_eq!(told, families, "nothing is missing that a subtraction would give");
        assert!(town.months.iter().all(|month| month.asked >= month.letters * ENOUGH));
        let reasons: usize = town.without.values().sum();
        assert_eq!(reasons, coverage.without.len());
        if reasons >= ENOUGH {
            assert!(town.without.values().all(|count| *count >= ENOUGH), "{:?}", town.without);
        } else {
            assert!(town.without.len() <= 1, "{:?}", town.without);
        }
        let printed = serde_json::to_string(&town).unwrap() + &follow_up::town_csv(&town, Lang::Ja.words());
        assert!(!printed.contains("ひみつ") && !printed.contains("H001"), "{printed}");
    }
    assert!(small > 100 && large > 1_000, "{small} {large}");
}

fn run(school: &School, arguments: &[&str]) -> (i32, String, String) {
    let ran = program::run(school.folder.path(), arguments);
    (ran.code, ran.out, ran.err)
}

/// A letter goes out wrongly: within a minute the school knows who opened it, and page, sheet and photos are gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_recall_names_who_had_opened_the_letter() {
    let school = School::open("  quiet: never\n").await;
    school.write("content/全園/2026-11-24 遠足.md", "# 遠足\n\n12月4日(金)に遠足へ行きます。\n");
    let letter = school.send("遠足").await;
    let (early, page) = (school.link("h002b@example.jp"), school.link("h001@example.jp"));
    let public = page.split("/?k=").next().unwrap().to_owned();
    school.advance(3600);
    school.read(&early).await;
    school.touch(&school.link("baba@example.jp"), "confirm").await;
    assert_eq!(reqwest::get(format!("{public}/otayori.pdf")).await.unwrap().status(), 200);

    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let before = director.get(&format!("/letters/{}/recall", letter.0)).await;
    assert!(before.text.contains("佐藤 健") && before.text.contains("高橋 梅"), "{}", before.text);
    assert!(!before.text.contains("山田 一郎"), "who has not opened it is not named");

    let started = Instant::now();
    let (code, out, err) = run(&school, &["recall", "遠足", "--yes", "--json"]);
    assert_eq!(code, 0, "{err}");
    let object: Value = serde_json::from_str(&out).unwrap();
    let opened: Vec<&str> =
        object["opened"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(opened, ["佐藤 健", "高橋 梅"], "in the order they opened it");
    assert!(object["removed"].as_u64().unwrap() >= 2);
    for address in [format!("{public}/"), format!("{public}/otayori.pdf"), early.clone()] {
        assert_eq!(reqwest::get(&address).await.unwrap().status(), 404, "{address}");
    }
    let (code, csv, _) = run(&school, &["incident", "遠足", "--csv"]);
    assert!(started.elapsed().as_secs() < 60);
    assert_eq!(code, 0);
    assert_eq!(csv.lines().count(), 7, "its head and everybody it was for:\n{csv}");
    assert!(csv.contains("h002b@example.jp") && csv.contains("おたよりのページ"), "{csv}");
    let (code, table, _) = run(&school, &["incident", "遠足"]);
    assert!(code == 0 && table.contains("開いた方 2 人(2 家庭)"), "{table}");
    let (code, out, _) = run(&school, &["incident", "遠足", "--json"]);
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &object["people"].as_array().unwrap().len()), (0, &6));
    assert!(object["editions"][0]["recalled_at"].is_string());
    assert_eq!(run(&school, &["incident", "ない", "--json"]).0, 2);

    let after = director.get(&format!("/letters/{}/readings", letter.0)).await;
    assert!(after.text.contains("佐藤 健") && after.text.contains("取り下げました"), "{}", after.text);
    assert!(!after.text.contains("style=") && !after.text.contains("<script>"), "nothing inline");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coverage_is_the_lists_added_up() {
    let school = School::open("  quiet: never\n").await;
    school.write("content/全園/2026-11-24 遠足.md", "# 遠足\n\n12月4日(金)に遠足へ行きます。\n");
    let letter = school.send("遠足").await;
    school.advance(3600);
    school.read(&school.link("h002b@example.jp")).await;
    let call = |family: &str, outcome| CallNote {
        family: family.to_owned(),
        outcome,
        note: String::new(),
        by: "園長".to_owned(),
        number: None,
    };
    school.office.call(&letter, &call("H001", Outcome::NoAnswer)).await.unwrap();
    school.office.call(&letter, &call("H003", Outcome::OnPaper)).await.unwrap();
    school.write("content/すみれ組/2026-11-24 取り下げ.md", "# 取り下げるおたより\n\nこんにちは。\n");
    let recalled = school.release("取り下げ", Kind::Send).await;
    school.office.recall(&recalled, "test").await.unwrap();

    let coverage = school.office.coverage().await.unwrap();
    assert_eq!((coverage.families, coverage.working), (4, 3));
    assert_eq!((coverage.calls, coverage.told, coverage.saved), (2, 1, 1));
    let list = school.list(&letter).await;
    let [figures] = coverage.letters.as_slice() else { panic!("{:?}", coverage.letters) };
    assert_eq!((figures.families, figures.read), (list.families, list.read));
    assert_eq!((figures.settled, figures.unread), (list.settled, list.unread.len()));
    // H001 has a child in both classes, and is one family in each.
    let read: Vec<_> =
        coverage.classes.iter().map(|one| (one.class.as_str(), one.families, one.asked, one.read)).collect();
    assert_eq!(read, [("ひまわり組", 3, 3, 1), ("すみれ組", 2, 2, 0)]);
    assert!(matches!(list.standings["H002"], Standing::Read { .. }));
    assert_eq!(coverage.hours.iter().sum::<usize>(), 1);
    assert_eq!(coverage.hours[11], 1, "at eleven in Japan");

    for arguments in
        [&["coverage"][..], &["coverage", "--csv"], &["coverage", "--json"], &["coverage", "--for-town"]]
    {
        let (code, out, err) = run(&school, arguments);
        assert_eq!((code, out.is_empty()), (0, false), "{err}");
    }
    let (_, town, _) = run(&school, &["coverage", "--for-town", "--json"]);
    assert!(town.contains("\"families\":null"), "four families are too few: {town}");
    assert_eq!(run(&school, &["coverage", "--csv", "--json"]).0, 2);
    school.write("recipients/families.csv", "");
    assert_eq!(run(&school, &["coverage", "--json"]).0, 1, "without a roster nobody can say whom it reaches");
}
