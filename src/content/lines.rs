//! Running text put in order: ruby found, ends trimmed, photos alone set apart.

use super::inline::split;
use super::{Block, Inline};

/// A paragraph, or photos side by side where nothing else stands in it; `None` where there is nothing.
pub(super) fn paragraph(inlines: Vec<Inline>) -> Option<Block> {
    let inlines = trimmed(inlines);
    let mut photos = Vec::new();
    for inline in &inlines {
        match inline {
            Inline::Photo { photo } => photos.push(*photo),
            Inline::Break => {}
            Inline::Text { text } if text.trim().is_empty() => {}
            _ => return Some(Block::Paragraph { inlines }),
        }
    }
    (!photos.is_empty()).then_some(Block::Photos { photos })
}

/// Ruby and addresses found, breaks at both ends taken off.
pub(super) fn trimmed(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut inlines = with_ruby(inlines, false);
    while inlines.last().is_some_and(is_empty) {
        inlines.pop();
    }
    let first = inlines.iter().position(|inline| !is_empty(inline)).unwrap_or(inlines.len());
    inlines.drain(..first);
    inlines
}

fn is_empty(inline: &Inline) -> bool {
    match inline {
        Inline::Break => true,
        Inline::Text { text } => text.trim_matches([' ', '\t', '\n']).is_empty(),
        _ => false,
    }
}

fn with_ruby(inlines: Vec<Inline>, in_link: bool) -> Vec<Inline> {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Text { text } => split(&text, in_link, &mut out),
            Inline::Strong { inlines } => out.push(Inline::Strong { inlines: with_ruby(inlines, in_link) }),
            Inline::Emphasis { inlines } => {
                out.push(Inline::Emphasis { inlines: with_ruby(inlines, in_link) })
            }
            Inline::Strike { inlines } => out.push(Inline::Strike { inlines: with_ruby(inlines, in_link) }),
            Inline::Link { to, inlines } => out.push(Inline::Link { to, inlines: with_ruby(inlines, true) }),
            other => out.push(other),
        }
    }
    out
}

/// A link in a link would be none in a browser.
pub(super) fn without_links(inlines: Vec<Inline>) -> Vec<Inline> {
    let flat = |inline| match inline {
        Inline::Link { inlines, .. } => inlines,
        other => vec![other],
    };
    inlines.into_iter().flat_map(flat).collect()
}

pub(super) fn words_in_lines(inlines: &[Inline]) -> String {
    let words = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Code { text } => text.clone(),
        Inline::Break => "\n".to_owned(),
        _ => String::new(),
    };
    inlines.iter().map(words).collect::<String>().trim_end_matches('\n').to_owned()
}

pub(super) fn as_lines(text: &str) -> Vec<Inline> {
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.push(Inline::Text { text: line.to_owned() });
        lines.push(Inline::Break);
    }
    lines
}
