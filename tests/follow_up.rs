//! Who is phoned, and why: the standing of a family and the list made of it.

mod mark;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use otayori::content::{Audience, SchoolYear, WhoReads};
use otayori::follow_up::{self, Counting, FollowUp, Reason, Rows, Standing, Unwritten, standing};
use otayori::ledger::{
    Call, Circumstances, Dispatch, Door, KnownLetter, LetterId, LetterRecord, Outcome, Party, Recipient,
    Release, Route, State, Touch, TouchKind,
};
use otayori::recipients::{self, Role, Roster};
use otayori::settings::Settings;
use otayori::words::Lang;
use otayori::world::{Random, SeededRandom};

const STALL: Duration = Duration::from_secs(120);
const TODAY: Date = date(2026, 11, 25);

/// This many seconds after the first release.
fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_795_500_000 + seconds)
}

fn release(edition: u32, counts: bool, important: bool) -> Release {
    Release {
        letter: LetterId("letter".to_owned()),
        edition,
        hash: format!("hash {edition}"),
        title: "遠足".to_owned(),
        day: date(2026, 11, 24),
        year: SchoolYear(2026),
        audience: Audience::Named(BTreeSet::from(["うさぎ組".to_owned()])),
        series: String::new(),
        important,
        who_reads: WhoReads::Any,
        emergency: false,
        counts,
        released_at: at(i64::from(edition) * 10_000),
        published_at: None,
        recalled_at: None,
        send_at: None,
    }
}

fn dispatch(id: i64, family: &str, role: Role, state: State) -> Dispatch {
    Dispatch {
        id,
        letter: LetterId("letter".to_owned()),
        edition: 0,
        to: Recipient {
            family: family.to_owned(),
            guardian: format!("{id}"),
            role,
            route: Route::Mail,
            email: None,
            lang: "ja".to_owned(),
        },
        message_id: format!("{id}"),
        state,
        due_at: at(60),
        send_by: None,
        round: 0,
        despite_stop: false,
        attempts: 1,
        again: false,
        handed_over_at: matches!(state, State::Accepted | State::Rehearsed).then(|| at(100)),
        said: None,
    }
}

fn touch(dispatch: i64, kind: TouchKind, seconds: i64) -> Touch {
    Touch {
        dispatch,
        token: [u8::try_from(dispatch).unwrap(); 32],
        kind,
        door: Door::Page,
        at: at(seconds),
        edition: "hash 0".into(),
        dwell: 4_000,
        gesture: "touchstart".into(),
        late: false,
        circumstances: Circumstances::default(),
    }
}

fn call(outcome: Outcome, seconds: i64) -> Call {
    Call {
        id: seconds,
        family: "1".to_owned(),
        parties: vec![],
        outcome,
        note: String::new(),
        number: String::new(),
        by: "園長".to_owned(),
        at: at(seconds),
    }
}

fn stands(releases: &[Release], dispatches: &[Dispatch], touches: &[Touch], calls: &[Call]) -> Standing {
    let rows = Rows {
        dispatches: dispatches.iter().collect(),
        touches: touches.iter().collect(),
        calls: calls.iter().collect(),
        ..Rows::default()
    };
    standing(&rows, &Counting::of(releases).unwrap(), STALL)
}

fn unread(reason: Reason) -> Standing {
    Standing::Unread { reason }
}

#[test]
fn without_an_answer_the_best_that_became_of_the_messages_is_the_reason() {
    let plain = [release(0, true, false)];
    let stopped = Dispatch {
        to: Recipient { route: Route::Stopped, ..dispatch(1, "1", Role::Guardian, State::NoChannel).to },
        ..dispatch(1, "1", Role::Guardian, State::NoChannel)
    };
    assert_eq!(stands(&plain, std::slice::from_ref(&stopped), &[], &[]), unread(Reason::Stopped));
    for (state, reason) in [
        (State::Held, Reason::NotSent),
        (State::Frozen, Reason::NotSent),
        (State::Deferred, Reason::NotSent),
        (State::Cancelled, Reason::NotSent),
        (State::Sending, Reason::Uncertain),
        (State::Uncertain, Reason::Uncertain),
        (State::Accepted, Reason::NotOpened),
        (State::Rehearsed, Reason::Rehearsed),
        (State::Failed, Reason::Failed),
        (State::Bounced, Reason::Bounced),
        (State::NoChannel, Reason::NoChannel),
    ] {
        let one = dispatch(1, "1", Role::Guardian, state);
        assert_eq!(stands(&plain, &[one], &[], &[]), unread(reason), "{state}");
    }
    assert_eq!(stands(&plain, &[], &[], &[]), unread(Reason::NotSent));
    let both =
        [dispatch(1, "1", Role::Guardian, State::Bounced), dispatch(2, "1", Role::Guardian, State::Accepted)];
    assert_eq!(stands(&plain, &both, &[], &[]), unread(Reason::NotOpened));
    // Grandmother got it; the household did not.
    let follower =
        [dispatch(1, "1", Role::Guardian, State::Bounced), dispatch(2, "1", Role::Follower, State::Accepted)];
    assert_eq!(stands(&plain, &follower, &[], &[]), unread(Reason::Bounced));
}

