//! The lines between `---` and `---` at the top of a letter. All of it may be left out.

use std::ops::Range;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization as _;

use super::mended::Mended;
use super::one::tell;
use super::{MOST_REMINDERS, Reminder, SchoolYear, When, WhoReads, days};
use crate::language;
use crate::problem::{Problem, Source, nearest};
use crate::settings::yaml::{self, FaultKind, Node, Yaml};

/// What the lines say. A value that is wrong counts as not said.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    pub(super) title: Option<String>,
    pub(super) date: Option<Date>,
    /// the names, and where they stand in the file
    pub(super) to: Option<(Vec<String>, Range<usize>)>,
    pub(super) deadline: Option<(Date, Range<usize>)>,
    pub(super) when: Option<(When, Range<usize>)>,
    pub(super) place: Option<String>,
    pub(super) reminders: Option<Vec<Reminder>>,
    pub(super) important: bool,
    pub(super) who_reads: WhoReads,
    pub(super) from: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) theme: Option<String>,
    pub(super) number: Option<u16>,
    pub(super) pages: Option<(u8, Range<usize>)>,
    /// every key that stands there, by its English name, and where
    pub(super) keys: Vec<(&'static str, Range<usize>)>,
}

/// Each key and what it may also be called.
const KEYS: [(&str, &[&str]); 14] = [
    ("title", &["題", "題名", "タイトル"]),
    ("date", &["日付", "発行日"]),
    ("to", &["宛先", "あて先"]),
    ("deadline", &["締切", "しめきり", "締め切り"]),
    ("when", &["日時", "とき"]),
    ("where", &["場所", "ところ"]),
    ("reminders", &["再送", "リマインド", "リマインダー"]),
    ("important", &["重要"]),
    ("readers", &["読む人", "読む方"]),
    ("from", &["差出人"]),
    ("lang", &["言語"]),
    ("theme", &["テーマ"]),
    ("number", &["号", "号数"]),
    ("pages", &["ページ", "ページ数"]),
];

/// Reads the lines at the top of a letter, and says at which byte its text begins.
pub(super) fn front_matter(
    source: &Source<'_>,
    year: SchoolYear,
    problems: &mut Vec<Problem>,
) -> (FrontMatter, usize) {
    let text = source.text();
    let (lines, body) = match cut(text) {
        Cut::None => return (FrontMatter::default(), 0),
        Cut::Open => {
            problems.push(Problem::error("content-front-open", vec![]).at(source.place(0..3)));
            return (FrontMatter::default(), 0);
        }
        Cut::Lines { lines, body } => (lines, body),
    };
    let mended = mend(&text[lines.clone()], lines.start);
    let node = match yaml::parse(mended.text()) {
        Ok(node) => node,
        Err(fault) => {
            let id = match fault.kind {
                FaultKind::Syntax => "content-front-broken",
                FaultKind::Tab => "content-front-tab",
                FaultKind::Mark => "content-front-mark",
                FaultKind::TooMuch => "content-front-large",
            };
            let at = mended.original(fault.at..fault.at);
            problems.push(
                Problem::error(id, vec![])
                    .at(source.place(at.start.min(lines.end.saturating_sub(1))..at.end)),
            );
            return (FrontMatter::default(), body);
        }
    };
    let Yaml::Table(entries) = &node.value else {
        problems
            .push(Problem::error("content-front-broken", vec![]).at(source.place(lines.start..lines.start)));
        return (FrontMatter::default(), body);
    };
    let mut reader = Reader { source, mended: &mended, year, problems, front: FrontMatter::default() };
    for (key, node) in entries {
        reader.entry(key, node);
    }
    (reader.front, body)
}

enum Cut {
    None,
    /// opened, and never closed
    Open,
    Lines {
        lines: Range<usize>,
        body: usize,
    },
}

fn cut(text: &str) -> Cut {
    let is_rule = |line: &str| matches!(line.trim_end(), "---" | "－－－");
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_rule(line)) else { return Cut::None };
    let mut at = first.len();
    let mut keys = false;
    for line in lines {
        if is_rule(line) || line.trim_end() == "..." {
            return Cut::Lines { lines: first.len()..at, body: at + line.len() };
        }
        keys |= key_of(line).is_some_and(|(key, _)| known(key).is_some());
        at += line.len();
    }
    // A letter may begin with a line across the page.
    if keys { Cut::Open } else { Cut::None }
}

/// `題：遠足` → the key and how many bytes key, colon and blanks take.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let at = line.find([':', '：'])?;
    let key = line[..at].trim_end_matches([' ', '　']);
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let colon = line[at..].chars().next().map_or(1, char::len_utf8);
    let rest = &line[at + colon..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '　']).len();
    plain.then_some((key, at + colon + blanks))
}

/// Full-width colons and blanks, and a colon without a blank, as YAML wants them.
fn mend(lines: &str, start: usize) -> Mended {
    let mut mended = Mended::default();
    let mut at = start;
    for line in lines.split_inclusive('\n') {
        match key_of(line) {
            Some((key, length)) if !line[key.len()..length].starts_with(": ") => {
                mended.same(key, at);
                mended.instead(": ", at + key.len());
                mended.same(&line[length..], at + length);
            }
            _ if line.trim().is_empty() => mended.instead("\n", at),
            _ => mended.same(line, at),
        }
        at += line.len();
    }
    mended
}

/// The English name of a key.
fn known(key: &str) -> Option<&'static str> {
    let meant = |(name, others): &&(&str, &[&str])| *name == key || others.contains(&key);
    KEYS.iter().find(meant).map(|(name, _)| *name)
}

