//! The pages around the letters: an audience's archive, library, calendar and search, the site's root, and the page
//! for an address at which there is nothing.

mod fold;
mod months;
mod search;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use super::events::Event;
use super::page::{self, Day};
use super::{School, Theme, Ways, plain};
use crate::content::{Audience, SchoolYear, is_library};
use crate::problem::Problem;
use crate::words::Words;

pub use months::{month_pages, subscription};
pub use search::{search, search_hashes, search_index, search_mark};

/// A letter that is out, as the pages around it need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// the letter's title
    pub title: String,
    /// the day on it
    pub date: Date,
    /// its school year
    pub year: SchoolYear,
    /// whom it is for
    pub audience: Audience,
    /// folders below the audience's: `きゅうしょく`
    pub series: Vec<String>,
    /// a document that stays, and no letter of a month
    pub is_document: bool,
    /// needs 「読みました」
    pub important: bool,
    /// how often it was corrected
    pub correction: u32,
    /// the folder of its page on the host, as in [`super::Subject::address`]
    pub address: String,
    /// what it announces
    pub events: Vec<Event>,
    /// what the search knows of its words: [`search_mark`] of them
    pub search: String,
}

/// What the pages around the letters of one audience have in common.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// the school
    pub school: &'a School,
    /// how they look
    pub theme: &'a Theme,
    /// the audience's label
    pub audience: &'a str,
    /// is it everybody?
    pub is_everyone: bool,
    /// where they lie
    pub ways: &'a Ways,
    /// the archives of this audience that it may go to, the newest year first
    pub years: &'a [(SchoolYear, &'a str)],
}

#[derive(Serialize)]
struct Month {
    name: String,
    letters: Vec<Entry>,
}

/// A letter in a list.
#[derive(Serialize)]
struct Entry {
    title: String,
    date: Day,
    /// whom it is for, where that is not just the page's own audience
    audience: Option<String>,
    series: Vec<String>,
    important: bool,
    link: String,
}

#[derive(Serialize)]
struct Year {
    year: i16,
    link: String,
}

impl Around<'_> {
    fn words(&self) -> &'static Words {
        self.school.lang.words()
    }

    fn context(&self) -> Context {
        let mut context = page::frame(self.school, self.words(), self.theme, "..", "");
        context.insert("audience", &self.audience_name());
        context.insert("phone_link", &page::phone_link(&self.school.phone));
        page::insert_ways(&mut context, Some(self.ways), "..");
        context
    }

    fn audience_name(&self) -> String {
        if self.is_everyone { self.words().say("page-everybody", &[]) } else { self.audience.to_owned() }
    }

    fn entry(&self, letter: &Listed) -> Entry {
        let label = letter.audience.label();
        Entry {
            title: plain::line(&letter.title, 200),
            date: Day::new(letter.date, self.words()),
            audience: (label != self.audience).then(|| match letter.audience {
                Audience::Everyone => self.words().say("page-everybody", &[]),
                Audience::Named(_) => label,
            }),
            series: letter.series.iter().filter(|folder| !is_library(folder)).cloned().collect(),
            important: letter.important,
            link: format!("../{}/", letter.address),
        }
    }
}

/// The newest first; the same letters always in the same order.
fn newest_first<'a>(letters: impl Iterator<Item = &'a Listed>) -> Vec<&'a Listed> {
    let mut letters: Vec<&Listed> = letters.collect();
    letters.sort_by(|a, b| (b.date, &a.title, &a.address).cmp(&(a.date, &b.title, &b.address)));
    letters
}

/// The letters of one school year, the newest first: `index.html` of a folder of its own. The order of `seen`, here
/// as in all pages around, does not matter.
///
/// # Errors
/// The theme's template is at fault.
pub fn archive(around: &Around<'_>, year: SchoolYear, seen: &[&Listed]) -> Result<String, Vec<Problem>> {
    let words = around.words();
    let of_year = seen.iter().copied().filter(|letter| letter.year == year && !letter.is_document);
    let mut by_month: BTreeMap<(i16, i8), Vec<&Listed>> = BTreeMap::new();
    for letter in of_year {
        by_month.entry((letter.date.year(), letter.date.month())).or_default().push(letter);
    }
    let months: Vec<Month> = by_month
        .into_iter()
        .rev()
        .map(|((_, month), letters)| Month {
            name: words.say("page-month", &[("month", i64::from(month).into())]),
            letters: newest_first(letters.into_iter())
                .into_iter()
                .map(|letter| around.entry(letter))
                .collect(),
        })
        .collect();
    let others = around.years.iter().filter(|(other, _)| *other != year);
    let others: Vec<Year> =
        others.map(|(year, address)| Year { year: year.0, link: format!("../{address}/") }).collect();
    let mut context = around.context();
    context.insert("year", &year.0);
    context.insert("months", &months);
    context.insert("other_years", &others);
    context.insert("archive", "");
    around.theme.fill("archive.html", &context)
}

/// The documents that stay, by their folders and titles.
///
/// # Errors
/// The theme's template is at fault.
pub fn library(around: &Around<'_>, seen: &[&Listed]) -> Result<String, Vec<Problem>> {
    let mut documents: Vec<&Listed> = seen.iter().copied().filter(|letter| letter.is_document).collect();
    documents.sort_by_key(|letter| (&letter.series, &letter.title, &letter.address));
    let entries: Vec<Entry> = documents.into_iter().map(|letter| around.entry(letter)).collect();
    let mut context = around.context();
    context.insert("documents", &entries);
    context.insert("library", "");
    around.theme.fill("library.html", &context)
}

/// The site's root, `index.html`: it names the school and leads nowhere.
///
/// # Errors
/// The theme's template is at fault.
pub fn home(school: &School, theme: &Theme) -> Result<String, Vec<Problem>> {
    theme.fill("home.html", &page::frame(school, school.lang.words(), theme, ".", ""))
}

/// `404.html`, shown at any address where nothing (or nothing any more) is.
///
/// # Errors
/// The theme's template is at fault.
pub fn not_found(school: &School, theme: &Theme) -> Result<String, Vec<Problem>> {
    // It may stand in for any address, however deep: only a whole address finds its style sheet.
    theme.fill("404.html", &page::frame(school, school.lang.words(), theme, &school.site, ""))
}
