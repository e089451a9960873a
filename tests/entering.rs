//! The desk's login under attack, the second factor, the record of who saw and did what, and the director's yes.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use otayori::doctor::{self, Verdict};
use reqwest::header::ORIGIN;
use reqwest::{Method, StatusCode};
use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqlitePoolOptions;

use crate::common::school::School;
use crate::desk::director::{Desk, Director, Filled, NAME, PASSWORD, Page};

/// A login from this address; `cookie` may be empty.
async fn login(desk: &Desk, name: &str, password: &str, from: &str, cookie: &str) -> Page {
    let request = desk.request(Method::POST, "/login").header(ORIGIN, &desk.address).header("cookie", cookie);
    let request = request.header("x-forwarded-for", from).filled(&[("name", name), ("password", password)]);
    Page::of(request.send().await.unwrap()).await
}

/// All cookies that an answer sets, as a browser sends them back.
fn cookies(page: &Page) -> String {
    let set = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_guesses_from_everywhere_are_stopped_and_the_director_still_gets_in() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    desk.first_start().await;
    let first = login(&desk, NAME, PASSWORD, "198.51.100.1", "").await;
    let known = cookies(&first);
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let (mut looked_at, mut stopped) = (0, 0);
    for number in 0..10_000 {
        let from = format!("203.{}.{}.{}", number / 60_000, number / 250 % 250, number % 250);
        // One name from everywhere, and every third try another name.
        let name = if number % 3 == 0 { format!("だれか{number}") } else { NAME.to_owned() };
        // Everything but the work of looking at a password, for the other names.
        if number % 3 == 0 && number > 30 {
            continue;
        }
        match login(&desk, &name, "まちがいまちがい", &from, "").await.status {
            StatusCode::UNAUTHORIZED => looked_at += 1,
            StatusCode::TOO_MANY_REQUESTS => stopped += 1,
            other => panic!("{other}"),
        }
    }
    assert!(looked_at <= 30 + 11, "{looked_at} guesses were looked at");
    assert!(stopped > 6_000, "{stopped}");
    let stranger = login(&desk, NAME, PASSWORD, "198.51.100.9", "").await;
    assert_eq!(stranger.status, StatusCode::TOO_MANY_REQUESTS, "from an unknown browser one waits");
    let director = login(&desk, NAME, PASSWORD, "198.51.100.9", &known).await;
    assert_eq!(
        director.status,
        StatusCode::SEE_OTHER,
        "the browser known from before is let in all the while"
    );
    for _ in 0..6 {
        login(&desk, NAME, "まちがいまちがい", "198.51.100.9", &known).await;
    }
    let again = login(&desk, NAME, PASSWORD, "198.51.100.9", &known).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS, "a stolen cookie gives no endless tries");
    let forged = known.split("known=").nth(1).unwrap().split('.').next().unwrap();
    let forged = format!("otayori-{}-known={forged}.{}", desk.port, "0".repeat(32));
    let page = login(&desk, NAME, PASSWORD, "198.51.100.9", &forged).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "nor does a forged one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_exists_answers_like_one_that_does_not() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    director.post("/accounts", &[("name", "まだの人"), ("role", "office")]).await;
    let mut times = [const { Vec::new() }; 3];
    for round in 0..12 {
        for (which, name) in [NAME, "だれでもない", "まだの人"].into_iter().enumerate() {
            let begun = Instant::now();
            let page = login(&desk, name, "まちがいまちがい", "198.51.100.1", "").await;
            times[which].push(begun.elapsed());
            assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{round} {name}");
            assert_eq!(
                page.text.replace(name, "だれか").matches("お名前かパスワードがちがいます").count(),
                1
            );
        }
        school.advance(16 * 60);
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let [known, unknown, waiting] = &mut times;
    let (known, unknown, waiting) = (median(known), median(unknown), median(waiting));
    for other in [unknown, waiting] {
        let ratio = known.as_secs_f64() / other.as_secs_f64();
        assert!((0.4..2.5).contains(&ratio), "{known:?} {unknown:?} {waiting:?}");
    }
}

