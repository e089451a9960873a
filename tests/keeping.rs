//! Backup, wipe, restore: the same lists, links that still work, nothing in clear, and no bit believed that is not as it
//! was written.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::outside::{Running, answering, free_port};
use crate::common::program::{Ran, otayori, ran};
use crate::common::school::School;
use otayori::backup::{self, BackupError, Key, Lock, MANIFEST, Manifest, Nowhere, Source};
use otayori::demo::{Parent, play, received, sample_school};
use otayori::ledger::State;
use otayori::office::{Kind, Rest};
use otayori::settings::Secret;

const PASSPHRASE: &str = "ばら うさぎ 電車 三日月 ほうき";
const LETTER: &str = "content/全園/2026-11-20 園だより.md";
const TEXT: &str = "# 園だより\n\nこんにちは。\n";

fn run(folder: &Path, passphrase: Option<&str>, arguments: &[&str]) -> Ran {
    let mut command = otayori(folder, arguments);
    match passphrase {
        Some(passphrase) => command.env("OTAYORI_BACKUP_PASSPHRASE", passphrase),
        None => command.env_remove("OTAYORI_BACKUP_PASSPHRASE"),
    };
    ran(command)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Does any file below hold these bytes?
fn holds(root: &Path, wanted: &str) -> Option<PathBuf> {
    let files = walkdir::WalkDir::new(root).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().to_owned()).find(|file| {
        let bytes = fs::read(file).unwrap_or_default();
        bytes.windows(wanted.len()).any(|part| part == wanted.as_bytes())
    })
}

