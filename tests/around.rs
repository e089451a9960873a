//! The pages around the letters: archive, library, calendar and search.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use jiff::civil::{Date, date};
use otayori::content::{Audience, SchoolYear};
use otayori::render::{self, Around, Event, EventKind, Listed, School, Theme, Ways};

use crate::common::letters::{self, ways};

const YEAR: SchoolYear = SchoolYear(2026);

fn school() -> School {
    School { director: "園長".into(), ..letters::school() }
}

fn listed(title: &str, day: Date, address: &str) -> Listed {
    Listed {
        title: title.into(),
        date: day,
        year: SchoolYear::of(day),
        audience: Audience::Everyone,
        series: vec![],
        is_document: false,
        important: false,
        correction: 0,
        address: address.into(),
        events: vec![],
        search: String::new(),
    }
}

fn event(day: Date, times: &str, title: &str) -> Event {
    Event {
        day,
        times: times.parse().ok(),
        title: title.into(),
        place: None,
        kind: if times == "休園" { EventKind::Closed } else { EventKind::Happening },
        uid: format!("{title}@otayori"),
        cell: None,
    }
}

/// Letters of a year, as an archive shows them.
fn letters() -> Vec<Listed> {
    let months =
        (4..=12).flat_map(|month| [(month, 1, "園だより"), (month, 15, "きゅうしょくだより <こんだて>")]);
    let mut letters: Vec<Listed> = months
        .map(|(month, day, title)| {
            let mut letter = listed(&format!("{month}月の{title}"), date(2026, month, day), "letter");
            letter.series = if day == 15 { vec!["きゅうしょく".into()] } else { vec![] };
            letter.important = month == 7 && day == 1;
            letter.search = render::search_mark(&letter.title, &letter.series, "ウンドウカイの練習です。");
            letter
        })
        .collect();
    letters[14].events = vec![
        event(date(2026, 11, 3), "休園", "文化の日"),
        event(date(2026, 11, 5), "", "やきいも会 🍠"),
        event(date(2026, 11, 10), "9:30〜", "歯科検診"),
        event(date(2026, 11, 21), "9:00〜12:00", "作品展 <とても長い名前のついた、たのしい作品展>"),
        event(date(2026, 12, 4), "", "遠足"),
        event(date(2027, 3, 20), "10:00〜", "そつえん式"),
    ];
    letters[14].audience = Audience::Named(["年長".to_owned()].into());
    for title in ["入園のしおり", "登園のめやす"] {
        let mut document = listed(title, date(2026, 4, 1), "important");
        (document.is_document, document.series) = (true, vec!["資料室".into()]);
        letters.push(document);
    }
    letters
}

fn around<'a>(
    school: &'a School,
    theme: &'a Theme,
    ways: &'a Ways,
    years: &'a [(SchoolYear, &'a str)],
) -> Around<'a> {
    Around { school, theme, audience: "年長", is_everyone: false, ways, years }
}

/// One page of each kind around the letters, for the judges: path, content.
pub fn pages_to_look_at(school: &School, theme: &Theme) -> Vec<(String, String)> {
    let ways = ways();
    let years = [(SchoolYear(2026), "archive"), (SchoolYear(2025), "letter")];
    let around = around(school, theme, &ways, &years);
    let letters = letters();
    let seen: Vec<&Listed> = letters.iter().collect();
    let page = |name: &str, html: Result<String, _>| {
        let html: Result<String, Vec<otayori::problem::Problem>> = html;
        (format!("{name}/index.html"), html.unwrap())
    };
    vec![
        page("archive", render::archive(&around, YEAR, &seen)),
        page("library", render::library(&around, &seen)),
        page("library-empty", render::library(&around, &[])),
        page("calendar", render::month_pages(&around, YEAR, &seen)),
        page("calendar-empty", render::month_pages(&around, YEAR, &[])),
        ("calendar/calendar.ics".to_owned(), render::subscription(&around, YEAR, &seen)),
        page("search", render::search(&around)),
        ("search/search.json".to_owned(), render::search_index(&around, &seen)),
    ]
}

fn wakaba() -> Theme {
    Theme::load("wakaba", None).unwrap()
}

