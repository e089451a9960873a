//! The A4 sheet: a letter and its photos, set by Typst into a PDF that prints well, can be read aloud
//! (PDF/UA-1) and kept (PDF/A-2a).
//!
//! A theme's `sheet.typ` gets the letter as data ([`data`]) and nothing else: no teacher's word is ever read as
//! Typst, and there is no code here by which a theme could reach the disk or the network ([`world`]).
//! The same subject and theme give the same bytes.

mod data;
mod fit;
mod fonts;
mod office;
mod places;
mod qr;
mod text;
mod tree;
mod world;

pub use self::office::office_sheet;
pub use self::places::photo_widths;

use std::collections::HashSet;
use std::fs;

use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Label, Smart};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::data::{PhotoData, Prepared, prepare};
use self::fit::{Fit, Laid, fit};
use self::text::Text;
use self::world::{MOST_PHOTOS, SheetWorld, Sources, photo_path};
use super::edition::Subject;
use super::theme::Theme;
use crate::content::{Block, Focus, Inline, Letter, PhotoUse};
use crate::problem::{Place, Problem};

/// At most this many characters of text: about fifteen pages. More is a mistake, and would be slow to set.
const MOST_CHARACTERS: usize = 30_000;
/// At most this many blocks and pieces of text.
const MOST_PARTS: usize = 12_000;
/// At most this many boxes, lists and quotations inside each other.
const DEEPEST: usize = 12;
/// At most this many characters are reported one by one.
const MOST_REPORTED: usize = 12;
/// The room for text on the page, top and height in mm: for [`Laid::full`] it need not be exact.
const ROOM: (f64, f64) = (12.0, 266.0);

/// Sets a letter's sheet with the `sheet.typ` of its theme.
///
/// Gives the PDF, or `None` with a problem that says why there is none. A missing photo becomes a frame with its
/// alt text, a character that no face has becomes 〓; neither keeps the sheet from being set. Photos are read
/// from the album's `print` files.
pub fn sheet(subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let files = files(subject, &mut problems);
    let bytes = lay_out(subject, theme, files, &mut problems)
        .and_then(|laid| write(&laid, subject.letter, &mut problems));
    // Typst remembers the pieces of earlier sheets; those of the last two are kept.
    comemo::evict(2);
    (bytes, problems)
}

/// A sheet, ready to be written.
struct LaidOut {
    document: PagedDocument,
    ident: String,
    today: Option<Datetime>,
}

/// Lays the letter out as its theme says, with these pictures for its photos.
fn lay_out(
    subject: &Subject<'_>,
    theme: &Theme,
    files: Vec<Option<Bytes>>,
    problems: &mut Vec<Problem>,
) -> Option<LaidOut> {
    let letter = subject.letter;
    if !is_bounded(letter) {
        problems.push(
            Problem::warning(
                "sheet-too-long",
                vec![("characters", MOST_CHARACTERS.into()), ("photos", MOST_PHOTOS.into())],
            )
            .at(Place::file(&letter.path)),
        );
        return None;
    }
    let mut text = Text::default();
    let Prepared { mut data, weight, line } = {
        let words = theme.words().of(&letter.lang);
        prepare(subject, words, photos(subject, &files), &mut text)
    };
    if is_foreign(&text) {
        let language = vec![("language", letter.lang.as_str().into())];
        problems.push(Problem::warning("sheet-language", language).at(Place::file(&letter.path)));
        return None;
    }
    problems.extend(lacking(subject, &text));

    let day =
        (i32::from(letter.date.year()), letter.date.month().unsigned_abs(), letter.date.day().unsigned_abs());
    let today = Datetime::from_ymd_hms(day.0, day.1, day.2, 0, 0, 0);
    let ident = ident(&data, &files, theme);
    let world = Sources::of(theme).and_then(|sources| SheetWorld::new(sources, "sheet.typ", files, today));
    let Some(mut world) = world else {
        problems.push(failed(letter, "sheet.typ"));
        return None;
    };
    let laid = fit(weight, line, |fit: Fit| {
        data.fit = fit;
        world.set_letter(serde_json::to_string(&data).unwrap_or_default());
        lay(&world)
    });
    match laid {
        Ok(laid) => Some(LaidOut { document: laid.document, ident, today }),
        Err(errors) => {
            problems.push(fault(letter, &errors, &world));
            None
        }
    }
}

