//! Problems as text: a frame for the terminal, a note for the folder, and how many there are.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Level, Place, Problem};
use crate::words::Words;

/// How many columns of a long line are shown.
const WIDTH: usize = 100;

/// One problem with the line it is about, readable without colour; ends with a line break.
///
/// ```text
/// エラー: 写真「ensoku.jpg」が見つかりません
///   ——▶ content/年長/遠足.md:4:8
///    │
///  4 │ 写真 ![](ensoku.jpg)
///    │          ^^^^^^^^^^
/// 直し方: …
/// ```
pub fn frame(problem: &Problem, words: &Words) -> String {
    let mut drawn = format!("{}: {}\n", level(problem.level, words), visible(&problem.what(words)));
    if let Some(place) = &problem.place {
        drawn.push_str(&format!("  ——▶ {}\n", address(place, words)));
        drawn.push_str(&marked_line(place));
    }
    let advice = problem.advice(words);
    if !advice.is_empty() {
        drawn.push_str(&format!("{}: {}\n", words.say("problem-hint", &[]), visible(&advice)));
    }
    drawn
}

/// `1 error, 2 warnings`; `no problems` where there are none.
pub fn summary<'a>(problems: impl IntoIterator<Item = &'a Problem>, words: &Words) -> String {
    let (mut errors, mut warnings) = (0_usize, 0_usize);
    for problem in problems {
        match problem.level {
            Level::Error => errors += 1,
            Level::Warning => warnings += 1,
        }
    }
    let errors = (errors > 0).then(|| words.say("problem-errors", &[("count", errors.into())]));
    let warnings = (warnings > 0).then(|| words.say("problem-warnings", &[("count", warnings.into())]));
    match (errors, warnings) {
        (None, None) => words.say("problem-none", &[]),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(errors), Some(warnings)) => {
            words.say("problem-both", &[("errors", errors.into()), ("warnings", warnings.into())])
        }
    }
}

/// The text of `遠足 - 直すところ.txt`, which stands beside a letter while something is to be mended. Lines
/// end with CR LF, as Notepad likes them. Empty where there is no problem: then no such file is wanted.
pub fn note<'a>(problems: impl IntoIterator<Item = &'a Problem>, words: &Words) -> String {
    let mut parts = Vec::new();
    for problem in problems {
        let mut part = format!("■ {}: {}\n", level(problem.level, words), visible(&problem.what(words)));
        if let Some(place) = problem.place.as_ref().filter(|place| !place.shown.is_empty()) {
            let line = words.say("problem-line", &[("line", place.line.into())]);
            let (shown, _, _) = window(place);
            part.push_str(&format!("   {line}: {}\n", shown.trim()));
        }
        let advice = problem.advice(words);
        if !advice.is_empty() {
            part.push_str(&format!("   → {}\n", visible(&advice)));
        }
        parts.push(part);
    }
    if parts.is_empty() {
        return String::new();
    }
    let head = words.say("problem-note-head", &[]);
    let foot = words.say("problem-note-foot", &[]);
    format!("{head}\n\n{}\n{foot}\n", parts.join("\n")).replace('\n', "\r\n")
}

fn level(level: Level, words: &Words) -> String {
    let id = match level {
        Level::Error => "problem-level-error",
        Level::Warning => "problem-level-warning",
    };
    words.say(id, &[])
}

/// `content/遠足.md:4:8`, or the file alone where no line is meant; of lines that somebody typed, which one.
fn address(place: &Place, words: &Words) -> String {
    let file = visible(&place.file);
    if file.is_empty() {
        words.say("problem-typed", &[("line", place.line.into())])
    } else if place.shown.is_empty() && place.line == 1 && place.column == 1 {
        file
    } else {
        format!("{file}:{}:{}", place.line, place.column)
    }
}

/// The line itself with what is meant marked below it, as wide as it is on the screen.
fn marked_line(place: &Place) -> String {
    if place.shown.is_empty() {
        return String::new();
    }
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let (shown, before, marks) = window(place);
    format!(
        " {margin} │\n {number} │ {shown}\n {margin} │ {}{}\n",
        " ".repeat(before),
        "^".repeat(marks.max(1))
    )
}

/// The part of the line to show, the width of what stands before the mark, and the width of the mark.
fn window(place: &Place) -> (String, usize, usize) {
    let column = place.column.saturating_sub(1) as usize;
    let characters: Vec<char> = place.shown.chars().collect();
    let column = column.min(characters.len());
    let end = column.saturating_add(place.length as usize).min(characters.len());
    // A long line begins a little before what is meant.
    let too_long = shape(&characters).width() > WIDTH;
    let first = if too_long { column.saturating_sub(WIDTH / 4) } else { 0 };
    let mut last = characters.len();
    if too_long {
        let mut width = 0;
        last = first;
        while last < characters.len() && width < WIDTH {
            width += characters[last].width().unwrap_or(1).max(1);
            last += 1;
        }
    }
    let left = if first > 0 { "… " } else { "" };
    let right = if last < characters.len() { " …" } else { "" };
    let shown = format!("{left}{}{right}", shape(&characters[first..last]));
    let before = left.width() + shape(&characters[first..column]).width();
    let marks = shape(&characters[column..end.min(last).max(column)]).width();
    (shown, before, marks)
}