#[test]
fn evidence_takes_a_family_off_as_far_as_it_goes() {
    let (plain, important) = ([release(0, true, false)], [release(0, true, true)]);
    let mail = [
        dispatch(1, "1", Role::Guardian, State::Accepted),
        dispatch(2, "1", Role::Follower, State::Accepted),
    ];
    let read = |by, seconds| Standing::Read { by, at: at(seconds) };
    let is = |releases: &[Release], touches: &[Touch], expected: Standing| {
        assert_eq!(stands(releases, &mail, touches, &[]), expected, "{touches:?}");
    };
    is(&plain, &[touch(1, TouchKind::Shown, 500)], unread(Reason::OpenedNoPerson));
    is(&plain, &[touch(1, TouchKind::Read, 500)], read(TouchKind::Read, 500));
    is(&important, &[touch(1, TouchKind::Read, 500)], unread(Reason::NotConfirmed));
    is(&important, &[touch(1, TouchKind::Confirmed, 500)], read(TouchKind::Confirmed, 500));
    // Within the stall after hand-over: perhaps a filter. A second, later session counts; so does a confirmation.
    is(&plain, &[touch(1, TouchKind::Read, 223)], unread(Reason::Provisional));
    is(&plain, &[touch(1, TouchKind::Read, 224)], read(TouchKind::Read, 224));
    let opened_early = Touch { dwell: 200_000, ..touch(1, TouchKind::Read, 400) };
    is(&plain, &[opened_early], unread(Reason::Provisional));
    is(&plain, &[touch(1, TouchKind::Read, 110), touch(1, TouchKind::Read, 900)], read(TouchKind::Read, 900));
    is(&plain, &[touch(1, TouchKind::Confirmed, 110)], read(TouchKind::Confirmed, 110));
    // Followers read for themselves.
    is(&plain, &[touch(2, TouchKind::Confirmed, 900)], unread(Reason::NotOpened));
    // Whatever became of the message.
    let bounced =
        [Dispatch { handed_over_at: Some(at(100)), ..dispatch(1, "1", Role::Guardian, State::Bounced) }];
    assert_eq!(stands(&plain, &bounced, &[touch(1, TouchKind::Read, 500)], &[]), read(TouchKind::Read, 500));
    // A rehearsal's mailbox has no filter before it.
    let rehearsed = [dispatch(1, "1", Role::Guardian, State::Rehearsed)];
    assert_eq!(
        stands(&plain, &rehearsed, &[touch(1, TouchKind::Read, 101)], &[]),
        read(TouchKind::Read, 101)
    );
}

