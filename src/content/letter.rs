//! A letter: one text file and the photos beside it.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{Audience, Block, Reminder, SchoolYear, Times, WhoReads};
use crate::problem::Place;

/// One letter as the teacher saved it.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Relative to the letters' folder, with `/` and in Unicode NFC: `年中・年長/2026-11-24 遠足.md`.
    pub path: String,
    /// The file on disk.
    pub file: PathBuf,
    /// Front matter's, else the first heading's of level 1 or that of a heading the text begins with, else the
    /// file's name without its day.
    pub title: String,
    /// The day on the letter.
    pub date: Date,
    /// Where that day comes from.
    pub date_source: DateSource,
    /// The school year it belongs to.
    pub year: SchoolYear,
    /// Whom it is for.
    pub audience: Audience,
    /// Folders below the audience's: `きゅうしょく`; empty for most letters.
    pub series: Vec<String>,
    /// The day by which an answer is wanted.
    pub deadline: Option<Date>,
    /// `when:` the day and times of what it is about.
    pub when: Option<When>,
    /// `where:` the place of what it is about.
    pub place: Option<String>,
    /// `reminders:` to the unread; `None` = as the school does it.
    pub reminders: Option<Vec<Reminder>>,
    /// Needs 「読みました」 from each family.
    pub important: bool,
    /// `readers:` whose reading it needs.
    pub who_reads: WhoReads,
    /// On whose behalf it is sent, where not the school's.
    pub from: Option<String>,
    /// BCP 47 tag of its text: `ja`.
    pub lang: String,
    /// A theme other than the school's.
    pub theme: Option<String>,
    /// The issue: 第5号.
    pub number: Option<u16>,
    /// How many pages its sheet should have.
    pub pages: Option<WantedPages>,
    /// The text. Photos are numbers into `photos`.
    pub blocks: Vec<Block>,
    /// Its photos, in the order of the text, then the gallery's.
    pub photos: Vec<PhotoUse>,
    /// blake3 of the file's bytes, in hex: recognises the letter after a rename.
    pub hash: String,
    /// The file's text, decoded; for later checks that must name a line. What stands in braces behind a photo is
    /// blank here: nobody gets to see it.
    pub text: String,
    /// The same letter in other languages, each language once, in the order of their tags.
    pub translations: Vec<Translation>,
}

/// A letter in another language: the file `遠足.en.md` beside `遠足.md`. Its day, audience and everything else is
/// the letter's.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    /// BCP 47 tag: `en`, `ja-easy`.
    pub lang: String,
    /// Relative to the letters' folder, like the letter's.
    pub path: String,
    /// The file on disk.
    pub file: PathBuf,
    /// Its own, else the letter's.
    pub title: String,
    /// Its text. Photos are numbers into its own `photos`.
    pub blocks: Vec<Block>,
    /// Photos of the letter, and no others, with words of its own for them.
    pub photos: Vec<PhotoUse>,
    /// blake3 of the file's bytes, in hex.
    pub hash: String,
    /// The file's text, as [`Letter::text`].
    pub text: String,
}

impl Letter {
    /// The letter as a translation says it: a letter by itself, to be shown like any other.
    pub fn translated(&self, translation: &Translation) -> Letter {
        let Translation { lang, path, file, title, blocks, photos, hash, text } = translation.clone();
        let translations = Vec::new();
        let own = Letter { blocks: Vec::new(), text: String::new(), translations, ..self.clone() };
        Letter { lang, path, file, title, blocks, photos, hash, text, ..own }
    }

    /// blake3 over the letter's file and those of its translations, in hex: all that was written.
    pub fn content(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.hash.as_bytes());
        for translation in &self.translations {
            hasher.update(format!("\n{} {}", translation.lang, translation.hash).as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Every text of the letter with its path: its own, then its translations'.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let others = self.translations.iter().map(|one| (one.path.as_str(), one.text.as_str()));
        std::iter::once((self.path.as_str(), self.text.as_str())).chain(others)
    }
}

/// `pages: 2`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPages {
    /// 1 to 8
    pub count: u8,
    /// where the letter says so
    pub place: Place,
}

impl Letter {
    /// Is it a document that stays, in the school's library (資料室), and no letter of a month?
    pub fn is_document(&self) -> bool {
        self.series.iter().any(|folder| is_library(folder))
    }
}

/// Is this the name of a library's folder?
pub fn is_library(folder: &str) -> bool {
    folder == "資料室" || folder.eq_ignore_ascii_case("library")
}

/// When something takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// its day
    pub day: Date,
    /// its times; `None` for the whole day
    pub times: Option<Times>,
}

/// One photo as a letter uses it.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoUse {
    /// The file on disk: beside the letter or in its gallery folder.
    pub file: PathBuf,
    /// Its name as the teacher knows it.
    pub name: String,
    /// What it shows, for those who cannot see it. Never empty.
    pub alt: String,
    /// Printed below it; may be empty.
    pub caption: String,
    /// The children on it, where the letter says so: then these and no others. For the consent check alone;
    /// no page, sheet or message shows them.
    pub names: Vec<String>,
    /// What must stay in sight where the photo is cut, where the letter says so.
    pub focus: Option<Focus>,
    /// Where the letter names it; the letter's file for a gallery photo.
    pub place: Place,
}

/// The side of a photo that must stay in sight where it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sides are named")]
pub enum Focus {
    Top,
    Bottom,
    Left,
    Right,
    Centre,
}

impl Focus {
    /// As themes know it.
    pub fn word(self) -> &'static str {
        match self {
            Focus::Top => "top",
            Focus::Bottom => "bottom",
            Focus::Left => "left",
            Focus::Right => "right",
            Focus::Centre => "centre",
        }
    }
}

/// Where a letter's day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSource {
    /// `date:` in front matter
    FrontMatter,
    /// the file's name
    Name,
    /// the day Otayori first saw the file
    FirstSeen,
}