/// The sample school at work, with the real program: a letter goes out, parents read it, calls are made; a backup while it
/// serves; the folder is wiped; and everything comes back elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn the_sample_school_comes_back_with_the_same_lists_and_links() {
    let (old, new, kept) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (site, collector, desk) = (free_port(), free_port(), free_port());
    let collector_address = format!("http://127.0.0.1:{collector}");
    sample_school(old.path(), &format!("http://127.0.0.1:{site}"), &collector_address).unwrap();
    let settings = fs::read_to_string(old.path().join("school.yaml")).unwrap();
    let ports = format!("desk:\n  listen: 127.0.0.1:{desk}\n  collector-listen: 127.0.0.1:{collector}\n");
    fs::write(old.path().join("school.yaml"), format!("{settings}\n{ports}")).unwrap();
    let serve = |folder: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
        command.arg("--school").arg(folder).arg("serve").stdout(Stdio::null()).stderr(Stdio::null());
        let running = Running(command.spawn().unwrap());
        [site, collector, desk].into_iter().for_each(answering);
        running
    };
    let served = serve(old.path());
    let sent =
        run(old.path(), None, &["send", "遠足", "--yes", "--looked-over", "--nobody-uncovered", "--json"]);
    assert_eq!(sent.code, 0, "{}", sent.err);
    let mails = received(&old.path().join("mailbox"));
    assert!(mails.len() > 90, "{}", mails.len());
    let link = |mail: usize| {
        let words = mails[mail].text.split_whitespace();
        words.into_iter().find(|word| word.contains("/?k=")).unwrap().to_owned()
    };
    for (mail, parent) in
        [(3, Parent::Confirms), (9, Parent::Reads), (15, Parent::AsksForCall), (21, Parent::OpensOnly)]
    {
        play(parent, &link(mail), &collector_address).await.unwrap();
    }
    let row = run(old.path(), None, &["unread", "遠足", "--json"]).object()["unread"][7]["code"].clone();
    let called =
        run(old.path(), None, &["called", "遠足", row.as_str().unwrap(), "reached", "--note", "おばあさん"]);
    assert_eq!(called.code, 0, "{}", called.err);
    let before = run(old.path(), None, &["unread", "遠足", "--json"]).object();
    assert!(before["read"].as_u64().unwrap() >= 1);

    let file = kept.path().join("school.age");
    let made = run(old.path(), Some(PASSPHRASE), &["backup", text(&file), "--json"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(made.object()["left_out"], serde_json::json!([]));
    drop(served);
    fs::remove_dir_all(old.path()).unwrap();

    for canary in ["佐藤", "090-0000", "@example.jp", "otayori.example.jp", "school.yaml", "ledger.sqlite"]
    {
        assert_eq!(holds(kept.path(), canary), None, "{canary} lies in the backup in clear");
    }
    let back = run(new.path(), Some(PASSPHRASE), &["restore", text(&file), "--json"]);
    assert_eq!(back.code, 0, "{}", back.err);
    assert!(back.err.contains("分かりません"), "it says what it does not know: {}", back.err);
    assert!(!new.path().join(".restoring").exists());
    let after = run(new.path(), None, &["unread", "遠足", "--json"]).object();
    assert_eq!(before, after, "the same list, row for row");

    // The host is empty on the new machine; then an old link opens, and is counted.
    let published = run(new.path(), None, &["publish", "--json"]);
    assert_eq!(published.code, 0, "{}", published.err);
    assert!(published.object()["uploaded"].as_u64().unwrap() > 5);
    let _served = serve(new.path());
    play(Parent::Confirms, &link(30), &collector_address).await.unwrap();
    let later = run(new.path(), None, &["unread", "遠足", "--json"]).object();
    assert_eq!(
        later["read"].as_u64(),
        before["read"].as_u64().map(|read| read + 1),
        "a link from before still counts"
    );
    assert!(received(&new.path().join("mailbox")).is_empty(), "nobody gets anything twice");
}

async fn school() -> School {
    let school = School::open("  quiet: never\n").await;
    school.write(LETTER, TEXT);
    school
}

async fn back_up(school: &School, file: &Path, lock: &Lock) {
    if let Err(error) = school.office.back_up(file, lock, "test").await {
        panic!("{}", error.told(school.office.settings.lang.words()));
    }
}

fn key_pair() -> (Lock, Key) {
    let (text, public) = Key::draw();
    (Lock::Keys(vec![Lock::public_key(&public).unwrap()]), Key::of_file(&text).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_does_not_go_by_itself_after_a_restore() {
    let school = school().await;
    school.smtp.set(|faults| faults.defer = vec!["h004@example.jp".to_owned()]);
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    assert!(matches!(school.post().await, Rest::Waits(_)));
    school.write("content/すみれ組/2026-11-21 おしらせ.md", "# おしらせ\n\nこんにちは。\n");
    school.release("おしらせ", Kind::Send).await;

    let elsewhere = tempfile::tempdir().unwrap();
    let (lock, key) = key_pair();
    let file = elsewhere.path().join("school.age");
    back_up(&school, &file, &lock).await;
    // The old machine goes on for a while: everything goes out.
    school.smtp.set(|faults| faults.defer.clear());
    school.advance(3600);
    assert_eq!(school.post().await, Rest::Done);
    let gone = school.smtp.accepted().len();

    let new = elsewhere.path().join("new");
    let restored = otayori::office::restore(&new, &file, &key, school.clock.as_ref(), "test").await;
    let restored =
        restored.unwrap_or_else(|error| panic!("{}", error.told(school.office.settings.lang.words())));
    assert_eq!(restored.kept_back.values().sum::<u64>(), 2, "{:?}", restored.kept_back);
    let office = crate::common::school::open(&new, school.clock.clone()).await;
    let findings = otayori::doctor::examine(&office).await.unwrap();
    let backup = findings.iter().find(|finding| finding.check == "backup").unwrap();
    assert_eq!(backup.id, "doctor-backup-restored", "nothing since then is in a backup");
    let published = office.publish().await.unwrap();
    assert!(published.uploaded > 0, "nobody knows what lies on the host: all of it is put there again");
    let post = office.send(None, jiff::SignedDuration::ZERO, &|| false, &|_| {}).await.unwrap();
    assert_eq!((post, school.smtp.accepted().len()), (Rest::Done, gone), "nobody gets a second one unasked");
    let list = office.unread(&letter).await.unwrap();
    let row = list.unread.iter().find(|row| row.family == "H004").unwrap();
    assert_eq!(row.reason.as_str(), "uncertain", "perhaps it has gone: the list says so");
    // Somebody lets them go: once more, and marked so.
    let release = office.ledger.releases(Some(&letter)).await.unwrap().pop().unwrap();
    assert_eq!(office.hold_again(&release, "園長").await.unwrap(), 1);
    school.advance(61);
    office.send(None, jiff::SignedDuration::ZERO, &|| false, &|_| {}).await.unwrap();
    let dispatches = office.ledger.dispatches(&letter).await.unwrap();
    let twice: Vec<_> = dispatches.iter().filter(|one| one.again).collect();
    assert_eq!((twice.len(), twice[0].state), (1, State::Accepted));
    assert_eq!(school.smtp.accepted().len(), gone + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spoiled_bit_and_every_cut_is_found() {
    let school = school().await;
    school.send("園だより").await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (lock, key) = key_pair();
    let file = elsewhere.path().join("school.age");
    back_up(&school, &file, &lock).await;
    let whole = fs::read(&file).unwrap();
    backup::read(whole.as_slice(), &key, &mut Nowhere).unwrap();
    // All of the header, and some hundreds of places in the rest.
    let places = (0..600).chain((600..whole.len()).step_by(whole.len() / 400));
    let mut tried = 0;
    for place in places.chain([whole.len() - 1]) {
        let mut spoiled = whole.clone();
        spoiled[place] ^= 1 << (place % 8);
        assert!(
            backup::read(spoiled.as_slice(), &key, &mut Nowhere).is_err(),
            "the bit at {place} is not missed"
        );
        tried += 1;
    }
    assert!(tried > 900, "{tried}");
    for length in [0, 1, 21, 100, 400, whole.len() / 2, 65_536, whole.len() - 17, whole.len() - 1] {
        let cut = backup::read(&whole[..length], &key, &mut Nowhere);
        assert!(cut.is_err(), "cut to {length}");
    }
    let mut longer = whole.clone();
    longer.extend_from_slice(b"more");
    assert!(backup::read(longer.as_slice(), &key, &mut Nowhere).is_err());

    // With the program: nothing is left behind of a restore that failed.
    let key_file = elsewhere.path().join("key");
    let (own, public) = Key::draw();
    fs::write(&key_file, own).unwrap();
    back_up(&school, &file, &Lock::Keys(vec![Lock::public_key(&public).unwrap()])).await;
    let mut spoiled = fs::read(&file).unwrap();
    let middle = spoiled.len() * 3 / 4;
    spoiled[middle] ^= 4;
    fs::write(&file, spoiled).unwrap();
    let new = elsewhere.path().join("new");
    let ran = run(&new, None, &["restore", text(&file), "--key", text(&key_file), "--json"]);
    assert_eq!((ran.code, ran.error().as_str()), (3, "office-backup-damaged"), "{}", ran.err);
    assert_eq!(fs::read_dir(&new).unwrap().count(), 0);
}

/// A tar that somebody who knows the public key has made; its list names so many of the files, or there is none.
fn forged(entries: &[(&str, tar::EntryType, &[u8])], key: &Lock, listed: Option<usize>) -> Vec<u8> {
    let Lock::Keys(keys) = key else { unreachable!() };
    let encryptor = age::Encryptor::with_recipients(keys.iter().map(|key| key as _)).unwrap();
    let mut tar = tar::Builder::new(encryptor.wrap_output(Vec::new()).unwrap());
    let mut about = Manifest::begin("園", "2026-11-24T10:00:00Z".parse().unwrap(), vec![]);
    for (name, kind, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o7777);
        // As a forger writes it: the crate itself refuses `..`.
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        if *kind == tar::EntryType::Symlink {
            header.set_link_name("/etc").unwrap();
        }
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
        let hash = blake3::hash(bytes).to_hex().to_string();
        about.files.push(backup::Kept { path: (*name).to_owned(), bytes: bytes.len() as u64, hash });
    }
    if let Some(listed) = listed {
        about.files.truncate(listed);
        let list = serde_json::to_vec(&about).unwrap();
        let mut header = tar::Header::new_gnu();
        header.set_size(list.len() as u64);
        tar.append_data(&mut header, MANIFEST, list.as_slice()).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_backup_reaches_nothing_outside_its_folder() {
    use tar::EntryType::{Directory, Fifo, GNULongName, GNUSparse, Link, Regular, Symlink, XHeader};
    let (lock, key) = key_pair();
    let root = tempfile::tempdir().unwrap();
    let long = vec![b'x'; 9000];
    let plain: &[(&str, tar::EntryType, &[u8])] = &[("school.yaml", Regular, b"name: x")];
    for (what, entries) in [
        ("above", &[("../above.txt", Regular, &b"x"[..])][..]),
        ("from the root", &[("/tmp/otayori-hostile.txt", Regular, b"x")]),
        ("within", &[("content/../../above.txt", Regular, b"x")]),
        ("a link", &[("content", Symlink, b""), ("content/passwd", Regular, b"x")]),
        ("a hard link", &[("content", Link, b"")]),
        ("a pipe", &[("content", Fifo, b"")]),
        ("a folder", &[("content/", Directory, b"")]),
        ("a hole", &[("content/x", GNUSparse, b"")]),
        ("an extended head", &[("x", XHeader, b"16 path=../above\n")]),
        ("a long name without end", &[("././@LongLink", GNULongName, &long), ("x", Regular, b"x")]),
        ("twice", &[("content/x", Regular, b"x"), ("content/x", Regular, b"x")]),
        ("a file in a file", &[("content", Regular, b"x"), ("content/x", Regular, b"x")]),
        ("no ledger", plain),
    ] {
        let file = root.path().join("forged.age");
        fs::write(&file, forged(entries, &lock, Some(entries.len()))).unwrap();
        let new = root.path().join("new");
        let clock = otayori::world::SystemClock;
        let done = otayori::office::restore(&new, &file, &key, &clock, "test").await;
        assert!(done.is_err(), "{what}");
        assert_eq!(fs::read_dir(&new).unwrap().count(), 0, "{what}");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "{what}");
        assert!(!Path::new("/tmp/otayori-hostile.txt").exists());
    }
    for listed in [None, Some(0)] {
        let without_list = forged(plain, &lock, listed);
        let read = backup::read(without_list.as_slice(), &key, &mut Nowhere);
        assert!(matches!(read, Err(BackupError::Damaged(_))), "{listed:?}: {read:?}");
    }
    assert!(
        backup::read(forged(plain, &lock, Some(1)).as_slice(), &key, &mut Nowhere).is_ok(),
        "the forger can forge"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_use_of_backup_and_restore_is_told_and_changes_nothing() {
    let school = school().await;
    let folder = school.folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    let (file, new) = (elsewhere.path().join("a.age"), elsewhere.path().join("new"));
    let backup =
        |passphrase: Option<&str>, to: &Path| run(folder, passphrase, &["backup", text(to), "--json"]);
    for (ran, code, id) in [
        (backup(None, &file), 2, "backup-no-passphrase"),
        (backup(Some("short"), &file), 2, "backup-passphrase-short"),
        (backup(Some(PASSPHRASE), &folder.join("recipients/a.age")), 2, "office-backup-inside"),
        (backup(Some(PASSPHRASE), &folder.join(".otayori/a.age")), 2, "office-backup-inside"),
        (backup(Some(PASSPHRASE), Path::new("/dev/null/a.age")), 3, "office-disk"),
        (run(&new, Some(PASSPHRASE), &["restore", text(&file), "--json"]), 3, "office-not-there"),
    ] {
        assert_eq!((ran.code, ran.error().as_str()), (code, id), "{}", ran.err);
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "nothing half-made is left");

    // In a folder, under a name of the day.
    let made = backup(Some(PASSPHRASE), elsewhere.path());
    assert_eq!(made.code, 0, "{}", made.err);
    let file = PathBuf::from(made.object()["file"].as_str().unwrap());
    assert!(file.starts_with(elsewhere.path()) && file.extension().unwrap() == "age", "{}", file.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let no_backup = elsewhere.path().join("letter.txt");
    fs::write(&no_backup, "こんにちは").unwrap();
    let key = elsewhere.path().join("key");
    assert_eq!(run(folder, None, &["backup", "--new-key", text(&key)]).code, 0);
    assert_eq!(
        run(folder, None, &["backup", "--new-key", text(&key), "--json"]).error(),
        "office-disk",
        "never over a key"
    );
    for (passphrase, arguments, id) in [
        (Some("another passphrase"), vec!["restore", text(&file)], "office-backup-wrong-key"),
        (None, vec!["restore", text(&file)], "backup-no-passphrase"),
        (None, vec!["restore", text(&file), "--key", text(&key)], "office-backup-wants-passphrase"),
        (None, vec!["restore", text(&file), "--key", text(&no_backup)], "backup-no-key-file"),
        (None, vec!["restore", text(&no_backup)], "office-backup-none"),
    ] {
        let ran = run(&new, passphrase, &[arguments.as_slice(), &["--json"]].concat());
        assert_eq!((ran.code, ran.error().as_str()), (2, id), "{}", ran.err);
    }
    // Told before anybody is asked for the passphrase.
    let over = run(folder, None, &["restore", text(&file), "--json"]);
    assert_eq!((over.code, over.error().as_str()), (2, "office-restore-school"));
    let full = run(elsewhere.path(), None, &["restore", text(&file), "--json"]);
    assert_eq!((full.code, full.error().as_str()), (2, "office-restore-not-empty"));
    let checked = run(&new, Some(PASSPHRASE), &["restore", text(&file), "--check", "--json"]);
    assert_eq!((checked.code, checked.object()["school"].as_str()), (0, Some("ひまわり保育園")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_the_settings_makes_backups_without_a_secret() {
    let school = school().await;
    let folder = school.folder.path();
    let elsewhere = tempfile::tempdir().unwrap();
    let (key, file) = (elsewhere.path().join("key"), elsewhere.path().join("a.age"));
    let made = run(folder, None, &["backup", "--new-key", text(&key), "--json"]);
    let public = made.object()["key"].as_str().unwrap().to_owned();
    let settings = fs::read_to_string(folder.join("school.yaml")).unwrap();
    school.write("smtp-password", "geheim\n");
    school.write(
        "school.yaml",
        &format!("{settings}  password-file: smtp-password\nbackup:\n  to: {public}\n"),
    );
    school.write("themes/own/style.css", "p { color: red }");
    std::os::unix::fs::symlink("/etc", folder.join("recipients/link")).unwrap();
    let made = run(folder, None, &["backup", text(&file), "--json"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(
        made.object()["left_out"],
        serde_json::json!(["recipients/link"]),
        "a link is not followed, and told"
    );
    let new = elsewhere.path().join("new");
    let back = run(&new, None, &["restore", text(&file), "--key", text(&key), "--json"]);
    assert_eq!(back.code, 0, "{}", back.err);
    for file in ["smtp-password", "themes/own/style.css", LETTER, "recipients/families.csv", "school.yaml"] {
        assert_eq!(fs::read(new.join(file)).unwrap(), fs::read(folder.join(file)).unwrap(), "{file}");
    }
    assert!(!new.join("recipients/link").exists());
    // Without us: the file is `age` around a tar.
    let mut plain = Vec::new();
    let identity: age::x25519::Identity =
        fs::read_to_string(&key).unwrap().lines().last().unwrap().parse().unwrap();
    let decryptor = age::Decryptor::new(fs::File::open(&file).unwrap()).unwrap();
    let mut opened = decryptor.decrypt(std::iter::once(&identity as _)).unwrap();
    std::io::copy(&mut opened, &mut plain).unwrap();
    let mut tar = Command::new("tar").arg("-t").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    tar.stdin.take().unwrap().write_all(&plain).unwrap();
    let listed = String::from_utf8(tar.wait_with_output().unwrap().stdout).unwrap();
    assert!(listed.contains(".otayori/ledger.sqlite") && listed.ends_with("manifest.json\n"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_up_asks_for_a_backup_after_seven_days() {
    let school = school().await;
    let verdict = async || {
        let findings = otayori::doctor::examine(&school.office).await.unwrap();
        findings.iter().find(|finding| finding.check == "backup").unwrap().id
    };
    assert_eq!(verdict().await, "doctor-backup-nothing");
    school.send("園だより").await;
    assert_eq!(verdict().await, "doctor-backup-never");
    let elsewhere = tempfile::tempdir().unwrap();
    back_up(&school, &elsewhere.path().join("a"), &key_pair().0).await;
    assert_eq!(verdict().await, "doctor-backup-fine");
    school.advance(6 * 86_400);
    assert_eq!(verdict().await, "doctor-backup-fine");
    school.advance(86_400);
    assert_eq!(verdict().await, "doctor-backup-old");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_opens_what_it_closed_and_nothing_is_left_beside() {
    let school = school().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("school.age");
    fs::write(&file, "an older one").unwrap();
    let secret = Secret(PASSPHRASE.to_owned());
    back_up(&school, &file, &Lock::Passphrase(secret.clone())).await;
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    assert!(!school.folder.path().join(".otayori/backup.sqlite.part").exists());
    let manifest = otayori::office::look_at_backup(&file, &Key::Passphrase(secret)).unwrap();
    assert!(manifest.files.iter().any(|kept| kept.path == ".otayori/ledger.sqlite"));
    // A file that grew or vanished while it is copied never makes a backup that cannot be read.
    let gone = [Source { path: "x".to_owned(), file: elsewhere.path().join("gone") }];
    let mut about = manifest.clone();
    let before = fs::read(&file).unwrap();
    assert!(matches!(backup::write(&file, &gone, &mut about, &key_pair().0), Err(BackupError::Disk { .. })));
    assert_eq!(fs::read(&file).unwrap(), before, "the older backup is as it was");
}
