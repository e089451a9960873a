//! The follow-up list on paper: large type, calling order, boxes to tick, row codes.

use jiff::civil::Date;
use serde_json::json;

use super::{FollowUp, reason_in_words};
use crate::ledger::Outcome;
use crate::problem::Problem;
use crate::render::{calendar, office_sheet};
use crate::words::Words;

const SOURCE: &str = include_str!("phone_sheet.typ");

/// The list as an A4 PDF to phone from. It holds no more than a call needs, and says to be shredded.
///
/// # Errors
/// The sheet could not be set.
pub fn phone_sheet(list: &FollowUp, school: &str, today: Date, words: &Words) -> Result<Vec<u8>, Problem> {
    let rows: Vec<_> = list
        .unread
        .iter()
        .map(|row| {
            let guardians: Vec<_> = row
                .guardians
                .iter()
                .map(|guardian| json!({ "name": guardian.name, "relation": guardian.relation, "phone": guardian.phone }))
                .collect();
            json!({
                "code": row.code,
                "classes": row.classes.join("・"),
                "children": row.children.join("、"),
                "reason": reason_in_words(row.reason, words),
                "guardians": guardians,
                "tries": row.tries,
            })
        })
        .collect();
    let outcomes: Vec<String> =
        Outcome::ALL.iter().map(|outcome| words.say(&format!("outcome-{outcome}"), &[])).collect();
    let say = |id: &str| words.say(id, &[]);
    let data = json!({
        "lang": words.lang().tag(),
        "school": school,
        "title": list.title,
        "heading": say("phone-sheet-heading"),
        "sums": words.say("phone-sheet-sums", &[
            ("families", list.families.into()),
            ("unread", list.unread.len().into()),
        ]),
        "day": calendar::written(today, words.lang()),
        "y": today.year(), "m": today.month(), "d": today.day(),
        "columns": [say("phone-sheet-row"), say("phone-sheet-child"), say("phone-sheet-guardians"), say("phone-sheet-outcome")],
        "nobody": say("phone-sheet-nobody"),
        "no-phone": say("phone-sheet-no-phone"),
        "note": say("phone-sheet-note"),
        "tries": say("phone-sheet-tries"),
        "rows": rows,
        "outcomes": outcomes,
    });
    office_sheet(SOURCE, &data, today)
}
