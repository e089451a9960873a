//! The clerk's notebook: what is known of mails that are `sending`, and that the ledger is not told yet.
//!
//! A line here costs a fraction of a transaction of the ledger. So mails that go soon are claimed in the ledger many at a
//! time, each with its token; which of them have begun, and what came of them, stands here first. It can only narrow a doubt: what the ledger
//! calls `sending`, and no line here knows as claimed ahead with that very token, is in doubt as ever.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ledger::{Finish, Ledger, LedgerError, Start};
use crate::world::{DurableLines, remove_durably};

/// The file, in the private folder.
const FILE: &str = "sending.notebook";

/// What is noted at once, in the order in which it happened.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Line {
    /// what came of mails
    pub(super) ended: Vec<Finish>,
    /// numbers of the dispatches that may go from now on
    pub(super) begun: Vec<i64>,
    /// will be claimed in the ledger now, and begin later
    pub(super) ahead: Vec<Start>,
}

/// The notebook of one round. There is no file before the first line.
pub(super) struct Notebook {
    path: PathBuf,
    lines: Option<DurableLines>,
}

impl Notebook {
    /// What the last round left must have been taken up before ([`take_up`]).
    pub(super) fn new(private_folder: &Path) -> Self {
        Notebook { path: private_folder.join(FILE), lines: None }
    }

    /// Notes a line, durably.
    pub(super) fn note(&mut self, line: &Line) -> Result<(), LedgerError> {
        let lines = match &mut self.lines {
            Some(lines) => lines,
            None => self.lines.insert(DurableLines::create(&self.path)?),
        };
        let text = serde_json::to_string(line).map_err(std::io::Error::other)?;
        Ok(lines.write(&text)?)
    }

    /// Throws it away: the ledger knows all of it.
    pub(super) fn throw_away(self) -> Result<(), LedgerError> {
        Ok(self.lines.map_or(Ok(()), DurableLines::remove)?)
    }
}

/// Tells the ledger what an interrupted round noted, and throws the notebook away. What was claimed and had not begun never
/// left, and waits again as it did; what had begun stays `sending`, unless it is noted what came of it.
pub(super) async fn take_up(ledger: &Ledger, private_folder: &Path) -> Result<(), LedgerError> {
    let path = private_folder.join(FILE);
    let noted = match DurableLines::read(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Vec::new(),
        noted => noted?,
    };
    if !noted.is_empty() {
        let in_hand: HashSet<_> = ledger.in_hand().await?.into_iter().collect();
        let told: Vec<Finish> = known(&noted)
            .into_iter()
            .filter(|(start, _)| in_hand.contains(&(start.dispatch, start.token)))
            .filter_map(|(start, known)| match known {
                Known::Ahead => Some(Finish::never_begun(&start)),
                Known::Begun => None,
                Known::Ended(finish) => Some(finish),
            })
            .collect();
        // (The time is for what starts.)
        ledger.books().keep(&told, &[], Timestamp::UNIX_EPOCH).await?;
    }
    Ok(remove_durably(&path)?)
}

/// How far a mail that was claimed ahead has come.
enum Known {
    Ahead,
    Begun,
    Ended(Finish),
}

/// Nothing is known where a line is in the words of another version.
fn known(noted: &[String]) -> Vec<(Start, Known)> {
    let lines: Result<Vec<Line>, _> = noted.iter().map(|line| serde_json::from_str(line)).collect();
    let mut known: HashMap<i64, (Start, Known)> = HashMap::new();
    for line in lines.unwrap_or_default() {
        for finish in line.ended {
            if let Some((_, known)) = known.get_mut(&finish.dispatch) {
                *known = Known::Ended(finish);
            }
        }
        for dispatch in line.begun {
            if let Some((_, known)) = known.get_mut(&dispatch) {
                *known = Known::Begun;
            }
        }
        known.extend(line.ahead.into_iter().map(|start| (start.dispatch, (start, Known::Ahead))));
    }
    known.into_values().collect()
}