/// Lays the sheet out once.
fn lay(world: &SheetWorld) -> Result<Laid<PagedDocument>, EcoVec<SourceDiagnostic>> {
    let Warned { output, .. } = typst::compile::<PagedDocument>(world);
    let document = output?;
    let pages = document.pages().len();
    let full = end(&document).unwrap_or(1.0);
    Ok(Laid { document, pages, full })
}

/// How far down the last page the text goes, by the theme's label `<end>`.
fn end(document: &PagedDocument) -> Option<f64> {
    let introspector = document.introspector();
    let label = Label::new(PicoStr::intern("end"))?;
    let location = introspector.query_label(label).ok()?.location()?;
    let place = introspector.position(location)?;
    Some(((place.point.y.to_mm() - ROOM.0) / ROOM.1).clamp(0.0, 1.0))
}

/// Writes the PDF: by the standards, or without them if some text will not be described by them.
fn write(laid: &LaidOut, letter: &Letter, problems: &mut Vec<Problem>) -> Option<Vec<u8>> {
    let document = &laid.document;
    let mut options = options(laid.ident.clone(), laid.today);
    let errors = match typst_pdf::pdf(document, &options) {
        Ok(bytes) => return Some(bytes),
        Err(errors) => errors,
    };
    let detail = errors.first().map_or_else(String::new, |error| error.message.to_string());
    options.standards = PdfStandards::default();
    match typst_pdf::pdf(document, &options) {
        Ok(bytes) => {
            let problem = Problem::warning("sheet-standard", vec![("detail", detail.into())]);
            problems.push(problem.at(Place::file(&letter.path)));
            Some(bytes)
        }
        Err(_) => {
            problems.push(failed(letter, &detail));
            None
        }
    }
}

/// PDF/A-2a and PDF/UA-1, tagged; the same document gives the same bytes.
fn options(ident: String, today: Option<Datetime>) -> PdfOptions {
    PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Otayori".to_owned())),
        timestamp: today.map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).unwrap_or_default(),
        tagged: true,
        ..PdfOptions::default()
    }
}

/// The photos' files for the sheet, by number; `None` where there is none.
fn files(subject: &Subject<'_>, problems: &mut Vec<Problem>) -> Vec<Option<Bytes>> {
    // Of a letter that will not be set nothing is read.
    if !is_bounded(subject.letter) {
        return vec![];
    }
    let photos = subject.letter.photos.iter().enumerate();
    let file = |(number, used): (usize, &PhotoUse)| {
        let print = &subject.album.shots.get(number)?.as_ref()?.print;
        match fs::read(&print.file) {
            Ok(bytes) => Some(Bytes::new(bytes)),
            Err(_) => {
                let values = vec![("photo", used.name.as_str().into())];
                problems.push(Problem::error("sheet-photo-unreadable", values).at(used.place.clone()));
                None
            }
        }
    };
    photos.map(file).collect()
}

/// The photos as the theme sees them.
fn photos(subject: &Subject<'_>, files: &[Option<Bytes>]) -> Vec<PhotoData> {
    let photo = |(number, used): (usize, &PhotoUse)| {
        let print = subject.album.shots.get(number).and_then(Option::as_ref).map(|shot| &shot.print);
        PhotoData {
            src: files.get(number).and_then(Option::as_ref).map(|_| photo_path(number)),
            alt: used.alt.clone(),
            caption: used.caption.clone(),
            width: print.map_or(4, |print| print.width.max(1)),
            height: print.map_or(3, |print| print.height.max(1)),
            focus: used.focus.unwrap_or(Focus::Centre).word(),
        }
    };
    subject.letter.photos.iter().enumerate().map(photo).collect()
}

/// Is most of the letter in a script that the faces do not have?
fn is_foreign(text: &Text) -> bool {
    let lacking: usize = text.lacking.values().sum();
    lacking > 20 && lacking * 5 > text.count
}

