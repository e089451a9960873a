//! What lies in the letters' folder: walked in the order of names, within bounds, never out of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::SchoolYear;
use super::file_name::{Kind, composed, is_photo, kind, language_of, letter_stem};
use super::pictures::Picture;
use super::read::Found;
use crate::language;
use crate::problem::{Place, Problem, nearest};

/// An audience, a series, a part of it …
const DEEPEST: usize = 6;
/// Files and folders looked at in all.
const MOST: usize = 50_000;

/// More languages than this no school has readers of.
const MOST_LANGUAGES: usize = 40;

/// A letter's file and what lies around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LetterFile {
    /// relative to the letters' folder, with `/`, in NFC
    pub(super) path: String,
    pub(super) file: PathBuf,
    /// the file's name without `.md` or `.txt`
    pub(super) stem: String,
    /// the year's folder it lies in, if any
    pub(super) year: Option<SchoolYear>,
    /// the folders above it, the year's left out: first the audience's, then those of the series
    pub(super) folders: Vec<String>,
    /// number into [`Folder::shelves`]: what lies beside it
    pub(super) shelf: usize,
    /// number into [`Folder::shelves`]: the folder of its own name
    pub(super) gallery: Option<usize>,
    /// files that claim to be the same letter
    pub(super) twins: Vec<String>,
    /// the same letter in other languages
    pub(super) translations: Vec<TranslationFile>,
}

/// `遠足.en.md` beside `遠足.md`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TranslationFile {
    /// relative to the letters' folder, with `/`, in NFC
    pub(super) path: String,
    pub(super) file: PathBuf,
    pub(super) lang: String,
    /// files that claim to be the same translation
    pub(super) twins: Vec<String>,
}

/// One folder's files.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shelf {
    /// as shown to people, relative to the letters' folder, in NFC
    pub(super) path: String,
    pub(super) pictures: Vec<Picture>,
}

/// What the letters' folder held when it was walked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folder {
    pub(super) letters: Vec<LetterFile>,
    pub(super) shelves: Vec<Shelf>,
    pub(super) problems: Vec<Found>,
}

/// Walks the letters' folder. `shown` stands before every path in a problem; what is older than `year` is left alone.
pub fn walk(root: &Path, shown: &str, year: SchoolYear) -> Folder {
    let mut walk = Walk {
        real: fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
        shown,
        year,
        left: MOST,
        claimed: BTreeMap::new(),
        folder: Folder::default(),
    };
    walk.enter(root, &Way::default());
    walk.folder
}

/// The way from the letters' folder to here.
#[derive(Debug, Clone, Default)]
struct Way {
    year: Option<SchoolYear>,
    /// with the year's folder
    path: Vec<String>,
    /// without it
    folders: Vec<String>,
}

struct Walk<'a> {
    real: PathBuf,
    shown: &'a str,
    year: SchoolYear,
    left: usize,
    /// shelf and stem (in small letters) → letter
    claimed: BTreeMap<(usize, String), usize>,
    folder: Folder,
}

struct Entry {
    name: String,
    path: PathBuf,
    is_folder: bool,
    inside: bool,
}

