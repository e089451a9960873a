//! `otayori coverage`: whom the school reaches, and what came of the year's letters.

use super::End;
use super::say::Say;
use super::typed::Coverage;
use crate::follow_up::{coverage_csv, coverage_table, town_csv, town_table};
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Coverage, say: Say) -> Result<End, OfficeError> {
    let coverage = office.coverage().await?;
    let words = say.words;
    if typed.for_town {
        let town = coverage.for_town();
        match (say.json, typed.csv) {
            (true, _) => say.object(&town),
            (false, true) => say.raw(&town_csv(&town, words)),
            (false, false) => say.result(&town_table(&town, words)),
        }
        return Ok(End::Done);
    }
    match (say.json, typed.csv) {
        (true, _) => say.object(&coverage),
        (false, true) => say.raw(&coverage_csv(&coverage, words)),
        (false, false) => say.result(&coverage_table(&coverage, words)),
    }
    Ok(End::Done)
}
