//! What came of calls: noted one by one, by the codes of a printed list, for a class at once; and taken back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use super::{Office, OfficeError};
use crate::follow_up::{self, FollowUp, ToCall, TypedBack, UnreadRow};
use crate::ledger::{Call, Callee, LetterId, NewCall, NotedCalls, Outcome};
use crate::problem::Problem;
use crate::recipients::{Guardian, Roster};

/// For how long others see that somebody is phoning.
pub const PHONING: SignedDuration = SignedDuration::from_mins(5);

/// What a person says of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// the row code of the list; a household number where one call tells all of it
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
    /// No such family on this letter, no such number of it; the ledger.
    pub async fn call(
        &self,
        letter: &LetterId,
        note: &CallNote,
    ) -> Result<(String, NotedCalls), OfficeError> {
        let (list, roster) = self.list_and_roster(letter).await?;
        let to = list.callee(&note.family)?;
        let family = to.family.clone();
        let call = NewCall {
            number: wrong_number(&list, &roster, &to, note.outcome, note.number)
                .map_err(OfficeError::Wrong)?,
            to,
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
        let (mut calls, mut problems) = (Vec::new(), Vec::new());
        for one in &typed {
            let (to, note) = (one.to.clone(), one.note.clone());
            match wrong_number(&list, &roster, &to, one.outcome, one.number) {
                Ok(number) => calls.push(NewCall { to, outcome: one.outcome, note, number }),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let noted = self.note(letter, &calls, by).await?;
        Ok((typed, noted))
    }

    /// Writes down that these rows, by code or household number, were given the letter on paper. Each must be one of those
    /// that get it so, and still be on the list: what is pressed is what was seen.
    ///
    /// # Errors
    /// The list changed meanwhile; the ledger.
    pub async fn give_on_paper(
        &self,
        letter: &LetterId,
        rows: &BTreeSet<String>,
        by: &str,
    ) -> Result<NotedCalls, OfficeError> {
        let list = self.unread(letter).await?;
        let on_paper: BTreeSet<Callee> = list.paper_rows().map(UnreadRow::callee).collect();
        let given: BTreeSet<Callee> = rows.iter().filter_map(|row| list.callee_of(row).ok()).collect();
        if rows.is_empty() || given.len() != rows.len() || !given.is_subset(&on_paper) {
            return Err(OfficeError::ChangedMeanwhile(list.letter));
        }
        let calls: Vec<NewCall> = given.into_iter().map(on_paper_call).collect();
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

    /// Takes back the last thing that was noted of a family, or of one row; `None` where there is nothing.
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
        let Some(last) = list.last_call(family)? else { return Ok(None) };
        let (id, number) = (last.id, last.family.clone());
        self.take_back(letter, &NotedCalls(id..=id), by).await?;
        Ok(Some(number))
    }

    /// Lets the others see for a few minutes that `by` is phoning them.
    ///
    /// # Errors
    /// No such family on this letter; the ledger.
    pub async fn begin_phoning(&self, letter: &LetterId, row: &str, by: &str) -> Result<(), OfficeError> {
        let callee = self.unread(letter).await?.callee(row)?;
        let now = self.clock.now();
        let until = now.saturating_add(PHONING).unwrap_or(now);
        Ok(self.ledger.begin_phoning(letter, &callee, by, now, until).await?)
    }

    /// `by` is not phoning them after all.
    ///
    /// # Errors
    /// As [`Office::begin_phoning`].
    pub async fn end_phoning(&self, letter: &LetterId, row: &str, by: &str) -> Result<(), OfficeError> {
        let callee = self.unread(letter).await?.callee(row)?;
        Ok(self.ledger.end_phoning(letter, &callee, by).await?)
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

fn on_paper_call(to: Callee) -> NewCall {
    NewCall { to, outcome: Outcome::OnPaper, note: String::new(), number: String::new() }
}

/// The digits that a wrong number had; empty for every other outcome, and where nobody said which of none it was.
/// Numbers are counted as their row shows them: one that is not there is nobody's.
fn wrong_number(
    list: &FollowUp,
    roster: &Roster,
    to: &Callee,
    outcome: Outcome,
    which: Option<usize>,
) -> Result<String, Problem> {
    if outcome != Outcome::WrongNumber {
        return Ok(String::new());
    }
    let of_row = list.row_of(to).map(|row| row.guardians.iter().map(ToCall::digits).collect::<Vec<_>>());
    let of_family = || {
        let family = roster.family(&to.family)?;
        Some(family.guardians_to_call().into_iter().map(Guardian::digits).collect())
    };
    let mut numbers = of_row.or_else(of_family).unwrap_or_default().into_iter();
    let Some(which) = which else {
        return Ok(numbers.find(|number| !number.is_empty()).unwrap_or_default());
    };
    let chosen = which.checked_sub(1).and_then(|which| numbers.nth(which));
    chosen.filter(|number| !number.is_empty()).ok_or_else(|| {
        let values = vec![("family", to.family.as_str().into()), ("number", which.into())];
        Problem::error("office-no-such-number", values)
    })
}

impl FollowUp {
    /// Whom somebody means, by row code or household number.
    fn callee(&self, typed: &str) -> Result<Callee, OfficeError> {
        self.callee_of(typed).map_err(|several| match several {
            None => OfficeError::NoSuchFamily(typed.to_owned()),
            Some(family) => {
                let values = vec![("family", family.into()), ("letter", self.title.as_str().into())];
                OfficeError::Wrong(Problem::error("office-family-several", values))
            }
        })
    }

    /// The last that was noted of a row, or of anybody of a household whose number was typed.
    fn last_call(&self, typed: &str) -> Result<Option<&Call>, OfficeError> {
        match self.callee_of(typed) {
            Ok(callee) => Ok(self.last_calls.get(&callee)),
            Err(Some(family)) => {
                let of_family = self.last_calls.iter().filter(|(callee, _)| callee.family == family);
                Ok(of_family.map(|(_, call)| call).max_by_key(|call| call.id))
            }
            Err(None) => Err(OfficeError::NoSuchFamily(typed.to_owned())),
        }
    }
}