#[test]
fn an_important_correction_makes_earlier_readers_unread() {
    let mail = [
        dispatch(1, "1", Role::Guardian, State::Accepted),
        Dispatch {
            edition: 1,
            handed_over_at: Some(at(10_100)),
            ..dispatch(2, "1", Role::Guardian, State::Accepted)
        },
    ];
    let new = |touch: Touch| Touch { edition: "hash 1".into(), ..touch };
    let plain_door = |touch: Touch| Touch { edition: "".into(), door: Door::Plain, ..touch };
    let old_reading = touch(1, TouchKind::Confirmed, 500);
    let small = [release(0, true, false), release(1, false, false)];
    let big = [release(0, true, false), release(1, true, false)];
    let off = |standing: Standing| !matches!(standing, Standing::Unread { .. });
    assert!(off(stands(&small, &mail, std::slice::from_ref(&old_reading), &[])));
    assert_eq!(stands(&big, &mail, std::slice::from_ref(&old_reading), &[]), unread(Reason::NotOpened));
    // The old edition, still open in a browser, read after the correction.
    assert_eq!(
        stands(&big, &mail, &[touch(1, TouchKind::Confirmed, 20_000)], &[]),
        unread(Reason::NotOpened)
    );
    // The new edition by the old mail's link.
    assert!(off(stands(&big, &mail, &[new(touch(1, TouchKind::Read, 20_000))], &[])));
    // Without script nobody knows which edition was seen: the mail's own.
    let (by_old, by_new) = (touch(1, TouchKind::Confirmed, 20_000), touch(2, TouchKind::Confirmed, 20_000));
    assert!(!off(stands(&big, &mail, &[plain_door(by_old)], &[])));
    assert!(off(stands(&big, &mail, &[plain_door(by_new)], &[])));
    // A call before the correction told them the old one.
    assert!(off(stands(&small, &mail, &[], &[call(Outcome::Reached, 5_000)])));
    assert!(!off(stands(&big, &mail, &[], &[call(Outcome::Reached, 5_000)])));
    assert!(off(stands(&big, &mail, &[], &[call(Outcome::Reached, 10_001)])));
    // Nobody was told of the correction.
    assert_eq!(stands(&big, &mail[..1], &[old_reading], &[]), unread(Reason::NotSent));
}

#[test]
fn who_asks_for_a_call_is_called() {
    let (plain, mail) = ([release(0, true, false)], [dispatch(1, "1", Role::Guardian, State::Accepted)]);
    let both = [touch(1, TouchKind::Confirmed, 500), touch(1, TouchKind::Asks, 510)];
    assert_eq!(stands(&plain, &mail, &both, &[]), unread(Reason::AsksForCall));
    assert_eq!(stands(&plain, &mail, &both, &[call(Outcome::Reached, 505)]), unread(Reason::AsksForCall));
    assert_eq!(stands(&plain, &mail, &both, &[call(Outcome::NoAnswer, 600)]), unread(Reason::AsksForCall));
    assert!(matches!(stands(&plain, &mail, &both, &[call(Outcome::Reached, 600)]), Standing::Read { .. }));
    let asks = &both[1..];
    assert!(matches!(stands(&plain, &mail, asks, &[call(Outcome::AtGate, 600)]), Standing::Settled { .. }));
    // A slip at the desk is undone by the next note.
    let slip = [call(Outcome::Reached, 600), call(Outcome::NoAnswer, 610)];
    assert_eq!(stands(&plain, &mail, &[], &slip), unread(Reason::NotOpened));
}

