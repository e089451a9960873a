//! Before a release: what is told of a letter that gives somebody away or goes to too many, what must be confirmed,
//! and what the release would mean in mails, paper and calls.

use otayori::content::Letter;
use otayori::office::{Kind, OfficeError, ReleaseOrder, SchoolReading};
use otayori::problem::{Level, Problem};
use reqwest::StatusCode;
use serde_json::Value;

use crate::common::program;
use crate::common::school::{FAMILIES, School};
use crate::desk::director::{Desk, NAME};

const LETTER: &str = "content/ひまわり組/2026-11-24 遠足.md";
const SOUND: &str = "# 遠足\n\nおべんとうを持ってきてください。\n";
const HEALTH: &str = "# 遠足\n\nおべんとうを持ってきてください。\nはなちゃんは卵アレルギーがあります。\n";

/// What is wrong with the one letter there is, as `id@line:column level`.
async fn told(school: &School, text: &str) -> Vec<String> {
    school.write(LETTER, text);
    let (_, _, problems) = read(school).await;
    problems.iter().map(shown).collect()
}

fn shown(problem: &Problem) -> String {
    let place = problem.place.as_ref().unwrap();
    format!("{}@{}:{}", problem.id, place.line, place.column)
}

async fn read(school: &School) -> (SchoolReading, Letter, Vec<Problem>) {
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "遠足").unwrap().clone();
    let problems = reading.problems_of(&letter.path).cloned().collect();
    (reading, letter, problems)
}

fn run(school: &School, arguments: &[&str]) -> (i32, Value, String) {
    let ran = program::run(school.folder.path(), &[&["--json"], arguments].concat());
    let object = ran.object();
    (ran.code, object, ran.err)
}

fn send_at_once(school: &School) {
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &settings.replace("hold: 60s", "hold: 0s"));
}

