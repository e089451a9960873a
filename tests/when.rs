//! When messages go: at a chosen time, never at night, never too late, whatever the clock does; and again to those who
//! have not read.

mod missed;
mod reminders;

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

/// Addresses of the mails since `from`, sorted.
fn mailed(school: &School, from: usize) -> Vec<String> {
    let mut to: Vec<String> = school.smtp.accepted().into_iter().skip(from).map(|mail| mail.to).collect();
    to.sort();
    to
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
    school.release_cut_off("園だより").await;
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
