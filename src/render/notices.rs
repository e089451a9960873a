//! The messages of one letter, one for each language that its readers may ask for.

use serde::{Deserialize, Serialize};

use super::Notice;
use crate::language::{Given, choose, primary};

/// The messages of a letter, and who gets which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notices {
    /// the letter's own language
    lang: String,
    list: Vec<Entry>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// the language of the words around the letter; empty for whoever reads none that we speak
    pub(super) words: String,
    /// the translation that its link opens; `None` for the letter itself
    pub(super) translation: Option<String>,
    /// it is not in the language that was asked for, and says so
    pub(super) instead: bool,
    pub(super) notice: Notice,
}

/// The message for one reader.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForReader<'a> {
    /// its text
    pub notice: &'a Notice,
    /// the translation that its link opens, a folder below the letter's; `None` for the letter itself
    pub translation: Option<&'a str>,
    /// the letter is not there in the language that was asked for: the language in which the page says so
    pub instead: Option<&'a str>,
    /// the language of the words around the letter
    pub words: &'a str,
}

impl Notices {
    pub(super) fn new(lang: &str, list: Vec<Entry>) -> Self {
        Notices { lang: lang.to_owned(), list }
    }

    /// Of a letter with this one message, for everybody, in the school's own words.
    pub fn only(notice: Notice) -> Self {
        let entry = Entry { words: "ja".to_owned(), translation: None, instead: false, notice };
        Notices { lang: String::new(), list: vec![entry] }
    }

    /// The same messages, as those of a correction that only adds something.
    pub fn as_addendum(mut self) -> Self {
        for entry in &mut self.list {
            entry.notice = entry.notice.as_addendum(&entry.words);
        }
        self
    }

    /// The message for somebody who reads `asked`; `None` only where there is none at all.
    pub fn for_reader(&self, asked: &str) -> Option<ForReader<'_>> {
        let own = || self.list.iter().filter(|entry| !entry.instead);
        let others: Vec<&str> = own().filter_map(|entry| entry.translation.as_deref()).collect();
        let Given { tag, instead } = choose(asked, &self.lang, &others);
        let spoken = |is: &dyn Fn(&str) -> bool| {
            self.list.iter().find(|entry| instead && entry.instead && is(&entry.words))
        };
        let entry = spoken(&|words| words == asked)
            .or_else(|| spoken(&|words| primary(words) == primary(asked) && primary(words) != "ja"))
            .or_else(|| spoken(&str::is_empty))
            .or_else(|| own().find(|entry| entry.translation.as_deref().unwrap_or(&self.lang) == tag))
            .or_else(|| self.list.first())?;
        Some(ForReader {
            notice: &entry.notice,
            translation: entry.translation.as_deref(),
            instead: entry.instead.then_some(entry.words.as_str()),
            words: &entry.words,
        })
    }
}
