//! Parents who live apart, and letters that each home or every guardian must read: one row is one call, and a call settles
//! whom it reached and nobody else; who was entered in the roster later is waited for and written to.

mod random;

use std::collections::BTreeSet;

use otayori::ledger::{Callee, LetterId, Outcome, Party};
use otayori::office::{CallNote, Kind, ListCopy, OfficeError, ReleaseOrder, Rest};
use otayori::words::Lang;
use reqwest::StatusCode;

use crate::common::program;
use crate::common::school::School;
use crate::desk::director::Desk;

const HEAD: &str = "世帯番号,児童名,クラス,保護者名,続柄,家,メール,電話,連絡順,連絡方法,役割,配信停止\n";
/// One home; two homes, three guardians; two homes by paper.
const FAMILIES: &str = "\
H001,山田 はな,ひまわり組,山田 一郎,父,,h001@example.jp,090-0000-0001,1,メール,保護者,
H002,佐藤 ゆい,ひまわり組,佐藤 花,母,母,h002@example.jp,090-0000-0002,1,メール,保護者,
H002,佐藤 ゆい,ひまわり組,中村 健,父,父,h002b@example.jp,090-0000-0022,2,メール,保護者,
H002,佐藤 ゆい,ひまわり組,中村 翔子,継母,父,h002c@example.jp,090-0000-0222,3,メール,保護者,
H003,鈴木 れん,すみれ組,鈴木 春,母,母,,090-0000-0003,1,紙,保護者,
H003,鈴木 れん,すみれ組,木村 秋,父,父,,090-0000-0033,2,紙,保護者,
";

async fn school(readers: &str) -> (School, LetterId) {
    let school = School::open("").await;
    enter(&school, "");
    school.write(
        "content/全園/2026-11-24 面談.md",
        &format!("---\n読む人: {readers}\n---\n# 面談\n\nこんにちは。\n"),
    );
    let letter = school.send("面談").await;
    (school, letter)
}

/// The roster with these rows more.
fn enter(school: &School, more: &str) {
    school.write("recipients/families.csv", &format!("{HEAD}{FAMILIES}{more}"));
}

fn call(row: &str, outcome: Outcome) -> CallNote {
    CallNote { family: row.to_owned(), outcome, note: String::new(), by: "園長".to_owned(), number: None }
}

/// Each row of the list: whose it is, why, and the numbers to phone.
async fn rows(school: &School, letter: &LetterId) -> Vec<String> {
    let list = school.list(letter).await;
    let mut rows: Vec<String> = list
        .unread
        .iter()
        .map(|row| {
            let numbers: Vec<&str> =
                row.guardians.iter().map(|one| one.phone.rsplit('-').next().unwrap()).collect();
            let party = row.party.as_ref().map(Party::text).unwrap_or_default();
            format!("{} {party} {} {}", row.family, row.reason.as_str(), numbers.join(" "))
        })
        .collect();
    rows.sort();
    rows
}

