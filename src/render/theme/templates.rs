//! The templates of a theme.
//!
//! Pages and messages are kept apart: `.html` templates escape all they are given, `.txt` templates
//! nothing, and neither kind can include the other.

use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::{Files, fault};
use crate::problem::Problem;
use crate::render::PageWords;
use crate::words;

/// The names a template may give values to in `{{ "id" | say(name=value) }}`.
const VALUE_NAMES: [&str; 10] =
    ["school", "title", "day", "year", "month", "count", "number", "audience", "calls", "years"];

/// All templates, parsed.
#[derive(Debug)]
pub(super) struct Templates {
    html: Tera,
    text: Tera,
}

impl Templates {
    /// Parses every template and reports all that is wrong.
    pub(super) fn read(theme: &str, files: &Files, words: &PageWords) -> Result<Self, Vec<Problem>> {
        let (html, text) = (parse(theme, files, words, ".html"), parse(theme, files, words, ".txt"));
        match (html, text) {
            (Ok(html), Ok(text)) => Ok(Templates { html, text }),
            (html, text) => Err([html.err(), text.err()].into_iter().flatten().flatten().collect()),
        }
    }

    /// Fills in one template.
    pub(super) fn fill(
        &self,
        theme: &str,
        template: &str,
        context: &Context,
    ) -> Result<String, Vec<Problem>> {
        let templates = if template.ends_with(".txt") { &self.text } else { &self.html };
        templates.render(template, context).map_err(|error| fault::problems(theme, &error))
    }
}

fn parse(theme: &str, files: &Files, words: &PageWords, ending: &str) -> Result<Tera, Vec<Problem>> {
    let templates: Vec<(&str, String)> = files
        .iter()
        .filter(|(name, _)| name.ends_with(ending))
        .map(|(name, content)| (name.as_str(), String::from_utf8_lossy(content).into_owned()))
        .collect();
    let mut tera = new_tera(words);
    let all = templates.iter().map(|(name, content)| (*name, content.as_str()));
    let Err(first) = tera.add_raw_templates(all) else { return Ok(tera) };
    // One by one: Tera stops at the first file with a fault, and people want to see all.
    let faults: Vec<Problem> = templates
        .iter()
        .filter_map(|(name, content)| new_tera(words).add_raw_template(name, content).err())
        .filter(fault::is_syntax)
        .flat_map(|error| fault::problems(theme, &error))
        .collect();
    Err(if faults.is_empty() { fault::problems(theme, &first) } else { faults })
}

fn new_tera(words: &PageWords) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.set_escape_fn(escape);
    let words = words.clone();
    tera.register_filter("say", move |id: &str, values: Kwargs, state: &State<'_>| {
        say(&words, id, &values, state)
    });
    // What is HTML comes marked as such; no theme can declare a teacher's words to be HTML.
    tera.register_filter("safe", unchanged);
    tera
}

fn unchanged(value: Value, _: Kwargs, _: &State<'_>) -> Value {
    value
}

fn escape(text: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    out.write_all(crate::render::html::escaped(text).as_bytes())
}

/// `{{ "page-read" | say }}`: the sentence of that id in the page's `words`.
fn say(words: &PageWords, id: &str, values: &Kwargs, state: &State<'_>) -> TeraResult<String> {
    let words = words.of(state.get::<String>("words")?.as_deref().unwrap_or_default());
    let mut filled = words::Values::new();
    for (key, value) in values.iter() {
        let known = VALUE_NAMES.iter().find(|name| key.as_str() == Some(name));
        let Some(name) = known else {
            return Err(tera::Error::message(format!("`say` knows no value `{key}`: {VALUE_NAMES:?}")));
        };
        let value = match value.as_i64() {
            Some(number) => words::Value::Number(number),
            None => words::Value::Text(value.to_string()),
        };
        filled.push((name, value));
    }
    let said = words.say(id, &filled);
    if said == id { Err(tera::Error::message(format!("there are no words for `{id}`"))) } else { Ok(said) }
}
