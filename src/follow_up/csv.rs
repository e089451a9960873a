//! The list as a CSV file for a spreadsheet.

use super::FollowUp;
use super::cells::cells;
use crate::words::Words;

/// A field that no spreadsheet takes for a formula: one that begins like one gets `'` in front. Our own reader
/// takes it off again.
pub fn safe_field(text: &str) -> String {
    let text: String = text.chars().filter(|sign| safe_sign(*sign)).collect();
    let begins = text.trim_start_matches(' ').chars().next();
    // Half-width and full-width signs differ, yet a spreadsheet may fold one into the other.
    let formula = begins.is_some_and(|first| "=+-@\t\r\n＝＋－＠|%'".contains(first));
    // 09012345678 would be a number, and its 0 gone.
    let number = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if formula || number { format!("'{text}") } else { text }
}

/// NUL and its kind stand in no name; some programs end a text there, and no Excel file may hold them.
pub(super) fn safe_sign(sign: char) -> bool {
    !sign.is_control() || matches!(sign, '\t' | '\n' | '\r')
}

/// One line of a CSV file, formula-safe, with its line end (CR LF: RFC 4180).
pub fn safe_line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .map(|field| {
            let safe = safe_field(field);
            if safe.contains([',', '"', '\n', '\r', '\t', ';']) || safe.starts_with('\'') {
                format!("\"{}\"", safe.replace('"', "\"\""))
            } else {
                safe
            }
        })
        .collect();
    format!("{}\r\n", fields.join(","))
}

/// The whole list: UTF-8 with a byte order mark, as Excel wants it; one row for each family.
pub fn csv(list: &FollowUp, words: &Words) -> String {
    let mut text = String::from("\u{feff}");
    for row in cells(list, words) {
        text.push_str(&safe_line(row.iter().map(String::as_str)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for field in ["=1+1", "+81-90", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠x", "\0=1"]
        {
            assert!(safe_field(field).starts_with('\''), "{field:?}");
        }
        assert_eq!(safe_field("佐藤 花子"), "佐藤 花子");
        assert_eq!(safe_field("09012345678"), "'09012345678");
        assert_eq!(safe_field("090-1234-5678"), "090-1234-5678");
        assert_eq!(safe_line(["a", "b,c", "=\"x\"", "d\"e"]), "a,\"b,c\",\"'=\"\"x\"\"\",\"d\"\"e\"\r\n");
    }
}