/// The code that a telephone with this secret shows.
fn code(secret: &str, now: Timestamp) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(now.as_second()).unwrap()).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephones_code_is_asked_for_once_it_is_on_and_counts_once() {
    use otayori::world::Clock;
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let page = director.post("/account/second", &[]).await;
    page.sees("data:image/svg+xml;base64,");
    let secret = page.hidden("secret");
    let wrong = director.post("/account/second", &[("secret", &secret), ("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::CONFLICT);
    assert_eq!(wrong.hidden("secret"), secret, "the same secret is tried again");
    let now = || school.clock.now();
    let on = director.post("/account/second", &[("secret", &secret), ("code", &code(&secret, now()))]).await;
    on.sees("次のログインから");
    let paper: Vec<String> = on.text.split("<li><code>").skip(1).map(|part| part[..19].to_owned()).collect();
    assert_eq!(paper.len(), 10);
    let other =
        director.post("/account/second", &[("secret", &secret), ("code", &code(&secret, now()))]).await;
    assert_eq!(other.status, StatusCode::CONFLICT, "what is on is not replaced without a code");

    let enter = async |code: &str| {
        let half = desk.post("/login", &[("name", NAME), ("password", PASSWORD)]).await;
        assert!(half.location().starts_with("/login/code"), "{}", half.location());
        let half = Director { desk: &desk, cookie: half.cookie() };
        assert_eq!(half.get("/").await.status, StatusCode::SEE_OTHER, "half a login opens nothing");
        half.get("/login/code").await.sees("6けた");
        half.post("/login/code", &[("code", code)]).await
    };
    let used = code(&secret, now());
    assert_eq!(enter(&used).await.status, StatusCode::UNAUTHORIZED, "the code that turned it on was used");
    school.advance(60);
    let fresh = code(&secret, now());
    let inside = enter(&fresh).await;
    assert_eq!(inside.status, StatusCode::SEE_OTHER);
    assert_eq!(enter(&fresh).await.status, StatusCode::UNAUTHORIZED, "never twice");
    assert_eq!(enter(&used).await.status, StatusCode::UNAUTHORIZED, "nor an earlier one");
    assert_eq!(enter(&paper[0].to_uppercase()).await.status, StatusCode::SEE_OTHER, "a code on paper");
    assert_eq!(enter(&paper[0]).await.status, StatusCode::UNAUTHORIZED, "once");
    for _ in 0..6 {
        enter("000000").await;
    }
    assert_eq!(enter(&paper[1]).await.status, StatusCode::TOO_MANY_REQUESTS, "codes are not guessed either");
    school.advance(16 * 60);
    let none = desk.post("/login/code", &[("code", &paper[1])]).await;
    assert!(none.location().starts_with("/login"), "no code without a password");
    let again = Director { desk: &desk, cookie: inside.cookie() };
    assert_eq!(again.post("/account/second/off", &[("code", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(again.post("/account/second/off", &[("code", &paper[2])]).await.status, StatusCode::SEE_OTHER);
    let page = desk.post("/login", &[("name", NAME), ("password", PASSWORD)]).await;
    assert_eq!(page.location(), "/");
    let files = std::fs::read(school.folder.path().join(".otayori/ledger.sqlite-wal")).unwrap_or_default();
    assert!(
        !String::from_utf8_lossy(&files).contains(&paper[3].replace('-', "")),
        "paper codes are kept hashed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_password_is_changed_by_the_old_one_and_ends_other_sessions() {
    let school = School::open("").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let other = desk.post("/login", &[("name", NAME), ("password", PASSWORD)]).await;
    let other = Director { desk: &desk, cookie: other.cookie() };
    let form = |old: &'static str| {
        [("old", old), ("password", "すみれが20本咲いた"), ("again", "すみれが20本咲いた")]
    };
    assert_eq!(
        director.post("/account/password", &form("ちがいますよね")).await.status,
        StatusCode::CONFLICT
    );
    let done = director.post("/account/password", &form(PASSWORD)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(other.get("/").await.status, StatusCode::SEE_OTHER, "the other browser is out");
    let here = Director { desk: &desk, cookie: done.cookie() };
    assert_eq!(here.get("/").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_or_removed_in_the_record_is_found() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-24 園だより.md", "# 園だより\n\nこんにちは。\n");
    let letter = school.send("園だより").await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let list = format!("/letters/{}/list", letter.0);
    for _ in 0..3 {
        director.get(&list).await;
    }
    director.get("/record").await.sees("つながっています").sees("未確認のリストを見ました").misses("山田");
    let ledger = &school.office.ledger;
    let acts = ledger.acts(&letter).await.unwrap();
    assert_eq!(acts.iter().filter(|act| act.what == "see-list").count(), 1, "once an hour");
    school.advance(3600);
    director.get(&list).await;
    let seen = ledger.acts(&letter).await.unwrap().iter().filter(|act| act.what == "see-list").count();
    assert_eq!(seen, 2, "and again in the next");
    let whole = ledger.chain().await.unwrap();
    assert_eq!(whole.broken_at, None);

    let file = school.folder.path().join(".otayori/ledger.sqlite");
    let pool = SqlitePoolOptions::new().connect(&format!("sqlite://{}", file.display())).await.unwrap();
    for refused in ["DELETE FROM act WHERE id = 2", "UPDATE act SET who = 'x' WHERE id = 2"] {
        assert!(sqlx::query(refused).execute(&pool).await.is_err(), "{refused}");
    }
    for trigger in ["act_stays", "act_is_so"] {
        sqlx::query(AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&pool).await.unwrap();
    }
    sqlx::query("CREATE TABLE kept AS SELECT * FROM act").execute(&pool).await.unwrap();
    let last = i64::try_from(whole.acts).unwrap();
    for (fault, at) in [
        ("UPDATE act SET who = 'だれか' WHERE id = 2".to_owned(), 2),
        ("UPDATE act SET at = at + 1 WHERE id = 1".to_owned(), 1),
        ("UPDATE act SET link = NULL WHERE id = 3".to_owned(), 3),
        ("UPDATE act SET what = what || letter, letter = '' WHERE id = 1".to_owned(), 1),
        ("DELETE FROM act WHERE id = 1".to_owned(), 1),
        ("DELETE FROM act WHERE id = 2".to_owned(), 2),
        (format!("DELETE FROM act WHERE id = {last}"), last),
        (format!("UPDATE act SET id = {} WHERE id = {last}", last + 1), last),
        ("DELETE FROM act".to_owned(), 1),
    ] {
        sqlx::query(AssertSqlSafe(fault.clone())).execute(&pool).await.unwrap();
        assert_eq!(ledger.chain().await.unwrap().broken_at, Some(at), "{fault}");
        director.get("/record").await.sees("変えられたか、なくなっています");
        for mended in ["DELETE FROM act", "INSERT INTO act SELECT * FROM kept"] {
            sqlx::query(mended).execute(&pool).await.unwrap();
        }
        assert_eq!(ledger.chain().await.unwrap(), whole, "mended after {fault}");
    }
    sqlx::query("UPDATE act SET detail = 'x' WHERE id = 2").execute(&pool).await.unwrap();
    let findings = doctor::examine(&school.office).await.unwrap();
    let record = findings.iter().find(|finding| finding.check == "record").unwrap();
    assert_eq!(record.verdict, Verdict::Wrong);
}

/// A teacher of ひまわり組 who was just let in, and the first letter on their page.
async fn teacher_and_letter<'a>(desk: &'a Desk, director: &Director<'_>) -> (Director<'a>, String) {
    let page =
        director.post("/accounts", &[("name", "先生"), ("role", "teacher"), ("class", "ひまわり組")]).await;
    let teacher = desk.invited(&page).await;
    let home = teacher.get("/").await;
    let id = home.text.split("/letters/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (teacher, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teachers_release_waits_for_the_directors_yes() {
    let school = School::open("desk:\n  approval: director-but-emergencies\n").await;
    let file = "content/ひまわり組/2026-11-24 お茶.md";
    school.write(file, "# お茶\n\nこんにちは。\n");
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let (teacher, id) = teacher_and_letter(&desk, &director).await;
    let release = format!("/letters/{id}/release");
    let ask = async || {
        let digest = teacher.get(&release).await.sees("園長に確認を頼む").hidden("digest");
        teacher.act(&release, &[("digest", &digest)]).await
    };
    ask().await.sees("先生さんが").sees("園長が確かめて配信します");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty(), "nothing is out");
    director.get("/").await.sees("園長の確認を待っているおたより").sees("お茶");

    // Sent back with a word, asked for anew.
    director.act(&format!("/letters/{id}/send-back"), &[("words", "日付を確かめて")]).await;
    teacher.get("/").await.sees("園長から戻りました").sees("日付を確かめて");
    ask().await;
    // What changed after the asking is said to the director, and the old screen's press does not count.
    let old = director.get(&release).await;
    old.misses("頼んだあとに");
    school.write(file, "# お茶\n\nこんばんは。\n");
    let changed = director.get(&release).await;
    changed.sees("頼んだあとに");
    let stale = director.post(&release, &[("digest", &old.hidden("digest"))]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    director
        .act(&release, &[("digest", &changed.hidden("digest"))])
        .await
        .sees("送るのをやめる")
        .misses("頼みました。");
    director.get("/").await.misses("園長の確認を待っているおたより");
    let acts = school.office.ledger.acts(&otayori::ledger::LetterId(id.clone())).await.unwrap();
    let said: Vec<(&str, &str)> = acts.iter().map(|act| (act.who.as_str(), act.what.as_str())).collect();
    assert_eq!(&said[..3], [("先生", "ask"), (NAME, "send-back"), ("先生", "ask")]);
    assert!(said.contains(&(NAME, "release")), "{said:?}");

    // A correction waits as well.
    school.write(file, "# お茶\n\nこんばんは、みなさん。\n");
    let correct = format!("/letters/{id}/correct");
    let digest = teacher.get(&correct).await.hidden("digest");
    teacher
        .act(&correct, &[("digest", &digest), ("kind", "plain")])
        .await
        .sees("先生さんが")
        .sees("小さな訂正");
    assert_eq!(school.office.ledger.releases(None).await.unwrap().len(), 1, "the first edition still stands");
    // An emergency does not, where the school says so.
    school.write("content/ひまわり組/2026-11-25 休園.md", "# 休園\n\nあすは休みです。\n");
    let home = teacher.get("/").await;
    let mut found = home.text.split("/letters/").skip(1).map(|part| part.split('"').next().unwrap());
    let other = found.find(|found| *found != id).unwrap().to_owned();
    let release = format!("/letters/{other}/release");
    let digest = teacher.get(&release).await.hidden("digest");
    let form = [("digest", digest.as_str()), ("emergency", "1"), ("sure", "1")];
    teacher.act(&release, &form).await.sees("に配信しました");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_director_must_agree_an_emergency_waits_too() {
    let school = School::open("desk:\n  approval: director\n").await;
    school.write("content/ひまわり組/2026-11-24 休園.md", "# 休園\n\nあすは休みです。\n");
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let (teacher, id) = teacher_and_letter(&desk, &director).await;
    let release = format!("/letters/{id}/release");
    let digest = teacher.get(&release).await.sees("園長に確認を頼む").hidden("digest");
    let form = [("digest", digest.as_str()), ("emergency", "1"), ("sure", "1")];
    teacher.act(&release, &form).await.sees("園長が確かめて配信します").misses("に配信しました");
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty(), "nothing is out");
    let digest = director.get(&release).await.sees("緊急").hidden("digest");
    director
        .act(&release, &[("digest", &digest), ("emergency", "1"), ("sure", "1")])
        .await
        .sees("に配信しました");
}
