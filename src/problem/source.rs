//! A text file with its lines counted once, so that many places in it cost little.

use std::ops::Range;

use super::Place;

/// Longer lines are cut around what is meant: a megabyte on one line helps nobody.
const SHOWN: usize = 2_000;

/// The text of a file and where its lines begin.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    file: String,
    text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    /// `text` is the whole content of `file` (as shown to people).
    pub fn new(file: impl Into<String>, text: &'a str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Source { file: file.into(), text, lines }
    }

    /// The file as shown to people.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// These bytes of the text. What lies outside the text or inside a character moves to the nearest
    /// character before; a range over several lines means the rest of its first line.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.text.floor_char_boundary(range.start);
        let end = self.text.floor_char_boundary(range.end.max(start));
        let line = self.lines.partition_point(|begin| *begin <= start).saturating_sub(1);
        let begin = self.lines[line];
        let whole = &self.text[begin..self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1)];
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        let meant = self.text[start..end].lines().next().unwrap_or_default();
        let shown = if whole.len() > SHOWN { "" } else { whole };
        Place {
            file: self.file.clone(),
            line: count(line + 1),
            column: count(self.text[begin..start].chars().count() + 1),
            length: count(meant.chars().count().max(1)),
            shown: shown.to_owned(),
        }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place::file(self.file.clone())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_a_place_counted_from_the_start() {
        let text = "一\r\n二つ目の行\r\n\n四";
        let source = Source::new("a", text);
        for start in 0..=text.len() + 2 {
            for end in start..=text.len() + 2 {
                assert_eq!(source.place(start..end), Place::in_text("a", text, start, end), "{start}..{end}");
            }
        }
    }
}
