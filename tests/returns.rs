//! Mail that comes back: a gallery of what servers and people send, and what each means for the family.

use std::path::{Path, PathBuf};

use otayori::ledger::{BounceRow, Dispatch, LetterId, ReturnKind, State, Weight};
use otayori::notify::{Mark, MarkKey, MarkUse};
use otayori::office::{Kind, ReleaseOrder, Rest};
use otayori::returns::{Fetched, Inbox, LONGEST, read};
use otayori::settings::InboxAddress;

use crate::common::school::School;

mod by_hand;
mod imap;

const PICNIC: &str = "content/全園/2026-11-25 遠足.md";
const MUSIC: &str = "content/全園/2026-11-26 音楽会.md";
const FIRE: &str = "content/全園/2026-11-27 防災.md";
const WINTER: &str = "content/全園/2026-11-28 冬.md";
const ADDRESS: &str = "h001@example.jp";

async fn school() -> School {
    let school = School::open("").await;
    for (path, title) in [(PICNIC, "遠足"), (MUSIC, "音楽会"), (FIRE, "防災"), (WINTER, "冬")] {
        school.write(path, &format!("# {title}のおしらせ\n\nよろしくお願いします。\n"));
    }
    school
}

async fn dispatch(school: &School, letter: &LetterId, address: &str) -> Dispatch {
    let all = school.office.ledger.dispatches(letter).await.unwrap();
    let is_it = |one: &Dispatch| one.to.email.as_ref().is_some_and(|email| email.reveal() == address);
    all.into_iter().rev().find(is_it).unwrap()
}

async fn key(school: &School) -> MarkKey {
    MarkKey(school.office.ledger.secret("mark", || [0; 32]).await.unwrap())
}

/// A message of the gallery, about this dispatch.
fn filled(template: &[u8], dispatch: &Dispatch, key: &MarkKey) -> Vec<u8> {
    let mark = Mark::of_message_id(&dispatch.message_id).unwrap();
    let values = [
        ("{{to}}", dispatch.to.email.as_ref().unwrap().reveal().to_owned()),
        ("{{message-id}}", dispatch.message_id.clone()),
        ("{{message-mark}}", mark.shown(key, MarkUse::Message)),
        ("{{verp}}", format!("b+{}@example.jp", mark.shown(key, MarkUse::Bounce))),
    ];
    let mut bytes = template.to_vec();
    for (name, value) in values {
        while let Some(at) = bytes.windows(name.len()).position(|part| part == name.as_bytes()) {
            bytes.splice(at..at + name.len(), value.bytes());
        }
    }
    bytes
}

fn gallery() -> Vec<(String, Vec<u8>, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/returns");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    let one = |file: PathBuf| {
        let expected = std::fs::read_to_string(file.with_extension("expected")).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(&file).unwrap(), expected.trim().to_owned())
    };
    files.into_iter().map(one).collect()
}

fn sample(name: &str) -> Vec<u8> {
    gallery().into_iter().find(|(of, ..)| of == name).unwrap().1
}

async fn comes_back(school: &School, bytes: &[u8]) -> ReturnKind {
    school.office.take_returned(&Fetched::from_pipe(bytes).unwrap()).await.unwrap()
}

/// A report of the gallery about the letter to this address comes back.
async fn bounces(school: &School, name: &str, letter: &LetterId, address: &str) -> ReturnKind {
    let dispatch = dispatch(school, letter, address).await;
    let mut bytes = filled(&sample(name), &dispatch, &key(school).await);
    // Each report is a message of its own.
    bytes.extend(format!("\r\n{}", dispatch.id).bytes());
    comes_back(school, &bytes).await
}

async fn rows(school: &School) -> Vec<BounceRow> {
    school.office.ledger.bounces(school.office.clock.now()).await.unwrap()
}

