//! The poster (掲示): what a passer-by must know, as large as one page allows.

use super::data::Data;
use super::fit::{Fit, Laid};
use crate::content::{Block, BoxKind, Letter};

const SMALLEST: f64 = 1.15;
const LARGEST: f64 = 2.1;
const STEPS: usize = 5;
/// More rows of a table than this nobody reads standing.
const MOST_ROWS: usize = 8;

/// The letter as a poster tells it: greeting, what to note and to bring, the days, then the rest as it comes.
/// One photo is enough to see from afar what it is about.
pub(super) fn letter(letter: &Letter) -> Letter {
    let mut sections = sections(&letter.blocks);
    sections.sort_by_key(|section| section.iter().map(|block| rank(block)).min());
    let mut photo_shown = false;
    let blocks = sections.into_iter().flatten().filter_map(|block| match block {
        Block::Photos { photos } if photo_shown || photos.is_empty() => None,
        Block::Photos { photos } => {
            photo_shown = true;
            Some(Block::Photos { photos: photos.iter().copied().take(1).collect() })
        }
        Block::Table { align, head, rows } => Some(Block::Table {
            align: align.clone(),
            head: head.clone(),
            rows: rows.iter().take(MOST_ROWS).cloned().collect(),
        }),
        Block::Rule => None,
        other => Some(other.clone()),
    });
    Letter { blocks: blocks.collect(), ..letter.clone() }
}

/// A heading stays with what follows it; a box stands alone.
fn sections(blocks: &[Block]) -> Vec<Vec<&Block>> {
    let mut sections: Vec<Vec<&Block>> = Vec::new();
    for block in blocks {
        let begins = matches!(block, Block::Heading { level: ..=2, .. } | Block::Box { .. });
        let after_box =
            sections.last().is_some_and(|section| matches!(section.last(), Some(Block::Box { .. })));
        match sections.last_mut() {
            Some(section) if !begins && !after_box => section.push(block),
            _ => sections.push(vec![block]),
        }
    }
    sections
}

/// The smaller, the nearer to the top.
fn rank(block: &Block) -> u8 {
    match block {
        Block::Box { kind: BoxKind::Lead, .. } => 0,
        Block::Box { kind: BoxKind::Notice | BoxKind::Bring, .. } => 1,
        Block::Table { .. } => 2,
        _ => 3,
    }
}

/// The largest text with which all stands on one page; if none does, what is last goes, and the poster says so.
pub(super) fn fit<D, E>(
    data: &mut Data,
    mut lay: impl FnMut(&Data) -> Result<Laid<D>, E>,
) -> Result<Laid<D>, E> {
    let all = std::mem::take(&mut data.blocks);
    let mut lay_with = |kept: usize, scale: f64| {
        data.blocks = without_lone_heading(&all[..kept]).to_vec();
        data.more = kept < all.len();
        data.fit = Fit { scale, columns: 1 };
        lay(data)
    };
    let mut best = lay_with(all.len(), SMALLEST)?;
    let mut kept = all.len();
    if best.pages > 1 {
        let (mut fits, mut too_many) = (0, all.len());
        while too_many - fits > 1 {
            let middle = usize::midpoint(fits, too_many);
            let laid = lay_with(middle, SMALLEST)?;
            if laid.pages > 1 {
                too_many = middle;
            } else {
                (fits, best) = (middle, laid);
            }
        }
        if fits == 0 {
            best = lay_with(0, SMALLEST)?;
        }
        kept = fits;
    }
    let (mut low, mut high) = (SMALLEST, LARGEST);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        let laid = lay_with(kept, middle)?;
        if laid.pages > 1 {
            high = middle;
        } else {
            (low, best) = (middle, laid);
        }
    }
    Ok(best)
}

fn without_lone_heading(blocks: &[serde_json::Value]) -> &[serde_json::Value] {
    let last = blocks.iter().rposition(|block| block["t"] != "heading");
    &blocks[..last.map_or(0, |last| last + 1)]
}
