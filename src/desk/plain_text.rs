//! What was typed into a field → Markdown that says exactly that, and nothing else.

/// Marks inside a line. `:` and `.` matter only where a line begins.
const MARKS: &str = "\\`*_{}[]<>|~&#";
/// Marks that make something of a line they begin; the full-width ones because letters forgive them.
const BEGINNINGS: &str = "#>-+=:.＃＞－＋＝：＊｜・•";

/// The lines of a text field, for the body of a letter.
pub(super) fn body(typed: &str) -> String {
    let text = typed.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join("\n").trim_matches('\n').to_owned() + "\n"
}

/// One line of text as the one line it is: no control characters, no blanks at its ends.
pub(super) fn one_line(typed: &str) -> String {
    let plain: String = typed.chars().map(|c| if c.is_control() || is_break(c) { ' ' } else { c }).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Text as a YAML scalar: a JSON string is one.
pub(super) fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn line(typed: &str) -> String {
    let typed: String = typed.chars().filter(|&c| !c.is_control() && !is_break(c)).collect();
    let typed = typed.trim_end().trim_start_matches(' ');
    let mut escaped = String::with_capacity(typed.len() + 8);
    let indent = typed.len() - typed.trim_start().len();
    escaped.push_str(&typed[..indent]);
    let text = &typed[indent..];
    let number = text.chars().take_while(|c| c.is_numeric()).count();
    for (at, c) in text.chars().enumerate() {
        let begins = at == 0 && BEGINNINGS.contains(c);
        let counts = number > 0 && at == number && ".)．）".contains(c);
        if MARKS.contains(c) || ((begins || counts) && c.is_ascii()) {
            escaped.push('\\');
            escaped.push(c);
        } else if begins || counts {
            escaped.push_str(&format!("&#{};", u32::from(c)));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Line and paragraph separators, the byte order mark, and marks that turn the direction of text.
fn is_break(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_lose_their_meaning_and_plain_words_stay_as_they_are() {
        assert_eq!(
            body("あすは休園です。\r\n\r\nお電話ください。\r\n"),
            "あすは休園です。\n\nお電話ください。\n"
        );
        assert_eq!(body("# 見出し\n- 1\n1. 2\n＃ 3"), "\\# 見出し\n\\- 1\n1\\. 2\n&#65283; 3\n");
        assert_eq!(body("---\n<b>*x*</b>"), "\\---\n\\<b\\>\\*x\\*\\</b\\>\n");
        assert_eq!(body("    deep"), "deep\n");
        assert_eq!(one_line(" 休園\r\n---\u{2028}important: true "), "休園 --- important: true");
        assert_eq!(yaml("a\": [\\"), r#""a\": [\\""#);
    }
}
