//! What is past its time goes for good: not a trace of a family in the ledger's file, its log, the released editions or the
//! host; what a school still needs stays.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::program;
use crate::common::school::{FAMILIES, School};
use otayori::ledger::Outcome;
use otayori::office::{CallNote, Kind};
use serde_json::Value;

const DAY: i64 = 86_400;

/// Every file below these folders that holds these bytes.
fn holding(roots: &[PathBuf], wanted: &str) -> Vec<PathBuf> {
    let files = roots.iter().flat_map(|root| walkdir::WalkDir::new(root).into_iter().flatten());
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| entry.path().to_owned());
    files
        .filter(|file| {
            let bytes = fs::read(file).unwrap_or_default();
            bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes())
        })
        .collect()
}

/// The program's clock is the machine's, so the letters are made old instead.
fn make_old(school: &School, letter: &str, year: i32) {
    let ledger = school.folder.path().join(".otayori/ledger.sqlite");
    let sql = format!("UPDATE release SET year = {year} WHERE letter = '{letter}'");
    let done = Command::new("python3")
        .args(["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()"])
        .arg(ledger)
        .arg(sql)
        .status()
        .unwrap();
    assert!(done.success());
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = program::run(folder, arguments);
    (ran.code, ran.out, ran.err)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_purge_no_trace_of_a_family_is_left() {
    let school = School::open("  quiet: never\n").await;
    let folder = school.folder.path().to_owned();
    // A family of years ago: its canaries stand in every place where a family can stand.
    let gone =
        "H900,卒園 かなりあ,ひまわり組,年長,卒園 親鳥,母,kanaria@example.jp,090-9999-0900,1,メール,保護者\n";
    let stopped =
        "H901,卒園 とまり,ひまわり組,年長,卒園 止木,母,tomarigi@example.jp,090-9999-0901,1,メール,保護者\n";
    school.write("recipients/families.csv", &format!("{FAMILIES}{gone}{stopped}"));
    school.write(
        "content/全園/2026-11-20 むかしのおたより.md",
        "# むかしの題名カナリア\n\nむかしの本文カナリア。\n",
    );
    let old = school.send("むかし").await;
    school.advance(3600);
    school.read(&school.link("kanaria@example.jp")).await;
    let note = CallNote {
        family: "H900".to_owned(),
        outcome: Outcome::NoAnswer,
        note: "ことりのメモ".to_owned(),
        by: "園長".to_owned(),
        number: None,
    };
    school.office.call(&old, &note).await.unwrap();
    let dispatch = school.office.ledger.dispatches(&old).await.unwrap();
    let dispatch = dispatch.iter().find(|one| one.to.family == "H901").unwrap();
    school.office.ledger.stop_by_mark(dispatch.id, false, school.office.clock.now()).await.unwrap();
    school.write("content/全園/2026-11-24 いまのおたより.md", "# いまのおたより\n\nこんにちは。\n");
    // Families leave; a letter of this year knows nothing of them.
    school.write("recipients/families.csv", FAMILIES);
    let new = school.send("いまの").await;
    school.advance(DAY);
    school.read(&school.link("h001@example.jp")).await;
    let before = school.list(&new).await;

    let canaries = [
        "kanaria@example.jp",
        "tomarigi@example.jp",
        "H900",
        "卒園親鳥",
        "ことりのメモ",
        "むかしの題名カナリア",
        "むかしの本文カナリア",
        "むかしのおたより",
    ];
    let roots = [folder.join(".otayori"), folder.join("public")];
    for canary in canaries {
        assert!(!holding(&roots, canary).is_empty(), "{canary} is nowhere: this test would see nothing");
    }
    make_old(&school, &old.0, 2023);
    let (code, _, err) = run(&folder, &["purge", "--json"]);
    assert_eq!(code, 2, "nothing goes without a yes: {err}");
    assert!(err.contains("1 通") && err.contains("むかしのおたより.md"), "{err}");
    assert!(!holding(&roots, "kanaria@example.jp").is_empty());
    // The letter's file is the teacher's to move.
    fs::remove_file(folder.join("content/全園/2026-11-20 むかしのおたより.md")).unwrap();

    let (code, out, err) = run(&folder, &["purge", "--yes", "--json"]);
    assert_eq!(code, 0, "{err}");
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&object["letters"], &object["scrubbed"]), (&1.into(), &true.into()), "{object}");
    for canary in canaries {
        assert_eq!(holding(&roots, canary), Vec::<PathBuf>::new(), "{canary} is still there");
    }
    assert_eq!(school.list(&new).await, before, "what is not past its time is as it was");
    let numbers = "import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute(\
                   'SELECT year, families, read, told FROM purged').fetchall())";
    let kept = Command::new("python3")
        .args(["-c", numbers])
        .arg(folder.join(".otayori/ledger.sqlite"))
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(kept.stdout).unwrap().trim(),
        "[(2023, 6, 1, 0)]",
        "numbers without families stay"
    );
    let (code, out, _) = run(&folder, &["purge", "--yes", "--json"]);
    let again: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &again["letters"]), (0, &0.into()), "once more takes nothing more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_two_years_and_who_wants_no_mails_stays() {
    let school = School::open("  quiet: never\n").await;
    let folder = school.folder.path().to_owned();
    school.write("content/すみれ組/2026-11-20 おととし.md", "# おととし\n\nこんにちは。\n");
    school.write("content/ひまわり組/2026-11-21 むかし.md", "# むかし\n\nこんにちは。\n");
    let (kept, old) = (school.send("おととし").await, school.send("むかし").await);
    let before = school.list(&kept).await;
    // No message of the letter that stays went to this family.
    let dispatches = school.office.ledger.dispatches(&old).await.unwrap();
    let theirs = dispatches.iter().find(|one| one.to.family == "H002").unwrap();
    school.office.ledger.stop_by_mark(theirs.id, false, school.office.clock.now()).await.unwrap();
    make_old(&school, &kept.0, 2024);
    make_old(&school, &old.0, 2023);
    let (code, out, err) = run(&folder, &["purge", "--yes", "--json"]);
    assert_eq!(code, 0, "{err}");
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&object["letters"], &object["before"]), (&1.into(), &2024.into()), "{object}");
    assert_eq!(school.list(&kept).await, before);
    let stopped = school.office.stopped().await.unwrap();
    assert_eq!(stopped.len(), 1, "whoever is still here and wants no mails gets none");
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_taken_off_the_host_leave_this_machine_too() {
    let school = School::open("  quiet: never\n").await;
    let folder = school.folder.path().to_owned();
    let letter = |photo: &str| format!("# 園だより\n\nこんにちは。\n\n![いも]({photo})\n");
    for (name, level) in [("1.jpg", 40), ("2.jpg", 200), ("3.jpg", 120)] {
        let file = folder.join("content/全園").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        image::RgbImage::from_pixel(640, 480, image::Rgb([level, 90, 30])).save(file).unwrap();
    }
    school.write("content/全園/2026-11-20 園だより.md", &letter("1.jpg"));
    school.send("園だより").await;
    let photos = || {
        let files = fs::read_dir(folder.join(".otayori/released/p")).unwrap().flatten();
        files.map(|file| file.file_name().into_string().unwrap()).collect::<std::collections::BTreeSet<_>>()
    };
    let first = photos();
    // A correction with another photo, and a letter that is taken back.
    school.write("content/全園/2026-11-20 園だより.md", &letter("2.jpg"));
    school.release("園だより", Kind::Correction).await;
    let second: std::collections::BTreeSet<_> = photos().difference(&first).cloned().collect();
    school
        .write("content/ひまわり組/2026-11-21 取り下げ.md", "# 取り下げカナリア\n\n![いも](../全園/3.jpg)\n");
    fs::copy(folder.join("content/全園/3.jpg"), folder.join("content/ひまわり組/3.jpg")).unwrap();
    school.write("content/ひまわり組/2026-11-21 取り下げ.md", "# 取り下げカナリア\n\n![いも](3.jpg)\n");
    let recalled = school.release("取り下げ", Kind::Send).await;
    assert!(!first.is_empty() && !second.is_empty() && photos().len() > first.len() + second.len());
    let roots = [folder.join(".otayori/released")];
    assert!(!holding(&roots, "取り下げカナリア").is_empty());
    let (code, _, err) = run(&folder, &["recall", "取り下げ", "--yes"]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = run(&folder, &["purge", "--yes", "--json"]);
    assert_eq!(code, 0, "{err}");
    let object: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&object["letters"], &object["editions"]), (&0.into(), &2.into()), "{object}");
    assert_eq!(photos(), second, "what the page shows stays, and nothing else");
    assert_eq!(holding(&roots, "取り下げカナリア"), Vec::<PathBuf>::new());
    // The rest works on: the page stands, the letter can be released again.
    let published = school.office.publish().await.unwrap();
    assert_eq!((published.uploaded, published.removed), (0, 0));
    let again = school.release("取り下げ", Kind::Send).await;
    assert_eq!(again, recalled);
    assert!(!holding(&roots, "取り下げカナリア").is_empty());
}
