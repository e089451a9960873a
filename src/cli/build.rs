//! `otayori build`: every letter, drafts marked as such, into `build/` to look at.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::End;
use super::check::tell;
use super::say::Say;
use crate::office::{Office, OfficeError};

pub(super) async fn run(office: &Office, say: Say) -> Result<End, OfficeError> {
    let reading = office.read().await?;
    let bar = ProgressBar::no_length();
    let style = say.text("build-progress", &[]);
    bar.set_style(ProgressStyle::with_template(&style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    let built = tokio::task::block_in_place(|| {
        let built = office.build(&reading, &|progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
        })?;
        office.write_drafts(&built)?;
        Ok::<_, OfficeError>(built)
    })?;
    bar.finish_and_clear();
    let problems = reading
        .problems
        .into_iter()
        .map(|(_, problem)| problem)
        .chain(built.letters.iter().flat_map(|letter| letter.problems.iter().cloned()))
        .collect();
    let end = tell(say, problems, reading.letters.len(), built.photos, built.developed);
    let folder = office.settings.build_folder();
    say.result(&say.text("build-done", &[("folder", folder.display().to_string().into())]));
    Ok(end)
}
