//! What every list on paper says of itself.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::FollowUp;
use crate::render::{Faces, calendar};
use crate::words::Words;

/// One copy of a list.
#[derive(Debug)]
pub struct OnPaper<'a> {
    /// the school's name
    pub school: &'a str,
    /// which copy this is; no other list has this number
    pub number: i64,
    /// the day it is made
    pub today: Date,
    /// the day until which it is to be shredded
    pub shred_by: Date,
    /// in which language
    pub words: &'a Words,
    /// typefaces of this machine, for names that the built-in ones lack
    pub faces: &'a Faces,
}

impl OnPaper<'_> {
    /// Heading, foot and sums of a list.
    pub(super) fn head(&self, list: &FollowUp, heading: &str) -> Value {
        let words = self.words;
        let day = |day: Date| calendar::written(day, words.lang());
        json!({
            "lang": words.lang().tag(),
            "school": self.school,
            "title": list.title,
            "heading": words.say(heading, &[]),
            "sums": words.say("phone-sheet-sums", &[
                ("families", list.families.into()),
                ("unread", list.families_left().into()),
            ]),
            "day": day(self.today),
            "y": self.today.year(), "m": self.today.month(), "d": self.today.day(),
            "number": words.say("phone-sheet-number", &[("number", self.number.into())]),
            "note": words.say("phone-sheet-note", &[("day", day(self.shred_by).into())]),
        })
    }
}
