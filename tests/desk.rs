//! The desk with a listening server: who may enter, what strangers may not do, and the whole day's work.

#[path = "desk/director.rs"]
pub mod director;
mod door;

use std::time::Duration;

use director::{Desk, Filled, NAME, PASSWORD, Page};
use otayori::desk::{self, Door, route_list};
use otayori::problem::Level;
use reqwest::header::{HOST, ORIGIN};
use reqwest::{Method, StatusCode};

use crate::common::school::School;

const PICNIC: &str = "content/ひまわり組/2026-11-24 遠足.md";

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_is_only_ever_text() {
    const BAD: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let school = School::open("").await;
    let csv = format!(
        "世帯番号,児童名,クラス,学年,保護者名,続柄,メール,電話,連絡順,連絡方法,役割\n\
         H001,\"{0}\",ひまわり組,年長,\"{0}\",\"{0}\",h001@example.jp,090-0000-0001,1,メール,保護者\n",
        BAD.replace('"', "\"\"")
    );
    school.write("recipients/families.csv", &csv);
    school.write(
        PICNIC,
        &format!("---\ntitle: {}\n---\n{BAD}\n\n![{BAD}](none.jpg)\n", serde_json::json!(BAD)),
    );
    school.write("content/ひまわり組/2026-11-25 お茶.md", &format!("# お茶 {BAD}\n\nこんにちは。\n"));
    let letter = school.send("お茶").await.0;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let note = [("family", "H001"), ("code", BAD), ("outcome", "no-answer"), ("note", BAD)];
    let noted = director.act(&format!("/letters/{letter}/calls"), &note).await;
    noted.sees("&lt;script&gt;");
    let draft = director.get("/").await;
    let faulty = draft.text.split("/letters/").map(|part| part.split('"').next().unwrap().to_owned());
    let ids: Vec<String> = faulty.filter(|id| id.len() == 26 && *id != letter).collect();
    for path in [
        "/".to_owned(),
        format!("/letters/{letter}"),
        format!("/letters/{letter}/list"),
        format!("/letters/{letter}/print"),
        format!("/letters/{letter}/recall"),
        format!("/letters/{}", ids[0]),
        format!("/letters/{}/release", ids[0]),
    ] {
        let page = director.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path} {}", page.text);
        page.misses("<script>alert").misses("<img src=x").sees("&lt;script");
    }
    let form = [("title", BAD), ("text", BAD), ("to", BAD)];
    director.post("/short", &form).await.misses("<script>alert").misses("<img src=x");
    desk.post("/login", &[("name", BAD), ("password", "x"), ("next", BAD)]).await.misses("<script>alert");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_notice_says_exactly_what_was_typed() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director.get("/short").await.sees("ひまわり組").sees("全園");
    for (form, said) in [
        (vec![("title", " "), ("text", "x"), ("to", "*")], "題を入れてください"),
        (vec![("title", "x"), ("text", "\n"), ("to", "*")], "本文を入れてください"),
        (vec![("title", "x"), ("text", "x")], "宛先を1つ以上"),
        (vec![("title", "x"), ("text", "x"), ("to", "さくら組")], "宛先を1つ以上"),
    ] {
        director.post("/short", &form).await.sees(said);
    }
    let title = "---\r\nimportant: true # \"休園\" ../../x";
    let lines = "あす[休園](http://evil.example)です。\r\n# 見出しではない\r\n---\r\n1. 番号ではない\r\n\
                 ＃ 全角\r\n{漢字|かんじ} **強く** <b>太く</b> &amp; `x` ~~y~~ ![写真](IMG.jpg)\r\n\
                 :::お知らせ\r\n- 点ではない\r\n| a | b |\r\n===\r\n　字下げ";
    let form =
        [("title", title), ("text", lines), ("to", "ひまわり組"), ("to", "すみれ組"), ("emergency", "1")];
    let screen = director.act("/short", &form).await;
    screen.sees("緊急").sees("checked").sees("すみれ組");

    let reading = school.office.read().await.unwrap();
    let [letter] = reading.letters.as_slice() else { panic!("one letter") };
    assert_eq!(letter.title, "--- important: true # \"休園\" ../../x");
    assert!(!letter.important, "the title set nothing");
    assert_eq!(letter.audience.label(), "すみれ組・ひまわり組");
    assert!(letter.photos.is_empty());
    assert!(reading.is_sound(&letter.path), "{:?}", reading.problems);
    let text = serde_json::to_value(&letter.blocks).unwrap();
    let said = plain(&text).replace(['\n', ' '], "");
    let typed = lines.replace("\r\n", "").replace(['　', ' '], "");
    assert_eq!(said.replace('　', ""), typed, "{text:#}");
    let name = letter.path.rsplit('/').next().unwrap();
    assert_eq!(name, "2026-11-24 importanttrue休園x.md");

    director.act("/short", &form).await;
    assert_eq!(school.office.read().await.unwrap().letters.len(), 2, "never over another");
}

