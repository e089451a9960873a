//! The events of a letter, and the calendar files made of them.

use std::fs;

use jiff::civil::date;
use otayori::content::{Groups, Letter, ReadOptions, SchoolYear};
use otayori::photos::Album;
use otayori::render::{self, Edition, EventKind, School, Subject, Theme};
use otayori::words::Lang;

use crate::common::school::write;

/// A letter of 2 November 2026, as a teacher writes it.
fn read(text: &str) -> (Letter, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "全園/2026-11-02 園だより.md", text);
    let read = otayori::content::read(&ReadOptions {
        folder: folder.path(),
        shown: "content",
        groups: &Groups::default(),
        year: SchoolYear(2026),
        today: date(2026, 11, 2),
        lang: Lang::Ja,
        first_seen: &|_, _| None,
    });
    let problems = read.problems.iter().map(|found| found.problem.id.to_owned()).collect();
    (read.letters.into_iter().next().unwrap(), problems)
}

fn edition(letter: &Letter, zone: &str, correction: u32) -> Edition {
    let school = School {
        name: "ひまわり保育園".into(),
        phone: String::new(),
        calls: None,
        keep: 2,
        director: String::new(),
        lang: Lang::Ja,
        site: "https://otayori.example.jp/himawari".into(),
        time_zone: zone.into(),
        collector: "https://yomi.example.jp".into(),
    };
    let subject = Subject {
        school: &school,
        letter,
        album: &Album::default(),
        address: Some("vyqzjmxk4rgsn2d6tb3whc5afe"),
        ways: None,
        draft: false,
        correction,
    };
    let theme = Theme::load("wakaba", None).unwrap();
    let (edition, problems) = render::edition(&subject, &theme, |_, _| (None, vec![]));
    assert!(problems.is_empty(), "{problems:?}");
    edition
}

/// `2026-11-21 9:00〜12:00 作品展`, with `x` for a closed day and `!` for a deadline.
fn events(text: &str) -> Vec<String> {
    let (letter, _) = read(text);
    let events = edition(&letter, "Asia/Tokyo", 0).events;
    events
        .iter()
        .map(|event| {
            let times = event.times.map(|times| format!(" {times}")).unwrap_or_default();
            let kind = match event.kind {
                EventKind::Happening => "",
                EventKind::Closed => "x",
                EventKind::Deadline => "!",
            };
            format!("{}{times} {kind}{}", event.day, event.title)
        })
        .collect()
}

#[test]
fn the_table_of_the_sample_schools_letter_becomes_events() {
    let text = fs::read_to_string("content/全園/2026-11-02 園だより11月号.md").unwrap();
    let found = events(&text);
    for event in [
        "2026-11-03 x文化の日",
        "2026-11-05 やきいも会 🍠",
        "2026-11-10 9:30〜 歯科検診 🦷",
        "2026-11-21 9:00〜12:00 作品展",
        "2026-11-23 x勤労感謝の日",
    ] {
        assert!(found.iter().any(|found| found == event), "{event} is not in {found:#?}");
    }
    assert_eq!(found.len(), 12);
}

