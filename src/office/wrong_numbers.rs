//! Contacts to mend: numbers that reached somebody else, for as long as the roster has them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::{Office, OfficeError};
use crate::ledger::{LetterId, NotedCalls};

/// A number of today's roster that was noted to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrongNumber {
    /// household number
    pub family: String,
    /// classes of the children, each once
    pub classes: Vec<String>,
    /// their names
    pub children: Vec<String>,
    /// whose number it is said to be; may be empty
    pub name: String,
    /// 母, 父 …; may be empty
    pub relation: String,
    /// as the roster has it
    pub phone: String,
    /// who noted it last
    pub by: String,
    /// when that was, UTC
    pub since: String,
    /// the same, to be said as people say it
    #[serde(skip)]
    pub at: Timestamp,
    /// what was noted, and about which letters: to be taken back where the number is right after all
    #[serde(skip)]
    pub noted: Vec<(LetterId, NotedCalls)>,
}

impl Office {
    /// Every number of today's roster that somebody noted to be wrong, in the order of the roster. It leaves as soon as
    /// the roster has another one.
    ///
    /// # Errors
    /// The ledger, or a roster that cannot be read.
    pub async fn wrong_numbers(&self) -> Result<Vec<WrongNumber>, OfficeError> {
        let mut calls: BTreeMap<(String, String), Vec<_>> = BTreeMap::new();
        for (letter, call) in self.ledger.wrong_numbers().await? {
            calls.entry((call.family.clone(), call.number.clone())).or_default().push((letter, call));
        }
        if calls.is_empty() {
            return Ok(vec![]);
        }
        let today = self.today();
        let (roster, problems) = self.roster();
        if roster.families.is_empty() && !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let mut wrong = Vec::new();
        for family in &roster.families {
            for guardian in family.guardians_to_call() {
                let number = (family.number.clone(), guardian.digits());
                let Some((_, last)) = calls.get(&number).and_then(|calls| calls.last()) else { continue };
                let here = family.children.iter().filter(|child| child.is_here(today));
                wrong.push(WrongNumber {
                    family: family.number.clone(),
                    classes: family.classes(today),
                    children: here.map(|child| child.name.clone()).collect(),
                    name: guardian.name.clone(),
                    relation: guardian.relation.to_string(),
                    phone: guardian.phone.clone(),
                    by: last.by.clone(),
                    since: last.at.to_string(),
                    at: last.at,
                    noted: calls[&number]
                        .iter()
                        .map(|(letter, call)| (letter.clone(), NotedCalls(call.id..=call.id)))
                        .collect(),
                });
            }
        }
        Ok(wrong)
    }

    /// The number of this family is right after all: what was noted of it is taken back. `false` where nothing was.
    ///
    /// # Errors
    /// As [`Office::wrong_numbers`].
    pub async fn number_is_right(&self, family: &str, phone: &str, by: &str) -> Result<bool, OfficeError> {
        let wrong = self.wrong_numbers().await?;
        let meant = |wrong: &&WrongNumber| wrong.family == family && wrong.phone == phone;
        let noted: Vec<_> = wrong.iter().filter(meant).flat_map(|wrong| &wrong.noted).collect();
        for (letter, calls) in &noted {
            self.take_back(letter, calls, by).await?;
        }
        Ok(!noted.is_empty())
    }
}