#[test]
fn the_archive_lists_the_newest_first_by_month() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let entries = [
        listed("四月", date(2026, 4, 10), "a"),
        listed("一月", date(2027, 1, 8), "b"),
        listed("<五月>", date(2026, 5, 1), "c"),
        listed("去年", date(2026, 3, 1), "d"),
    ];
    let seen: Vec<&Listed> = entries.iter().collect();
    let years = [(SchoolYear(2026), "archive"), (SchoolYear(2025), "older")];
    let around = Around { is_everyone: true, audience: "全園", ..around(&school, &theme, &ways, &years) };
    let html = render::archive(&around, YEAR, &seen).unwrap();
    let order: Vec<usize> =
        ["一月", "&lt;五月&gt;", "四月"].iter().map(|title| html.find(title).unwrap()).collect();
    assert!(order.is_sorted());
    assert!(html.contains("2026年度 全園のおたより") && html.contains("href=\"../b/\""));
    assert!(!html.contains("去年") && html.contains("<a href=\"../older/\">2025年度</a>"));
    for way in ["../library/", "../calendar/", "../search/"] {
        assert!(html.contains(&format!("href=\"{way}\"")), "{way}");
    }
    assert!(!html.contains("\"../archive/\""), "a page does not lead to itself");
    let empty = render::archive(&around, YEAR, &[]).unwrap();
    assert!(empty.contains("まだおたよりはありません"));
}

#[test]
fn a_document_stands_in_the_library_and_in_no_month() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let around = around(&school, &theme, &ways, &[]);
    let letters = letters();
    let seen: Vec<&Listed> = letters.iter().collect();
    let (library, archive) =
        (render::library(&around, &seen).unwrap(), render::archive(&around, YEAR, &seen).unwrap());
    assert!(library.contains("入園のしおり") && !library.contains("園だより"));
    assert!(archive.contains("園だより") && !archive.contains("入園のしおり"));
}

#[test]
fn the_calendar_shows_weeks_holidays_and_where_to_read_more() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let around = around(&school, &theme, &ways, &[]);
    let letters = letters();
    let seen: Vec<&Listed> = letters.iter().collect();
    let html = render::month_pages(&around, YEAR, &seen).unwrap();
    for part in [
        "<h2 id=\"m2026-11\">令和8年11月</h2>",
        "<th scope=\"col\" class=\"sunday\">日</th>",
        "<td class=\"sunday\"><time class=\"day-number\" datetime=\"2026-11-03\">3</time>",
        "<a href=\"../letter/\">文化の日</a> <span class=\"chip\">休み</span>",
        "<time class=\"day-number\" datetime=\"2026-11-23\">23</time> <span class=\"holiday\">勤労感謝の日</span>",
        "<span class=\"event-times\">9:30〜</span> <a href=\"../letter/\">歯科検診</a>",
        "href=\"../letter/event-3.ics\" aria-label=\"「歯科検診」をカレンダーに入れる\"",
        "作品展 &lt;とても",
        "href=\"webcal://otayori.example.jp/himawari/calendar/calendar.ics\"",
        "href=\"https://otayori.example.jp/himawari/calendar/calendar.ics\"",
        "令和9年3月",
    ] {
        assert!(html.contains(part), "{part} is missing");
    }
    // Only months in which there is something, and whole weeks of them.
    assert_eq!(html.matches("<table").count(), 3);
    let november = &html[html.find("m2026-11\">令和").unwrap()..html.find("m2026-12\">令和").unwrap()];
    assert_eq!(november.matches("<td").count(), 35);
    assert_eq!(november.matches("day-number").count(), 30);
}

#[test]
fn an_event_that_two_letters_announce_stands_once_with_its_time() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let around = around(&school, &theme, &ways, &[]);
    let (mut first, mut second) =
        (listed("園だより", date(2026, 11, 2), "a"), listed("作品展", date(2026, 11, 9), "b"));
    first.events = vec![event(date(2026, 11, 21), "9:00〜12:00", "さくひん展")];
    second.events = vec![event(date(2026, 11, 21), "", "サクヒン展"), event(date(2030, 1, 1), "", "遠い先")];
    let file = render::subscription(&around, YEAR, &[&second, &first]);
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
    assert!(file.contains("SUMMARY:さくひん展") && file.contains("/a/"));
    assert_eq!(file, render::subscription(&around, YEAR, &[&first, &second]), "the order is of no matter");
}

