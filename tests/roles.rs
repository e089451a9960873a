//! Who may do what at the desk: every role, every route, every kind of letter. A route without a row here fails.

use std::collections::BTreeSet;

use otayori::desk::{Door, route_list};
use otayori::ledger::Role;
use otayori::office::draft_folder;
use reqwest::header::ORIGIN;
use reqwest::{Method, StatusCode};

use crate::common::school::School;
use crate::desk::director::{Desk, Director, Filled, NAME, PASSWORD, Page};

/// What of the school a route is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// everybody, without login too
    Nothing,
    /// whoever is logged in
    Anybody,
    /// letters in general: not the office
    Writing,
    /// the whole school: the director
    School,
    /// looking at one letter
    Seeing,
    /// the draft of one letter
    Draft,
    /// changing what becomes of one letter
    Changing,
    /// one letter's list
    List,
    /// phone numbers of any family: the director and the office
    Contacts,
}

#[rustfmt::skip]
const ROUTES: &[(&str, &str, About)] = &[
    ("GET", "/login", About::Nothing),
    ("POST", "/login", About::Nothing),
    ("GET", "/login/code", About::Nothing),
    ("POST", "/login/code", About::Nothing),
    ("GET", "/first", About::Nothing),
    ("POST", "/first", About::Nothing),
    ("GET", "/desk.css", About::Nothing),
    ("GET", "/desk.js", About::Nothing),
    ("GET", "/health", About::Nothing),
    ("POST", "/logout", About::Anybody),
    ("GET", "/account", About::Anybody),
    ("POST", "/account/password", About::Anybody),
    ("POST", "/account/second", About::Anybody),
    ("POST", "/account/second/off", About::Anybody),
    ("GET", "/", About::Anybody),
    ("GET", "/live", About::Writing),
    ("GET", "/preview/{*path}", About::Draft),
    ("GET", "/short", About::Writing),
    ("POST", "/short", About::Writing),
    ("GET", "/doctor", About::School),
    ("POST", "/doctor", About::School),
    ("POST", "/letters/{id}/test", About::Changing),
    ("GET", "/letters/{id}", About::Seeing),
    ("GET", "/letters/{id}/draft/{name}", About::Seeing),
    ("GET", "/letters/{id}/released/{name}", About::Seeing),
    ("GET", "/letters/{id}/release", About::Changing),
    ("POST", "/letters/{id}/release", About::Changing),
    ("POST", "/letters/{id}/send-back", About::School),
    ("POST", "/letters/{id}/resume", About::Changing),
    ("POST", "/letters/{id}/stop", About::Changing),
    ("POST", "/letters/{id}/again", About::Changing),
    ("POST", "/letters/{id}/missed", About::Changing),
    ("GET", "/letters/{id}/correct", About::Changing),
    ("POST", "/letters/{id}/correct", About::Changing),
    ("GET", "/letters/{id}/remind", About::Changing),
    ("POST", "/letters/{id}/remind", About::Changing),
    ("GET", "/letters/{id}/recall", About::Changing),
    ("POST", "/letters/{id}/recall", About::Changing),
    ("POST", "/letters/{id}/photos", About::Changing),
    ("GET", "/photos/{name}", About::Writing),
    ("GET", "/letters/{id}/list", About::List),
    ("GET", "/letters/{id}/print", About::List),
    ("POST", "/letters/{id}/calls", About::List),
    ("POST", "/letters/{id}/undo", About::List),
    ("POST", "/letters/{id}/phoning", About::List),
    ("GET", "/letters/{id}/codes", About::List),
    ("POST", "/letters/{id}/codes", About::List),
    ("GET", "/letters/{id}/paper", About::List),
    ("POST", "/letters/{id}/paper", About::List),
    ("POST", "/letters/{id}/copy/{name}", About::List),
    ("GET", "/contacts", About::Contacts),
    ("POST", "/contacts/right", About::Contacts),
    ("GET", "/letters/{id}/readings", About::School),
    ("GET", "/letters/{id}/readings.csv", About::School),
    ("GET", "/coverage", About::School),
    ("GET", "/coverage/town", About::School),
    ("GET", "/mail", About::School),
    ("POST", "/mail/again", About::School),
    ("GET", "/accounts", About::School),
    ("POST", "/accounts", About::School),
    ("POST", "/accounts/change", About::School),
    ("POST", "/accounts/renew", About::School),
    ("POST", "/accounts/end", About::School),
    ("POST", "/accounts/reset", About::School),
    ("GET", "/record", About::School),
];

