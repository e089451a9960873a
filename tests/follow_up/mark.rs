//! The read mark: which evidence counts, under which circumstances, and of whom.

use otayori::follow_up::{devices, parties};
use otayori::ledger::{Agent, Fetch};

use super::*;

const SECOND: i64 = 1_000;

fn mail() -> [Dispatch; 1] {
    [dispatch(1, "1", Role::Guardian, State::Accepted)]
}

/// A touch of one opening of the page, this many seconds after the release; the mail was handed over at 100.
fn in_session(session: u8, kind: TouchKind, seconds: i64) -> Touch {
    let came =
        Circumstances { session: Some([session; 8]), device: Some([7; 8]), ..Circumstances::default() };
    Touch { circumstances: came, gesture: "pointerdown".into(), ..touch(1, kind, seconds) }
}

fn plain(touches: &[Touch]) -> Standing {
    stands(&[release(0, true, false)], &mail(), touches, &[])
}

fn read(by: TouchKind, seconds: i64) -> Standing {
    Standing::Read { by, at: at(seconds) }
}

#[test]
fn an_early_reading_is_provisional_until_a_second_later_session() {
    let early = in_session(1, TouchKind::Read, 130);
    assert_eq!(plain(std::slice::from_ref(&early)), unread(Reason::Provisional));
    // The same opening, however long it stays there.
    let patient = Touch { dwell: 300 * SECOND, ..in_session(1, TouchKind::Read, 430) };
    assert_eq!(plain(&[early.clone(), patient]), unread(Reason::Provisional));
    assert_eq!(plain(&[early.clone(), in_session(2, TouchKind::Read, 900)]), read(TouchKind::Read, 900));
    assert_eq!(plain(&[early, in_session(2, TouchKind::Confirmed, 150)]), read(TouchKind::Confirmed, 150));
}

#[test]
fn a_press_in_an_emergency_counts_at_once_by_pointer_and_by_who_listens() {
    let press = |gesture: &str, dwell: i64| Touch {
        gesture: gesture.into(),
        dwell,
        ..in_session(1, TouchKind::Confirmed, 130)
    };
    let counts = |touch: Touch| matches!(plain(&[touch]), Standing::Read { .. });
    assert!(counts(press("pointerdown", 3_200)));
    for without_pointer in ["keydown", "click"] {
        assert!(counts(press(without_pointer, 10_000)), "{without_pointer}");
        assert!(!counts(press(without_pointer, 3_200)), "{without_pointer}");
        let later = Touch { at: at(1_000), ..press(without_pointer, 3_200) };
        assert!(counts(later), "{without_pointer}: after the stall anybody's press counts");
    }
    let submit = |fetch: Fetch| {
        let circumstances = Circumstances { fetch, ..press("submit", 0).circumstances };
        Touch { circumstances, door: Door::Plain, edition: "".into(), ..press("submit", 4_000) }
    };
    assert!(counts(submit(Fetch::Person)) && counts(submit(Fetch::Agrees)));
    assert!(!counts(submit(Fetch::Silent)));
    assert!(counts(Touch { at: at(1_000), ..submit(Fetch::Silent) }));
}

#[test]
fn a_visit_that_presses_both_buttons_confirms_nothing_and_is_called() {
    let both = [in_session(1, TouchKind::Confirmed, 900), in_session(1, TouchKind::Asks, 901)];
    assert_eq!(plain(&both), unread(Reason::AsksForCall));
    let releases = [release(0, true, false)];
    let called = |touches: &[Touch]| stands(&releases, &mail(), touches, &[call(Outcome::Reached, 1_000)]);
    assert!(matches!(called(&both), Standing::Settled { .. }), "the call settles it, not the press");
    let apart = [in_session(1, TouchKind::Confirmed, 900), in_session(2, TouchKind::Asks, 5_000)];
    assert_eq!(plain(&apart), unread(Reason::AsksForCall), "who asks is called, read or not");
    let read_before = stands(&releases, &mail(), &apart, &[call(Outcome::Reached, 6_000)]);
    assert_eq!(read_before, read(TouchKind::Confirmed, 900));
}

