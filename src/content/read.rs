//! The folder of letters, read once: every letter, and everything that is wrong.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::file_name::is_photo;
use super::folder::{self, Folder, LetterFile};
use super::one::{self, One};
use super::translation;
use super::{Groups, Letter, SchoolYear};
use crate::problem::{Place, Problem};
use crate::words::Lang;
use crate::world::crew;

/// A letter of more bytes than this is none.
const LARGEST: u64 = 1 << 20;

/// What reading the folder needs to know from the rest of the school.
#[derive(Clone, Copy)]
pub struct ReadOptions<'a> {
    /// The letters' folder on disk.
    pub folder: &'a Path,
    /// What stands before a letter's path in a problem: `content`; may be empty.
    pub shown: &'a str,
    /// The names an audience may have.
    pub groups: &'a Groups,
    /// The school year in hand: the folders of earlier ones are closed and left alone.
    pub year: SchoolYear,
    /// Today, the date of a letter that has none and was never seen before.
    pub today: Date,
    /// The language a letter is in unless it says otherwise.
    pub lang: Lang,
    /// The day the letter of this path and hash was first seen, if it ever was.
    pub first_seen: &'a (dyn Fn(&str, &str) -> Option<Date> + Sync),
}

/// What the folder holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Every letter that could be read, by path. One with errors is here too: it can be previewed, not
    /// released.
    pub letters: Vec<Letter>,
    /// Everything that is wrong, in the order of the files and their lines.
    pub problems: Vec<Found>,
    /// What was walked through, for [`read_again`].
    pub folder: Arc<Folder>,
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

/// Reads every letter below the folder, in the order of their paths. Nothing stops it: what cannot be read is
/// a problem, and the others are read. Looks at 50,000 files, 1 MB a letter and 300 photos a letter at most.
pub fn read(options: &ReadOptions<'_>) -> Reading {
    read_walked(options, folder::walk(options.folder, options.shown, options.year))
}

/// The same, where the folder was walked before.
pub fn read_walked(options: &ReadOptions<'_>, mut folder: Folder) -> Reading {
    let problems = std::mem::take(&mut folder.problems);
    let mut reading = Reading { letters: Vec::new(), problems, folder: Arc::default() };
    let mut named = BTreeSet::new();
    for (file, one) in
        folder.letters.iter().zip(crew::all(&folder.letters, |file| open(options, &folder, file)))
    {
        named.extend(one.named);
        reading.letters.extend(one.letter);
        let found = |problem| Found { letter: Some(file.path.clone()), problem };
        reading.problems.extend(one.problems.into_iter().map(found));
    }
    ask_about_loose_photos(&folder, &named, options.shown, &mut reading.problems);
    reading.letters.sort_by(|a, b| a.path.cmp(&b.path));
    reading.problems.sort_by(|a, b| order(a).cmp(&order(b)));
    reading.folder = Arc::new(folder);
    reading
}

/// Reads one letter anew, by its file, with what lay around it when the folder was walked. `None` for any other
/// file, and for one that is no text just now.
pub fn read_again(options: &ReadOptions<'_>, folder: &Folder, file: &Path) -> Option<(Letter, Vec<Problem>)> {
    let known = folder.letters.iter().find(|known| known.is_of(file))?;
    let opened = open(options, folder, known);
    Some((opened.letter?, opened.problems))
}

/// What one file gave.
#[derive(Default)]
struct Opened {
    letter: Option<Letter>,
    problems: Vec<Problem>,
    /// the photos it names
    named: BTreeSet<PathBuf>,
}

fn open(options: &ReadOptions<'_>, folder: &Folder, file: &LetterFile) -> Opened {
    let mut opened = Opened::default();
    let shown = folder::show(options.shown, &file.path);
    match bytes_of(&file.file, &shown) {
        Ok(bytes) => {
            let one = One { options, file, shown: &shown, folder };
            opened.letter = one::read(&one, &bytes, &mut opened.problems, &mut opened.named).map(|letter| {
                let translations = translation::read_all(&one, &letter, &mut opened.problems);
                Letter { translations, ..letter }
            });
        }
        Err(problem) => opened.problems.push(problem),
    }
    opened
}

fn order(found: &Found) -> Option<(&str, u32, u32)> {
    found.problem.place.as_ref().map(|place| (place.file.as_str(), place.line, place.column))
}

/// A photo that no letter names is never published; somebody may have forgotten it.
fn ask_about_loose_photos(
    folder: &Folder,
    named: &BTreeSet<PathBuf>,
    shown: &str,
    problems: &mut Vec<Found>,
) {
    for shelf in &folder.shelves {
        let loose = |picture: &&super::pictures::Picture| {
            picture.inside && is_photo(&picture.name) && !named.contains(&picture.file)
        };
        for picture in shelf.pictures.iter().filter(loose) {
            let path = if shelf.path.is_empty() {
                picture.name.clone()
            } else {
                format!("{}/{}", shelf.path, picture.name)
            };
            let values = vec![("name", picture.name.as_str().into())];
            let problem =
                Problem::warning("content-photo-loose", values).at(Place::file(folder::show(shown, &path)));
            problems.push(Found { letter: None, problem });
        }
    }
}

pub(super) fn bytes_of(file: &Path, shown: &str) -> Result<Vec<u8>, Problem> {
    let told = |id: &'static str| Problem::error(id, vec![]).at(Place::file(shown));
    let opened = std::fs::File::open(file).map_err(|_| told("content-unreadable"))?;
    // One more, so that the end of the file is seen without asking for more room.
    let length = opened.metadata().map_or(0, |about| about.len().min(LARGEST)) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| told("content-unreadable"))?;
    if bytes.len() as u64 > LARGEST { Err(told("content-too-large")) } else { Ok(bytes) }
}

impl LetterFile {
    /// Is this its file, or that of one of its translations?
    fn is_of(&self, file: &Path) -> bool {
        self.file == file || self.translations.iter().any(|translation| translation.file == file)
    }

    /// Nothing else claims to be this letter.
    pub(super) fn is_alone(&self) -> bool {
        self.twins.is_empty()
    }
}