#[tokio::test(flavor = "multi_thread")]
async fn health_beside_a_name_is_told_with_its_line() {
    let school = School::open("").await;
    let health = "recipients-health-near-name";
    assert_eq!(told(&school, HEALTH).await, [format!("{health}@4:1")]);
    for text in [
        "# 遠足\n\n佐藤 ゆいさんが骨折しました。\n",
        "# 遠足\n\n佐藤{ゆい|ゆい}さんが骨折しました。\n",
        "# 遠足\n\n高橋さんのおうちで発熱がありました。\n",
        "# 遠足\n\nゆい くんは発達の相談に行きます。\n",
        "# 遠足\n\n| 山田 はな | 卵ｱﾚﾙｷﾞｰ |\n| --- | --- |\n| 1 | 2 |\n",
    ] {
        let told = told(&school, text).await;
        assert!(told.len() == 1 && told[0].starts_with(&format!("{health}@3:")), "{text}: {told:?}");
    }
    for text in [
        "# 遠足\n\nアレルギーのある方は園へお知らせください。\n",
        "# 遠足\n\nはなちゃんが、これだけができました。\n",
        "# 遠足\n\nインフルエンザがはやっています。\n\nはなちゃんが一等賞でした。\n",
        "# 遠足\n\nお花ちゃんに水をやりました。発熱にお気をつけください。\n",
    ] {
        assert_eq!(told(&school, text).await, Vec::<String>::new(), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_addresses_and_documents_are_shown_and_ask_nobody() {
    let school = School::open("").await;
    let text = "# 遠足\n\n公園は 045-111-2222、x@park.jp へ。園は 03-0000-0000、info@example.jp。\n\
                フリーダイヤル 0120-111-222 [地図](https://park.jp/map.pdf) <https://park.jp/about>\n";
    let told = told(&school, text).await;
    assert_eq!(
        told,
        ["recipients-other-phone@3:5", "recipients-other-email@3:18", "recipients-linked-document@4:27"]
    );
    let (reading, letter, problems) = read(&school).await;
    assert!(problems.iter().all(|problem| problem.level == Level::Warning));
    assert_eq!(school.office.to_confirm(&reading, &letter).await.unwrap(), vec![], "a line, no tick");
    school.send("遠足").await;
    assert!(!school.smtp.accepted().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_list_is_one_thing_to_confirm() {
    let school = School::open("").await;
    let mut rows = FAMILIES.to_owned();
    let mut list = "# 遠足\n\nグループ\n\n".to_owned();
    for number in 0..12 {
        let name = format!("田中 {}子", ["一", "二", "三", "四", "五", "六"][number % 6]);
        let name = format!("{name}{}", ["", "郎"][number / 6]);
        rows += &format!("H1{number},{name},ひまわり組,年長,,母,,,1,紙,保護者\n");
        list += &format!("- {name}\n");
        if number == 8 {
            school.write("recipients/families.csv", &rows);
            let nine = told(&school, &list).await;
            assert_eq!(nine.len(), 9, "nine names are nine lines: {nine:?}");
        }
    }
    school.write("recipients/families.csv", &rows);
    assert_eq!(told(&school, &list).await, ["recipients-many-names@5:3"]);
    let (_, _, problems) = read(&school).await;
    assert!(problems[0].what(school.office.settings.lang.words()).contains("12人"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_leaves_its_folder_s_audience_is_told() {
    let school = School::open("").await;
    assert_eq!(told(&school, SOUND).await, Vec::<String>::new());
    let whole = format!("---\nto: 全園\n---\n{SOUND}");
    // Nothing released yet: the folder's own name says what is usual.
    assert_eq!(told(&school, &whole).await, ["office-audience-far@2:1"]);
    school.write(
        "content/ひまわり組/2026-11-20 おたより.md",
        "---\nto: 全園\n---\n# おたより\n\nこんにちは。\n",
    );
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "おたより").unwrap();
    school.office.confirm(&reading, letter, "園長").await.unwrap();
    school.send("おたより").await;
    assert_eq!(told(&school, &whole).await, Vec::<String>::new(), "now the folder has gone to all before");
    let reading = school.office.read().await.unwrap();
    assert!(reading.problems.is_empty(), "of what is out nothing is said: {:?}", reading.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_looked_at_stops_the_release_in_the_terminal() {
    let school = School::open("  quiet: never\n").await;
    send_at_once(&school);
    school.write(LETTER, HEALTH);
    let (code, checked, _) = run(&school, &["check"]);
    assert_eq!(code, 0, "it is a warning");
    let problem = &checked["problems"][0];
    assert_eq!((problem["line"].as_u64(), problem["column"].as_u64()), (Some(4), Some(1)), "{checked}");
    assert!(
        problem["file"].as_str().unwrap().ends_with("遠足.md")
            && !problem["advice"].as_str().unwrap().is_empty()
    );
    let (code, refused, said) = run(&school, &["send", "遠足", "--yes"]);
    assert_eq!((code, refused["problems"][0]["id"].as_str()), (2, Some("send-not-confirmed")), "{said}");
    assert!(school.smtp.accepted().is_empty(), "--yes alone does not say it");
    let (code, sent, said) = run(&school, &["send", "遠足", "--yes", "--looked-over"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(school.smtp.accepted().len(), 5);
    assert_eq!(
        sent["outlook"],
        serde_json::json!({ "by_mail": 3, "on_paper": 0, "nobody": 0, "calls": null })
    );
    // The words around it change: nobody is asked twice.
    school.write(LETTER, &HEALTH.replace("持ってきて", "わすれずに持ってきて"));
    let (code, _, said) = run(&school, &["correct", "遠足", "--yes"]);
    assert_eq!(code, 0, "{said}");
    school.write(LETTER, &HEALTH.replace("卵アレルギー", "喘息"));
    let (code, refused, _) = run(&school, &["correct", "遠足", "--yes"]);
    assert_eq!((code, refused["problems"][0]["id"].as_str()), (2, Some("send-not-confirmed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_asks_for_the_directors_yes_where_the_school_wants_it() {
    let school = School::open("  quiet: never\ndesk:\n  approval: director-but-emergencies\n").await;
    send_at_once(&school);
    school.write(LETTER, SOUND);
    let desk = Desk::open(&school.office).await;
    desk.first_start().await;
    let missing = |(code, refused, said): (i32, Value, String)| {
        let problem = &refused["problems"][0];
        assert_eq!((code, problem["id"].as_str()), (2, Some("approval-missing")), "{said}");
        assert!(problem["what"].as_str().unwrap().contains(NAME), "whose yes: {problem}");
        assert!(problem["advice"].as_str().unwrap().contains("/letters/"), "and where: {problem}");
    };
    missing(run(&school, &["send", "遠足", "--yes"]));
    assert!(
        school.smtp.accepted().is_empty() && school.office.ledger.releases(None).await.unwrap().is_empty()
    );
    let (code, _, said) = run(&school, &["send", "遠足", "--yes", "--director-agreed"]);
    assert_eq!((code, school.smtp.accepted().len()), (0, 5), "{said}");
    let letter = school.office.ledger.releases(None).await.unwrap()[0].letter.clone();
    let acts = school.office.ledger.acts(&letter).await.unwrap();
    assert!(acts.iter().any(|act| act.what == "directors-yes"), "who said so is written down: {acts:?}");
    // Run again it only goes on; what is new waits again.
    let (code, _, said) = run(&school, &["send", "遠足", "--yes"]);
    assert_eq!(code, 0, "{said}");
    school.write(LETTER, &SOUND.replace("おべんとう", "すいとう"));
    missing(run(&school, &["correct", "遠足", "--yes"]));
    let (code, _, said) = run(&school, &["correct", "遠足", "--yes", "--director-agreed"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(school.office.ledger.releases(None).await.unwrap().len(), 2);
    // An emergency waits for nobody, where the school says so.
    school.write("content/ひまわり組/2026-11-25 休園.md", "# 休園\n\nあすは休みです。\n");
    missing(run(&school, &["send", "休園", "--yes"]));
    let (code, _, said) = run(&school, &["send", "休園", "--yes", "--emergency"]);
    assert_eq!(code, 0, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_itself_releases_nothing_unconfirmed() {
    let school = School::open("").await;
    school.write(LETTER, HEALTH);
    for kind in [Kind::Send, Kind::PublishOnly] {
        let (reading, letter, _) = read(&school).await;
        let order = ReleaseOrder { kind, emergency: true, by: "園長".to_owned(), photos_seen: None };
        let refused = school.office.release(&reading, &letter, &order).await;
        assert!(matches!(refused, Err(OfficeError::Unconfirmed(_))), "{refused:?}");
        assert!(school.office.ledger.releases(None).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_desk_it_takes_one_tick() {
    let school = School::open("").await;
    school.write(LETTER, SOUND);
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let (reading, letter, _) = read(&school).await;
    let id = reading.known[&letter.path].id.0.clone();
    let release = format!("/letters/{id}/release");
    director.get(&release).await.misses("name=\"confirmed\"").sees("3家庭へメールで。");
    school.write(LETTER, HEALTH);
    let page = director.get(&release).await;
    page.sees("name=\"confirmed\"").sees("卵アレルギー");
    let digest = page.hidden("digest");
    let refused = director.post(&release, &[("digest", &digest)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    refused.sees("上の注意を読んで");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty());
    director.act(&release, &[("digest", &digest), ("confirmed", "1")]).await.sees("配信しました");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_outlook_counts_each_family_once_and_guesses_only_from_what_was() {
    let school = School::open("").await;
    let outlook = async || {
        let (reading, letter, _) = read(&school).await;
        let forecast = school.office.forecast(&reading, &letter).await.unwrap();
        school.office.outlook(&reading, &forecast).await.unwrap()
    };
    let words = school.office.settings.lang.words();
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    school.write("content/全園/2026-11-24 遠足.md", SOUND);
    school.write(
        "recipients/families.csv",
        &format!("{FAMILIES}H005,森 りく,すみれ組,年中,森 夏,母,,090-0000-0005,1,メール,保護者\n"),
    );
    let said = outlook().await.said(words);
    assert_eq!(said, "3家庭へメールで、1家庭は紙で、1家庭は届け先なし。");
    let id = school.send("園だより").await;
    school.advance(130);
    school.read(&school.link("h001@example.jp")).await;
    assert_eq!(outlook().await.calls, None, "too early to say");
    school.advance(47 * 3600);
    assert_eq!(outlook().await.calls, None, "still too early");
    school.advance(3 * 3600);
    // Two of three had not read: of three families two again, and the one that nothing reaches.
    assert_eq!(outlook().await.calls, Some(3));
    assert!(outlook().await.said(words).ends_with("いつもの読まれ方なら、お電話は3件ほど。"));
    school.read(&school.link("h002@example.jp")).await;
    assert_eq!(outlook().await.calls, Some(3), "who reads later was on the list all the same");
    // 読みました is another matter, and has no past here.
    school.write("content/全園/2026-11-24 遠足.md", &format!("---\nimportant: yes\n---\n{SOUND}"));
    assert_eq!(outlook().await.calls, None);
    school.office.recall(&id, "園長").await.unwrap();
    school.write("content/全園/2026-11-24 遠足.md", SOUND);
    assert_eq!(outlook().await.calls, None, "what was taken back says nothing");
}

/// The one mail there is, decoded: its subject and its text.
fn mail(school: &School) -> (String, String, String) {
    let accepted = school.smtp.accepted();
    let [mail] = accepted.as_slice() else { panic!("{} mails", accepted.len()) };
    let parsed = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    assert!(parsed.body_html(0).unwrap().contains("試し送り"), "the HTML says so too");
    (mail.to.clone(), parsed.subject().unwrap().to_owned(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_goes_to_one_address_and_counts_nowhere() {
    let school = School::open("").await;
    school.write(LETTER, HEALTH);
    let (code, said, talk) = run(&school, &["send", "遠足", "--test", "me@example.com"]);
    assert_eq!(code, 0, "{talk}");
    assert_eq!(said["test"], serde_json::json!({ "is_out": false, "rehearsed": false }));
    let (to, subject, text) = mail(&school);
    assert_eq!(to, "me@example.com");
    assert!(
        subject.starts_with("【テスト】") && subject.contains("遠足") && !subject.contains("下書き"),
        "{subject}"
    );
    assert!(text.starts_with("これは試し送りです。") && text.contains("まだ公開していない"), "{text}");
    assert!(text.contains("卵アレルギー"), "the real message");
    let link = text.split_whitespace().find(|word| word.contains("/preview/")).unwrap();
    let path = link.splitn(4, '/').nth(3).unwrap();
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director.get(&format!("/{path}")).await.sees("卵アレルギー");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty());
    let (_, _, talk) = run(&school, &["send", "遠足", "--test", "nobody"]);
    assert!(talk.contains("メールアドレスではありません"), "{talk}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_what_is_out_opens_the_page_and_marks_nobody() {
    let school = School::open("  quiet: never\n").await;
    school.write(LETTER, SOUND);
    let id = school.send("遠足").await;
    let before = school.office.ledger.dispatches(&id).await.unwrap();
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let page = director.post(&format!("/letters/{}/test", id.0), &[("to", "me@example.com")]).await;
    assert_eq!(page.status, StatusCode::OK);
    page.sees("試し送りを1通").sees("公開しているページを開きます");
    let accepted = school.smtp.accepted();
    let last = accepted.last().unwrap();
    assert_eq!((last.to.as_str(), accepted.len()), ("me@example.com", before.len() + 1));
    school.advance(130);
    // The page opens; what it reports is of a token that nobody knows.
    let link = school.link("me@example.com");
    let opened = reqwest::Client::builder().no_proxy().build().unwrap().get(&link).send().await.unwrap();
    assert!(opened.text().await.unwrap().contains("おべんとう"));
    assert_eq!(school.list(&id).await.read, 0);
    assert_eq!(school.office.ledger.dispatches(&id).await.unwrap(), before, "no dispatch is written");
    // What was edited since is not what is out.
    school.write(LETTER, &SOUND.replace("おべんとう", "すいとう"));
    let page = director.post(&format!("/letters/{}/test", id.0), &[("to", "me@example.com")]).await;
    page.sees("まだ公開していません");
    school.smtp.set(|faults| faults.bounce.push("gone@example.com".to_owned()));
    let page = director.post(&format!("/letters/{}/test", id.0), &[("to", "gone@example.com")]).await;
    page.sees("試し送りは届きませんでした").sees("点検");
}