/// Tabs as spaces; what a terminal would obey as a sign.
fn shape(characters: &[char]) -> String {
    let mut shaped = String::with_capacity(characters.len());
    for character in characters {
        match character {
            '\t' => shaped.push_str("    "),
            character => shaped.push(if obeyed(*character) { '�' } else { *character }),
        }
    }
    shaped
}

/// A text without characters that a terminal obeys: names of files are anybody's. Our own lists go on in lines that are
/// indented, and no name can begin a line otherwise.
fn visible(text: &str) -> String {
    let clean = |line: &str| line.chars().map(|one| if obeyed(one) { '�' } else { one }).collect::<String>();
    text.split("\n  ").map(clean).collect::<Vec<_>>().join("\n  ")
}

fn obeyed(character: char) -> bool {
    // The marks that turn the direction of writing could make a line read as another.
    character.is_control() || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn problem(text: &str, meant: &str) -> Problem {
        let start = text.find(meant).unwrap();
        let place = Place::in_text("content/年長/遠足.md", text, start, start + meant.len());
        Problem::error("problem-sample", vec![("name", meant.into())]).at(place)
    }

    #[test]
    fn a_list_goes_on_in_lines_of_its_own_and_a_name_does_not() {
        let listed = Problem::error("problem-sample", vec![("name", "a.md\n  b.md".into())]);
        assert!(frame(&listed, Lang::Ja.words()).contains("a.md\n  b.md"));
        let hostile = Problem::error("problem-sample", vec![("name", "a\nエラー: b\u{1b}[2J".into())]);
        let drawn = frame(&hostile, Lang::Ja.words());
        assert!(drawn.contains("a�エラー: b�[2J"), "{drawn}");
    }

    #[test]
    fn marks_stand_below_full_width_characters() {
        let drawn = frame(&problem("---\n---\n写真\t![](えんそく.jpg)", "えんそく.jpg"), Lang::Ja.words());
        assert_eq!(
            drawn,
            "エラー: 見本の「えんそく.jpg」です\n  ——▶ content/年長/遠足.md:3:8\n   │\n 3 │ 写真    ![](えんそく.jpg)\n   │ \
             \u{20}           ^^^^^^^^^^^^\n直し方: 見本を直してください\n"
        );
    }

    #[test]
    fn a_line_that_somebody_typed_is_told_by_its_number_and_no_file() {
        let text = "K7Q4 1\nP3XD です";
        let place = Place::in_text("", text, 7, text.len());
        let typed = Problem::error("problem-sample", vec![("name", "P3XD".into())]).at(place);
        for (lang, expected) in
            [(Lang::Ja, "  ——▶ 入力の2行目\n"), (Lang::En, "  ——▶ line 2 of what was typed\n")]
        {
            let drawn = frame(&typed, lang.words());
            assert!(drawn.contains(expected) && !drawn.contains(":2:1"), "{drawn}");
        }
        assert_eq!(typed.told(Lang::Ja.words()).file, None);
    }

    #[test]
    fn a_long_line_is_shown_around_the_mark() {
        let text = format!("{}ここ{}", "あ".repeat(300), "い".repeat(300));
        let drawn = frame(&problem(&text, "ここ"), Lang::En.words());
        let line = drawn.lines().nth(3).unwrap();
        let mark = drawn.lines().nth(4).unwrap();
        assert!(line.width() < 120, "{line}");
        let at = mark.split_once('^').unwrap().0.width();
        assert_eq!(line.split_once("ここ").unwrap().0.width(), at);
        assert!(mark.ends_with("^^^^") && !mark.ends_with("^^^^^"));
    }

    #[test]
    fn nothing_a_terminal_obeys_gets_through() {
        let drawn = frame(&problem("a\u{1b}[2Jb\u{202e}", "\u{1b}[2Jb"), Lang::En.words());
        assert!(!drawn.contains(['\u{1b}', '\u{202e}']), "{drawn:?}");
    }

    #[test]
    fn counts_in_both_languages() {
        let one = Problem::error("problem-sample", vec![]);
        let two = Problem::warning("problem-sample", vec![]);
        let all = [one, two.clone(), two];
        assert_eq!(summary(&all, Lang::En.words()), "1 error, 2 warnings");
        assert_eq!(summary(&all, Lang::Ja.words()), "エラー1件、注意2件");
        assert_eq!(summary(&[], Lang::En.words()), "no problems");
        assert_eq!(summary(&all[..1], Lang::En.words()), "1 error");
    }

    #[test]
    fn the_note_names_line_and_remedy_and_is_empty_when_all_is_well() {
        let told = note(&[problem("写真 ![](a.jpg)", "a.jpg")], Lang::Ja.words());
        assert!(
            told.contains("1行目: 写真 ![](a.jpg)\r\n") && told.contains("→ 見本を直してください"),
            "{told}"
        );
        assert_eq!(note(&[], Lang::Ja.words()), "");
    }
}