#[test]
fn tables_in_every_form() {
    for (table, expected) in [
        ("|日時|内容|\n|-|-|\n|11月21日(土) 9:00〜12:00|作品展|", &["2026-11-21 9:00〜12:00 作品展"][..]),
        (
            "|とき|だれ|何をするか|\n|-|-|-|\n|12/4(金)|年長|バスで森へ行きます|",
            &["2026-12-04 バスで森へ行きます"],
        ),
        ("|日付|行事|\n|-|-|\n|4/4(土)|入園式 10:00〜(ホール)|", &["2026-04-04 10:00〜 入園式(ホール)"]),
        ("|日付|時間|行事|\n|-|-|-|\n|11/21|１０：００～|作品展|", &["2026-11-21 10:00〜 作品展"]),
        (
            "|日|曜|行事|\n|-|-|-|\n|11|水|山の日(休園)|\n|12|木|作品展|",
            &["2026-11-11 x山の日(休園)", "2026-11-12 作品展"],
        ),
        // A weekday that disagrees is an error; nobody's calendar gets either day.
        ("|日付|行事|\n|-|-|\n|11/21(日)|作品展|\n|11/20(金)|誕生会|", &["2026-11-20 誕生会"]),
        // What there is to eat is no event, and neither is a table of numbers.
        ("|日|曜|おひる|おやつ|\n|-|-|-|-|\n|4|水|カレー|なし|", &[]),
        ("|材料|分量|\n|-|-|\n|かぼちゃ|150g|", &[]),
        ("|日付|行事|\n|-|-|\n|11/21(土)||\n|11/20(金)|★|", &[]),
        ("|日付|朝の会|主菜・汁物|\n|-|-|-|\n|11/20|9:00|肉じゃが|", &[]),
        // Nobody's name goes into a calendar that is read far away.
        ("|日|おともだち|\n|-|-|\n|11/20|そうた さん|", &[]),
        ("## 11月生まれ\n\n|日|だれ|\n|-|-|\n|11/20|そうた さん 10:00|", &[]),
        ("|日付|だれ|\n|-|-|\n|11/20|そうた さん|", &[]),
        // Twice on a day it is two, and told once with its time and once without it is one.
        (
            "|日付|行事|\n|-|-|\n|11/20|身体測定 9:00〜|\n|11/20|身体測定 10:30〜|\n|11/20|身体測定|",
            &["2026-11-20 9:00〜 身体測定", "2026-11-20 10:30〜 身体測定"],
        ),
        // In winter one writes of next April.
        ("|日付|行事|\n|-|-|\n|4/8|入園式|", &["2027-04-08 入園式"]),
    ] {
        assert_eq!(events(&format!("本文\n\n{table}\n")), expected, "{table}");
    }
}

#[test]
fn front_matter_says_when_and_where() {
    for when in [
        "2026-12-01 9:00-12:00",
        "12月1日 9:00〜12:00",
        "12/1(火) ９時から１２時まで",
        "2026年12月1日（火） 9:00～12:00",
    ] {
        let (letter, problems) = read(&format!("---\nwhen: {when}\nwhere: 中央公園\n---\n本文\n"));
        assert_eq!(problems, Vec::<String>::new(), "{when}");
        let events = edition(&letter, "Asia/Tokyo", 0).events;
        assert_eq!(events.len(), 1, "{when}");
        assert_eq!(events[0].times.unwrap().to_string(), "9:00〜12:00", "{when}");
        assert_eq!((events[0].day, events[0].place.as_deref()), (date(2026, 12, 1), Some("中央公園")));
        assert_eq!(events[0].title, "園だより");
    }
    assert_eq!(
        events("---\n日時: 12月1日\n場所: 園庭\nしめきり: 11月20日\n---\n本文\n"),
        ["2026-11-20 !「園だより」のしめきり", "2026-12-01 園だより"]
    );
    for wrong in ["あした", "12月32日", "12月1日 ごぜん", "12月1日 25:00", "12/1(水) 9:00"] {
        let (letter, problems) = read(&format!("---\nwhen: {wrong}\n---\n本文\n"));
        assert_eq!(problems.len(), 1, "{wrong}: {problems:?}");
        assert_eq!(letter.when.is_some(), wrong.contains('水'), "{wrong}");
    }
}

#[test]
fn a_row_leads_to_its_own_file() {
    let (letter, _) = read("|日付|行事|だれ|\n|-|-|-|\n|11/3(火)|文化の日|休園|\n|11/21(土)|作品展|全園|\n");
    let edition = edition(&letter, "Asia/Tokyo", 0);
    assert!(edition.page.contains(
        "作品展 <a class=\"to-calendar\" href=\"event-2.ics\" aria-label=\"「作品展」をカレンダーに入れる\">"
    ));
    let names: Vec<&str> = edition.calendars.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["event-1.ics", "event-2.ics", "events.ics"]);
    assert!(edition.calendars[1].1.contains("SUMMARY:作品展"));
    assert!(edition.page.contains("<a href=\"events.ics\">"));
}

