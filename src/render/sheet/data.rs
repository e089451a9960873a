//! What a theme's `sheet.typ` finds in `/letter.json`.
//!
//! Blocks and pieces of text have the shape and the names of [`crate::content::Block`] and
//! [`crate::content::Inline`], with these differences, so that a theme needs no logic of its own:
//!
//! - headings count from 1 and skip no level; an `id` is empty unless it stands in the letter once,
//!   and links to other ids are plain text;
//! - paragraphs have `indent`: does the first line move in, as Japanese books do;
//! - tables have `days` (`""`, `saturday`, `sunday`, `holiday`, `closed`; one for each row), `day-columns`
//!   (columns with dates) and `widths` (the widest cell of each column, in full-width characters).

use serde::Serialize;
use serde_json::Value;
use typst::text::Font;

use super::Kind;
use super::fit::Fit;
use super::qr::Qr;
use super::text::{Text, width};
use super::tree::{Tree, plain};
use crate::content::Audience;
use crate::language::html_tag;
use crate::render::calendar;
use crate::render::edition::Subject;
use crate::words::Words;

/// The whole letter for the theme.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Data {
    /// BCP 47 tag of the letter's text
    lang: String,
    /// how the program wishes it laid out
    pub(super) fit: Fit,
    /// `A4`, or the paper of the print copy or the poster: `B4`, `A3`
    paper: &'static str,
    /// was something left out that only the page has
    pub(super) more: bool,
    /// families beside the built-in ones, for characters that those lack
    faces: Vec<String>,
    /// does it hold any ruby
    ruby: bool,
    /// the document's title, whole
    title: String,
    /// the title as it stands in the masthead: bounded
    masthead: String,
    /// whom it is for, and the series: `全園・きゅうしょく`
    audience: String,
    /// `訂正 第1版`, or empty
    correction: String,
    /// `第5号`, or empty
    number: String,
    /// `令和8年5月1日(金)`
    date: String,
    /// the same day in numbers
    day: DayNumbers,
    /// the lines below the date: the school and its director, or on whose behalf it is sent and the school
    sender: Vec<String>,
    /// the characters of the school's stamp, or empty
    stamp: String,
    draft: bool,
    important: bool,
    /// `5月29日(金)までにお願いします`, or empty
    deadline: String,
    school: SchoolData,
    words: WordsData,
    /// the way to the page, or `null` where there is none
    qr: Option<Qr>,
    photos: Vec<PhotoData>,
    pub(super) blocks: Vec<Value>,
}

#[derive(Debug, Clone, Serialize)]
struct DayNumbers {
    year: i16,
    month: i8,
    day: i8,
}

#[derive(Debug, Clone, Serialize)]
struct SchoolData {
    name: String,
    phone: String,
}

#[derive(Debug, Clone, Serialize)]
struct WordsData {
    draft: String,
    gap: String,
    important: String,
    notes: String,
    holiday: String,
    closed: String,
    more: String,
    boxes: BoxWords,
}

#[derive(Debug, Clone, Serialize)]
struct BoxWords {
    notice: String,
    bring: String,
    health: String,
    lunch: String,
    lead: String,
    info: String,
}

/// One photo of the letter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PhotoData {
    /// where the theme finds it, or `null` where it is missing
    pub(super) src: Option<String>,
    pub(super) alt: String,
    pub(super) caption: String,
    pub(super) width: u32,
    pub(super) height: u32,
    /// the side that stays in sight where it is cut: `top`, `bottom`, `left`, `right`, `centre`
    pub(super) focus: &'static str,
}

/// A letter ready for its theme.
pub(super) struct Prepared {
    pub(super) data: Data,
    /// about how many characters of room the letter takes
    pub(super) weight: usize,
    /// the longest line of the paragraphs whose lines the teacher broke, in full-width characters
    pub(super) line: f64,
}

impl Data {
    /// The families that stand in where the built-in ones lack a character.
    pub(super) fn set_faces(&mut self, faces: &[Font]) {
        let mut families: Vec<String> = faces.iter().map(|face| face.info().family.to_string()).collect();
        families.dedup();
        self.faces = families;
    }
}