fn mails_to(school: &School, address: &str) -> usize {
    school.smtp.accepted().iter().filter(|mail| mail.to == address).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_of_the_gallery_means_what_stands_beside_it() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let key = key(&school).await;
    let about = dispatch(&school, &picnic, ADDRESS).await;
    let all = gallery();
    assert!(all.len() > 30);
    let mut wrong = Vec::new();
    for (name, template, expected) in all {
        school.advance(1);
        let bytes = filled(&template, &about, &key);
        let before = rows(&school).await.len();
        let kind = comes_back(&school, &bytes).await;
        let after = rows(&school).await;
        let mut said = kind.to_string();
        if kind == ReturnKind::Bounce {
            assert_eq!(after.len(), before + 1, "{name}");
            let last = after.last().unwrap();
            assert!(!last.said.contains('@') && !last.said.is_empty(), "{name}: {}", last.said);
            let status = read(&bytes, &key).status;
            said = format!("{said} {} {status}", last.weight.unwrap()).trim().to_owned();
        } else {
            assert_eq!(after.len(), before, "{name}");
        }
        if said != expected {
            wrong.push(format!("{name}: {said}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_address_is_on_the_list_at_once_and_gets_no_mail_for_thirty_days() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    assert!(school.unread(&picnic).await.contains(&"H001 not-opened".to_owned()));
    assert_eq!(bounces(&school, "postfix_user_unknown", &picnic, ADDRESS).await, ReturnKind::Bounce);
    assert!(school.unread(&picnic).await.contains(&"H001 bounced".to_owned()));
    let one = dispatch(&school, &picnic, ADDRESS).await;
    assert_eq!(one.state, State::Bounced);
    assert!(one.said.unwrap().contains("User unknown"));

    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "音楽会").unwrap();
    assert_eq!(school.office.forecast(&reading, letter).await.unwrap().dead, 1);
    let music = school.send("音楽会").await;
    assert_eq!(mails_to(&school, ADDRESS), 1, "left alone");
    let frozen = dispatch(&school, &music, ADDRESS).await;
    assert_eq!((frozen.state, frozen.attempts), (State::Bounced, 0));
    assert!(frozen.said.unwrap().contains("User unknown"), "with the old reason");
    assert!(school.unread(&music).await.contains(&"H001 bounced".to_owned()));
    assert_eq!(mails_to(&school, "h002@example.jp"), 2);
    let dead = school.office.dead_addresses().await.unwrap();
    assert_eq!((dead.len(), dead[0].people[0].name.as_str()), (1, "山田 一郎"));

    school.advance(31 * 24 * 3600);
    school.send("防災").await;
    assert_eq!(mails_to(&school, ADDRESS), 2, "tried once again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_is_tried_and_a_mended_address_in_the_roster_is_written_to() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    bounces(&school, "postfix_user_unknown", &picnic, ADDRESS).await;
    let reading = school.office.read().await.unwrap();
    let letter = school.office.find(&reading, "音楽会").unwrap();
    let photos_seen = Some(school.office.photo_check(&reading, letter).seen());
    let order = ReleaseOrder { kind: Kind::Send, emergency: true, by: "test".to_owned(), photos_seen };
    assert!(school.office.release(&reading, letter, &order).await.is_ok());
    school.advance(61);
    assert_eq!(school.post().await, Rest::Done);
    assert_eq!(mails_to(&school, ADDRESS), 2);
    let roster = std::fs::read_to_string(school.folder.path().join("recipients/families.csv")).unwrap();
    school.write("recipients/families.csv", &roster.replace(ADDRESS, "new001@example.jp"));
    school.send("防災").await;
    assert_eq!(mails_to(&school, "new001@example.jp"), 1);
    assert!(school.office.dead_addresses().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn three_letters_that_meet_a_full_mailbox_are_enough_and_a_reading_clears() {
    let school = school().await;
    for letter in ["遠足", "音楽会", "防災"] {
        assert!(school.office.dead_addresses().await.unwrap().is_empty());
        let id = school.send(letter).await;
        school.advance(3600);
        bounces(&school, "postfix_mailbox_full", &id, ADDRESS).await;
        assert!(school.unread(&id).await.contains(&"H001 bounced".to_owned()), "this one did not arrive");
    }
    assert_eq!(school.office.dead_addresses().await.unwrap().len(), 1);
    let link = school.link(ADDRESS);
    school.advance(3600);
    school.read(&link).await;
    assert!(school.office.dead_addresses().await.unwrap().is_empty(), "somebody there reads");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_refused_at_once_counts_like_one_that_came_back() {
    let school = school().await;
    school.smtp.set(|faults| faults.bounce.push(ADDRESS.to_owned()));
    let picnic = school.send("遠足").await;
    assert!(school.unread(&picnic).await.contains(&"H001 bounced".to_owned()));
    assert_eq!(school.office.dead_addresses().await.unwrap().len(), 1);
    let refused = dispatch(&school, &picnic, ADDRESS).await.said.unwrap();
    assert!(refused.contains("550"), "{refused}");
    let music = school.send("音楽会").await;
    let frozen = dispatch(&school, &music, ADDRESS).await;
    assert_eq!((frozen.attempts, frozen.said), (0, Some(refused)), "with the old reason");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_never_takes_a_reading_away_and_a_policy_is_not_the_address() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    school.advance(300);
    school.read(&school.link(ADDRESS)).await;
    bounces(&school, "postfix_user_unknown", &picnic, ADDRESS).await;
    assert!(!school.unread(&picnic).await.iter().any(|row| row.starts_with("H001")));
    assert_eq!(bounces(&school, "gmail_dmarc", &picnic, "h004@example.jp").await, ReturnKind::Bounce);
    assert!(school.unread(&picnic).await.contains(&"H004 bounced".to_owned()), "it did not arrive");
    let (_, refusals) = school.office.returned_lately().await.unwrap();
    assert!(refusals[0].contains("DMARC"), "{refusals:?}");
    school.send("音楽会").await;
    assert_eq!(mails_to(&school, "h004@example.jp"), 2, "the next one is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_is_a_stop_and_a_forged_bounce_changes_nothing() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let before = school.unread(&picnic).await;
    for forged in ["forged_no_mark", "forged_other_recipient", "forged_message_mark_as_verp", "spam"] {
        bounces(&school, forged, &picnic, ADDRESS).await;
    }
    // Of another school, and of a mail that never left.
    let other = school.release("音楽会", Kind::Send).await;
    assert_eq!(bounces(&school, "postfix_user_unknown", &other, ADDRESS).await, ReturnKind::Strange);
    let dispatch = dispatch(&school, &picnic, ADDRESS).await;
    let mark = Mark::of_message_id(&dispatch.message_id).unwrap();
    let template = String::from_utf8(sample("postfix_user_unknown")).unwrap();
    let foreign = template.replace("{{to}}", ADDRESS).replace(
        "{{message-id}}",
        &format!("{}@example.jp", mark.shown(&MarkKey([9; 32]), MarkUse::Message)),
    );
    assert_eq!(comes_back(&school, foreign.as_bytes()).await, ReturnKind::Strange);
    assert_eq!(school.unread(&picnic).await, before);
    assert!(school.office.dead_addresses().await.unwrap().is_empty());
    assert_eq!(bounces(&school, "complaint_arf", &picnic, ADDRESS).await, ReturnKind::Complaint);
    assert!(school.unread(&picnic).await.contains(&"H001 stopped".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_message_counts_once_and_the_folder_stays_as_it_is() {
    let school = school().await;
    let picnic = school.send("遠足").await;
    let about = dispatch(&school, &picnic, ADDRESS).await;
    let key = key(&school).await;
    let bounce = filled(&sample("postfix_user_unknown"), &about, &key);
    let reply = filled(&sample("parents_reply"), &about, &key);
    let folder = school.folder.path().join("inbox");
    for below in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(folder.join(below)).unwrap();
    }
    std::fs::write(folder.join("1.eml"), &bounce).unwrap();
    std::fs::write(folder.join("new/2"), &bounce).unwrap();
    std::fs::write(folder.join("cur/3:2,S"), &reply).unwrap();
    std::fs::write(folder.join("tmp/4"), &reply).unwrap();
    let address = InboxAddress::Folder(folder.clone());
    let mut inbox = Inbox::of(&address);
    let looked = school.office.look_into(&mut inbox).await.unwrap();
    assert_eq!(looked.into_iter().collect::<Vec<_>>(), [(ReturnKind::Bounce, 1), (ReturnKind::Reply, 1)]);
    assert!(school.office.look_into(&mut inbox).await.unwrap().is_empty());
    let again = school.office.look_into(&mut Inbox::of(&address)).await.unwrap();
    assert!(again.is_empty(), "after a restart");
    assert_eq!(rows(&school).await.len(), 1);
    assert_eq!(std::fs::read(folder.join("new/2")).unwrap(), bounce);
    let (looked, _) = school.office.returned_lately().await.unwrap();
    assert_eq!(looked[&ReturnKind::Reply], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_handed_over_is_left_for_the_next_look() {
    let school = school().await;
    let picnic = school.release("遠足", Kind::Send).await;
    school.advance(61);
    let ledger = &school.office.ledger;
    let now = school.office.clock.now();
    ledger.freeze_due(None, now).await.unwrap();
    let due = ledger.due(Some(&picnic), now, 10).await.unwrap();
    let is_it = |one: &&Dispatch| one.to.email.as_ref().is_some_and(|email| email.reveal() == ADDRESS);
    let one = due.iter().find(is_it).unwrap();
    assert!(ledger.start_sending(one, &[1; 32], now).await.unwrap());
    let folder = school.folder.path().join("inbox");
    std::fs::create_dir_all(&folder).unwrap();
    let bounce = filled(&sample("postfix_user_unknown"), one, &key(&school).await);
    std::fs::write(folder.join("1.eml"), bounce).unwrap();
    let mut inbox = Inbox::of(&InboxAddress::Folder(folder));
    assert!(school.office.look_into(&mut inbox).await.unwrap().is_empty());
    ledger.finish_sending(one.id, State::Accepted, None, now, None).await.unwrap();
    assert_eq!(school.office.look_into(&mut inbox).await.unwrap()[&ReturnKind::Bounce], 1);
    assert_eq!(dispatch(&school, &picnic, ADDRESS).await.state, State::Bounced);
}

#[test]
fn no_message_is_too_broken_too_deep_or_too_long() {
    let key = MarkKey([1; 32]);
    let mark = Mark::of_message_id("abcdefghijklmnop.x").unwrap();
    let gallery: Vec<Vec<u8>> = gallery()
        .into_iter()
        .map(|(_, bytes, _)| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            text.replace("{{message-id}}", &format!("{}@x", mark.shown(&key, MarkUse::Message))).into_bytes()
        })
        .collect();
    for bytes in &gallery {
        for cut in (0..bytes.len()).step_by(97) {
            read(&bytes[..cut], &key);
        }
    }
    let mut deep = Vec::new();
    for level in 0..2_000 {
        deep.extend(
            format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").bytes(),
        );
    }
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000).into_bytes();
    let huge = [b"Subject: x\r\n\r\n".to_vec(), vec![b'.'; LONGEST]].concat();
    let marks = format!("\r\n\r\n{}", "abcdefghijklmnop.abcdefghijklmnop ".repeat(30_000)).into_bytes();
    for odd in [&deep, &nested, &huge, &marks, &vec![0; 10_000], &vec![0xff; 10_000], &vec![]] {
        let begun = std::time::Instant::now();
        read(&odd[..odd.len().min(LONGEST)], &key);
        assert!(begun.elapsed().as_secs() < 10, "{:?}", String::from_utf8_lossy(&odd[..20.min(odd.len())]));
    }
    // Spoiled at random, always the same way.
    let rounds = if std::env::var_os("OTAYORI_LONG").is_some() { 100_000 } else { 4_000 };
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap()
    };
    for _ in 0..rounds {
        let mut bytes = gallery[next() % gallery.len()].clone();
        for _ in 0..1 + next() % 8 {
            let at = next() % bytes.len();
            match next() % 4 {
                0 => bytes[at] = u8::try_from(next() % 256).unwrap(),
                1 => drop(bytes.drain(at..(at + next() % 40).min(bytes.len()))),
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let other = &gallery[next() % gallery.len()];
                    let from = next() % other.len();
                    let part = other[from..(from + next() % 200).min(other.len())].to_vec();
                    bytes.splice(at..at, part);
                }
            }
            if bytes.is_empty() {
                bytes.push(b'x');
            }
        }
        let returned = read(&bytes, &key);
        assert!(returned.said.chars().count() <= 200);
    }
}

#[test]
fn nothing_a_person_wrote_is_kept() {
    let key = MarkKey([1; 32]);
    let returned = read(&sample("parents_reply"), &key);
    assert_eq!((returned.said.as_str(), returned.status.as_str()), ("", ""));
    assert_eq!(returned.weight, Weight::Soft);
}
