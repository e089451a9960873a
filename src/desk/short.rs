//! A short notice from a phone: a title, a few lines, the classes to tick. It becomes a letter like any
//! other, a file in the letters' folder, and is released by the same button.

use std::io;
use std::path::Path;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::plain_text::{body, one_line, yaml};
use super::session::Who;
use super::state::DeskState;
use crate::content::{Audience, Groups};
use crate::ledger::Act;
use crate::office::OfficeError;
use crate::world::{create_folder_durably, create_new_durably};

const LONGEST_TITLE: usize = 60;
const LONGEST_TEXT: usize = 2_000;
/// The box of all families; no group can be called so, its form value is not a name.
const EVERYONE: &str = "*";

#[derive(Serialize)]
struct ShortPage<'a> {
    title: &'a str,
    text: &'a str,
    emergency: bool,
    everyone: bool,
    /// may write to all
    may_all: bool,
    groups: Vec<GroupRow>,
    longest_title: usize,
    longest_text: usize,
    /// which field is wrong: `title`, `text`, `to`
    said: Option<&'static str>,
}

/// Classes, grades, or groups of the school's own.
#[derive(Serialize)]
struct GroupRow {
    kind: &'static str,
    names: Vec<Tick>,
}

#[derive(Serialize)]
struct Tick {
    name: String,
    ticked: bool,
}

/// `GET /short`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let groups = who.groups(desk.office().read().await?.groups);
    Ok(desk.short_page(&who, &groups, &Fields::default(), None))
}

