//! The roster: what a director's file becomes, and what is said about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, date};
use otayori::content::{Audience, Letter};
use otayori::problem::{Level, Place, Problem};
use otayori::recipients::{self, Channel, Public, Reading, Role, empty_csv, privacy};
use otayori::words::Lang;

use crate::common::letters;

const TODAY: Date = date(2026, 11, 22);
const HEAD: &str = "世帯番号,家,児童名,ふりがな,クラス,学年,保護者名,続柄,メール,電話,連絡順,言語,連絡方法,役割,配信停止,電話不可,入園日,退園日,グループ\n";

fn read_bytes(name: &str, bytes: &[u8]) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    let recipients = folder.path().join("recipients");
    fs::create_dir(&recipients).unwrap();
    fs::write(recipients.join(name), bytes).unwrap();
    recipients::read(&recipients, TODAY)
}

fn read(text: &str) -> Reading {
    read_bytes("families.csv", text.as_bytes())
}

/// `id@line:column` of every problem.
fn told(problems: &[Problem]) -> Vec<String> {
    let at = |place: &Option<Place>| {
        place.as_ref().map_or(String::new(), |at| format!("@{}:{}", at.line, at.column))
    };
    problems.iter().map(|problem| format!("{}{}", problem.id, at(&problem.place))).collect()
}

fn sample() -> Reading {
    recipients::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("recipients"), TODAY)
}

