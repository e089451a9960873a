//! `otayori called LETTER …`: what came of calls, one by one, by the codes of a printed list, or of a class's papers;
//! and taken back.

use std::collections::BTreeSet;
use std::io::Read;

use serde_json::json;

use super::say::Say;
use super::typed::Called;
use super::{End, machine_user};
use crate::follow_up::typed_outcome;
use crate::ledger::{Callee, KnownLetter, Outcome, Party};
use crate::office::{CallNote, Office, OfficeError};
use crate::problem::Problem;

/// Nobody types more than this from paper.
const LONGEST_TEXT: u64 = 1 << 20;

pub(super) async fn run(office: &Office, typed: &Called, say: Say) -> Result<End, OfficeError> {
    let letter = office.find_released(&typed.letter).await?;
    match (&typed.family, typed.outcome, &typed.codes, &typed.paper) {
        (Some(family), Some(outcome), ..) => one(office, &letter, family, outcome, typed, say).await,
        (Some(family), None, ..) => undo(office, &letter, family, say).await,
        (None, _, Some(codes), _) => by_codes(office, &letter, codes, say).await,
        (None, _, None, class) => {
            on_paper(office, &letter, class.as_deref().unwrap_or_default(), typed.yes, say).await
        }
    }
}

async fn one(
    office: &Office,
    letter: &KnownLetter,
    family: &str,
    outcome: Outcome,
    typed: &Called,
    say: Say,
) -> Result<End, OfficeError> {
    if typed.number.is_some() && outcome != Outcome::WrongNumber {
        say.refuse(&[Problem::error(
            "called-number-alone",
            vec![("outcome", in_words(outcome, say).into())],
        )]);
        return Ok(End::Use);
    }
    let (note, by) = (typed.note.clone(), machine_user());
    let note = CallNote { family: family.to_owned(), outcome, note, by, number: typed.number };
    let (family, _) = office.call(&letter.id, &note).await?;
    if say.json {
        say.object(&json!({ "letter": letter.path, "family": family, "outcome": outcome }));
    }
    let others = || async {
        let list = office.unread(&letter.id).await?;
        Ok::<bool, OfficeError>(list.unread.iter().any(|row| row.family == family))
    };
    let id = match outcome.settles() {
        false => "called-noted",
        true if others().await? => "called-settled-part",
        true => "called-settled",
    };
    say.talk(id, &[("family", family.into()), ("outcome", in_words(outcome, say).into())]);
    Ok(End::Done)
}

async fn undo(office: &Office, letter: &KnownLetter, family: &str, say: Say) -> Result<End, OfficeError> {
    let undone = office.take_back_last(&letter.id, family, &machine_user()).await?;
    if say.json {
        say.object(&json!({ "letter": letter.path, "family": undone, "undone": undone.is_some() }));
    }
    match undone {
        Some(family) => say.talk("called-undone", &[("family", family.into())]),
        None => say.talk("called-nothing-to-undo", &[("family", family.into())]),
    }
    Ok(End::Done)
}

async fn by_codes(
    office: &Office,
    letter: &KnownLetter,
    codes: &[String],
    say: Say,
) -> Result<End, OfficeError> {
    let text = if codes.is_empty() { from_standard_input()? } else { lines(codes) };
    let (typed, _) = office.call_by_codes(&letter.id, &text, &machine_user()).await?;
    if say.json {
        let noted: Vec<_> = typed
            .iter()
            .map(|one| json!({ "family": one.to.family, "party": one.to.party, "outcome": one.outcome, "note": one.note }))
            .collect();
        say.object(&json!({ "letter": letter.path, "noted": noted }));
    }
    for one in &typed {
        say.result(&format!("{}: {}", told_apart(&one.to), in_words(one.outcome, say)));
    }
    say.talk("called-codes-done", &[("count", typed.len().into())]);
    Ok(End::Done)
}

async fn on_paper(
    office: &Office,
    letter: &KnownLetter,
    class: &str,
    yes: bool,
    say: Say,
) -> Result<End, OfficeError> {
    let list = office.unread(&letter.id).await?;
    let of_class = |row: &&_| -> bool {
        let row: &crate::follow_up::UnreadRow = row;
        row.classes.iter().any(|own| own == class)
    };
    let rows: Vec<_> = list.paper_rows().filter(of_class).collect();
    let values = [("class", class.into()), ("count", rows.len().into())];
    if rows.is_empty() {
        let left: BTreeSet<&str> =
            list.paper_rows().flat_map(|row| row.classes.iter().map(String::as_str)).collect();
        let left =
            if left.is_empty() { "—".to_owned() } else { left.into_iter().collect::<Vec<_>>().join("・") };
        let values = vec![("class", class.into()), ("classes", left.into())];
        say.refuse(&[Problem::error("called-paper-nobody", values)]);
        return Ok(End::Use);
    }
    say.talk("called-paper-shows", &values);
    for row in &rows {
        let names =
            if row.missing.is_empty() { String::new() } else { format!(" ({})", row.missing.join("、")) };
        say.talk_text(&format!("  {} {}{names}", row.code, row.children.join("・")));
    }
    if !yes && !say.ask("called-paper-ask", &values) {
        say.refuse(&[Problem::error("called-paper-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let given = rows.iter().map(|row| row.sent_as()).collect();
    office.give_on_paper(&letter.id, &given, &machine_user()).await?;
    if say.json {
        let families: BTreeSet<&str> = rows.iter().map(|row| row.family.as_str()).collect();
        say.object(&json!({ "letter": letter.path, "families": families }));
    }
    say.talk("called-paper-done", &values);
    Ok(End::Done)
}

/// `K7Q4 ○ P3XD 出` as the shell splits it: an outcome belongs to the code before it.
fn lines(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let belongs = typed_outcome(word).is_some() && !text.is_empty();
        text.push_str(match (text.is_empty(), belongs) {
            (true, _) => "",
            (false, true) => " ",
            (false, false) => "\n",
        });
        text.push_str(word);
    }
    text
}

fn from_standard_input() -> Result<String, OfficeError> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST_TEXT).read_to_string(&mut text);
    read.map_err(|error| OfficeError::Disk { file: "-".into(), error })?;
    Ok(text)
}

/// The household number, and who of it where the letter needs more than one: two rows of a family are two calls.
fn told_apart(to: &Callee) -> String {
    match &to.party {
        Some(Party::Home(name) | Party::Guardian(name)) if !name.is_empty() => {
            format!("{} ({name})", to.family)
        }
        _ => to.family.clone(),
    }
}

fn in_words(outcome: Outcome, say: Say) -> String {
    say.text(&format!("outcome-{outcome}"), &[])
}