/// One problem for each character that no face has, where it stands first.
fn lacking(subject: &Subject<'_>, text: &Text) -> Vec<Problem> {
    let letter = subject.letter;
    let found = text.lacking.keys().take(MOST_REPORTED).map(|sign| {
        let place = match letter.text.find(*sign) {
            Some(at) => Place::in_text(&letter.path, &letter.text, at, at + sign.len_utf8()),
            None => Place::file(&letter.path),
        };
        let values = vec![
            ("character", sign.to_string().into()),
            ("code", format!("U+{:04X}", u32::from(*sign)).into()),
        ];
        Problem::warning("sheet-character", values).at(place)
    });
    found.collect()
}

fn failed(letter: &Letter, detail: &str) -> Problem {
    Problem::warning("sheet-failed", vec![("detail", detail.into())]).at(Place::file(&letter.path))
}

/// A fault of the theme: what Typst says, and the line of the theme's file.
fn fault(letter: &Letter, errors: &EcoVec<SourceDiagnostic>, world: &SheetWorld) -> Problem {
    let (detail, place) = told(errors, world);
    match place {
        Some(place) => Problem::warning("sheet-theme-fault", vec![("detail", detail.into())]).at(place),
        None => failed(letter, &detail),
    }
}

/// What Typst says, and where.
fn told(errors: &EcoVec<SourceDiagnostic>, world: &SheetWorld) -> (String, Option<Place>) {
    let Some(error) = errors.first() else { return (String::new(), None) };
    let spans = std::iter::once(error.span).chain(error.trace.iter().map(|point| point.span.into()));
    (error.message.to_string(), spans.filter_map(|span| world.place(span)).next())
}

/// Names the document in the PDF: the same for the same letter, photos and theme.
fn ident(data: &data::Data, files: &[Option<Bytes>], theme: &Theme) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(serde_json::to_string(data).unwrap_or_default().as_bytes());
    hasher.update(theme.hash().as_bytes());
    for file in files.iter().flatten() {
        hasher.update(blake3::hash(file).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Is the letter small enough to be set in seconds?
fn is_bounded(letter: &Letter) -> bool {
    let mut size = Size { characters: 0, parts: 0, shown: HashSet::new(), repeated: 0 };
    letter.photos.len() <= MOST_PHOTOS && size.blocks(&letter.blocks, 0)
}

struct Size {
    characters: usize,
    parts: usize,
    shown: HashSet<usize>,
    repeated: usize,
}

impl Size {
    fn blocks(&mut self, blocks: &[Block], depth: usize) -> bool {
        depth <= DEEPEST && blocks.iter().all(|block| self.block(block, depth))
    }

    fn block(&mut self, block: &Block, depth: usize) -> bool {
        self.parts += 1;
        self.holds()
            && match block {
                Block::Heading { inlines, .. } | Block::Paragraph { inlines } => self.inlines(inlines, depth),
                Block::List { items, .. } => items.iter().all(|item| self.blocks(item, depth + 1)),
                Block::Table { head, rows, .. } => {
                    head.len() <= 40
                        && std::iter::once(head).chain(rows).flatten().all(|cell| self.inlines(cell, depth))
                }
                Block::Box { title, blocks, .. } => {
                    self.inlines(title, depth) && self.blocks(blocks, depth + 1)
                }
                Block::Quote { blocks } => self.blocks(blocks, depth + 1),
                Block::Photos { photos } => photos.iter().all(|photo| self.photo(*photo)),
                Block::Code { text } => self.text(text),
                Block::Rule => true,
            }
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) -> bool {
        self.parts += 1;
        depth <= 2 * DEEPEST
            && inlines.iter().all(|inline| match inline {
                Inline::Text { text } | Inline::Code { text } => self.text(text),
                Inline::Strong { inlines }
                | Inline::Emphasis { inlines }
                | Inline::Strike { inlines }
                | Inline::Link { inlines, .. } => self.inlines(inlines, depth + 1),
                Inline::Ruby { base, reading } => self.text(base) && self.text(reading),
                Inline::Photo { photo } => self.photo(*photo),
                Inline::Break => self.text(""),
            })
    }

    fn photo(&mut self, photo: usize) -> bool {
        self.repeated += usize::from(!self.shown.insert(photo));
        self.parts += 1;
        self.repeated <= MOST_PHOTOS && self.holds()
    }

    fn text(&mut self, text: &str) -> bool {
        self.parts += 1;
        self.characters += text.chars().count();
        self.holds()
    }

    fn holds(&self) -> bool {
        self.characters <= MOST_CHARACTERS && self.parts <= MOST_PARTS
    }
}