/// The code of the row of somebody with this number.
async fn code(school: &School, letter: &LetterId, family: &str, phone: &str) -> String {
    let list = school.list(letter).await;
    let theirs = |row: &&otayori::follow_up::UnreadRow| {
        row.family == family && row.guardians.iter().any(|one| one.phone.ends_with(phone))
    };
    list.unread.iter().find(theirs).unwrap_or_else(|| panic!("{family} {phone}")).code.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_one_home_settles_that_home_alone() {
    let (school, letter) = school("それぞれの家").await;
    assert_eq!(
        rows(&school, &letter).await,
        [
            "H001 home: not-opened 0001",
            "H002 home:母 not-opened 0002",
            "H002 home:父 not-opened 0022 0222",
            "H003 home:母 no-channel 0003",
            "H003 home:父 no-channel 0033",
        ]
    );
    // A number alone does not say who was spoken to.
    let refused = school.office.call(&letter, &call("H002", Outcome::Reached)).await.unwrap_err();
    assert_eq!(refused.problems()[0].id, "office-family-several");
    for words in [Lang::Ja, Lang::En] {
        let told = refused.told(words.words());
        assert!(told.contains("H002") && told.lines().count() == 2 && !told.contains('{'), "{told}");
    }
    let mother = code(&school, &letter, "H002", "-0002").await;
    school.office.call(&letter, &call(&mother, Outcome::Reached)).await.unwrap();
    let list = school.list(&letter).await;
    assert_eq!((list.families, list.read, list.settled, list.unread.len()), (3, 0, 0, 4));
    assert!(rows(&school, &letter).await.contains(&"H002 home:父 not-opened 0022 0222".to_owned()));
    assert_eq!(list.told[0].names, ["佐藤 花"], "who was told can be taken back");
    let father = code(&school, &letter, "H002", "-0022").await;
    school.office.call(&letter, &call(&father, Outcome::NoAnswer)).await.unwrap();
    let list = school.list(&letter).await;
    assert_eq!(list.row_of(&home("H002", "父")).unwrap().tries, 1);
    assert!(!list.unread.iter().any(|row| row.code == mother), "a try at one home is none at the other");
    school.office.call(&letter, &call(&father, Outcome::AtGate)).await.unwrap();
    let list = school.list(&letter).await;
    assert_eq!((list.settled, list.unread.len(), list.families_left()), (1, 3, 2));
    // The last noted of the family is taken back: the father's.
    assert_eq!(school.office.take_back_last(&letter, "H002", "園長").await.unwrap().as_deref(), Some("H002"));
    assert!(school.list(&letter).await.row_of(&home("H002", "父")).is_some());
    assert_eq!(
        school.office.take_back_last(&letter, &mother, "園長").await.unwrap().as_deref(),
        Some("H002")
    );
    assert!(school.list(&letter).await.row_of(&home("H002", "母")).is_some());
    // One home: one number is enough, as ever.
    school.office.call(&letter, &call("H001", Outcome::Reached)).await.unwrap();
    assert_eq!(school.list(&letter).await.settled, 1);
}

fn home(family: &str, home: &str) -> Callee {
    Callee { family: family.to_owned(), party: Some(Party::Home(home.to_owned())) }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_everybody_must_read_each_guardian_is_a_row() {
    let (school, letter) = school("全員").await;
    let all = rows(&school, &letter).await;
    assert_eq!(all.len(), 6, "{all:?}");
    assert!(all.contains(&"H002 guardian:父/中村翔子 not-opened 0222".to_owned()), "{all:?}");
    school.advance(3600);
    school.read(&school.link("h002b@example.jp")).await;
    let wife = code(&school, &letter, "H002", "-0222").await;
    school.office.call(&letter, &call(&wife, Outcome::Reached)).await.unwrap();
    let left = rows(&school, &letter).await;
    let left: Vec<&String> = left.iter().filter(|row| row.starts_with("H002")).collect();
    assert_eq!(left, ["H002 guardian:母/佐藤花 not-opened 0002"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_anybody_may_answer_is_one_row_and_one_tap_as_ever() {
    let (school, letter) = school("どなたか").await;
    let all = rows(&school, &letter).await;
    assert_eq!(
        all,
        ["H001  not-opened 0001", "H002  not-opened 0002 0022 0222", "H003  no-channel 0003 0033"]
    );
    enter(
        &school,
        "H002,佐藤 ゆい,ひまわり組,佐藤 新,兄,新,h002d@example.jp,090-0000-0009,4,メール,保護者,\n",
    );
    school.office.call(&letter, &call("H002", Outcome::Reached)).await.unwrap();
    assert_eq!(school.list(&letter).await.settled, 1, "who was entered later changes nothing of the family");
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_tables_codes_and_papers_go_by_the_same_rows() {
    let (school, letter) = school("それぞれの家").await;
    let list = school.list(&letter).await;
    let (mother, father) =
        (code(&school, &letter, "H002", "-0002").await, code(&school, &letter, "H002", "-0022").await);
    let csv = school.office.list_copy(&letter, &list, ListCopy::Csv, "園長", Lang::Ja.words()).await.unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let line = |code: &str| csv.lines().find(|line| line.starts_with(code)).unwrap().to_owned();
    assert!(line(&mother).contains("佐藤 花") && !line(&mother).contains("0000-0022"), "{csv}");
    assert!(line(&father).contains("まだの方: 中村 健・中村 翔子") && !line(&father).contains("0000-0002"));
    for copy in [ListCopy::Sheet, ListCopy::Gate, ListCopy::Xlsx] {
        school.office.list_copy(&letter, &list, copy, "園長", Lang::Ja.words()).await.unwrap();
    }
    // From paper: by the row's code; the household's number is asked about, and nothing is half written.
    let before = school.list(&letter).await;
    let text = format!("{father} 6\nH002 ○");
    let OfficeError::Problems(problems) =
        school.office.call_by_codes(&letter, &text, "園長").await.unwrap_err()
    else {
        panic!("a household number was taken for somebody")
    };
    assert_eq!(problems.iter().map(|one| one.id).collect::<Vec<_>>(), ["typed-several"]);
    assert_eq!(school.list(&letter).await, before);
    let text = format!("{father} 番2\nH001 ○");
    school.office.call_by_codes(&letter, &text, "園長").await.unwrap();
    let wrong = school.office.wrong_numbers().await.unwrap();
    assert_eq!(wrong[0].phone, "090-0000-0222", "the second number of that row, not of the family");
    // Papers of a class: each home gets its own.
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let at = |path: &str| format!("/letters/{}/{path}", letter.0);
    let page = director.get(&at("paper")).await;
    page.sees("鈴木 春").sees("木村 秋");
    let autumn = code(&school, &letter, "H003", "-0033").await;
    let sneaked = director.post(&at("paper"), &[("family", "H003")]).await;
    assert_eq!(sneaked.status, StatusCode::CONFLICT, "a family is nobody here");
    director.act(&at("paper"), &[("family", &autumn)]).await;
    let left = rows(&school, &letter).await;
    assert!(left.contains(&"H003 home:母 no-channel 0003".to_owned()), "{left:?}");
    assert!(!left.iter().any(|row| row.starts_with("H003 home:父")), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rows_of_one_family_typed_back_are_told_apart() {
    for (readers, expected) in [
        ("それぞれの家", ["H002 (母): 話せた", "H002 (父): つながらない", "H001: 話せた"]),
        ("全員", ["H002 (母/佐藤花): 話せた", "H002 (父/中村健): つながらない", "H001 (山田一郎): 話せた"]),
    ] {
        let (school, letter) = school(readers).await;
        let mother = code(&school, &letter, "H002", "-0002").await;
        let father = code(&school, &letter, "H002", "-0022").await;
        let typed = ["called", "面談", "--codes", &mother, "1", &father, "4", "H001", "1"];
        let told = program::run(school.folder.path(), &typed);
        assert_eq!(told.code, 0, "{}", told.err);
        assert_eq!(told.out.lines().collect::<Vec<_>>(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_may_phone_the_two_homes_of_one_family() {
    let (school, letter) = school("それぞれの家").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let at = |path: &str| format!("/letters/{}/{path}", letter.0);
    let (mother, father) =
        (code(&school, &letter, "H002", "-0002").await, code(&school, &letter, "H002", "-0022").await);
    school.office.begin_phoning(&letter, &mother, "中村").await.unwrap();
    let page = director.act(&at("phoning"), &[("family", &father), ("code", &father)]).await;
    page.sees("中村さんが電話中").sees("あなたが電話中").sees("お電話5件");
    let page = director.act(&at("calls"), &[("family", &father), ("outcome", "reached")]).await;
    page.sees("中村さんが電話中").misses("あなたが電話中").sees(&mother).misses(&format!("id=\"f{father}\""));
    // Pressed by mistake: taken back in one.
    let undo = page.hidden("calls");
    director.act(&at("undo"), &[("calls", &undo)]).await.sees(&format!("id=\"f{father}\""));
}

fn order() -> ReleaseOrder {
    ReleaseOrder { kind: Kind::Send, emergency: false, by: "園長".to_owned(), photos_seen: None }
}

/// As `send LETTER` again, answered with yes.
async fn catch_up(school: &School, letter: &LetterId) -> usize {
    let reading = school.office.read().await.unwrap();
    let release = school.office.ledger.releases(Some(letter)).await.unwrap().pop().unwrap();
    let count = school.office.write_to_joined(&reading, &release, &order()).await.unwrap();
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    count
}

async fn to_family(school: &School, letter: &LetterId, family: &str) -> Result<usize, String> {
    let reading = school.office.read().await.unwrap();
    let release = school.office.ledger.releases(Some(letter)).await.unwrap().pop().unwrap();
    let done = school.office.write_to_family(&reading, &release, &order(), family).await;
    done.map_err(|refused| refused.problems()[0].id.to_owned())
}

fn mailed(school: &School) -> Vec<String> {
    let mut to: Vec<String> = school.smtp.accepted().into_iter().skip(4).map(|mail| mail.to).collect();
    to.sort();
    to
}

const FATHER: &str =
    "H001,山田 はな,ひまわり組,山田 次郎,父,父,jiro@example.jp,090-0000-0011,2,メール,保護者,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_father_who_was_entered_later_is_waited_for_and_written_to_once() {
    let (school, letter) = school("それぞれの家").await;
    school.advance(3600);
    school.read(&school.link("h001@example.jp")).await;
    assert_eq!(school.list(&letter).await.read, 1);
    // With a grandmother, who gets nothing she would not have got.
    let baba = "H001,山田 はな,ひまわり組,山田 梅,祖母,,baba@example.jp,,,メール,フォロワー,\n";
    enter(&school, &format!("{FATHER}{baba}"));
    assert!(rows(&school, &letter).await.contains(&"H001 home:父 not-sent 0011".to_owned()));
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let page = director.get(&format!("/letters/{}/list", letter.0)).await;
    page.sees("おたよりの画面から送れます").sees("まだ送っていません");
    director.get(&format!("/letters/{}", letter.0)).await.sees("1 人(1 世帯)");
    assert_eq!(catch_up(&school, &letter).await, 1);
    assert_eq!((catch_up(&school, &letter).await, mailed(&school)), (0, vec!["jiro@example.jp".to_owned()]));
    assert!(rows(&school, &letter).await.contains(&"H001 home:父 not-opened 0011".to_owned()));
    let acts = school.office.ledger.acts(&letter).await.unwrap();
    assert_eq!(acts.iter().filter(|act| act.what == "joined").count(), 1);
    school.advance(3600);
    school.read(&school.link("jiro@example.jp")).await;
    assert_eq!(school.list(&letter).await.read, 1, "both homes have read");
    assert_eq!(to_family(&school, &letter, "H001").await.unwrap_err(), "office-family-has-it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_call_does_not_tell_who_was_entered_after_it() {
    let (school, letter) = school("全員").await;
    school.office.call(&letter, &call("H001", Outcome::Reached)).await.unwrap();
    assert_eq!(school.list(&letter).await.settled, 1);
    enter(&school, FATHER);
    assert_eq!(school.list(&letter).await.settled, 0);
    assert!(rows(&school, &letter).await.contains(&"H001 guardian:父/山田次郎 not-sent 0011".to_owned()));
    assert_eq!(to_family(&school, &letter, "H001").await, Ok(1));
    assert_eq!(school.list(&letter).await.settled, 0, "nor once he is written to");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_it_twice_and_what_is_over_goes_to_nobody() {
    let (school, letter) = school("全員").await;
    // His address is hers; a name was mended; she has another address by now; one wants no mails; one is on paper.
    let shared = "H001,山田 はな,ひまわり組,山田 次郎,父,,H001@example.jp,090-0000-0011,2,メール,保護者,\n";
    let stopped = "H002,佐藤 ゆい,ひまわり組,佐藤 仁,祖父,,jin@example.jp,,4,メール,保護者,はい\n";
    let paper = "H002,佐藤 ゆい,ひまわり組,佐藤 道,叔父,,,090-0000-0099,5,紙,保護者,\n";
    let mended = FAMILIES.replace("中村 健,父", "中村 健一,父").replace("h002@", "hana@");
    school.write("recipients/families.csv", &format!("{HEAD}{mended}{shared}{stopped}{paper}"));
    let left = rows(&school, &letter).await;
    assert!(left.contains(&"H001 guardian:山田次郎 no-channel 0011".to_owned()), "{left:?}");
    assert!(left.contains(&"H002 guardian:父/中村健 not-opened 0022".to_owned()), "one person: {left:?}");
    assert!(left.contains(&"H002 guardian:佐藤道 no-channel 0099".to_owned()), "{left:?}");
    assert_eq!(left.iter().filter(|row| row.starts_with("H002")).count(), 4, "{left:?}");
    assert_eq!((catch_up(&school, &letter).await, mailed(&school)), (0, vec![]));
    assert_eq!(to_family(&school, &letter, "H002").await.unwrap_err(), "office-family-has-it");
    // Removed from the roster: perhaps a slip, so still waited for; somebody of the family will know.
    let gone = FAMILIES.lines().filter(|line| !line.contains("中村 健")).collect::<Vec<_>>().join("\n");
    school.write("recipients/families.csv", &format!("{HEAD}{gone}\n"));
    let left = rows(&school, &letter).await;
    assert!(left.contains(&"H002 guardian:父/中村健 not-opened 0002 0222".to_owned()), "{left:?}");
    // The family has left: nobody of it is phoned.
    let without = FAMILIES.lines().filter(|line| !line.starts_with("H002")).collect::<Vec<_>>().join("\n");
    school.write("recipients/families.csv", &format!("{HEAD}{without}\n"));
    assert!(!rows(&school, &letter).await.iter().any(|row| row.starts_with("H002")));
    assert_eq!(school.list(&letter).await.vanished, ["H002"]);
    // Entered after the day that it was about, and after it was taken back.
    enter(&school, FATHER);
    school.write(
        "content/全園/2026-11-24 面談.md",
        "---\n読む人: 全員\n日時: 11月26日\n---\n# 面談\n\nこんにちは。\n",
    );
    school.advance(3 * 24 * 3600);
    assert_eq!((catch_up(&school, &letter).await, mailed(&school)), (0, vec![]));
    assert_eq!(to_family(&school, &letter, "H001").await.unwrap_err(), "office-family-late");
    assert!(rows(&school, &letter).await.contains(&"H001 guardian:父/山田次郎 not-sent 0011".to_owned()));
    school.office.recall(&letter, "園長").await.unwrap();
    let reading = school.office.read().await.unwrap();
    let release = school.office.ledger.releases(Some(&letter)).await.unwrap().pop().unwrap();
    assert_eq!(school.office.write_to_joined(&reading, &release, &order()).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_go_to_the_home_that_has_not_read() {
    let (school, letter) = school("それぞれの家").await;
    school.advance(3600);
    school.read(&school.link("h002@example.jp")).await;
    let forecast = school.office.reminder_forecast(&letter).await.unwrap();
    let to: BTreeSet<&str> = forecast.people.iter().map(|one| one.email.as_ref().unwrap().reveal()).collect();
    assert_eq!(to, BTreeSet::from(["h001@example.jp", "h002b@example.jp", "h002c@example.jp"]));
    assert_eq!((forecast.families, forecast.phoned), (2, 1));
    // Reminded all four; one reads while hers waits: called off for her home alone.
    let (school, letter) = self::school("それぞれの家").await;
    school.advance(3600);
    let forecast = school.office.reminder_forecast(&letter).await.unwrap();
    assert_eq!(school.office.remind(&letter, &forecast, "園長").await.unwrap(), 4);
    school.read(&school.link("h002c@example.jp")).await;
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mailed(&school), ["h001@example.jp", "h002@example.jp"]);
}

/// A ledger of the version before: its calls say nothing of homes.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_versions_call_goes_on_telling_all_it_told() {
    const MIGRATION: &str = include_str!("../src/ledger/migrations/0020_parties.sql");
    let (school, letter) = school("それぞれの家").await;
    let mother = code(&school, &letter, "H002", "-0002").await;
    school.office.call(&letter, &call(&mother, Outcome::Reached)).await.unwrap();
    let file = school.folder.path().join(".otayori/ledger.sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("UPDATE call SET parties = '[]'").execute(&pool).await.unwrap();
    let list = school.list(&letter).await;
    assert_eq!((list.settled, list.unread.len()), (0, 5), "without a word on whom it told it tells nobody");
    let backfill = MIGRATION.split(";\n").find(|one| one.contains("UPDATE call")).unwrap();
    sqlx::raw_sql(backfill).execute(&pool).await.unwrap();
    let list = school.list(&letter).await;
    assert_eq!((list.settled, list.unread.len()), (1, 3));
    enter(
        &school,
        "H002,佐藤 ゆい,ひまわり組,佐藤 新,兄,新,h002d@example.jp,090-0000-0009,4,メール,保護者,\n",
    );
    let list = school.list(&letter).await;
    assert_eq!((list.settled, list.unread.len()), (0, 4), "but nobody who joined since");
    assert_eq!(school.office.take_back_last(&letter, "H002", "園長").await.unwrap().as_deref(), Some("H002"));
    assert_eq!(school.list(&letter).await.unread.len(), 6);
}
