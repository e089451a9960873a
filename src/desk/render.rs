//! The desk's templates: they escape all they are given.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult};

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::words::{self, Lang};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/desk/templates");
static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| templates().expect("the desk's own templates are sound"));

/// The names a template may give values to in `{{ "id" | say(name=value) }}`.
const VALUE_NAMES: [&str; 12] = [
    "count", "name", "title", "day", "time", "read", "families", "people", "code", "number", "class", "size",
];

/// What stands on every page.
#[derive(Serialize)]
struct Frame<'a> {
    lang: &'a str,
    school: &'a str,
    account: Option<&'a str>,
    /// as what; empty without login
    role: &'a str,
}

impl DeskState {
    /// A page of the desk.
    pub(super) fn page<T: Serialize>(&self, template: &str, who: Option<&Who>, page: &T) -> Response {
        match self.filled(template, who, page) {
            Ok(html) => Html(html).into_response(),
            Err(error) => Fault::Broken(error.to_string()).into_response(),
        }
    }

    fn filled<T: Serialize>(&self, template: &str, who: Option<&Who>, page: &T) -> TeraResult<String> {
        let settings = &self.office().settings;
        let mut context = Context::from_serialize(&Frame {
            lang: settings.lang.tag(),
            school: &settings.name,
            account: who.map(|who| who.name.as_str()),
            role: who.map_or("", |who| who.role.as_str()),
        })?;
        context.insert("page", page);
        TEMPLATES.render(template, &context)
    }
}

fn templates() -> TeraResult<Tera> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.register_filter("say", say);
    tera.register_filter("initials", |names: &str, _: Kwargs, _: &State<'_>| initials(names));
    tera.add_raw_templates(
        FILES.files().filter_map(|file| Some((file.path().to_str()?.to_owned(), file.contents_utf8()?))),
    )?;
    Ok(tera)
}

/// `山田 はな、山田 そら` → `山・は、山・そ`: for a screen left alone.
fn initials(names: &str) -> String {
    let of_one = |name: &str| {
        let firsts: Vec<String> =
            name.split_whitespace().filter_map(|part| part.chars().next()).map(String::from).collect();
        firsts.join("・")
    };
    names.split('、').map(of_one).collect::<Vec<_>>().join("、")
}

/// `{{ "desk-letters" | say }}`: the sentence of that id in the page's `lang`.
fn say(id: &str, values: Kwargs, state: &State<'_>) -> TeraResult<String> {
    let lang = match state.get::<String>("lang")?.as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Ja,
    };
    let mut filled = words::Values::new();
    for (key, value) in values.iter() {
        let known = VALUE_NAMES.iter().find(|name| key.as_str() == Some(name));
        let Some(name) = known else {
            return Err(tera::Error::message(format!("`say` knows no value `{key}`")));
        };
        filled.push((
            name,
            match value.as_i64() {
                Some(number) => words::Value::Number(number),
                None => words::Value::Text(value.to_string()),
            },
        ));
    }
    let said = lang.words().say(id, &filled);
    if said == id { Err(tera::Error::message(format!("there are no words for `{id}`"))) } else { Ok(said) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_a_page_says_is_known() {
        for file in FILES.files() {
            for said in file.contents_utf8().unwrap().split("| say(").skip(1) {
                for value in said.split(')').next().unwrap().split(',') {
                    let name = value.split('=').next().unwrap().trim();
                    assert!(VALUE_NAMES.contains(&name), "{}: {name}", file.path().display());
                }
            }
        }
    }

    #[test]
    fn a_screen_left_alone_shows_initials() {
        assert_eq!(initials("山田 はな、山田　そら"), "山・は、山・そ");
        assert_eq!(initials("Nguyen Thi An"), "N・T・A");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn every_word_of_the_templates_exists() {
        templates().unwrap();
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap();
            for part in text.split("{{ \"").skip(1) {
                let id = part.split('"').next().unwrap();
                for lang in [Lang::Ja, Lang::En] {
                    assert_ne!(lang.words().say(id, &[]), id, "{} in {}", id, file.path().display());
                }
            }
            assert!(!text.contains("| safe"), "{}", file.path().display());
        }
    }
}
