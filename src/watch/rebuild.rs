//! After each change of the letters' folder: everything is read and built again, and each letter's
//! problems are put beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Pace, Seen, follow as follow_folder, means_for, sweep_notes, write_note};
use crate::office::{Office, OfficeError, draft_folder, without_answer};
use crate::problem::Problem;

/// What a rebuild gave.
#[derive(Debug, Clone, Default)]
pub struct Rebuilt {
    /// every letter, by path
    pub drafts: Vec<Draft>,
    /// the problems of each letter by its path; those of no letter under the empty path
    pub problems: BTreeMap<String, Vec<Problem>>,
}

/// One letter's draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// the letter's path
    pub path: String,
    /// its title
    pub title: String,
    /// its folder below `build/`
    pub folder: String,
}

/// Rebuilds now and after each change, for as long as it is polled. `told` hears of each rebuild, or why
/// there was none.
pub async fn follow(office: &Office, told: impl Fn(Result<Rebuilt, OfficeError>) + Send + Sync) {
    let content = office.settings.content.clone();
    let mut changes = follow_folder(content.clone(), means_for(&content), Pace::default());
    told(rebuild(office).await);
    while let Some(seen) = changes.recv().await {
        match seen {
            Seen::Changed { .. } | Seen::Found => told(rebuild(office).await),
            // A share that is cut off says nothing of its letters: what is built stays.
            Seen::Lost(_) => {}
        }
    }
}

/// Reads and builds everything once, writes the drafts, and the notes beside faulty letters.
///
/// # Errors
/// The ledger, the theme, or the disk of `build/`. A note that cannot be written is no error: the share may
/// be read-only.
pub async fn rebuild(office: &Office) -> Result<Rebuilt, OfficeError> {
    let reading = office.read().await?;
    // All but the letters is let go here: only what nobody uses is tidied in the end.
    let letters = tokio::task::block_in_place(|| {
        let mut built = office.build(&reading, &|_| {})?;
        office.write_drafts(&built)?;
        Ok::<_, OfficeError>(std::mem::take(&mut built.letters))
    })?;
    let mut rebuilt = Rebuilt::default();
    for (letter, problem) in reading.problems {
        rebuilt.problems.entry(letter.unwrap_or_default()).or_default().push(problem);
    }
    for letter in letters {
        if !letter.problems.is_empty() {
            rebuilt.problems.entry(letter.path.clone()).or_default().extend(letter.problems);
        }
        rebuilt.drafts.push(Draft {
            folder: draft_folder(&letter.path),
            path: letter.path,
            title: letter.title,
        });
    }
    if office.settings.notes_beside_letters {
        let words = office.settings.lang.words();
        let mut kept: BTreeSet<PathBuf> = BTreeSet::new();
        for letter in &reading.letters {
            let problems = rebuilt.problems.get(&letter.path).map_or(&[][..], Vec::as_slice);
            // The letters' folder has more readers than the desk.
            let problems: Vec<Problem> = problems.iter().map(without_answer).collect();
            if let Ok(Some(note)) = write_note(&letter.file, &problems, words) {
                kept.insert(note);
            }
        }
        sweep_notes(&office.settings.content, &kept);
    }
    tokio::task::block_in_place(|| office.tidy_cache());
    Ok(rebuilt)
}