#[test]
fn a_visit_that_sends_the_hidden_form_is_provisional_and_a_later_one_is_not() {
    let hidden = |session: Option<u8>, device: Option<u8>, seconds: i64| {
        let circumstances = Circumstances {
            session: session.map(|byte| [byte; 8]),
            device: device.map(|byte| [byte; 8]),
            ..Circumstances::default()
        };
        Touch { circumstances, edition: "".into(), ..touch(1, TouchKind::Hidden, seconds) }
    };
    let press = in_session(1, TouchKind::Confirmed, 900);
    let with = |hidden: Touch| plain(&[press.clone(), hidden]);
    assert_eq!(with(hidden(Some(1), Some(7), 5_000)), unread(Reason::Provisional), "the same session");
    assert_eq!(
        with(hidden(Some(2), Some(7), 1_000)),
        unread(Reason::Provisional),
        "the same browser, one visit"
    );
    assert_eq!(with(hidden(None, Some(7), 890)), unread(Reason::Provisional));
    assert_eq!(with(hidden(Some(2), Some(7), 1_600)), read(TouchKind::Confirmed, 900), "another time");
    assert_eq!(
        with(hidden(Some(2), Some(9), 895)),
        read(TouchKind::Confirmed, 900),
        "somebody else's browser"
    );
    assert_eq!(plain(&[hidden(Some(1), None, 900)]), unread(Reason::OpenedNoPerson));
    // The other door's form says nothing of this one.
    let by_plain_door = Touch { door: Door::Plain, ..hidden(None, None, 890) };
    assert_eq!(with(by_plain_door), read(TouchKind::Confirmed, 900));
    // A later session of the same person counts.
    let again = in_session(3, TouchKind::Read, 9_000);
    assert_eq!(plain(&[press, hidden(Some(1), Some(7), 901), again]), read(TouchKind::Read, 9_000));
}

#[test]
fn neither_a_burst_nor_one_address_demotes_anybody() {
    // An emergency: everybody of a school behind one address, in the same minute.
    for family in 1..=100 {
        let mut press = in_session(family, TouchKind::Confirmed, 130);
        press.circumstances.network = Some([1; 8]);
        let again = Touch { at: at(131), ..press.clone() };
        assert_eq!(plain(&[press, again]), read(TouchKind::Confirmed, 130));
    }
}

#[test]
fn a_press_that_was_kept_while_the_collector_was_away_counts_when_it_comes() {
    let late = Touch { late: true, ..in_session(1, TouchKind::Confirmed, 9_000) };
    assert_eq!(plain(&[late]), read(TouchKind::Confirmed, 9_000));
}

/// A mother's home and a father's, and his new wife who is a guardian too; whom each letter is said to need.
#[test]
fn a_letter_asks_any_guardian_or_each_home_or_every_one() {
    let of = |id: i64, guardian: &str| {
        let mut one = dispatch(id, "1", Role::Guardian, State::Accepted);
        one.to.guardian = guardian.to_owned();
        one
    };
    let mails = [
        of(1, "母/美咲"),
        of(2, "父/健"),
        of(3, "父/翔子"),
        dispatch(4, "1", Role::Follower, State::Accepted),
    ];
    let stands_for = |who_reads: WhoReads, touches: &[Touch]| {
        let releases = [Release { who_reads, ..release(0, true, false) }];
        let rows =
            Rows { dispatches: mails.iter().collect(), touches: touches.iter().collect(), ..Rows::default() };
        let counting = Counting::of(&releases).unwrap();
        let missing = parties(&rows, &counting, STALL).into_iter();
        let missing = missing.filter(|(_, standing)| matches!(standing, Standing::Unread { .. }));
        let missing: Vec<String> = missing.map(|(who, _)| who.to_owned()).collect();
        (standing(&rows, &counting, STALL), missing.join(" "))
    };
    let (mother, father, stepmother) =
        (touch(1, TouchKind::Read, 500), touch(2, TouchKind::Confirmed, 700), touch(3, TouchKind::Read, 800));
    let is_read = |by, seconds| (read(by, seconds), String::new());
    let open = |missing: &str| (unread(Reason::NotOpened), missing.to_owned());

    let one = [mother.clone()];
    assert_eq!(stands_for(WhoReads::Any, &one), is_read(TouchKind::Read, 500));
    assert_eq!(stands_for(WhoReads::EachHome, &one), open("父"));
    assert_eq!(stands_for(WhoReads::Everyone, &one), open("父/健 父/翔子"));
    let two = [mother.clone(), father.clone()];
    assert_eq!(stands_for(WhoReads::EachHome, &two), is_read(TouchKind::Read, 700));
    assert_eq!(stands_for(WhoReads::Everyone, &two), open("父/翔子"));
    let all = [mother, father, stepmother];
    assert_eq!(stands_for(WhoReads::Everyone, &all), is_read(TouchKind::Read, 800));
    // Grandmother's reading stands for nobody.
    assert_eq!(stands_for(WhoReads::EachHome, &[touch(4, TouchKind::Confirmed, 900)]), open("母 父"));
}

