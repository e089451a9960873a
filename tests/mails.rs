//! The mails themselves: made from hostile names, subjects and texts, and read by programs that are not ours.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use jiff::Timestamp;
use otayori::notify::{self, Message, Sender, Signing, formatted};
use otayori::office::{Kind, ReleaseOrder};
use otayori::recipients::{Addressed, Channel, EmailAddress, Family, Guardian, Role};
use otayori::settings::{DkimSettings, Settings};
use otayori::words::Lang;

use crate::common::school::School;
use crate::couriers::peers::settings;

const MAILS: usize = 10_000;
const SIGNED: usize = 200;
const ROSTERS: usize = 100_000;

/// What somebody could type, by mistake or on purpose.
const PIECES: [&str; 40] = [
    "ひまわり保育園",
    "秋の遠足",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\r\nBcc: evil@example.com\r\n",
    "\n\n<script>",
    "=?UTF-8?B?QmNjOiBldmls?=",
    "=?iso-2022-jp?B?",
    "?=",
    "\"",
    "\\",
    "\\\"",
    ",",
    ";",
    ":",
    "<evil@example.com>",
    "(note)",
    "👨‍👩‍👧‍👦",
    "が",
    "e\u{301}\u{302}",
    "\u{202e}abc",
    "\u{0}",
    "\u{1b}$B",
    "\u{2028}",
    "\u{85}",
    "\u{feff}",
    "\u{fffe}",
    "𠮷野家",
    "St. Mary's",
    "From here",
    "\n.\n",
    "\n..",
    "--=_",
    "= =20 =",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "{{link}}",
];

/// Numbers that look drawn, the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }

    fn text(&mut self, most: usize) -> String {
        (0..=self.below(most)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    /// Something that stands in a roster's cell for addresses.
    fn cell(&mut self) -> String {
        const CELLS: [&str; 24] = [
            "hana",
            "a..b",
            ".c.",
            "x+y",
            "o'neil",
            "`id`",
            "-f",
            "{a}",
            "@",
            "@",
            "example.jp",
            "docomo.ne.jp",
            ",",
            ";",
            " ",
            "\n",
            "\r\nBcc: z@example.com",
            "<",
            ">",
            "\"",
            "、",
            "，",
            "b@example.com",
            "%40",
        ];
        match self.below(4) {
            0 => format!("p{}@example.jp", self.below(9999)),
            1 => format!("{}@docomo.ne.jp", ["a..b", ".c", "d.", "e-f_g"][self.below(4)]),
            _ => (0..=self.below(5)).map(|_| CELLS[self.below(CELLS.len())]).collect(),
        }
    }
}

/// What of a text can stand in a header: one line.
fn one_line(text: &str) -> String {
    let parts = text.split(|c: char| c.is_control() || " \u{2028}\u{2029}".contains(c));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn sender(name: &str, settings: &Settings, signing: Option<&Arc<Signing>>) -> Sender {
    let mut mail = settings.mail.clone();
    mail.from_name = name.to_owned();
    Sender::of(&mail, signing.cloned())
}

fn message(dice: &mut Dice, number: usize) -> Message {
    let to =
        ["hana@example.jp", "a..b@docomo.ne.jp", ".c.@docomo.ne.jp", "`x+y`@example.jp", "o'neil@example.jp"];
    let letter = (0..dice.below(30)).fold(String::new(), |mut text, _| {
        let _ = writeln!(text, "{}", dice.text(6));
        text
    });
    Message {
        to: EmailAddress::parse(to[dice.below(to.len())]).unwrap(),
        message_id: format!("{number:016}.proofproofproofp@example.jp"),
        return_path: None,
        stop_link: Some(format!("https://yomi.example.jp/stop?m={number:016}.proofproofproofp")),
        subject: dice.text(12),
        html: format!("<!doctype html>\n<p>{}</p>\n", letter.replace('<', "&lt;")),
        text: letter,
        at: Timestamp::from_second(1_795_500_000 + number as i64).unwrap(),
    }
}

fn keys(folder: &Path) -> (Arc<Signing>, serde_json::Value) {
    let dkim = DkimSettings { domain: "example.jp".to_owned(), selector: "otayori".to_owned() };
    let keys = notify::mail_keys(folder, &dkim, true).unwrap();
    let dns = keys.iter().map(|key| (key.name.clone(), key.value.clone().into())).collect();
    (Arc::new(notify::signing(folder, &dkim).unwrap()), serde_json::Value::Object(dns))
}

fn judge(command: &mut Command) {
    let out = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}");
}

/// `otayori-mails` in the tests' folder: the mails, `expected.jsonl`, `signed/` and the DNS that goes with it.
#[test]
fn other_programs_find_nothing_wrong_in_ten_thousand_mails() {
    let judged = std::env::var_os("OTAYORI_JUDGES").is_some();
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), "mailbox:mailbox", "");
    let (signing, dns) = keys(folder.path());
    for inside in ["plain", "signed"] {
        std::fs::create_dir(folder.path().join(inside)).unwrap();
    }
    let mut dice = Dice(0x07a1_0271);
    let mut expected = String::new();
    let mails = if judged { MAILS } else { 300 };
    for number in 0..mails {
        let (name, message) = (dice.text(5), message(&mut dice, number));
        for (inside, signing) in [("plain", None), ("signed", Some(&signing))] {
            if inside == "signed" && number >= SIGNED {
                continue;
            }
            let mail = formatted(&sender(&name, &settings, signing), &message).unwrap();
            let text = std::str::from_utf8(&mail.bytes).unwrap();
            assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998));
            assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a bare line break");
            std::fs::write(folder.path().join(inside).join(format!("{number}.eml")), &mail.bytes).unwrap();
        }
        let row = serde_json::json!({
            "file": format!("{number}.eml"),
            "name": one_line(&name),
            "to": message.to.reveal(),
            "subject": one_line(&message.subject),
            "text": message.text.replace("\r\n", "\n").replace('\r', "\n"),
            "html": message.html.replace("\r\n", "\n").replace('\r', "\n"),
            "id": format!("<{}>", message.message_id),
            "stop": format!("<{}>", message.stop_link.unwrap()),
        });
        writeln!(expected, "{row}").unwrap();
    }
    std::fs::write(folder.path().join("expected.jsonl"), expected).unwrap();
    std::fs::write(folder.path().join("dns.json"), dns.to_string()).unwrap();
    if judged {
        judge(Command::new("python3").arg("tests/mails/form.py").arg(folder.path()));
        judge(Command::new("python3").arg("tests/mails/signatures.py").arg(folder.path()));
        judge(Command::new("node").arg("tests/browser/signatures.mjs").arg(folder.path()));
    }
}

