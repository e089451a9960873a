//! Whom to catch at the gate: the children of the list by class, without numbers and without reasons, because other
//! parents stand beside.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::FollowUp;
use super::paper::OnPaper;
use crate::ledger::Outcome;
use crate::problem::Problem;
use crate::render::office_sheet;

const SOURCE: &str = include_str!("gate_sheet.typ");

/// The list as an A4 PDF for pick-up time: a block for each class, siblings in each of theirs.
///
/// # Errors
/// The sheet could not be set.
pub fn gate_sheet(list: &FollowUp, paper: &OnPaper<'_>) -> Result<Vec<u8>, Problem> {
    let words = paper.words;
    let say = |id: &str| words.say(id, &[]);
    let mut data = paper.head(list, "gate-sheet-heading");
    data["how"] = say("gate-sheet-how").into();
    data["also"] = say("gate-sheet-also").into();
    data["outcomes"] = [Outcome::AtGate, Outcome::OnPaper]
        .map(|outcome| words.say(&format!("outcome-{outcome}"), &[]))
        .to_vec()
        .into();
    data["columns"] = json!([say("phone-sheet-row"), say("phone-sheet-child"), say("phone-sheet-outcome")]);
    data["classes"] = by_class(list)
        .into_iter()
        .map(|(class, rows)| {
            let name = if class.is_empty() { say("gate-sheet-no-class") } else { class.to_owned() };
            json!({ "name": name, "rows": rows })
        })
        .collect();
    office_sheet(SOURCE, &data, paper.today, paper.faces)
}

/// Class → its rows, in the order of a register: 五十音.
fn by_class(list: &FollowUp) -> BTreeMap<&str, Vec<Value>> {
    let mut rows: Vec<_> = list.unread.iter().collect();
    rows.sort_by_key(|row| row.as_in_register());
    let mut classes: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for row in rows {
        let own: Vec<&str> =
            if row.classes.is_empty() { vec![""] } else { row.classes.iter().map(String::as_str).collect() };
        for class in &own {
            let also: Vec<&str> = own.iter().copied().filter(|other| other != class).collect();
            let children =
                if row.children.is_empty() { row.family.clone() } else { row.children.join("、") };
            classes.entry(class).or_default().push(json!({
                "code": row.code,
                "children": children,
                "names": row.missing.join("、"),
                "also": also.join("・"),
            }));
        }
    }
    classes
}