/// The one law: whatever the rows, nobody leaves the list without a guardian's evidence as demanded, of an edition
/// that counts, or a person's word that they were told.
#[test]
fn no_rows_hide_a_family_without_evidence() {
    let random = SeededRandom::from(2026);
    let (mut off, mut on) = (0, 0);
    for _ in 0..60_000 {
        let bytes = random.bytes();
        let mut dice = bytes.iter().copied().chain(random.bytes()).chain(random.bytes());
        let mut pick = |sides: u8| dice.next().unwrap_or_default() % sides;
        let who = [WhoReads::Any, WhoReads::EachHome, WhoReads::Everyone][usize::from(pick(3))];
        let releases: Vec<Release> = (0..=u32::from(pick(3)))
            .map(|edition| Release {
                who_reads: who,
                ..release(edition, edition == 0 || pick(2) == 0, pick(3) == 0)
            })
            .collect();
        let dispatches: Vec<Dispatch> = (1..=i64::from(pick(4)))
            .map(|id| {
                let role =
                    [Role::Guardian, Role::Guardian, Role::Follower, Role::Community][usize::from(pick(4))];
                let state = State::ALL[usize::from(pick(11))];
                let edition = u32::from(pick(3));
                let handed_over = at(i64::from(edition) * 10_000 + 100);
                let mut one = dispatch(id, "1", role, state);
                one.to.guardian = format!("{}/{}", ["母", "父"][usize::from(pick(2))], pick(3));
                Dispatch { edition, handed_over_at: (pick(4) > 0).then_some(handed_over), ..one }
            })
            .collect();
        let touches: Vec<Touch> = (0..pick(5))
            .map(|_| Touch {
                circumstances: Circumstances {
                    session: [None, Some([1; 8]), Some([2; 8])][usize::from(pick(3))],
                    ..Circumstances::default()
                },
                gesture: ["touchstart", "click"][usize::from(pick(2))].into(),
                edition: ["hash 0", "hash 1", "hash 2", ""][usize::from(pick(4))].into(),
                door: [Door::Page, Door::Plain][usize::from(pick(2))],
                late: pick(2) == 0,
                ..touch(
                    i64::from(pick(5)),
                    TouchKind::ALL[usize::from(pick(5))],
                    i64::from(pick(40)) * 700 + 150,
                )
            })
            .collect();
        let calls: Vec<Call> = (0..pick(4))
            .map(|_| {
                let home = ["母", "父"][usize::from(pick(2))];
                let to = match pick(3) {
                    0 => vec![],
                    1 => vec![Party::Home(home.to_owned())],
                    _ => vec![Party::Guardian(format!("{home}/{}", pick(3)))],
                };
                let about = call(Outcome::ALL[usize::from(pick(6))], i64::from(pick(30)) * 1_000);
                Call { parties: to, ..about }
            })
            .collect();
        let entered: Vec<Unwritten> = (0..pick(2))
            .map(|_| Unwritten { guardian: format!("祖父母/{}", pick(2)), reason: Reason::NotSent })
            .collect();

        let first = releases.iter().rposition(|release| release.counts).unwrap();
        let counting = &releases[first..];
        let since = counting[0].released_at;
        let demands_confirmation = counting.iter().any(|release| release.important);
        let evidence_of = |who: &str| {
            touches.iter().any(|touch| {
                let Some(sent) = dispatches.iter().find(|dispatch| dispatch.id == touch.dispatch) else {
                    return false;
                };
                let edition = counting.iter().any(|release| *release.hash == *touch.edition)
                    || (touch.door == Door::Plain
                        && touch.edition.is_empty()
                        && sent.edition >= counting[0].edition);
                let calm = sent.state == State::Rehearsed
                    || sent
                        .handed_over_at
                        .is_some_and(|handed| touch.at >= handed + SignedDuration::from_secs(124));
                let same_link = |other: &&Touch| other.token == touch.token;
                let same_session = |other: &Touch| {
                    other.circumstances.session.is_some()
                        && other.circumstances.session == touch.circumstances.session
                };
                let clean = !touches.iter().filter(same_link).any(|other| match other.kind {
                    TouchKind::Hidden if other.door == touch.door => {
                        same_session(other)
                            || other.at.duration_since(touch.at).abs() <= SignedDuration::from_secs(600)
                    }
                    TouchKind::Asks => touch.kind == TouchKind::Confirmed && same_session(other),
                    _ => false,
                });
                let kind = clean
                    && match touch.kind {
                        TouchKind::Confirmed => calm || &*touch.gesture != "click",
                        TouchKind::Read => calm && !demands_confirmation,
                        TouchKind::Shown | TouchKind::Asks | TouchKind::Hidden => false,
                    };
                let theirs = sent.to.guardian.starts_with(who);
                sent.to.role == Role::Guardian && edition && kind && touch.at >= since && theirs
            })
        };
        let current = dispatches
            .iter()
            .filter(|dispatch| dispatch.to.role == Role::Guardian && dispatch.edition >= counting[0].edition)
            .map(|dispatch| &dispatch.to.guardian);
        let everybody: BTreeSet<&String> = match who {
            WhoReads::Any => current.collect(),
            _ => current.chain(entered.iter().map(|one| &one.guardian)).collect(),
        };
        let home = |key: &str| key.split('/').next().unwrap().to_owned();
        // Whoever must know: did they read, or does the last word about just them say that they were told?
        let told = |party: Option<Party>| {
            let about = |call: &&Call| party.as_ref().is_none_or(|party| call.parties.contains(party));
            calls.iter().rfind(about).is_some_and(|call| call.outcome.settles() && call.at >= since)
        };
        let knows = |party: Option<Party>, key: &str| evidence_of(key) || told(party);
        let all_know = match who {
            WhoReads::Any => knows(None, ""),
            WhoReads::EachHome => everybody.iter().all(|key| {
                let home = home(key);
                knows(Some(Party::Home(home.clone())), &format!("{home}/"))
            }),
            WhoReads::Everyone => {
                everybody.iter().all(|key| knows(Some(Party::Guardian((*key).clone())), key))
            }
        };
        let nobody = who != WhoReads::Any && everybody.is_empty();
        let rows = Rows {
            dispatches: dispatches.iter().collect(),
            touches: touches.iter().collect(),
            calls: calls.iter().collect(),
            unwritten: entered.clone(),
            ..Rows::default()
        };
        match standing(&rows, &Counting::of(&releases).unwrap(), STALL) {
            Standing::Unread { .. } => on += 1,
            standing => {
                assert!(
                    all_know && !nobody,
                    "{standing:?}\n{releases:?}\n{dispatches:?}\n{touches:?}\n{calls:?}\n{entered:?}"
                );
                off += 1;
            }
        }
    }
    // The dice reach both sides.
    assert!(off > 5_000 && on > 5_000, "{off} off, {on} on");
}

