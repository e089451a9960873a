//! One row of the list as its page shows it: one call.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::calls::span_of;
use super::session::Who;
use super::state::DeskState;
use crate::follow_up::{self, FollowUp, Reason, ToCall, ToldRow, UnreadRow};
use crate::language;
use crate::ledger::{Callee, NotedCalls, Outcome};

/// One call to make.
#[derive(Serialize)]
pub(super) struct Row {
    /// household number
    family: String,
    /// what the row's forms send: the household number, or the code where that would not say who
    of: String,
    code: String,
    reason: String,
    /// asks for a call: first of all
    urgent: bool,
    classes: String,
    children: String,
    guardians: Vec<Guardian>,
    /// nothing was sent to them yet, and it can be now
    can_go: bool,
    /// what to do where nobody may be phoned; else empty
    nobody: String,
    /// what to say first
    opening: String,
    /// the same in English, where somebody of the family is spoken to in it
    opening_en: Option<String>,
    /// one for each number that may be wrong
    wrong: Vec<WrongButton>,
    tries: usize,
    last: Option<LastCall>,
    /// who is phoning just now
    phoning: Option<String>,
    /// that is oneself
    phoning_self: bool,
}

#[derive(Serialize)]
struct Guardian {
    name: String,
    relation: String,
    phone: String,
    /// for `tel:`; empty where there is no number
    digits: String,
    /// the language to speak, where it is not the school's
    lang: Option<String>,
    /// this number reached somebody else before
    wrong: bool,
}

#[derive(Serialize)]
struct WrongButton {
    /// `wrong-number:2`
    outcome: String,
    /// whose number; empty where there is only one
    whose: String,
}

#[derive(Serialize)]
struct LastCall {
    at: String,
    by: String,
    outcome: String,
    note: String,
    /// to take it back
    calls: String,
}

/// One family that a person told, or one of its homes or guardians.
#[derive(Serialize)]
pub(super) struct Told {
    family: String,
    /// who of it; empty where anybody answers for all
    names: String,
    classes: String,
    children: String,
    #[serde(flatten)]
    last: LastCall,
}

impl DeskState {
    pub(super) fn row(
        &self,
        list: &FollowUp,
        row: &UnreadRow,
        phoning: &BTreeMap<Callee, String>,
        can_go: &BTreeSet<Callee>,
        who: &Who,
    ) -> Row {
        let settings = &self.office().settings;
        let callee = row.callee();
        let phoning = phoning.get(&callee);
        let english = row
            .guardians
            .iter()
            .any(|guardian| follow_up::opening_lang(&guardian.lang, settings.lang) != settings.lang);
        let say = |words| follow_up::opening(list, row, &settings.name, words);
        Row {
            family: row.family.clone(),
            of: row.sent_as(),
            code: row.code.clone(),
            reason: follow_up::why_in_words(row, self.words()),
            urgent: row.reason == Reason::AsksForCall,
            classes: row.classes.join("・"),
            children: row.children.join("、"),
            guardians: row.guardians.iter().map(|guardian| self.guardian(guardian)).collect(),
            can_go: can_go.contains(&callee),
            nobody: follow_up::nobody_to_call(row, self.words()),
            opening: say(self.words()),
            opening_en: english.then(|| say(crate::words::Lang::En.words())),
            wrong: wrong_buttons(row),
            tries: row.tries,
            last: list.last_calls.get(&callee).filter(|_| row.last.is_some()).map(|call| self.last(call)),
            phoning_self: phoning.is_some_and(|name| *name == who.name),
            phoning: phoning.cloned(),
        }
    }

    pub(super) fn told_row(&self, told: &ToldRow) -> Told {
        Told {
            family: told.family.clone(),
            names: told.names.join("、"),
            classes: told.classes.join("・"),
            children: told.children.join("、"),
            last: self.last(&told.call),
        }
    }

    fn last(&self, call: &crate::ledger::Call) -> LastCall {
        LastCall {
            at: self.time(call.at),
            by: call.by.clone(),
            outcome: self.outcome(call.outcome),
            note: call.note.clone(),
            calls: span_of(&NotedCalls(call.id..=call.id)),
        }
    }

    fn guardian(&self, guardian: &ToCall) -> Guardian {
        let own = self.office().settings.lang;
        let foreign = !guardian.lang.is_empty() && guardian.lang != own.tag();
        Guardian {
            name: guardian.name.clone(),
            relation: guardian.relation.clone(),
            phone: guardian.phone.clone(),
            digits: guardian.digits(),
            lang: foreign.then(|| language::name_in(&guardian.lang, own).to_owned()),
            wrong: guardian.wrong,
        }
    }
}

/// One for the family's only number, else one for each with whose it is.
fn wrong_buttons(row: &UnreadRow) -> Vec<WrongButton> {
    let numbered = row.guardians.iter().enumerate().filter(|(_, guardian)| !guardian.phone.is_empty());
    let several = numbered.clone().count() > 1;
    let whose = |guardian: &ToCall| {
        let whose = if guardian.relation.is_empty() { &guardian.name } else { &guardian.relation };
        if several { whose.clone() } else { String::new() }
    };
    numbered
        .map(|(at, guardian)| WrongButton {
            outcome: format!("{}:{}", Outcome::WrongNumber, at + 1),
            whose: whose(guardian),
        })
        .collect()
}
