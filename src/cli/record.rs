//! `otayori record`: who saw and did what, and whether the record is whole.

use std::collections::BTreeMap;

use serde_json::json;

use super::End;
use super::say::Say;
use super::typed::Record;
use crate::ledger::Act;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Record, say: Say) -> Result<End, OfficeError> {
    let chain = office.ledger.chain().await?;
    let mut rows = office.ledger.acts_before(None, typed.last).await?;
    rows.reverse();
    let last: String = chain.last.iter().map(|byte| format!("{byte:02x}")).collect();
    if say.json {
        let acts: Vec<_> = rows
            .iter()
            .map(|(number, act)| {
                json!({
                    "number": number, "at": act.at, "who": act.who, "what": act.what, "letter": act.letter,
                    "detail": act.detail,
                })
            })
            .collect();
        say.object(&json!({ "acts": acts, "whole": chain.acts, "broken": chain.broken_at, "link": last }));
    }
    let letters = office.ledger.letters().await?;
    let paths: BTreeMap<&str, &str> = letters.iter().map(|l| (l.id.0.as_str(), l.path.as_str())).collect();
    for (_, act) in &rows {
        say.result(&line(office, act, paths.get(act.letter.as_str()).copied().unwrap_or_default(), say));
    }
    match chain.broken_at {
        Some(number) => {
            say.talk("record-broken", &[("number", number.into())]);
            Ok(End::Outside)
        }
        None => {
            say.talk("record-whole", &[("count", chain.acts.into()), ("link", last.into())]);
            Ok(End::Done)
        }
    }
}

fn line(office: &Office, act: &Act, path: &str, say: Say) -> String {
    let at = act.at.to_zoned(office.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M:%S");
    let id = format!("desk-act-{}", act.what);
    let said = say.text(&id, &[]);
    let said = if said == id { act.what.clone() } else { said };
    format!("{at}  {}  {said}  {path}  {}", act.who, act.detail).trim_end().to_owned()
}
