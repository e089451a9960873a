//! In doubt a photo is held back: headings, names and days that say less than they seem to.

use std::collections::BTreeMap;
use std::fmt::Write;

use otayori::content::Audience;
use otayori::office::{Fate, OfficeError};
use otayori::recipients::PhotoConsent;

use super::{ANSWERS, LETTER, acts, answer, answers, jpeg, named, read, run, school, uncovered};
use crate::common::school::FAMILIES;

#[test]
fn a_heading_that_says_no_turns_no_answer_round() {
    for heading in [
        "写真NG",
        "写真ＮＧ",
        "掲載不可",
        "写真(NG)",
        "写真【掲載不可】",
        "掲載しない",
        "写真掲載を拒否",
        "写真禁止",
        "写真の辞退",
        "No photos",
        "photo refused",
        "photo: no",
    ] {
        let file = format!("世帯番号,児童名,{heading}\nH001,山田 はな,○\nH001,山田 そら,はい\n");
        let (consents, told) = answers("photo-consent.csv", file.as_bytes());
        assert_eq!(told, ["consent-heading-says-no@1:3"], "{heading}");
        assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::No, "{heading}");
    }
    let both = "世帯番号,児童名,写真,写真NG\nH001,山田 はな,はい,○\n";
    let (consents, told) = answers("photo-consent.csv", both.as_bytes());
    assert_eq!(told, ["consent-heading-says-no@1:4"]);
    assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::No);
    for heading in ["写真", "写真の掲載について（園だより）", "Photo consent", "写真掲載の同意"]
    {
        let file = format!("世帯番号,児童名,{heading}\nH001,山田 はな,○\n");
        let (consents, told) = answers("photo-consent.csv", file.as_bytes());
        assert_eq!(told, [] as [&str; 0], "{heading}");
        assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::Yes, "{heading}");
    }
}

#[test]
fn of_several_columns_the_strictest_answer_counts() {
    for (headings, cells, wanted) in [
        ("同意書,写真", "はい,いいえ", PhotoConsent::No),
        ("同意書,写真", "未提出,はい", PhotoConsent::Yes),
        ("写真(園内),写真(HP)", "はい,いいえ", PhotoConsent::No),
        ("写真(園内),写真(HP)", "はい,クラス内", PhotoConsent::WithinClass),
        ("写真(園内),写真(HP)", "はい,", PhotoConsent::No),
        ("写真(園内),写真(HP)", "はい,○", PhotoConsent::Yes),
        ("回答日,回答", "4月1日,はい", PhotoConsent::Yes),
    ] {
        let file = format!("世帯番号,児童名,{headings}\nH001,山田 はな,{cells}\n");
        let (consents, told) = answers("photo-consent.csv", file.as_bytes());
        assert_eq!(told, [] as [&str; 0], "{headings}");
        assert_eq!(answer(&consents, "H001", "山田 はな"), wanted, "{headings}: {cells}");
    }
    let file = "世帯番号,児童名,写真(園内),写真(HP)\nH001,山田 はな,はい,たぶん\n";
    let (consents, told) = answers("photo-consent.csv", file.as_bytes());
    assert_eq!(told, ["consent-unknown-word@2:4"]);
    assert_eq!(answer(&consents, "H001", "山田 はな"), PhotoConsent::No);
}

#[test]
fn a_no_that_cannot_be_placed_is_everybodys_of_that_name() {
    let newer = |row: &str| {
        format!("世帯番号,児童名,クラス,写真\nH001,山田 はな,,はい\n{row}\nH001,山田 そら,,はい\n")
    };
    for (row, told_of, wanted) in [
        ("H100,山田 はな,,いいえ", "consent-other-number@3:1", PhotoConsent::No),
        ("H100,山田 はな,,クラス内", "consent-other-number@3:1", PhotoConsent::WithinClass),
        ("H100,山田 はな,,はい", "consent-other-number@3:1", PhotoConsent::Yes),
        (",山田 はな,つき組,いいえ", "consent-unknown-child-near@3:2", PhotoConsent::No),
    ] {
        let (consents, told) = answers("photo-consent.csv", newer(row).as_bytes());
        assert_eq!(told, [told_of], "{row}");
        assert_eq!(answer(&consents, "H001", "山田 はな"), wanted, "{row}");
        assert_eq!(answer(&consents, "H001", "山田 そら"), PhotoConsent::Yes, "{row}");
    }
    // It gives nothing to a child that has no answer of its own.
    let alone = "世帯番号,児童名,写真\nH100,高橋 みお,クラス内\n";
    let (consents, _) = answers("photo-consent.csv", alone.as_bytes());
    assert_eq!(answer(&consents, "H004", "高橋 みお"), PhotoConsent::No);
}

#[test]
fn a_letter_to_nobody_with_a_child_may_show_any_child() {
    let own = BTreeMap::new();
    let rows = "C001,,,,町会 会長,,chokai@example.jp,,,メール,地域,町会\nE001,,,,卒園児 親,母,old@example.jp,,,メール,保護者,卒園\n";
    let families = FAMILIES.replace(",役割\n", ",役割,グループ\n") + rows;
    for group in ["町会", "卒園"] {
        let all = uncovered(&named(&[group]), &families, &own);
        assert_eq!(all, ["鈴木 れん", "佐藤 ゆい", "高橋 みお"], "{group}");
    }
    assert_eq!(uncovered(&named(&["すみれ組"]), &families, &own), [] as [&str; 0]);
}

