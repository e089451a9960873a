//! The letter's blocks as the JSON that a theme walks.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::data::cell_text;
use super::text::{Text, breakable, width};
use crate::content::{Align, Block, BoxKind, Inline, Letter};
use crate::render::days::{When, days, month_named};

/// The widest piece of ruby, in full-width characters: it cannot be broken over two lines.
const LONGEST_RUBY: f64 = 14.0;

/// Walks the blocks of one letter.
pub(super) struct Tree<'a> {
    letter: &'a Letter,
    photos: usize,
    text: &'a mut Text,
    ids: HashMap<&'a str, usize>,
    /// the levels of the headings that are open, as the letter counts them
    open: Vec<u8>,
    /// the month that the last heading names
    month: Option<i8>,
    /// inside a box, a list or a quotation, paragraphs do not move in
    flush: bool,
    /// was there any ruby
    pub(super) ruby: bool,
    /// about how many characters of room all this takes on paper
    pub(super) room: usize,
    /// the longest line of the paragraphs whose lines the teacher broke
    pub(super) line: f64,
}

impl<'a> Tree<'a> {
    /// A walk through `letter`, which has this many photos.
    pub(super) fn new(letter: &'a Letter, photos: usize, text: &'a mut Text) -> Self {
        let mut ids = HashMap::new();
        count_ids(&letter.blocks, &mut ids);
        let flush = !letter.lang.starts_with("ja");
        Tree {
            letter,
            photos,
            text,
            ids,
            open: Vec::new(),
            month: None,
            flush,
            ruby: false,
            room: 0,
            line: 0.0,
        }
    }

    /// These blocks; empty headings and tables are left out.
    pub(super) fn blocks(&mut self, blocks: &[Block]) -> Vec<Value> {
        blocks.iter().filter_map(|block| self.block(block)).collect()
    }

    fn block(&mut self, block: &Block) -> Option<Value> {
        Some(match block {
            Block::Heading { level, id, inlines } => return self.heading(*level, id, inlines),
            Block::Paragraph { inlines } => {
                let indent = !self.flush && begins_with_a_word(inlines) && !inlines.contains(&Inline::Break);
                self.room += 14 + 16 * inlines.iter().filter(|inline| **inline == Inline::Break).count();
                self.line = self.line.max(longest_line(inlines));
                json!({"t": "paragraph", "indent": indent, "inlines": self.inlines(trimmed(inlines))})
            }
            Block::List { start, items } => {
                self.room += 16 * items.len();
                let items: Vec<_> = items.iter().map(|item| self.flush(|tree| tree.blocks(item))).collect();
                json!({"t": "list", "start": start.map(|start| start.min(999_999)), "items": items})
            }
            Block::Table { align, head, rows } => return self.table(align, head, rows),
            Block::Box { kind, title, blocks } => {
                self.room += 60;
                let title = self.inlines(title);
                let blocks = match kind {
                    BoxKind::Lead => self.blocks(blocks),
                    _ => self.flush(|tree| tree.blocks(blocks)),
                };
                json!({"t": "box", "kind": kind, "title": title, "blocks": blocks})
            }
            Block::Quote { blocks } => {
                let blocks = self.flush(|tree| tree.blocks(blocks));
                json!({"t": "quote", "blocks": blocks})
            }
            Block::Photos { photos } => {
                let photos: Vec<usize> =
                    photos.iter().copied().filter(|photo| *photo < self.photos).collect();
                if photos.is_empty() {
                    return None;
                }
                self.room += 140 * photos.len().div_ceil(2) + 40;
                json!({"t": "photos", "photos": photos})
            }
            Block::Code { text } => {
                let lines: Vec<_> = text.lines().map(|line| breakable(&self.text.clean(line))).collect();
                self.room += 24 * lines.len();
                json!({"t": "code", "text": lines.join("\n")})
            }
            Block::Rule => json!({"t": "rule"}),
        })
    }

