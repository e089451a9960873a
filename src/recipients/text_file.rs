//! A CSV file as rows: any Japanese encoding, comma, tab or semicolon.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8};

use super::headings;
use super::table::{MAX_COLUMNS, MAX_ROWS, Row, too_large};
use crate::problem::Problem;

/// The rows of a CSV file that have anything in them.
///
/// # Errors
/// The file is empty or has too many rows.
pub(super) fn rows(bytes: &[u8]) -> Result<Vec<Row>, Problem> {
    let text = decode(bytes);
    if text.trim().is_empty() {
        return Err(Problem::error("recipients-empty-file", vec![]));
    }
    split(&text, separator(&text), MAX_ROWS)?.ok_or_else(too_large)
}

/// The text, with U+FFFD where a character cannot be read (the rows then name the cell: nothing is lost silently).
///
/// UTF-8 is recognised by its own rules. Among the older encodings, which accept one another's bytes, the one
/// counts under which most of the headings make sense.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    let iso_2022 = bytes.windows(2).any(|pair| pair == b"\x1b$");
    if !iso_2022 && let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut candidates: Vec<&'static Encoding> = vec![SHIFT_JIS, EUC_JP, UTF_8];
    if iso_2022 {
        candidates.insert(0, ISO_2022_JP);
    }
    let decoded = candidates.into_iter().map(|encoding| encoding.decode_without_bom_handling(bytes).0);
    let best = decoded.enumerate().max_by_key(|(order, text)| {
        // Where nothing is understood, the first of the list.
        (known_headings(text), std::cmp::Reverse(text.matches('\u{fffd}').count()), std::cmp::Reverse(*order))
    });
    best.map(|(_, text)| text).unwrap_or_default()
}

fn known_headings(text: &str) -> usize {
    let first = split(text, separator(text), 10).ok().flatten().unwrap_or_default();
    first.iter().map(|row| headings::count_known(row.cells())).max().unwrap_or(0)
}

/// The sign that stands most often in the first lines, outside quotation marks.
fn separator(text: &str) -> u8 {
    let head: String = text.lines().take(20).collect::<Vec<_>>().join("\n");
    let mut counts = [(b',', 0_usize), (b'\t', 0), (b';', 0)];
    let mut quoted = false;
    for byte in head.bytes() {
        quoted ^= byte == b'"';
        if !quoted && let Some(count) = counts.iter_mut().find(|(sign, _)| *sign == byte) {
            count.1 += 1;
        }
    }
    // The first of equals, so that a single column is a CSV file too.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// The rows, or `None` where there are more than `most`.
fn split(text: &str, separator: u8, most: usize) -> Result<Option<Vec<Row>>, Problem> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut rows = Vec::new();
    let mut lines = LineCounter { text: text.as_bytes(), at: 0, line: 1 };
    loop {
        let more = reader.read_record(&mut record).map_err(|error| {
            Problem::error("recipients-unreadable", vec![("why", error.to_string().into())])
        })?;
        if !more {
            return Ok(Some(rows));
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == most {
            return Ok((most < MAX_ROWS).then_some(rows));
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_of(usize::try_from(start).unwrap_or(usize::MAX));
        rows.push(Row::of(line, record.iter().take(MAX_COLUMNS)));
    }
}

/// Counts lines as an editor does: the CSV reader's own count stands before the line ends it skips.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    fn line_of(&mut self, start: usize) -> u32 {
        // A record's position may stand before the line break that ends the last one.
        let start = self.text.len().min(start);
        let blank = self.text[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + blank;
        let between = &self.text[self.at.min(start)..start];
        let breaks = between
            .iter()
            .enumerate()
            .filter(|&(at, byte)| *byte == b'\n' || (*byte == b'\r' && between.get(at + 1) != Some(&b'\n')));
        self.line = self.line.saturating_add(u32::try_from(breaks.count()).unwrap_or(u32::MAX));
        self.at = start;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "世帯番号,児童名,クラス\r\n1,髙﨑 さくら〜,うさぎ\r\n\r\n2,\"山田\n花\",うさぎ\r\n3,林,りす\r\n";

    fn names(bytes: &[u8]) -> Vec<String> {
        rows(bytes).unwrap().into_iter().map(|row| row.cell(1).unwrap().to_owned()).collect()
    }

    #[test]
    fn every_japanese_encoding_gives_the_same_rows() {
        let utf8 = names(TEXT.as_bytes());
        assert_eq!(names(format!("\u{feff}{TEXT}").as_bytes()), utf8);
        let utf16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(names(&utf16), utf8);
        // These have no 〜 of Unicode's: Windows writes ～ for the same sign.
        let windows = TEXT.replace('〜', "～");
        let expected = names(windows.as_bytes());
        assert_eq!(names(&SHIFT_JIS.encode(&windows).0), expected);
        let plain = windows.replace(['髙', '﨑'], "高").replace('～', "");
        assert_eq!(names(&EUC_JP.encode(&plain).0), names(plain.as_bytes()));
        assert_eq!(names(&ISO_2022_JP.encode(&plain).0), names(plain.as_bytes()));
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let lines: Vec<u32> = rows(TEXT.as_bytes()).unwrap().iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 2, 4, 6]);
        let old_mac: Vec<u32> = rows(b"a,b\rc,d\r\re,f").unwrap().iter().map(|row| row.line).collect();
        assert_eq!(old_mac, [1, 2, 4]);
    }

    #[test]
    fn tab_and_semicolon_are_seen() {
        let second = |text: &str| -> Vec<String> {
            rows(text.as_bytes()).unwrap()[1].cells().map(str::to_owned).collect()
        };
        assert_eq!(second("氏名\tクラス\n林, 花\tりす"), ["林, 花", "りす"]);
        assert_eq!(second("氏名;クラス\n林;りす"), ["林", "りす"]);
    }

    #[test]
    fn what_cannot_be_decoded_stays_visible() {
        let mut bytes = SHIFT_JIS.encode("児童名,クラス\n山").0.into_owned();
        bytes.extend(b"\x81\xff,");
        assert!(rows(&bytes).unwrap()[1].cell(0).unwrap().contains('\u{fffd}'));
    }
}
