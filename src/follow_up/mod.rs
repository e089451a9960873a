//! Dispatch + touch + calls → standing: the list of families still to be phoned, and why.
//!
//! Everything here is a pure function of the ledger's rows, the roster and the day: the same rows give the same
//! list, and a mended rule ([`RULES`]) gives every list anew.

mod code;
mod csv;
mod list;
mod phone_sheet;
mod standing;
mod table;
mod within;

pub use code::{codes, typed_code};
pub use csv::{csv, safe_field, safe_line};
pub use list::{FollowUp, ToCall, UnreadRow, list};
pub use phone_sheet::phone_sheet;
pub use standing::{Counting, RULES, Reason, Rows, Standing, standing};
pub use table::table;

use crate::words::Words;

/// A reason as one says it to the director: kind, and accusing nobody.
pub fn reason_in_words(reason: Reason, words: &Words) -> String {
    words.say(&format!("follow-up-reason-{}", reason.as_str()), &[])
}
