//! The tree of blocks → HTML for the page.
//!
//! Written here and not by templates: one place escapes everything, and a theme decides the looks by its
//! style sheet and the frame around the text.

mod block;
mod escape;
mod inline;
mod photo;
mod table;

pub(super) use escape::escaped;

use serde::Serialize;

use crate::content::Letter;
use crate::photos::Album;
use crate::render::events::Event;
use crate::render::keep::Inside;
use crate::render::theme::PhotoSizes;
use crate::words::Words;

/// Deeper than any letter a person writes; below it only the words are kept.
const DEEPEST: usize = 32;

/// Writes one letter's blocks.
pub(super) struct Writer<'a> {
    letter: &'a Letter,
    album: &'a Album,
    events: &'a [Event],
    words: &'a Words,
    sizes: &'a PhotoSizes,
    /// from the page to the root of the site
    root: &'a str,
    /// the photos of a letter to keep
    inside: Option<&'a Inside>,
    out: String,
    /// level of the last heading; the title is 1
    level: u8,
    depth: usize,
    boxes: usize,
    tables: usize,
    photos: usize,
    contents: Vec<Entry>,
}

/// A line of the table of contents: a heading of the letter's first level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    /// the heading's id on the page
    anchor: String,
    words: String,
}

/// A letter with fewer parts is read without a table of contents.
const LONG: usize = 4;

/// The letter's text for its page.
pub(super) struct Body {
    pub(super) html: String,
    /// empty for a short letter
    pub(super) contents: Vec<Entry>,
    /// whether there is a photo that opens large
    pub(super) has_photos: bool,
}

/// The letter's text as HTML.
pub(super) fn body(
    letter: &Letter,
    album: &Album,
    events: &[Event],
    words: &Words,
    sizes: &PhotoSizes,
    root: &str,
    inside: Option<&Inside>,
) -> Body {
    let mut writer = Writer {
        letter,
        album,
        events,
        words,
        sizes,
        root,
        inside,
        out: String::with_capacity(letter.text.len() * 3),
        level: 1,
        depth: 0,
        boxes: 0,
        tables: 0,
        photos: 0,
        contents: Vec::new(),
    };
    writer.blocks(&letter.blocks);
    let contents = if writer.contents.len() < LONG { Vec::new() } else { writer.contents };
    Body { has_photos: writer.out.contains("<a class=\"photo-frame"), html: writer.out, contents }
}

impl Writer<'_> {
    fn put(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape::escape(text, &mut self.out);
    }

    /// ` name="value"`
    fn attribute(&mut self, name: &str, value: &str) {
        self.put(" ");
        self.put(name);
        self.put("=\"");
        self.text(value);
        self.put("\"");
    }
}
