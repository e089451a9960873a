//! The desk with a listening server: who may enter, what strangers may not do, and the whole day's work.

#[path = "desk/director.rs"]
pub mod director;

use std::time::Duration;

use director::{Desk, Filled, NAME, PASSWORD, Page};
use otayori::desk::{self, Door, route_list};
use otayori::problem::Level;
use reqwest::header::{HOST, ORIGIN};
use reqwest::{Method, StatusCode};

use crate::common::school::School;

const PICNIC: &str = "content/ひまわり組/2026-11-24 遠足.md";

/// A path of the table with something in its braces.
fn filled(path: &str) -> String {
    path.replace("{id}", "abc").replace("{*path}", "a/style.css")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_further_than_the_login() {
    let school = School::open("").await;
    school.write(PICNIC, "# 遠足のおしらせ\n\nこんにちは。\n");
    let desk = Desk::open(&school.office).await;
    desk.first_start().await;
    let routes = route_list();
    assert!(routes.iter().filter(|(_, _, door)| *door != Door::Open).count() > 15);
    let strangers: Vec<(Method, &str)> = routes
        .into_iter()
        .filter(|(_, _, door)| *door != Door::Open)
        .map(|(method, path, _)| (method, path))
        .chain([(Method::GET, "/nothing"), (Method::POST, "/nothing"), (Method::GET, "/letters")])
        .collect();
    for (method, path) in strangers {
        for cookie in [
            "",
            "otayori-1=a",
            &format!("otayori-{}={}", desk.address.rsplit(':').next().unwrap(), "a".repeat(43)),
        ] {
            let request = desk.request(method.clone(), &filled(path)).header("cookie", cookie);
            let page = Page::of(request.header(ORIGIN, &desk.address).send().await.unwrap()).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{method} {path}");
            assert!(page.location().starts_with("/login"), "{method} {path}");
            page.misses("遠足");
        }
    }
    let page = Page::of(desk.request(Method::GET, "/login").send().await.unwrap()).await;
    page.misses("遠足").misses("山田");
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_pages_change_nothing() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let port: u16 = desk.address.rsplit(':').next().unwrap().parse().unwrap();
    let foreign = [
        None,
        Some("null".to_owned()),
        Some("https://evil.example".to_owned()),
        Some(format!("http://127.0.0.1:{}", port.wrapping_add(1))),
        Some(format!("http://desk.127.0.0.1:{port}")),
        Some(format!("https://127.0.0.1:{port}")),
        Some(format!("http://localhost:{port}")),
        Some(String::new()),
    ];
    for (method, path, _) in route_list().into_iter().filter(|(method, ..)| *method == Method::POST) {
        for origin in &foreign {
            let mut request = desk.request(method.clone(), &filled(path)).header("cookie", &director.cookie);
            if let Some(origin) = origin {
                request = request.header(ORIGIN, origin);
            }
            let form = [
                ("title", "x"),
                ("text", "x"),
                ("to", "*"),
                ("sure", "1"),
                ("name", NAME),
                ("password", PASSWORD),
            ];
            let page = Page::of(request.filled(&form).send().await.unwrap()).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
            assert!(page.headers.get("set-cookie").is_none(), "{path} from {origin:?}");
        }
        let request = desk.request(method, &filled(path)).header("cookie", &director.cookie);
        let page =
            request.header(ORIGIN, &desk.address).header("sec-fetch-site", "same-site").send().await.unwrap();
        assert_eq!(page.status(), StatusCode::FORBIDDEN, "{path} from a sibling");
    }
    assert_eq!(director.get("/").await.status, StatusCode::OK, "still logged in");
    assert!(!school.folder.path().join("content/全園").exists(), "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_stranger_points_at_us_gets_nothing() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    for host in ["evil.example", "evil.example:8025", "192.168.1.9", "localhost.evil.example", ""] {
        for path in ["/", "/login", "/desk.css"] {
            let request =
                desk.request(Method::GET, path).header(HOST, host).header("cookie", &director.cookie);
            let page = Page::of(request.send().await.unwrap()).await;
            assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            page.misses("園長");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_closed_to_others() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let pages = [
        director.get("/").await,
        director.get("/short").await,
        director.get("/nothing").await,
        Page::of(desk.request(Method::GET, "/login").send().await.unwrap()).await,
        desk.post("/login", &[("name", "x"), ("password", "y")]).await,
        Page::of(desk.request(Method::POST, "/login").send().await.unwrap()).await,
    ];
    for page in pages {
        let header =
            |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-content-type-options"), "nosniff");
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        page.misses("<style").misses("style=").misses("onclick").misses("<script>");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_tells_nothing() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    desk.first_start().await;
    let wrong = |name: &'static str| async {
        desk.post("/login", &[("name", name), ("password", "まちがいまちがい")]).await
    };
    let (known, unknown) = (wrong(NAME).await, wrong("だれか").await);
    assert_eq!(known.status, StatusCode::UNAUTHORIZED);
    assert_eq!(known.text.replace(NAME, "だれか"), unknown.text, "the answers are alike");
    for _ in 0..5 {
        wrong(NAME).await;
    }
    assert_eq!(wrong(NAME).await.status, StatusCode::TOO_MANY_REQUESTS);
    let right = [("name", NAME), ("password", PASSWORD)];
    assert_eq!(
        desk.post("/login", &right).await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "even the right one waits"
    );
    school.advance(16 * 60);
    let page = desk.post("/login", &right).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_logout_and_after_twelve_hours() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    assert_eq!(director.get("/").await.status, StatusCode::OK);
    let out = director.post("/logout", &[]).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(director.get("/").await.status, StatusCode::SEE_OTHER, "the old cookie opens nothing");

    let page =
        desk.post("/login", &[("name", NAME), ("password", PASSWORD), ("next", "//evil.example")]).await;
    assert_eq!(page.location(), "/", "never to elsewhere");
    let set = page.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict") && set.contains("Path=/"), "{set}");
    let again = director::Director { desk: &desk, cookie: page.cookie() };
    assert_eq!(again.get("/").await.status, StatusCode::OK);
    school.advance(12 * 3600);
    assert_eq!(again.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_https_the_cookie_is_one_that_no_sibling_can_plant() {
    let school = School::open("desk:\n  address: https://desk.example.jp\n").await;
    let desk = Desk::open(&school.office).await;
    let link = desk::first_start_link(&desk.state).await.unwrap().unwrap();
    assert!(link.starts_with("https://desk.example.jp/first?k="), "{link}");
    let form = [
        ("k", link.split_once("?k=").unwrap().1),
        ("name", NAME),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let local = format!("http://127.0.0.1:{}", desk.port);
    let request = desk.client.post(format!("{local}/first")).header(HOST, "desk.example.jp");
    let page =
        Page::of(request.header(ORIGIN, "https://desk.example.jp").filled(&form).send().await.unwrap()).await;
    let set = page.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(set.starts_with("__Host-otayori=") && set.contains("; Secure"), "{set}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_is_good_once_and_for_an_hour() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let old = desk::first_start_link(&desk.state).await.unwrap().unwrap();
    school.advance(3600);
    let form = |link: &str| {
        let token = link.split_once("?k=").unwrap().1.to_owned();
        [
            ("k", token),
            ("name", NAME.to_owned()),
            ("password", PASSWORD.to_owned()),
            ("again", PASSWORD.to_owned()),
        ]
    };
    let send = |link: String| {
        let desk = &desk;
        async move {
            let form = form(&link);
            let form: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
            desk.post("/first", &form).await
        }
    };
    assert_eq!(send(old).await.status, StatusCode::GONE, "after an hour");
    let link = desk::first_start_link(&desk.state).await.unwrap().unwrap();
    let short = [
        ("k", link.split_once("?k=").unwrap().1),
        ("name", NAME),
        ("password", "みじかい"),
        ("again", "みじかい"),
    ];
    desk.post("/first", &short).await.sees("10文字以上");
    let (one, two) = tokio::join!(send(link.clone()), send(link.clone()));
    let made = [&one, &two].into_iter().filter(|page| page.status == StatusCode::SEE_OTHER).count();
    assert_eq!(made, 1, "two at once make one account");
    assert_eq!(send(link).await.status, StatusCode::GONE, "never twice");
    assert_eq!(desk::first_start_link(&desk.state).await.unwrap(), None, "no link once there is an account");
}

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

#[test]
fn an_open_network_is_refused_unless_the_school_says_so() {
    let settings = |more: &str| {
        let text = format!(
            "name: 園\nsite: https://a.example\ncollector: https://b.example\nmail:\n  from: 園 <a@example.jp>\n{more}"
        );
        let today = jiff::civil::date(2026, 11, 24);
        otayori::settings::Settings::parse(&text, std::path::Path::new("/school"), today, &|_| None)
            .unwrap()
            .desk
    };
    let level = |more: &str, listen: &str| {
        desk::exposure(&settings(more), listen.parse().unwrap()).map(|problem| problem.level)
    };
    assert_eq!(level("", "127.0.0.1:8025"), None);
    assert_eq!(level("", "[::1]:8025"), None);
    assert_eq!(level("", "0.0.0.0:8025"), Some(Level::Error));
    assert_eq!(level("", "192.168.1.5:8025"), Some(Level::Error));
    assert_eq!(level("desk:\n  open-to-office: true\n", "192.168.1.5:8025"), Some(Level::Warning));
    assert_eq!(level("desk:\n  address: https://desk.example.jp\n", "0.0.0.0:8025"), None);
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

#[tokio::test(flavor = "multi_thread")]
async fn the_director_lets_colleagues_in_renews_and_ends() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director.get("/accounts").await.sees("ひまわり組").sees("3月31日");
    for (form, said) in [
        (vec![("name", " "), ("role", "office")], "お名前が入っていません"),
        (vec![("name", NAME), ("role", "office")], "もう使われています"),
        (vec![("name", "先生"), ("role", "teacher")], "クラスを1つ以上"),
        (vec![("name", "先生"), ("role", "teacher"), ("class", "さくら組")], "名簿にありません"),
    ] {
        let page = director.post("/accounts", &form).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.sees(said);
    }
    let made =
        director.post("/accounts", &[("name", "先生"), ("role", "teacher"), ("class", "ひまわり組")]).await;
    made.sees("先生さんがパスワードを決めるためのリンク").sees("まだパスワードを決めていません");
    let early = desk.post("/login", &[("name", "先生"), ("password", "")]).await;
    assert_eq!(early.status, StatusCode::UNAUTHORIZED, "no password, no entry");
    let teacher = desk.invited(&made).await;
    teacher.get("/").await.sees("おたより").misses("使う人");
    assert_eq!(teacher.get("/accounts").await.status, StatusCode::NOT_FOUND);
    let own = director.post("/accounts/end", &[("name", NAME)]).await;
    own.sees("ただひとりの園長");
    assert_eq!(own.status, StatusCode::CONFLICT);
    let reset = director.post("/accounts/reset", &[("name", "先生")]).await;
    assert_eq!(teacher.get("/").await.status, StatusCode::SEE_OTHER, "the session is over");
    let old = desk.post("/login", &[("name", "先生"), ("password", PASSWORD)]).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "and the old password");
    let teacher = desk.invited(&reset).await;
    teacher.get("/").await.sees("おたより");
    director.post("/accounts/end", &[("name", "先生")]).await;
    assert_eq!(teacher.get("/").await.status, StatusCode::SEE_OTHER);
    let form = [("name", "先生"), ("password", PASSWORD)];
    assert_eq!(desk.post("/login", &form).await.status, StatusCode::UNAUTHORIZED);
    director.post("/accounts/renew", &[("name", "先生")]).await;
    assert_eq!(desk.post("/login", &form).await.status, StatusCode::SEE_OTHER);

    // 2027-03-31, 23:00: whoever is logged in as the school year ends gets no further in the morning.
    school.advance((127 * 24 + 13) * 3600);
    let late = director::Director { desk: &desk, cookie: desk.post("/login", &form).await.cookie() };
    assert_eq!(late.get("/").await.status, StatusCode::OK);
    // 2027-04-01, 10:00.
    school.advance(11 * 3600);
    assert_eq!(late.get("/").await.status, StatusCode::SEE_OTHER, "the school year is over");
    assert_eq!(desk.post("/login", &form).await.status, StatusCode::UNAUTHORIZED, "the school year is over");
    let page = desk.post("/login", &[("name", NAME), ("password", PASSWORD)]).await;
    let director = director::Director { desk: &desk, cookie: page.cookie() };
    director.get("/accounts").await.sees("使えなくなった方");
    director.post("/accounts/renew", &[("name", "先生")]).await;
    assert_eq!(desk.post("/login", &form).await.status, StatusCode::SEE_OTHER);
}