/// Runs `search.js` without a browser; `ask` is JavaScript that may use `otayori` and `given`.
fn in_node(ask: &str, given: &serde_json::Value) -> serde_json::Value {
    let theme = wakaba();
    let script = String::from_utf8(theme.file("search.js").unwrap().to_vec()).unwrap();
    let program = format!(
        "{script}\nconst given = JSON.parse(require('fs').readFileSync(0, 'utf8'));\nconsole.log(JSON.stringify({ask}));"
    );
    let mut node = Command::new("node")
        .args(["-e", &program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is there, as for the other judges of pages");
    node.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_script_folds_and_hashes_as_the_program_does() {
    let texts = [
        "ウンドウカイ！ 運動会のおしらせ",
        "Ｐｉｃｎｉｃ ＰＩＣＮＩＣ São Tomé Ærø straße İstanbul ΣΊΣΥΦΟΣ",
        "11月21日(土) 9:00〜12:00 ㈱ ① ½ ㎏ ﾊﾝｶｸｶﾞ ゔヴヵヶ ーー々〆",
        "🍠やきいも会🍠 A4の紙 2026年度",
        "한국어 안내 แจ้งข่าว tiếng Việt Дети",
        "",
        "一",
    ];
    let longest = "z".repeat(40);
    let texts: Vec<&str> = texts.into_iter().chain([longest.as_str()]).collect();
    // Of a letter every beginning of a Latin word is kept; the script asks for the whole.
    let ask = "given.map((text) => [...new Set(otayori.runs(otayori.fold(text)).flatMap((run) => \
               /^[a-z\\u00df-\\u024f]/u.test(run[0]) \
               ? run.slice(0, 12).map((_, at) => at && otayori.hash(run.slice(0, at + 1))).filter(Boolean) \
               : run.slice(1).map((sign, at) => otayori.hash([run[at], sign]))))].sort((a, b) => a - b))";
    let script: Vec<BTreeSet<u16>> = serde_json::from_value(in_node(ask, &serde_json::json!(texts))).unwrap();
    for (text, script) in texts.iter().zip(&script) {
        assert_eq!(render::search_hashes(text), *script, "{text}");
    }
    assert!(render::search_hashes("ウンドウカイ").is_subset(&render::search_hashes("うんどうかい！")));
}

#[test]
fn words_are_found_in_the_index_and_nothing_else_is() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let around = around(&school, &theme, &ways, &[]);
    let letters: Vec<Listed> = [
        ("遠足のおしらせ", "12月4日(金)、落ち葉の森へ行きます。\nえんそく"),
        ("Picnic", "We go to the Forest of fallen leaves on 4 December."),
        ("きゅうしょくだより", "かぼちゃのグラタン。卵はつかいません。"),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (title, words))| {
        let day = date(2026, 11, 1).saturating_add(jiff::Span::new().days(number as i64));
        let series = if number == 2 { vec!["きゅうしょく".to_owned()] } else { vec![] };
        let search = render::search_mark(title, &series, words);
        Listed { search, series, ..listed(title, day, &format!("letter-{number}")) }
    })
    .collect();
    let seen: Vec<&Listed> = letters.iter().collect();
    let index: serde_json::Value = serde_json::from_str(&render::search_index(&around, &seen)).unwrap();
    let asked = [
        ("遠足", vec!["letter-0"]),
        ("エンソク", vec!["letter-0"]),
        ("12月4日(金)", vec!["letter-0"]),
        ("落ち葉 行きます", vec!["letter-0"]),
        ("ぐらたん", vec!["letter-2"]),
        ("forest", vec!["letter-1"]),
        ("FORE", vec!["letter-1"]),
        ("orest", vec![]),
        ("おたより", vec![]),
        ("運動会", vec![]),
        ("足", vec!["letter-0"]),
        ("卵", vec![]),
        ("だより", vec!["letter-2"]),
        ("おしらせ うんどう", vec![]),
        ("  ！！ ", vec![]),
    ];
    let given = serde_json::json!({ "index": index, "asked": asked.iter().map(|(query, _)| query).collect::<Vec<_>>() });
    let ask = "given.asked.map((query) => otayori.matches(given.index.letters, query).map((letter) => letter.link))";
    let found: Vec<Vec<String>> = serde_json::from_value(in_node(ask, &given)).unwrap();
    for ((query, expected), found) in asked.iter().zip(&found) {
        let expected: Vec<String> = expected.iter().map(|address| format!("../{address}/")).collect();
        assert_eq!(*found, expected, "{query}");
    }
    let all: Vec<&str> =
        index["letters"].as_array().unwrap().iter().map(|letter| letter["date"].as_str().unwrap()).collect();
    assert_eq!(all, ["2026-11-03", "2026-11-02", "2026-11-01"], "the newest first");
}

#[test]
fn the_search_reads_from_its_own_site_and_reports_to_nobody() {
    let (school, theme, ways) = (school(), wakaba(), ways());
    let around = around(&school, &theme, &ways, &[]);
    let html = render::search(&around).unwrap();
    assert!(html.contains("connect-src &#39;self&#39;; form-action &#39;none&#39;"));
    assert!(!html.contains("yomi.example.jp"));
    assert!(
        html.contains("<noscript><p class=\"alone\">この画面ではさがせません。 <a href=\"../archive/\">")
    );
    assert!(html.contains("role=\"status\"") && html.contains("#件見つかりました"));
}
