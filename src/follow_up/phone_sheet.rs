//! The follow-up list on paper: large type, calling order, boxes to tick, row codes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::paper::OnPaper;
use super::{FollowUp, Reason, ToCall, UnreadRow, opening, reason_in_words, why_in_words};
use crate::language;
use crate::ledger::Outcome;
use crate::problem::Problem;
use crate::render::office_sheet;
use crate::words::Words;

const SOURCE: &str = include_str!("phone_sheet.typ");

/// The list as an A4 PDF to phone from. It holds no more than a call needs, and says until when to shred it.
///
/// # Errors
/// The sheet could not be set.
pub fn phone_sheet(list: &FollowUp, paper: &OnPaper<'_>) -> Result<Vec<u8>, Problem> {
    let words = paper.words;
    let say = |id: &str| words.say(id, &[]);
    let outcomes: Vec<String> =
        Outcome::ALL.iter().map(|outcome| words.say(&format!("outcome-{outcome}"), &[])).collect();
    let mut data = paper.head(list, "phone-sheet-heading");
    data["columns"] = json!([
        say("phone-sheet-row"),
        say("phone-sheet-child"),
        say("phone-sheet-guardians"),
        say("phone-sheet-outcome")
    ]);
    data["no-phone"] = say("phone-sheet-no-phone").into();
    data["how"] = say("phone-sheet-how").into();
    data["rows"] = list.unread.iter().map(|row| row_of(row, words)).collect();
    data["openings"] = openings(list, paper);
    data["outcomes"] = outcomes.into();
    office_sheet(SOURCE, &data, paper.today, paper.faces)
}

/// What to say first, once for each reason that the list has.
fn openings(list: &FollowUp, paper: &OnPaper<'_>) -> Value {
    let mut by_reason: BTreeMap<Reason, Value> = BTreeMap::new();
    for row in &list.unread {
        by_reason.entry(row.reason).or_insert_with(|| {
            json!({
                "reason": reason_in_words(row.reason, paper.words),
                "opening": opening(list, row, paper.school, paper.words),
            })
        });
    }
    by_reason.into_values().collect()
}

fn row_of(row: &UnreadRow, words: &Words) -> Value {
    let guardians: Vec<Value> = row.guardians.iter().map(|guardian| guardian_of(guardian, words)).collect();
    let tries = words.say("phone-sheet-tries", &[("count", row.tries.into())]);
    json!({
        "code": row.code,
        "classes": row.classes.join("・"),
        "children": if row.children.is_empty() { row.family.clone() } else { row.children.join("、") },
        "reason": why_in_words(row, words),
        "guardians": guardians,
        "nobody": nobody_to_call(row, words),
        "tries": if row.tries == 0 { String::new() } else { tries },
        "note": row.last.as_ref().map_or("", |last| &last.note),
    })
}

fn guardian_of(guardian: &ToCall, words: &Words) -> Value {
    let foreign = !guardian.lang.is_empty() && guardian.lang != words.lang().tag();
    let lang = if foreign { language::name_in(&guardian.lang, words.lang()) } else { "" };
    json!({
        "name": guardian.name,
        "relation": guardian.relation,
        "phone": guardian.phone,
        "lang": lang,
    })
}

/// What to do where nobody may be phoned; empty where somebody may.
pub fn nobody_to_call(row: &UnreadRow, words: &Words) -> String {
    match (row.guardians.is_empty(), row.not_to_call) {
        (false, _) => String::new(),
        (true, 0) => words.say("phone-sheet-nobody", &[]),
        (true, _) => words.say("phone-sheet-do-not-call", &[]),
    }
}
