//! The first sentence of a call: why the school phones, kindly, so that whoever picks up need not wonder.

use super::{FollowUp, UnreadRow};
use crate::words::{Lang, Words};

/// What one says first to this family, in the language of `words`.
pub fn opening(list: &FollowUp, row: &UnreadRow, school: &str, words: &Words) -> String {
    let id = format!("follow-up-opening-{}", row.reason.as_str());
    words.say(&id, &[("school", school.into()), ("letter", list.title.as_str().into())])
}

/// The language of the first sentence for this person: English for whoever is spoken to in English, else the
/// school's own.
pub fn opening_lang(lang: &str, school: Lang) -> Lang {
    if crate::language::primary(lang) == "en" { Lang::En } else { school }
}
