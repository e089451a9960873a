//! Where a problem is: a span of a file, as lines and columns a teacher can find.

/// A span of a text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as shown to people: relative, with `/`; empty where somebody typed the lines.
    pub file: String,
    /// 1-based line of the file itself (front matter counted).
    pub line: u32,
    /// 1-based column in characters.
    pub column: u32,
    /// How many characters are meant, at least 1.
    pub length: u32,
    /// The line's text, to show above the mark; empty where a line makes no sense (a photo).
    pub shown: String,
}

impl Place {
    /// The whole file: no line is meant.
    pub fn file(file: impl Into<String>) -> Self {
        Place { file: file.into(), line: 1, column: 1, length: 1, shown: String::new() }
    }

    /// The byte range `start..end` of `text`, which is the whole content of `file`.
    ///
    /// Offsets outside the text or inside a character are moved to the nearest character before.
    pub fn in_text(file: impl Into<String>, text: &str, start: usize, end: usize) -> Self {
        let start = floor_boundary(text, start);
        let end = floor_boundary(text, end.max(start));
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let shown = text[line_start..].lines().next().unwrap_or_default().trim_end_matches('\r');
        let meant = text[start..end].lines().next().unwrap_or_default();
        Place {
            file: file.into(),
            line: count(before.matches('\n').count() + 1),
            column: count(text[line_start..start].chars().count() + 1),
            length: count(meant.chars().count().max(1)),
            shown: shown.to_owned(),
        }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "---\ntitle: 遠足\n---\n写真 ![](あ.jpg)\r\n";
        let start = text.find("あ.jpg").unwrap();
        let place = Place::in_text("遠足.md", text, start, start + "あ.jpg".len());
        assert_eq!((place.line, place.column, place.length), (4, 8, 5));
        assert_eq!(place.shown, "写真 ![](あ.jpg)");
    }
}
