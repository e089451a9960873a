//! A text changed a little on its way, that still knows where each byte stood in the file.

use std::ops::Range;

/// The changed text and the way back.
#[derive(Debug, Default)]
pub(super) struct Mended {
    text: String,
    runs: Vec<Run>,
    /// left out of the text: after which byte of it, and which bytes of the file
    left_out: Vec<(usize, Range<usize>)>,
}

#[derive(Debug)]
struct Run {
    /// first byte in the changed text
    here: usize,
    /// the byte of the file it stands for
    there: usize,
    /// byte for byte as in the file
    same: bool,
}

impl Mended {
    /// The changed text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds text that stands in the file just so, from byte `there` on.
    pub(super) fn same(&mut self, text: &str, there: usize) {
        let here = self.text.len();
        let goes_on = self.runs.last().is_some_and(|run| run.same && run.there + (here - run.here) == there);
        if !goes_on {
            self.runs.push(Run { here, there, same: true });
        }
        self.text.push_str(text);
    }

    /// Adds text that stands for what begins at byte `there` of the file.
    pub(super) fn instead(&mut self, text: &str, there: usize) {
        self.runs.push(Run { here: self.text.len(), there, same: false });
        self.text.push_str(text);
    }

    /// Leaves these bytes of the file out. They belong to what the text ends with here, blanks aside.
    pub(super) fn leave_out(&mut self, there: Range<usize>) {
        // Nobody leaves more blanks than that.
        let near = self.text.floor_char_boundary(self.text.len().saturating_sub(200));
        let after = near + self.text[near..].trim_end_matches([' ', '\t', '　']).len();
        self.left_out.push((after, there));
    }

    /// What was left out: after which byte, and which bytes of the file.
    pub(super) fn left_out(&self) -> &[(usize, Range<usize>)] {
        &self.left_out
    }

    /// What was left out right after this byte.
    pub(super) fn left_out_after(&self, here: usize) -> impl Iterator<Item = &Range<usize>> {
        let first = self.left_out.partition_point(|(after, _)| *after < here);
        let there = self.left_out[first..].iter().take_while(move |(after, _)| *after == here);
        there.map(|(_, there)| there)
    }

    /// The bytes of the file that these bytes stand for.
    pub(super) fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.byte(range.start);
        start..self.byte(range.end).max(start)
    }

    fn byte(&self, here: usize) -> usize {
        let next = self.runs.partition_point(|run| run.here <= here);
        match self.runs[..next].last() {
            Some(run) if run.same => run.there + (here - run.here),
            Some(run) => run.there,
            None => 0,
        }
    }
}
