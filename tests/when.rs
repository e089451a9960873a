//! When messages go: at a chosen time, never at night, never too late, whatever the clock does; and again to those who
//! have not read.

use crate::common::school::{School, open};
use otayori::ledger::{LetterId, State};
use otayori::office::{Kind, OfficeError, ReleaseOrder, Rest};

const LETTER: &str = "content/全園/2026-11-20 園だより.md";
const TEXT: &str = "# 園だより\n\nこんにちは。\n";
const HOUR: i64 = 3600;

async fn school() -> School {
    let school = School::open("").await;
    school.write(LETTER, TEXT);
    school
}

fn order(kind: Kind, emergency: bool) -> ReleaseOrder {
    ReleaseOrder { kind, emergency, by: "園長".to_owned(), photos_seen: None }
}

/// As `send --at`.
async fn send_at(school: &School, at: &str, emergency: bool) -> Result<LetterId, OfficeError> {
    let at = school.office.chosen_time(at, emergency)?;
    let reading = school.office.read().await?;
    let letter = school.office.find(&reading, "園だより")?;
    Ok(school.office.release_at(&reading, letter, &order(Kind::Send, emergency), Some(at)).await?.letter)
}

async fn count(school: &School, letter: &LetterId, state: State) -> u64 {
    school.office.sent_report(letter).await.unwrap().states.get(&state).copied().unwrap_or_default()
}