#[test]
fn no_roster_makes_a_mail_of_two_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), "mailbox:mailbox", "");
    let sender = sender("ひまわり保育園", &settings, None);
    let mut dice = Dice(7);
    let mut mails = 0;
    for number in 0..ROSTERS {
        let families: Vec<Family> = (0..=dice.below(2)).map(|n| family(&mut dice, n)).collect();
        let addressed: Vec<Addressed<'_>> =
            families.iter().map(|family| Addressed { family, children: Vec::new() }).collect();
        let mine: HashSet<String> = families
            .iter()
            .flat_map(|family| &family.guardians)
            .filter_map(|guardian| guardian.email.as_ref().map(|email| email.reveal().to_owned()))
            .collect();
        for to in notify::people(&addressed, &[], &otayori::ledger::Stops::default())
            .into_iter()
            .filter_map(|person| person.email)
        {
            let message = Message {
                to: to.clone(),
                message_id: format!("{number:016}.p@example.jp"),
                return_path: None,
                stop_link: None,
                subject: "おたより".to_owned(),
                text: "x".to_owned(),
                html: "x".to_owned(),
                at: Timestamp::UNIX_EPOCH,
            };
            let mail = formatted(&sender, &message).unwrap();
            let text = std::str::from_utf8(&mail.bytes).unwrap();
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            let fields = head.split("\r\n");
            let names = fields.clone().filter_map(|field| field.split_once(':')).map(|(name, _)| name);
            assert!(
                !names.into_iter().any(|name| ["Cc", "Bcc", "Resent-To", "Sender"].contains(&name)),
                "{head}"
            );
            let lines: Vec<&str> = fields.filter(|field| field.starts_with("To:")).collect();
            let [line] = lines.as_slice() else { panic!("{} lines of To", lines.len()) };
            let one = line.trim_start_matches("To: ");
            assert_eq!(one.matches('@').count(), 1, "{line}");
            assert!(!one.contains([',', ';', ' ', '<']), "{line}");
            assert_eq!(mail.to.to_string(), one);
            assert!(mine.contains(&one.replace('"', "")), "{line}: of no family");
            mails += 1;
        }
    }
    assert!(mails > ROSTERS / 4, "only {mails} mails");
}

