//! Who gets in, and what strangers, other sites and guesses get.

use super::*;

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
