//! The folder of letters, read once: every letter, and everything that is wrong.

use std::path::Path;

use jiff::civil::Date;

use super::{Groups, Letter, SchoolYear};
use crate::problem::Problem;
use crate::words::Lang;

/// What reading the folder needs to know from the rest of the school.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The letters' folder on disk.
    pub folder: &'a Path,
    /// What stands before a letter's path in a problem: `content`; may be empty.
    pub shown: &'a str,
    /// The names an audience may have.
    pub groups: &'a Groups,
    /// The school year in hand: earlier ones are closed and left alone.
    pub year: SchoolYear,
    /// Today, the date of a letter that has none and was never seen before.
    pub today: Date,
    /// The language a letter is in unless it says otherwise.
    pub lang: Lang,
    /// The day the letter of this path and hash was first seen, if it ever was.
    pub first_seen: &'a dyn Fn(&str, &str) -> Option<Date>,
}

/// What the folder holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Every letter that could be read, by path. One with errors is here too: it can be previewed, not released.
    pub letters: Vec<Letter>,
    /// Everything that is wrong, in the order of the files and their lines.
    pub problems: Vec<Found>,
}

/// One problem of the folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The letter it belongs to ([`Letter::path`]), or `None` where it is no letter's.
    pub letter: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl Reading {
    /// The problems of one letter.
    pub fn problems_of<'a>(&'a self, letter: &'a str) -> impl Iterator<Item = &'a Problem> {
        let of_letter = move |found: &&Found| found.letter.as_deref() == Some(letter);
        self.problems.iter().filter(of_letter).map(|found| &found.problem)
    }
}

/// Reads every letter below the folder. Nothing stops it: what cannot be read is a problem.
pub fn read(_options: &ReadOptions<'_>) -> Reading {
    Reading::default()
}