fn family(dice: &mut Dice, number: usize) -> Family {
    let guardians = (0..=dice.below(2)).map(|n| Guardian {
        name: format!("保護者{n}"),
        relation: "".into(),
        home: "".into(),
        email: EmailAddress::parse(&dice.cell()),
        phone: String::new(),
        order: 1,
        lang: "ja".into(),
        channel: if dice.below(5) == 0 { Channel::Paper } else { Channel::Mail },
        role: if dice.below(5) == 0 { Role::Follower } else { Role::Guardian },
        do_not_send: dice.below(9) == 0,
        do_not_call: false,
    });
    Family {
        number: format!("H{number}"),
        children: Vec::new(),
        guardians: guardians.collect(),
        groups: Default::default(),
        line: 1,
    }
}

const LETTER: &str = "content/全園/2026-11-20 園だより.md";

#[tokio::test(flavor = "multi_thread")]
async fn every_mail_of_a_release_is_signed_and_comes_back_to_an_address_of_its_own() {
    let school = School::open("  dkim: true\n  bounces: b@example.jp\n").await;
    school.write(LETTER, "# 園だより\n\nこんにちは。\n");
    school.office.mail_keys(true).unwrap();
    school.send("園だより").await;
    let mails = school.smtp.accepted();
    assert!(mails.len() >= 4);
    let mut paths = HashSet::new();
    for mail in &mails {
        let head = mail.message.split("\r\n\r\n").next().unwrap();
        for (name, count) in [
            ("DKIM-Signature:", 2),
            ("From:", 1),
            ("To:", 1),
            ("Date:", 1),
            ("Message-ID:", 1),
            ("List-Id:", 1),
            ("List-Unsubscribe:", 1),
            ("List-Unsubscribe-Post:", 1),
            ("Auto-Submitted:", 1),
            ("X-", 0),
            ("Cc:", 0),
        ] {
            let found = head.lines().filter(|line| line.starts_with(name)).count();
            assert_eq!(found, count, "{name} in {head}");
        }
        let id = head.lines().find_map(|line| line.strip_prefix("Message-ID: <")).unwrap();
        let number = id.split('.').next().unwrap();
        let path = mail.from.strip_prefix("b+").unwrap().strip_suffix("@example.jp").unwrap();
        assert!(path.starts_with(number) && path.len() == 33 && !id.starts_with(path), "{path} and {id}");
        assert!(paths.insert(path.to_owned()), "two mails come back to one address");
        // The link of the header and the one that is seen are the same, and neither is the return path's proof.
        let link = head.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).unwrap();
        let link = link.strip_suffix('>').unwrap();
        assert!(link.starts_with(&format!("{}/stop?m={number}.", school.collector)) && !link.contains(path));
        let read = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
        assert!(read.body_text(0).unwrap().contains(link) && read.body_html(0).unwrap().contains(link));
        assert!(mail.message.len() < 100_000, "Gmail cuts it: {} bytes", mail.message.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_keys_nothing_is_frozen() {
    let school = School::open("  dkim: true\n").await;
    school.write(LETTER, "# 園だより\n\nこんにちは。\n");
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "園だより").unwrap();
    let photos_seen = Some(school.office.photo_check(&reading, letter).seen());
    let order = ReleaseOrder { kind: Kind::Send, emergency: false, by: "test".to_owned(), photos_seen };
    let error = school.office.release(&reading, letter, &order).await.unwrap_err();
    for lang in [Lang::Ja, Lang::En] {
        assert!(error.told(lang.words()).contains("otayori mail keys"), "{}", error.told(lang.words()));
    }
    assert!(school.office.ledger.releases(None).await.unwrap().is_empty());
}

#[tokio::test]
async fn keys_are_made_once_and_are_nobody_elses() {
    let school = School::open("").await;
    let first = school.office.mail_keys(true).unwrap();
    let again = school.office.mail_keys(true).unwrap();
    assert!(first.iter().all(|key| key.is_new) && again.iter().all(|key| !key.is_new));
    for (key, again) in first.iter().zip(&again) {
        assert_eq!(key.value, again.value, "the DNS would not fit any more");
        assert!(key.pieces().iter().all(|piece| piece.len() <= 255));
        assert_eq!(key.pieces().concat(), key.value);
        let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&key.file).unwrap());
        assert_eq!(mode & 0o777, 0o600, "{}", key.file.display());
    }
    assert_eq!(
        first.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(),
        ["otayori._domainkey.example.jp", "otayori-ed._domainkey.example.jp",]
    );
    std::fs::write(&first[0].file, "spoiled").unwrap();
    assert!(school.office.mail_keys(true).is_err(), "a spoiled key is told, not written over");
    assert_eq!(std::fs::read_to_string(&first[0].file).unwrap(), "spoiled");
}
