//! The outline of each kind of page and message (elements, classes, roles; no words), kept beside the tests: what
//! changes there, themes and scripts of schools may stumble over. `WRITE_EXPECTED=1` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

/// Compares the outline of this page with the one that is kept, or keeps it.
pub fn compare(theme: &str, page: &str, html: &str) {
    let name = page.trim_end_matches(".html").trim_end_matches("/index").replace('/', "-");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/outlines/{theme}/{name}.txt"));
    let outline = outline(html);
    if std::env::var_os("WRITE_EXPECTED").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &outline).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let changed = kept.lines().zip(outline.lines()).position(|(kept, now)| kept != now);
    let line = changed.unwrap_or_else(|| kept.lines().count().min(outline.lines().count()));
    let at = |text: &str| text.lines().skip(line.saturating_sub(2)).take(5).collect::<Vec<_>>().join("\n");
    assert!(
        kept == outline,
        "the outline of {theme}/{page} changed at line {}:\n{}\nwas:\n{}\nIf that is meant: WRITE_EXPECTED=1 cargo test \
         --release --test main render::every_kind",
        line + 1,
        at(&outline),
        at(&kept)
    );
}

const VOID: [&str; 10] = ["meta", "link", "br", "hr", "img", "input", "source", "wbr", "col", "base"];

/// One line for each element, indented; the same elements one after another are one line with their number.
fn outline(html: &str) -> String {
    let mut open: Vec<(String, Vec<String>)> = vec![(String::new(), vec![])];
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with('!') {
            let end = if rest.starts_with("!--") { "-->" } else { ">" };
            rest = rest.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        let (tag, after) = tag(rest);
        rest = after;
        let name = tag.trim_end_matches('/').split_whitespace().next().unwrap_or_default();
        if tag.starts_with('/') {
            close(&mut open);
            continue;
        }
        open.push((described(name, tag), vec![]));
        if VOID.contains(&name) || tag.ends_with('/') {
            close(&mut open);
        } else if matches!(name, "style" | "script") {
            rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
            close(&mut open);
        }
    }
    assert_eq!(
        open.len(),
        1,
        "every element is closed: {:?}",
        open.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    collapsed(&open[0].1)
}

/// What stands between `<` and `>`; a `>` within quotes does not end it.
fn tag(rest: &str) -> (&str, &str) {
    let mut quoted = false;
    for (at, character) in rest.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '>' if !quoted => return (&rest[..at], &rest[at + 1..]),
            _ => {}
        }
    }
    (rest, "")
}

fn described(name: &str, tag: &str) -> String {
    let mut line = name.to_owned();
    for class in attribute(tag, "class").split_whitespace() {
        let _ = write!(line, ".{class}");
    }
    let role = attribute(tag, "role");
    if !role.is_empty() {
        let _ = write!(line, " [{role}]");
    }
    line
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let before = format!(" {name}=\"");
    tag.split_once(&before).and_then(|(_, value)| value.split('"').next()).unwrap_or_default()
}

fn close(open: &mut Vec<(String, Vec<String>)>) {
    let Some((name, children)) = open.pop() else { return };
    let mut lines = format!("{name}\n");
    for line in collapsed(&children).lines() {
        let _ = writeln!(lines, "  {line}");
    }
    if let Some((_, siblings)) = open.last_mut() {
        siblings.push(lines);
    }
}

fn collapsed(elements: &[String]) -> String {
    elements
        .chunk_by(|one, next| one == next)
        .map(|same| match same {
            [one] => one.clone(),
            [one, ..] => one.replacen('\n', &format!(" ×{}\n", same.len()), 1),
            [] => String::new(),
        })
        .collect()
}

#[test]
fn an_outline_holds_elements_classes_and_roles_and_no_words() {
    let html = "<!DOCTYPE html><main class=\"a b\" title=\"x > y\"><p>おたより</p><p>2</p><br><ul role=\"list\"><li>1</li></ul></main>";
    assert_eq!(outline(html), "main.a.b\n  p ×2\n  br\n  ul [list]\n    li\n");
}