/// `POST /short`
pub(super) async fn write(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let office = desk.office();
    let groups = who.groups(office.read().await?.groups);
    let notice = match Notice::of(&fields, &groups, who.is_director()) {
        Ok(notice) => notice,
        Err(said) => {
            let page = desk.short_page(&who, &groups, &fields, Some(said));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let (folder, today) = (office.settings.content.clone(), office.today());
    let spare = desk.words().say("desk-short-file", &[]);
    let written = tokio::task::block_in_place(|| notice.write(&folder, today, &spare));
    let path = written.map_err(|error| OfficeError::Disk { file: folder, error })?;
    let reading = office.read().await?;
    let known = reading.known.get(&path).ok_or_else(|| OfficeError::NoSuchLetter(path.clone()))?;
    let act = Act {
        at: office.clock.now(),
        who: who.name,
        what: "write".into(),
        letter: known.id.0.clone(),
        detail: String::new(),
    };
    office.ledger.add_act(&act).await?;
    desk.rebuild();
    let emergency = if notice.emergency { "?emergency=1" } else { "" };
    Ok(Redirect::to(&format!("/letters/{}/release{emergency}", known.id.0)).into_response())
}

/// A short notice as it was typed.
struct Notice {
    title: String,
    text: String,
    to: Audience,
    emergency: bool,
}

impl Notice {
    /// The first field that is wrong, or the notice.
    fn of(fields: &Fields, groups: &Groups, may_all: bool) -> Result<Self, &'static str> {
        let title = one_line(fields.text("title"));
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            return Err("title");
        }
        let typed = fields.text("text");
        if typed.trim().is_empty() || typed.chars().count() > LONGEST_TEXT {
            return Err("text");
        }
        let ticked: Vec<&str> = fields.all("to").collect();
        let to = if may_all && ticked.contains(&EVERYONE) {
            Audience::Everyone
        } else if ticked.is_empty() || !ticked.iter().all(|name| groups.knows(name)) {
            return Err("to");
        } else {
            Audience::Named(ticked.into_iter().map(str::to_owned).collect())
        };
        Ok(Notice { title, text: body(typed), to, emergency: fields.ticked("emergency") })
    }

    /// The letter's text: front matter and body.
    fn letter(&self, today: Date) -> String {
        let mut letter = format!("---\ntitle: {}\ndate: {today}\n", yaml(&self.title));
        if let Audience::Named(names) = &self.to {
            let names: Vec<String> = names.iter().map(|name| yaml(name)).collect();
            letter += &format!("to: [{}]\n", names.join(", "));
        }
        letter + "---\n\n" + &self.text
    }

    /// Writes it below the letters' folder, never over another file; gives its path there.
    fn write(&self, content: &Path, today: Date, spare: &str) -> io::Result<String> {
        let folder = match &self.to {
            Audience::Everyone => self.to.label(),
            Audience::Named(_) => safe_name(&self.to.label(), spare),
        };
        let inside = content.join(&folder);
        create_folder_durably(&inside)?;
        if !inside.canonicalize()?.starts_with(content.canonicalize()?) {
            return Err(io::Error::other("the folder lies outside the letters' folder"));
        }
        let stem = format!("{today} {}", safe_name(&self.title, spare));
        let letter = self.letter(today);
        for number in 1..1000 {
            let name = if number == 1 { format!("{stem}.md") } else { format!("{stem} その{number}.md") };
            match create_new_durably(&inside.join(&name), letter.as_bytes()) {
                Ok(()) => return Ok(format!("{folder}/{name}")),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }
}

/// Letters and digits of the text, short enough for any file system, and never the name of a copy.
fn safe_name(text: &str, spare: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_alphanumeric() || *c == '・').take(30).collect();
    let lower = kept.to_lowercase();
    let like_a_copy = ["コピー", "copy", "競合", "conflict"].iter().any(|word| lower.contains(word));
    if kept.is_empty() || like_a_copy { spare.to_owned() } else { kept }
}

impl DeskState {
    fn short_page(
        &self,
        who: &Who,
        groups: &Groups,
        fields: &Fields,
        said: Option<&'static str>,
    ) -> Response {
        let ticked: Vec<&str> = fields.all("to").collect();
        let row = |kind, names: Vec<&String>| GroupRow {
            kind,
            names: names
                .into_iter()
                .map(|name| Tick { name: name.clone(), ticked: ticked.contains(&name.as_str()) })
                .collect(),
        };
        let rows = [
            row("classes", groups.classes.keys().collect()),
            row("grades", groups.grades.iter().collect()),
            row("own", groups.own.iter().collect()),
        ];
        let page = ShortPage {
            title: fields.text("title"),
            text: fields.text("text"),
            emergency: fields.ticked("emergency"),
            everyone: ticked.contains(&EVERYONE),
            may_all: who.is_director(),
            groups: rows.into_iter().filter(|row| !row.names.is_empty()).collect(),
            longest_title: LONGEST_TITLE,
            longest_text: LONGEST_TEXT,
            said,
        };
        self.page("short.html", Some(who), &page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_harmless_file_name() {
        assert_eq!(safe_name("../../etc/passwd", "spare"), "etcpasswd");
        assert_eq!(safe_name("あす18日(金)は臨時休園です!", "spare"), "あす18日金は臨時休園です");
        for odd in ["...", "💐", "資料のコピー", "/", "Copy of x"] {
            assert_eq!(safe_name(odd, "spare"), "spare", "{odd}");
        }
        assert!(safe_name(&"長".repeat(500), "spare").len() <= 90);
    }

    #[test]
    fn no_file_is_ever_written_over() {
        let content = tempfile::tempdir().unwrap();
        let today = jiff::civil::date(2026, 11, 24);
        let notice = |text: &str| Notice {
            title: "休園".into(),
            text: body(text),
            to: Audience::Everyone,
            emergency: true,
        };
        let one = notice("1").write(content.path(), today, "spare").unwrap();
        let two = notice("2").write(content.path(), today, "spare").unwrap();
        assert_eq!(
            (one.as_str(), two.as_str()),
            ("全園/2026-11-24 休園.md", "全園/2026-11-24 休園 その2.md")
        );
        assert!(std::fs::read_to_string(content.path().join(one)).unwrap().ends_with("---\n\n1\n"));
    }
}