#[test]
fn who_left_lately_and_who_comes_soon_may_be_on_the_photos() {
    let with_days = |day: &str| {
        FAMILIES.replace(",役割\n", ",役割,入園日,退園日\n").replace(
            "baba@example.jp,090-0000-0044,2,メール,フォロワー",
            &format!("baba@example.jp,090-0000-0044,2,メール,フォロワー,{day}"),
        )
    };
    let to = |day: &str| uncovered(&named(&["ひまわり組"]), &with_days(day), &BTreeMap::new());
    for (day, is_asked) in
        [(",2026-09-25", true), (",2026-09-24", false), ("2026-12-24,", true), ("2026-12-25,", false)]
    {
        let wanted = if is_asked { vec!["佐藤 ゆい", "高橋 みお"] } else { vec!["佐藤 ゆい"] };
        assert_eq!(to(day), wanted, "{day}, today is 2026-11-24");
    }
    // On 1 April nobody of the class is there any more: everybody is meant.
    let gone = with_days(",2026-11-23");
    assert!(uncovered(&Audience::Everyone, &gone, &BTreeMap::new()).contains(&"高橋 みお".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_picture_has_one_fate() {
    let school = school(ANSWERS).await;
    let content = school.folder.path().join("content/全園");
    std::fs::copy(content.join("1.jpg"), content.join("同じ.jpg")).unwrap();
    let fates = |names: &'static str| {
        school.write(
            LETTER,
            &format!("# 園だより\n\n![一](1.jpg){names}\n\n![一](同じ.jpg)\n\n![二](2.jpg)\n"),
        );
        read(&school)
    };
    let of =
        |check: &otayori::office::PhotoCheck| check.photos.iter().map(|photo| photo.fate).collect::<Vec<_>>();
    let (_, check) = fates("{names=佐藤 ゆい}").await;
    assert_eq!(of(&check), [Fate::HeldBack, Fate::HeldBack, Fate::Open]);
    let (_, check) = fates("{names=山田 はな}").await;
    assert_eq!(of(&check), [Fate::Named, Fate::Named, Fate::Open]);
    let (_, check) = fates("").await;
    assert_eq!(of(&check), [Fate::Open, Fate::Open, Fate::Open]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_whose_name_two_have_is_not_guessed() {
    let school = school(ANSWERS).await;
    let gallery = school.folder.path().join("content/全園/2026-11-20 園だより");
    std::fs::create_dir(&gallery).unwrap();
    jpeg(&school, "2026-11-20 園だより/1.jpg", 5);
    let (_, check) = read(&school).await;
    let Err(OfficeError::SeveralPhotos(_, found)) = check.find("1.jpg") else { panic!("guessed") };
    assert_eq!(found, ["./1.jpg", "2026-11-20 園だより/1.jpg"]);
    let (beside, inside) = (check.photos[0].content.as_str(), check.photos[2].content.as_str());
    assert_ne!(beside, inside);
    assert_eq!(check.find("./1.jpg").unwrap().content, beside);
    assert_eq!(check.find("園だより/1.jpg").unwrap().content, inside);
    assert_eq!(check.find("2.JPG").unwrap().name, "2.jpg");
    let (_, _, err) = run(&school, &["send", "園だより", "--yes"]);
    assert!(err.contains("    2026-11-20 園だより/1.jpg\n"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_note_beside_a_letter_tells_no_familys_answer() {
    let school = school(ANSWERS).await;
    school.write(LETTER, "# 園だより\n\n![一](1.jpg){names=鈴木 れん}\n\n![二](2.jpg){names=佐藤 ゆい}\n");
    let rebuilt = otayori::watch::rebuild::rebuild(&school.office).await.unwrap();
    let ids: Vec<&str> = rebuilt.problems.values().flatten().map(|problem| problem.id).collect();
    assert!(ids.contains(&"consent-name-within-class") && ids.contains(&"consent-name-no"), "{ids:?}");
    let note = school.folder.path().join("content/全園/2026-11-20 園だより - 直すところ.txt");
    let note = std::fs::read_to_string(note).unwrap();
    assert_eq!(note.matches("のせない子の名前が書かれています").count(), 2, "{note}");
    for told in ["返事", "すみれ組", "クラス", "photo-consent"] {
        assert!(!note.contains(told), "{told}: {note}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_is_left_unchecked_however_many_there_are() {
    let school = school(ANSWERS).await;
    let mut names = "山田 はな、".repeat(298);
    names.push_str("佐藤 ゆい");
    school.write(LETTER, &format!("# 園だより\n\n![一](1.jpg){{names={names}}}\n"));
    let (_, check) = read(&school).await;
    assert_eq!(check.photos[0].fate, Fate::HeldBack, "the 299th may not be shown");
    let mut letter = String::from("# 園だより\n\n![一](1.jpg){names=");
    for number in 0..301 {
        write!(letter, "子{number}、").unwrap();
    }
    school.write(LETTER, &(letter + "}\n"));
    let (code, out, _) = run(&school, &["check", "--json"]);
    assert_eq!((code, out.contains("content-photo-names-many")), (1, true), "{out}");
    assert!(acts(&school).await.is_empty());
}
