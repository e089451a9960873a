//! The photos of a letter at the terminal: left out, put back, and looked at before a release.

use std::collections::BTreeMap;

use super::machine_user;
use super::say::Say;
use super::typed::Photos;
use crate::office::{Fate, Office, OfficeError, PhotoCheck, PhotosSeen, SchoolReading};

/// Reads the school, with the photos left out or put back that were named.
pub(super) async fn chosen(
    office: &Office,
    asked: &str,
    typed: &Photos,
    say: Say,
) -> Result<SchoolReading, OfficeError> {
    let reading = office.read().await?;
    if typed.without.is_empty() && typed.with.is_empty() {
        return Ok(reading);
    }
    let letter = office.find(&reading, asked)?;
    let check = office.photo_check(&reading, letter);
    let Some(known) = reading.known.get(&letter.path) else { return Ok(reading) };
    // Nothing is chosen before every name is understood.
    let without = typed.without.iter().map(|name| check.find(name)).collect::<Result<Vec<_>, _>>()?;
    let with = typed.with.iter().map(|name| check.find(name)).collect::<Result<Vec<_>, _>>()?;
    for photo in without {
        office.leave_out(&known.id, &photo.content, &machine_user()).await?;
        say.talk("send-photo-left-out", &[("photo", photo.name.as_str().into())]);
    }
    for photo in with {
        office.put_back(&known.id, &photo.content, &machine_user()).await?;
        say.talk("send-photo-put-back", &[("photo", photo.name.as_str().into())]);
    }
    office.read().await
}

/// Shows the photos beside the children they must not show, and asks. `None`: nobody said that they were looked
/// at; `Some(None)`: there is nothing to look at.
pub(super) fn looked_at(say: Say, check: &PhotoCheck, typed: &Photos) -> Option<Option<PhotosSeen>> {
    if !check.needs_look() {
        return Some(None);
    }
    say.talk("send-photos", &[]);
    for photo in check.of_fate(Fate::Open) {
        say.talk_text(&format!("    {}", photo.path.trim_start_matches("./")));
    }
    let left_out: Vec<&str> =
        check.of_fate(Fate::LeftOut).map(|photo| photo.path.trim_start_matches("./")).collect();
    if !left_out.is_empty() {
        say.talk("send-photos-left-out", &[("photos", left_out.join("、").into())]);
    }
    say.talk("send-uncovered", &[("count", check.uncovered.len().into())]);
    for (class, children) in by_class(check, say) {
        let class = if class.is_empty() { say.text("send-no-class", &[]) } else { class.to_owned() };
        say.talk_text(&format!("    {class}: {}", children.join("、")));
    }
    let yes = typed.nobody_uncovered || say.ask_or("send-ask-photos", &[], "say-no-terminal-photos");
    yes.then(|| Some(check.seen()))
}

fn by_class(check: &PhotoCheck, say: Say) -> BTreeMap<&str, Vec<String>> {
    let mut classes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for child in &check.uncovered {
        let id = if child.within_class { "send-child-within-class" } else { "send-child" };
        let named = say.text(id, &[("name", child.name.as_str().into())]);
        classes.entry(&child.class).or_default().push(named);
    }
    classes
}