/// Puts a letter into the theme's shape. `photos` has one for each photo of the letter; `text` learns which
/// characters are lacking.
pub(super) fn prepare(
    subject: &Subject<'_>,
    words: &Words,
    photos: Vec<PhotoData>,
    kind: Kind,
    text: &mut Text,
) -> Prepared {
    let (school, letter) = (subject.school, subject.letter);
    let say = |id: &str| words.say(id, &[]);
    let poster = kind == Kind::Poster;
    let mut tree = Tree::new(letter, photos.len(), text);
    let blocks = tree.blocks(&letter.blocks);
    let (ruby, weight, line) = (tree.ruby, tree.room, tree.line);
    let deadline = letter.deadline.map(|day| calendar::written_short_in(day, words));
    let mut clean = |words: &str| text.clean(words.trim());
    let title = clean(&letter.title);
    let from = letter.from.as_deref().map(&mut clean).filter(|from| !from.is_empty());
    let (name, director) = (clean(&school.name), clean(&school.director));
    let stamp = if from.is_none() { stamp(&name) } else { String::new() };
    let sender = match from {
        Some(from) => vec![from, name.clone()],
        None => vec![name.clone(), director],
    };
    let audience = match &letter.audience {
        Audience::Everyone => say("sheet-everyone"),
        named @ Audience::Named(_) => named.label(),
    };
    let series = letter.series.join("・");
    let audience = if series.is_empty() { audience } else { format!("{audience}・{series}") };
    let correction = match subject.correction {
        0 => String::new(),
        number => words.say("sheet-correction", &[("number", number.into())]),
    };
    let data = Data {
        lang: tag(html_tag(&letter.lang)).unwrap_or(words.lang().tag()).to_owned(),
        fit: Fit { scale: 1.0, columns: 2 },
        paper: kind.paper(),
        more: false,
        faces: vec![],
        ruby,
        masthead: shortened(&title, 60.0),
        title: if title.is_empty() { name.clone() } else { title },
        audience: shortened(&clean(&audience), 22.0),
        correction,
        number: letter
            .number
            .map(|number| words.say("sheet-number", &[("number", i64::from(number).into())]))
            .unwrap_or_default(),
        date: calendar::written_narrow_in(letter.date, words),
        day: DayNumbers { year: letter.date.year(), month: letter.date.month(), day: letter.date.day() },
        sender: sender
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(|line| shortened(&line, 40.0))
            .collect(),
        stamp,
        draft: subject.draft,
        important: letter.important,
        deadline: deadline
            .map(|date| words.say("sheet-deadline", &[("date", date.into())]))
            .unwrap_or_default(),
        school: SchoolData { name: shortened(&name, 40.0), phone: shortened(&clean(&school.phone), 30.0) },
        words: WordsData {
            draft: say("sheet-draft"),
            gap: say("sheet-gap"),
            important: say(if poster { "sheet-important-poster" } else { "sheet-important" }),
            notes: say("sheet-notes"),
            holiday: say("sheet-holiday"),
            closed: say("sheet-closed"),
            more: say("sheet-more"),
            boxes: BoxWords {
                notice: say("sheet-box-notice"),
                bring: say("sheet-box-bring"),
                health: say("sheet-box-health"),
                lunch: say("sheet-box-lunch"),
                lead: say("sheet-box-lead"),
                info: say("sheet-box-info"),
            },
        },
        qr: Qr::to_page(subject, words),
        photos: photos
            .into_iter()
            .map(|photo| PhotoData { alt: clean(&photo.alt), caption: clean(&photo.caption), ..photo })
            .collect(),
        blocks,
    };
    Prepared { data, weight, line }
}

/// A language tag as Typst takes it: two or three letters, then perhaps more parts.
fn tag(tag: &str) -> Option<&str> {
    let mut parts = tag.split('-');
    let first = parts.next()?;
    let plain = parts.all(|part| part.chars().all(|sign| sign.is_ascii_alphanumeric()));
    let known = (2..=3).contains(&first.len()) && first.chars().all(|sign| sign.is_ascii_lowercase());
    (plain && known).then_some(tag)
}

/// The school's name for a round stamp: its last word, if that is Japanese and short enough to be cut.
fn stamp(name: &str) -> String {
    let last = name.split_whitespace().next_back().unwrap_or_default();
    let japanese = last
        .chars()
        .all(|sign| matches!(sign, '々' | 'ー' | '\u{3041}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}'));
    if japanese && (2..=12).contains(&last.chars().count()) { last.to_owned() } else { String::new() }
}

/// The text up to a width in full-width characters, with … where it was cut.
fn shortened(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    for sign in text.chars() {
        if width(&out) + 2.0 > most {
            break;
        }
        out.push(sign);
    }
    out.push('…');
    out
}

/// How much of the letter's text the widths of its tables count, in plain words.
pub(super) fn cell_text(cell: &[crate::content::Inline]) -> String {
    let mut text = String::new();
    plain(cell, &mut text);
    text
}
