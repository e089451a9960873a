//! Words for people, in Japanese and English, from the Fluent files below `locales/`.
//!
//! Each room keeps its words in `locales/ja/<room>.ftl` and `locales/en/<room>.ftl`; all files of a
//! language make one bundle. A problem's advice is the attribute `.advice` of its message.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static JA: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::Ja));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Lang::En));

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
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    fn load(lang: Lang) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().unwrap_or_default()]);
        // The bidi isolates around values would be visible junk in terminals and mail subjects.
        bundle.set_use_isolating(false);
        let files = LOCALES.get_dir(lang.tag()).map(Dir::files).into_iter().flatten();
        for text in files.filter_map(|file| file.contents_utf8()) {
            // A faulty entry is left out here; the test below turns red for it.
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Words { lang, bundle }
    }

    /// The language of these words.
    pub fn lang(&self) -> Lang {
        self.lang
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
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            None => message.value()?,
            Some(name) => message.get_attribute(name)?.value(),
        };
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

    fn ids(lang: Lang) -> std::collections::BTreeSet<String> {
        let files = LOCALES.get_dir(lang.tag()).unwrap().files();
        let mut ids = std::collections::BTreeSet::new();
        for file in files {
            let text = file.contents_utf8().unwrap();
            FluentResource::try_new(text.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.path().display()));
            for line in text.lines().filter(|line| !line.starts_with([' ', '#', '}', '\t'])) {
                if let Some((id, _)) = line.split_once('=') {
                    assert!(ids.insert(id.trim().to_owned()), "{id} stands twice in {}", lang.tag());
                }
            }
        }
        ids
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(ids(Lang::Ja), ids(Lang::En));
    }
}
