//! One family of the list as its page shows it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::calls::span_of;
use super::session::Who;
use super::state::DeskState;
use crate::follow_up::{self, FollowUp, Reason, ToCall, ToldRow, UnreadRow};
use crate::language;
use crate::ledger::{NotedCalls, Outcome};

/// One family to phone.
#[derive(Serialize)]
pub(super) struct Row {
    family: String,
    code: String,
    reason: String,
    /// asks for a call: first of all
    urgent: bool,
    classes: String,
    children: String,
    guardians: Vec<Guardian>,
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

/// One family that a person told.
#[derive(Serialize)]
pub(super) struct Told {
    family: String,
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
        phoning: &BTreeMap<String, String>,
        who: &Who,
    ) -> Row {
        let settings = &self.office().settings;
        let phoning = phoning.get(&row.family);
        let english = row
            .guardians
            .iter()
            .any(|guardian| follow_up::opening_lang(&guardian.lang, settings.lang) != settings.lang);
        let say = |words| follow_up::opening(list, row, &settings.name, words);
        Row {
            family: row.family.clone(),
            code: row.code.clone(),
            reason: follow_up::why_in_words(row, self.words()),
            urgent: row.reason == Reason::AsksForCall,
            classes: row.classes.join("・"),
            children: row.children.join("、"),
            guardians: row.guardians.iter().map(|guardian| self.guardian(guardian)).collect(),
            nobody: follow_up::nobody_to_call(row, self.words()),
            opening: say(self.words()),
            opening_en: english.then(|| say(crate::words::Lang::En.words())),
            wrong: wrong_buttons(row),
            tries: row.tries,
            last: list.last_calls.get(&row.family).filter(|_| row.last.is_some()).map(|call| self.last(call)),
            phoning_self: phoning.is_some_and(|name| *name == who.name),
            phoning: phoning.cloned(),
        }
    }

    pub(super) fn told_row(&self, told: &ToldRow) -> Told {
        Told {
            family: told.family.clone(),
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
