//! Nobody is shown on a photo without having said so: answers, whom they cover, and the look before a release.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use image::{ImageFormat, Rgb, RgbImage};
use jiff::civil::{Date, date};
use otayori::content::{AllowedPhotos, Audience, Letter};
use otayori::office::{Fate, Kind, OfficeError, PhotoCheck, ReleaseOrder};
use otayori::recipients::{self, PhotoConsent, PhotoConsents, Reach, Roster, photo_consents};
use reqwest::StatusCode;
use sqlx::Row;

use crate::common::program;
use crate::common::school::{FAMILIES, School};
use crate::desk::director::{Desk, Page};

mod doubt;
mod standing;

const TODAY: Date = date(2026, 11, 24);
const LETTER: &str = "content/全園/2026-11-20 園だより.md";
/// 山田 yes, 佐藤 no, 鈴木 within the class, 高橋 never answered.
const ANSWERS: &str = "世帯番号,児童名,写真\nH001,山田 はな,はい\nH001,山田 そら,○\nH002,佐藤 ゆい,いいえ\n\
                       H003,鈴木 れん,クラス内\n";

// ---- what families answer

fn roster() -> Roster {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("families.csv"), FAMILIES).unwrap();
    recipients::read(folder.path(), TODAY).roster
}

/// The answers in this file, and `id@line:column` of what is wrong.
fn answers(name: &str, bytes: &[u8]) -> (PhotoConsents, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let (consents, problems) = photo_consents(folder.path(), &roster());
    let told = problems.iter().map(|problem| {
        let place = problem.place.as_ref().unwrap();
        assert!(place.file.ends_with(name), "{}", place.file);
        format!("{}@{}:{}", problem.id, place.line, place.column)
    });
    (consents, told.collect())
}

fn answer(consents: &PhotoConsents, family: &str, child: &str) -> PhotoConsent {
    let roster = roster();
    let family = roster.family(family).unwrap();
    consents.of(family, family.children.iter().find(|one| one.name == child).unwrap())
}

#[test]
fn answers_are_read_as_offices_write_them() {
    let shift_jis = encoding_rs::SHIFT_JIS.encode(ANSWERS).0.into_owned();
    let english = "Household,Child,Photo consent\nH001,山田はな,yes\nH001,山田　そら,YES\nH002,佐藤 ゆい,no\nH003,鈴木 れん,class\n";
    let names_alone = "題,,\n名前,クラス,掲載\n山田 はな,ひまわり組,可\n山田 そら,すみれ組,○\n佐藤 ゆい,ひまわり組,×\n鈴木 れん,すみれ組,組の中だけ\n";
    for bytes in [ANSWERS.as_bytes(), &shift_jis, english.as_bytes(), names_alone.as_bytes()] {
        let (consents, told) = answers("photo-consent.csv", bytes);
        assert_eq!(told, [] as [&str; 0]);
        assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::Yes);
        assert_eq!(answer(&consents, "H001", "山田 そら"), PhotoConsent::Yes);
        assert_eq!(answer(&consents, "H002", "佐藤 ゆい"), PhotoConsent::No);
        assert_eq!(answer(&consents, "H003", "鈴木 れん"), PhotoConsent::WithinClass);
        assert_eq!(answer(&consents, "H004", "高橋 みお"), PhotoConsent::No, "never answered");
    }
}

#[test]
fn in_doubt_a_child_is_not_shown_and_the_place_is_told() {
    let (consents, told) = answers(
        "photo-consent.csv",
        "世帯番号,児童名,写真\nH001,山田 はな,はい\nH001,山田 はな,いいえ\nH001,山田 そら,たぶん\nH002,鈴木 れん,はい\n\
         H004,高橋 みを,はい\nH009,田中 けい,はい\n,,はい\nH002,佐藤 ゆい,いいえ\n\
         H002,佐藤 ゆい,はい\n"
            .as_bytes(),
    );
    assert_eq!(
        told,
        [
            "consent-rows-disagree@3:3",
            "consent-unknown-word@4:3",
            "consent-other-number@5:1",
            "consent-unknown-child-near@6:2",
            "consent-unknown-child@7:2",
            "consent-no-name@8:2",
            "consent-rows-disagree@10:3",
        ]
    );
    for (family, child) in [
        ("H001", "山田 はな"),
        ("H001", "山田 そら"),
        ("H002", "佐藤 ゆい"),
        ("H003", "鈴木 れん"),
        ("H004", "高橋 みお"),
    ] {
        assert_eq!(answer(&consents, family, child), PhotoConsent::No, "{child}");
    }
    for broken in [&b""[..], b"\x00\x01\x02", "あ,い\n1,2\n".as_bytes()] {
        let (consents, told) = answers("photo-consent.csv", broken);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::No);
    }
    let (consents, told) = answers("photo-consent.xlsx", b"PK no excel");
    assert_eq!(told, ["consent-unreadable@1:1"]);
    assert!(consents.is_there(), "a broken file is not a missing one");
}

