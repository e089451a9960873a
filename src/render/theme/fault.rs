//! What Tera finds wrong in a template → problems with file, line and column.

use tera::{Error, ErrorKind, ReportError};

use super::shown;
use crate::problem::{Place, Problem};

/// Is it the file itself that cannot be read, whatever stands in the others?
pub(super) fn is_syntax(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::SyntaxError(_))
}

/// Every fault in this error.
pub(super) fn problems(theme: &str, error: &Error) -> Vec<Problem> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            vec![from_report(theme, report)]
        }
        ErrorKind::Msg(text) if text.contains("\n --> ") || text.contains(" --> ") => {
            text.split("\n\n").map(|report| from_text(theme, report)).collect()
        }
        other => {
            let (file, fault) = (file_of(other), other.to_string());
            vec![problem(&fault).at(Place::file(shown(theme, &file)))]
        }
    }
}

fn problem(fault: &str) -> Problem {
    Problem::error("theme-template-fault", vec![("fault", fault.into())])
}

fn from_report(theme: &str, report: &ReportError) -> Problem {
    let span = report.span();
    let drawn = ErrorKind::SyntaxError(Box::new(report.clone())).to_string();
    let same_line = span.end_line == span.start_line && span.end_col > span.start_col;
    problem(report.message()).at(Place {
        file: shown(theme, report.filename()),
        line: number(span.start_line),
        column: number(span.start_col + 1),
        length: if same_line { number(span.end_col - span.start_col) } else { 1 },
        shown: shown_line(&drawn).to_owned(),
    })
}

/// References between templates are reported by Tera as drawn text only:
/// `error: WHAT`, `--> FILE:LINE:COLUMN`, then the line with a mark below.
fn from_text(theme: &str, report: &str) -> Problem {
    let mut lines = report.lines();
    let what = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let place = lines.next().unwrap_or_default().trim_start().trim_start_matches("--> ");
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let line = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    let mark = report.lines().nth(4).unwrap_or_default();
    problem(what).at(Place {
        file: shown(theme, parts.next().unwrap_or_default()),
        line,
        column,
        length: number(mark.matches('^').count().max(1)),
        shown: shown_line(report).to_owned(),
    })
}

/// The template's line in a drawn report: the fourth, after `12 | `.
fn shown_line(report: &str) -> &str {
    report.lines().nth(3).and_then(|line| line.split_once(" | ")).map_or("", |(_, line)| line)
}

fn file_of(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl.clone(),
        ErrorKind::MissingParent { current, .. } => current.clone(),
        ErrorKind::TemplateNotFound(name) => name.clone(),
        _ => "theme.yaml".to_owned(),
    }
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
