//! Reminders: planned and by hand, to the unread only, and what is added to a letter.

use super::*;

/// A letter with these reminders, for the first of December.
fn with_reminders(school: &School, reminders: &str) {
    school.write(LETTER, &format!("---\n締切: 12月1日\n再送: {reminders}\n---\n{TEXT}"));
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
