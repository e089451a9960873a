//! What several pages show: one letter as the ledger and the folder have it, problems, addresses.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::state::DeskState;
use crate::content::Letter;
use crate::ledger::{KnownLetter, Release, State};
use crate::office::SchoolReading;
use crate::problem::{Level, Problem, Told};

/// One letter, put together from the folder and the ledger. The file may be gone.
pub(super) struct Seen<'a> {
    pub(super) known: &'a KnownLetter,
    pub(super) letter: Option<&'a Letter>,
    /// the latest release, taken back or not
    pub(super) last: Option<&'a Release>,
}

impl<'a> Seen<'a> {
    /// Every letter that has a file or was released; who may see it is asked in `scope.rs`.
    pub(super) fn all(reading: &'a SchoolReading) -> Vec<Self> {
        let by_path: BTreeMap<&str, &Letter> =
            reading.letters.iter().map(|letter| (letter.path.as_str(), letter)).collect();
        let mut last: BTreeMap<&str, &Release> = BTreeMap::new();
        for release in &reading.releases {
            last.insert(&release.letter.0, release);
        }
        reading
            .known
            .values()
            .map(|known| Seen {
                known,
                letter: by_path.get(known.path.as_str()).copied(),
                last: last.get(known.id.0.as_str()).copied(),
            })
            .filter(|seen| seen.letter.is_some() || seen.last.is_some())
            .collect()
    }

    /// The release that stands: not taken back.
    pub(super) fn standing(&self) -> Option<&'a Release> {
        self.last.filter(|release| release.recalled_at.is_none())
    }

    pub(super) fn title(&self) -> &'a str {
        match (self.letter, self.last) {
            (Some(letter), _) => &letter.title,
            (None, Some(release)) => &release.title,
            (None, None) => &self.known.path,
        }
    }

    pub(super) fn day(&self) -> Date {
        match (self.letter, self.last) {
            (Some(letter), _) => letter.date,
            (None, Some(release)) => release.day,
            (None, None) => self.known.first_seen,
        }
    }

    pub(super) fn audience(&self) -> String {
        match (self.letter, self.last) {
            (Some(letter), _) => letter.audience.label(),
            (None, Some(release)) => release.audience.label(),
            (None, None) => String::new(),
        }
    }

    /// Where a person looks it up on the desk.
    pub(super) fn head(&self, desk: &DeskState) -> Head {
        Head {
            id: self.known.id.0.clone(),
            title: self.title().to_owned(),
            day: desk.day(self.day()),
            audience: self.audience(),
            path: self.known.path.clone(),
            important: self
                .letter
                .map_or_else(|| self.last.is_some_and(|last| last.important), |l| l.important),
        }
    }
}

/// What stands above every page of one letter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) audience: String,
    pub(super) path: String,
    pub(super) important: bool,
}

/// One problem with its line of the file.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProblemRow {
    #[serde(flatten)]
    told: Told,
    is_error: bool,
    /// the line as it stands in the file; empty where no line is meant
    shown: String,
}

impl DeskState {
    /// Errors first.
    pub(super) fn problem_rows<'a>(
        &self,
        problems: impl IntoIterator<Item = &'a Problem>,
    ) -> Vec<ProblemRow> {
        let mut rows: Vec<ProblemRow> = problems
            .into_iter()
            .map(|problem| ProblemRow {
                told: problem.told(self.words()),
                is_error: problem.level == Level::Error,
                shown: problem.place.as_ref().map(|place| place.shown.clone()).unwrap_or_default(),
            })
            .collect();
        rows.sort_by_key(|row| !row.is_error);
        rows
    }

    /// `accepted` → 届けました, with how many.
    pub(super) fn state_rows(&self, states: &BTreeMap<State, u64>) -> Vec<StateRow> {
        states
            .iter()
            .map(|(state, &count)| StateRow {
                state: state.as_str(),
                said: self.words().say(&format!("desk-state-{state}"), &[]),
                count,
            })
            .collect()
    }
}

/// How many dispatches stand where.
#[derive(Debug, Clone, Serialize)]
pub(super) struct StateRow {
    state: &'static str,
    said: String,
    count: u64,
}

/// A path for an address line: everything but letters, digits, `-`, `_`, `.`, `~` and `/` in percent form.
pub(super) fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

impl ProblemRow {
    /// Does it keep a letter from being released?
    pub(super) fn is_error(&self) -> bool {
        self.is_error
    }
}
