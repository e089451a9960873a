//! What an engineer is phoned for at night: a kill at the last mail, a correction in the middle of a failure, a
//! mail server away for hours, a lost file, two processes at once. Nobody is lost, and nobody is written to
//! who should not be.

use crate::common::school::{FAMILIES, School};
use otayori::ledger::{LetterId, State};
use otayori::office::{Kind, OfficeError, ReleaseOrder, Rest};

const LETTER: &str = "content/全園/2026-11-20 園だより.md";
const TEXT: &str = "# 園だより\n\nこんにちは。\n";

async fn school() -> School {
    let school = School::open("  quiet: never\n").await;
    school.write(LETTER, TEXT);
    school
}

async fn count(school: &School, letter: &LetterId, state: State) -> u64 {
    school.office.sent_report(letter).await.unwrap().states.get(&state).copied().unwrap_or_default()
}

async fn try_release(
    school: &School,
    letter: &str,
    kind: Kind,
    emergency: bool,
) -> Result<LetterId, OfficeError> {
    let reading = school.office.read().await?;
    let letter = school.office.find(&reading, letter)?;
    let order = ReleaseOrder { kind, emergency, by: "test".to_owned(), photos_seen: None };
    Ok(school.office.release(&reading, letter, &order).await?.letter)
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_the_last_mail_it_is_sent_again() {
    let school = school().await;
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    // As a killed process leaves it: the last one is `sending`, nothing else waits.
    let due = school.office.ledger.due(None, school.office.clock.now(), 100).await.unwrap();
    let (last, others) = due.split_last().unwrap();
    for dispatch in others {
        school
            .office
            .ledger
            .start_sending(dispatch, &[dispatch.id as u8; 32], school.office.clock.now())
            .await
            .unwrap();
        let ledger = &school.office.ledger;
        ledger
            .finish_sending(dispatch.id, State::Accepted, None, school.office.clock.now(), None)
            .await
            .unwrap();
    }
    school.office.ledger.start_sending(last, &[99; 32], school.office.clock.now()).await.unwrap();
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 1, "the one in flight is sent again");
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_after_a_failed_release_does_not_bury_the_messages() {
    let school = school().await;
    school.release_cut_off("園だより").await;

    school.write(LETTER, &TEXT.replace("こんにちは", "こんばんは"));
    let letter = school.release("園だより", Kind::Correction).await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5, "the messages of the first edition go out now");
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_correction_has_overtaken_never_goes_again() {
    let school = school().await;
    let letter = school.release("園だより", Kind::Send).await;
    school.write(LETTER, &TEXT.replace("こんにちは", "こんばんは"));
    school.release("園だより", Kind::ImportantCorrection).await;
    assert_eq!(school.office.stop(&letter, "園長").await.unwrap(), 5);
    let release = school.office.ledger.releases(Some(&letter)).await.unwrap().pop().unwrap();
    assert_eq!(school.office.hold_again(&release, "園長").await.unwrap(), 5, "only the correction's");
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5, "one message each, of the right text");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_roster_writes_to_nobody_and_hides_nobody() {
    let school = school().await;
    let letter = school.release("園だより", Kind::PublishOnly).await;
    school.write("recipients/families.csv", &FAMILIES.replacen("電話,", "メール,", 1));
    assert!(matches!(
        try_release(&school, "園だより", Kind::Send, false).await,
        Err(OfficeError::Problems(_))
    ));
    assert!(school.office.ledger.dispatches(&letter).await.unwrap().is_empty());
    assert!(!school.list(&letter).await.problems().is_empty(), "the list says that it may be too short");
    school.write("recipients/families.csv", FAMILIES);
    assert_eq!(school.unread(&letter).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_messages_go_to_the_audience_that_was_released() {
    let school = school().await;
    let text = "# おしらせ\n\nこんにちは。\n";
    school.write("content/すみれ組/2026-11-21 おしらせ.md", text);
    school.release("おしらせ", Kind::PublishOnly).await;
    school.write("content/すみれ組/2026-11-21 おしらせ.md", &format!("---\nto: 全園\n---\n{text}"));
    let reading = school.office.read().await.unwrap();
    let widened = school.office.find(&reading, "おしらせ").unwrap();
    let order = ReleaseOrder { kind: Kind::Send, emergency: false, by: "test".to_owned(), photos_seen: None };
    let refused = school.office.release(&reading, widened, &order).await;
    assert!(matches!(refused, Err(OfficeError::EditedSince(_))), "{refused:?}");
    school.write("content/すみれ組/2026-11-21 おしらせ.md", text);
    let letter = school.release("おしらせ", Kind::Send).await;
    let mut families: Vec<String> = school
        .office
        .ledger
        .dispatches(&letter)
        .await
        .unwrap()
        .into_iter()
        .map(|dispatch| dispatch.to.family)
        .collect();
    families.sort();
    assert_eq!(families, ["H001", "H003"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_without_the_mail_server_costs_no_family_its_attempts() {
    let school = school().await;
    school.smtp.set(|faults| faults.closed = true);
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Unreachable(_)));
    assert_eq!(count(&school, &letter, State::Frozen).await, 5, "their time has come, none was tried yet");
    for _ in 0..20 {
        school.advance(120);
        assert!(matches!(school.post().await, Rest::Unreachable(_)));
    }
    school.smtp.set(|faults| {
        faults.closed = false;
        faults.defer = vec!["h004@example.jp".to_owned()];
    });
    school.advance(120);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    assert_eq!(count(&school, &letter, State::Deferred).await, 1, "greylisted once, not given up");
    assert_eq!(count(&school, &letter, State::Accepted).await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_lost_notice_holds_up_no_other_letter() {
    let school = school().await;
    let lost = school.release("園だより", Kind::Send).await;
    school.write("content/すみれ組/2026-11-21 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    let whole = school.release("おしらせ", Kind::Send).await;
    let folder = school.folder.path().join(".otayori/released").join(&lost.0);
    for edition in std::fs::read_dir(folder).unwrap().flatten() {
        for notice in ["notice.json", "notices.json"] {
            std::fs::remove_file(edition.path().join(notice)).unwrap();
        }
    }
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    assert_eq!(count(&school, &whole, State::Accepted).await, 1);
    assert!(school.unread(&lost).await.contains(&"H001 not-sent".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_letter_under_an_old_name_is_asked_about() {
    let school = school().await;
    let letter = school.send("園だより").await;
    let content = school.folder.path().join("content/全園");
    std::fs::rename(content.join("2026-11-20 園だより.md"), content.join("2026-11-20 園だより11月.md"))
        .unwrap();
    school.write(LETTER, "# 園だより\n\n12月になりました。\n");
    let reading = school.office.read().await.unwrap();
    for path in ["全園/2026-11-20 園だより.md", "全園/2026-11-20 園だより11月.md"] {
        assert!(
            reading.problems_of(path).any(|problem| problem.id == "office-name-taken-over"),
            "{path}: {:?}",
            reading.problems
        );
    }
    let corrected = try_release(&school, "全園/2026-11-20 園だより.md", Kind::Correction, false).await;
    assert!(matches!(corrected, Err(OfficeError::Problems(_))), "the released text is not overwritten");
    std::fs::rename(content.join("2026-11-20 園だより.md"), content.join("2026-12-01 園だより12月.md"))
        .unwrap();
    let reading = school.office.read().await.unwrap();
    assert_eq!(reading.known["全園/2026-11-20 園だより11月.md"].id, letter, "it goes on under its new name");
    assert_ne!(reading.known["全園/2026-12-01 園だより12月.md"].id, letter);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_do_not_take_each_other_s_pages_off() {
    let school = school().await;
    school.release("園だより", Kind::PublishOnly).await;
    let lock =
        std::fs::File::options().append(true).open(school.folder.path().join(".otayori/publishing.lock"));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    let waiting = std::time::Duration::from_millis(400);
    let early = tokio::time::timeout(waiting, school.office.publish()).await;
    assert!(early.is_err(), "it waits for the other one");
    lock.unlock().unwrap();
    school.office.publish().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_does_not_wait_for_the_morning() {
    let school = School::open("").await;
    school.write(LETTER, TEXT);
    school.advance(12 * 3600);
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(120);
    assert!(matches!(school.post().await, Rest::Waits(_)), "quiet hours");
    try_release(&school, "園だより", Kind::Send, true).await.unwrap();
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(count(&school, &letter, State::Accepted).await, 5);
    school.write(LETTER, &TEXT.replace("こんにちは", "こんばんは"));
    school.release("園だより", Kind::ImportantCorrection).await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done, "the correction of an emergency is one");
}
