//! Headings of a letter: its title, their levels and addresses, and the links that lead to them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::inline::words_of;
use super::one::tell;
use super::{Block, Inline};
use crate::problem::{Problem, Source, nearest};

/// The title a text gives itself: its first heading of level 1, else the heading it begins with.
pub(super) fn title(blocks: &[Block]) -> Option<String> {
    let words = |block: &Block, top: u8| match block {
        Block::Heading { level, inlines, .. } if *level <= top => Some(words_of(inlines).trim().to_owned()),
        _ => None,
    };
    let first = blocks.iter().find_map(|block| words(block, 1));
    first.or_else(|| words(blocks.first()?, 6)).filter(|title| !title.is_empty())
}

/// Takes the heading off that says no more than the title above it, and gives the others their levels (no
/// step is left out, for those who hear the page) and addresses.
pub(super) fn number(blocks: &mut Vec<Block>, title: &str) -> BTreeMap<String, String> {
    let first = blocks.iter().position(|block| matches!(block, Block::Heading { .. }));
    if first == Some(0)
        && let Some(Block::Heading { inlines, .. }) = blocks.first()
        && words_of(inlines).trim() == title
    {
        blocks.remove(0);
    }
    let mut numbering = Numbering { level: 1, ids: BTreeMap::new(), taken: BTreeMap::new() };
    numbering.walk(blocks);
    numbering.ids
}

struct Numbering {
    /// of the heading before
    level: u8,
    /// words → address
    ids: BTreeMap<String, String>,
    /// address → how often
    taken: BTreeMap<String, usize>,
}

impl Numbering {
    fn walk(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { level, id, inlines } => {
                    *level = (*level).clamp(2, 6).min(self.level + 1);
                    self.level = *level;
                    let words = plain(&words_of(inlines));
                    *id = self.address(&words);
                    self.ids.entry(words).or_insert_with(|| id.clone());
                    self.ids.insert(id.clone(), id.clone());
                }
                Block::List { items, .. } => items.iter_mut().for_each(|blocks| self.walk(blocks)),
                Block::Box { blocks, .. } | Block::Quote { blocks } => self.walk(blocks),
                _ => {}
            }
        }
    }

    /// `h-もちもの`, `h-もちもの-2`: the first letters keep it apart from every address of the page itself.
    fn address(&mut self, words: &str) -> String {
        let words: String = words.chars().take(40).collect();
        let base = if words.is_empty() { "h".to_owned() } else { format!("h-{words}") };
        let count = self.taken.entry(base.clone()).or_insert(0);
        *count += 1;
        // 「あ 2」 may be a heading of its own: then the next number is taken.
        let mut number = *count;
        let mut id = if number == 1 { base.clone() } else { format!("{base}-{number}") };
        while number > 1 && self.ids.contains_key(&id) {
            number += 1;
            id = format!("{base}-{number}");
        }
        if number > 1 {
            self.taken.insert(base, number);
            self.taken.entry(id.clone()).or_insert(1);
        }
        id
    }
}

/// Letters and digits as they are, everything else a hyphen.
fn plain(words: &str) -> String {
    let words = super::file_name::composed(words.trim()).to_lowercase();
    let mut plain = String::with_capacity(words.len());
    for character in words.chars() {
        match character {
            c if c.is_alphanumeric() || c == '-' || c == 'ー' => plain.push(c),
            _ if !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    plain.trim_matches('-').to_owned()
}

/// Leads every `#…` to its heading; one that leads nowhere becomes plain words and a problem.
pub(super) fn resolve(
    blocks: &mut [Block],
    ids: &BTreeMap<String, String>,
    links: &[(String, Range<usize>)],
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) {
    let targets: Vec<Option<String>> = links.iter().map(|(written, _)| target(written, ids)).collect();
    each(blocks, &mut |inlines| lead(inlines, &targets));
    let broken = links.iter().zip(&targets).filter(|(_, target)| target.is_none());
    // Looking for what was meant takes long: nobody needs it a thousand times.
    for ((written, range), _) in broken.take(300) {
        let to: String = written.chars().take(100).collect();
        let problem = match nearest(&plain(&to), ids.keys().take(500).map(String::as_str)) {
            Some(near) => Problem::error("content-link-near", vec![("to", to.into()), ("near", near.into())]),
            None => Problem::error("content-link-nowhere", vec![("to", to.into())]),
        };
        tell(problems, problem, || source.place(range.clone()));
    }
}

fn target(written: &str, ids: &BTreeMap<String, String>) -> Option<String> {
    let decoded = crate::settings::decoded(written).unwrap_or_else(|| written.to_owned());
    ids.get(&plain(&decoded)).cloned()
}

fn each(blocks: &mut [Block], act: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match block {
            Block::Heading { inlines, .. } | Block::Paragraph { inlines } => act(inlines),
            Block::List { items, .. } => items.iter_mut().for_each(|blocks| each(blocks, act)),
            Block::Table { head, rows, .. } => {
                head.iter_mut().for_each(&mut *act);
                rows.iter_mut().flatten().for_each(&mut *act);
            }
            Block::Box { title, blocks, .. } => {
                act(title);
                each(blocks, act);
            }
            Block::Quote { blocks } => each(blocks, act),
            Block::Photos { .. } | Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn lead(inlines: &mut Vec<Inline>, targets: &[Option<String>]) {
    let mut out = Vec::with_capacity(inlines.len());
    for mut inline in std::mem::take(inlines) {
        match &mut inline {
            Inline::Strong { inlines } | Inline::Emphasis { inlines } | Inline::Strike { inlines } => {
                lead(inlines, targets)
            }
            Inline::Link { to, inlines } if to.starts_with('#') => {
                let target = to[1..].parse().ok().and_then(|number: usize| targets.get(number)?.as_ref());
                match target {
                    Some(id) => *to = format!("#{id}"),
                    None => {
                        out.append(inlines);
                        continue;
                    }
                }
            }
            _ => {}
        }
        out.push(inline);
    }
    *inlines = out;
}