fn roster(rows: &str) -> Roster {
    let folder = tempfile::tempdir().unwrap();
    let head = "世帯番号,児童名,ふりがな,クラス,保護者名,続柄,電話,連絡順,役割,電話不可,入園日,退園日\n";
    fs::write(folder.path().join("families.csv"), format!("{head}{rows}")).unwrap();
    recipients::read(folder.path(), TODAY).roster
}

fn record(dispatches: Vec<Dispatch>, touches: Vec<Touch>, calls: Vec<Call>) -> LetterRecord {
    LetterRecord {
        letter: KnownLetter {
            id: LetterId("letter".to_owned()),
            path: "うさぎ組/2026-11-24 遠足.md".to_owned(),
            hash: String::new(),
            address: "a".to_owned(),
            first_seen: TODAY,
        },
        releases: vec![release(0, true, false)],
        dispatches,
        touches: touches.into(),
        calls,
        stopped: BTreeSet::new(),
        wrong_numbers: BTreeMap::new(),
    }
}

fn list_of(roster: &Roster, record: &LetterRecord) -> Option<FollowUp> {
    let settings = Settings::parse("name: みほん園\n", Path::new("/school"), TODAY, &|_| None).unwrap();
    assert_eq!(settings.mail.stall, STALL);
    // Noon in Japan.
    follow_up::list(record, roster, &settings, "2026-11-25T03:00:00Z".parse().unwrap())
}

fn list(roster: &Roster, record: &LetterRecord) -> FollowUp {
    list_of(roster, record).unwrap()
}

const ROWS: &str = "\
    1,佐藤 花子,さとう はなこ,うさぎ組,佐藤 健,父,090-0000-0002,2,,,,\n\
    1,佐藤 花子,さとう はなこ,うさぎ組,佐藤 美咲,母,090-0000-0001,1,,,,\n\
    1,佐藤 花子,さとう はなこ,うさぎ組,佐藤 和子,祖母,090-0000-0003,,フォロワー,,,\n\
    1,佐藤 湊,さとう みなと,りす組,佐藤 美咲,母,090-0000-0001,1,,,,\n\
    2,阿部 蓮,あべ れん,うさぎ組,阿部 岳,父,090-0000-0004,1,,はい,,\n\
    3,田中 凛,たなか りん,うさぎ組,田中 海,母,090-0000-0005,1,,,,2026-11-24\n\
    4,山本 空,やまもと そら,うさぎ組,山本 月,母,090-0000-0006,1,,,2026-11-25,\n\
    5,林 葵,はやし あおい,りす組,林 星,母,090-0000-0007,1,,,,\n\
    6,森 陽,もり はる,りす組,森 光,母,090-0000-0008,1,,,,\n";

#[test]
fn the_list_follows_the_roster_of_today() {
    let accepted = |id: i64, family: &str| dispatch(id, family, Role::Guardian, State::Accepted);
    // 5 was in the class when it went out; 9 is in the roster no more; 3 has left; 4 has joined since.
    let sent = vec![accepted(1, "1"), accepted(2, "2"), accepted(3, "3"), accepted(5, "5"), accepted(9, "9")];
    let calls = vec![call(Outcome::NoAnswer, 1_000), call(Outcome::LeftMessage, 2_000)];
    let list = list(&roster(ROWS), &record(sent, vec![touch(2, TouchKind::Asks, 900)], calls));
    let rows: Vec<(&str, Reason)> = list.unread.iter().map(|row| (row.family.as_str(), row.reason)).collect();
    assert_eq!(
        rows,
        [
            ("2", Reason::AsksForCall),
            ("4", Reason::NotSent),
            ("1", Reason::NotOpened),
            ("5", Reason::NotOpened)
        ]
    );
    assert_eq!((list.families, list.read, list.settled), (4, 0, 0));
    assert_eq!(list.vanished, ["9"]);
    assert!(list.problems()[0].what(Lang::Ja.words()).contains("世帯番号 9"));
    let first = &list.unread[2];
    assert_eq!(first.children, ["佐藤 花子"]);
    assert_eq!(first.tries, 2);
    let phones: Vec<&str> = first.guardians.iter().map(|guardian| guardian.phone.as_str()).collect();
    assert_eq!(phones, ["090-0000-0001", "090-0000-0002"]);
    // Not to be phoned: the family stands there all the same.
    assert!(list.unread[0].guardians.is_empty());
}

