//! Typefaces of the school's own machine, for characters that the built-in ones lack.
//!
//! Files are looked into only when a letter lacks something, once in the life of the process, and of them only
//! those are kept in memory that a letter needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, FontStyle};
use walkdir::WalkDir;

/// At most so many files are looked into.
const MOST_FILES: usize = 1_000;
/// No typeface is larger.
const LARGEST_FILE: u64 = 64 << 20;
/// At most so many families stand in for the built-in ones on a sheet.
const MOST_FAMILIES: usize = 6;

/// The folders where typefaces lie, and what was found there so far.
#[derive(Debug, Default)]
pub struct Faces {
    folders: Vec<PathBuf>,
    known: OnceLock<Vec<Known>>,
    kept: Mutex<BTreeMap<(PathBuf, u32), Font>>,
}

/// One face of a file.
#[derive(Debug)]
struct Known {
    file: PathBuf,
    index: u32,
    about: FontInfo,
}

impl Faces {
    /// The typefaces in these folders and below. Links are not followed.
    pub fn in_folders(folders: Vec<PathBuf>) -> Self {
        Faces { folders, ..Faces::default() }
    }

    /// Changes when a file there is added, taken away or replaced.
    pub(in crate::render) fn mark(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for file in self.files() {
            let length = fs::metadata(&file).map_or(0, |about| about.len());
            hasher.update(file.file_name().unwrap_or_default().as_encoded_bytes());
            hasher.update(&length.to_le_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Are there any folders to look into?
    pub(in crate::render) fn are_there(&self) -> bool {
        !self.folders.is_empty()
    }

    /// The fewest families that draw what is lacking, upright, regular and bold; those made for the language first.
    pub(super) fn covering(&self, lacking: impl Iterator<Item = char>, lang: &str) -> Vec<Font> {
        let mut lacking: BTreeSet<u32> = lacking.map(u32::from).collect();
        let known = self.known.get_or_init(|| self.files().iter().flat_map(|file| look(file)).collect());
        let mut chosen: Vec<&str> = Vec::new();
        while !lacking.is_empty() && chosen.len() < MOST_FAMILIES {
            let drawn = |face: &Known| lacking.iter().filter(|sign| face.draws(**sign)).count();
            // Of equal ones the first: the files are sorted.
            let best =
                known.iter().rev().max_by_key(|face| (drawn(face), face.is_made_for(lang), !face.is_bold()));
            let Some(best) = best.filter(|face| drawn(face) > 0) else { break };
            chosen.push(best.family());
            lacking.retain(|sign| !best.draws(*sign));
        }
        let of_family = |family: &&str| {
            let faces = known.iter().filter(|face| face.family() == *family);
            let (bold, regular): (Vec<&Known>, Vec<&Known>) = faces.partition(|face| face.is_bold());
            regular.into_iter().take(1).chain(bold.into_iter().take(1)).collect::<Vec<_>>()
        };
        chosen.iter().flat_map(of_family).filter_map(|face| self.keep(face)).collect()
    }

    fn keep(&self, face: &Known) -> Option<Font> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (face.file.clone(), face.index);
        if let Some(font) = kept.get(&key) {
            return Some(font.clone());
        }
        let font = Font::new(Bytes::new(read(&face.file)?), face.index)?;
        kept.insert(key, font.clone());
        Some(font)
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = self
            .folders
            .iter()
            .flat_map(|folder| WalkDir::new(folder).follow_links(false).max_depth(6).into_iter().flatten())
            .filter(|entry| entry.file_type().is_file() && is_typeface(entry.path()))
            .take(MOST_FILES)
            .map(walkdir::DirEntry::into_path)
            .collect();
        files.sort();
        files
    }
}

impl Known {
    fn family(&self) -> &str {
        &self.about.family
    }

    fn is_bold(&self) -> bool {
        self.about.variant.weight.to_number() >= 600
    }

    fn draws(&self, sign: u32) -> bool {
        self.about.coverage.contains(sign)
    }

    /// Faces for several countries hold the same characters in different forms.
    fn is_made_for(&self, lang: &str) -> bool {
        let mark = match lang.split('-').next().unwrap_or_default() {
            "ko" => " KR",
            "zh" if lang.contains("Hant") || lang.contains("TW") => " TC",
            "zh" => " SC",
            _ => " JP",
        };
        self.family().ends_with(mark) && !self.family().contains("Mono") && !self.family().contains("Serif")
    }
}

/// The upright faces of a file, regular and bold.
fn look(file: &Path) -> Vec<Known> {
    let Some(bytes) = read(file) else { return vec![] };
    let wanted = |font: &Font| {
        let variant = font.info().variant;
        variant.style == FontStyle::Normal && matches!(variant.weight.to_number(), 400 | 700)
    };
    let known = |font: Font| {
        wanted(&font).then(|| Known {
            file: file.to_owned(),
            index: font.index(),
            about: font.info().clone(),
        })
    };
    Font::iter(Bytes::new(bytes)).filter_map(known).collect()
}

fn read(file: &Path) -> Option<Vec<u8>> {
    fs::metadata(file).ok().filter(|about| about.len() <= LARGEST_FILE)?;
    fs::read(file).ok()
}

fn is_typeface(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["ttf", "otf", "ttc", "otc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
