//! A letter's tables of days → events.

use super::{CellAt, Event, EventKind, LONGEST, MOST};
use crate::content::{Block, Inline, Letter, Times};
use crate::render::calendar::holiday;
use crate::render::days::{When, days, is_closed, month_named};
use crate::render::plain;

/// What the heading of a column of events may hold.
const TITLES: [&str; 11] = [
    "行事",
    "ぎょうじ",
    "予定",
    "よてい",
    "内容",
    "ないよう",
    "できごと",
    "する",
    "イベント",
    "活動",
    "event",
];
/// Or just be.
const SHORT_TITLES: [&str; 3] = ["こと", "what", "title"];
/// A table with such a column says what there is to eat, and fills nobody's calendar.
const MEALS: [&str; 11] =
    ["献立", "こんだて", "おひる", "昼食", "給食", "おやつ", "主食", "主菜", "汁物", "メニュー", "menu"];
/// A table with such a column tells of children: no name goes into a calendar.
const PEOPLE: [&str; 13] = [
    "名前",
    "なまえ",
    "氏名",
    "お子さま",
    "お子さん",
    "ともだち",
    "友だち",
    "友達",
    "当番",
    "生まれ",
    "うまれ",
    "誕生児",
    "name",
];
/// A heading with one of these stands above the children's own days.
const CHILDREN: [&str; 5] = ["生まれ", "うまれ", "誕生児", "ともだち", "当番"];
/// As deep as the page writes tables.
const DEEPEST: usize = 32;

/// The events of all tables, in the order of the text.
pub(super) fn events(letter: &Letter) -> Vec<Event> {
    let mut walk = Walk { letter, month: None, of_people: false, tables: 0, depth: 0, found: Vec::new() };
    walk.blocks(&letter.blocks);
    walk.found
}

struct Walk<'a> {
    letter: &'a Letter,
    /// the month that the last heading names
    month: Option<i8>,
    /// does the last heading speak of children
    of_people: bool,
    tables: usize,
    depth: usize,
    found: Vec<Event>,
}

impl Walk<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        if self.depth >= DEEPEST {
            return;
        }
        self.depth += 1;
        for block in blocks {
            match block {
                Block::Heading { inlines, .. } => {
                    let heading = plain::inlines(inlines);
                    self.month = month_named(&heading).or(self.month);
                    self.of_people = holds_any(&heading, &CHILDREN);
                }
                Block::Table { head, rows, .. } => self.table(head, rows),
                Block::Box { blocks, .. } | Block::Quote { blocks } => self.blocks(blocks),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Paragraph { .. } | Block::Photos { .. } | Block::Code { .. } | Block::Rule => {}
            }
        }
        self.depth -= 1;
    }

    fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let table = self.tables;
        self.tables += 1;
        let cells = |row: &[Vec<Inline>]| -> Vec<String> {
            row.iter().map(|cell| plain::line(&plain::inlines(cell), 2_000)).collect()
        };
        let head = cells(head);
        let fills_no_calendar = |title: &String| holds_any(title, &MEALS) || holds_any(title, &PEOPLE);
        if self.of_people || head.iter().any(fills_no_calendar) {
            return;
        }
        let rows: Vec<Vec<String>> = rows.iter().map(|row| cells(row)).collect();
        let when = When { letter: self.letter.date, year: self.letter.year, heading: self.month };
        let days = days(&head, &rows, when);
        let Some(column) = title_column(&head, &rows, &days.columns) else { return };
        for (number, (row, day)) in rows.iter().zip(&days.dates).enumerate() {
            if self.found.len() >= MOST {
                return;
            }
            let Some(day) = *day else { continue };
            let written = row.get(column).map_or("", String::as_str);
            let (title, in_title) = without_times(written);
            if title.chars().filter(|sign| sign.is_alphanumeric()).count() == 0 {
                continue;
            }
            let others = row.iter().enumerate().filter(|(other, _)| *other != column);
            let times = in_title
                .or_else(|| others.filter_map(|(_, cell)| Times::find(cell)).map(|(times, _)| times).next());
            let closed =
                is_closed(row) || says_closed(&title) || holiday(day).is_some_and(|name| title == name);
            self.found.push(Event {
                day,
                times: times.filter(|_| !closed),
                title: plain::line(&title, LONGEST),
                place: None,
                kind: if closed { EventKind::Closed } else { EventKind::Happening },
                uid: String::new(),
                cell: Some(CellAt { table, row: number, column }),
            });
        }
    }
}

fn holds_any(title: &str, names: &[&str]) -> bool {
    let title = title.to_lowercase();
    names.iter().any(|name| title.contains(name))
}

fn is_title(title: &str) -> bool {
    holds_any(title, &TITLES) || SHORT_TITLES.contains(&title.trim().to_lowercase().as_str())
}

/// The column that says what takes place: by its heading; where a cell names a time, else the one with the most words.
fn title_column(head: &[String], rows: &[Vec<String>], of_days: &[usize]) -> Option<usize> {
    if of_days.is_empty() {
        return None;
    }
    let free = || (0..head.len()).filter(|column| !of_days.contains(column));
    let length = |column: usize| -> usize {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).sum()
    };
    let has_times = || rows.iter().flatten().any(|cell| Times::find(cell).is_some());
    let longest = || free().max_by_key(|column| (length(*column), usize::MAX - column));
    free().find(|column| is_title(&head[*column])).or_else(|| longest().filter(|_| has_times()))
}

/// `作品展 9:00〜12:00` → 作品展, and the times. A title of times alone stays as it is.
fn without_times(text: &str) -> (String, Option<Times>) {
    let Some((times, range)) = Times::find(text) else { return (text.trim().to_owned(), None) };
    let (before, after) = (text[..range.start].trim_end(), text[range.end..].trim_start());
    let between = if after.starts_with(['(', '（', '、']) { "" } else { " " };
    let title = [before, after].join(between).replace("()", "").replace("（）", "");
    let title = title.trim().trim_end_matches(['、', ',', '，']).trim();
    (if title.is_empty() { text.trim() } else { title }.to_owned(), Some(times))
}

/// `山の日(休園)`
fn says_closed(title: &str) -> bool {
    ["(休園", "（休園", "(休校", "（休校"].iter().any(|word| title.contains(word))
}
