//! Style sheets and scripts as pages get them: without what only people read, the style sheet of all themes before
//! the theme's own.

use super::Files;

/// What all themes share; no page names it.
const BASE: &str = "base.css";

/// The published content of `file`: of a style sheet, squeezed, and of `style.css` with [`BASE`] before it.
pub(super) fn published(files: &Files, file: &str) -> Option<Vec<u8>> {
    let own = files.get(file)?;
    if file.ends_with(".js") {
        return Some(without_comments(&String::from_utf8_lossy(own)).into_bytes());
    }
    if !file.ends_with(".css") {
        return Some(own.to_vec());
    }
    let base = files.get(BASE).filter(|_| file == "style.css");
    let sheets = base.into_iter().chain([own]).map(|sheet| String::from_utf8_lossy(sheet));
    Some(sheets.map(|sheet| squeezed(&sheet)).collect::<String>().into_bytes())
}

/// The same script without indents and lines of comment. One with a template literal stays as it is: its lines
/// may be words.
fn without_comments(script: &str) -> String {
    if script.contains('`') {
        return script.to_owned();
    }
    let lines = script.lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).flat_map(|line| [line, "\n"]).collect()
}

/// The same rules without comments and needless blanks. What stands in quotes stays as it is.
fn squeezed(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '/' if rest.starts_with("/*") => {
                rest = rest[2..].split_once("*/").map_or("", |(_, after)| after);
                blank(&mut out);
                continue;
            }
            '"' | '\'' => {
                let quoted = quoted(rest, first);
                out.push_str(&rest[..quoted]);
                quoted
            }
            _ if first.is_ascii_whitespace() => {
                blank(&mut out);
                1
            }
            '{' | '}' | ';' | ',' => {
                out.truncate(out.trim_end_matches(' ').len());
                if first == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(first);
                1
            }
            _ => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// One blank, and none where a rule begins or ends. None is ever taken before a colon: `a :hover` is not `a:hover`.
fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',', ':']) {
        out.push(' ');
    }
}

/// The length of the string at the start of `rest`, its marks included; all of it where the end is missing.
fn quoted(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == mark => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{squeezed, without_comments};

    #[test]
    fn a_script_keeps_its_lines_and_loses_its_comments() {
        assert_eq!(without_comments("// why\nlet a = 1; // b\n\n  a()\n"), "let a = 1; // b\na()\n");
        assert_eq!(without_comments("let a = `\n  // b`;\n"), "let a = `\n  // b`;\n");
    }

    #[test]
    fn only_what_people_read_is_left_out() {
        let css = "/* sky */\n:root {\n  --a: 1px; /* b */\n}\n\na :hover,\nb > i {\n  width: calc(1px + 2px);\n  content: \"/* ; } \\\" */\";\n}\n";
        assert_eq!(
            squeezed(css),
            ":root{--a:1px}a :hover,b > i{width:calc(1px + 2px);content:\"/* ; } \\\" */\"}"
        );
        assert_eq!(
            squeezed("@media (min-width: 4rem) and (x) { a { b: c } }"),
            "@media (min-width:4rem) and (x){a{b:c}}"
        );
        for open in ["a { /* never closed", "a { b: 'never closed", "a\\", "\"\\"] {
            squeezed(open);
        }
    }
}
