//! What is wrong, where, and what to do next, in a teacher's words.
//!
//! A room never prints and never stops at the first fault: it returns its value together with every
//! [`Problem`] it found. Only `cli` and `desk` show them.

mod frame;
mod nearest;
mod place;
mod source;

use serde::{Deserialize, Serialize};

pub use frame::{frame, note, summary};
pub use nearest::nearest;
pub use place::Place;
pub use source::Source;

use crate::words::{Values, Words};

/// How much a problem holds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// This letter cannot be released.
    Error,
    /// It can be released as it is.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// How much it holds up.
    pub level: Level,
    /// The Fluent id of the sentence; its attribute `.advice` says what to do next.
    pub id: &'static str,
    /// What is filled into the sentence and the advice.
    pub values: Values,
    /// Where it is, if it is in a file.
    pub place: Option<Place>,
}

impl Problem {
    /// A problem that keeps the letter from being released.
    pub fn error(id: &'static str, values: Values) -> Self {
        Problem { level: Level::Error, id, values, place: None }
    }

    /// A problem that is shown, but lets the letter go out.
    pub fn warning(id: &'static str, values: Values) -> Self {
        Problem { level: Level::Warning, id, values, place: None }
    }

    /// The same problem at this place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// What is wrong, in one sentence.
    pub fn what(&self, words: &Words) -> String {
        words.say(self.id, &self.values)
    }

    /// What to do next; empty where the sentence says it all.
    pub fn advice(&self, words: &Words) -> String {
        words.attribute(self.id, "advice", &self.values).unwrap_or_default()
    }

    /// The problem as `--json` prints it.
    pub fn told(&self, words: &Words) -> Told {
        let place = self.place.as_ref();
        Told {
            level: self.level,
            id: self.id.to_owned(),
            what: self.what(words),
            file: place.map(|place| place.file.clone()).filter(|file| !file.is_empty()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            advice: self.advice(words),
        }
    }
}

/// A problem put into one language, as `--json` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// `error` or `warning`
    pub level: Level,
    /// the message's id, the same in every language
    pub id: String,
    /// what is wrong
    pub what: String,
    /// the file, relative to the school folder or the letters' folder; none where the line was typed
    pub file: Option<String>,
    /// 1-based line of the file itself, front matter counted
    pub line: Option<u32>,
    /// 1-based column in characters
    pub column: Option<u32>,
    /// what to do next
    pub advice: String,
}
