//! The program itself, run on a school.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The one object on stdout.
    pub fn object(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object: {}\n{}", self.out, self.err);
        let value: Value = serde_json::from_str(&self.out).unwrap();
        assert!(value.is_object());
        value
    }

    /// The id of the only error.
    pub fn error(&self) -> String {
        let object = self.object();
        let problems = object["problems"].as_array().unwrap().clone();
        assert_eq!(problems.len(), 1, "{object}");
        for key in ["level", "what", "file", "line", "column", "advice"] {
            assert!(problems[0].get(key).is_some(), "{key}: {object}");
        }
        problems[0]["id"].as_str().unwrap().to_owned()
    }
}

/// `otayori --school FOLDER --lang ja ARGUMENTS…`, with nobody at the keyboard.
pub fn otayori(folder: &Path, arguments: &[&str]) -> Command {
    speaking("ja", folder, arguments)
}

/// The same in this language.
pub fn speaking(lang: &str, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
    command.arg("--school").arg(folder).args(["--lang", lang]).args(arguments).stdin(Stdio::null());
    command
}

/// What a command does until it ends.
pub fn ran(mut command: Command) -> Ran {
    let output = tokio::task::block_in_place(|| command.output().unwrap());
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with these arguments.
pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    ran(otayori(folder, arguments))
}
