//! All that Typst may see while it sets one sheet: the theme's files, the letter's data and its photos, from
//! memory. It cannot reach the disk or the network: there is no code for it here.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::FONTS;
use crate::problem::Place;
use crate::render::theme::Theme;

/// At most this many photos on one sheet. File names are kept by Typst for the life of the process, so they
/// come from this fixed set and never from a letter.
pub(super) const MOST_PHOTOS: usize = 120;
/// At most so many names of themes' files in the life of a process, however often a theme is changed.
const MOST_NAMES: usize = 2_000;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));
static NAMES: LazyLock<Option<Names>> = LazyLock::new(Names::new);
static THEME_NAMES: LazyLock<Mutex<HashMap<String, FileId>>> = LazyLock::new(Mutex::default);

/// The files of every sheet's world that are not the theme's.
struct Names {
    letter: FileId,
    photos: Vec<FileId>,
}

impl Names {
    fn new() -> Option<Self> {
        let photos = (0..MOST_PHOTOS).map(|number| name(&photo_path(number))).collect::<Option<_>>()?;
        Some(Names { letter: name("/letter.json")?, photos })
    }
}

fn name(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The name of a theme's file: each is kept once.
fn theme_name(path: &str) -> Option<FileId> {
    let mut names = THEME_NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(path) {
        return Some(*known);
    }
    if names.len() >= MOST_NAMES {
        return None;
    }
    let id = name(&format!("/{path}"))?;
    names.insert(path.to_owned(), id);
    Some(id)
}

/// Makes Typst's own library, if no sheet was set before.
pub(super) fn warm_library() {
    LazyLock::force(&LIBRARY);
}

/// The name under which a theme finds photo `number`.
pub(super) fn photo_path(number: usize) -> String {
    format!("/photo/{number}")
}

/// The Typst files of a theme.
#[derive(Debug, Clone)]
pub(in crate::render) struct Sources {
    /// how they are shown to people: `themes/wakaba`
    shown: String,
    files: HashMap<FileId, (String, Source)>,
}

impl Sources {
    /// All Typst files of the theme. `None` only if Typst refused a name.
    pub(in crate::render) fn of(theme: &Theme) -> Option<Self> {
        let files = theme.typst_files().map(|(path, text)| {
            let id = theme_name(path)?;
            Some((id, (path.to_owned(), Source::new(id, text.into_owned()))))
        });
        Some(Sources { shown: format!("themes/{}", theme.name()), files: files.collect::<Option<_>>()? })
    }

    /// One text of our own.
    pub(super) fn one(path: &str, text: &str) -> Option<Self> {
        let id = theme_name(path)?;
        let file = (path.to_owned(), Source::new(id, text.to_owned()));
        Some(Sources { shown: "otayori".to_owned(), files: HashMap::from([(id, file)]) })
    }
}

/// The sealed world of one sheet.
pub(super) struct SheetWorld {
    names: &'static Names,
    main: FileId,
    sources: Sources,
    letter: Bytes,
    photos: Vec<Option<Bytes>>,
    today: Option<Datetime>,
    /// faces beside the built-in ones, and then the book of all
    more: Vec<Font>,
    book: Option<LazyHash<FontBook>>,
}

impl SheetWorld {
    /// A world with these Typst files, of which `main` is set, these photos (by number; `None` where there is
    /// none) and the letter's own day. `None` if there is no such file.
    pub(super) fn new(
        sources: Sources,
        main: &str,
        photos: Vec<Option<Bytes>>,
        today: Option<Datetime>,
    ) -> Option<Self> {
        let names = NAMES.as_ref()?;
        let main = theme_name(main).filter(|id| sources.files.contains_key(id))?;
        let letter = Bytes::from_string(String::new());
        Some(SheetWorld { names, main, sources, letter, photos, today, more: vec![], book: None })
    }

    /// Adds faces to the built-in ones.
    pub(super) fn with_faces(mut self, more: Vec<Font>) -> Self {
        let all = || FONTS.faces.iter().chain(&more);
        self.book = (!more.is_empty()).then(|| LazyHash::new(FontBook::from_fonts(all())));
        self.more = more;
        self
    }

    /// Puts in the letter's data.
    pub(super) fn set_letter(&mut self, json: String) {
        self.letter = Bytes::from_string(json);
    }

    /// Where a fault in the theme lies, if it lies there.
    pub(super) fn place(&self, span: typst::syntax::DiagSpan) -> Option<Place> {
        use typst::WorldExt;
        let (path, source) = self.sources.files.get(&span.id()?)?;
        let range = self.range(span)?;
        Some(Place::in_text(
            format!("{}/{path}", self.sources.shown),
            source.text(),
            range.start,
            range.end.max(range.start),
        ))
    }
}

impl World for SheetWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.book.as_ref().unwrap_or(&FONTS.book)
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.files.get(&id).map(|(_, source)| source.clone()).ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.names.letter {
            return Ok(self.letter.clone());
        }
        let number = self.names.photos.iter().position(|photo| *photo == id);
        number
            .and_then(|number| self.photos.get(number))
            .and_then(Option::as_ref)
            .cloned()
            .ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.faces.iter().chain(&self.more).nth(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