struct Reader<'a> {
    source: &'a Source<'a>,
    mended: &'a Mended,
    year: SchoolYear,
    problems: &'a mut Vec<Problem>,
    front: FrontMatter,
}

impl Reader<'_> {
    fn entry(&mut self, key: &yaml::Key, node: &Node) {
        let shown: String = key.text.chars().take(60).collect();
        let Some(name) = known(&key.text) else {
            let names = KEYS.iter().flat_map(|(name, others)| std::iter::once(name).chain(*others)).copied();
            let problem = match nearest(&key.text, names) {
                Some(near) => {
                    Problem::error("content-key-near", vec![("key", shown.into()), ("near", near.into())])
                }
                None => Problem::error("content-key-unknown", vec![("key", shown.into())]),
            };
            return self.problem(problem, &key.range);
        };
        if self.front.keys.iter().any(|(seen, _)| *seen == name) {
            return self
                .problem(Problem::error("content-key-twice", vec![("key", shown.into())]), &key.range);
        }
        self.front.keys.push((name, self.mended.original(key.range.clone())));
        if node.value == Yaml::Text(String::new()) {
            return;
        }
        if self.value(name, node).is_none() {
            let value = match &node.value {
                Yaml::Text(text) => text.chars().take(60).collect(),
                _ => "…".to_owned(),
            };
            let id = match name {
                "date" | "deadline" => "content-wants-day",
                "when" => "content-wants-when",
                "important" => "content-wants-yes",
                "readers" => "content-wants-readers",
                "to" => "content-wants-names",
                "reminders" => "content-wants-reminders",
                "lang" => "content-wants-lang",
                "theme" => "content-wants-theme",
                "number" => "content-wants-number",
                "pages" => "content-wants-pages",
                _ => "content-wants-line",
            };
            let problem = Problem::error(id, vec![("key", shown.into()), ("value", value.into())]);
            self.problem(problem, &node.range);
        }
    }

    /// Takes one value; `None` where it is not what it should be.
    fn value(&mut self, name: &str, node: &Node) -> Option<()> {
        let range = self.mended.original(node.range.clone());
        if name == "to" {
            self.front.to = Some((names(node)?, range));
            return Some(());
        }
        if name == "reminders" {
            self.front.reminders = Some(reminders(node)?);
            return Some(());
        }
        let Yaml::Text(text) = &node.value else { return None };
        let text = text.trim();
        let line =
            || (text.chars().count() <= 200 && !text.chars().any(char::is_control)).then(|| text.to_owned());
        let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        match name {
            "title" => self.front.title = Some(line()?),
            "from" => self.front.from = Some(line()?),
            "date" => self.front.date = Some(days::whole_day(text, self.year)?),
            "deadline" => self.front.deadline = Some((days::whole_day(text, self.year)?, range)),
            "when" => {
                let (day, rest) = days::day_and_rest(text, self.year)?;
                let times = if rest.is_empty() { None } else { Some(rest.parse().ok()?) };
                self.front.when = Some((When { day, times }, range));
            }
            "where" => self.front.place = Some(line()?),
            "important" => {
                self.front.important = match text.to_lowercase().as_str() {
                    "true" | "yes" | "on" | "はい" | "○" | "◯" => true,
                    "false" | "no" | "off" | "いいえ" | "×" => false,
                    _ => return None,
                }
            }
            "readers" => self.front.who_reads = WhoReads::parse(text)?,
            "lang" => self.front.lang = Some(language::tag_of(text)?),
            "number" => {
                self.front.number = Some(counted(text, "第", "号").filter(|n| (1..=9999).contains(n))?)
            }
            "pages" => {
                let pages = counted(text, "", "ページ").filter(|n| (1..=8).contains(n))?;
                self.front.pages = Some((u8::try_from(pages).ok()?, range));
            }
            _ => {
                self.front.theme =
                    (text.len() <= 60 && text.chars().all(plain)).then(|| Some(text.to_owned()))?
            }
        }
        Some(())
    }

    fn problem(&mut self, problem: Problem, range: &Range<usize>) {
        tell(self.problems, problem, || self.source.place(self.mended.original(range.clone())));
    }
}

/// `[2日前 18:00, 当日 7:00]`, also in one line with `、`; `なし`: none.
pub(crate) fn reminders(node: &Node) -> Option<Vec<Reminder>> {
    let written: Vec<&str> = match &node.value {
        Yaml::Text(text) if matches!(text.trim(), "なし" | "none" | "no" | "false") => Vec::new(),
        Yaml::Text(text) => text.split(['、', ',', '，', '・']).collect(),
        Yaml::List(items) => {
            let texts = items.iter().map(|item| match &item.value {
                Yaml::Text(text) => Some(text.as_str()),
                _ => None,
            });
            texts.collect::<Option<_>>()?
        }
        Yaml::Table(_) => return None,
    };
    let reminders: Option<Vec<Reminder>> = written.into_iter().map(Reminder::parse).collect();
    reminders.filter(|reminders| reminders.len() <= MOST_REMINDERS)
}

/// `5`, `５`, `第5号` → 5
fn counted(text: &str, before: &str, after: &str) -> Option<u16> {
    let text: String = text.nfkc().collect();
    let digits = text.strip_prefix(before).unwrap_or(&text);
    let digits = digits.strip_suffix(after).unwrap_or(digits).trim();
    digits.chars().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn names(node: &Node) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = match &node.value {
        Yaml::Text(text) => Some(vec![text.trim().to_owned()]),
        Yaml::List(items) => items
            .iter()
            .map(|item| match &item.value {
                Yaml::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
                _ => None,
            })
            .collect(),
        Yaml::Table(_) => None,
    };
    names.filter(|names| !names.is_empty() && names.len() <= 200)
}
