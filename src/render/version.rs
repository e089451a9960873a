//! One letter in several languages: each has a page of its own below the letter's, and all lead to each other.

use std::path::Path;

use serde::Serialize;

use super::{PageWords, Subject};
use crate::content::{Letter, Translation};
use crate::language::{self, EASY_JAPANESE, Given};
use crate::photos::Album;
use crate::words::{Lang, Words};

/// One of the languages a letter is there in.
#[derive(Debug, Clone)]
pub(super) struct Version<'a> {
    /// the letter's own language
    own: &'a str,
    /// its translations
    others: Vec<&'a str>,
    /// the translation that this is; `None` for the letter itself
    pub(super) translation: Option<&'a str>,
    /// the folder of the letter's page, without the translation's
    pub(super) address: Option<&'a str>,
}

/// A way to the letter in another language, or the name of this one.
#[derive(Debug, Serialize)]
pub(super) struct LanguageLink<'a> {
    /// in itself
    name: &'a str,
    lang: &'a str,
    direction: &'static str,
    link: String,
    current: bool,
}

/// What somebody is told who asked for a language that the letter is not there in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Instead<'a> {
    /// who reads this: the words' tag
    asked: &'a str,
    lang: &'a str,
    direction: &'static str,
    text: String,
    /// for whoever reads none of the others
    general: bool,
}

impl<'a> Version<'a> {
    /// The letter itself.
    pub(super) fn main(subject: &Subject<'a>) -> Self {
        let letter = subject.letter;
        let others = letter.translations.iter().map(|one| one.lang.as_str()).collect();
        Version { own: &letter.lang, others, translation: None, address: subject.address }
    }

    /// One of its translations.
    pub(super) fn of(&self, translation: &'a Translation) -> Self {
        Version { translation: Some(&translation.lang), ..self.clone() }
    }

    /// From this page to the root of the site.
    pub(super) fn root(&self) -> &'static str {
        if self.translation.is_some() { "../.." } else { ".." }
    }

    /// From this page to the letter's folder.
    pub(super) fn up(&self) -> &'static str {
        if self.translation.is_some() { "../" } else { "" }
    }

    /// All of them, the letter's own first; none where there is only that. A draft is looked at as files.
    pub(super) fn links(&self, draft: bool) -> Vec<LanguageLink<'a>> {
        if self.others.is_empty() {
            return vec![];
        }
        let folders = std::iter::once(None).chain(self.others.iter().map(|tag| Some(*tag)));
        let link = |folder: Option<&'a str>| {
            let tag = folder.unwrap_or(self.own);
            let below = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
            let page = if draft { "index.html" } else { "" };
            let link = format!("{}{below}{page}", self.up());
            LanguageLink {
                name: language::own_name(tag),
                lang: language::html_tag(tag),
                direction: language::direction(tag),
                link: if link.is_empty() { "./".to_owned() } else { link },
                current: folder == self.translation,
            }
        };
        folders.map(link).collect()
    }

    /// What somebody gets who asked for this language.
    pub(super) fn given(&self, asked: &str) -> Given<'a> {
        language::choose(asked, self.own, &self.others)
    }

    /// What this page says to those who got it instead of another; nothing where nobody does.
    pub(super) fn instead<'w>(&self, words: &'w PageWords) -> Vec<Instead<'w>> {
        let general = self.given("und").tag;
        if general != self.translation.unwrap_or(self.own) {
            return vec![];
        }
        let all = words.all().filter(|words| self.given(words.tag()).instead || is_general(words));
        all.map(|words| said_instead(general, words)).collect()
    }
}

/// Most of those whose language we do not speak read one of these.
fn is_general(words: &Words) -> bool {
    words.tag() == EASY_JAPANESE || words.tag() == Lang::En.tag()
}

/// That there is only `given`.
pub(super) fn said_instead<'w>(given: &str, words: &'w Words) -> Instead<'w> {
    Instead {
        asked: words.tag(),
        lang: language::html_tag(words.tag()),
        direction: language::direction(words.tag()),
        text: words.say("page-instead", &[("title", language::own_name(given).into())]),
        general: is_general(words),
    }
}

/// The photos of a translation, which are some of the letter's: by their files.
pub(super) fn album_of(translation: &Translation, letter: &Letter, album: &Album) -> Album {
    let shot = |file: &Path| {
        let numbers = (0..letter.photos.len()).filter(|number| letter.photos[*number].file == file);
        numbers.filter_map(|number| album.shots.get(number)?.clone()).next()
    };
    Album { shots: translation.photos.iter().map(|photo| shot(&photo.file)).collect() }
}
