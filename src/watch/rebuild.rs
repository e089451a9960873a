//! After each change of the letters' folder: everything is read and built again, and each letter's
//! problems are put beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use tokio::task::JoinHandle;

use super::{Pace, Seen, follow as follow_folder, means_for, sweep_notes, write_note};
use crate::office::{BuiltLetter, Lately, Office, OfficeError, draft_folder, without_answer};
use crate::problem::Problem;

/// What a rebuild gave.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// of all that is in it
    pub hash: String,
}

impl Draft {
    fn of(letter: &BuiltLetter) -> Self {
        Draft {
            path: letter.path.clone(),
            title: letter.title.clone(),
            folder: draft_folder(&letter.path),
            hash: letter.edition.hash.clone(),
        }
    }
}

/// What [`follow`] tells of.
#[derive(Debug)]
pub enum News {
    /// everything was built anew
    Rebuilt(Rebuilt),
    /// one letter was just saved; what is wrong with it may not be all
    Glimpsed(Draft, Vec<Problem>),
    /// there was no rebuild
    Failed(OfficeError),
}

/// Rebuilds now and after each change, for as long as it is polled, and gives a glimpse of a letter as soon as it
/// is saved. `told` hears of each.
pub async fn follow(office: &Office, told: impl Fn(News) + Send + Sync) {
    let content = office.settings.content.clone();
    let mut changes = follow_folder(content.clone(), means_for(&content), Pace::default());
    let mut lately: Option<Lately> = None;
    // Pages first: a school's first sheets take minutes.
    let mut building = Some(start(office, Sheets::Later));
    let mut again = true;
    loop {
        tokio::select! {
            done = finished(&mut building) => {
                match done {
                    Ok((rebuilt, state)) => {
                        lately = Some(state);
                        told(News::Rebuilt(rebuilt));
                    }
                    Err(error) => told(News::Failed(error)),
                }
                building = std::mem::take(&mut again).then(|| start(office, Sheets::Now));
            }
            seen = changes.recv() => match seen {
                None => return,
                Some(Seen::Touched(files)) => {
                    let glimpse = |lately| tokio::task::block_in_place(|| glimpses(office, lately, &files));
                    lately.iter().flat_map(glimpse).for_each(|(draft, problems)| told(News::Glimpsed(draft, problems)));
                }
                Some(Seen::Changed { .. } | Seen::Found) if building.is_none() => {
                    building = Some(start(office, Sheets::Now));
                }
                Some(Seen::Changed { .. } | Seen::Found) => again = true,
                // A share that is cut off says nothing of its letters: what is built stays.
                Some(Seen::Lost(_)) => {}
            }
        }
    }
}

/// Are the sheets set too?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheets {
    Now,
    Later,
}

type Building = JoinHandle<Result<(Rebuilt, Lately), OfficeError>>;

/// Builds in the background, so that a glimpse never waits for it.
fn start(office: &Office, sheets: Sheets) -> Aborted {
    let office = office.clone();
    Aborted(tokio::spawn(async move { build(&office, sheets).await }))
}

/// Nothing is begun any more when nobody follows.
struct Aborted(Building);

impl Drop for Aborted {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the building; for ever where there is none.
async fn finished(building: &mut Option<Aborted>) -> Result<(Rebuilt, Lately), OfficeError> {
    match building {
        None => std::future::pending().await,
        Some(Aborted(building)) => match building.await {
            Ok(done) => done,
            Err(lost) => Err(OfficeError::disk("build")(std::io::Error::other(lost))),
        },
    }
}

/// The letters among these files as they are now, written below `build/`.
fn glimpses(office: &Office, lately: &Lately, files: &[PathBuf]) -> Vec<(Draft, Vec<Problem>)> {
    let glimpse = |file: &PathBuf| {
        let (built, mut problems) = office.glimpse(lately, file)?;
        office.write_draft(&built).ok()?;
        problems.extend(built.problems.iter().cloned());
        Some((Draft::of(&built), problems))
    };
    files.iter().filter_map(glimpse).collect()
}

/// Reads and builds everything once, writes the drafts, and the notes beside faulty letters.
///
/// # Errors
/// The ledger, the theme, or the disk of `build/`. A note that cannot be written is no error: the share may
/// be read-only.
pub async fn rebuild(office: &Office) -> Result<Rebuilt, OfficeError> {
    Ok(build(office, Sheets::Now).await?.0)
}

async fn build(office: &Office, sheets: Sheets) -> Result<(Rebuilt, Lately), OfficeError> {
    let reading = office.read().await?;
    let mut built = tokio::task::block_in_place(|| {
        let built = match sheets {
            Sheets::Now => office.build(&reading, &|_| {})?,
            Sheets::Later => office.build_pages(&reading, &|_| {})?,
        };
        office.write_drafts(&built)?;
        Ok::<_, OfficeError>(built)
    })?;
    let mut rebuilt = Rebuilt::default();
    for (letter, problem) in &reading.problems {
        rebuilt.problems.entry(letter.clone().unwrap_or_default()).or_default().push(problem.clone());
    }
    for letter in std::mem::take(&mut built.letters) {
        rebuilt.drafts.push(Draft::of(&letter));
        if !letter.problems.is_empty() {
            rebuilt.problems.entry(letter.path.clone()).or_default().extend(letter.problems);
        }
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
    // Lets the photos go: only what nobody uses is tidied then.
    let lately = office.lately(reading, built)?;
    tokio::task::block_in_place(|| office.tidy_cache());
    Ok((rebuilt, lately))
}
