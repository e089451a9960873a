//! `otayori build`: every letter, drafts marked as such, into `build/` to look at; with `--pages` the pages alone.

use super::End;
use super::check::tell;
use super::photo_bar::PhotoBar;
use super::say::Say;
use super::typed::Build;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, typed: &Build, say: Say) -> Result<End, OfficeError> {
    let mut reading = office.read().await?;
    let bar = PhotoBar::new(say);
    let mut drafted = tokio::task::block_in_place(|| {
        let drafted = office.draft(&reading, typed.pages, &|progress| bar.show(progress))?;
        if !typed.pages {
            office.write_draft_papers(&reading)?;
        }
        Ok::<_, OfficeError>(drafted)
    })?;
    bar.finish(drafted.photos);
    let problems = std::mem::take(&mut reading.problems).into_iter().map(|(_, problem)| problem);
    let problems = problems.chain(std::mem::take(&mut drafted.problems)).collect();
    let end = tell(say, problems, &reading.letters, drafted.photos);
    // The program ends here: taking a thousand letters apart word by word would only take time.
    std::mem::forget(reading);
    // Only what nobody holds is taken out of the cache.
    drop(drafted);
    tokio::task::block_in_place(|| office.tidy_cache());
    let folder = office.settings.build_folder();
    say.result(&say.text("build-done", &[("folder", folder.display().to_string().into())]));
    Ok(end)
}