    fn flush<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.flush, true);
        let value = walk(self);
        self.flush = before;
        value
    }

    fn heading(&mut self, level: u8, id: &str, inlines: &[Inline]) -> Option<Value> {
        let words = cell_text(inlines);
        if words.trim().is_empty() {
            return None;
        }
        self.month = month_named(&words).or(self.month);
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        self.room += 55;
        let id = if self.is_known(id) { id } else { "" };
        Some(json!({"t": "heading", "level": self.open.len(), "id": id, "inlines": self.inlines(inlines)}))
    }

    fn is_known(&self, id: &str) -> bool {
        !id.is_empty() && self.ids.get(id) == Some(&1)
    }

    fn table(&mut self, align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> Option<Value> {
        if align.is_empty() || head.len() != align.len() {
            return None;
        }
        let rows: Vec<_> = rows.iter().filter(|row| row.len() == align.len()).collect();
        let titles: Vec<String> = head.iter().map(|cell| cell_text(cell)).collect();
        let cells: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| cell_text(cell)).collect()).collect();
        let when = When { letter: self.letter.date, year: self.letter.year, heading: self.month };
        let days = days(&titles, &cells, when);
        let widths: Vec<f64> = (0..align.len())
            .map(|column| {
                let texts = std::iter::once(&titles[column]).chain(cells.iter().map(|row| &row[column]));
                texts.map(|text| (width(text) * 10.0).round() / 10.0).fold(0.5, f64::max)
            })
            .collect();
        self.room += 22 * (rows.len() + 1) + 30;
        let head: Vec<_> = head.iter().map(|cell| self.inlines(cell)).collect();
        let rows: Vec<Vec<_>> =
            rows.iter().map(|row| row.iter().map(|cell| self.inlines(cell)).collect()).collect();
        Some(json!({
            "t": "table", "align": align, "head": head, "rows": rows,
            "days": days.rows, "day-columns": days.columns, "widths": widths,
        }))
    }

    fn inlines(&mut self, inlines: &[Inline]) -> Vec<Value> {
        inlines.iter().filter_map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, inline: &Inline) -> Option<Value> {
        Some(match inline {
            Inline::Text { text } => json!({"t": "text", "text": self.words(text)}),
            Inline::Code { text } => json!({"t": "code", "text": self.words(text)}),
            Inline::Strong { inlines } => json!({"t": "strong", "inlines": self.inlines(inlines)}),
            Inline::Emphasis { inlines } => json!({"t": "emphasis", "inlines": self.inlines(inlines)}),
            Inline::Strike { inlines } => json!({"t": "strike", "inlines": self.inlines(inlines)}),
            Inline::Link { to, inlines } => {
                let leads = to.strip_prefix('#').is_none_or(|id| self.is_known(id));
                let to = if leads && !cell_text(inlines).trim().is_empty() { to.as_str() } else { "" };
                json!({"t": "link", "to": to, "inlines": self.inlines(inlines)})
            }
            // A reading that no line could hold stands behind its word.
            Inline::Ruby { base, reading } if width(base).max(width(reading) / 2.0) > LONGEST_RUBY => {
                json!({"t": "text", "text": self.words(&format!("{base}({reading})"))})
            }
            Inline::Ruby { base, reading } => {
                self.ruby = true;
                json!({"t": "ruby", "base": self.words(base), "reading": self.text.clean(reading)})
            }
            Inline::Photo { photo } if *photo < self.photos => {
                self.room += 30;
                json!({"t": "photo", "photo": photo})
            }
            Inline::Photo { .. } => return None,
            Inline::Break => json!({"t": "break"}),
        })
    }

    fn words(&mut self, text: &str) -> String {
        let clean = breakable(&self.text.clean(text));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a width is small and positive"
        )]
        let wide = width(&clean) as usize;
        self.room += wide;
        clean
    }
}

/// The text of inlines without their form.
pub(super) fn plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => out.push_str(text),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strike { inlines }
            | Inline::Link { inlines, .. } => plain(inlines, out),
            Inline::Ruby { base, .. } => out.push_str(base),
            Inline::Photo { .. } => {}
            Inline::Break => out.push(' '),
        }
    }
}

fn count_ids<'a>(blocks: &'a [Block], ids: &mut HashMap<&'a str, usize>) {
    for block in blocks {
        match block {
            Block::Heading { id, inlines, .. } if !cell_text(inlines).trim().is_empty() => {
                *ids.entry(id).or_default() += 1;
            }
            Block::List { items, .. } => items.iter().for_each(|item| count_ids(item, ids)),
            Block::Box { blocks, .. } | Block::Quote { blocks } => count_ids(blocks, ids),
            _ => {}
        }
    }
}

/// Without the spaces that teachers type to move the first line in, and without line breaks at either end.
fn trimmed(inlines: &[Inline]) -> &[Inline] {
    let is_empty = |inline: &Inline| match inline {
        Inline::Break => true,
        Inline::Text { text } => text.trim().is_empty(),
        _ => false,
    };
    let start = inlines.iter().position(|inline| !is_empty(inline)).unwrap_or(inlines.len());
    let end = inlines.iter().rposition(|inline| !is_empty(inline)).map_or(start, |last| last + 1);
    &inlines[start..end]
}

/// In full-width characters; 0 where no line is broken.
fn longest_line(inlines: &[Inline]) -> f64 {
    let lines = inlines.split(|inline| *inline == Inline::Break);
    let longest = lines.map(|line| width(&cell_text(line))).fold(0.0, f64::max);
    if inlines.contains(&Inline::Break) { longest } else { 0.0 }
}

fn begins_with_a_word(inlines: &[Inline]) -> bool {
    let text = cell_text(trimmed(inlines));
    text.trim_start().chars().next().is_some_and(char::is_alphanumeric)
}