#[test]
fn a_reading_is_its_own_family_s_however_messages_and_roster_are_in_order() {
    let random = SeededRandom::from(11);
    for round in 0..200 {
        // At first in order and without a gap, then less and less.
        let mix = |from: i64, to: i64, until: usize| {
            let mut all: Vec<i64> = (from..=to).collect();
            for _ in 0..round / 20 {
                all.swap(usize::from(random.bytes()[0]) % until, usize::from(random.bytes()[0]) % until);
            }
            all
        };
        let rows = mix(1, 6, 6).into_iter().map(|n| format!("{n},児童 {n},,うさぎ組,保護者 {n},母,,1,,,,\n"));
        let ids = mix(0, 8, 9);
        let families = mix(1, 6, 6);
        let sent: Vec<Dispatch> = families
            .iter()
            .zip(ids)
            .map(|(family, id)| dispatch(id, &family.to_string(), Role::Guardian, State::Accepted))
            .collect();
        let read = [0, 1].map(|at| i64::from(random.bytes()[at]) % 9);
        let touches = read.map(|id| touch(id, TouchKind::Read, 900)).to_vec();
        let list = list(&roster(&rows.collect::<String>()), &record(sent.clone(), touches, vec![]));
        for one in sent {
            let is_read = matches!(list.standings[&one.to.family], Standing::Read { .. });
            assert_eq!(is_read, read.contains(&one.id), "{}: {read:?}", one.id);
        }
    }
}

#[test]
fn a_typed_code_or_number_means_one_family() {
    let list = list(&roster(ROWS), &record(vec![], vec![], vec![]));
    for row in &list.unread {
        assert_eq!(list.family_of(&row.code.to_lowercase()), Some(row.family.clone()));
        assert_eq!(list.family_of(&row.family), Some(row.family.clone()));
    }
    assert_eq!(list.family_of("77"), None);
}

#[test]
fn json_csv_and_table_say_the_same() {
    let mut roster = roster(ROWS);
    roster.families[0].guardians[1].name = "=HYPERLINK(\"http://example.com\")".to_owned();
    let sent = vec![dispatch(2, "2", Role::Guardian, State::Accepted)];
    let list = list(&roster, &record(sent, vec![touch(2, TouchKind::Read, 900)], vec![]));
    let json = serde_json::to_value(&list).unwrap();
    assert_eq!(json["letter"], "うさぎ組/2026-11-24 遠足.md");
    assert_eq!((json["families"].as_u64(), json["read"].as_u64()), (Some(3), Some(1)));
    let row = &json["unread"][0];
    assert_eq!(row["family"], "1");
    assert_eq!(row["reason"], "not-sent");
    assert_eq!(row["classes"][0], "うさぎ組");
    assert_eq!(row["children"][0], "佐藤 花子");
    assert_eq!(row["guardians"][0]["phone"], "090-0000-0001");
    assert_eq!(row["guardians"][1]["order"], 2);
    assert_eq!(row["tries"], 0);
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        for lang in [Lang::Ja, Lang::En] {
            assert!(!follow_up::reason_in_words(reason, lang.words()).starts_with("follow-up"));
        }
    }

    let csv = follow_up::csv(&list, Lang::Ja.words());
    assert!(csv.starts_with('\u{feff}'));
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://example.com\"\")\""), "{csv}");
    let table = follow_up::table(&list, Lang::Ja.words());
    assert!(table.contains("3 家庭のうち、読まれた 1"), "{table}");
    // The columns stand straight: each phone ends its line at the same width.
    let phone = "090-0000-0001";
    assert!(table.lines().any(|line| line.contains(phone)), "{table}");
}

#[test]
fn a_draft_has_no_list() {
    let draft = LetterRecord { releases: vec![], ..record(vec![], vec![], vec![]) };
    assert!(list_of(&roster(ROWS), &draft).is_none());
}
