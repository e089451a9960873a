//! The tree of blocks that page, sheet and message are all made from, so that they cannot drift apart.
//!
//! Serialised with a tag `t` for the themes: `{"t": "heading", "level": 2, "id": "…", "inlines": […]}`.

use serde::{Deserialize, Serialize};

/// One block of a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant's line names its fields")]
pub enum Block {
    /// A heading; level 2 to 6 (level 1 is the letter's title, and only that).
    Heading { level: u8, id: String, inlines: Vec<Inline> },
    /// A paragraph.
    Paragraph { inlines: Vec<Inline> },
    /// A list; `start` is the first number of a numbered one, `None` for bullets.
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    /// A table with one row of headings; every row has as many cells as `align`.
    Table { align: Vec<Align>, head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
    /// `:::もちもの 題` … `:::`
    Box { kind: BoxKind, title: Vec<Inline>, blocks: Vec<Block> },
    /// A quotation.
    Quote { blocks: Vec<Block> },
    /// Photos side by side: a paragraph of nothing but photos, or the gallery at the end.
    /// Numbers into [`super::Letter::photos`] and the album's shots.
    Photos { photos: Vec<usize> },
    /// Text to be shown as it was typed.
    Code { text: String },
    /// `---`: a new section.
    Rule,
}

/// One piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant's line names its fields")]
pub enum Inline {
    /// Plain text, raw HTML included.
    Text { text: String },
    /// Strong emphasis.
    Strong { inlines: Vec<Inline> },
    /// Emphasis.
    Emphasis { inlines: Vec<Inline> },
    /// Struck out.
    Strike { inlines: Vec<Inline> },
    /// Typed text.
    Code { text: String },
    /// A link; `to` is `https:`, `http:`, `mailto:`, `tel:` or `#heading-id`, nothing else.
    Link { to: String, inlines: Vec<Inline> },
    /// `{漢字|かんじ}`
    Ruby { base: String, reading: String },
    /// A photo in the middle of a sentence: number into the letter's photos.
    Photo { photo: usize },
    /// A new line. One line break in the file is one here.
    Break,
}

/// What a box is for; decides its colour and badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BoxKind {
    /// お知らせ, お願い: please note
    Notice,
    /// もちもの: what to bring
    Bring,
    /// ほけん: health
    Health,
    /// きゅうしょく: lunch
    Lunch,
    /// lead, はじめに: the opening words
    Lead,
    /// anything else
    Info,
}

/// How a table's column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// as the language reads
    Start,
    /// in the middle
    Center,
    /// at the end (numbers)
    End,
}
