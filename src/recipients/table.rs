//! The roster's files as rows of text, whatever they were written with.

use std::path::Path;

use super::{spreadsheet, text_file};
use crate::problem::{Place, Problem};

/// More bytes than this are no roster: 300 families are 100 kB.
pub(super) const MAX_BYTES: u64 = 16 << 20;
/// More rows than this are no roster.
pub(super) const MAX_ROWS: usize = 100_000;
/// More columns than this are not looked at.
pub(super) const MAX_COLUMNS: usize = 256;
/// More characters than this in one cell are cut off, and said.
pub(super) const MAX_CELL: usize = 1_000;

/// Rows and cells as text.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The file as shown to people: `recipients/families.csv`.
    pub file: String,
    /// Rows with anything in them.
    pub rows: Vec<Row>,
}

/// One row, its cells in one piece: a city's roster has more than half a million of them.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// 1-based line of a CSV file, row of a spreadsheet.
    pub line: u32,
    text: Box<str>,
    /// where in it each cell ends
    ends: Box<[u32]>,
}

impl Row {
    /// The row at this line with these cells, from the first column on.
    pub(super) fn of<'c>(line: u32, cells: impl Iterator<Item = &'c str>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Row { line, text: text.into(), ends: ends.into() }
    }

    /// The cell in this column (counted from 0), if the row goes so far.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)? as usize;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    /// Every cell, from the first column on.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.cell(column).unwrap_or_default())
    }
}

impl Table {
    /// The cell in `column` (counted from 0) of the row at `line`.
    pub(super) fn place(&self, line: u32, column: usize) -> Place {
        Place {
            line,
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            // The row's text is not shown: it is full of addresses and phone numbers.
            ..Place::file(self.file.clone())
        }
    }
}

/// A file as it lies there.
pub(super) struct Source {
    /// as shown to people
    file: String,
    pub(super) bytes: Vec<u8>,
}

/// `families.csv` or `families.xlsx` of this folder.
///
/// # Errors
/// The one problem for which there is no roster to read: neither or both files, not readable, too large.
pub(super) fn roster(folder: &Path) -> Result<Source, Problem> {
    let csv = Place::file(shown(folder, "families.csv"));
    source(folder, "families")?.ok_or_else(|| Problem::error("recipients-no-file", vec![]).at(csv))
}

/// Reads the `.csv` or `.xlsx` of this name, and says what was cut; `None` where there is neither.
///
/// # Errors
/// Both files, not readable, too large.
pub(super) fn named(folder: &Path, stem: &str) -> Result<Option<(Table, Vec<Problem>)>, Problem> {
    source(folder, stem)?.map(Source::rows).transpose()
}

fn source(folder: &Path, stem: &str) -> Result<Option<Source>, Problem> {
    let [csv, xlsx] = ["csv", "xlsx"].map(|ending| format!("{stem}.{ending}"));
    let there = |name: &str| folder.join(name).symlink_metadata().is_ok();
    let name = match (there(&csv), there(&xlsx)) {
        (true, true) => {
            return Err(Problem::error("recipients-two-files", vec![]).at(Place::file(shown(folder, &xlsx))));
        }
        (false, false) => return Ok(None),
        (true, false) => &csv,
        (false, true) => &xlsx,
    };
    let file = shown(folder, name);
    let bytes = read_bounded(&folder.join(name)).map_err(|problem| problem.at(Place::file(file.clone())))?;
    Ok(Some(Source { file, bytes }))
}

impl Source {
    /// Its rows, and what was cut.
    ///
    /// # Errors
    /// It cannot be read, or holds too much.
    pub(super) fn rows(self) -> Result<(Table, Vec<Problem>), Problem> {
        let Source { file, bytes } = self;
        let rows = if file.ends_with(".csv") { text_file::rows(&bytes) } else { spreadsheet::rows(bytes) };
        let mut table = Table { rows: rows.map_err(|problem| problem.at(Place::file(file.clone())))?, file };
        let cut = cut_long_cells(&mut table);
        Ok((table, cut))
    }

    /// Name and bytes together.
    pub(super) fn hash(&self) -> blake3::Hash {
        blake3::Hasher::new().update(self.file.as_bytes()).update(b"\0").update(&self.bytes).finalize()
    }
}

/// A file of the roster's folder as people know it: `recipients/families.csv`.
pub(super) fn shown(folder: &Path, name: &str) -> String {
    let folder = folder.file_name().unwrap_or_default().to_string_lossy();
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Problem> {
    use std::io::Read;

    let cannot = |error: std::io::Error| {
        Problem::error("recipients-unreadable", vec![("why", error.to_string().into())])
    };
    // A pipe or a device by this name would keep us waiting for ever.
    let about = path.metadata().map_err(cannot)?;
    if !about.is_file() {
        return Err(Problem::error("recipients-unreadable", vec![("why", "not a file".into())]));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len().min(MAX_BYTES)).unwrap_or_default() + 1);
    let file = std::fs::File::open(path).map_err(cannot)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// The file holds more than a roster ever would.
pub(super) fn too_large() -> Problem {
    Problem::error(
        "recipients-too-large",
        vec![("rows", MAX_ROWS.into()), ("mebibytes", (MAX_BYTES >> 20).into())],
    )
}

fn cut_long_cells(table: &mut Table) -> Vec<Problem> {
    let mut cut = Vec::new();
    for row in table.rows.iter_mut().filter(|row| row.text.len() > MAX_CELL) {
        let shortened = row.cells().enumerate().map(|(column, cell)| {
            let Some((at, _)) = cell.char_indices().nth(MAX_CELL) else { return cell };
            cut.push((row.line, column));
            &cell[..at]
        });
        *row = Row::of(row.line, shortened);
    }
    let told = cut.into_iter().take(10).map(|(line, column)| {
        Problem::warning("recipients-cell-too-long", vec![("characters", MAX_CELL.into())])
            .at(table.place(line, column))
    });
    told.collect()
}
