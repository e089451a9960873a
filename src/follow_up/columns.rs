//! Columns that stand straight in a terminal, with Japanese in them.

use unicode_width::UnicodeWidthStr;

/// Lines of cells as text, each column as wide as its widest cell.
pub(super) fn columns(lines: &[Vec<String>]) -> String {
    let plain = |cell: &String| {
        // A name must not steer the terminal.
        cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
    };
    let lines: Vec<Vec<String>> = lines.iter().map(|line| line.iter().map(plain).collect()).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..most).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
