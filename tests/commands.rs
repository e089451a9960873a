//! Every command of the program on a tiny school, with good and wrong input: what it prints, its exit code, and
//! that `--json` is exactly one object, also where things fail half-way.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::program::{self, Ran};
use crate::common::school::{FAMILIES, School};
use serde_json::Value;

const LETTER: &str = "content/全園/2026-11-20 園だより.md";
const TEXT: &str = "# 園だより\n\nこんにちは。\n";

fn run(school: &School, arguments: &[&str]) -> Ran {
    program::run(school.folder.path(), arguments)
}

/// A school that sends at once, at night too.
async fn school() -> School {
    let school = School::open("  quiet: never\n").await;
    change_settings(&school, "hold: 60s", "hold: 0s");
    school.write(LETTER, TEXT);
    school
}

fn change_settings(school: &School, from: &str, to: &str) {
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    assert!(settings.contains(from));
    school.write("school.yaml", &settings.replace(from, to));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_s_whole_life_in_the_terminal() {
    let school = school().await;
    for command in ["check", "build"] {
        let ran = run(&school, &[command, "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for key in ["letters", "photos", "developed", "problems"] {
            assert!(ran.object().get(key).is_some(), "{command} {key}");
        }
    }
    let draft = run(&school, &["unread", "園だより", "--json"]);
    assert_eq!((draft.code, draft.error().as_str()), (2, "office-not-released"));
    let unasked = run(&school, &["send", "園だより", "--json"]);
    assert_eq!((unasked.code, unasked.error().as_str()), (2, "send-not-asked"));
    assert!(school.smtp.accepted().is_empty(), "without a yes nothing goes");

    for time in ["the first", "the second"] {
        let sent = run(&school, &["send", "園だより", "--yes", "--json"]);
        assert_eq!(sent.code, 0, "{time}: {}", sent.err);
        let object = sent.object();
        assert_eq!(object["letter"], "全園/2026-11-20 園だより.md");
        assert!(object["address"].as_str().unwrap().starts_with("http://"));
        assert_eq!(object["total"], 6);
        assert_eq!(object["states"], serde_json::json!({ "accepted": 5, "no-channel": 1 }));
        assert_eq!(school.smtp.accepted().len(), 5, "{time} time nobody gets it twice");
        assert!(!sent.out.contains("k=") && !sent.err.contains("k="), "no token is printed");
        assert!(!sent.err.contains("@example.jp"), "no address is printed: {}", sent.err);
    }
    let published = run(&school, &["publish", "--json"]);
    assert_eq!(published.code, 0);
    assert_eq!(published.object()["uploaded"], 0);
    for key in ["removed", "unchanged", "address"] {
        assert!(published.object().get(key).is_some(), "{key}");
    }

    let list = run(&school, &["unread", "園だより", "--json"]);
    assert_eq!(list.code, 0, "{}", list.err);
    let list = list.object();
    assert_eq!((&list["families"], &list["read"]), (&4.into(), &0.into()));
    let rows = list["unread"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for key in ["family", "reason", "classes", "children", "guardians", "tries"] {
        assert!(rows[0].get(key).is_some(), "{key}");
    }
    for key in ["name", "phone", "order"] {
        assert!(rows[0]["guardians"][0].get(key).is_some(), "{key}");
    }
    let table = run(&school, &["unread", "園だより"]);
    assert!(table.out.contains("山田 はな") && table.out.contains("090-0000-0001"), "{}", table.out);
    assert!(run(&school, &["unread", "園だより", "--csv"]).out.starts_with('\u{feff}'));
    let sheet = school.folder.path().join("list.pdf");
    let made = run(&school, &["unread", "園だより", "--sheet", sheet.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(std::fs::read(&sheet).unwrap().starts_with(b"%PDF"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&sheet).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let called = run(&school, &["called", "園だより", "H003", "on-paper", "--json"]);
    assert_eq!(called.code, 0, "{}", called.err);
    assert_eq!(called.object()["family"], "H003");
    assert_eq!(
        run(&school, &["unread", "園だより", "--json"]).object()["unread"].as_array().unwrap().len(),
        3
    );
    let nobody = run(&school, &["called", "園だより", "H999", "reached", "--json"]);
    assert_eq!((nobody.code, nobody.error().as_str()), (2, "office-no-such-family"));
    let word = run(&school, &["called", "園だより", "H001", "later", "--json"]);
    assert_eq!((word.code, word.error().as_str()), (2, "cli-wrong-use"));

    let same = run(&school, &["correct", "園だより", "--yes", "--json"]);
    assert_eq!(
        (same.code, same.object()["problems"][0]["id"].as_str()),
        (1, Some("office-nothing-to-correct"))
    );
    school.write(LETTER, &TEXT.replace("こんにちは", "こんばんは"));
    let corrected = run(&school, &["correct", "園だより", "--yes", "--json"]);
    assert_eq!((corrected.code, &corrected.object()["total"]), (0, &6.into()), "{}", corrected.err);
    assert_eq!(school.smtp.accepted().len(), 5, "a correction that is not important tells nobody");

    assert_eq!(run(&school, &["recall", "園だより", "--json"]).error(), "recall-not-asked");
    for time in ["once", "twice, where the host was away the first time"] {
        let recalled = run(&school, &["recall", "園だより", "--yes", "--json"]);
        assert_eq!(recalled.code, 0, "{time}: {}", recalled.err);
        assert!(recalled.object().get("removed").is_some());
    }
    let recalled = run(&school, &["unread", "園だより", "--json"]);
    assert_eq!((recalled.code, recalled.error().as_str()), (2, "office-recalled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_use_ends_with_2_and_one_object() {
    let school = school().await;
    let empty = tempfile::tempdir().unwrap();
    for (arguments, id) in [
        (&["send", "ない", "--yes", "--json"][..], "office-no-such-letter"),
        (&["correct", "園だより", "--yes", "--json"], "office-not-released"),
        (&["recall", "園だより", "--yes", "--json"], "office-not-released"),
        (&["called", "園だより", "H001", "reached", "--json"], "office-not-released"),
        (&["unread", "", "--json"], "office-no-such-letter"),
        (&["fly", "--json"], "cli-wrong-use"),
        (&["send", "--json"], "cli-wrong-use"),
    ] {
        let ran = run(&school, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert_eq!(ran.object()["problems"][0]["id"], id, "{arguments:?}");
        assert!(!ran.err.trim().is_empty(), "people are told too: {arguments:?}");
    }
    let nowhere = program::run(empty.path(), &["check", "--json"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.err);
    assert!(nowhere.object()["problems"].as_array().is_some_and(|problems| !problems.is_empty()));
    let new = empty.path().join("new");
    let new = new.to_str().unwrap();
    assert_eq!(program::run(empty.path(), &["new", new, "--json"]).code, 0);
    let checked = program::run(std::path::Path::new(new), &["check", "--json"]);
    assert_eq!(checked.code, 0, "{}", checked.err);
    let again = program::run(empty.path(), &["new", new, "--json"]);
    assert_eq!((again.code, again.error().as_str()), (2, "new-exists"));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_in_content_or_roster_end_with_1_and_nothing_goes() {
    let school = school().await;
    school.write("content/つき組/2026-11-20 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    assert_eq!(run(&school, &["check", "--json"]).code, 1);
    let unknown = run(&school, &["send", "おしらせ", "--yes", "--json"]);
    assert_eq!(unknown.code, 1, "{}", unknown.err);
    assert!(!unknown.object()["problems"].as_array().unwrap().is_empty());

    let doubled = FAMILIES.replacen("電話,", "メール,", 1);
    school.write("recipients/families.csv", &doubled);
    let refused = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!(refused.code, 1, "{}", refused.err);
    school.write("recipients/families.csv", FAMILIES.lines().next().unwrap());
    let nobody = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!((nobody.code, nobody.error().as_str()), (1, "office-nobody"));
    assert!(school.smtp.accepted().is_empty());

    school.write("recipients/families.csv", FAMILIES);
    assert_eq!(run(&school, &["send", "園だより", "--yes"]).code, 0);
    school.write("recipients/families.csv", &doubled);
    let list = run(&school, &["unread", "園だより", "--json"]);
    assert_eq!(list.code, 1, "a list from a broken roster says that it is one");
    assert!(!list.object()["problems"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_world_ends_with_3_and_the_rest_is_kept() {
    let school = school().await;
    change_settings(&school, &format!("collector: {}", school.collector), "collector: http://127.0.0.1:9");
    let away = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!(away.code, 3, "{}", away.err);
    assert_eq!(away.object()["problems"][0]["id"], "office-collector-away");
    assert_eq!(away.object()["states"], serde_json::json!({ "held": 5, "no-channel": 1 }));
    assert!(school.smtp.accepted().is_empty());

    change_settings(&school, "collector: http://127.0.0.1:9", &format!("collector: {}", school.collector));
    school.smtp.set(|faults| faults.closed = true);
    let closed = run(&school, &["send", "園だより", "--json"]);
    assert_eq!(closed.code, 3, "{}", closed.err);
    let states = closed.object()["states"].clone();
    assert_eq!(states.as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>(), 6, "{states}");

    school.smtp.set(|faults| {
        faults.closed = false;
        faults.bounce = vec!["h001@example.jp".to_owned()];
    });
    school.write("content/すみれ組/2026-11-21 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    let bounced = run(&school, &["send", "おしらせ", "--yes", "--json"]);
    assert_eq!(bounced.code, 1, "one bad address is remembered: {}", bounced.err);
    assert_eq!(bounced.object()["states"]["bounced"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joined_later_is_offered_and_written_to() {
    let school = school().await;
    assert_eq!(run(&school, &["send", "園だより", "--yes"]).code, 0);
    let joined = "H005,伊藤 あお,ひまわり組,年長,伊藤 空,母,h005@example.jp,090-0000-0005,1,メール,保護者\n";
    school.write("recipients/families.csv", &format!("{FAMILIES}{joined}"));
    let unasked = run(&school, &["send", "園だより"]);
    assert_eq!(unasked.code, 0, "{}", unasked.err);
    assert!(unasked.err.contains("1 世帯)が名簿に加わるか"), "{}", unasked.err);
    assert_eq!(school.smtp.accepted().len(), 5, "nobody said yes");
    let sent = run(&school, &["send", "園だより", "--yes", "--json"]);
    assert_eq!((sent.code, &sent.object()["total"]), (0, &7.into()), "{}", sent.err);
    let mails = school.smtp.accepted();
    assert_eq!((mails.len(), mails[5].to.as_str()), (6, "h005@example.jp"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_only_published_asks_before_its_first_messages() {
    let school = school().await;
    let published = run(&school, &["send", "園だより", "--no-messages", "--yes", "--json"]);
    assert_eq!((published.code, &published.object()["total"]), (0, &0.into()), "{}", published.err);
    assert_eq!(run(&school, &["send", "園だより", "--json"]).error(), "send-not-asked");
    assert!(school.smtp.accepted().is_empty());
    assert_eq!(run(&school, &["send", "園だより", "--yes", "--json"]).object()["total"], 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_public_names_anybody() {
    let school = school().await;
    assert_eq!(run(&school, &["send", "園だより", "--yes"]).code, 0);
    let token = school.link("h001@example.jp").split("k=").nth(1).unwrap().to_owned();
    let secrets = [token.as_str(), "h001@example.jp", "山田", "090-0000-0001", "H001"];
    for entry in walkdir::WalkDir::new(school.folder.path().join("public")).into_iter().flatten() {
        let name = entry.path().display().to_string();
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets {
            assert!(!text.contains(secret) && !name.contains(secret), "{name} holds {secret}");
        }
    }
    for mail in school.smtp.accepted() {
        let parsed = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
        let subject = parsed.subject().unwrap().to_owned();
        assert!(
            subject.starts_with("ひまわり保育園") || subject.starts_with("【ひまわり保育園】"),
            "{subject}"
        );
        assert!(secrets.iter().all(|secret| !subject.contains(secret)), "{subject}");
    }
    let ledger = std::fs::read(school.folder.path().join(".otayori/ledger.sqlite")).unwrap();
    assert!(!ledger.windows(token.len()).any(|part| part == token.as_bytes()), "the ledger holds a token");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn serve_ends_when_asked_though_somebody_holds_a_door_open() {
    use std::io::{Read, Write};
    let school = school().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    school.write("school.yaml", &format!("{settings}\ndesk:\n  collector-listen: 127.0.0.1:{port}\n"));
    let mut served = Command::new(env!("CARGO_BIN_EXE_otayori"))
        .arg("--school")
        .arg(school.folder.path())
        .args(["serve", "--only", "collector,sending"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut door = loop {
        match std::net::TcpStream::connect(("127.0.0.1", port)) {
            Ok(door) => break door,
            Err(_) => {
                assert!(Instant::now() < deadline, "{:?}", served.try_wait());
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    };
    door.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(door.read(&mut [0; 1024]).unwrap() > 0);
    door.write_all(b"POST /b/start HTTP/1.1\r\nHost:").unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(Command::new("kill").arg(served.id().to_string()).status().unwrap().success());
    let deadline = Instant::now() + Duration::from_secs(25);
    let status = loop {
        if let Some(status) = served.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            served.kill().unwrap();
            panic!("it hangs on an open door");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(status.code(), Some(0));
}

/// What a command says, in this language.
fn said(school: &School, lang: &str, arguments: &[&str]) -> Ran {
    program::ran(program::speaking(lang, school.folder.path(), arguments))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_means_nothing_is_told_in_the_reader_s_words_with_what_to_do() {
    let school = school().await;
    for (typed, ja, en) in [
        (
            &["called", "園だより", "H001", "later"][..],
            "[OUTCOME] に「later」は使えません。 使えるのは reached, at-gate",
            "“later” does not do for [OUTCOME]. What does: reached, at-gate",
        ),
        (&["called", "園だより", "H001"], "<OUTCOME>（reached / at-gate", "<OUTCOME> (reached / at-gate"),
        (&["called"], "<LETTER>（おたより）", "<LETTER> (the letter)"),
        (
            &["called", "園だより", "--cods"],
            "「--cods」という書き方はありません。 「--codes」のことですか?",
            "There is no “--cods”. Is “--codes” meant?",
        ),
        (&["fly"], "「fly」という書き方はありません。", "There is no “fly”."),
        (&["unread", "園だより", "--csv", "--json"], "いっしょには使えません", "do not go together"),
        (
            &["collector", "--trusted-proxy"],
            "--trusted-proxy <ADDRESS> が足りません。\n",
            "--trusted-proxy <ADDRESS> is missing.\n",
        ),
        (
            &["collector", "--listen", "nowhere"],
            "「nowhere」は使えません。 使えるのは 127.0.0.1:8026 です。",
            "“nowhere” does not do for --listen <LISTEN>. What does: 127.0.0.1:8026.",
        ),
    ] {
        for (lang, expected) in [("ja", ja), ("en", en)] {
            let told = said(&school, lang, typed);
            assert_eq!(told.code, 2, "{}", told.err);
            assert!(told.err.contains(expected), "{expected}\nis not in\n{}", told.err);
            let help = if typed[0] == "fly" {
                "otayori --help".to_owned()
            } else {
                format!("otayori {} --help", typed[0])
            };
            assert!(told.err.contains(&help) && !told.err.contains("rror: the "), "{}", told.err);
        }
    }
    assert!(said(&school, "ja", &["called", "--help"]).out.contains("電話の結果"), "help itself is no fault");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_letter_or_the_list_writes_nothing_down() {
    let school = school().await;
    let draft = run(&school, &["correct", "園だより", "--json"]);
    assert_eq!((draft.code, draft.error().as_str()), (2, "office-not-released"), "before anything is asked");
    assert_eq!(run(&school, &["send", "園だより", "--yes"]).code, 0);
    let calls = || async {
        let letter = school.office.find_released("園だより").await.unwrap().id;
        let record = school.office.ledger.record(&letter).await.unwrap().unwrap();
        record.calls.len()
    };
    for (typed, expected) in [
        (&["called", "園だより", "H002", "6", "--number", "3"][..], "office-no-such-number"),
        (&["called", "園だより", "--codes", "H001", "1", "H002", "番3"], "office-no-such-number"),
        (&["called", "園だより", "H002", "1", "--number", "1"], "called-number-alone"),
        (&["called", "園だより", "H002", "6", "--number", "0"], "cli-wrong-use"),
        (&["called", "園だより", "--paper", "さくら組"], "called-paper-nobody"),
    ] {
        let told = run(&school, &[typed, &["--json"]].concat());
        assert_eq!(told.error(), expected, "{}", told.err);
        let advice = told.object()["problems"][0]["advice"].as_str().unwrap().to_owned();
        assert!(!advice.is_empty() && !advice.contains('$'), "{expected}: what to do: {advice}");
        assert_eq!(calls().await, 0, "{typed:?}");
    }
    let paper = run(&school, &["called", "園だより", "--paper", "さくら組"]);
    assert!(paper.err.contains("すみれ組"), "the classes that there are: {}", paper.err);
    assert_eq!(run(&school, &["called", "園だより", "H002", "6", "--number", "2"]).code, 0);
    let wrong = run(&school, &["contacts", "--json"]).object();
    assert_eq!(wrong["wrong-numbers"][0]["phone"], "090-0000-0022");
}
