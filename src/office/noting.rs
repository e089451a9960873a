//! What came of calls: noted one by one, by the codes of a printed list, for a class at once; and taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp, TypedBack};
use crate::ledger::{LetterId, NewCall, NotedCalls, Outcome};
use crate::recipients::{Guardian, Roster};

/// For how long others see that somebody is phoning.
pub const PHONING: SignedDuration = SignedDuration::from_mins(5);

/// What a person says of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// household number, or the row code of the printed list
    pub family: String,
    /// what came of it
    pub outcome: Outcome,
    /// may be empty
    pub note: String,
    /// the desk's account or the machine's user
    pub by: String,
    /// which number was wrong, from 1 in the order of the list; the first one that there is, if nobody said
    pub number: Option<usize>,
}

impl Office {
    /// Writes down what came of a call, and returns the family's household number and the row.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn call(
        &self,
        letter: &LetterId,
        note: &CallNote,
    ) -> Result<(String, NotedCalls), OfficeError> {
        let (list, roster) = self.list_and_roster(letter).await?;
        let family = list.number_of(&note.family)?;
        let call = NewCall {
            number: wrong_number(&roster, &family, note.outcome, note.number),
            family: family.clone(),
            outcome: note.outcome,
            note: note.note.clone(),
        };
        Ok((family, self.note(letter, &[call], &note.by).await?))
    }

    /// Writes down what somebody typed from a printed list: all of it, or nothing.
    ///
    /// # Errors
    /// Every line that means nothing or nobody, each a problem with its place; the ledger.
    pub async fn call_by_codes(
        &self,
        letter: &LetterId,
        text: &str,
        by: &str,
    ) -> Result<(Vec<TypedBack>, NotedCalls), OfficeError> {
        let (list, roster) = self.list_and_roster(letter).await?;
        let typed = follow_up::typed_back(text, &list).map_err(OfficeError::Problems)?;
        let calls: Vec<NewCall> = typed
            .iter()
            .map(|one| NewCall {
                family: one.family.clone(),
                outcome: one.outcome,
                note: one.note.clone(),
                number: wrong_number(&roster, &one.family, one.outcome, one.number),
            })
            .collect();
        let noted = self.note(letter, &calls, by).await?;
        Ok((typed, noted))
    }

    /// Writes down that these families were given the letter on paper. Each must be one of those that get it so, and
    /// still be on the list: what is pressed is what was seen.
    ///
    /// # Errors
    /// The list changed meanwhile; the ledger.
    pub async fn give_on_paper(
        &self,
        letter: &LetterId,
        families: &BTreeSet<String>,
        by: &str,
    ) -> Result<NotedCalls, OfficeError> {
        let list = self.unread(letter).await?;
        let on_paper: BTreeSet<&str> = list.paper_rows().map(|row| row.family.as_str()).collect();
        if families.is_empty() || !families.iter().all(|family| on_paper.contains(family.as_str())) {
            return Err(OfficeError::ChangedMeanwhile(list.letter));
        }
        let calls: Vec<NewCall> = families.iter().map(|family| on_paper_call(family)).collect();
        self.note(letter, &calls, by).await
    }

    /// Takes back what was noted, as if it had not been, and returns whose it was. Of a family that somebody may not
    /// see nothing is taken back.
    ///
    /// # Errors
    /// The ledger.
    pub async fn take_back(
        &self,
        letter: &LetterId,
        calls: &NotedCalls,
        by: &str,
    ) -> Result<BTreeSet<String>, OfficeError> {
        let theirs = match &self.classes {
            Some(_) => Some(self.unread(letter).await?.standings.into_keys().collect()),
            None => None,
        };
        let families = self.ledger.take_back(letter, calls, theirs.as_ref(), by, self.clock.now()).await?;
        if !families.is_empty() {
            self.note_act("take-back", by, letter, &families.len().to_string()).await?;
        }
        Ok(families)
    }

    /// Takes back the last thing that was noted of a family; `None` where there is nothing.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn take_back_last(
        &self,
        letter: &LetterId,
        family: &str,
        by: &str,
    ) -> Result<Option<String>, OfficeError> {
        let list = self.unread(letter).await?;
        let number = list.number_of(family)?;
        let Some(last) = list.last_calls.get(&number) else { return Ok(None) };
        self.take_back(letter, &NotedCalls(last.id..=last.id), by).await?;
        Ok(Some(number))
    }

    /// Lets the others see for a few minutes that `by` is phoning this family.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn begin_phoning(&self, letter: &LetterId, family: &str, by: &str) -> Result<(), OfficeError> {
        let family = self.unread(letter).await?.number_of(family)?;
        let now = self.clock.now();
        let until = now.saturating_add(PHONING).unwrap_or(now);
        Ok(self.ledger.begin_phoning(letter, &family, by, now, until).await?)
    }

    async fn note(&self, letter: &LetterId, calls: &[NewCall], by: &str) -> Result<NotedCalls, OfficeError> {
        let noted = self.ledger.add_calls(letter, calls, by, self.clock.now()).await?;
        let mut outcomes: BTreeMap<Outcome, usize> = BTreeMap::new();
        for call in calls {
            *outcomes.entry(call.outcome).or_default() += 1;
        }
        for (outcome, count) in outcomes {
            let detail = if count == 1 { outcome.to_string() } else { format!("{outcome} {count}") };
            self.note_act("call", by, letter, &detail).await?;
        }
        Ok(noted)
    }
}

fn on_paper_call(family: &str) -> NewCall {
    NewCall {
        family: family.to_owned(),
        outcome: Outcome::OnPaper,
        note: String::new(),
        number: String::new(),
    }
}

/// The digits that a wrong number had; empty for every other outcome, and where there is no such number.
fn wrong_number(roster: &Roster, family: &str, outcome: Outcome, which: Option<usize>) -> String {
    let Some(family) = roster.family(family).filter(|_| outcome == Outcome::WrongNumber) else {
        return String::new();
    };
    let mut numbers = family.guardians_to_call().into_iter().map(Guardian::digits);
    let chosen = match which {
        Some(which) => numbers.nth(which.saturating_sub(1)),
        None => numbers.find(|number| !number.is_empty()),
    };
    chosen.unwrap_or_default()
}

impl FollowUp {
    /// The household number of one whom the letter concerns, by number or row code.
    fn number_of(&self, typed: &str) -> Result<String, OfficeError> {
        let family = self.family_of(typed).filter(|family| self.is_about(family));
        family.ok_or_else(|| OfficeError::NoSuchFamily(typed.to_owned()))
    }
}
