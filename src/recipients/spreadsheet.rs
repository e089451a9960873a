//! An Excel file as rows.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use zip::ZipArchive;

use super::headings;
use super::table::{MAX_COLUMNS, MAX_ROWS, Row, too_large};
use crate::problem::Problem;

/// What may lie unpacked in one file: a small file can hold a thousand times its size.
const MAX_UNPACKED: u64 = 128 << 20;
/// Excel writes the number of its strings in front of them, and room is made for as many as it says.
const MAX_STRINGS: u64 = 5_000_000;
/// More cells than this are no roster.
const MAX_CELLS: usize = MAX_ROWS * 32;

/// The rows of the first visible sheet that has headings we know; else of the first visible one.
///
/// # Errors
/// It is no Excel file, is damaged or locked by a password, or holds more than a roster.
pub(super) fn rows(bytes: Vec<u8>) -> Result<Vec<Row>, Problem> {
    look_inside(&bytes)?;
    // The reader is written for files that Excel made. In one made to harm, an odd number somewhere may end
    // in a panic of its arithmetic; that must cost the roster of one school a sentence, not the desk its life.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(damaged()))
}

fn damaged() -> Problem {
    Problem::error("recipients-damaged-xlsx", vec![])
}

/// Unpacks every part once, without keeping it, to know that it stays within bounds.
fn look_inside(bytes: &[u8]) -> Result<(), Problem> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut left = MAX_UNPACKED;
    for number in 0..zip.len() {
        let part = zip.by_index(number).map_err(|_| damaged())?;
        let strings = part.name().map_err(|_| damaged())?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let mut unpacked = Vec::new();
        let size = if strings {
            part.take(left + 1).read_to_end(&mut unpacked).map(|size| size as u64)
        } else {
            std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
        };
        left = left.checked_sub(size.map_err(|_| damaged())?).ok_or_else(too_large)?;
        if strings && !strings_are_countable(&unpacked) {
            return Err(damaged());
        }
    }
    Ok(())
}

/// Room is reserved for `uniqueCount` strings before one is read; where memory ends, so would the program.
fn strings_are_countable(xml: &[u8]) -> bool {
    // UTF-16 would hide the number from this look; Excel never writes it.
    if xml.starts_with(b"\xff\xfe")
        || xml.starts_with(b"\xfe\xff")
        || xml.iter().take(4).any(|byte| *byte == 0)
    {
        return false;
    }
    let name = b"uniqueCount";
    let counts = xml.windows(name.len()).enumerate().filter(|(_, window)| window == name);
    counts.map(|(at, _)| &xml[at + name.len()..]).all(|rest| {
        let digits = rest.iter().skip_while(|byte| {
            matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+' | b'0')
        });
        digits.take_while(|byte| byte.is_ascii_digit()).count() < 8
            && digits_of(rest).is_none_or(|count| count <= MAX_STRINGS)
    })
}

fn digits_of(text: &[u8]) -> Option<u64> {
    let digits: String = text
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    digits.parse().ok()
}

fn read(bytes: Vec<u8>) -> Result<Vec<Row>, Problem> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .take(20)
        .collect();
    let mut first = None;
    for name in visible {
        // A chart's sheet has no rows; the roster may still stand on the next.
        let Ok(rows) = sheet(&mut book, &name) else { continue };
        let rows = rows.ok_or_else(too_large)?;
        if rows.iter().take(headings::SEARCHED).any(|row| headings::count_known(row.cells()) > 1) {
            return Ok(rows);
        }
        first.get_or_insert(rows);
    }
    match first {
        Some(rows) if rows.is_empty() => Err(Problem::error("recipients-empty-file", vec![])),
        Some(rows) => Ok(rows),
        None => Err(damaged()),
    }
}

/// The sheet's rows, cell by cell: a single cell at the far corner must not make a table of 17 thousand million.
/// `None` where there are too many.
fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Option<Vec<Row>>, calamine::XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let mut rows: std::collections::BTreeMap<u32, Vec<String>> = std::collections::BTreeMap::new();
    let mut count = 0;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        let column = column as usize;
        if column >= MAX_COLUMNS || text.trim().is_empty() {
            continue;
        }
        count += 1;
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        if count > MAX_CELLS || rows.len() > MAX_ROWS {
            return Ok(None);
        }
    }
    let rows =
        rows.into_iter().map(|(row, cells)| Row::of(row.saturating_add(1), cells.iter().map(String::as_str)));
    Ok(Some(rows.collect()))
}

/// A cell as one would type it: phone numbers without `.0`, days as `2026-04-01`.
fn text_of(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => (if *yes { "1" } else { "0" }).to_owned(),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
