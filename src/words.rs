//! Words for people, in Japanese and English, from the Fluent files below `locales/`.
//!
//! Each room keeps its words in `locales/ja/<room>.ftl` and `locales/en/<room>.ftl`; all files of a
//! language make one bundle. A problem's advice is the attribute `.advice` of its message.
//!
//! What families see is there in easy Japanese too (`locales/ja-easy/`), and in whatever languages a school has
//! words for; what these lack is said in the language behind them.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::language::{EASY_JAPANESE, primary};

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static JA: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Ja));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));
static EASY: LazyLock<Words> = LazyLock::new(|| Words::built_in(EASY_JAPANESE, Lang::Ja, Some(&JA)));

/// A language Otayori itself speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Japanese
    #[default]
    Ja,
    /// English
    En,
}

impl Lang {
    /// The BCP 47 tag: `ja` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Ja => "ja",
            Lang::En => "en",
        }
    }

    /// This language's words.
    pub fn words(self) -> &'static Words {
        match self {
            Lang::Ja => &JA,
            Lang::En => &EN,
        }
    }
}

/// The ids of all that a page or message says, of one of the program's files: `page.ftl`.
pub fn ids_of(file: &str) -> impl Iterator<Item = &'static str> {
    let text = LOCALES.get_file(format!("en/{file}")).and_then(|file| file.contents_utf8());
    let lines = text.unwrap_or_default().lines().filter(|line| !line.starts_with([' ', '#', '}', '\t']));
    lines.filter_map(|line| Some(line.split_once('=')?.0.trim()))
}

/// One value to fill into a message: text or a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Any text, shown as it is.
    Text(String),
    /// A count; Fluent chooses "1 photo" or "2 photos" by it.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