fn named(names: &[&str]) -> Audience {
    Audience::Named(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn the_sample_school_has_120_families() {
    let Reading { roster, problems } = sample();
    assert!(problems.iter().all(|problem| problem.level == Level::Warning), "{:?}", told(&problems));
    assert_eq!(roster.families.iter().filter(|family| family.counts()).count(), 120);
    let first = roster.family("H001").unwrap();
    assert_eq!(first.children.len(), 3);
    assert_eq!(first.guardians.iter().filter(|guardian| guardian.role == Role::Guardian).count(), 2);
    assert_eq!(first.guardians.iter().filter(|guardian| guardian.role == Role::Follower).count(), 1);
    let own = BTreeMap::from([("乳児".to_owned(), vec!["ひよこ組".to_owned(), "りす組".to_owned()])]);
    let groups = roster.groups(&own);
    assert_eq!(groups.classes.len(), 6);
    assert_eq!(groups.classes["ひまわり組"], "年長");
    assert!(groups.own.contains("役員") && groups.own.contains("乳児"));
    assert!(roster.check_groups(&own).is_empty());
    // Old carrier addresses are kept as they are.
    for number in ["H031", "H062"] {
        assert!(roster.family(number).unwrap().guardians.iter().any(|guardian| guardian.email.is_some()));
    }
}

#[test]
fn every_family_of_the_sample_belongs_to_a_class_letter_once() {
    let Reading { roster, .. } = sample();
    let groups = roster.groups(&BTreeMap::new());
    let everyone = roster.families_of(&Audience::Everyone, &BTreeMap::new(), TODAY);
    let numbers: Vec<&str> = everyone.iter().map(|addressed| addressed.family.number.as_str()).collect();
    let once: BTreeSet<&str> = numbers.iter().copied().collect();
    assert_eq!(numbers.len(), once.len());
    let mut by_class = BTreeSet::new();
    for class in groups.classes.keys() {
        let of_class = roster.families_of(&named(&[class]), &BTreeMap::new(), TODAY);
        assert!(
            of_class.iter().all(|addressed| addressed.children.iter().all(|child| *child.class == **class))
        );
        by_class.extend(of_class.into_iter().map(|addressed| addressed.family.number.as_str()));
    }
    assert_eq!(by_class, once);
    assert!(!once.contains("C001"));
    let contacts = roster.contacts_of(&Audience::Everyone, &BTreeMap::new());
    assert_eq!(contacts.iter().map(|(family, _)| family.number.as_str()).collect::<Vec<_>>(), ["C001"]);
    assert!(roster.contacts_of(&named(&["ひまわり組"]), &BTreeMap::new()).is_empty());
}

#[test]
fn rows_of_one_household_are_one_family() {
    let reading = read(&format!(
        "{HEAD}\
         1,母,佐藤 花子,さとう はなこ,うさぎ組,年中,佐藤 美咲,母,a@example.jp,090-0000-0001,1,,,,,,,,役員\n\
         １,父,佐藤　花子,,,,鈴木 健,父,,9000000002,2,en,紙,,,はい,,,\n\
         1,母,佐藤 湊,,りす組,1歳児,佐藤　美咲,母,A@example.jp,,,,,,,,,,延長保育\n\
         1,,佐藤 花子,,うさぎ組,,佐藤 和子,祖母,k@example.jp,,,,,フォロワー,,,,,\n"
    ));
    let family = &reading.roster.families[0];
    assert_eq!(reading.roster.families.len(), 1);
    assert_eq!(family.number, "1");
    assert_eq!(family.children.len(), 2);
    assert_eq!(&*family.children[0].grade, "年中");
    assert_eq!(family.guardians.len(), 3);
    assert_eq!(family.homes(), ["母", "父"]);
    assert_eq!(family.groups, BTreeSet::from(["役員".to_owned(), "延長保育".to_owned()]));
    let father = &family.guardians[1];
    assert_eq!((father.phone.as_str(), &*father.lang), ("090-0000-0002", "en"));
    assert_eq!((father.channel, father.do_not_call), (Channel::Paper, true));
    let to_call: Vec<&str> =
        family.guardians_to_call().iter().map(|guardian| guardian.name.as_str()).collect();
    assert_eq!(to_call, ["佐藤 美咲"]);
    // The empty class in row 3 is filled by row 2, yet the row itself has a gap.
    assert_eq!(told(&reading.problems), ["recipients-no-class@3:5", "recipients-phone-zero@3:10"]);
}

#[test]
fn namesakes_and_rows_without_a_number_stay_apart() {
    let reading = read(
        "児童名,クラス,保護者名,メール\n\
         田中 蓮,うさぎ組,田中 花,a@example.jp\n\
         田中 蓮,うさぎ組,田中 月,b@example.jp\n\
         田中 蓮,りす組,田中 星,c@example.jp\n",
    );
    let numbers: BTreeSet<&str> =
        reading.roster.families.iter().map(|family| family.number.as_str()).collect();
    assert_eq!(numbers.len(), 3);
    assert!(numbers.iter().all(|number| number.starts_with("child:")));
    assert_eq!(told(&reading.problems), ["recipients-same-child-without-number@3:1"]);
}

/// A household that a table is kept of, beside one that is looked through one by one.
#[test]
fn a_child_of_many_is_known_again() {
    for count in [3, 30] {
        let rows = |furigana: &str| -> String {
            (0..count).map(|n| format!("K1,子 {n},{furigana}{n},うさぎ組,親,a@example.jp\n")).collect()
        };
        let reading = read(&format!(
            "世帯番号,児童名,ふりがな,クラス,保護者名,メール\n{}{}K1,子 2,べつ,うさぎ組,親,a@example.jp\n",
            rows("こ"),
            rows("こ")
        ));
        let children = &reading.roster.families[0].children;
        assert_eq!(children.len(), count, "each once");
        assert_eq!(children[2].furigana, "こ2");
        assert_eq!(told(&reading.problems), [format!("recipients-rows-disagree@{}:3", 2 * count + 2)]);
        let class = &children[0].class;
        assert!(children.iter().all(|child| Arc::ptr_eq(class, &child.class)), "one word for all of a class");
    }
}

#[test]
fn numbered_headings_make_several_people_of_a_row() {
    let reading = read(
        "Household\tChild\tClass\tChild 2\tClass 2\tGuardian\tE-mail\tPhone\tGuardian 2\tE-mail 2\tPhone 2\tLanguage\n\
         7\tAna Silva\tRabbit\tRui Silva\tSquirrel\tMaria Silva\tm@example.jp\t090-0000-0001\tJoão Silva\tj@example.jp\t+55 11 91234 5678\tポルトガル語\n",
    );
    assert_eq!(told(&reading.problems), Vec::<String>::new());
    let family = &reading.roster.families[0];
    assert_eq!(family.children.iter().map(|child| &*child.class).collect::<Vec<_>>(), ["Rabbit", "Squirrel"]);
    let guardians: Vec<(&str, &str, u32)> = family
        .guardians
        .iter()
        .map(|guardian| (guardian.phone.as_str(), &*guardian.lang, guardian.order))
        .collect();
    assert_eq!(guardians, [("090-0000-0001", "pt", 1), ("+55-11-91234-5678", "pt", 2)]);
}

#[test]
fn every_wrong_cell_is_named_and_hides_nobody() {
    let reading = read(&format!(
        "{HEAD}\
         1,,佐藤 花子,,うさぎ組,年中,佐藤 美咲,母,佐藤@,090-1,x,エイゴ,ファクス,役員,たぶん,?,4月1日,2026-02-30,\n\
         2,,鈴木 蓮,,,,,,,,,,,,,,,,\n\
         3,,,,,,高橋 健,父,k@example.jp,,,,,,,,,,\n\
         4,,伊藤 空,,うさぎ組,,伊藤 海,母,u@example.jp,,,,,,,,2026-04-01,2025-03-31,\n"
    ));
    let found: BTreeSet<String> = told(&reading.problems).into_iter().collect();
    let expected = [
        "recipients-bad-email@2:9",
        "recipients-bad-phone@2:10",
        "recipients-bad-order@2:11",
        "recipients-unknown-language@2:12",
        "recipients-unknown-channel@2:13",
        "recipients-unknown-role@2:14",
        "recipients-unknown-flag@2:15",
        "recipients-unknown-flag@2:16",
        "recipients-bad-date@2:17",
        "recipients-bad-date@2:18",
        "recipients-no-guardian@2:1",
        "recipients-no-guardian@3:1",
        "recipients-no-class@3:5",
        "recipients-no-child@4:1",
        "recipients-left-before-joined@5:18",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    // One wrong cell keeps no letter from the others, and everybody is still there to be phoned.
    assert!(reading.problems.iter().all(|problem| problem.level == Level::Warning));
    let here = reading.roster.families_of(&Audience::Everyone, &BTreeMap::new(), TODAY);
    assert_eq!(
        here.iter().map(|addressed| addressed.family.number.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3"]
    );
    // An unknown role does not count; an unknown flag is set.
    let first = &reading.roster.families[0].guardians[0];
    assert_eq!((first.role, first.do_not_send, first.do_not_call), (Role::Follower, true, true));
    let what = reading.problems.iter().find(|problem| problem.id == "recipients-bad-email").unwrap();
    assert!(what.what(Lang::Ja.words()).starts_with("I列「メール」"), "{}", what.what(Lang::Ja.words()));
    assert!(what.place.as_ref().unwrap().shown.is_empty());
}

#[test]
fn every_problem_has_its_words_in_both_languages() {
    let wrong = format!("{HEAD}1,,鈴木 蓮,,,,,,x,x,x,x,x,x,x,x,x,x,\n,,,,,,,,,,,,,,,,,,役員\n");
    for problem in
        read(&wrong).problems.iter().chain(&read("").problems).chain(&read("あ,い\n1,2\n").problems)
    {
        for lang in [Lang::Ja, Lang::En] {
            let (what, advice) = (problem.what(lang.words()), problem.advice(lang.words()));
            assert!(what != problem.id && !what.contains("{ $") && !what.contains("{$"), "{what}");
            assert!(!advice.is_empty() && !advice.contains("{ $") && !advice.contains("{$"), "{advice}");
        }
    }
}

#[test]
fn siblings_are_proposed_and_never_joined() {
    let reading = read(&format!(
        "{HEAD}\
         1,,佐藤 花子,,うさぎ組,,佐藤 美咲,母,a@example.jp,090-0000-0001,,,,,,,,,\n\
         2,,佐藤 湊,,りす組,,佐藤 美咲,母,A@example.jp,090-0000-0001,,,,,,,,,\n\
         3,,佐藤 空,,りす組,,佐藤 健,父,b@example.jp,+819000000001,,,,,,,,,\n\
         4,,山本 凛,,りす組,,山本 岳,父,c@example.jp,090-0000-0001,,,,,,,,,\n"
    ));
    assert_eq!(reading.roster.families.len(), 4);
    assert_eq!(told(&reading.problems), ["recipients-siblings-email@3:1", "recipients-siblings-phone@4:1"]);
}

#[test]
fn a_roster_that_cannot_be_used_is_one_error() {
    let empty = tempfile::tempdir().unwrap();
    let ids = |reading: Reading| -> Vec<(Level, &'static str)> {
        assert_eq!(reading.roster.families.len(), 0);
        reading.problems.iter().map(|problem| (problem.level, problem.id)).collect()
    };
    assert_eq!(ids(recipients::read(empty.path(), TODAY)), [(Level::Error, "recipients-no-file")]);
    assert_eq!(
        ids(recipients::read(&empty.path().join("not there"), TODAY)),
        [(Level::Error, "recipients-no-file")]
    );
    fs::write(empty.path().join("families.csv"), HEAD).unwrap();
    fs::write(empty.path().join("families.xlsx"), "").unwrap();
    assert_eq!(ids(recipients::read(empty.path(), TODAY)), [(Level::Error, "recipients-two-files")]);
    assert_eq!(ids(read("")), [(Level::Error, "recipients-empty-file")]);
    assert_eq!(ids(read(" \n\n")), [(Level::Error, "recipients-empty-file")]);
    assert_eq!(ids(read("こんにちは\n")), [(Level::Error, "recipients-no-headings")]);
    assert_eq!(ids(read(&empty_csv())), [(Level::Warning, "recipients-no-families")]);
    assert_eq!(
        ids(read_bytes("families.xlsx", b"PK\x03\x04 no")),
        [(Level::Error, "recipients-damaged-xlsx")]
    );
    let rows = format!("{HEAD}{}", "1,,a b,,c,,d,,,,,,,,,,,,\n".repeat(100_001));
    assert_eq!(ids(read(&rows)), [(Level::Error, "recipients-too-large")]);
}

#[test]
fn headings_that_are_unclear_are_named() {
    let reading = read(
        "世帯番号,児童名,クラス,保護者名,メール,メール,テンワ,アレルギー\n1,佐藤 花子,りす,佐藤 美咲,a@example.jp,b@example.jp,,\n",
    );
    assert_eq!(
        told(&reading.problems),
        ["recipients-same-heading@1:6", "recipients-unknown-heading@1:7", "recipients-unknown-heading@1:8"]
    );
    assert_eq!(reading.problems[0].level, Level::Error);
    let near =
        read("世帯番号,児童名,クラス,保護者名,メルアドレス\n1,佐藤 花子,りす,佐藤 美咲,a@example.jp\n");
    assert!(near.problems[0].advice(Lang::Ja.words()).contains("「メール」"));
    // A title above the headings is passed over; lines stay those of the file.
    let titled =
        read("令和8年度 名簿,,,\n\n児童名,クラス,保護者名,メール\n佐藤 花子,,佐藤 美咲,a@example.jp\n");
    assert_eq!(told(&titled.problems), ["recipients-no-class@4:2"]);
}

#[test]
fn old_carrier_addresses_are_kept() {
    for address in
        ["hana..mama@docomo.example.jp", "hana.@ezweb.example.jp", ".hana@example.jp", "a/b@example.jp"]
    {
        let reading = read(&format!("{HEAD}1,,佐藤 花子,,りす,,佐藤 美咲,母,{address},,,,,,,,,,\n"));
        assert_eq!(told(&reading.problems), Vec::<String>::new());
        assert_eq!(reading.roster.families[0].guardians[0].email.as_ref().unwrap().reveal(), address);
    }
}

#[test]
fn no_character_is_lost_silently() {
    let (bytes, _, _) = encoding_rs::SHIFT_JIS
        .encode("世帯番号,児童名,クラス,保護者名,メール\r\n1,髙﨑 ①〜,りす,髙﨑 美咲,a@example.jp\r\n");
    let windows = read_bytes("families.csv", &bytes);
    assert_eq!(told(&windows.problems), Vec::<String>::new());
    assert!(windows.roster.families[0].children[0].name.starts_with("髙﨑 ①"));
    // A user's own character, and a byte that means nothing.
    let mut broken = encoding_rs::SHIFT_JIS.encode("児童名,クラス,保護者名\r\n").0.into_owned();
    broken.extend(b"\xf0\x40 a,b,\x81\xff\r\n");
    assert_eq!(
        told(&read_bytes("families.csv", &broken).problems),
        ["recipients-gaiji@2:1", "recipients-unreadable-characters@2:3"]
    );
}

/// The smallest `.xlsx` with one sheet of these cells (XML) and shared strings (XML).
fn xlsx(cells: &str, strings: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{main}" xmlns:r="{relationships}"><sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#
            ),
        ),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{main}" {strings}</sst>"#)),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>"#),
        ),
    ];
    for (name, xml) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(xml.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn inline_row(row: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .zip('A'..)
        .map(|(cell, column)| match cell.strip_prefix('#') {
            Some(number) => format!(r#"<c r="{column}{row}"><v>{number}</v></c>"#),
            None => match cell.strip_prefix('@') {
                Some(day) => format!(r#"<c r="{column}{row}" s="1"><v>{day}</v></c>"#),
                None => format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
            },
        })
        .collect();
    format!(r#"<row r="{row}">{cells}</row>"#)
}

const NO_STRINGS: &str = r#"uniqueCount="0">"#;

#[test]
fn an_excel_file_is_read_as_one_sees_it() {
    let head = inline_row(1, &["世帯番号", "児童名", "クラス", "保護者名", "電話", "入園日"]);
    let row = inline_row(3, &["#12", "佐藤 花子", "りす組", "佐藤 美咲", "#9000000001", "@46113"]);
    let reading = read_bytes("families.xlsx", &xlsx(&format!("{head}{row}"), NO_STRINGS));
    assert_eq!(told(&reading.problems), ["recipients-phone-zero@3:5"]);
    let family = &reading.roster.families[0];
    assert_eq!((family.number.as_str(), family.line), ("12", 3));
    assert_eq!(family.guardians[0].phone, "090-0000-0001");
    assert_eq!(family.children[0].joined, Some(date(2026, 4, 1)));
}

#[test]
fn a_hostile_excel_file_is_a_sentence_and_no_panic() {
    let head = inline_row(1, &["世帯番号", "児童名", "クラス", "保護者名"]);
    let row = inline_row(2, &["1", "佐藤 花子", "りす組", "佐藤 美咲"]);
    let good = xlsx(&format!("{head}{row}"), NO_STRINGS);
    // A cell in the far corner does not make a table of 17 thousand million cells.
    let corner = format!(r#"{head}{row}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#);
    assert_eq!(read_bytes("families.xlsx", &xlsx(&corner, NO_STRINGS)).roster.families.len(), 1);
    // More strings than memory.
    for count in ["99999999999999", "18446744073709551615", "+99999999999"] {
        let strings = format!(r#"uniqueCount = "{count}">"#);
        let reading = read_bytes("families.xlsx", &xlsx(&head, &strings));
        assert_eq!(told(&reading.problems), ["recipients-damaged-xlsx@1:1"], "{count}");
    }
    // A kilobyte that unpacks to 200 MB.
    let bomb = format!("{head}{}", " ".repeat(200 << 20));
    assert_eq!(
        told(&read_bytes("families.xlsx", &xlsx(&bomb, NO_STRINGS)).problems),
        ["recipients-too-large@1:1"]
    );
    // Cut anywhere, one byte changed anywhere.
    for at in (0..good.len()).step_by(7) {
        read_bytes("families.xlsx", &good[..at]);
        let mut changed = good.clone();
        changed[at] ^= 0x55;
        read_bytes("families.xlsx", &changed);
    }
}

fn letter(path: &str, audience: Audience, text: &str) -> Letter {
    Letter {
        path: path.to_owned(),
        file: path.into(),
        date: date(2026, 11, 24),
        audience,
        text: text.to_owned(),
        ..letters::letter("遠足", vec![])
    }
}

const OPEN: Public<'_> = Public { phone: "03-0000-0000", mail: "otayori@school.example.jp" };

#[test]
fn names_and_numbers_in_a_letter_are_found_where_they_stand() {
    let roster = read(&format!(
        "{HEAD}\
         1,,佐藤 花子,,うさぎ組,,Maria Silva,母,a@example.jp,090-0000-0001,,,,,,,,,委員\n\
         2,,鈴木 蓮,,うさぎ組,,はなこ,母,,03-0000-0000,,,,,,,,,\n\
         3,,高橋 空,,りす組,,高橋 ガク,父,,045-000-0003,,,,,,,,,\n\
         C1,,,,,,町会 会長,,,045-000-0003,,,,地域,,,,,\n"
    ))
    .roster;
    let own = BTreeMap::new();
    let found = |audience: Audience, text: &str| {
        let letters = [letter("うさぎ組/遠足.md", audience, text)];
        let found = privacy(&letters, &roster, &own, &OPEN);
        found.into_iter().map(|(_, problem)| told(&[problem]).remove(0)).collect::<Vec<_>>()
    };
    let rabbits = || named(&["うさぎ組"]);
    let name = "recipients-name-in-letter";
    assert_eq!(found(rabbits(), "---\nto: x\n---\nきょうは 佐藤 花子さん"), [format!("{name}@4:6")]);
    for text in ["佐藤花子", "佐藤　花子", "ＭＡＲＩＡ　silva", "高橋ｶﾞｸ"] {
        assert_eq!(found(rabbits(), text), [format!("{name}@1:1")], "{text}");
    }
    assert_eq!(found(rabbits(), "**佐藤**花子"), [format!("{name}@1:3")]);
    assert_eq!(found(rabbits(), "{佐藤|さとう}{花子|はなこ}"), [format!("{name}@1:2")]);
    for text in [
        "はなこ",
        "花子",
        "佐藤",
        "Maria Silvano",
        "佐藤\n花子",
        "TEL 03-0000-0000",
        "町会 会長 045-000-0003",
    ] {
        assert_eq!(found(rabbits(), text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found(rabbits(), "でんわ ０９０-0000-0001"), ["recipients-phone-in-letter@1:5"]);
    assert_eq!(found(rabbits(), "A@example.jp へ"), ["recipients-email-in-letter@1:1"]);
    // To that family alone it may be said.
    assert_eq!(found(named(&["委員"]), "佐藤 花子 090-0000-0001"), Vec::<String>::new());
    assert_eq!(found(named(&["委員"]), "鈴木 蓮"), [format!("{name}@1:1")]);
}

#[test]
fn three_hundred_families_in_two_hundred_letters_are_looked_for_at_once() {
    let mut rows = HEAD.to_owned();
    for number in 0..300 {
        rows += &format!(
            "{number},,佐藤 花子{number},,うさぎ組,,佐藤 母{number},,{number}@example.jp,090-0000-{number:04},,,,,,,,,\n"
        );
    }
    let roster = read(&rows).roster;
    let text = "きょうは、みんなで公園へ行きました。どんぐりを100こ ひろいました。\n".repeat(60);
    let letters: Vec<Letter> =
        (0..200).map(|number| letter(&format!("全園/{number}.md"), Audience::Everyone, &text)).collect();
    let start = std::time::Instant::now();
    assert_eq!(privacy(&letters, &roster, &BTreeMap::new(), &OPEN).len(), 0);
    assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
}