/// A quiet correction that asks for less takes nothing back; one that asks for more is heeded.
#[test]
fn a_letter_needs_the_most_that_any_counting_edition_asks_for() {
    let of = |id: i64, guardian: &str| {
        let mut one = dispatch(id, "1", Role::Guardian, State::Accepted);
        one.to.guardian = guardian.to_owned();
        one
    };
    let mails = [of(1, "母/美咲"), of(2, "父/健")];
    for (first, then) in [(WhoReads::Everyone, WhoReads::Any), (WhoReads::Any, WhoReads::Everyone)] {
        let releases = [
            Release { who_reads: first, ..release(0, true, false) },
            Release { who_reads: then, ..release(1, false, false) },
        ];
        let (mother, father) = (touch(1, TouchKind::Read, 500), touch(2, TouchKind::Read, 700));
        let one = stands(&releases, &mails, std::slice::from_ref(&mother), &[]);
        assert_eq!(one, unread(Reason::NotOpened), "{first:?}, then {then:?}");
        assert_eq!(stands(&releases, &mails, &[mother, father], &[]), read(TouchKind::Read, 700));
    }
}

#[test]
fn whom_the_roster_says_never_to_send_to_is_not_waited_for() {
    let mut kept_out = dispatch(2, "1", Role::Guardian, State::NoChannel);
    kept_out.to = Recipient { guardian: "父/健".to_owned(), route: Route::Stopped, ..kept_out.to };
    let mut mother = dispatch(1, "1", Role::Guardian, State::Accepted);
    mother.to.guardian = "母/美咲".to_owned();
    let releases = [Release { who_reads: WhoReads::Everyone, ..release(0, true, false) }];
    let both = [mother, kept_out];
    assert_eq!(stands(&releases, &both, &[touch(1, TouchKind::Read, 500)], &[]), read(TouchKind::Read, 500));
    assert_eq!(stands(&releases, &both[1..], &[], &[]), unread(Reason::Stopped));
}

