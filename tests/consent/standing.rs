//! After a release: what is sent is what stands outside, and it is no further away than it was looked at for.

use otayori::ledger::LetterId;
use otayori::office::{Kind, OfficeError, ReleaseOrder};
use reqwest::StatusCode;

use super::{ANSWERS, LETTER, acts, jpeg, public_photos, read, run, school};
use crate::common::school::{FAMILIES, School};
use crate::desk::director::Desk;

async fn try_send(school: &School) -> Result<LetterId, OfficeError> {
    let (letter, check) = read(school).await;
    let reading = school.office.read().await.unwrap();
    let order = ReleaseOrder {
        kind: Kind::Send,
        emergency: false,
        by: "園長".to_owned(),
        photos_seen: Some(check.seen()),
    };
    school.office.release(&reading, &letter, &order).await.map(|release| release.letter)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_is_sent_or_nothing_is() {
    let school = school(ANSWERS).await;
    let id = school.release("園だより", Kind::PublishOnly).await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let release = format!("/letters/{}/release", id.0);
    let digest = director.get(&release).await.hidden("digest");
    let (_, check) = read(&school).await;
    // Left out, and out in the world all the same.
    school.office.leave_out(&id, &check.photos[1].content, "園長").await.unwrap();
    let before = acts(&school).await;
    let refused = try_send(&school).await;
    assert!(matches!(refused, Err(OfficeError::EditedSince(_))), "{refused:?}");
    let (code, out, _) = run(&school, &["send", "園だより", "--yes", "--nobody-uncovered", "--json"]);
    assert_eq!((code, out.contains("office-edited-since")), (1, true), "{out}");
    for answer in [
        director.get(&release).await,
        director.post(&release, &[("digest", &digest), ("sure", "1"), ("looked", "1")]).await,
    ] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(answer.location(), format!("/letters/{}/correct", id.0));
    }
    assert_eq!(acts(&school).await, before, "nobody has seen anything");
    assert!(school.office.ledger.dispatches(&id).await.unwrap().is_empty());
    assert_eq!(public_photos(&school), 2);

    school.release("園だより", Kind::Correction).await;
    assert_eq!(public_photos(&school), 1);
    try_send(&school).await.unwrap();
    assert_eq!(school.office.ledger.dispatches(&id).await.unwrap().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_does_not_follow_a_family_out_of_the_class_unseen() {
    let school = School::open("").await;
    school.write("recipients/photo-consent.csv", ANSWERS);
    let families = |himawari: &str| {
        FAMILIES
            .replace(",役割\n", ",役割,グループ\n")
            .replace("紙,保護者\n", "紙,保護者,役員\n")
            .replace("2,メール,フォロワー\n", &format!("2,メール,フォロワー,{himawari}\n"))
    };
    school.write("recipients/families.csv", &families(""));
    let letter = LETTER;
    school.write(letter, "---\nto: [すみれ組, 役員]\n---\n# 園だより\n\n![一](1.jpg)\n");
    jpeg(&school, "1.jpg", 1);
    let id = school.release("園だより", Kind::Send).await;
    assert!(acts(&school).await.iter().all(|(what, ..)| what != "photos-seen"), "nobody to look for");

    // 高橋 of another class joins the group.
    school.write("recipients/families.csv", &families("役員"));
    let reading = school.office.read().await.unwrap();
    let release = reading.releases_of(&id).last().unwrap().clone();
    let (_, check) = read(&school).await;
    let order =
        |photos_seen| ReleaseOrder {
            kind: Kind::Send, emergency: false, by: "園長".to_owned(), photos_seen
        };
    let unseen = school.office.write_to_joined(&reading, &release, &order(None)).await;
    assert!(matches!(unseen, Err(OfficeError::PhotosUnseen(_))), "{unseen:?}");
    let (code, out, _) = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!((code, out.contains("send-photos-not-looked")), (2, true), "{out}");

    school.write(letter, "---\nto: [すみれ組, 役員]\n---\n# 園だより\n\nべつ。\n\n![一](1.jpg)\n");
    let edited = school.office.read().await.unwrap();
    let other = school.office.write_to_joined(&edited, &release, &order(Some(check.seen()))).await;
    assert!(matches!(other, Err(OfficeError::EditedSince(_))), "not the photos that are out: {other:?}");
    let written = school.office.write_to_joined(&reading, &release, &order(Some(check.seen()))).await;
    assert_eq!(written.unwrap(), 2);
    assert_eq!(acts(&school).await.iter().filter(|(what, ..)| what == "photos-seen").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_released_is_what_was_shown() {
    let school = school(ANSWERS).await;
    let office = &school.office;
    let reading = office.read().await.unwrap();
    let letter = office.find(&reading, "園だより").unwrap();
    let forecast = office.forecast(&reading, letter).await.unwrap();
    assert_eq!(office.read_again(letter, &forecast).await.unwrap().letters, reading.letters);
    school.write("recipients/families.csv", &FAMILIES.replace("h004@", "h005@"));
    let changed = office.read_again(letter, &forecast).await;
    assert!(matches!(changed, Err(OfficeError::ChangedMeanwhile(_))), "{changed:?}");
    school.write("recipients/families.csv", FAMILIES);
    school.write(LETTER, "# 園だより\n\nべつの文章。\n");
    let changed = office.read_again(letter, &forecast).await;
    assert!(matches!(changed, Err(OfficeError::ChangedMeanwhile(_))), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_gets_is_not_frozen() {
    let school = school(ANSWERS).await;
    school.write("recipients/families.csv", FAMILIES.lines().next().unwrap());
    let refused = try_send(&school).await;
    assert!(matches!(refused, Err(OfficeError::Problems(_))), "{refused:?}");
    assert!(!school.folder.path().join(".otayori/released").exists());
    assert!(acts(&school).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_photo_that_was_left_out_is_put_back() {
    let school = school(ANSWERS).await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = school.office.read().await.unwrap();
    let photos = format!("/letters/{}/photos", reading.known[LETTER.trim_start_matches("content/")].id.0);
    for (photo, act) in [("佐藤ゆいの写真", "put-back"), ("", "put-back"), ("佐藤ゆいの写真", "leave-out")]
    {
        director.act(&photos, &[("photo", photo), ("do", act)]).await;
    }
    assert!(acts(&school).await.iter().all(|(what, ..)| what != "put-back" && what != "leave-out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_no_word_promises_that_yes_is_enough() {
    let school = school(ANSWERS).await;
    let (code, _, err) = run(&school, &["send", "園だより", "--yes"]);
    assert_eq!(code, 2, "{err}");
    assert!(!err.contains("--yes をつけると聞かずに進みます"), "{err}");
    assert!(err.contains("--nobody-uncovered"), "{err}");
}