/// Whose families a letter is for, as the teacher of ひまわり組 sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Shared,
    Others,
}

struct Object {
    id: String,
    folder: String,
    whose: Whose,
    is_out: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// whatever the page itself says
    Yes,
    /// there is no such page
    NotThere,
    /// there is, and somebody else does that
    NotYours,
    /// to the login
    Login,
}

/// What the rules of the school say, in a few lines.
fn expected(role: Option<Role>, about: About, object: &Object) -> Answer {
    let Some(role) = role else {
        return if about == About::Nothing { Answer::Yes } else { Answer::Login };
    };
    let teacher = match (about, object.whose) {
        (About::Nothing | About::Anybody | About::Writing, _) => Answer::Yes,
        (About::School | About::Contacts, _) | (_, Whose::Others) => Answer::NotThere,
        (About::Changing, Whose::Shared) => Answer::NotYours,
        _ => Answer::Yes,
    };
    match role {
        Role::Director => Answer::Yes,
        Role::Teacher => teacher,
        Role::Office => match about {
            About::Nothing | About::Anybody | About::Contacts => Answer::Yes,
            About::List if object.is_out => Answer::Yes,
            _ => Answer::NotThere,
        },
    }
}

fn answer(page: &Page) -> Answer {
    match page.status {
        StatusCode::NOT_FOUND => Answer::NotThere,
        StatusCode::FORBIDDEN => Answer::NotYours,
        // The logout leads there too, and takes the cookie away.
        StatusCode::SEE_OTHER if page.location().starts_with("/login") => {
            if page.headers.contains_key("set-cookie") { Answer::Yes } else { Answer::Login }
        }
        _ => Answer::Yes,
    }
}

const PHOTO: &str = "0123456789abcdef0123456789abcdef-480.jpg";

/// A school with a letter of every kind, drafts and released ones.
async fn school() -> (School, Vec<Object>) {
    let school = School::open("").await;
    let kinds = [
        ("ひまわり組", Whose::Own),
        ("年長", Whose::Own),
        ("すみれ組", Whose::Others),
        ("全園", Whose::Shared),
        ("ひまわり組・すみれ組", Whose::Shared),
    ];
    let mut out = BTreeSet::new();
    for (folder, _) in kinds {
        school.write(&format!("content/{folder}/2026-11-24 {folder}のお茶.md"), "# お茶\n\nこんにちは。\n");
        school
            .write(&format!("content/{folder}/2026-11-25 {folder}の下書き.md"), "# 下書き\n\nこんばんは。\n");
        out.insert(school.send(&format!("{folder}/2026-11-24")).await.0);
    }
    let reading = school.office.read().await.unwrap();
    let built = tokio::task::block_in_place(|| school.office.build(&reading, &|_| {})).unwrap();
    tokio::task::block_in_place(|| school.office.write_drafts(&built)).unwrap();
    school.write(&format!(".otayori/cache/photos/{}/{PHOTO}", &PHOTO[..2]), "a photo");
    let object = |known: &otayori::ledger::KnownLetter| {
        let folder = known.path.split('/').next().unwrap();
        let whose = kinds.iter().find(|(name, _)| *name == folder).unwrap().1;
        let is_out = out.contains(&known.id.0);
        Object { id: known.id.0.clone(), folder: draft_folder(&known.path), whose, is_out }
    };
    let objects: Vec<Object> = reading.known.values().map(object).collect();
    assert_eq!(objects.len(), 10);
    (school, objects)
}

fn address(path: &str, object: &Object) -> String {
    let paper = match path {
        _ if path.contains("/draft/") || path.contains("/released/") => "print.pdf",
        _ if path.contains("/copy/") => "list.csv",
        _ => PHOTO,
    };
    path.replace("{id}", &object.id)
        .replace("{*path}", &format!("{}/index.html", object.folder))
        .replace("{name}", paper)
}

