//! `otayori check`: every problem at once.

use serde::Serialize;

use super::End;
use super::say::Say;
use crate::content::Letter;
use crate::office::{Office, OfficeError, PhotoSums};
use crate::problem::{Level, Problem, Told, summary};

/// What `check` and `build` print with `--json`.
#[derive(Serialize)]
pub(super) struct Report {
    letters: usize,
    translations: usize,
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
    Ok(tell(say, problems, &reading.letters, built.photos))
}

/// Shows the problems and the sums, and tells how the command ends.
pub(super) fn tell(say: Say, problems: Vec<Problem>, letters: &[Letter], sums: PhotoSums) -> End {
    let translations: usize = letters.iter().map(|letter| letter.translations.len()).sum();
    if say.json {
        let problems = problems.iter().map(|problem| problem.told(say.words)).collect();
        let PhotoSums { photos, developed, bytes_original, bytes_page } = sums;
        let letters = letters.len();
        say.object(&Report {
            letters,
            translations,
            photos,
            developed,
            bytes_original,
            bytes_page,
            problems,
        });
    } else {
        say.problems(&problems);
        say.talk_text(&summary(&problems, say.words));
        let values = [("letters", letters.len().into()), ("photos", sums.photos.into())];
        say.result(&say.text("check-read", &values));
        if translations > 0 {
            let translated = letters.iter().filter(|letter| !letter.translations.is_empty()).count();
            let values = [("letters", translated.into()), ("translations", translations.into())];
            say.result(&say.text("check-translations", &values));
        }
    }
    let wrong = problems.iter().any(|problem| problem.level == Level::Error);
    if wrong { End::Content } else { End::Done }
}
