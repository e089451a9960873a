//! What is too much for a sheet: more would be a mistake, and slow to set.

use std::collections::HashSet;

use super::world::MOST_PHOTOS;
use crate::content::{Block, Inline, Letter};

/// At most this many characters of text: about fifteen pages.
pub(super) const MOST_CHARACTERS: usize = 30_000;
/// At most this many blocks and pieces of text.
const MOST_PARTS: usize = 12_000;
/// At most this many boxes, lists and quotations inside each other.
const DEEPEST: usize = 12;

/// Is the letter small enough to be set in seconds?
pub(super) fn is_bounded(letter: &Letter) -> bool {
    let mut size = Size { characters: 0, parts: 0, shown: HashSet::new(), repeated: 0 };
    letter.photos.len() <= MOST_PHOTOS && size.blocks(&letter.blocks, 0)
}

struct Size {
    characters: usize,
    parts: usize,
    shown: HashSet<usize>,
    repeated: usize,
}

impl Size {
    fn blocks(&mut self, blocks: &[Block], depth: usize) -> bool {
        depth <= DEEPEST && blocks.iter().all(|block| self.block(block, depth))
    }

    fn block(&mut self, block: &Block, depth: usize) -> bool {
        self.parts += 1;
        self.holds()
            && match block {
                Block::Heading { inlines, .. } | Block::Paragraph { inlines } => self.inlines(inlines, depth),
                Block::List { items, .. } => items.iter().all(|item| self.blocks(item, depth + 1)),
                Block::Table { head, rows, .. } => {
                    head.len() <= 40
                        && std::iter::once(head).chain(rows).flatten().all(|cell| self.inlines(cell, depth))
                }
                Block::Box { title, blocks, .. } => {
                    self.inlines(title, depth) && self.blocks(blocks, depth + 1)
                }
                Block::Quote { blocks } => self.blocks(blocks, depth + 1),
                Block::Photos { photos } => photos.iter().all(|photo| self.photo(*photo)),
                Block::Code { text } => self.text(text),
                Block::Rule => true,
            }
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) -> bool {
        self.parts += 1;
        depth <= 2 * DEEPEST
            && inlines.iter().all(|inline| match inline {
                Inline::Text { text } | Inline::Code { text } => self.text(text),
                Inline::Strong { inlines }
                | Inline::Emphasis { inlines }
                | Inline::Strike { inlines }
                | Inline::Link { inlines, .. } => self.inlines(inlines, depth + 1),
                Inline::Ruby { base, reading } => self.text(base) && self.text(reading),
                Inline::Photo { photo } => self.photo(*photo),
                Inline::Break => self.text(""),
            })
    }

    fn photo(&mut self, photo: usize) -> bool {
        self.repeated += usize::from(!self.shown.insert(photo));
        self.parts += 1;
        self.repeated <= MOST_PHOTOS && self.holds()
    }

    fn text(&mut self, text: &str) -> bool {
        self.parts += 1;
        self.characters += text.chars().count();
        self.holds()
    }

    fn holds(&self) -> bool {
        self.characters <= MOST_CHARACTERS && self.parts <= MOST_PARTS
    }
}
