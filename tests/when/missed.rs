//! Whom a letter missed, and what was only rehearsed.

use super::*;

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