#[test]
fn a_link_that_was_passed_on_is_told_by_its_devices_and_not_by_programs() {
    let on = |device: Option<u8>, agent: Agent, kind: TouchKind, session: u8| {
        let circumstances = Circumstances {
            device: device.map(|byte| [byte; 8]),
            agent,
            session: Some([session; 8]),
            ..Circumstances::default()
        };
        Touch { circumstances, ..touch(1, kind, 500) }
    };
    let count = |touches: &[Touch]| {
        let mails = mail();
        devices(&Rows {
            dispatches: mails.iter().collect(),
            touches: touches.iter().collect(),
            ..Rows::default()
        })
    };
    let phone = on(Some(1), Agent::PhoneSafari, TouchKind::Read, 1);
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&[phone.clone(), on(Some(1), Agent::PhoneSafari, TouchKind::Confirmed, 2)]), 1);
    assert_eq!(count(&[phone.clone(), on(Some(2), Agent::PhoneSafari, TouchKind::Read, 3)]), 2);
    assert_eq!(count(&[phone.clone(), on(None, Agent::DesktopChrome, TouchKind::Read, 3)]), 2);
    assert_eq!(
        count(&[phone.clone(), on(None, Agent::PhoneSafari, TouchKind::Read, 3)]),
        1,
        "in doubt the same"
    );
    assert_eq!(count(&[phone.clone(), on(Some(2), Agent::DesktopChrome, TouchKind::Shown, 3)]), 1);
    let pressed = |kind| on(Some(2), Agent::DesktopChrome, kind, 3);
    assert_eq!(count(&[phone.clone(), pressed(TouchKind::Confirmed)]), 2);
    let both = [phone, pressed(TouchKind::Confirmed), pressed(TouchKind::Asks)];
    assert_eq!(count(&both), 1, "what presses both may be no person");
}

/// Parents and directors read these words about families: they say what is not known yet, and blame nobody.
#[test]
fn no_word_to_parents_or_directors_accuses_anybody() {
    const ACCUSING: [&str; 17] = [
        "machine",
        "robot",
        "bot ",
        "suspici",
        "fake",
        "cheat",
        "ignored",
        "refused to",
        "failed to read",
        "too briefly",
        "機械",
        "ロボット",
        "あやし",
        "怪し",
        "疑",
        "無視",
        "見ていな",
    ];
    let files = ["page", "track", "follow_up"];
    for lang in ["ja", "en", "ja-easy"] {
        for file in files {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{lang}/{file}.ftl"));
            let Ok(words) = fs::read_to_string(&path) else { continue };
            let told = words.lines().filter(|line| !line.starts_with('#'));
            for line in told {
                let line = line.to_lowercase();
                let found = ACCUSING.iter().find(|word| line.contains(**word));
                assert!(found.is_none(), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn the_list_names_who_is_missing_and_counts_devices() {
    let head = "世帯番号,児童名,クラス,保護者名,続柄,家,電話,役割\n";
    let rows = "1,佐藤 花子,うさぎ組,佐藤 美咲,母,母,090-0000-0001,\n\
                1,佐藤 湊,りす組,佐藤 健,父,父,090-0000-0002,\n\
                1,佐藤 花子,うさぎ組,佐藤 和子,祖母,父,090-0000-0003,フォロワー\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("families.csv"), format!("{head}{rows}")).unwrap();
    let roster = recipients::read(folder.path(), TODAY).roster;
    let to = |id: i64, guardian: &str| {
        let mut one = dispatch(id, "1", Role::Guardian, State::Accepted);
        one.to.guardian = guardian.to_owned();
        one
    };
    let on = |device: u8| Touch {
        circumstances: Circumstances { device: Some([device; 8]), ..Circumstances::default() },
        ..touch(1, TouchKind::Read, 900)
    };
    let mut record = record(vec![to(1, "母/佐藤美咲"), to(2, "父/佐藤健")], vec![on(1), on(2)], vec![]);
    record.releases[0].who_reads = WhoReads::EachHome;
    let list = super::list(&roster, &record);
    assert_eq!(list.families, 1, "two children in two classes: one family");
    let row = &list.unread[0];
    assert_eq!((row.missing.as_slice(), row.devices), (["佐藤 健".to_owned()].as_slice(), 2));
    let why = follow_up::why_in_words(row, Lang::Ja.words());
    assert!(why.contains("まだの方: 佐藤 健") && why.contains("2台で開かれています"), "{why}");
    assert!(follow_up::table(&list, Lang::En.words()).contains("still missing: 佐藤 健"));
    let json = serde_json::to_value(&list).unwrap();
    assert_eq!(json["devices"]["1"], 2);
    record.releases[0].who_reads = WhoReads::Any;
    let list = super::list(&roster, &record);
    assert_eq!((list.read, list.unread.len(), list.devices["1"]), (1, 0, 2));
}