impl Walk<'_> {
    fn enter(&mut self, folder: &Path, way: &Way) {
        let Some(entries) = self.list(folder, way) else { return };
        let (folders, files): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.is_folder);
        let shelf = self.shelve(way.path.join("/"), &files);
        let first = self.folder.letters.len();
        // A translation waits for its letter, which may come after it by name.
        let (translations, others): (Vec<&Entry>, Vec<&Entry>) =
            files.iter().partition(|file| language_of(&composed(&file.name)).is_some());
        for file in others {
            self.file(file, way, shelf);
        }
        for file in translations {
            self.translation(file, way, shelf);
        }
        self.ask_about_languages(first, shelf);
        let mut walked = 0;
        for entry in folders {
            let name = composed(&entry.name);
            if kind(&format!("{name}.md")) == Kind::Ignored {
                continue;
            }
            walked += 1;
            let path = join(&way.path, &name);
            if !entry.inside {
                self.tell("content-link-out", &path);
                continue;
            }
            if let Some(own) = self.claimed.get(&(shelf, name.to_lowercase())).copied() {
                let gallery = self.gallery(&entry.path, path);
                self.folder.letters[own].gallery = gallery;
            } else if let Some(year) = year_of(&name).filter(|_| way.path.is_empty()) {
                // A closed year is left alone.
                if year >= self.year {
                    self.enter(
                        &entry.path,
                        &Way { year: Some(year), path: path_of(&way.path, &name), folders: vec![] },
                    );
                }
            } else if way.folders.len() >= DEEPEST {
                self.tell("content-folder-deep", &path);
            } else {
                let mut next = way.clone();
                next.path.push(name.clone());
                next.folders.push(name);
                self.enter(&entry.path, &next);
            }
        }
        if walked == 0 && way.folders.len() > 1 && self.folder.letters.len() == first {
            self.photos_without_letter(way, shelf);
        }
    }

    /// A folder of photos only, below an audience's: no letter has its name.
    fn photos_without_letter(&mut self, way: &Way, shelf: usize) {
        let pictures = &mut self.folder.shelves[shelf].pictures;
        let count = pictures.iter().filter(|picture| is_photo(&picture.name)).count();
        if count > 0 {
            // Told once, not photo by photo.
            pictures.clear();
            let path = self.show(&way.path.join("/"));
            let values = vec![("folder", path.as_str().into()), ("count", count.into())];
            let problem = Problem::warning("content-gallery-alone", values).at(Place::file(path));
            self.folder.problems.push(Found { letter: None, problem });
        }
    }

    fn list(&mut self, folder: &Path, way: &Way) -> Option<Vec<Entry>> {
        let path = way.path.join("/");
        let Ok(found) = fs::read_dir(folder) else {
            self.tell("content-folder-unreadable", &path);
            return None;
        };
        let mut entries = Vec::new();
        for entry in found {
            if self.left == 0 {
                self.tell("content-folder-full", &path);
                break;
            }
            self.left -= 1;
            let Ok(entry) = entry else { continue };
            let name = match entry.file_name().into_string() {
                Ok(name) if !name.contains(|c: char| c.is_control()) => name,
                Ok(name) => {
                    self.odd_name(&join(&way.path, &name), &name);
                    continue;
                }
                Err(name) => {
                    let name = name.to_string_lossy().into_owned();
                    self.odd_name(&join(&way.path, &name), &name);
                    continue;
                }
            };
            let Ok(file_type) = entry.file_type() else { continue };
            let path = entry.path();
            // A link is followed to a file of this folder, and nowhere else.
            let (is_folder, inside) = if file_type.is_symlink() {
                let target = fs::canonicalize(&path).ok();
                let inside =
                    target.as_ref().is_some_and(|target| target.starts_with(&self.real) && target.is_file());
                (target.is_some_and(|target| target.is_dir()), inside)
            } else {
                (file_type.is_dir(), true)
            };
            // Pipes and devices are nothing of ours, and reading one may never end.
            if is_folder || file_type.is_file() || file_type.is_symlink() {
                entries.push(Entry { name, path, is_folder, inside });
            }
        }
        entries.sort_by_cached_key(|entry| (composed(&entry.name), entry.name.clone()));
        Some(entries)
    }

    fn odd_name(&mut self, path: &str, name: &str) {
        if kind(name) != Kind::Ignored {
            self.tell("content-name-odd", path);
        }
    }

    fn shelve(&mut self, path: String, files: &[Entry]) -> usize {
        let picture = |file: &Entry| Picture {
            name: composed(&file.name),
            file: file.path.clone(),
            inside: file.inside,
        };
        let shown = files.iter().filter(|file| kind(&file.name) != Kind::Ignored);
        self.folder.shelves.push(Shelf { path, pictures: shown.map(picture).collect() });
        self.folder.shelves.len() - 1
    }

    /// The photos in the folder of a letter's own name; deeper folders are not looked at.
    fn gallery(&mut self, folder: &Path, path: String) -> Option<usize> {
        let way = Way { path: vec![path.clone()], ..Way::default() };
        let files: Vec<Entry> =
            self.list(folder, &way)?.into_iter().filter(|entry| !entry.is_folder).collect();
        for file in files.iter().filter(|file| !file.inside) {
            self.tell("content-link-out", &format!("{path}/{}", composed(&file.name)));
        }
        Some(self.shelve(path, &files))
    }

    fn file(&mut self, file: &Entry, way: &Way, shelf: usize) {
        let name = composed(&file.name);
        let path = join(&way.path, &name);
        let kind = kind(&name);
        match kind {
            Kind::Ignored => {}
            _ if !file.inside => self.tell("content-link-out", &path),
            Kind::Photo => {}
            Kind::Word => self.tell("content-word", &path),
            Kind::Copy => self.ask("content-copy", &path),
            Kind::Other => self.ask("content-other", &path),
            Kind::Letter => {
                let stem = letter_stem(&name).unwrap_or(&name).to_owned();
                let claim = (shelf, stem.to_lowercase());
                if let Some(first) = self.claimed.get(&claim) {
                    self.folder.letters[*first].twins.push(name);
                    return;
                }
                self.claimed.insert(claim, self.folder.letters.len());
                self.folder.letters.push(LetterFile {
                    path,
                    file: file.path.clone(),
                    stem,
                    year: way.year,
                    folders: way.folders.clone(),
                    shelf,
                    gallery: None,
                    twins: Vec::new(),
                    translations: Vec::new(),
                });
            }
        }
    }

    /// A letter in another language goes to the letter beside it, and is never one of its own.
    fn translation(&mut self, file: &Entry, way: &Way, shelf: usize) {
        let name = composed(&file.name);
        let path = join(&way.path, &name);
        let Some((stem, lang)) = language_of(&name) else { return };
        if !file.inside {
            return self.tell("content-link-out", &path);
        }
        let Some(main) = self.claimed.get(&(shelf, stem.to_lowercase())).copied() else {
            let values = vec![("name", name.as_str().into()), ("main", format!("{stem}.md").into())];
            let problem = Problem::error("content-translation-alone", values);
            let problem = problem.at(Place::file(self.show(&path)));
            return self.folder.problems.push(Found { letter: None, problem });
        };
        let translations = &mut self.folder.letters[main].translations;
        let is_many = translations.len() >= MOST_LANGUAGES;
        match translations.iter_mut().find(|other| other.lang == lang) {
            Some(first) => first.twins.push(name),
            None if is_many => self.tell("content-languages-many", &path),
            None => {
                translations.push(TranslationFile { path, file: file.path.clone(), lang, twins: Vec::new() })
            }
        }
    }

    /// `遠足.えーご.md` beside `遠足.md`: a letter of its own, but perhaps nobody meant that.
    fn ask_about_languages(&mut self, first: usize, shelf: usize) {
        for number in first..self.folder.letters.len() {
            let letter = &self.folder.letters[number];
            let Some((main, said)) = letter.stem.rsplit_once('.') else { continue };
            if !self.claimed.contains_key(&(shelf, main.to_lowercase())) {
                continue;
            }
            let near = || said.chars().count() > 2 && nearest(said, language::names()).is_some();
            if language::is_like_a_tag(said) || near() {
                let values = vec![("said", said.into()), ("main", main.into())];
                let place = Place::file(self.show(&letter.path));
                let problem = Problem::warning("content-translation-unknown", values).at(place);
                self.folder.problems.push(Found { letter: Some(letter.path.clone()), problem });
            }
        }
    }

    fn tell(&mut self, id: &'static str, path: &str) {
        self.push(Problem::error(id, vec![]), path);
    }

    fn ask(&mut self, id: &'static str, path: &str) {
        self.push(Problem::warning(id, vec![]), path);
    }

    fn push(&mut self, mut problem: Problem, path: &str) {
        let path = self.show(path);
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        problem.values = vec![("name", name.into())];
        self.folder.problems.push(Found { letter: None, problem: problem.at(Place::file(path)) });
    }

    fn show(&self, path: &str) -> String {
        show(self.shown, path)
    }
}

/// `path` of the letters' folder as people see it.
pub(super) fn show(shown: &str, path: &str) -> String {
    match (shown, path) {
        ("", path) => path.to_owned(),
        (shown, "") => shown.to_owned(),
        (shown, path) => format!("{}/{path}", shown.trim_end_matches('/')),
    }
}

fn join(path: &[String], name: &str) -> String {
    path_of(path, name).join("/")
}

fn path_of(path: &[String], name: &str) -> Vec<String> {
    path.iter().cloned().chain(std::iter::once(name.to_owned())).collect()
}

/// `2026年度`, `令和8年度`.
fn year_of(name: &str) -> Option<SchoolYear> {
    use unicode_normalization::UnicodeNormalization;
    let name: String = name.nfkc().collect();
    let name = name.trim().strip_suffix("年度")?;
    let year = match name.strip_prefix("令和") {
        Some("元") => 2019,
        Some(year) => 2018_i16.checked_add(year.parse().ok()?)?,
        None => name.parse().ok()?,
    };
    (2000..=2200).contains(&year).then_some(SchoolYear(year))
}
