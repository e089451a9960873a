//! The only place that prints. Results go to stdout, talk goes to stderr, so that `--json` can be piped.

use std::io::{self, BufRead, IsTerminal, Write};

use serde::Serialize;

use crate::problem::{Problem, Told, frame};
use crate::words::{Value, Words};

#[derive(Serialize)]
struct Refused {
    problems: Vec<Told>,
}

/// Says things in one language.
#[derive(Clone, Copy)]
pub(super) struct Say {
    pub(super) words: &'static Words,
    pub(super) json: bool,
}

impl Say {
    /// The message of this id in this language.
    pub(super) fn text(self, id: &str, values: &[(&'static str, Value)]) -> String {
        self.words.say(id, values)
    }

    /// A result, on stdout. Nothing where `--json` speaks instead.
    pub(super) fn result(self, text: &str) {
        if !self.json {
            out(text);
        }
    }

    /// One JSON object, on stdout.
    pub(super) fn object(self, object: &impl Serialize) {
        out(&serde_json::to_string(object).unwrap_or_default());
    }

    /// Why a command did not do what was asked: problems with their frames on stderr and, with `--json`, the
    /// one object `{"problems": […]}` on stdout.
    pub(super) fn refuse(self, problems: &[Problem]) {
        self.problems(problems);
        if self.json {
            self.object(&Refused { problems: self.told(problems) });
        }
    }

    /// Problems as `--json` prints them.
    pub(super) fn told(self, problems: &[Problem]) -> Vec<Told> {
        problems.iter().map(|problem| problem.told(self.words)).collect()
    }

    /// Raw text (CSV), on stdout.
    pub(super) fn raw(self, text: &str) {
        let _ = io::stdout().write_all(text.as_bytes());
    }

    /// Talk, on stderr.
    pub(super) fn talk(self, id: &str, values: &[(&'static str, Value)]) {
        self.talk_text(&self.words.say(id, values));
    }

    /// Talk that is text already, on stderr.
    pub(super) fn talk_text(self, text: &str) {
        // A closed pipe (`2>&1 | head`) must not end a release half-way.
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Problems with their frames, on stderr.
    pub(super) fn problems(self, problems: &[Problem]) {
        for problem in problems {
            self.talk_text(&frame(problem, self.words));
        }
    }

    /// Asks; only a plain yes is a yes. Without a terminal the answer is no.
    pub(super) fn ask(self, id: &str, values: &[(&'static str, Value)]) -> bool {
        self.ask_or(id, values, "say-no-terminal")
    }

    /// Asks; what answers the question without a terminal is said by `otherwise`.
    pub(super) fn ask_or(self, id: &str, values: &[(&'static str, Value)], otherwise: &str) -> bool {
        if !io::stdin().is_terminal() {
            self.talk(otherwise, &[]);
            return false;
        }
        let _ = write!(io::stderr(), "{} [y/N] ", self.words.say(id, values));
        let _ = io::stderr().flush();
        let mut line = String::new();
        let _ = io::stdin().lock().read_line(&mut line);
        matches!(line.trim(), "y" | "Y" | "yes" | "はい" | "ｙ")
    }
}

fn out(text: &str) {
    // A closed pipe (`| head`) is no fault of ours.
    let _ = writeln!(io::stdout(), "{text}");
}
