//! The pages around the letters: the list of a school year, the site's root, and the page for an address
//! at which there is nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::page::{self, Day};
use super::{School, Theme, plain};
use crate::content::SchoolYear;
use crate::problem::Problem;

/// One letter on the archive page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// the letter's title
    pub title: String,
    /// the day on it
    pub date: Date,
    /// folders below the audience's: `きゅうしょく`
    pub series: Vec<String>,
    /// needs 「読みました」
    pub important: bool,
    /// the folder of its page on the host, as in [`super::Subject::address`]
    pub address: String,
}

#[derive(Serialize)]
struct Month {
    name: String,
    letters: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    title: String,
    date: Day,
    series: Vec<String>,
    important: bool,
    link: String,
}

/// The letters of one audience in one school year, the newest first: `index.html` of a folder of its own.
/// The order of `entries` does not matter.
///
/// # Errors
/// The theme's template is at fault.
pub fn archive(
    school: &School,
    theme: &Theme,
    audience: &str,
    year: SchoolYear,
    entries: &[ArchiveEntry],
) -> Result<String, Vec<Problem>> {
    let words = school.lang.words();
    let mut by_month: BTreeMap<(i16, i8), Vec<&ArchiveEntry>> = BTreeMap::new();
    for entry in entries {
        by_month.entry((entry.date.year(), entry.date.month())).or_default().push(entry);
    }
    let months: Vec<Month> = by_month
        .into_iter()
        .rev()
        .map(|((_, month), mut letters)| {
            letters.sort_by(|a, b| (b.date, &a.title, &a.address).cmp(&(a.date, &b.title, &b.address)));
            Month {
                name: words.say("page-month", &[("month", i64::from(month).into())]),
                letters: letters.into_iter().map(|letter| listed(letter, words)).collect(),
            }
        })
        .collect();
    let mut context = page::frame(school, words, theme, "..", "");
    context.insert("audience", audience);
    context.insert("year", &year.0);
    context.insert("months", &months);
    context.insert("phone_link", &page::phone_link(&school.phone));
    theme.fill("archive.html", &context)
}

fn listed(letter: &ArchiveEntry, words: &crate::words::Words) -> Listed {
    Listed {
        title: plain::line(&letter.title, 200),
        date: Day::new(letter.date, words),
        series: letter.series.clone(),
        important: letter.important,
        link: format!("../{}/", letter.address),
    }
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
