//! `otayori check`: every problem at once.

use serde::Serialize;

use super::End;
use super::say::Say;
use crate::office::{Office, OfficeError, PhotoSums};
use crate::problem::{Level, Problem, Told, summary};

/// What `check` and `build` print with `--json`.
#[derive(Serialize)]
pub(super) struct Report {
    letters: usize,
    photos: usize,
    developed: usize,
    bytes_original: u64,
    bytes_page: u64,
    problems: Vec<Told>,
}

pub(super) async fn run(office: &Office, say: Say) -> Result<End, OfficeError> {
    let reading = office.read().await?;
    let built = tokio::task::block_in_place(|| office.build(&reading, &|_| {}))?;
    let problems = reading
        .problems
        .into_iter()
        .map(|(_, problem)| problem)
        .chain(built.letters.into_iter().flat_map(|letter| letter.problems))
        .collect();
    Ok(tell(say, problems, reading.letters.len(), built.photos))
}

/// Shows the problems and the sums, and tells how the command ends.
pub(super) fn tell(say: Say, problems: Vec<Problem>, letters: usize, sums: PhotoSums) -> End {
    if say.json {
        let problems = problems.iter().map(|problem| problem.told(say.words)).collect();
        let PhotoSums { photos, developed, bytes_original, bytes_page } = sums;
        say.object(&Report { letters, photos, developed, bytes_original, bytes_page, problems });
    } else {
        say.problems(&problems);
        say.talk_text(&summary(&problems, say.words));
        say.result(&say.text("check-read", &[("letters", letters.into()), ("photos", sums.photos.into())]));
    }
    let wrong = problems.iter().any(|problem| problem.level == Level::Error);
    if wrong { End::Content } else { End::Done }
}
