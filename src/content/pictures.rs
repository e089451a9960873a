//! The photos a letter names → files beside it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;

use super::PhotoUse;
use super::attributes::Attributes;
use super::file_name::{composed, is_photo};
use crate::problem::{Problem, Source, nearest};

/// More photos than this in one letter are a mistake.
const MOST: usize = 300;

/// A file beside a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Picture {
    /// in NFC
    pub(super) name: String,
    pub(super) file: PathBuf,
    /// false for a link that leads out of the letters' folder
    pub(super) inside: bool,
}

/// Finds the photos of one letter, and keeps those it names.
pub(super) struct Pictures<'a> {
    pub(super) source: &'a Source<'a>,
    /// Every file in the letter's folder.
    pub(super) beside: &'a [Picture],
    /// The folder of the letter's own name and what lies in it.
    pub(super) gallery: Option<(&'a str, &'a [Picture])>,
    pub(super) uses: Vec<PhotoUse>,
    /// Photos without words for those who cannot see them: their numbers here, and where they are named.
    pub(super) unsaid: Vec<(usize, Range<usize>)>,
    /// Files that no longer count as forgotten.
    pub(super) named: BTreeSet<PathBuf>,
    /// How many were not found.
    missed: usize,
}

/// A photo that was not found, and the one that was probably meant.
struct Missed<'a> {
    problem: Problem,
    near: Option<&'a Picture>,
}

impl From<Problem> for Missed<'_> {
    fn from(problem: Problem) -> Self {
        Missed { problem, near: None }
    }
}

impl<'a> Pictures<'a> {
    /// No photo is named yet.
    pub(super) fn new(
        source: &'a Source<'a>,
        beside: &'a [Picture],
        gallery: Option<(&'a str, &'a [Picture])>,
    ) -> Self {
        Pictures {
            source,
            beside,
            gallery,
            uses: Vec::new(),
            unsaid: Vec::new(),
            named: BTreeSet::new(),
            missed: 0,
        }
    }

    /// The number of the photo `written`, named in the file at `range`; or what is wrong with it.
    pub(super) fn photo(
        &mut self,
        written: &str,
        alt: &str,
        caption: &str,
        said: Attributes,
        range: Range<usize>,
    ) -> Result<usize, Problem> {
        if self.uses.len() >= MOST || self.missed >= MOST {
            return Err(Problem::error("content-photo-too-many", vec![("most", MOST.into())]));
        }
        let picture = match self.find(written) {
            Ok(picture) => picture,
            Err(Missed { problem, near }) => {
                self.missed += 1;
                // It is asked for by another name: nobody forgot it.
                self.named.extend(near.map(|picture| picture.file.clone()));
                return Err(problem);
            }
        };
        let (name, file) = (picture.name.clone(), picture.file.clone());
        let place = self.source.place(range.clone());
        self.named.insert(file.clone());
        let number = self.uses.len();
        if alt.trim().is_empty() {
            self.unsaid.push((number, range));
        }
        let caption = caption.trim().to_owned();
        let Attributes { names, focus, .. } = said;
        self.uses.push(PhotoUse { file, name, alt: alt.trim().to_owned(), caption, names, focus, place });
        Ok(number)
    }

    /// The photos of the gallery that no line names, in the order of their names.
    pub(super) fn rest_of_gallery(&mut self) -> Vec<usize> {
        let Some((_, pictures)) = self.gallery else { return Vec::new() };
        let rest = pictures.iter().filter(|picture| is_photo(&picture.name) && picture.inside);
        let rest: Vec<_> = rest.filter(|picture| !self.named.contains(&picture.file)).take(MOST).collect();
        let mut numbers = Vec::new();
        for picture in rest {
            numbers.push(self.uses.len());
            self.named.insert(picture.file.clone());
            self.uses.push(PhotoUse {
                file: picture.file.clone(),
                name: picture.name.clone(),
                alt: String::new(),
                caption: String::new(),
                names: Vec::new(),
                focus: None,
                place: self.source.whole(),
            });
        }
        numbers
    }

    fn find(&self, written: &str) -> Result<&'a Picture, Missed<'a>> {
        let written = written.trim();
        let shown: String = written.chars().take(200).collect();
        let told = |id: &'static str| Problem::error(id, vec![("name", shown.as_str().into())]);
        let lower = written.to_ascii_lowercase();
        if written.contains("://") || lower.starts_with("//") || lower.starts_with("data:") {
            return Err(told("content-photo-from-web").into());
        }
        let (shelf, name) = self.shelf(written).ok_or_else(|| told("content-photo-elsewhere"))?;
        let decoded = crate::settings::decoded(&name).map(|name| composed(&name));
        let exact = |picture: &&Picture| picture.name == name || Some(&picture.name) == decoded.as_ref();
        // A photo that is not beside the letter may lie in its gallery.
        let gallery = self.gallery.map_or(&[][..], |(_, pictures)| pictures);
        let Some(picture) = shelf.iter().find(exact).or_else(|| gallery.iter().find(exact)) else {
            return Err(self.missing(&name, shelf.iter().chain(gallery)));
        };
        if !picture.inside {
            return Err(told("content-link-out").into());
        }
        if is_photo(&picture.name) { Ok(picture) } else { Err(told("content-photo-kind").into()) }
    }

    /// Where to look, and for what name.
    fn shelf(&self, written: &str) -> Option<(&'a [Picture], String)> {
        let path = composed(&written.replace('\\', "/"));
        let path = path.trim_start_matches("./");
        match path.split_once('/') {
            None => Some((self.beside, path.to_owned())),
            Some((folder, name)) => {
                let folder = crate::settings::decoded(folder).unwrap_or_default();
                let (gallery, pictures) = self.gallery?;
                (composed(&folder) == *gallery && !name.contains('/')).then(|| (pictures, name.to_owned()))
            }
        }
    }

    fn missing(&self, name: &str, pictures: impl Iterator<Item = &'a Picture>) -> Missed<'a> {
        let pictures: Vec<&Picture> = pictures.filter(|picture| is_photo(&picture.name)).take(2000).collect();
        let plain = |name: &str| name.nfkc().flat_map(char::to_lowercase).collect::<String>();
        let wanted = plain(name);
        let same = pictures.iter().find(|picture| plain(&picture.name) == wanted);
        let alike = || {
            let name = nearest(name, pictures.iter().map(|picture| picture.name.as_str()))?;
            pictures.iter().find(|picture| picture.name == name)
        };
        let near = same.or_else(alike).copied();
        let shown: String = name.chars().take(200).collect();
        let problem = match near {
            Some(near) => {
                let near = near.name.as_str().into();
                Problem::error("content-photo-near", vec![("name", shown.into()), ("near", near)])
            }
            None => Problem::error("content-photo-missing", vec![("name", shown.into())]),
        };
        Missed { problem, near }
    }
}
