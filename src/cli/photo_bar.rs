//! How far the photos are, on a terminal; and what was saved, in one sentence.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::say::Say;
use crate::office::PhotoSums;
use crate::photos::Progress;

/// A bar of photos done, of all, and of the time left. Where stderr is no terminal nothing is drawn.
pub(super) struct PhotoBar {
    say: Say,
    bar: ProgressBar,
}

impl PhotoBar {
    /// A bar that is not seen before the first photo is done.
    pub(super) fn new(say: Say) -> Self {
        let bar = ProgressBar::no_length();
        let style = say.text("build-progress", &[]);
        bar.set_style(ProgressStyle::with_template(&style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        PhotoBar { say, bar }
    }

    /// Shows how far it is.
    pub(super) fn show(&self, progress: Progress) {
        if self.bar.length().is_none() {
            self.bar.set_length(progress.total as u64);
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
        self.bar.set_position(progress.done as u64);
    }

    /// Takes the bar away and says what a phone loads now.
    pub(super) fn finish(self, sums: PhotoSums) {
        self.bar.finish_and_clear();
        if sums.photos > 0 && !self.say.json {
            let values = [
                ("photos", sums.photos.into()),
                ("before", megabytes(sums.bytes_original).into()),
                ("after", megabytes(sums.bytes_page).into()),
            ];
            self.say.talk("build-saved", &values);
        }
    }
}

/// `84.2`: millions of bytes, as phones and their contracts count.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::megabytes;

    #[test]
    fn nothing_is_told_as_less_than_it_is() {
        assert_eq!(megabytes(0), "0.0");
        assert_eq!(megabytes(1), "0.1");
        assert_eq!(megabytes(84_150_001), "84.2");
    }
}
