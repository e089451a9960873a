//! The words of pages, messages and sheets: the program's, and those a school has in `words/<tag>/`.
//!
//! No language is shipped that a reader of it has not checked; a school adds what its families read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::language::{primary, tag_of};
use crate::problem::{Place, Problem};
use crate::words::{Lang, Words, ids_of};

/// The folder of a school's own words.
const FOLDER: &str = "words";
/// What a language's folder holds; the first must be there.
const FILES: [&str; 2] = ["page.ftl", "sheet.ftl"];
/// A file of words of more kilobytes is none.
const LARGEST: u64 = 256;
/// More languages than this nobody has words for.
const MOST: usize = 100;

/// Every language that pages speak.
#[derive(Debug, Clone, Default)]
pub struct PageWords {
    own: BTreeMap<String, Arc<Words>>,
}

impl PageWords {
    /// Reads `words/<tag>/page.ftl` and `sheet.ftl` of a school. What is wrong or missing there is said in English.
    pub fn load(school: &Path) -> (Self, Vec<Problem>) {
        let (mut words, mut problems) = (PageWords::default(), Vec::new());
        let entries = std::fs::read_dir(school.join(FOLDER)).into_iter().flatten().flatten();
        // A link could lead to any folder of this machine.
        let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        let mut folders: Vec<_> = entries.filter(is_folder).collect();
        folders.sort_by_key(std::fs::DirEntry::file_name);
        folders.truncate(MOST);
        for folder in folders {
            let name: String = folder.file_name().to_string_lossy().nfc().collect();
            if name.starts_with('.') {
                continue;
            }
            let shown = format!("{FOLDER}/{name}");
            match tag_of(&name) {
                Some(tag) => {
                    let read = language(&tag, &folder.path(), &shown, &mut problems);
                    words.own.extend(read.map(|words| (tag, Arc::new(words))));
                }
                None => problems.push(
                    Problem::warning("words-folder-unknown", vec![("name", name.as_str().into())])
                        .at(Place::file(shown)),
                ),
            }
        }
        (words, problems)
    }

    /// The words of this language, or of another form of it (`pt` for `pt-BR`).
    pub fn speaks(&self, tag: &str) -> Option<&Words> {
        let own = self.own.get(tag).map(Arc::as_ref);
        let alike = || self.own.iter().find(|(other, _)| primary(other) == primary(tag));
        let of_program = Words::of_program(tag);
        own.or(of_program).or_else(|| alike().map(|(_, words)| words.as_ref()))
    }

    /// The words of this language; English where there are none.
    pub fn of(&self, tag: &str) -> &Words {
        self.speaks(tag).unwrap_or(Lang::En.words())
    }

    /// The school's own.
    pub fn own(&self) -> impl Iterator<Item = &Words> {
        self.own.values().map(Arc::as_ref)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Words> {
        let of_program = Words::all_of_program().into_iter();
        of_program.filter(|words| !self.own.contains_key(words.tag())).chain(self.own())
    }
}

fn language(tag: &str, folder: &Path, shown: &str, problems: &mut Vec<Problem>) -> Option<Words> {
    let mut texts = Vec::new();
    for name in FILES {
        let file = folder.join(name);
        if name != FILES[0] && !file.exists() {
            continue;
        }
        let Some(text) = text_of(&file) else {
            let values = vec![("kilobytes", LARGEST.into())];
            let place = Place::file(format!("{shown}/{name}"));
            problems.push(Problem::error("words-unreadable", values).at(place));
            return None;
        };
        texts.push(text);
    }
    let (words, faults) = Words::of_school(tag, &texts);
    for ((name, text), faults) in FILES.iter().zip(&texts).zip(faults) {
        for fault in faults {
            let place = Place::in_text(format!("{shown}/{name}"), text, fault.at, fault.at);
            problems.push(Problem::error("words-fault", vec![("fault", fault.what.into())]).at(place));
        }
    }
    // What only teachers read stays in the school's language.
    let needed = ids_of(FILES[0]).filter(|id| id.starts_with("page-") && !id.starts_with("page-draft"));
    let missing: Vec<&str> = needed.filter(|id| !words.has(id)).collect();
    if !missing.is_empty() {
        let named = missing.iter().take(8).copied().collect::<Vec<_>>().join(", ");
        let more = if missing.len() > 8 { " …" } else { "" };
        let values = vec![("count", missing.len().into()), ("ids", format!("{named}{more}").into())];
        let place = Place::file(format!("{shown}/{}", FILES[0]));
        problems.push(Problem::warning("words-missing", values).at(place));
    }
    Some(words)
}

fn text_of(file: &Path) -> Option<String> {
    // A pipe would never end.
    let file = std::fs::metadata(file)
        .ok()
        .filter(std::fs::Metadata::is_file)
        .and_then(|_| File::open(file).ok())?;
    let mut bytes = Vec::new();
    file.take((LARGEST << 10) + 1).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8(bytes).ok().filter(|text| text.len() as u64 <= LARGEST << 10)?;
    Some(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
}
