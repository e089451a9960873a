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

/// A dispatch, and the hash of the token that it carries this time.
pub(super) type Try = (i64, [u8; 32]);

/// What came of a mail that carried this token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) token: [u8; 32],
    pub(super) finish: Finish,
}

/// What is noted at once, in the order in which it happened.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Line {
    /// claimed ahead or not
    pub(super) ended: Vec<Ended>,
    /// may go from now on
    pub(super) begun: Vec<Try>,
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
        let in_hand: HashSet<Try> = ledger.in_hand().await?.into_iter().collect();
        let told: Vec<Finish> = known(&noted)
            .into_iter()
            .filter(|(one, _)| in_hand.contains(one))
            .filter_map(|(_, known)| match known {
                Known::Ahead(start) => Some(Finish::never_begun(&start)),
                Known::Begun => None,
                Known::Ended(finish) => Some(finish),
            })
            .collect();
        // (The time is for what starts.)
        ledger.books().keep(&told, &[], Timestamp::UNIX_EPOCH).await?;
    }
    Ok(remove_durably(&path)?)
}

/// How far a mail has come.
enum Known {
    Ahead(Start),
    Begun,
    Ended(Finish),
}

/// Nothing is known where a line is in the words of another version.
fn known(noted: &[String]) -> HashMap<Try, Known> {
    let lines: Result<Vec<Line>, _> = noted.iter().map(|line| serde_json::from_str(line)).collect();
    let mut known = HashMap::new();
    for Line { ended, begun, ahead } in lines.unwrap_or_default() {
        known.extend(
            ended.into_iter().map(|one| ((one.finish.dispatch, one.token), Known::Ended(one.finish))),
        );
        known.extend(begun.into_iter().map(|one| (one, Known::Begun)));
        known.extend(ahead.into_iter().map(|start| ((start.dispatch, start.token), Known::Ahead(start))));
    }
    known
}
