use std::time::Duration;

use super::*;
use jiff::civil::date;

fn parse(text: &str) -> Result<Settings, Vec<crate::problem::Problem>> {
    Settings::parse(text, Path::new("/school"), date(2026, 11, 22), &|name| {
        (name == "OTAYORI_SMTP_PASSWORD").then(|| "hush".to_owned())
    })
}

/// `line:column id` of every problem.
fn problems(text: &str) -> Vec<String> {
    let problems = parse(text).expect_err("there is something wrong");
    let shown = |problem: &crate::problem::Problem| {
        for lang in [Lang::Ja, Lang::En] {
            assert_ne!(problem.what(lang.words()), problem.id, "no words for {}", problem.id);
            assert!(!problem.advice(lang.words()).is_empty(), "no advice for {}", problem.id);
        }
        let place = problem.place.as_ref().expect("a place");
        format!("{}:{} {}", place.line, place.column, problem.id)
    };
    problems.iter().map(shown).collect()
}

#[test]
fn the_sample_school_is_read() {
    let settings = parse(include_str!("../../school.yaml")).unwrap();
    assert_eq!(settings.name, "ひまわり保育園");
    assert_eq!(settings.school_year, SchoolYear(2026));
    assert_eq!(settings.content, Path::new("/school/content"));
    assert_eq!(settings.host, HostAddress::Folder("/school/public".into()));
    assert_eq!(settings.mail.from_address, "otayori@example.jp");
    assert_eq!(settings.mail.quiet.unwrap().0.to_string(), "20:00:00");
    assert_eq!(settings.groups["乳児"], ["ひよこ組", "りす組"]);
}

#[test]
fn everything_but_the_name_has_a_default() {
    let settings = parse("name: ひまわり保育園\n").unwrap();
    assert_eq!(settings.school_year, SchoolYear(2026));
    assert_eq!(settings.mail.courier, CourierAddress::Mailbox("/school/mailbox".into()));
    assert_eq!(settings.mail.hold, Duration::from_secs(60));
    assert_eq!(settings.collector, "http://127.0.0.1:8026");
    assert_eq!(settings.desk.listen.to_string(), "127.0.0.1:8025");
    assert!(settings.notes_beside_letters);
    assert_eq!(problems("# nothing yet\n"), ["1:1 settings-name-missing"]);
}

#[test]
fn every_mistake_is_told_at_once_and_in_its_place() {
    let text = "nmae: ひまわり保育園\nschool-year: 26\nhost: ftp://example.jp/www\nmail:\n  form: x\n  hold: soon\n  \
                quiet: 20時から\ndesk:\n  listen: 0.0.0.0:8025\nphotos:\n  widths: [wide]\n  threads: 0\nlang: fr\nlang: ja\n";
    assert_eq!(
        problems(text),
        [
            "1:1 settings-key-near",
            "1:1 settings-name-missing",
            "2:14 settings-wants-year",
            "3:7 settings-host-not-built",
            "5:3 settings-key-near",
            "6:9 settings-wants-time",
            "7:10 settings-wants-hours",
            "9:11 settings-desk-open",
            "11:11 settings-wants-widths",
            "12:12 settings-wants-threads",
            "13:7 settings-wants-lang",
            "14:1 settings-key-twice",
        ]
    );
    assert_eq!(problems("name: a: b\n"), ["1:8 settings-broken"]);
    assert_eq!(problems("mail:\n\tfrom: x\n"), ["2:1 settings-tab"]);
    assert_eq!(problems("a: &a [x]\nb: [*a, *a]\n"), ["1:7 settings-mark"]);
}

#[test]
fn a_password_is_taken_from_outside_and_never_shown() {
    let text = "name: a\nmail:\n  from: a <a@example.jp>\n  courier: smtp://en@mail.example.jp\n";
    let settings = parse(text).unwrap();
    assert!(!format!("{settings:?}").contains("hush"));
    let CourierAddress::Smtp { login: Some(login), .. } = settings.mail.courier else { panic!("no login") };
    assert_eq!(login.secret, Secret("hush".into()));

    for text in [
        "name: a\nmail:\n  password: topsecret\n",
        "name: a\nmail:\n  courier: smtp://en:topsecret@mail.example.jp\n",
        "name: a\nhost: sftp://en:topsecret@files.example.jp/x\n",
    ] {
        let problems = parse(text).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}");
        assert_eq!(problems[0].id, "settings-password-here");
        assert!(!crate::problem::frame(&problems[0], Lang::En.words()).contains("topsecret"));
    }
}

#[test]
fn a_missing_file_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let problems = Settings::load(folder.path(), date(2026, 11, 22), &|_| None).unwrap_err();
    assert_eq!(problems[0].id, "settings-missing");
}

#[test]
fn a_file_of_secrets_gives_the_key_of_the_host() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keys"), "AWS_ACCESS_KEY_ID=one\nAWS_SECRET_ACCESS_KEY=two\n").unwrap();
    let text = "name: a\nhost: s3://b/c\nsecrets: keys\n";
    std::fs::write(folder.path().join("school.yaml"), text).unwrap();
    let settings = Settings::load(folder.path(), date(2026, 11, 22), &|_| None).unwrap();
    assert_eq!(settings.host_key, Some(HostKey { id: "one".into(), secret: Secret("two".into()) }));
    assert_eq!(problems("name: a\nhost: s3://b/c\n"), ["2:7 settings-host-key-missing"]);
}