async fn ask(desk: &Desk, who: Option<&Director<'_>>, method: &Method, path: &str) -> Page {
    let cookie = who.map_or("", |who| who.cookie.as_str());
    let request = desk.request(method.clone(), path).header("cookie", cookie).header(ORIGIN, &desk.address);
    // A family of both classes, so that the letter alone decides.
    let form =
        [("family", "H001"), ("outcome", "no-answer"), ("code", "x"), ("codes", "H001 4"), ("calls", "1-1")];
    let request = if *method == Method::POST { request.filled(&form) } else { request };
    let answer = request.timeout(std::time::Duration::from_secs(60)).send().await.unwrap();
    if path == "/live" && answer.status().is_success() {
        return Page { status: answer.status(), headers: answer.headers().clone(), text: String::new() };
    }
    Page::of(answer).await
}

async fn colleague<'a>(desk: &'a Desk, director: &Director<'a>, name: &str, role: &str) -> Director<'a> {
    let form = [("name", name), ("role", role), ("class", "ひまわり組")];
    let page = director.post("/accounts", &form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    desk.invited(&page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_reaches_what_is_its_own_and_nothing_else() {
    let routes = route_list();
    let about = |method: &Method, path: &str| {
        let found = ROUTES.iter().find(|(m, p, _)| *m == method.as_str() && *p == path);
        found.unwrap_or_else(|| panic!("{method} {path}: who may enter? Add it to ROUTES.")).2
    };
    for (method, path, door) in &routes {
        assert_eq!(*door == Door::Open, about(method, path) == About::Nothing, "{method} {path}");
    }
    assert_eq!(routes.len(), ROUTES.len(), "ROUTES names what is no route");

    let (school, objects) = school().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let teacher = colleague(&desk, &director, "先生", "teacher").await;
    let office = colleague(&desk, &director, "事務", "office").await;
    let gone = colleague(&desk, &director, "前の先生", "teacher").await;
    director.post("/accounts/end", &[("name", "前の先生")]).await;
    let people = [
        (None, None),
        (None, Some(&gone)),
        (Some(Role::Office), Some(&office)),
        (Some(Role::Teacher), Some(&teacher)),
        (Some(Role::Director), Some(&director)),
    ];
    let (mut asked, mut wrong) = (0, Vec::new());
    for (role, who) in people {
        let nothing = ask(&desk, who, &Method::GET, "/none").await;
        let mut not_there = BTreeSet::from([nothing.text]);
        // What ends the session comes last.
        let last = |path: &str| path == "/logout";
        let ordered = routes.iter().filter(|r| !last(r.1)).chain(routes.iter().filter(|r| last(r.1)));
        for (method, path, _) in ordered {
            let about = about(method, path);
            // A letter's object matters only where the path names one; releases only what is out.
            let fits = |object: &&Object| !path.contains("/released/") || object.is_out;
            let is_each = path.contains("{id}") || path.contains("{*path}");
            let count = if is_each { objects.len() } else { 1 };
            for object in objects.iter().filter(fits).take(count) {
                let page = ask(&desk, who, method, &address(path, object)).await;
                let (wanted, mut got) = (expected(role, about, object), answer(&page));
                if *path == "/login/code" && got == Answer::Login {
                    // Open to all, and of use to those alone whose password was right.
                    got = Answer::Yes;
                }
                asked += 1;
                if wanted != got {
                    let of = (object.whose, object.is_out);
                    wrong.push(format!(
                        "{role:?} {method} {path} {of:?}: {got:?} ({}), not {wanted:?}",
                        page.status
                    ));
                }
                if got == Answer::NotThere {
                    not_there.insert(page.text);
                }
            }
        }
        assert_eq!(nothing.status == StatusCode::NOT_FOUND, role.is_some());
        assert_eq!(not_there.len(), 1, "what one may not see looks like what is not there: {not_there:?}");
    }
    assert!(wrong.is_empty(), "{} of {asked} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > 1_000, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teachers_list_has_the_families_of_their_classes_and_no_others() {
    let (school, objects) = school().await;
    let desk = Desk::open(&school.office).await;
    let director = desk.first_start().await;
    let teacher = colleague(&desk, &director, "先生", "teacher").await;
    let office = colleague(&desk, &director, "事務", "office").await;
    let all = objects.iter().find(|object| object.is_out && object.folder.starts_with("全園")).unwrap();
    let list = format!("/letters/{}/list", all.id);
    director.get(&list).await.sees("鈴木 れん").sees("佐藤 ゆい").sees("090-0000-0003");
    office.get(&list).await.sees("鈴木 れん").sees("佐藤 ゆい");
    // H001 has a child in each class, H003 none in ひまわり組.
    for path in [list.clone(), format!("/letters/{}/print", all.id)] {
        teacher.get(&path).await.sees("山田 はな").sees("佐藤 ゆい").misses("鈴木").misses("090-0000-0003");
    }
    let home = teacher.get("/").await;
    home.sees("0/3 読みました").misses("すみれ組のお茶").misses(">すみれ組<").misses("名簿");
    director.get("/").await.sees("0/4 読みました");
    let calls = format!("/letters/{}/calls", all.id);
    let call = |family: &'static str| [("family", family), ("outcome", "reached"), ("code", "x")];
    assert_eq!(teacher.post(&calls, &call("H003")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(teacher.post(&calls, &call("H002")).await.status, StatusCode::SEE_OTHER);
    teacher.get(&list).await.misses("tel:09000000002").misses("鈴木");
    director.get(&list).await.misses("tel:09000000002").sees("鈴木 れん");

    // Nothing of others by the list's other doors: typed back, on paper, taken back, copied.
    let at = |path: &str| format!("/letters/{}/{path}", all.id);
    let codes = teacher.post(&at("codes"), &[("codes", "H002 4\nH003 1\n")]).await;
    codes.sees("この番号のご家庭は").misses("鈴木");
    assert_eq!(codes.status, StatusCode::UNPROCESSABLE_ENTITY);
    teacher.get(&at("paper")).await.misses("鈴木");
    assert_eq!(teacher.post(&at("paper"), &[("family", "H003")]).await.status, StatusCode::CONFLICT);
    let (undo, phoning) = (at("undo"), at("phoning"));
    assert_eq!(teacher.post(&phoning, &[("family", "H003")]).await.status, StatusCode::NOT_FOUND);
    let noted = director.act(&calls, &[("family", "H003"), ("outcome", "on-paper")]).await.hidden("calls");
    teacher.get(&list).await.misses("鈴木");
    let refused = teacher.post(&undo, &[("calls", &noted)]).await;
    assert!(refused.location().contains("undone=0"), "{}", refused.location());
    director.get(&list).await.misses("tel:09000000003");
    director.act(&undo, &[("calls", &noted)]).await.sees("tel:09000000003");
    teacher.post(&at("copy/list.csv"), &[]).await.sees("山田").misses("鈴木").misses("090-0000-0003");
    director.post(&at("copy/list.csv"), &[]).await.sees("鈴木");

    // A short notice goes to their own class only.
    teacher.get("/short").await.sees("ひまわり組").misses("すみれ組").misses("全園");
    for to in ["*", "すみれ組", "年長"] {
        let form = [("title", "お知らせ"), ("text", "あすは"), ("to", to)];
        let page = teacher.post("/short", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
    }
    let form = [("title", "お知らせ"), ("text", "あすは"), ("to", "ひまわり組")];
    teacher.act("/short", &form).await.sees("ひまわり組");

    // The director takes the class away: from the next click on the letters are gone.
    let change = [("name", "先生"), ("role", "teacher"), ("class", "すみれ組")];
    assert_eq!(director.post("/accounts/change", &change).await.status, StatusCode::SEE_OTHER);
    teacher.get("/").await.misses("ひまわり組の下書き");
    teacher.get(&list).await.sees("鈴木 れん").misses("高橋 みお");
    assert_eq!(
        desk.post("/login", &[("name", NAME), ("password", PASSWORD)]).await.status,
        StatusCode::SEE_OTHER
    );
}
