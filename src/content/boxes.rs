//! `:::もちもの 題` … `:::`: where the boxes of a letter begin and end.

use std::ops::Range;

use super::BoxKind;
use super::forgive::Fence;

/// Deeper than a box in a box in a box nobody reads.
const DEEPEST: usize = 3;

/// One part of a letter's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// these bytes are text
    Text(Range<usize>),
    /// a box begins; `title` are the bytes after its name, `line` those of the whole mark
    Open { kind: BoxKind, title: Range<usize>, line: Range<usize> },
    /// the innermost box ends
    Close,
    /// a mark that closes nothing, or opens too deep a box
    Stray { line: Range<usize> },
}

/// Cuts the text from byte `start` on into its parts. A box that is still open at the end is not closed here.
pub(super) fn parts(text: &str, start: usize) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut fence = Fence::default();
    let mut depth = 0;
    let mut at = start;
    let mut from = start;
    for line in text[start..].split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if fence.holds(line) {
            continue;
        }
        let Some(rest) = after_mark(line) else { continue };
        if from < range.start {
            parts.push(Part::Text(from..range.start));
        }
        from = at;
        let stray = Part::Stray { line: range.clone() };
        parts.push(match rest {
            "" if depth == 0 => stray,
            "" => {
                depth -= 1;
                Part::Close
            }
            _ if depth == DEEPEST => stray,
            rest => {
                depth += 1;
                open(rest, range)
            }
        });
    }
    if from < text.len() {
        parts.push(Part::Text(from..text.len()));
    }
    parts
}

/// What follows `:::` on a line that begins with it.
fn after_mark(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = line.trim_start_matches([':', '：']);
    let marks = line[..line.len() - rest.len()].chars().count();
    (marks >= 3).then(|| rest.trim())
}

fn open(rest: &str, line: Range<usize>) -> Part {
    let name = rest.split([' ', '　', '\t']).next().unwrap_or_default();
    let after = rest[name.len()..].trim_start();
    let (kind, has_own_title) = match kind(name) {
        // A name that nobody knows is the title itself; one in Japanese titles its box where no other is given.
        None => (BoxKind::Info, false),
        Some(kind) => (kind, !after.is_empty() || name.is_ascii() || kind == BoxKind::Lead),
    };
    let title =
        if has_own_title { line.end - after.len()..line.end } else { line.end - rest.len()..line.end };
    Part::Open { kind, title, line }
}

/// What a box of this name is for.
fn kind(name: &str) -> Option<BoxKind> {
    Some(match name.to_lowercase().as_str() {
        "お知らせ" | "おしらせ" | "お願い" | "おねがい" | "notice" | "please" | "note" => {
            BoxKind::Notice
        }
        "もちもの" | "持ち物" | "持物" | "もち物" | "bring" => BoxKind::Bring,
        "ほけん" | "保健" | "けんこう" | "健康" | "health" => BoxKind::Health,
        "きゅうしょく" | "給食" | "こんだて" | "献立" | "lunch" | "menu" => BoxKind::Lunch,
        "はじめに" | "ごあいさつ" | "あいさつ" | "lead" => BoxKind::Lead,
        "info" | "メモ" => BoxKind::Info,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_begin_and_end_where_their_marks_stand() {
        let text = "前\n:::もちもの えんそく\n- 水\n:::\n```\n:::お知らせ\n```\n：：：お知らせ\nあ\n";
        let shown: Vec<String> = parts(text, 0)
            .iter()
            .map(|part| match part {
                Part::Text(range) => text[range.clone()].to_owned(),
                Part::Open { kind, title, .. } => format!("{kind:?} {}", &text[title.clone()]),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "前\n",
                "Bring えんそく",
                "- 水\n",
                "Close",
                "```\n:::お知らせ\n```\n",
                "Notice お知らせ",
                "あ\n"
            ]
        );
    }
}
