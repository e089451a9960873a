//! Dispatch + touch + calls → standing: the list of families still to be phoned, and why.
//!
//! Everything here is a pure function of the ledger's rows, the roster and the day: the same rows give the same
//! list, and a mended rule ([`RULES`]) gives every list anew.

mod by_family;
mod cells;
mod code;
mod columns;
mod coverage;
mod csv;
mod curve;
mod figures;
mod for_town;
mod gate_sheet;
mod household;
mod incident;
mod list;
mod opening;
mod paper;
mod phone_sheet;
mod quick;
mod signs;
mod standing;
mod table;
mod typed_back;
mod within;
mod xlsx;

pub use code::{Codes, typed_code};
pub use coverage::{ClassCoverage, Coverage, LetterFigures, Unreached, Why, reading_curve};
pub use csv::{csv, safe_field, safe_line};
pub use curve::{Curve, Line, curve};
pub use figures::{class_name, coverage_csv, coverage_table, half_in_words, percent, town_csv, town_table};
pub use for_town::{ENOUGH, ForTown, Month};
pub use gate_sheet::gate_sheet;
pub use incident::{EditionOut, Incident, Received, Receiver, incident};
pub use list::{FollowUp, LastCall, ToCall, ToldRow, UnreadRow, list};
pub use opening::{opening, opening_lang};
pub use paper::OnPaper;
pub use phone_sheet::{nobody_to_call, phone_sheet};
pub use signs::devices;
pub use standing::{Counting, RULES, Reason, Rows, Standing, Unwritten, parties, standing};
pub use table::table;
pub use typed_back::{TypedBack, typed_back, typed_outcome};
pub use xlsx::xlsx;

use csv::safe_sign;

use crate::words::Words;

/// Why a family stands on the list: its reason; who of it is missing, where the letter needs more than one; and on how
/// many devices one of its links was opened.
pub fn why_in_words(row: &UnreadRow, words: &Words) -> String {
    let mut why = reason_in_words(row.reason, words);
    if !row.missing.is_empty() {
        let names = row.missing.join(&words.say("follow-up-between-names", &[]));
        why = words.say("follow-up-missing", &[("why", why.into()), ("names", names.into())]);
    }
    if row.devices > 1 {
        why = words.say("follow-up-devices", &[("why", why.into()), ("count", row.devices.into())]);
    }
    why
}

/// A reason as one says it to the director: kind, and accusing nobody.
pub fn reason_in_words(reason: Reason, words: &Words) -> String {
    words.say(&format!("follow-up-reason-{}", reason.as_str()), &[])
}