/// A calendar file unfolded, after everything RFC 5545 demands of its form: CRLF, 75 octets, no control characters,
/// every BEGIN with its END.
fn unfolded(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n"));
    let mut lines: Vec<String> = Vec::new();
    for line in file.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    let mut open: Vec<&str> = Vec::new();
    for line in &lines {
        if let Some(name) = line.strip_prefix("BEGIN:") {
            open.push(name);
        } else if let Some(name) = line.strip_prefix("END:") {
            assert_eq!(open.pop(), Some(name));
        } else {
            assert!(line.contains(':') && line.starts_with(|c: char| c.is_ascii_uppercase()), "{line}");
        }
    }
    assert!(open.is_empty());
    lines
}

#[test]
fn a_calendar_file_says_what_the_letter_says() {
    let long = "とても".repeat(30);
    let (letter, _) = read(&format!(
        "---\nwhen: 2026-12-01 9:00〜12:00\nwhere: 園庭, ホール; または\\公園\ntitle: {long}\n---\n本文\n"
    ));
    let (first, corrected) = (edition(&letter, "Asia/Tokyo", 0), edition(&letter, "Asia/Tokyo", 2));
    let lines = unfolded(&first.calendars[0].1);
    for line in [
        "VERSION:2.0".to_owned(),
        "TZID:Asia/Tokyo".to_owned(),
        "DTSTAMP:20261102T000000Z".to_owned(),
        "SEQUENCE:0".to_owned(),
        "DTSTART;TZID=Asia/Tokyo:20261201T090000".to_owned(),
        "DTEND;TZID=Asia/Tokyo:20261201T120000".to_owned(),
        format!("SUMMARY:{long}"),
        "LOCATION:園庭\\, ホール\\; または\\\\公園".to_owned(),
        "URL:https://otayori.example.jp/himawari/vyqzjmxk4rgsn2d6tb3whc5afe/".to_owned(),
    ] {
        assert!(lines.contains(&line), "{line} is not in {lines:#?}");
    }
    let uid = |lines: &[String]| lines.iter().find(|line| line.starts_with("UID:")).unwrap().clone();
    let corrected = unfolded(&corrected.calendars[0].1);
    assert!(corrected.contains(&"SEQUENCE:2".to_owned()));
    assert_eq!(uid(&corrected), uid(&lines), "the same event after a correction");
    let elsewhere = unfolded(&edition(&letter, "Europe/Berlin", 0).calendars[0].1);
    assert!(elsewhere.contains(&"DTSTART:20261201T080000Z".to_owned()), "{elsewhere:#?}");
}

#[test]
fn a_whole_day_is_one_day_and_takes_nobodys_time() {
    let (letter, _) = read("---\ndeadline: 2026-12-31\n---\n本文\n");
    let lines = unfolded(&edition(&letter, "Asia/Tokyo", 0).calendars[0].1);
    for line in ["DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "TRANSP:TRANSPARENT"] {
        assert!(lines.iter().any(|found| found == line), "{line}");
    }
    assert!(!lines.iter().any(|line| line.contains("VTIMEZONE")), "a whole day needs no time zone");
}

#[test]
fn a_hostile_table_stays_small_and_inert() {
    let rows: String = (0..3_000)
        .map(|row| format!("|11/{}|a\u{1}\u{2028}END:VEVENT BEGIN:VALARM <script> {row}|\n", row % 30 + 1))
        .collect();
    let (letter, _) = read(&format!("|日付|行事|\n|-|-|\n{rows}"));
    let edition = edition(&letter, "Asia/Tokyo", 0);
    assert_eq!(edition.events.len(), 200);
    let lines = unfolded(&edition.calendars.last().unwrap().1);
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 200);
    assert!(!edition.page.contains("<script>"));
}
