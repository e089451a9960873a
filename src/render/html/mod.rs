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

use crate::content::Letter;
use crate::photos::Album;
use crate::render::theme::PhotoSizes;
use crate::words::Words;

/// Deeper than any letter a person writes; below it only the words are kept.
const DEEPEST: usize = 32;

/// Writes one letter's blocks.
pub(super) struct Writer<'a> {
    letter: &'a Letter,
    album: &'a Album,
    words: &'a Words,
    sizes: &'a PhotoSizes,
    out: String,
    /// level of the last heading; the title is 1
    level: u8,
    depth: usize,
    boxes: usize,
    tables: usize,
    photos: usize,
}

/// The letter's text as HTML.
pub(super) fn body(letter: &Letter, album: &Album, words: &Words, sizes: &PhotoSizes) -> String {
    let out = String::with_capacity(letter.text.len() * 3);
    let mut writer =
        Writer { letter, album, words, sizes, out, level: 1, depth: 0, boxes: 0, tables: 0, photos: 0 };
    writer.blocks(&letter.blocks);
    writer.out
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
