//! The list as a CSV file for a spreadsheet.

use super::FollowUp;
use crate::words::Words;

/// A field that no spreadsheet takes for a formula: one that begins like one gets `'` in front. Our own reader
/// takes it off again.
pub fn safe_field(text: &str) -> String {
    let text = text.replace('\0', "");
    let begins = text.trim_start_matches(' ').chars().next();
    let formula = begins.is_some_and(|first| "=+-@\t\r\n＝＋－＠|%".contains(first));
    // Half-width and full-width signs differ, yet a spreadsheet may fold one into the other.
    if formula { format!("'{text}") } else { text }
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

/// The whole list: UTF-8 with a byte order mark, as Excel wants it; one row for each family, three guardians at
/// most side by side.
pub fn csv(list: &FollowUp, words: &Words) -> String {
    const GUARDIANS: usize = 3;
    let say = |id: &str| words.say(id, &[]);
    let mut head = vec![
        say("follow-up-head-code"),
        say("follow-up-head-family"),
        say("follow-up-head-reason"),
        say("follow-up-head-classes"),
        say("follow-up-head-children"),
        say("follow-up-head-tries"),
    ];
    for number in 1..=GUARDIANS {
        head.push(format!("{}{number}", say("follow-up-head-guardian")));
        head.push(format!("{}{number}", say("follow-up-head-phone")));
    }
    let mut text = format!("\u{feff}{}", safe_line(head.iter().map(String::as_str)));
    for row in &list.unread {
        let mut fields = vec![
            row.code.clone(),
            row.family.clone(),
            super::reason_in_words(row.reason, words),
            row.classes.join("・"),
            row.children.join("・"),
            row.tries.to_string(),
        ];
        for number in 0..GUARDIANS {
            let guardian = row.guardians.get(number);
            fields.push(guardian.map_or(String::new(), |guardian| guardian.name.clone()));
            fields.push(guardian.map_or(String::new(), |guardian| guardian.phone.clone()));
        }
        text.push_str(&safe_line(fields.iter().map(String::as_str)));
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
        assert_eq!(safe_line(["a", "b,c", "=\"x\"", "d\"e"]), "a,\"b,c\",\"'=\"\"x\"\"\",\"d\"\"e\"\r\n");
    }
}