/// All text of a tree of blocks; paragraphs are the only blocks it may hold.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Array(items) => items.iter().map(plain).collect(),
        serde_json::Value::Object(map) => {
            let kind = map["t"].as_str().unwrap();
            // An address may be pressed, but only as what it says itself.
            let is_own_link = kind == "link" && plain(&map["inlines"]) == map["to"].as_str().unwrap();
            assert!(is_own_link || ["paragraph", "text", "break"].contains(&kind), "{kind}: {value}");
            map.get("text").map(|text| text.as_str().unwrap().to_owned()).unwrap_or_default()
                + &map.get("inlines").map(plain).unwrap_or_default()
        }
        _ => String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_out_and_its_list_closes_to_zero() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-24 園だより.md", "# 園だより\n\nこんにちは。\n");
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let home = director.get("/").await;
    let id = home.text.split("/letters/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let letter = format!("/letters/{id}");
    director.get(&letter).await.sees("このおたよりを配信する").sees("sandbox=\"allow-same-origin\"");

    let screen = director.get(&format!("{letter}/release")).await;
    screen.sees("ひまわり組").sees("すみれ組").sees("メールの届かないご家庭 1").sees("全園の 4 家庭");
    let digest = screen.hidden("digest");
    let refused = director.post(&format!("{letter}/release"), &[("digest", &digest)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "全園 asks for a tick");
    refused.sees("チェックを入れてください");
    school.write("content/全園/2026-11-24 園だより.md", "# 園だより\n\nこんばんは。\n");
    let stale = director.post(&format!("{letter}/release"), &[("digest", &digest), ("sure", "1")]).await;
    stale.sees("名簿か、写真の返事が変わりました");
    assert!(school.smtp.accepted().is_empty());
    let digest = director.get(&format!("{letter}/release")).await.hidden("digest");
    let out = director.act(&format!("{letter}/release"), &[("digest", &digest), ("sure", "1")]).await;
    out.sees("送るのをやめる").sees("10:01:00").sees("data-seconds=\"60\"");
    let twice = director.act(&format!("{letter}/release"), &[("digest", &digest), ("sure", "1")]).await;
    twice.sees("送るのをやめる");

    school.advance(61);
    school.post().await;
    assert_eq!(school.smtp.accepted().len(), 5, "pressed twice, sent once");
    school.advance(3600);
    school.read(&school.link("h002@example.jp")).await;
    director.get("/").await.sees("1/4 読みました").sees("未確認 3 家庭");

    let list = format!("{letter}/list");
    let page = director.get(&list).await;
    page.sees("山田 はな")
        .sees("href=\"tel:09000000001\"")
        .sees("鈴木 れん")
        .misses("佐藤 ゆい")
        .misses("高橋 梅");
    director.get(&format!("{letter}/print")).await.sees("090-0000-0001").misses("高橋 梅");
    let call = |family: &'static str, outcome: &'static str| {
        let (director, path) = (&director, format!("{letter}/calls"));
        async move {
            director.act(&path, &[("family", family), ("outcome", outcome), ("note", "夕方に")]).await
        }
    };
    call("H001", "no-answer").await.sees("山田 はな").sees("かけた回数 1").sees("夕方に").sees(NAME);
    call("H001", "reached").await.misses("tel:09000000001").sees("「話せた」と書きとめました");
    call("H003", "on-paper").await.misses("tel:09000000003");
    let closed = call("H004", "at-gate").await;
    closed.sees("未確認のご家庭はありません").sees("お伝えしたご家庭(3)");
    director.get("/").await.sees("全家庭に届きました");
    let strange =
        director.post(&format!("{letter}/calls"), &[("family", "H999"), ("outcome", "reached")]).await;
    assert_eq!(strange.status, StatusCode::NOT_FOUND);

    school.write("content/全園/2026-11-24 園だより.md", "# 園だより\n\n訂正です。\n");
    director.get(&letter).await.sees("先に訂正を出してください");
    let digest = director.get(&format!("{letter}/correct")).await.hidden("digest");
    let unchosen = director.post(&format!("{letter}/correct"), &[("digest", &digest)]).await;
    unchosen.sees("どちらかを選んでください");
    director
        .act(&format!("{letter}/correct"), &[("digest", &digest), ("kind", "plain")])
        .await
        .sees("訂正 1回");
    assert_eq!(director.post(&format!("{letter}/recall"), &[]).await.status, StatusCode::CONFLICT);
    director.act(&format!("{letter}/recall"), &[("sure", "1")]).await.sees("取り下げました");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn print_copy_and_poster_are_there_for_the_school_alone() {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足\n\nこんにちは。\n");
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = school.office.read().await.unwrap();
    let letter = format!("/letters/{}", reading.known.values().next().unwrap().id.0);
    let draft = director.get(&letter).await;
    draft.misses(&format!("{letter}/released/"));
    for name in ["print.pdf", "poster.pdf"] {
        draft.sees(&format!("href=\"{letter}/draft/{name}\""));
        let set = director.get(&format!("{letter}/draft/{name}")).await;
        assert!(set.status == StatusCode::OK && set.text.starts_with("%PDF-"), "{name}");
        assert_eq!(director.get(&format!("{letter}/released/{name}")).await.status, StatusCode::NOT_FOUND);
    }
    school.release("遠足", otayori::office::Kind::PublishOnly).await;
    let out = director.get(&letter).await;
    for name in ["print.pdf", "poster.pdf"] {
        let path = format!("{letter}/released/{name}");
        out.sees(&format!("href=\"{path}\""));
        assert!(director.get(&path).await.text.starts_with("%PDF-"), "{name}");
        let stranger = desk.request(reqwest::Method::GET, &path).send().await.unwrap();
        assert_ne!(stranger.status(), StatusCode::OK, "{name} without login");
    }
    assert_eq!(
        director.get(&format!("{letter}/released/otayori.sqlite")).await.status,
        StatusCode::NOT_FOUND
    );
    let public = school.folder.path().join("public");
    let on_host: Vec<String> = walkdir::WalkDir::new(public)
        .into_iter()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into())
        .collect();
    assert!(on_host.contains(&"otayori.pdf".to_owned()));
    assert!(!on_host.iter().any(|name| name == "print.pdf" || name == "poster.pdf"), "{on_host:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_within_the_hold_nobody_is_told() {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足\n\nこんにちは。\n");
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let reading = school.office.read().await.unwrap();
    let letter = format!("/letters/{}", reading.known.values().next().unwrap().id.0);
    let screen = director.get(&format!("{letter}/release")).await;
    let form = [("digest", screen.hidden("digest"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
    director.act(&format!("{letter}/release"), &form).await;
    director.act(&format!("{letter}/stop"), &[]).await.sees("送るのをやめました").misses("data-seconds");
    school.advance(3600);
    school.post().await;
    assert!(school.smtp.accepted().is_empty());

    director.act(&format!("{letter}/again"), &[]).await.sees("送るのをやめる").sees("data-seconds=\"60\"");
    school.advance(61);
    school.post().await;
    assert_eq!(school.smtp.accepted().len(), 5, "after all, and once");
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_shown_shut_in_and_reload_by_themselves() {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足\n\nこんにちは。\n");
    let reading = school.office.read().await.unwrap();
    let built = tokio::task::block_in_place(|| school.office.build(&reading, &|_| {})).unwrap();
    school.office.write_drafts(&built).unwrap();
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let letter = format!("/letters/{}", reading.known.values().next().unwrap().id.0);
    let page = director.get(&letter).await;
    let preview = page.text.split("<iframe src=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let draft = director.get(&preview).await;
    assert_eq!(draft.status, StatusCode::OK);
    draft.sees("こんにちは");
    let policy = draft.headers.get("content-security-policy").unwrap().to_str().unwrap();
    assert!(policy.starts_with("sandbox allow-same-origin; default-src 'none'"), "{policy}");
    assert_eq!(draft.headers.get("x-frame-options").unwrap(), "SAMEORIGIN");
    for path in [
        "/preview/../school.yaml",
        "/preview/%2e%2e/school.yaml",
        "/preview/..%2fschool.yaml",
        "/preview//etc/passwd",
    ] {
        let refused = director.get(path).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
        refused.misses("ひまわり保育園\nphone");
    }

    let mut news =
        desk.request(Method::GET, "/live").header("cookie", &director.cookie).send().await.unwrap();
    school.write(PICNIC, "# 遠足\n\nこんばんは。\n");
    director.get(&letter).await.sees("新しい下書きをつくっています");
    let event = tokio::time::timeout(Duration::from_secs(60), news.chunk()).await.unwrap().unwrap().unwrap();
    assert_eq!(&event[..], b"data: built\n\n");
    director.get(&preview).await.sees("こんばんは");
    director.get(&letter).await.misses("新しい下書きをつくっています");
    // An open page does not keep the desk from closing.
    tokio::time::timeout(Duration::from_secs(20), desk.close()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_letter_missed_is_offered_on_its_page_and_written_to_once() {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足\n\nこんにちは。\n");
    let letter = format!("/letters/{}", school.send("遠足").await.0);
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let missed = format!("{letter}/missed");
    director.get(&letter).await.misses(&missed);
    let joined = "H005,伊藤 あお,ひまわり組,年長,伊藤 空,母,h005@example.jp,090-0000-0005,1,メール,保護者\n";
    school.write("recipients/families.csv", &format!("{}{joined}", crate::common::school::FAMILIES));
    let page = director.get(&letter).await;
    page.sees("1 世帯に送る");
    let form = [("what", page.hidden("what")), ("digest", page.hidden("digest"))];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let families = crate::common::school::FAMILIES;
    school.write("recipients/families.csv", &format!("{families}{}", joined.replace("h005@", "h005b@")));
    let changed = director.post(&missed, &form).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "what is pressed is what was seen");
    changed.sees("まだ送っていません");
    school.write("recipients/families.csv", &format!("{families}{joined}"));
    director.act(&missed, &form).await.misses(&missed).sees("あとから加わった方に送りました");
    assert_eq!(director.post(&missed, &form).await.status, StatusCode::CONFLICT, "pressed twice");
    school.advance(61);
    school.post().await;
    assert_eq!(school.smtp.accepted().iter().filter(|mail| mail.to == "h005@example.jp").count(), 1);
}
