//! The words alone, without marks: for subjects, messages and descriptions.
//!
//! Walks with a list of its own instead of by recursion, so no nesting is too deep for it.

use crate::content::{Block, Inline};

/// Which of the two lines of ruby.
#[derive(Clone, Copy)]
enum Ruby {
    Above,
    Below,
}

enum Piece<'a> {
    Block(&'a Block),
    Inline(&'a Inline),
    NewLine,
}

/// The words of running text; of ruby, the characters below it.
pub(super) fn inlines(inlines: &[Inline]) -> String {
    walk(inlines.iter().rev().map(Piece::Inline).collect(), Ruby::Below)
}

/// The words of blocks, each on a line of its own; photos have none.
pub(super) fn blocks(blocks: &[Block]) -> String {
    walk(blocks.iter().rev().map(Piece::Block).collect(), Ruby::Below)
}

/// The words to be searched: as they are written, and where there is ruby once more as they are read.
pub(super) fn searched(blocks: &[Block]) -> String {
    let written = self::blocks(blocks);
    let read = walk(blocks.iter().rev().map(Piece::Block).collect(), Ruby::Above);
    if read == written { written } else { format!("{written}\n{read}") }
}

/// The first paragraph, be it in a box of opening words; empty if there is none.
pub(super) fn first_paragraph(all: &[Block]) -> String {
    all.iter()
        .map(|block| match block {
            Block::Paragraph { inlines } => self::inlines(inlines),
            Block::Box { blocks, .. } => match blocks.first() {
                Some(Block::Paragraph { inlines }) => self::inlines(inlines),
                _ => String::new(),
            },
            _ => String::new(),
        })
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

/// One line without control characters, at most `longest` characters: for subjects.
pub(super) fn line(text: &str, longest: usize) -> String {
    let spaced: String = text.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    shortened(&words.join(" "), longest)
}

/// At most `longest` characters, with an ellipsis where something is left out.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some(_) => text.chars().take(longest.saturating_sub(1)).chain(['…']).collect(),
    }
}

fn is_break(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn walk(mut open: Vec<Piece<'_>>, ruby: Ruby) -> String {
    let mut out = String::new();
    while let Some(piece) = open.pop() {
        match piece {
            Piece::NewLine => new_line(&mut out),
            Piece::Inline(inline) => match inline {
                Inline::Text { text } | Inline::Code { text } => out.push_str(text),
                Inline::Strong { inlines }
                | Inline::Emphasis { inlines }
                | Inline::Strike { inlines }
                | Inline::Link { inlines, .. } => open.extend(inlines.iter().rev().map(Piece::Inline)),
                Inline::Ruby { base, reading } => out.push_str(match ruby {
                    Ruby::Above => reading,
                    Ruby::Below => base,
                }),
                Inline::Photo { .. } => {}
                Inline::Break => out.push('\n'),
            },
            Piece::Block(block) => {
                open.push(Piece::NewLine);
                match block {
                    Block::Heading { inlines, .. } | Block::Paragraph { inlines } => {
                        open.extend(inlines.iter().rev().map(Piece::Inline));
                    }
                    Block::List { items, .. } => {
                        open.extend(items.iter().rev().flat_map(|item| item.iter().rev().map(Piece::Block)));
                    }
                    Block::Table { head, rows, .. } => {
                        for row in rows.iter().map(Vec::as_slice).rev().chain([head.as_slice()]) {
                            for cell in row.iter().rev() {
                                open.push(Piece::NewLine);
                                open.extend(cell.iter().rev().map(Piece::Inline));
                            }
                        }
                    }
                    Block::Box { title, blocks, .. } => {
                        open.extend(blocks.iter().rev().map(Piece::Block));
                        open.push(Piece::NewLine);
                        open.extend(title.iter().rev().map(Piece::Inline));
                    }
                    Block::Quote { blocks } => open.extend(blocks.iter().rev().map(Piece::Block)),
                    Block::Code { text } => out.push_str(text),
                    Block::Photos { .. } | Block::Rule => {}
                }
            }
        }
    }
    out.trim_end().to_owned()
}

fn new_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line_whatever_the_title_holds() {
        assert_eq!(
            line("遠足\r\nBcc: x@example.jp\u{2028}\u{0}お知らせ", 99),
            "遠足 Bcc: x@example.jp お知らせ"
        );
        assert_eq!(line("あいうえお", 3), "あい…");
    }

    #[test]
    fn a_nest_of_a_thousand_quotations_is_no_trouble() {
        let text = |text: &str| vec![Inline::Text { text: text.to_owned() }];
        let mut nest = vec![Block::Paragraph { inlines: text("底") }];
        for _ in 0..1_000 {
            nest = vec![Block::Quote { blocks: nest }];
        }
        assert_eq!(blocks(&nest), "底");
    }
}
