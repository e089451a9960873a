//! A theme: a folder of templates, styles and pictures that decides how letters look.
//!
//! The built-in themes are part of the program. A school's own `themes/<name>/` goes before them file by
//! file, or is a whole theme of its own. A theme is read once, into memory; its templates see nothing but
//! the letter they are given, so no theme can reach a file outside itself.

mod fault;
mod files;
mod message;
mod settings;
mod style;
mod templates;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use data_encoding::BASE64;

pub use message::{Colour, MessageColours, MessageLooks};
pub use settings::{PhotoSizes, ThemeColours, ThemeSettings};

use super::sheet::Sources;
use super::{Faces, PageWords};
use crate::problem::{Place, Problem};
use templates::Templates;

/// The templates every theme has.
const NEEDED: [&str; 10] = [
    "page.html",
    "keep.html",
    "archive.html",
    "library.html",
    "calendar.html",
    "search.html",
    "home.html",
    "404.html",
    "notice.html",
    "notice.txt",
];

/// What the pages around the letters need beside the `page-files:`, whatever theme they have.
const AROUND: [&str; 2] = ["around.css", "search.js"];

/// A theme, read and checked.
#[derive(Debug)]
pub struct Theme {
    name: String,
    files: Files,
    settings: ThemeSettings,
    templates: Templates,
    /// of `page-files:` and [`AROUND`] → name below `a/`, content
    published: BTreeMap<String, (String, Arc<[u8]>)>,
    hash: String,
    words: PageWords,
    faces: Option<Arc<Faces>>,
    /// its Typst files, parsed for the first sheet
    typst: OnceLock<Option<Sources>>,
}

/// Path below the theme's folder → content.
type Files = BTreeMap<String, Cow<'static, [u8]>>;

impl Theme {
    /// Reads the theme `name`: the built-in one and, before it file by file, `<school_themes_folder>/<name>/`.
    ///
    /// # Errors
    /// Everything that is wrong with it: no such theme, a file that leads outside, a missing or faulty
    /// template (with file, line and column), a faulty `theme.yaml`.
    pub fn load(name: &str, school_themes_folder: Option<&Path>) -> Result<Theme, Vec<Problem>> {
        Theme::speaking(name, school_themes_folder, PageWords::default())
    }

    /// The same, with the words that its pages speak.
    ///
    /// # Errors
    /// As [`Theme::load`].
    pub fn speaking(
        name: &str,
        school_themes_folder: Option<&Path>,
        words: PageWords,
    ) -> Result<Theme, Vec<Problem>> {
        let files = files::collect(name, school_themes_folder)?;
        let missing: Vec<Problem> = NEEDED
            .iter()
            .chain(&["theme.yaml"])
            .filter(|file| !files.contains_key(**file))
            .map(|file| {
                Problem::error("theme-file-missing", vec![("theme", name.into()), ("file", (*file).into())])
                    .at(Place::file(shown(name, file)))
            })
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let (settings, templates) =
            match (settings::read(name, &files), Templates::read(name, &files, &words)) {
                (Ok(settings), Ok(templates)) => (settings, templates),
                (settings, templates) => {
                    let settings = settings.err().unwrap_or_default();
                    return Err(settings.into_iter().chain(templates.err().unwrap_or_default()).collect());
                }
            };
        let published = settings
            .page_files
            .iter()
            .map(String::as_str)
            .chain(AROUND)
            .filter_map(|file| {
                let content = style::published(&files, file)?;
                Some((file.to_owned(), (published_name(file, &content), content.into())))
            })
            .collect();
        let hash = hash_of(&files);
        let (faces, typst) = (None, OnceLock::new());
        Ok(Theme { name: name.to_owned(), files, settings, templates, published, hash, words, faces, typst })
    }

    /// Its name: `wakaba`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its `theme.yaml` says.
    pub fn settings(&self) -> &ThemeSettings {
        &self.settings
    }

    /// One of its files, by its path below the theme's folder: `sheet.typ`.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Cow::as_ref)
    }

    /// The same theme with typefaces for characters that the built-in ones lack.
    #[must_use]
    pub fn with_faces(mut self, faces: Arc<Faces>) -> Self {
        if faces.are_there() {
            let both = [self.hash, faces.mark()].concat();
            self.hash = blake3::hash(both.as_bytes()).to_hex().to_string();
            self.faces = Some(faces);
        }
        self
    }

    pub(super) fn faces(&self) -> Option<&Faces> {
        self.faces.as_deref()
    }

    /// Its Typst files: path below the theme's folder, text.
    pub(super) fn typst_files(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let typst = self.files.iter().filter(|(path, _)| path.ends_with(".typ"));
        typst.map(|(path, content)| (path.as_str(), String::from_utf8_lossy(content)))
    }

    /// The same, parsed. `None` only if Typst refused a name.
    pub(super) fn typst_sources(&self) -> Option<&Sources> {
        self.typst.get_or_init(|| Sources::of(self)).as_ref()
    }

    /// The files all its pages need: name below `a/`, content. The name holds the content's hash, so a browser
    /// may keep the file for ever.
    pub fn page_files(&self) -> Vec<(String, Arc<[u8]>)> {
        self.published.values().cloned().collect()
    }

    /// Those of them that a letter's page needs.
    pub(super) fn letter_files(&self) -> Vec<(String, Arc<[u8]>)> {
        let needed = |file: &str| self.settings.page_files.iter().any(|needed| needed == file);
        self.published.iter().filter(|(file, _)| needed(file)).map(|(_, file)| file.clone()).collect()
    }

    /// blake3 in hex over all of its files: the same files, the same hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The words its pages speak.
    pub fn words(&self) -> &PageWords {
        &self.words
    }

    /// Fills in one of its templates.
    pub(super) fn fill(&self, template: &str, context: &tera::Context) -> Result<String, Vec<Problem>> {
        self.templates.fill(&self.name, template, context)
    }

    /// Picture in the theme → the picture itself, as an address: for a page that stands alone.
    pub(super) fn pictures_inside(&self) -> BTreeMap<&str, String> {
        let svg = |content: &[u8]| format!("data:image/svg+xml;base64,{}", BASE64.encode(content));
        let pictures = self.published.iter().filter(|(file, _)| file.ends_with(".svg"));
        pictures.map(|(file, (_, content))| (file.as_str(), svg(content))).collect()
    }

    /// The style sheet, to stand within a page: nothing in it ends the element around it.
    pub(super) fn style_inside(&self) -> String {
        let style = self.published.get("style.css").map(|(_, content)| String::from_utf8_lossy(content));
        style.unwrap_or_default().replace("</", "<\\/")
    }

    /// File in the theme → where a page finds it: `{"style.css": "../a/style-….css"}`.
    pub(super) fn links(&self, root: &str) -> BTreeMap<&str, String> {
        self.published.iter().map(|(file, (name, _))| (file.as_str(), format!("{root}/a/{name}"))).collect()
    }
}

/// A theme's file as shown to people.
fn shown(theme: &str, file: &str) -> String {
    format!("themes/{theme}/{file}")
}

fn published_name(file: &str, content: &[u8]) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let hash = blake3::hash(content).to_hex();
    format!("{stem}-{}.{ending}", &hash[..16])
}

fn hash_of(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, content) in files {
        for part in [path.as_bytes(), content.as_ref()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex().to_string()
}
