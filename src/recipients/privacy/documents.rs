//! Links to documents elsewhere: what stands in them, nobody here has seen.

use crate::problem::{Place, Problem};

/// Endings of documents that may hold a list of names.
const ENDINGS: [&str; 11] = ["pdf", "xlsx", "xls", "csv", "tsv", "txt", "docx", "doc", "pptx", "zip", "ods"];
/// Where people keep such documents.
const KEEPERS: [&str; 7] = [
    "docs.google.com",
    "drive.google.com",
    "1drv.ms",
    "onedrive.live.com",
    "dropbox.com",
    "box.com",
    "sharepoint.com",
];

/// Every link of the text to a document outside, each once. (A file beside the letter cannot be linked: it is never
/// put onto the host, and that is said elsewhere.)
pub(super) fn outside(path: &str, text: &str) -> Vec<Problem> {
    let mut told: Vec<&str> = Vec::new();
    let mut problems = Vec::new();
    for (start, _) in text.match_indices("http") {
        let word = &text[start..];
        let end =
            word.find(|c: char| !c.is_ascii_graphic() || "<>\"'`{}|\\^)]".contains(c)).unwrap_or(word.len());
        let address = &word[..end];
        if is_document(address) && !told.contains(&address) {
            told.push(address);
            let place = Place::in_text(path, text, start, start + end);
            problems.push(
                Problem::warning("recipients-linked-document", vec![("address", address.into())]).at(place),
            );
        }
    }
    problems
}

fn is_document(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let kept = KEEPERS.iter().any(|keeper| host == *keeper || host.ends_with(&format!(".{keeper}")));
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    kept || ending.is_some_and(|ending| ENDINGS.contains(&&*ending.to_ascii_lowercase()))
}
