//! A term in one folder: write → check → build → send over SMTP → touches → follow-up; several letters, a
//! correction, a roster edit, resumed after a kill.

use crate::common::school::{FAMILIES, School};
use otayori::ledger::{Outcome, State};
use otayori::office::{CallNote, Kind, ListCopy, Rest};
use otayori::words::Lang;

const EXCURSION: &str =
    "---\nimportant: true\ndeadline: 2026-11-27\n---\n# 遠足\n\n12月4日(金)に遠足へ行きます。\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_family_leaves_the_list_when_one_guardian_has_read() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    assert_eq!(
        school.unread(&letter).await,
        ["H001 not-opened", "H002 not-opened", "H003 no-channel", "H004 not-opened"]
    );
    assert_eq!(school.smtp.accepted().len(), 5, "one mail to each address, siblings once");

    school.advance(3600);
    school.read(&school.link("h002b@example.jp")).await;
    school.read(&school.link("baba@example.jp")).await;
    assert_eq!(
        school.unread(&letter).await,
        ["H001 not-opened", "H003 no-channel", "H004 not-opened"],
        "the father read for H002; a grandmother never counts"
    );

    school.touch(&school.link("h001@example.jp"), "asks").await;
    assert_eq!(school.list(&letter).await.unread[0].family, "H001", "who asks for a call comes first");
    let call = |family: &str, outcome| CallNote {
        family: family.to_owned(),
        outcome,
        note: String::new(),
        by: "園長".to_owned(),
        number: None,
    };
    school.advance(60);
    school.office.call(&letter, &call("H001", Outcome::NoAnswer)).await.unwrap();
    assert_eq!(school.list(&letter).await.unread[0].tries, 1, "a try leaves the family on the list");
    let code = school.list(&letter).await.unread[0].code.clone();
    school.office.call(&letter, &call(&code, Outcome::Reached)).await.unwrap();
    school.office.call(&letter, &call("H003", Outcome::OnPaper)).await.unwrap();
    school.office.call(&letter, &call("H004", Outcome::AtGate)).await.unwrap();
    assert!(school.unread(&letter).await.is_empty(), "the list closes to zero");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_important_letter_needs_the_button_and_a_correction_asks_again() {
    let school = School::open("").await;
    school.write("content/ひまわり組/2026-11-24 遠足.md", EXCURSION);
    let letter = school.send("遠足").await;
    school.advance(3600);
    let first_link = school.link("h002@example.jp");
    school.read(&first_link).await;
    assert!(school.unread(&letter).await.contains(&"H002 not-confirmed".to_owned()));
    school.touch(&first_link, "confirm").await;
    assert_eq!(school.unread(&letter).await, ["H001 not-opened", "H004 not-opened"]);

    // Saving the file again changes nothing outside.
    school.write("content/ひまわり組/2026-11-24 遠足.md", &EXCURSION.replace("12月4日(金)", "12月11日(金)"));
    let page = || async { reqwest::get(first_link.as_str()).await.unwrap().text().await.unwrap() };
    assert!(page().await.contains("12月4日"));
    school.release("遠足", Kind::ImportantCorrection).await;
    assert!(page().await.contains("12月11日"), "the correction stands at the same address");
    assert_eq!(
        school.unread(&letter).await,
        ["H001 not-sent", "H002 not-sent", "H004 not-sent"],
        "who confirmed the wrong day has not read the right one"
    );
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    school.advance(3600);
    school.touch(&school.link("h002@example.jp"), "confirm").await;
    assert_eq!(school.unread(&letter).await, ["H001 not-opened", "H004 not-opened"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_server_s_faults_are_told_family_by_family() {
    let school = School::open("").await;
    school.smtp.set(|faults| {
        faults.bounce = vec!["h001@example.jp".to_owned()];
        faults.defer = vec!["h004@example.jp".to_owned()];
    });
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Waits(_)), "a deferred mail waits");
    assert_eq!(
        school.unread(&letter).await,
        ["H001 bounced", "H002 not-opened", "H003 no-channel", "H004 not-sent"]
    );
    school.smtp.set(|faults| faults.defer.clear());
    school.advance(120);
    assert_eq!(school.post().await, Rest::Done);
    let states = school.office.sent_report(&letter).await.unwrap();
    assert_eq!(states.total, 6);
    assert_eq!(states.states.values().sum::<u64>(), states.total, "the states sum to the total");
    assert_eq!(states.states[&State::Bounced], 1);
    assert_eq!(states.states[&State::Accepted], 4);
    assert_eq!(states.states[&State::NoChannel], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_without_an_answer_is_sent_once_more_and_marked() {
    let school = School::open("").await;
    school.smtp.set(|faults| faults.silent = 1);
    school.write("content/すみれ組/2026-11-20 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    let letter = school.send("おしらせ").await;
    let mails = school.smtp.accepted();
    assert_eq!(mails.len(), 2, "in doubt it goes once more");
    let id = |mail: &str| mail.lines().find(|line| line.starts_with("Message-ID")).unwrap().to_owned();
    assert_eq!(id(&mails[0].message), id(&mails[1].message), "under the same Message-ID");
    let dispatches = school.office.ledger.dispatches(&letter).await.unwrap();
    assert_eq!(dispatches.iter().filter(|dispatch| dispatch.again).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_closed_loses_nobody() {
    let school = School::open("").await;
    school.smtp.set(|faults| faults.closed = true);
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Unreachable(_)));
    assert!(school.unread(&letter).await.contains(&"H001 not-sent".to_owned()));
    school.smtp.set(|faults| faults.closed = false);
    school.advance(120);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(school.smtp.accepted().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roster_may_change_after_a_letter_went_out() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    let edited = FAMILIES.replace("090-0000-0002,", "090-9999-0002,").replace("H003", "H033")
        + "H005,伊藤 あお,ひまわり組,年長,伊藤 空,母,h005@example.jp,090-0000-0005,1,メール,保護者\n";
    school.write("recipients/families.csv", &edited);
    let list = school.list(&letter).await;
    let row = |family: &str| list.unread.iter().find(|row| row.family == family).unwrap();
    assert_eq!(row("H002").guardians[0].phone, "090-9999-0002", "the new phone is used");
    assert_eq!(row("H005").reason.as_str(), "not-sent", "who joined later is shown");
    assert_eq!(list.vanished, ["H003"], "a vanished number is reported");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_release_sends_nothing_and_hides_nobody() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.release("園だより", Kind::Send).await;
    assert_eq!(school.office.stop(&letter, "園長").await.unwrap(), 5);
    school.advance(3600);
    assert_eq!(school.post().await, Rest::Done);
    assert!(school.smtp.accepted().is_empty());
    assert_eq!(school.unread(&letter).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recalled_letter_is_off_the_host() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    let link = school.link("h001@example.jp");
    assert_eq!(reqwest::get(&link).await.unwrap().status(), 200);
    school.office.recall(&letter, "園長").await.unwrap();
    assert_eq!(reqwest::get(&link).await.unwrap().status(), 404);
    let left: Vec<_> = walkdir::WalkDir::new(school.folder.path().join("public"))
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    assert!(left.is_empty(), "the sheet is gone too: {left:?}");
}

/// Rare kanji, marked letters of other languages and scripts no face has: none keeps the list from being printed.
#[tokio::test(flavor = "multi_thread")]
async fn the_list_to_phone_from_is_printed_with_every_name() {
    let school = School::open("").await;
    let roster = FAMILIES
        .replace("佐藤 ゆい", "𠮷野 德")
        .replace("佐藤 花", "Nguyễn Thị Hoa")
        .replace("高橋 直", "김 하나");
    school.write("recipients/families.csv", &roster);
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    let list = school.list(&letter).await;
    for copy in [ListCopy::Sheet, ListCopy::Gate] {
        let sheet = school.office.list_copy(&letter, &list, copy, "園長", Lang::Ja.words()).await.unwrap();
        assert!(sheet.starts_with(b"%PDF-1.7"));
    }
}
