//! きろく: who saw and did what, for the director.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::Act;

/// Rows on a page.
const MOST: u32 = 200;

#[derive(Serialize)]
struct RecordPage {
    rows: Vec<RecordRow>,
    /// the first row that is missing or was changed
    broken_at: Option<i64>,
    acts: u64,
    /// of the last row: to be noted down elsewhere
    link: String,
    /// the number to go on from, where there are older rows
    older: Option<i64>,
}

#[derive(Serialize)]
struct RecordRow {
    at: String,
    who: String,
    what: String,
    /// its file; empty where it is about no letter
    letter: String,
    /// its page, where there is one
    id: String,
    more: String,
}

/// `GET /record`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let ledger = &desk.office().ledger;
    let chain = ledger.chain().await?;
    let rows = ledger.acts_before(fields.text("before").parse().ok(), MOST).await?;
    let letters = ledger.letters().await?;
    let paths: BTreeMap<&str, &str> = letters.iter().map(|l| (l.id.0.as_str(), l.path.as_str())).collect();
    let older = rows.last().map(|(number, _)| *number).filter(|number| *number > 1);
    let page = RecordPage {
        rows: rows.iter().map(|(_, act)| desk.record_row(act, &paths)).collect(),
        broken_at: chain.broken_at,
        acts: chain.acts,
        link: chain.last.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        older,
    };
    Ok(desk.page("record.html", Some(&who), &page))
}

impl DeskState {
    fn record_row(&self, act: &Act, paths: &BTreeMap<&str, &str>) -> RecordRow {
        let path = paths.get(act.letter.as_str()).copied();
        RecordRow {
            at: self.time(act.at),
            who: self.who_did(act),
            what: self.what_was_done(act),
            letter: path.unwrap_or_default().to_owned(),
            id: path.map(|_| act.letter.clone()).unwrap_or_default(),
            more: without_hashes(&act.detail),
        }
    }
}

/// Whole hashes tell a reader nothing: their first eight characters are enough to compare two of them.
fn without_hashes(detail: &str) -> String {
    let is_hash = |word: &str| word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = detail.split(' ').map(|word| match word {
        hash if is_hash(hash) => format!("{}…", &hash[..8]),
        word => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}