/// Everything that lists letters on the host, as one text.
fn lists(school: &School) -> String {
    fn walk(folder: &std::path::Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), text);
            } else if let Ok(page) = std::fs::read_to_string(entry.path())
                && !page.contains("data-edition=")
            {
                *text += &page;
            }
        }
    }
    let mut text = String::new();
    walk(&school.folder.path().join("public"), &mut text);
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_for_tomorrow_goes_tomorrow_and_nobody_sees_it_before() {
    let school = school().await;
    let letter = send_at(&school, "明日 7:30", false).await.unwrap();
    let report = school.office.sent_report(&letter).await.unwrap();
    assert_eq!(report.due.unwrap().to_string(), "2026-11-24T22:30:00Z");
    let known = school.office.ledger.letters().await.unwrap().remove(0);
    let page = school.folder.path().join("public").join(&known.address).join("index.html");
    assert!(page.exists(), "what is wrong with the host shows while somebody is about");
    assert!(!lists(&school).contains(&known.address), "no list leads there");
    school.advance(21 * HOUR + 29 * 60);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    assert_eq!(school.smtp.accepted().len(), 0);
    assert!(!lists(&school).contains(&known.address));
    school.advance(60);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5);
    assert!(lists(&school).contains(&known.address), "now the archive shows it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_letter_for_tomorrow_stays_unseen_until_it_goes_after_all() {
    let school = school().await;
    let letter = send_at(&school, "11/25 9:00", false).await.unwrap();
    assert_eq!(school.office.stop(&letter, "園長").await.unwrap(), 5);
    let address = school.office.ledger.letters().await.unwrap().remove(0).address;
    school.advance(30 * HOUR);
    assert_eq!(school.post().await, Rest::Done);
    school.office.publish().await.unwrap();
    assert_eq!(school.smtp.accepted().len(), 0);
    assert!(!lists(&school).contains(&address));
    let release = school.office.ledger.releases(Some(&letter)).await.unwrap().pop().unwrap();
    assert_eq!(school.office.hold_again(&release, "園長").await.unwrap(), 5);
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5);
    assert!(lists(&school).contains(&address));
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_make_no_sense_are_refused_with_a_sentence() {
    let school = school().await;
    for (typed, id) in [
        ("いつか", "office-at-unclear"),
        ("2026-11-24 09:59", "office-at-past"),
        ("2026-11-24 10:00", "office-at-past"),
        ("2027-01-24 10:00", "office-at-far"),
        ("20:00", "office-at-quiet"),
        ("明日 6:59", "office-at-quiet"),
    ] {
        let refused = school.office.chosen_time(typed, false).unwrap_err();
        assert_eq!(refused.problems()[0].id, id, "{typed}");
        for words in [otayori::words::Lang::Ja, otayori::words::Lang::En] {
            let told = refused.told(words.words());
            assert!(told.contains(typed) && told.lines().count() == 2 && !told.contains('{'), "{told}");
        }
    }
    assert!(school.office.chosen_time("明日 6:59", true).is_ok(), "an emergency may go at night");
    assert!(school.office.chosen_time("2027-01-23 10:00", false).is_ok(), "sixty days");
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_again_for_another_time_it_goes_then_and_once() {
    let school = school().await;
    let letter = send_at(&school, "明日 7:30", false).await.unwrap();
    send_at(&school, "明日 9:00", false).await.unwrap();
    school.advance(22 * HOUR);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    school.advance(HOUR);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5);
    let refused = send_at(&school, "明日 9:00", false).await.unwrap_err();
    assert_eq!(refused.problems()[0].id, "office-at-sent");
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_before_its_time_goes_at_that_time_alone() {
    let school = school().await;
    send_at(&school, "明日 7:30", false).await.unwrap();
    school.write(LETTER, &TEXT.replace("こんにちは", "おはよう"));
    school.release("園だより", Kind::ImportantCorrection).await;
    school.advance(HOUR);
    assert!(matches!(school.post().await, Rest::Waits(_)), "nobody is told before the time");
    school.advance(21 * HOUR);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5, "one message each");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_late_it_is_given_up_and_phoned() {
    let school = school().await;
    let letter = send_at(&school, "明日 7:30", false).await.unwrap();
    // The machine was off until the evening: 12 hours and a minute.
    school.advance(21 * HOUR + 30 * 60 + 12 * HOUR + 60);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 0);
    assert_eq!(count(&school, &letter, State::Failed).await, 5);
    assert!(school.unread(&letter).await.contains(&"H001 failed".to_owned()));
    school.advance(-2 * HOUR);
    assert_eq!(school.post().await, Rest::Done, "and a clock put back does not raise it");
    assert_eq!(school.smtp.accepted().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn within_its_tolerance_it_still_goes() {
    let school = school().await;
    let letter = send_at(&school, "明日 7:30", false).await.unwrap();
    school.advance(21 * HOUR + 30 * 60 + 12 * HOUR - 60);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evening_without_the_mail_server_is_made_up_for_in_the_morning() {
    let school = school().await;
    school.advance(9 * HOUR + 50 * 60);
    school.smtp.set(|faults| faults.closed = true);
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(120);
    assert!(matches!(school.post().await, Rest::Unreachable(_)));
    school.smtp.set(|faults| faults.closed = false);
    // 20:30, the server is back, and babies sleep.
    school.advance(38 * 60);
    let Rest::Waits(until) = school.post().await else { panic!("it sends at night") };
    assert_eq!(until.to_string(), "2026-11-24T22:00:00Z", "07:00 in Tokyo");
    assert_eq!(school.smtp.accepted().len(), 0);
    school.advance(10 * HOUR + 30 * 60);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_by_day_does_not_go_by_night() {
    let school = school().await;
    school.release("園だより", Kind::Send).await;
    // The machine was off from ten in the morning until eleven at night.
    school.advance(13 * HOUR);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    assert_eq!(school.smtp.accepted().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_put_back_makes_nobody_wait_for_hours_and_sends_nothing_twice() {
    let school = school().await;
    let letter = school.release("園だより", Kind::Send).await;
    school.smtp.set(|faults| faults.defer = vec!["h004@example.jp".to_owned()]);
    school.advance(-2 * HOUR);
    let Rest::Waits(until) = school.post().await else { panic!("the hold is over too early") };
    assert!(until.duration_since(school.office.clock.now()).as_secs() <= 60, "the hold, and no more");
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Waits(_)), "one was told to come again later");
    assert_eq!(count(&school, &letter, State::Accepted).await, 4);
    school.advance(-20 * HOUR);
    school.post().await;
    school.advance(-30 * 24 * HOUR);
    school.post().await;
    school.advance(24 * HOUR);
    school.smtp.set(|faults| faults.defer.clear());
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5, "nobody twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_put_back_leaves_a_chosen_time_alone() {
    let school = school().await;
    send_at(&school, "明日 7:30", false).await.unwrap();
    school.advance(-3 * HOUR);
    assert!(matches!(school.post().await, Rest::Waits(until) if until.to_string() == "2026-11-24T22:30:00Z"));
    school.advance(24 * HOUR + 30 * 60);
    assert_eq!(school.post().await, Rest::Done);
    school.advance(-5 * HOUR);
    assert_eq!(school.post().await, Rest::Done);
    school.advance(5 * HOUR);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5, "sent once, though its time came twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_over_the_hold_sends() {
    let school = school().await;
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(9 * HOUR);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_was_away_for_days_makes_no_message_late() {
    let school = school().await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings.replace(&school.collector, "http://127.0.0.1:9"));
    let cut_off = open(school.folder.path(), school.clock.clone()).await;
    let reading = cut_off.read().await.unwrap();
    let letter = cut_off.find(&reading, "園だより").unwrap();
    assert!(matches!(
        cut_off.release(&reading, letter, &order(Kind::Send, false)).await,
        Err(OfficeError::Outside(_))
    ));
    school.write("school.yaml", &settings);
    school.advance(3 * 24 * HOUR);
    school.post().await;
    let letter = school.release("園だより", Kind::Send).await;
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_year_and_the_new_school_year_are_days_like_others() {
    for (day, typed, due) in [
        (37 * 24 * HOUR, "7:30", "2026-12-31T22:30:00Z"),
        (127 * 24 * HOUR, "4/1 7:30", "2027-03-31T22:30:00Z"),
    ] {
        let school = school().await;
        school.advance(day);
        let letter = send_at(&school, typed, false).await.unwrap();
        assert_eq!(school.office.sent_report(&letter).await.unwrap().due.unwrap().to_string(), due);
        school.advance(21 * HOUR + 30 * 60);
        assert_eq!(school.post().await, Rest::Done);
        assert_eq!(school.smtp.accepted().len(), 5);
    }
}

/// A letter with these reminders, for the first of December.
fn with_reminders(school: &School, reminders: &str) {
    school.write(LETTER, &format!("---\n締切: 12月1日\n再送: {reminders}\n---\n{TEXT}"));
}

/// Addresses of the mails since `from`, sorted.
fn mailed(school: &School, from: usize) -> Vec<String> {
    let mut to: Vec<String> = school.smtp.accepted().into_iter().skip(from).map(|mail| mail.to).collect();
    to.sort();
    to
}

fn subject(school: &School) -> String {
    let mails = school.smtp.accepted();
    let parsed =
        mail_parser::MessageParser::default().parse(mails.last().unwrap().message.as_bytes()).unwrap();
    parsed.subject().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_go_at_their_times_to_the_unread_only() {
    let school = school().await;
    with_reminders(&school, "[2日前 18:00, 当日 7:00]");
    let letter = school.send("園だより").await;
    assert_eq!(school.smtp.accepted().len(), 5);
    school.advance(3 * HOUR);
    school.read(&school.link("h001@example.jp")).await;
    // 2026-11-29 17:59
    let to = otayori::world::Clock::now(school.clock.as_ref());
    let due: jiff::Timestamp = "2026-11-29T18:00:00+09:00".parse().unwrap();
    school.advance(due.duration_since(to).as_secs() - 60);
    school.post().await;
    assert_eq!(mailed(&school, 5), Vec::<String>::new());
    school.advance(60);
    for _ in 0..3 {
        assert_eq!(school.post().await, Rest::Done);
    }
    // H001 has read, H003 is on paper; grandparents are not reminded.
    assert_eq!(mailed(&school, 5), ["h002@example.jp", "h002b@example.jp", "h004@example.jp"]);
    assert!(subject(&school).starts_with("【まだの方へ】"), "{}", subject(&school));
    let report = school.office.sent_report(&letter).await.unwrap();
    assert_eq!(
        (report.total, report.states[&State::Accepted], report.reminders[&State::Accepted]),
        (7 - 1, 5, 3)
    );
    // A link of a reminder counts like the first one.
    school.advance(HOUR);
    school.read(&school.link("h002b@example.jp")).await;
    assert!(!school.unread(&letter).await.iter().any(|row| row.starts_with("H002")));
    school.advance(36 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 8), ["h004@example.jp"]);
    school.advance(30 * 24 * HOUR);
    school.advance(-60 * 24 * HOUR);
    school.post().await;
    school.advance(60 * 24 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 9), Vec::<String>::new(), "never more than set, whatever the clock does");
    let acts: Vec<(String, String)> = school
        .office
        .ledger
        .acts(&letter)
        .await
        .unwrap()
        .into_iter()
        .map(|act| (act.what, act.who))
        .filter(|(what, _)| what.starts_with("remind"))
        .collect();
    assert_eq!(acts, vec![("remind-planned".to_owned(), "otayori".to_owned()); 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_remind_once() {
    let school = school().await;
    with_reminders(&school, "翌日 18:00");
    school.send("園だより").await;
    let other = open(school.folder.path(), school.clock.clone()).await;
    school.advance(32 * HOUR);
    let post = |office: otayori::office::Office| async move {
        office.send(None, jiff::SignedDuration::ZERO, &|| false, &|_| {}).await.unwrap()
    };
    tokio::join!(post(school.office.clone()), post(other.clone()), post(school.office.clone()), post(other));
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 4, "{:?}", mailed(&school, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_missed_by_more_than_its_tolerance_is_left_out_and_said() {
    let school = school().await;
    with_reminders(&school, "翌日 12:00");
    let letter = school.send("園だより").await;
    school.advance(26 * HOUR + 24 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5), Vec::<String>::new());
    let acts = school.office.ledger.acts(&letter).await.unwrap();
    assert!(acts.iter().any(|act| act.what == "remind-late" && act.detail == "翌日 12:00"), "{acts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_never_goes_at_night() {
    let school = school().await;
    with_reminders(&school, "[翌日 6:00, 翌日 19:00]");
    school.send("園だより").await;
    school.advance(20 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 0, "six in the morning is night");
    school.advance(HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 4);
    // The machine was off at 19:00, and is on again at 22:00.
    school.advance(15 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 9).len(), 0);
    school.advance(9 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 9).len(), 4, "still in time in the morning");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_that_waits_is_called_off_when_the_family_reads() {
    let school = school().await;
    with_reminders(&school, "翌日 12:00");
    let letter = school.send("園だより").await;
    school.advance(26 * HOUR);
    school.smtp.set(|faults| faults.defer = vec!["h004@example.jp".to_owned()]);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 3);
    school.smtp.set(|faults| faults.defer.clear());
    school.read(&school.link("h004@example.jp")).await;
    school.advance(2 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 3, "h004 has read meanwhile");
    assert!(!school.unread(&letter).await.iter().any(|row| row.starts_with("H004")));
}

#[tokio::test(flavor = "multi_thread")]
async fn recalled_or_overtaken_letters_remind_nobody() {
    let school = school().await;
    with_reminders(&school, "翌日 12:00");
    let letter = school.send("園だより").await;
    school.office.recall(&letter, "園長").await.unwrap();
    school.advance(26 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 0);
    let school = self::school().await;
    with_reminders(&school, "[翌日 12:00, 翌日 15:00]");
    school.send("園だより").await;
    school.write(LETTER, TEXT);
    school.release("園だより", Kind::Correction).await;
    school.advance(26 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 0, "the correction took the reminders out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_correction_does_not_start_the_reminders_anew() {
    let school = school().await;
    with_reminders(&school, "[翌日 12:00, 翌日 15:00]");
    school.send("園だより").await;
    school.advance(26 * HOUR);
    school.post().await;
    assert_eq!(mailed(&school, 5).len(), 4);
    school.write(
        LETTER,
        &format!("---\n締切: 12月1日\n再送: [3日後 12:00, 3日後 15:00]\n---\n{TEXT}\nなおしました。\n"),
    );
    school.release("園だより", Kind::Correction).await;
    for _ in 0..5 {
        school.advance(24 * HOUR);
        school.post().await;
    }
    assert_eq!(mailed(&school, 9).len(), 4, "two were set, one was sent before: one more");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_the_unread_get_it_once_more() {
    let school = school().await;
    let letter = school.send("園だより").await;
    school.advance(HOUR);
    school.read(&school.link("h001@example.jp")).await;
    school.touch(&school.link("h004@example.jp"), "asks").await;
    let forecast = school.office.reminder_forecast(&letter).await.unwrap();
    assert_eq!((forecast.families, forecast.phoned), (1, 2), "H003 is on paper, H004 asked for a call");
    let (one, two) = tokio::join!(
        school.office.remind(&letter, &forecast, "園長"),
        school.office.remind(&letter, &forecast, "主任")
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mailed(&school, 5), ["h002@example.jp", "h002b@example.jp"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addition_is_told_to_all_and_costs_no_reading() {
    let school = school().await;
    let letter = school.send("園だより").await;
    school.advance(HOUR);
    school.read(&school.link("h001@example.jp")).await;
    school.write(LETTER, &format!("{TEXT}\n水筒もお持ちください。\n"));
    school.release("園だより", Kind::Addendum).await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mailed(&school, 5).len(), 5, "everybody is told");
    assert!(subject(&school).contains("追記") && !subject(&school).contains("訂正"), "{}", subject(&school));
    assert!(
        !school.unread(&letter).await.iter().any(|row| row.starts_with("H001")),
        "who has read, has read"
    );
    let report = school.office.sent_report(&letter).await.unwrap();
    assert_eq!((report.total, report.states[&State::Accepted]), (6, 5), "a family is counted once");
    assert_eq!(report.additions[&State::Accepted], 5);
}

/// Sends for real or in rehearsal from now on: the same school, opened anew.
async fn with_courier(mut school: School, courier: &str) -> School {
    let file = school.folder.path().join("school.yaml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let line = settings.lines().find(|line| line.trim_start().starts_with("courier:")).unwrap();
    std::fs::write(&file, settings.replace(line, &format!("  courier: {courier}"))).unwrap();
    school.office = open(school.folder.path(), school.clock.clone()).await;
    school
}

/// The paper family of the roster has an address now; with `stop`, its 配信停止 is ticked.
fn give_address(school: &School, address: &str, stop: bool) {
    let lines = crate::common::school::FAMILIES.lines().map(|line| match line.split(',').next() {
        Some("世帯番号") => format!("{line},配信停止\n"),
        Some("H003") => {
            let line =
                line.replace("鈴木 春,母,,", &format!("鈴木 春,母,{address},")).replace(",紙,", ",メール,");
            format!("{line},{}\n", if stop { "はい" } else { "" })
        }
        _ => format!("{line},\n"),
    });
    school.write("recipients/families.csv", &lines.collect::<String>());
}

/// As `send LETTER`, asked and answered with yes, to everybody it offers; returns how many.
async fn catch_up(school: &School, letter: &LetterId) -> usize {
    let reading = school.office.read().await.unwrap();
    let release = school.office.ledger.releases(Some(letter)).await.unwrap().pop().unwrap();
    let order = order(Kind::Send, false);
    let joined = school.office.write_to_joined(&reading, &release, &order).await.unwrap();
    joined + school.office.write_to_rehearsed(&reading, &release, &order).await.unwrap()
}

async fn to_family(school: &School, letter: &LetterId, family: &str) -> Result<usize, String> {
    let reading = school.office.read().await.unwrap();
    let release = school.office.ledger.releases(Some(letter)).await.unwrap().pop().unwrap();
    let done = school.office.write_to_family(&reading, &release, &order(Kind::Send, false), family).await;
    done.map_err(|refused| refused.problems()[0].id.to_owned())
}

async fn post(school: &School) {
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
}

async fn acts(school: &School, letter: &LetterId) -> Vec<String> {
    school.office.ledger.acts(letter).await.unwrap().into_iter().map(|act| act.what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_address_is_written_to_once_and_never_against_the_familys_will() {
    let school = school().await;
    let letter = school.send("園だより").await;
    assert_eq!(catch_up(&school, &letter).await, 0, "a paper family stays one");
    give_address(&school, "h003@example.jp", true);
    assert_eq!(catch_up(&school, &letter).await, 0, "wants none");
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    let first = dispatches.iter().find(|one| one.to.family == "H001").unwrap().id;
    assert!(school.office.ledger.stop_by_mark(first, false, school.office.clock.now()).await.unwrap());
    give_address(&school, "h001@example.jp", false);
    assert_eq!(catch_up(&school, &letter).await, 0, "this address has stopped the mails");
    give_address(&school, "h003@example.jp", false);
    assert_eq!(catch_up(&school, &letter).await, 1);
    assert_eq!(catch_up(&school, &letter).await, 0, "not twice");
    post(&school).await;
    assert_eq!(mailed(&school, 5), ["h003@example.jp"]);
    let report = school.office.sent_report(&letter).await.unwrap();
    assert_eq!((report.total, count(&school, &letter, State::Accepted).await), (6, 6), "each person once");
    assert!(report.additions.is_empty() && report.reminders.is_empty());
    assert_eq!(acts(&school, &letter).await.iter().filter(|what| *what == "joined").count(), 1);
    assert!(school.unread(&letter).await.contains(&"H003 not-opened".to_owned()));
    school.advance(HOUR);
    school.read(&school.link("h003@example.jp")).await;
    assert!(!school.unread(&letter).await.iter().any(|row| row.starts_with("H003")));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_family_is_written_to_where_it_has_not_got_it() {
    let school = school().await;
    school.smtp.set(|faults| faults.bounce = vec!["h001@example.jp".to_owned()]);
    let letter = school.send("園だより").await;
    assert_eq!(to_family(&school, &letter, "H002").await.unwrap_err(), "office-family-has-it");
    assert_eq!(
        to_family(&school, &letter, "H001").await.unwrap_err(),
        "office-family-no-way",
        "same address"
    );
    assert_eq!(to_family(&school, &letter, "H003").await.unwrap_err(), "office-family-no-way");
    assert_eq!(to_family(&school, &letter, "H099").await.unwrap_err(), "office-no-such-family");
    let mended = crate::common::school::FAMILIES.replace("h001@", "h001new@");
    let joined = "H005,伊藤 あお,ひまわり組,年長,伊藤 空,母,h005@example.jp,090-0000-0005,1,メール,保護者\n";
    school.write("recipients/families.csv", &format!("{mended}{joined}"));
    assert_eq!(to_family(&school, &letter, "H001").await, Ok(1));
    assert_eq!(to_family(&school, &letter, "H005").await, Ok(1));
    assert_eq!(to_family(&school, &letter, "H001").await.unwrap_err(), "office-family-has-it", "it waits");
    post(&school).await;
    let mut late = mailed(&school, 4);
    late.sort();
    assert_eq!(late, ["h001new@example.jp", "h005@example.jp"]);
    assert_eq!(school.office.sent_report(&letter).await.unwrap().total, 7);
    assert_eq!(count(&school, &letter, State::Bounced).await, 0, "its place is taken");
    assert_eq!(acts(&school, &letter).await.iter().filter(|what| *what == "family").count(), 2);
    for id in ["office-family-has-it", "office-family-not-for", "office-family-no-way", "office-family-first"]
    {
        for words in [otayori::words::Lang::Ja, otayori::words::Lang::En] {
            let values = vec![("family", "H001".into()), ("letter", "園だより".into())];
            let told = OfficeError::Wrong(otayori::problem::Problem::error(id, values)).told(words.words());
            assert!(!told.contains("office-") && told.lines().count() == 2 && !told.contains('{'), "{told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_it_is_not_for_is_refused() {
    let school = school().await;
    school.write("content/すみれ組/2026-11-21 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    let letter = school.send("おしらせ").await;
    assert_eq!(to_family(&school, &letter, "H002").await.unwrap_err(), "office-family-not-for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsed_letter_goes_out_for_real_and_its_rehearsal_counts_for_nothing() {
    let school = school().await;
    let courier = format!("smtp://{}?tls=none", school.smtp.address);
    let school = with_courier(school, "mailbox:mailbox").await;
    let letter = school.send("園だより").await;
    assert_eq!(catch_up(&school, &letter).await, 0, "it is still a rehearsal");
    let mails = crate::common::school::mailbox(&school.folder.path().join("mailbox"));
    let practised = &mails.iter().find(|mail| mail.to.contains("h001@")).unwrap().text;
    let practised = practised.split_whitespace().find(|word| word.contains("/?k=")).unwrap().to_owned();
    school.read(&practised).await;
    let call = otayori::office::CallNote {
        family: "H003".to_owned(),
        outcome: otayori::ledger::Outcome::Reached,
        note: String::new(),
        by: "園長".to_owned(),
        number: None,
    };
    school.office.call(&letter, &call).await.unwrap();
    school
        .office
        .call(&letter, &otayori::office::CallNote { family: "H002".to_owned(), ..call })
        .await
        .unwrap();
    assert_eq!(school.list(&letter).await.unread.len(), 1, "as practised");

    let school = with_courier(school, &courier).await;
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 0, "nothing goes unasked");
    let reading = school.office.read().await.unwrap();
    let known = school.office.find(&reading, "園だより").unwrap();
    let forecast = school.office.forecast(&reading, known).await.unwrap();
    assert_eq!((forecast.rehearsed.families(), forecast.rehearsed.people.len()), (3, 5));
    assert_eq!(catch_up(&school, &letter).await, 5);
    assert_eq!(catch_up(&school, &letter).await, 0, "once");
    post(&school).await;
    assert_eq!(school.smtp.accepted().len(), 5);
    let report = school.office.sent_report(&letter).await.unwrap();
    assert_eq!((report.total, count(&school, &letter, State::Accepted).await), (6, 5), "{:?}", report.states);
    let ids: std::collections::BTreeSet<String> =
        school.office.ledger.dispatches(&letter).await.unwrap().into_iter().map(|d| d.message_id).collect();
    assert_eq!(ids.len(), 11, "every message has its own id");
    let unread = school.unread(&letter).await;
    assert!(unread.contains(&"H001 not-opened".to_owned()), "who clicked was no parent: {unread:?}");
    assert!(unread.contains(&"H002 not-opened".to_owned()), "nor was the call a call: {unread:?}");
    assert!(unread.contains(&"H003 no-channel".to_owned()), "nor on paper: {unread:?}");
    school.advance(HOUR);
    school.read(&practised).await;
    assert_eq!(school.unread(&letter).await, unread, "nor is a later click of that link");
    school.read(&school.link("h001@example.jp")).await;
    assert_eq!(school.unread(&letter).await.len(), unread.len() - 1);
    assert_eq!(acts(&school, &letter).await.iter().filter(|what| *what == "for-real").count(), 1);
}
