//! The list for the terminal, in columns that stand straight with Japanese in them.

use unicode_width::UnicodeWidthStr;

use super::FollowUp;
use crate::words::Words;

/// The list as lines of text, its count first; no colour is needed to understand it.
pub fn table(list: &FollowUp, words: &Words) -> String {
    let values = [
        ("letter", list.title.as_str().into()),
        ("families", list.families.into()),
        ("read", list.read.into()),
        ("settled", list.settled.into()),
        ("unread", list.families_left().into()),
    ];
    let mut text = words.say("follow-up-count", &values);
    text.push('\n');
    if list.unread.is_empty() {
        return text;
    }
    let ids = ["code", "reason", "classes", "children", "guardian", "tries"];
    let mut lines: Vec<[String; 6]> = vec![ids.map(|id| words.say(&format!("follow-up-head-{id}"), &[]))];
    for row in &list.unread {
        let mut guardians =
            row.guardians.iter().map(|guardian| plain(&format!("{} {}", guardian.name, guardian.phone)));
        lines.push([
            row.code.clone(),
            super::why_in_words(row, words),
            plain(&row.classes.join("・")),
            plain(&row.children.join("・")),
            guardians.next().unwrap_or_default(),
            if row.tries == 0 { String::new() } else { row.tries.to_string() },
        ]);
        // The next to phone stands below the first.
        lines.extend(guardians.map(|guardian| {
            [String::new(), String::new(), String::new(), String::new(), guardian, String::new()]
        }));
    }
    let widths: [usize; 6] =
        std::array::from_fn(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or_default());
    text.push('\n');
    for line in &lines {
        let cells = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// A name must not steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
