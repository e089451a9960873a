//! A letter without the photos that it may not show: no gap is left where they stood.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::{Block, Inline, Letter, PhotoUse, Translation};

/// Which of a letter's photos may be shown, by their numbers. Whoever decides that knows families; the letter and
/// what is made of it never do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedPhotos(Vec<bool>);

impl AllowedPhotos {
    /// One answer for each photo of the letter, in its order.
    pub fn new(answers: Vec<bool>) -> Self {
        AllowedPhotos(answers)
    }

    /// May this photo be shown? One that nobody was asked about may not.
    pub fn allows(&self, photo: usize) -> bool {
        self.0.get(photo).copied().unwrap_or(false)
    }

    /// What belongs to the photos that may be shown, of one for each photo.
    pub fn keep<T>(&self, of_each: impl IntoIterator<Item = T>) -> Vec<T> {
        let numbered = of_each.into_iter().enumerate();
        numbered.filter(|(number, _)| self.allows(*number)).map(|(_, one)| one).collect()
    }
}

impl Letter {
    /// The letter with only these photos, numbered anew. What held nothing but a photo goes with it.
    pub fn with_only(&self, allowed: &AllowedPhotos) -> Cow<'_, Letter> {
        if self.photos.is_empty() && self.translations.is_empty() {
            return Cow::Borrowed(self);
        }
        let keep = Keep::only(allowed, self.photos.len());
        // A file that may not be shown in one place may not be in any.
        let files = |shown| {
            let photos =
                self.photos.iter().enumerate().filter(move |(photo, _)| allowed.allows(*photo) == shown);
            photos.map(|(_, photo)| photo.file.as_path()).collect::<BTreeSet<&Path>>()
        };
        let (shown, hidden) = (files(true), files(false));
        let may_show = |photo: &PhotoUse| shown.contains(&*photo.file) && !hidden.contains(&*photo.file);
        Cow::Owned(Letter {
            blocks: keep.blocks(self.blocks.clone()),
            photos: allowed.keep(self.photos.iter().cloned()),
            translations: self.translations.iter().map(|one| one.with_only(&may_show)).collect(),
            ..self.clone()
        })
    }
}

impl Translation {
    /// The translation with only these photos.
    pub(super) fn with_only(&self, may_show: &dyn Fn(&PhotoUse) -> bool) -> Translation {
        let allowed = AllowedPhotos::new(self.photos.iter().map(may_show).collect());
        Translation {
            blocks: Keep::only(&allowed, self.photos.len()).blocks(self.blocks.clone()),
            photos: allowed.keep(self.photos.iter().cloned()),
            ..self.clone()
        }
    }
}

struct Keep {
    /// old number → new one
    numbers: Vec<Option<usize>>,
}

impl Keep {
    fn only(allowed: &AllowedPhotos, photos: usize) -> Self {
        let mut next = 0;
        let numbers = (0..photos).map(|photo| {
            let number = allowed.allows(photo).then_some(next);
            next += usize::from(number.is_some());
            number
        });
        Keep { numbers: numbers.collect() }
    }

    fn number(&self, photo: usize) -> Option<usize> {
        self.numbers.get(photo).copied().flatten()
    }

    fn blocks(&self, blocks: Vec<Block>) -> Vec<Block> {
        blocks.into_iter().filter_map(|block| self.block(block)).collect()
    }

    fn block(&self, block: Block) -> Option<Block> {
        Some(match block {
            Block::Heading { level, id, inlines } => {
                Block::Heading { level, id, inlines: self.something(inlines)? }
            }
            Block::Paragraph { inlines } => Block::Paragraph { inlines: self.something(inlines)? },
            Block::List { start, items } => {
                let items: Vec<Vec<Block>> =
                    items.into_iter().filter_map(|item| self.some_blocks(item)).collect();
                return (!items.is_empty()).then_some(Block::List { start, items });
            }
            Block::Table { align, head, rows } => {
                let row =
                    |cells: Vec<Vec<Inline>>| cells.into_iter().map(|cell| self.inlines(cell)).collect();
                Block::Table { align, head: row(head), rows: rows.into_iter().map(row).collect() }
            }
            Block::Box { kind, title, blocks } => {
                Block::Box { kind, title: self.inlines(title), blocks: self.some_blocks(blocks)? }
            }
            Block::Quote { blocks } => Block::Quote { blocks: self.some_blocks(blocks)? },
            Block::Photos { photos } => {
                let photos: Vec<usize> = photos.into_iter().filter_map(|photo| self.number(photo)).collect();
                return (!photos.is_empty()).then_some(Block::Photos { photos });
            }
            Block::Code { .. } | Block::Rule => block,
        })
    }

    /// The blocks, or `None` where photos were all there was.
    fn some_blocks(&self, blocks: Vec<Block>) -> Option<Vec<Block>> {
        let was_empty = blocks.is_empty();
        let blocks = self.blocks(blocks);
        (was_empty || !blocks.is_empty()).then_some(blocks)
    }

    /// The running text, or `None` where photos were all there was.
    fn something(&self, inlines: Vec<Inline>) -> Option<Vec<Inline>> {
        let mut inlines = self.inlines(inlines);
        while inlines.last().is_some_and(says_nothing) {
            inlines.pop();
        }
        let first = inlines.iter().position(|inline| !says_nothing(inline))?;
        inlines.drain(..first);
        Some(inlines)
    }

    fn inlines(&self, inlines: Vec<Inline>) -> Vec<Inline> {
        inlines
            .into_iter()
            .filter_map(|inline| {
                Some(match inline {
                    Inline::Photo { photo } => Inline::Photo { photo: self.number(photo)? },
                    Inline::Strong { inlines } => Inline::Strong { inlines: self.something(inlines)? },
                    Inline::Emphasis { inlines } => Inline::Emphasis { inlines: self.something(inlines)? },
                    Inline::Strike { inlines } => Inline::Strike { inlines: self.something(inlines)? },
                    Inline::Link { to, inlines } => Inline::Link { to, inlines: self.something(inlines)? },
                    other => other,
                })
            })
            .collect()
    }
}

fn says_nothing(inline: &Inline) -> bool {
    match inline {
        Inline::Break => true,
        Inline::Text { text } => text.trim().is_empty(),
        _ => false,
    }
}
