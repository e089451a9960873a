//! The list as an Excel file. Every cell is text, so that nothing in it is a formula and no number loses its 0.

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::cells::{BEFORE_GUARDIANS, OF_GUARDIAN, cells};
use super::{FollowUp, safe_sign};
use crate::words::Words;

/// The whole list as one sheet: heading kept in sight, and a note of which copy it is in the file's properties.
///
/// # Errors
/// More rows or longer texts than an Excel file holds.
pub fn xlsx(list: &FollowUp, number: i64, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = rust_xlsxwriter::DocProperties::new();
    book.set_properties(&properties.set_title(&list.title).set_comment(format!("No. {number}")));
    let sheet = book.add_worksheet();
    // As text, also when somebody edits the cell: a + stays a +.
    let text = Format::new().set_num_format("@").set_quote_prefix();
    let head = Format::new().set_num_format("@").set_bold();
    for (row, cells) in (0u32..).zip(cells(list, words)) {
        let format = if row == 0 { &head } else { &text };
        for (column, cell) in (0u16..).zip(&cells) {
            let cell: String = cell.chars().filter(|sign| safe_sign(*sign)).collect();
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, &cell, format)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    for (column, width) in (0u16..).zip(widths(list)) {
        sheet.set_column_width(column, width)?;
    }
    book.save_to_buffer()
}

/// In characters, by what stands in a column.
fn widths(list: &FollowUp) -> impl Iterator<Item = f64> {
    let guardians = list.unread.iter().map(|row| row.guardians.len()).max().unwrap_or(0).max(1);
    let before: [f64; BEFORE_GUARDIANS] = [8.0, 10.0, 26.0, 14.0, 18.0, 8.0, 14.0, 24.0];
    let of_guardian: [f64; OF_GUARDIAN] = [16.0, 8.0, 8.0, 16.0];
    before.into_iter().chain(std::iter::repeat_n(of_guardian, guardians).flatten())
}
