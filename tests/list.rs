//! The list at work: what came of calls, typed back, for a class at once, taken back; who is phoning; copies.

use std::collections::BTreeSet;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use otayori::follow_up::{Reason, Standing, safe_field, typed_back};
use otayori::ledger::{LetterId, NotedCalls, Outcome};
use otayori::office::{CallNote, ListCopy, OfficeError};
use otayori::words::Lang;
use otayori::world::{Random, SeededRandom};
use reqwest::StatusCode;

use crate::common::school::{FAMILIES, School};
use crate::desk::director::{Desk, NAME};

const NEWS: &str = "content/全園/2026-11-24 園だより.md";
/// Two more families by paper; one of them with two classes and somebody who must not be phoned.
const MORE: &str = "\
H005,森 りん,すみれ組,年中,森 葵,母,,090-0000-0005,1,紙,保護者
H006,林 かい,すみれ組,年中,林 月,母,,,1,紙,保護者
H006,林 うみ,ひまわり組,年長,林 月,母,,,1,紙,保護者
";

async fn school_with_news() -> (School, LetterId) {
    let school = School::open("").await;
    school.write("recipients/families.csv", &format!("{FAMILIES}{MORE}"));
    school.write(NEWS, "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    (school, letter)
}

fn call(family: &str, outcome: Outcome) -> CallNote {
    CallNote {
        family: family.to_owned(), outcome, note: String::new(), by: "園長".to_owned(), number: None
    }
}

fn problems(error: OfficeError) -> Vec<(&'static str, u32)> {
    let OfficeError::Problems(problems) = error else { panic!("{error}") };
    problems
        .iter()
        .map(|problem| (problem.id, problem.place.as_ref().map_or(0, |place| place.line)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_printed_list_is_typed_back_in_whatever_signs_people_type() {
    let (school, letter) = school_with_news().await;
    let list = school.list(&letter).await;
    let code = |family: &str| list.unread.iter().find(|row| row.family == family).unwrap().code.clone();
    let wide: String = code("H002")
        .to_lowercase()
        .chars()
        .map(|sign| char::from_u32(u32::from(sign) + 0xFEE0).unwrap())
        .collect();
    let text = format!(
        "# きょうの分\n{} ○\r\n{wide}　出　ゆうがたメール\n\nh003 3\n {}:Ｍ\n{} 話 \n",
        code("H001"),
        code("H004").chars().map(|sign| format!("{sign} ")).collect::<String>(),
        code("H005"),
    );
    let (typed, _) = school.office.call_by_codes(&letter, &text, "園長").await.unwrap();
    let said: Vec<(&str, Outcome)> = typed.iter().map(|one| (one.to.family.as_str(), one.outcome)).collect();
    assert_eq!(
        said,
        [
            ("H001", Outcome::Reached),
            ("H002", Outcome::NoAnswer),
            ("H003", Outcome::OnPaper),
            ("H004", Outcome::LeftMessage),
            ("H005", Outcome::Reached),
        ]
    );
    assert_eq!(typed[1].note, "ゆうがたメール", "a note stays as it was written");
    assert_eq!(
        school.unread(&letter).await,
        ["H002 not-opened", "H004 not-opened", "H006 no-channel"],
        "a try leaves the family on the list"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_line_is_told_at_once_and_nothing_is_written() {
    let (school, letter) = school_with_news().await;
    let before = school.list(&letter).await;
    let code = before.unread[0].code.clone();
    let text = format!("{code} ○\nK7Q4Q ○\n{code} 話し中\n{code}1\n{code}\nH0011\nH999 1\n○\n{code} 番a");
    let error = school.office.call_by_codes(&letter, &text, "園長").await.unwrap_err();
    assert_eq!(
        problems(error),
        [
            ("typed-no-family", 2),
            // Busy is not spoken to.
            ("typed-no-outcome", 3),
            ("typed-no-outcome", 4),
            ("typed-no-outcome", 5),
            // H001 with 1 behind it, or a household H0011: never a guess.
            ("typed-no-outcome", 6),
            ("typed-no-family", 7),
            ("typed-no-family", 8),
            ("typed-no-outcome", 9),
        ]
    );
    assert_eq!(school.list(&letter).await, before, "not even the line that was right");
    for nothing in ["", "\n \n", "# nur\n"] {
        let error = school.office.call_by_codes(&letter, nothing, "園長").await.unwrap_err();
        assert_eq!(problems(error), [("typed-nothing", 0)]);
    }
    let long = "あ".repeat(100_000);
    assert!(school.office.call_by_codes(&letter, &long, "園長").await.is_err());
}

/// A slip of one sign, or two that changed places, is nobody: never another family.
#[tokio::test(flavor = "multi_thread")]
async fn no_slip_of_the_fingers_settles_another_family() {
    let (school, letter) = school_with_news().await;
    let list = school.list(&letter).await;
    let row = &list.unread[0];
    let signs: Vec<char> = row.code.chars().collect();
    let mut slips = 0;
    for at in 0..signs.len() {
        for sign in ('0'..='9').chain('A'..='Z').chain(['○', '出', ' ', 'あ']) {
            let mut wrong = signs.clone();
            wrong[at] = sign;
            let line = format!("{} ○", wrong.into_iter().collect::<String>());
            for one in typed_back(&line, &list).unwrap_or_default() {
                assert_eq!(one.to.family, row.family, "{line}");
                slips += 1;
            }
        }
        let mut swapped = signs.clone();
        swapped.swap(at, (at + 1) % signs.len());
        let line = format!("{} ○", swapped.iter().collect::<String>());
        for one in typed_back(&line, &list).unwrap_or_default() {
            assert!(one.to.family == row.family && swapped == signs, "{line}");
        }
    }
    assert_eq!(slips, signs.len(), "only the sign itself means the family");
    // Whatever is typed: no panic, and nobody is told who was not named.
    let random = SeededRandom::from(7);
    let alphabet: Vec<char> = format!("{}○出 　:123番話紙oxＨ0é\u{3099}", row.code).chars().collect();
    for _ in 0..20_000 {
        let bytes = random.bytes();
        let line: String =
            bytes.iter().take(9).map(|byte| alphabet[usize::from(*byte) % alphabet.len()]).collect();
        for one in typed_back(&line, &list).unwrap_or_default() {
            let folded: String = line.to_uppercase().replace([' ', '　', 'Ｈ'], "");
            let named = folded.contains(&row.code) || folded.contains(&one.to.family);
            assert!(named, "{line:?} {one:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_noted_can_be_taken_back_and_the_list_is_as_before() {
    let (school, letter) = school_with_news().await;
    let before = school.list(&letter).await;
    let (_, noted) = school.office.call(&letter, &call("H001", Outcome::Reached)).await.unwrap();
    assert!(!school.unread(&letter).await.iter().any(|row| row.starts_with("H001")));
    let families = school.office.take_back(&letter, &noted, "園長").await.unwrap();
    assert_eq!(families, BTreeSet::from(["H001".to_owned()]));
    assert_eq!(school.list(&letter).await, before);
    // Once is enough, and of another letter nothing is taken back.
    assert!(school.office.take_back(&letter, &noted, "園長").await.unwrap().is_empty());
    school.office.call(&letter, &call("H001", Outcome::NoAnswer)).await.unwrap();
    let (_, reached) = school.office.call(&letter, &call("H001", Outcome::Reached)).await.unwrap();
    let other = LetterId("other".to_owned());
    assert!(school.office.take_back(&other, &reached, "園長").await.unwrap().is_empty());
    assert_eq!(school.office.take_back_last(&letter, "H001", "園長").await.unwrap().as_deref(), Some("H001"));
    let list = school.list(&letter).await;
    let row = list.unread.iter().find(|row| row.family == "H001").unwrap();
    assert_eq!((row.tries, row.last.as_ref().unwrap().outcome), (1, Outcome::NoAnswer), "the call before it");
    let acts: Vec<String> =
        school.office.ledger.acts(&letter).await.unwrap().into_iter().map(|act| act.what).collect();
    assert_eq!(acts.iter().filter(|what| *what == "take-back").count(), 2, "{acts:?}");
}

/// The law and the undo by random days: whatever is noted, typed, given out and taken back in whatever order, a family is
/// off the list only by its own last word that still stands, and each act taken back leaves the list as it was.
#[tokio::test(flavor = "multi_thread")]
async fn random_days_at_the_desk_never_hide_a_family() {
    let (school, letter) = school_with_news().await;
    let families = ["H001", "H002", "H003", "H004", "H005", "H006"];
    let random = SeededRandom::from(2026);
    let steps = if std::env::var_os("OTAYORI_LONG").is_some() { 3_000 } else { 250 };
    // What stands, in order: row, family, outcome.
    let mut stands: Vec<(i64, String, Outcome)> = Vec::new();
    let mut undone = 0;
    for step in 0..steps {
        let dice = random.bytes();
        let family = families[usize::from(dice[0]) % families.len()];
        let outcome = Outcome::ALL[usize::from(dice[1]) % 6];
        let before = school.list(&letter).await;
        school.advance(i64::from(dice[2] % 40));
        let (noted, what): (NotedCalls, Vec<(String, Outcome)>) = match dice[3] % 4 {
            0 => {
                let (family, noted) = school.office.call(&letter, &call(family, outcome)).await.unwrap();
                (noted, vec![(family, outcome)])
            }
            1 => {
                let other = families[usize::from(dice[4]) % families.len()];
                let text = format!("{family} {outcome}\n{other} 出 また\n");
                let (typed, noted) = school.office.call_by_codes(&letter, &text, "園長").await.unwrap();
                (noted, typed.into_iter().map(|one| (one.to.family, one.outcome)).collect())
            }
            2 => {
                let paper: BTreeSet<String> = before.paper_rows().map(|row| row.family.clone()).collect();
                match school.office.give_on_paper(&letter, &paper, "園長").await {
                    Ok(noted) => (noted, paper.into_iter().map(|one| (one, Outcome::OnPaper)).collect()),
                    Err(OfficeError::ChangedMeanwhile(_)) if paper.is_empty() => continue,
                    Err(error) => panic!("{error}"),
                }
            }
            _ => {
                school.office.begin_phoning(&letter, family, "先生").await.unwrap();
                assert_eq!(school.list(&letter).await, before, "phoning says nothing of who was told");
                continue;
            }
        };
        assert_eq!(noted.0.clone().count(), what.len());
        if dice[5].is_multiple_of(3) {
            school.office.take_back(&letter, &noted, "園長").await.unwrap();
            assert_eq!(school.list(&letter).await, before, "step {step}: as if it had not been");
            undone += 1;
        } else {
            stands.extend(noted.0.zip(what).map(|(id, (family, outcome))| (id, family, outcome)));
        }
        // An older one, of whomever.
        if dice[6].is_multiple_of(5) && !stands.is_empty() {
            let (id, ..) = stands.remove(usize::from(dice[7]) % stands.len());
            school.office.take_back(&letter, &NotedCalls(id..=id), "園長").await.unwrap();
        }
        let list = school.list(&letter).await;
        assert_eq!(list.read + list.settled + list.unread.len(), list.families);
        for family in families {
            let last = stands.iter().rev().find(|(_, whose, _)| whose == family);
            let off = last.is_some_and(|(.., outcome)| outcome.settles());
            let stood = matches!(list.standings[family], Standing::Settled { .. });
            assert_eq!(stood, off, "step {step}: {family} {last:?}");
        }
    }
    assert!(undone > steps / 10, "{undone}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_given_on_paper_is_noted_at_once_and_only_those_who_were_shown() {
    let (school, letter) = school_with_news().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let at = |path: &str| format!("/letters/{}/{path}", letter.0);
    director.get(&at("list")).await.sees("まとめて(3)");
    let page = director.get(&at("paper")).await;
    page.sees("鈴木 れん").sees("森 りん").sees("林 かい").misses("山田").misses("佐藤");
    // By mail: never by this door, and never half.
    let sneaked = director.post(&at("paper"), &[("family", "H003"), ("family", "H001")]).await;
    assert_eq!(sneaked.status, StatusCode::CONFLICT);
    sneaked.sees("まだ書きとめていません");
    assert_eq!(director.post(&at("paper"), &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(school.list(&letter).await.unread.len(), 6);
    let list = director.act(&at("paper"), &[("family", "H003"), ("family", "H006")]).await;
    list.sees("2 家庭に紙で渡した").misses("id=\"n鈴木").sees("取り消す");
    assert_eq!(school.list(&letter).await.unread.len(), 4);
    // A class pressed by mistake is taken back in one.
    let undo = list.hidden("calls");
    director.act(&at("undo"), &[("calls", &undo)]).await.sees("2 家庭の結果を取り消しました");
    assert_eq!(school.list(&letter).await.unread.len(), 6);
    for wrong in ["", "x", "3", "9-1", "a-b"] {
        let refused = director.post(&at("undo"), &[("calls", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_phone_at_once_see_each_other_for_five_minutes() {
    let (school, letter) = school_with_news().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let list = format!("/letters/{}/list", letter.0);
    school.office.begin_phoning(&letter, "H001", "中村").await.unwrap();
    director.get(&list).await.sees("中村さんが電話中");
    // No lock: whoever picks up the telephone has it.
    let phoning = format!("/letters/{}/phoning", letter.0);
    let page = director.act(&phoning, &[("family", "H001"), ("code", "")]).await;
    page.sees("あなたが電話中").misses("中村さん");
    director.act(&phoning, &[("family", "H001"), ("over", "1")]).await.misses("電話中<");
    director.act(&phoning, &[("family", "H001")]).await.sees("あなたが電話中");
    school.advance(299);
    director.get(&list).await.sees("あなたが電話中");
    school.advance(1);
    director.get(&list).await.misses("電話中<");
    // What came of it ends it too.
    director.act(&phoning, &[("family", "H002")]).await.sees("あなたが電話中");
    school.office.call(&letter, &call("H002", Outcome::NoAnswer)).await.unwrap();
    director.get(&list).await.misses("電話中<");
    assert_eq!(director.post(&phoning, &[("family", "H999")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_waits_to_be_mended_until_the_roster_has_another() {
    let (school, letter) = school_with_news().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let calls = format!("/letters/{}/calls", letter.0);
    director.get("/contacts").await.sees("直す電話番号はありません");
    // The second number of two.
    director.act(&calls, &[("family", "H002"), ("outcome", "wrong-number:2")]).await.sees("番号ちがい");
    director.act(&calls, &[("family", "H001"), ("outcome", "wrong-number")]).await;
    let page = director.get("/contacts").await;
    page.sees("090-0000-0022")
        .misses("090-0000-0002")
        .sees("佐藤 健")
        .sees("090-0000-0001")
        .sees("ひまわり組");
    let wrong = school.office.wrong_numbers().await.unwrap();
    assert_eq!(wrong.iter().map(|one| one.family.as_str()).collect::<Vec<_>>(), ["H001", "H002"]);
    let list = school.list(&letter).await;
    let guardians = |family: &str| {
        let row = list.unread.iter().find(|row| row.family == family).unwrap();
        row.guardians.iter().map(|guardian| guardian.wrong).collect::<Vec<bool>>()
    };
    assert_eq!(guardians("H002"), [false, true], "the other number is still good");
    // Mended in the roster: gone, of itself.
    let mended = format!("{FAMILIES}{MORE}").replace("090-0000-0022", "090-0000-0033");
    school.write("recipients/families.csv", &mended);
    director.get("/contacts").await.misses("090-0000-0033").misses("佐藤 健").sees("090-0000-0001");
    // It was right after all: the call is taken back, and nothing else.
    let right = [("family", "H001"), ("phone", "090-0000-0001")];
    director.act("/contacts/right", &right).await.sees("番号ちがいを取り消しました").misses("090-0000-0001");
    let list = school.list(&letter).await;
    assert_eq!(list.unread.iter().find(|row| row.family == "H001").unwrap().tries, 0);
    for wrong in ["reached:1", "wrong-number:x", "wrong-number:", ":"] {
        let refused = director.post(&calls, &[("family", "H001"), ("outcome", wrong)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_says_whom_to_phone_and_what_to_say_and_who_is_not_to_be_phoned() {
    let school = School::open("").await;
    let head =
        "世帯番号,児童名,ふりがな,クラス,保護者名,続柄,メール,電話,連絡順,連絡方法,役割,電話不可,言語\n";
    let rows = "1,アンドレ,アンドレ,うさぎ組,マリア,母,m@example.jp,+81-90-0000-0001,1,メール,保護者,,en\n\
                2,青木 空,あおき そら,うさぎ組,青木 月,母,a@example.jp,090-0000-0002,1,メール,保護者,はい,\n\
                3,石井 海,いしい うみ,うさぎ組,石井 星,父,i@example.jp,090-0000-0003,1,メール,保護者,,\n";
    school.write("recipients/families.csv", &format!("{head}{rows}"));
    school.write("content/うさぎ組/2026-11-24 遠足.md", "# 遠足\n\nこんにちは。\n");
    let letter = school.send("遠足").await;
    let list = school.list(&letter).await;
    let order: Vec<&str> = list.unread.iter().map(|row| row.family.as_str()).collect();
    assert_eq!(order, ["2", "1", "3"], "あおき, アンドレ, いしい: whatever kana they are written in");
    assert_eq!((list.unread[0].guardians.len(), list.unread[0].not_to_call), (0, 1));
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let page = director.get(&format!("/letters/{}/list", letter.0)).await;
    page.sees("href=\"tel:+819000000001\"")
        .sees("お電話はしません。お迎えのときか、紙でお伝えください")
        .misses("tel:09000000002")
        .sees("おたより『遠足』が届いているかの確認です")
        .sees("I am calling to see whether our letter ‘遠足’ has arrived.");
    for reason in Reason::ALL {
        for lang in [Lang::Ja, Lang::En] {
            let id = format!("follow-up-opening-{}", reason.as_str());
            assert_ne!(lang.words().say(&id, &[]), id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_copy_has_its_own_number_and_holds_no_more_than_it_must() {
    let (school, letter) = school_with_news().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    for (name, begins) in
        [("list.pdf", "%PDF-"), ("gate.pdf", "%PDF-"), ("list.xlsx", "PK"), ("list.csv", "\u{feff}")]
    {
        let path = format!("/letters/{}/copy/{name}", letter.0);
        let copy = director.post(&path, &[]).await;
        assert_eq!(copy.status, StatusCode::OK, "{}", copy.text);
        assert!(copy.text.starts_with(begins), "{name}");
        assert!(copy.headers["content-disposition"].to_str().unwrap().contains(name));
        assert_eq!(director.get(&path).await.status, StatusCode::METHOD_NOT_ALLOWED, "looking makes none");
    }
    let strange = format!("/letters/{}/copy/ledger.sqlite", letter.0);
    assert_eq!(director.post(&strange, &[]).await.status, StatusCode::NOT_FOUND);
    let copies: Vec<String> = school
        .office
        .ledger
        .acts(&letter)
        .await
        .unwrap()
        .into_iter()
        .filter(|act| act.what == "list-copy")
        .map(|act| format!("{} {}", act.who, act.detail))
        .collect();
    assert_eq!(copies, ["1 sheet", "2 gate", "3 xlsx", "4 csv"].map(|copy| format!("{NAME} {copy}")));
}

/// A copy that is found somewhere tells by its number, in the record, who made it.
#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_a_copy_stands_on_it() {
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let (school, letter) = school_with_news().await;
    let list = school.list(&letter).await;
    let words = Lang::Ja.words();
    for (number, copy) in (1_i64..).zip([ListCopy::Sheet, ListCopy::Gate, ListCopy::Sheet]) {
        let bytes = school.office.list_copy(&letter, &list, copy, "園長", words).await.unwrap();
        let file = school.folder.path().join(copy.file_name());
        std::fs::write(&file, bytes).unwrap();
        let read = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output().unwrap();
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let said = plain(&words.say("phone-sheet-number", &[("number", number.into())]));
        let text = plain(&String::from_utf8_lossy(&read.stdout));
        assert!(text.contains(&said), "{copy:?}: {said} is not in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_letter_stands_in_a_list() {
    let (school, letter) = school_with_news().await;
    school.write("content/ひまわり組/2026-11-25 遠足.md", "# 遠足\n\nこんにちは。\n");
    let other = school.send("遠足").await;
    let before = school.list(&other).await;
    let note = CallNote { note: "ひみつ".to_owned(), ..call("H001", Outcome::NoAnswer) };
    school.office.call(&letter, &note).await.unwrap();
    school.office.call(&letter, &call("H002", Outcome::Reached)).await.unwrap();
    school.office.begin_phoning(&letter, "H004", "中村").await.unwrap();
    assert_eq!(school.list(&other).await, before);
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director
        .get(&format!("/letters/{}/list", other.0))
        .await
        .misses("ひみつ")
        .misses("中村")
        .misses("森 りん");
    let codes = |list: &otayori::follow_up::FollowUp| -> BTreeSet<String> {
        list.unread.iter().map(|row| row.code.clone()).collect()
    };
    let mine = codes(&school.list(&letter).await);
    assert!(codes(&before).is_disjoint(&mine), "a paper of one letter says nothing of another");
}

/// What stands in a cell of the spreadsheet.
fn table(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "no cell is a formula");
    let range = book.worksheet_range(&name).unwrap();
    let cell = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn spreadsheets_hold_hostile_names_and_numbers_to_the_sign() {
    const HOSTILE: [&str; 12] = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+81-90-0000-0009",
        "-1+1",
        "@SUM(A1)",
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "'=1",
        "a\"b,c;d",
        "_x0041_ 佐藤",
        "09000000001",
    ];
    let (school, letter) = school_with_news().await;
    let mut list = school.list(&letter).await;
    let template = list.unread[0].clone();
    list.unread = HOSTILE
        .iter()
        .map(|text| {
            let mut row = template.clone();
            row.children = vec![(*text).to_owned()];
            row.guardians[0].name = (*text).to_owned();
            row.guardians[0].phone = "09000000001".to_owned();
            row
        })
        .collect();
    let words = Lang::Ja.words();
    let bytes = school.office.list_copy(&letter, &list, ListCopy::Xlsx, "園長", words).await.unwrap();
    let rows = table(bytes);
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    for (row, text) in rows[1..].iter().zip(HOSTILE) {
        assert_eq!((row[4].as_str(), row[8].as_str(), row[11].as_str()), (text, text, "09000000001"));
    }
    // NUL and other controls stand in no file.
    list.unread[0].children = vec!["a\u{0}b\u{1}c".to_owned()];
    let bytes = school.office.list_copy(&letter, &list, ListCopy::Xlsx, "園長", words).await.unwrap();
    assert_eq!(table(bytes)[1][4], "abc");

    let bytes = school.office.list_copy(&letter, &list, ListCopy::Csv, "園長", words).await.unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[3..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (row, text) in rows[2..].iter().zip(&HOSTILE[1..]) {
        assert_eq!(&row[4], safe_field(text));
        let back = row[4].strip_prefix('\'').unwrap_or(&row[4]);
        assert_eq!(back, *text, "our own reader gets back what was there");
        assert!(!row[4].starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']));
        assert_eq!(&row[11], "'09000000001");
    }
}