macro_rules! value_from_number {
    ($($number:ty)*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
value_from_number!(i32 i64 u32 u64 usize);

/// The values of one message, by name.
pub type Values = Vec<(&'static str, Value)>;

/// All messages of one language.
pub struct Words {
    tag: String,
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
    /// says what these words lack
    behind: Option<&'static Words>,
    /// of a school's own words: blake3 of their text, in hex
    hash: String,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", self.tag)
    }
}

/// What is wrong in a file of words: at which byte, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordsFault {
    /// where it begins
    pub at: usize,
    /// in English, from the reader of the format
    pub what: String,
}

impl Words {
    fn load(lang: Lang) -> Self {
        Words::built_in(lang.tag(), lang, None)
    }

    fn built_in(tag: &str, lang: Lang, behind: Option<&'static Words>) -> Self {
        let mut words = Words::empty(tag, lang, behind);
        let files = LOCALES.get_dir(tag).map(Dir::files).into_iter().flatten();
        for text in files.filter_map(|file| file.contents_utf8()) {
            // A faulty entry is left out here; the test below turns red for it.
            words.add(text);
        }
        words
    }

    fn empty(tag: &str, lang: Lang, behind: Option<&'static Words>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        // The bidi isolates around values would be visible junk in terminals and mail subjects.
        bundle.set_use_isolating(false);
        Words { tag: tag.to_owned(), lang, bundle, behind, hash: String::new() }
    }

    fn add(&mut self, text: &str) -> Vec<WordsFault> {
        let (resource, faults) = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => (resource, vec![]),
            Err((resource, faults)) => (resource, faults),
        };
        self.bundle.add_resource_overriding(resource);
        let told =
            faults.iter().map(|fault| WordsFault { at: fault.pos.start, what: fault.kind.to_string() });
        told.collect()
    }

    /// A school's own words for its families, before those of the program.
    pub fn of_school(tag: &str, texts: &[String]) -> (Self, Vec<Vec<WordsFault>>) {
        let behind = Words::of_program(tag).unwrap_or(Lang::En.words());
        let mut words = Words::empty(tag, behind.lang, Some(behind));
        words.hash = blake3::hash(texts.join("\0").as_bytes()).to_hex().to_string();
        let faults = texts.iter().map(|text| words.add(text)).collect();
        (words, faults)
    }

    /// The program's own words for families in this language: Japanese, easy Japanese, English.
    pub fn of_program(tag: &str) -> Option<&'static Words> {
        match (tag, primary(tag)) {
            (EASY_JAPANESE, _) => Some(&EASY),
            (_, "ja") => Some(&JA),
            (_, "en") => Some(&EN),
            _ => None,
        }
    }

    /// Those of the program that families may see.
    pub fn all_of_program() -> [&'static Words; 3] {
        [&JA, &EASY, &EN]
    }

    /// The tag of their language: `ja`, `ja-easy`, `en`, or a school's.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The program's language that is nearest to these words: its own, or the one behind them.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// blake3 in hex of a school's own words; empty for the program's.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Do these words themselves say this?
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// The message `id` with its values filled in. An unknown id is shown as the id itself.
    pub fn say(&self, id: &str, values: &[(&'static str, Value)]) -> String {
        self.format(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// The attribute `name` of message `id` (an advice, say), or `None` where it has none.
    pub fn attribute(&self, id: &str, name: &str, values: &[(&'static str, Value)]) -> Option<String> {
        self.format(id, Some(name), values)
    }

    fn format(&self, id: &str, attribute: Option<&str>, values: &[(&'static str, Value)]) -> Option<String> {
        let found = self.bundle.get_message(id).and_then(|message| match attribute {
            None => message.value(),
            Some(name) => Some(message.get_attribute(name)?.value()),
        });
        let Some(pattern) = found else { return self.behind?.format(id, attribute, values) };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(
                *name,
                match value {
                    Value::Text(text) => FluentValue::from(text.as_str()),
                    Value::Number(number) => FluentValue::from(*number),
                },
            );
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All ids of a language, and `id.attribute` of what they have: Fluent itself takes the last of two, and is silent.
    fn ids(tag: &str) -> std::collections::BTreeSet<String> {
        let mut ids = std::collections::BTreeSet::new();
        for file in LOCALES.get_dir(tag).unwrap().files() {
            let text = file.contents_utf8().unwrap();
            FluentResource::try_new(text.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.path().display()));
            let mut message = String::new();
            for line in text.lines() {
                let Some((id, _)) = line.split_once('=') else { continue };
                let id = match (line.trim_start().strip_prefix('.'), id.trim()) {
                    (Some(_), attribute) => format!("{message}{attribute}"),
                    (None, id) if !line.starts_with([' ', '#', '}', '\t']) => {
                        message = id.to_owned();
                        message.clone()
                    }
                    _ => continue,
                };
                assert!(ids.insert(id.clone()), "{id} stands twice in {tag}");
            }
        }
        ids
    }

    #[test]
    fn all_that_families_see_is_there_in_easy_japanese() {
        let needed = ["page.ftl", "sheet.ftl", "track.ftl"].into_iter().flat_map(ids_of);
        // What is wrong with a theme or a sheet is the teachers' to read.
        let needed = needed.filter(|id| EN.attribute(id, "advice", &[]).is_none());
        let missing: Vec<&str> = needed.filter(|id| !EASY.has(id)).collect();
        assert_eq!(missing, [] as [&str; 0]);
        let all = ids(Lang::Ja.tag());
        for id in ids(EASY_JAPANESE) {
            assert!(all.contains(&id), "nobody says {id}");
        }
    }

    #[test]
    fn a_schools_words_go_before_and_english_stands_behind() {
        let (words, faults) = Words::of_school("ar", &["page-read = قرأت\n= ?\n".to_owned()]);
        assert_eq!(faults[0].len(), 1);
        assert_eq!(words.say("page-read", &[]), "قرأت");
        assert_eq!(words.say("page-call", &[]), EN.say("page-call", &[]));
        assert_eq!((words.has("page-read"), words.has("page-call")), (true, false));
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        let (ja, en) = (ids(Lang::Ja.tag()), ids(Lang::En.tag()));
        let alone: Vec<&String> = ja.symmetric_difference(&en).collect();
        assert_eq!(alone, [] as [&String; 0], "in one language only");
        assert!(ja.contains("approval-missing") && ja.contains("approval-missing.advice"));
    }
}
