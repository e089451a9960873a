//! `otayori new DIR`: folders, settings, a first letter to copy, an empty roster with headings.

use super::End;
use super::say::Say;
use super::typed::New;
use crate::demo::empty_school;
use crate::problem::Problem;

pub(super) fn run(typed: &New, say: Say) -> End {
    let folder = &typed.dir;
    let is_free = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    };
    let values = [("folder", folder.display().to_string().into())];
    if !is_free {
        say.refuse(&[Problem::error("new-exists", values.to_vec())]);
        return End::Use;
    }
    let letter_name = format!("{} {}.md", super::today(), say.text("new-letter-title", &[]));
    let settings = say.text("new-settings", &[]) + "\n";
    let letter = say.text("new-letter", &[]) + "\n";
    match empty_school(folder, &settings, &letter_name, &letter) {
        Ok(()) => {
            say.talk("new-done", &values);
            if say.json {
                say.object(&serde_json::json!({ "folder": folder.display().to_string() }));
            }
            End::Done
        }
        Err(error) => {
            let detail = ("detail", error.to_string().into());
            let file = ("file", folder.display().to_string().into());
            say.refuse(&[Problem::error("office-disk", vec![file, detail])]);
            End::Outside
        }
    }
}
