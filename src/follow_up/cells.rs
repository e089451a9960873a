//! The list as rows of cells, for a spreadsheet of any kind.

use super::{FollowUp, UnreadRow, why_in_words};
use crate::words::Words;

/// The heading and one row for each family; guardians stand side by side, in calling order. A phone number is text.
pub(super) fn cells(list: &FollowUp, words: &Words) -> Vec<Vec<String>> {
    let guardians = list.unread.iter().map(|row| row.guardians.len()).max().unwrap_or(0).max(1);
    let mut all = vec![heading(guardians, words)];
    all.extend(list.unread.iter().map(|row| cells_of(row, guardians, words)));
    all
}

/// How many cells stand before the first guardian.
pub(super) const BEFORE_GUARDIANS: usize = 8;
/// Name, relation, language, phone.
pub(super) const OF_GUARDIAN: usize = 4;

fn heading(guardians: usize, words: &Words) -> Vec<String> {
    let say = |id: &str| words.say(&format!("follow-up-head-{id}"), &[]);
    let of_family = ["code", "family", "reason", "classes", "children", "tries", "last", "note"];
    let mut heading: Vec<String> = of_family.iter().map(|id| say(id)).collect();
    for number in 1..=guardians {
        let of_guardian = ["guardian", "relation", "lang", "phone"];
        heading.extend(of_guardian.iter().map(|id| format!("{}{number}", say(id))));
    }
    heading
}

fn cells_of(row: &UnreadRow, guardians: usize, words: &Words) -> Vec<String> {
    let last = row.last.as_ref();
    let mut cells = vec![
        row.code.clone(),
        row.family.clone(),
        why_in_words(row, words),
        row.classes.join("・"),
        row.children.join("・"),
        row.tries.to_string(),
        last.map_or(String::new(), |call| words.say(&format!("outcome-{}", call.outcome), &[])),
        last.map_or(String::new(), |call| call.note.clone()),
    ];
    for number in 0..guardians {
        cells.extend(match row.guardians.get(number) {
            Some(guardian) => [
                guardian.name.clone(),
                guardian.relation.clone(),
                guardian.lang.clone(),
                guardian.phone.clone(),
            ],
            None => Default::default(),
        });
    }
    cells
}
