//! `otayori build`: every letter, drafts marked as such, into `build/` to look at; with `--pages` the pages alone.

use super::End;
use super::check::tell;
use super::photo_bar::PhotoBar;
use super::say::Say;
use super::typed::Build;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Build, say: Say) -> Result<End, OfficeError> {
    let reading = office.read().await?;
    let bar = PhotoBar::new(say);
    let built = tokio::task::block_in_place(|| {
        let built = if typed.pages {
            office.build_pages(&reading, &|progress| bar.show(progress))?
        } else {
            office.build(&reading, &|progress| bar.show(progress))?
        };
        office.write_drafts(&built)?;
        if !typed.pages {
            office.write_draft_papers(&reading)?;
        }
        Ok::<_, OfficeError>(built)
    })?;
    bar.finish(built.photos);
    let problems = reading
        .problems
        .into_iter()
        .map(|(_, problem)| problem)
        .chain(built.letters.iter().flat_map(|letter| letter.problems.iter().cloned()))
        .collect();
    let end = tell(say, problems, &reading.letters, built.photos);
    // Only what nobody holds is taken out of the cache.
    drop(built);
    tokio::task::block_in_place(|| office.tidy_cache());
    let folder = office.settings.build_folder();
    say.result(&say.text("build-done", &[("folder", folder.display().to_string().into())]));
    Ok(end)
}