// ---- whom a letter's photos must not show

fn uncovered(audience: &Audience, families: &str, own: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("families.csv"), families).unwrap();
    fs::write(folder.path().join("photo-consent.csv"), ANSWERS).unwrap();
    let roster = recipients::read(folder.path(), TODAY).roster;
    let (consents, _) = photo_consents(folder.path(), &roster);
    let reach = Reach::of(&roster, &consents, audience, own, TODAY);
    reach.uncovered().iter().map(|one| one.child.name.clone()).collect()
}

fn named(names: &[&str]) -> Audience {
    Audience::Named(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn within_the_class_covers_a_letter_that_does_not_leave_the_class() {
    let own = BTreeMap::new();
    let to = |audience: &Audience| uncovered(audience, FAMILIES, &own);
    assert_eq!(to(&named(&["すみれ組"])), [] as [&str; 0], "鈴木 within the class, 山田 yes");
    assert_eq!(to(&named(&["ひまわり組"])), ["佐藤 ゆい", "高橋 みお"]);
    assert_eq!(to(&Audience::Everyone), ["鈴木 れん", "佐藤 ゆい", "高橋 みお"], "by class");
    assert_eq!(to(&named(&["すみれ組", "ひまわり組"])), ["鈴木 れん", "佐藤 ゆい", "高橋 みお"]);
    assert_eq!(to(&named(&["年中"])), [] as [&str; 0], "the grade is that class and no other");

    let neighbour = format!("{FAMILIES}C001,,,,町会 会長,,chokai@example.jp,,,メール,地域\n");
    let group = BTreeMap::from([("すみれ会".to_owned(), vec!["すみれ組".to_owned()])]);
    assert_eq!(uncovered(&named(&["すみれ会"]), &neighbour, &group), [] as [&str; 0]);
    assert_eq!(
        uncovered(&named(&["すみれ組"]), &neighbour, &own),
        [] as [&str; 0],
        "the neighbour gets none"
    );

    // A family of the class, and a group whose families have no child in it.
    let with_group =
        FAMILIES.replace(",役割\n", ",役割,グループ\n").replace("フォロワー\n", "フォロワー,役員\n");
    assert_eq!(
        uncovered(&named(&["すみれ組", "役員"]), &with_group, &own),
        ["鈴木 れん", "佐藤 ゆい", "高橋 みお"]
    );

    let left = FAMILIES
        .replace(",役割\n", ",役割,退園日\n")
        .replace(
            "H002,佐藤 ゆい,ひまわり組,年長,佐藤 健,父,h002b@example.jp,090-0000-0022,2,メール,保護者\n",
            "",
        )
        .replace("1,メール,保護者\nH003", "1,メール,保護者,2026-08-31\nH003");
    assert_eq!(uncovered(&named(&["ひまわり組"]), &left, &own), ["高橋 みお"], "佐藤 left in August");
}

// ---- a letter without a photo has no gap

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_left_out_leaves_no_gap() {
    let school = school("").await;
    school.write(
        LETTER,
        "# 園だより\n\n![一](1.jpg)\n\n- ![二](2.jpg)\n- 水筒\n\n:::お知らせ 写真\n![二](2.jpg)\n:::\n\n\
         ここに ![二](2.jpg) があります\n\n| あ | い |\n|---|---|\n| ![二](2.jpg) | う |\n\n![一](1.jpg) ![二](2.jpg)\n",
    );
    let (letter, _) = read(&school).await;
    let keep = AllowedPhotos::new(letter.photos.iter().map(|photo| photo.name == "1.jpg").collect());
    let shown = letter.with_only(&keep);
    let tree = serde_json::to_string(&shown.blocks).unwrap();
    assert!(shown.photos.iter().all(|photo| photo.name == "1.jpg"));
    assert_eq!(shown.photos.len(), 2);
    assert_eq!(tree.matches("\"photos\":[0]").count(), 1);
    assert_eq!(tree.matches("\"photos\":[1]").count(), 1, "numbered anew: {tree}");
    assert!(!tree.contains("\"t\":\"photo\"") && !tree.contains("\"t\":\"box\""), "{tree}");
    assert!(tree.contains("水筒") && tree.contains("があります") && tree.contains("う"), "{tree}");
    let list = tree.split("\"items\":").nth(1).unwrap();
    assert!(list.starts_with("[[{\"t\":\"paragraph\""), "the empty item is gone: {tree}");
}

// ---- a letter that names the children

#[tokio::test(flavor = "multi_thread")]
async fn a_named_child_that_may_not_be_shown_holds_its_photo_back() {
    let school = school(ANSWERS).await;
    let cases = [
        ("山田 はな、山田　そら", Fate::Named, ""),
        ("山田 はな、佐藤 ゆい", Fate::HeldBack, "consent-name-no"),
        ("高橋 みお", Fate::HeldBack, "consent-name-no"),
        ("鈴木 れん", Fate::HeldBack, "consent-name-within-class"),
        ("田中 けい", Fate::HeldBack, "consent-name-unknown"),
    ];
    for (names, fate, id) in cases {
        school.write(LETTER, &format!("# 園だより\n\n![一](1.jpg){{names=\"{names}\"}}\n\n![二](2.jpg)\n"));
        let (_, check) = read(&school).await;
        assert_eq!(check.photos[0].fate, fate, "{names}");
        assert_eq!(check.photos[1].fate, Fate::Open);
        let ids: Vec<&str> = check.problems.iter().map(|problem| problem.id).collect();
        assert_eq!(ids, if id.is_empty() { vec![] } else { vec![id] }, "{names}");
        assert!(check.problems.iter().all(|problem| problem.place.as_ref().unwrap().line == 3));
        let reading = school.office.read().await.unwrap();
        let built = tokio::task::block_in_place(|| school.office.build(&reading, &|_| {})).unwrap();
        let edition = &built.letters[0].edition;
        let shown = if fate == Fate::HeldBack { 1 } else { 2 };
        assert_eq!(edition.page.matches("<picture").count(), shown, "{names}");
        for name in names.split('、') {
            let outputs =
                [&edition.page, &edition.notice.text, &edition.notice.html, &edition.notice.subject];
            assert!(outputs.iter().all(|output| !output.contains(name)), "{name} is shown");
        }
        assert!(built.letters[0].problems.iter().any(|problem| problem.id == id) || id.is_empty());
    }
    school.write(LETTER, "# 園だより\n\n![一](1.jpg){名前=山田 はな}\n");
    assert!(!read(&school).await.1.needs_look(), "all are named, all may be shown");
    // Furigana counts too.
    let kana =
        FAMILIES.replace(",クラス,", ",ふりがな,クラス,").replace("山田 はな,", "山田 はな,やまだ はな,");
    let kana = kana
        .replace("そら,", "そら,,")
        .replace("ゆい,", "ゆい,,")
        .replace("れん,", "れん,,")
        .replace("みお,", "みお,,");
    school.write("recipients/families.csv", &kana);
    school.write(LETTER, "# 園だより\n\n![一](1.jpg){名前=ヤマダ ハナ}\n");
    assert_eq!(read(&school).await.1.photos[0].fate, Fate::Named);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_not_released_on_what_nobody_saw() {
    let school = school(ANSWERS).await;
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "園だより").unwrap();
    let seen = school.office.photo_check(&reading, letter).seen();
    for kind in [Kind::Send, Kind::PublishOnly] {
        let order = ReleaseOrder { kind, emergency: true, by: "園長".to_owned(), photos_seen: None };
        let refused = school.office.release(&reading, letter, &order).await;
        assert!(matches!(refused, Err(OfficeError::PhotosUnseen(_))), "{refused:?}");
    }
    // Another photo than the one that was looked at.
    jpeg(&school, "1.jpg", 9);
    let order =
        ReleaseOrder { kind: Kind::Send, emergency: false, by: "園長".to_owned(), photos_seen: Some(seen) };
    let refused = school.office.release(&reading, letter, &order).await;
    assert!(matches!(refused, Err(OfficeError::PhotosUnseen(_))), "{refused:?}");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty());
    assert!(acts(&school).await.is_empty());
}

// ---- at the desk

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_photos_beside_names_and_wants_a_tick() {
    let school = school(ANSWERS).await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = school.office.read().await.unwrap();
    let letter = format!("/letters/{}", reading.known.values().next().unwrap().id.0);
    let release = format!("{letter}/release");

    let screen = director.get(&release).await;
    screen.sees("佐藤 ゆい").sees("高橋 みお").sees("鈴木 れん").sees("クラス内だけ");
    screen
        .sees("写真にのせない子(3人)")
        .sees("name=\"looked\"")
        .misses("山田 はな")
        .sees("1.jpg")
        .sees("2.jpg");
    let picture = screen.text.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
    let picture = director.get(picture).await;
    assert_eq!(picture.headers["content-type"], "image/jpeg");

    let digest = screen.hidden("digest");
    let unseen = director.post(&release, &[("digest", &digest), ("sure", "1")]).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT);
    unseen.sees("写真を確かめて、チェックを入れてください");
    let all =
        |digest: &str| vec![("digest", digest.to_owned()), ("sure", "1".into()), ("looked", "1".into())];
    let pressed = |form: Vec<(&'static str, String)>| {
        let (director, release) = (&director, &release);
        async move {
            let form: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
            director.post(release, &form).await
        }
    };
    // A photo is replaced, then a consent taken back, while the screen is looked at.
    jpeg(&school, "2.jpg", 7);
    let stale = pressed(all(&digest)).await;
    stale.sees("名簿か、写真の返事が変わりました");
    let digest = stale.hidden("digest");
    school.write("recipients/photo-consent.csv", &ANSWERS.replace("山田 はな,はい", "山田 はな,いいえ"));
    let stale = pressed(all(&digest)).await;
    stale.sees("名簿か、写真の返事が変わりました").sees("山田 はな").sees("写真にのせない子(4人)");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty());

    // 2.jpg shows somebody: it is left out, put back, and left out again.
    let content = |page: &Page, name: &str| {
        let before = page.text.split(&format!("{name}</p>")).nth(1).unwrap().to_owned();
        before.split("name=\"photo\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let second = content(&stale, "2.jpg");
    let photos = format!("{letter}/photos");
    let out = director.act(&photos, &[("photo", &second), ("do", "leave-out"), ("back", "release")]).await;
    out.sees("はずした写真(1枚)").sees("もとにもどす");
    assert!(director.get(&letter).await.sees("はずした写真(1枚)").text.contains("2.jpg"));
    let back = director.act(&photos, &[("photo", &second), ("do", "put-back"), ("back", "release")]).await;
    back.misses("はずした写真");
    let unknown = director.act(&photos, &[("photo", "abc"), ("do", "leave-out"), ("back", "release")]).await;
    unknown.misses("はずした写真");
    let out = director.act(&photos, &[("photo", &second), ("do", "leave-out"), ("back", "release")]).await;

    let done = pressed(all(&out.hidden("digest"))).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let acts = acts(&school).await;
    let (who, detail) = acts.iter().find(|(what, ..)| what == "photos-seen").map(|(_, w, d)| (w, d)).unwrap();
    let hash = |name: &str| {
        blake3::hash(&fs::read(school.folder.path().join("content/全園").join(name)).unwrap()).to_hex()
    };
    assert_eq!(who, "園長");
    assert_eq!(*detail, format!("edition 0; 4 children; photos {}", hash("1.jpg")));
    assert!(acts.iter().all(|(_, _, detail)| !detail.contains("佐藤") && !detail.contains("jpg")));
    assert_eq!(public_photos(&school), 1, "2.jpg is not out");
    let file = fs::read_to_string(school.folder.path().join(LETTER)).unwrap();
    assert!(file.contains("2.jpg"), "the teacher's file is as it was");

    // A correction is looked at anew, and knows what was left out.
    school.write(LETTER, &LETTER_TEXT.replace("こんにちは", "こんばんは"));
    let correct = format!("{letter}/correct");
    let screen = director.get(&correct).await;
    screen.sees("はずした写真(1枚)").sees("name=\"looked\"");
    let digest = screen.hidden("digest");
    let unseen = director.post(&correct, &[("digest", &digest), ("kind", "plain")]).await;
    unseen.sees("写真を確かめて、チェックを入れてください");
    director.act(&correct, &[("digest", &digest), ("kind", "plain"), ("looked", "1")]).await.sees("訂正 1回");
    assert_eq!(public_photos(&school), 1);
}

/// Nobody needs the names of other classes' children to release a letter to the own class.
#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_is_shown_no_name_of_another_class_beside_photos() {
    let school = school(ANSWERS).await;
    school.write(
        "content/ひまわり組/2026-11-24 遠足.md",
        "# 遠足\n\n![一](三.jpg)\n\n![二](四.jpg){names=鈴木 れい}\n",
    );
    let folder = school.folder.path().join("content");
    for (from, to) in [("1.jpg", "三.jpg"), ("2.jpg", "四.jpg")] {
        fs::copy(folder.join("全園").join(from), folder.join("ひまわり組").join(to)).unwrap();
    }
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let form = [("name", "先生"), ("role", "teacher"), ("class", "ひまわり組")];
    let teacher = desk.invited(&director.post("/accounts", &form).await).await;
    let reading = school.office.read().await.unwrap();
    let id =
        |title: &str| reading.known.iter().find(|(path, _)| path.contains(title)).unwrap().1.id.0.clone();
    let (own, all) = (id("遠足"), id("園だより"));
    let screen = teacher.get(&format!("/letters/{own}/release")).await;
    screen.sees("写真にのせない子(2人)").sees("佐藤 ゆい").sees("高橋 みお");
    screen.sees("「鈴木 れい」という子は、名簿にいません").misses("鈴木 れん");
    for path in [format!("/letters/{own}"), format!("/letters/{all}")] {
        assert_eq!(teacher.get(&path).await.misses("鈴木 れん").status, StatusCode::OK);
    }
    assert_eq!(
        teacher.get(&format!("/letters/{all}/release")).await.misses("鈴木").status,
        StatusCode::FORBIDDEN
    );
    director.get(&format!("/letters/{all}/release")).await.sees("鈴木 れん");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_may_be_shown_nothing_more_is_asked() {
    let everybody = ANSWERS.replace("いいえ", "はい").replace("クラス内", "はい") + "H004,高橋 みお,はい\n";
    let school = school(&everybody).await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = school.office.read().await.unwrap();
    let release = format!("/letters/{}/release", reading.known.values().next().unwrap().id.0);
    let screen = director.get(&release).await;
    screen.misses("name=\"looked\"").misses("id=\"photos\"");
    director
        .act(&release, &[("digest", &screen.hidden("digest")), ("sure", "1")])
        .await
        .sees("送るのをやめる");
    assert_eq!(public_photos(&school), 2);
    assert!(acts(&school).await.iter().all(|(what, ..)| what != "photos-seen"));
}

// ---- in the terminal

#[tokio::test(flavor = "multi_thread")]
async fn yes_alone_does_not_say_that_the_photos_were_looked_at() {
    let school = school(ANSWERS).await;
    let (code, out, err) = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!((code, out.contains("send-photos-not-looked")), (2, true), "{out}{err}");
    for shown in [
        "1.jpg",
        "2.jpg",
        "すみれ組: 鈴木 れん（クラスのおたよりだけ可）",
        "ひまわり組: 佐藤 ゆい、高橋 みお",
    ] {
        assert!(err.contains(shown), "{shown}: {err}");
    }
    assert!(!err.contains("山田 はな"));
    let send = |more: &[&str]| {
        run(&school, &[&["send", "園だより", "--yes", "--no-messages", "--json"], more].concat())
    };
    for (photo, id) in [("3.jpg", "office-no-such-photo"), ("jpg", "office-several-photos")] {
        let (code, out, _) = send(&["--without", photo, "--nobody-uncovered"]);
        assert_eq!((code, out.contains(id)), (2, true), "{out}");
    }
    let (code, out, err) = send(&["--without", "2", "--nobody-uncovered"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(public_photos(&school), 1);
    let (code, out, _) = run(&school, &["correct", "園だより", "--with", "2.jpg", "--yes", "--json"]);
    assert_eq!((code, out.contains("send-photos-not-looked")), (2, true), "{out}");
    let (code, out, err) = run(&school, &["correct", "園だより", "--yes", "--nobody-uncovered", "--json"]);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(public_photos(&school), 2, "put back");
    assert_eq!(acts(&school).await.iter().filter(|(what, ..)| what == "photos-seen").count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_hints_at_answers_that_are_missing_only_where_there_are_photos() {
    let school = school("").await;
    let hints = |out: &str| out.matches("consent-no-file").count();
    assert_eq!(hints(&run(&school, &["check", "--json"]).1), 1);
    school.write(LETTER, "# 園だより\n\nこんにちは。\n");
    assert_eq!(hints(&run(&school, &["check", "--json"]).1), 0);
    school.write("recipients/photo-consent.csv", "世帯番号,児童名,写真\nH001,山田 はな,たぶん\n");
    let (code, out, _) = run(&school, &["check", "--json"]);
    assert!(code == 0 && out.contains("consent-unknown-word") && out.contains("photo-consent.csv"), "{out}");
}

// ---- a school with two photos

const LETTER_TEXT: &str = "# 園だより\n\nこんにちは。\n\n![一](1.jpg)\n\n![二](2.jpg)\n";

/// With a letter to everybody that has two photos; no answers where `answers` is empty.
async fn school(answers: &str) -> School {
    let school = School::open("").await;
    school.write(LETTER, LETTER_TEXT);
    jpeg(&school, "1.jpg", 1);
    jpeg(&school, "2.jpg", 2);
    if !answers.is_empty() {
        school.write("recipients/photo-consent.csv", answers);
    }
    school
}

fn jpeg(school: &School, name: &str, seed: u8) {
    let file = school.folder.path().join("content/全園").join(name);
    let shade = |x: u32, y: u32| u8::try_from((x / 8 + y / 8 * u32::from(seed)) % 251).unwrap();
    let picture = RgbImage::from_fn(640, 480, |x, y| Rgb([shade(x, y), seed * 20, shade(y, x)]));
    picture.save_with_format(file, ImageFormat::Jpeg).unwrap();
}

async fn read(school: &School) -> (Letter, PhotoCheck) {
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "園だより").unwrap().clone();
    let check = tokio::task::block_in_place(|| school.office.photo_check(&reading, &letter));
    (letter, check)
}

/// What, who, detail.
async fn acts(school: &School) -> Vec<(String, String, String)> {
    let file = school.folder.path().join(".otayori/ledger.sqlite");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let rows = sqlx::query("SELECT what, who, detail FROM act ORDER BY id").fetch_all(&pool).await.unwrap();
    pool.close().await;
    rows.iter().map(|row| (row.get("what"), row.get("who"), row.get("detail"))).collect()
}

/// How many photos the only page on the host shows.
fn public_photos(school: &School) -> usize {
    let public = school.folder.path().join("public");
    let pages = fs::read_dir(&public).unwrap().flatten().map(|entry| entry.path().join("index.html"));
    let texts = pages.filter(|page| Path::new(page).exists()).map(|page| fs::read_to_string(page).unwrap());
    let letters: Vec<String> = texts.filter(|text| text.contains("data-edition")).collect();
    assert_eq!(letters.len(), 1);
    letters[0].matches("<picture").count()
}

fn run(school: &School, arguments: &[&str]) -> (i32, String, String) {
    let ran = program::run(school.folder.path(), arguments);
    (ran.code, ran.out, ran.err)
}
