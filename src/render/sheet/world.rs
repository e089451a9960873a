//! All that Typst may see while it sets one sheet: the theme, the letter's data and its photos, from memory.
//! It cannot reach the disk or the network: there is no code for it here.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::fonts::FONTS;

/// At most this many photos on one sheet. File names are kept by Typst for the life of the process, so they
/// come from this fixed set and never from a letter.
pub(super) const MOST_PHOTOS: usize = 120;

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));
static NAMES: LazyLock<Option<Names>> = LazyLock::new(Names::new);

/// The files of every sheet's world.
struct Names {
    theme: FileId,
    letter: FileId,
    photos: Vec<FileId>,
}

impl Names {
    fn new() -> Option<Self> {
        let name = |path: &str| {
            let path = VirtualPath::new(path).ok()?;
            Some(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        let photos = (0..MOST_PHOTOS).map(|number| name(&photo_path(number))).collect::<Option<_>>()?;
        Some(Names { theme: name("/sheet.typ")?, letter: name("/letter.json")?, photos })
    }
}

/// The name under which a theme finds photo `number`.
pub(super) fn photo_path(number: usize) -> String {
    format!("/photo/{number}")
}

/// The sealed world of one sheet.
pub(super) struct SheetWorld {
    names: &'static Names,
    theme: Source,
    letter: Bytes,
    photos: Vec<Option<Bytes>>,
    today: Option<Datetime>,
}

impl SheetWorld {
    /// A world with this theme, these photos (by number; `None` where there is none) and the letter's own day.
    /// `None` only if Typst refused its fixed file names.
    pub(super) fn new(theme: &str, photos: Vec<Option<Bytes>>, today: Option<Datetime>) -> Option<Self> {
        let names = NAMES.as_ref()?;
        let theme = Source::new(names.theme, theme.to_owned());
        Some(SheetWorld { names, theme, letter: Bytes::from_string(String::new()), photos, today })
    }

    /// Puts in the letter's data.
    pub(super) fn set_letter(&mut self, json: String) {
        self.letter = Bytes::from_string(json);
    }

    /// 1-based line and column of a fault in the theme, if it lies there.
    pub(super) fn place(&self, span: typst::syntax::DiagSpan) -> Option<(usize, usize)> {
        use typst::WorldExt;
        let range = self.range(span)?;
        let (line, column) = self.theme.lines().byte_to_line_column(range.start)?;
        Some((line + 1, column + 1))
    }
}

impl World for SheetWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.names.theme
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.names.theme { Ok(self.theme.clone()) } else { Err(missing(id)) }
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
        FONTS.faces.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
