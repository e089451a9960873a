//! Copies of a list that leave the desk, on paper or as a file: each has a number, and it is written down who made it.

use jiff::ToSpan;

use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp, OnPaper};
use crate::ledger::LetterId;
use crate::problem::Problem;
use crate::words::Words;

/// After so many days a list is of no use any more.
const SHRED_AFTER_DAYS: i64 = 7;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListCopy {
    /// a PDF to phone from
    Sheet,
    /// a PDF for pick-up time, by class
    Gate,
    /// a table for any spreadsheet
    Csv,
    /// a table for Excel
    Xlsx,
}

impl ListCopy {
    /// All of them.
    pub const ALL: [ListCopy; 4] = [ListCopy::Sheet, ListCopy::Gate, ListCopy::Csv, ListCopy::Xlsx];

    /// Its file's name, which says nothing of what is in it.
    pub fn file_name(self) -> &'static str {
        match self {
            ListCopy::Sheet => "list.pdf",
            ListCopy::Gate => "gate.pdf",
            ListCopy::Csv => "list.csv",
            ListCopy::Xlsx => "list.xlsx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            ListCopy::Sheet | ListCopy::Gate => "application/pdf",
            ListCopy::Csv => "text/csv; charset=utf-8",
            ListCopy::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn word(self) -> &'static str {
        match self {
            ListCopy::Sheet => "sheet",
            ListCopy::Gate => "gate",
            ListCopy::Csv => "csv",
            ListCopy::Xlsx => "xlsx",
        }
    }
}

impl Office {
    /// A copy of this list, with a number of its own, in the language of `words`. That it was made, and by whom, is
    /// written down first.
    ///
    /// # Errors
    /// The copy could not be made; the ledger.
    pub async fn list_copy(
        &self,
        letter: &LetterId,
        list: &FollowUp,
        copy: ListCopy,
        by: &str,
        words: &Words,
    ) -> Result<Vec<u8>, OfficeError> {
        let today = self.today();
        let shred_by = today.saturating_add(SHRED_AFTER_DAYS.days());
        let now = self.clock.now();
        let number = self.ledger.add_list_copy(letter, copy.word(), by, now, shred_by).await?;
        self.note_act("list-copy", by, letter, &format!("{number} {}", copy.word())).await?;
        let paper =
            OnPaper { school: &self.settings.name, number, today, shred_by, words, faces: &self.faces };
        let failed = |problem: Problem| OfficeError::Problems(vec![problem]);
        tokio::task::block_in_place(|| match copy {
            ListCopy::Sheet => follow_up::phone_sheet(list, &paper).map_err(failed),
            ListCopy::Gate => follow_up::gate_sheet(list, &paper).map_err(failed),
            ListCopy::Csv => Ok(follow_up::csv(list, words).into_bytes()),
            ListCopy::Xlsx => follow_up::xlsx(list, number, words).map_err(|error| {
                failed(Problem::error("follow-up-no-xlsx", vec![("detail", error.to_string().into())]))
            }),
        })
    }
}
