//! The A4 sheet: a letter and its photos, set by Typst into a PDF that prints well, can be read aloud
//! (PDF/UA-1) and kept (PDF/A-2a).
//!
//! A theme's `sheet.typ` gets the letter as data ([`data`]) and nothing else: no teacher's word is ever read as
//! Typst, and there is no code here by which a theme could reach the disk or the network ([`world`]).
//! The same subject and theme give the same bytes.

mod advice;
mod ahead;
mod bounds;
mod data;
mod faces;
mod fit;
mod fonts;
mod office;
mod pages;
mod places;
mod poster;
mod qr;
mod stencil;
mod text;
mod tree;
mod world;

pub use self::faces::Faces;
pub use self::office::office_sheet;
pub use self::places::photo_widths;
pub(crate) use self::qr::svg as qr_svg;

use std::fs;

use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Label, Smart};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::bounds::{MOST_CHARACTERS, is_bounded};
use self::data::{Data, PhotoData, Prepared, prepare};
use self::fit::{Fit, Laid, fit};
use self::text::Text;
pub(super) use self::world::Sources;
use self::world::{MOST_PHOTOS, SheetWorld, photo_path};
use super::edition::Subject;
use super::theme::Theme;
use crate::content::{Focus, Letter, PhotoUse};
use crate::problem::{Place, Problem};
use crate::settings::PrintSize;

/// At most this many characters are reported one by one.
const MOST_REPORTED: usize = 12;

/// What is set of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// in colour, for everybody
    Sheet,
    /// for the school's monochrome printer
    PrintCopy(PrintSize),
    /// to hang up
    Poster,
}

impl Kind {
    /// The theme's file for it.
    fn file(self) -> &'static str {
        match self {
            Kind::Sheet => "sheet.typ",
            Kind::PrintCopy(_) => "print.typ",
            Kind::Poster => "poster.typ",
        }
    }

    fn paper(self) -> &'static str {
        match self {
            Kind::Sheet => "A4",
            Kind::PrintCopy(size) => size.name(),
            Kind::Poster => "A3",
        }
    }
}

/// Sets a letter's sheet with the `sheet.typ` of its theme.
///
/// Gives the PDF, or `None` with a problem that says why there is none. A missing photo becomes a frame with its
/// alt text, a character that no face has becomes 〓; neither keeps the sheet from being set. Photos are read
/// from the album's `print` files.
pub fn sheet(subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
    set(Kind::Sheet, subject, theme)
}

/// Sets the same letter for a monochrome stencil printer (印刷用) with the theme's `print.typ`: black on white,
/// photos in light greys, wide margins; B4 and A3 hold two pages side by side.
pub fn print_copy(subject: &Subject<'_>, theme: &Theme, size: PrintSize) -> (Option<Vec<u8>>, Vec<Problem>) {
    set(Kind::PrintCopy(size), subject, theme)
}

/// Sets what a passer-by must know of the letter as one A3 page to hang up (掲示), with the theme's `poster.typ`.
pub fn poster(subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
    let letter = poster::letter(subject.letter);
    set(Kind::Poster, &Subject { letter: &letter, ..*subject }, theme)
}

fn set(kind: Kind, subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut files = files(subject, &mut problems);
    if let Kind::PrintCopy(_) = kind {
        files =
            files.into_iter().map(|file| file.map(|file| stencil::light(&file).unwrap_or(file))).collect();
    }
    let laid = lay_out(kind, subject, theme, files, &mut problems);
    let is_sparing = crate::world::is_sparing();
    if is_sparing {
        // What laid it out is not needed to write it.
        forget_sheets();
    }
    let bytes = laid.and_then(|laid| write(&laid, subject.letter, &mut problems));
    if is_sparing {
        forget_sheets();
    } else {
        // Typst remembers the pieces of earlier sheets; those of the last two are kept.
        comemo::evict(2);
    }
    (bytes, problems)
}

/// Gives back what setting sheets took: the pieces of earlier ones. The next sheet takes a moment longer.
pub fn forget_sheets() {
    comemo::evict(0);
    crate::world::give_back();
}

/// A sheet, ready to be written.
struct LaidOut {
    document: PagedDocument,
    ident: String,
    today: Option<Datetime>,
}

/// Lays the letter out as its theme says, with these pictures for its photos.
fn lay_out(
    kind: Kind,
    subject: &Subject<'_>,
    theme: &Theme,
    files: Vec<Option<Bytes>>,
    problems: &mut Vec<Problem>,
) -> Option<LaidOut> {
    ahead::beside(theme, &files.clone(), |ready| lay_out_when(ready, kind, subject, theme, files, problems))
}

/// The same; calls `ready` before Typst begins.
fn lay_out_when(
    ready: &mut dyn FnMut(),
    kind: Kind,
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
    let mono = matches!(kind, Kind::PrintCopy(_));
    let words = theme.words().of(&letter.lang);
    let mut text = Text { mono, ..Text::default() };
    let mut prepared = prepare(subject, words, photos(subject, &files), kind, &mut text);
    let more = match theme.faces() {
        Some(faces) if !text.lacking.is_empty() => faces.covering(text.lacking.keys().copied(), &letter.lang),
        _ => vec![],
    };
    if !more.is_empty() {
        text = Text { mono, more: more.clone(), ..Text::default() };
        prepared = prepare(subject, words, photos(subject, &files), kind, &mut text);
        prepared.data.set_faces(&more);
    }
    let Prepared { mut data, weight, line } = prepared;
    if is_foreign(&text) {
        let most = text.lacking.iter().max_by_key(|(_, count)| **count).map_or(' ', |(sign, _)| *sign);
        let language =
            vec![("language", letter.lang.as_str().into()), ("package", advice::package(most).into())];
        problems.push(Problem::warning("sheet-language", language).at(Place::file(&letter.path)));
        return None;
    }
    problems.extend(lacking(subject, &text));

    let day =
        (i32::from(letter.date.year()), letter.date.month().unsigned_abs(), letter.date.day().unsigned_abs());
    let today = Datetime::from_ymd_hms(day.0, day.1, day.2, 0, 0, 0);
    let ident = ident(&data, &files, theme);
    ready();
    let sources = theme.typst_sources().cloned();
    let world = sources.and_then(|sources| SheetWorld::new(sources, kind.file(), files, today));
    let Some(mut world) = world.map(|world| world.with_faces(more)) else {
        problems.push(failed(letter, kind.file()));
        return None;
    };
    let mut lay_with = |data: &Data| {
        world.set_letter(serde_json::to_string(data).unwrap_or_default());
        lay(&world, kind)
    };
    let laid = match kind {
        Kind::Poster => poster::fit(&mut data, lay_with),
        _ => {
            let mut lay = |fit: Fit| {
                data.fit = fit;
                lay_with(&data)
            };
            match &letter.pages {
                None => fit(weight, line, lay),
                Some(wanted) => pages::fit(wanted.count, weight, line, &mut lay).map(|(laid, too_much)| {
                    problems.extend(too_much.map(|share| pages::too_much(wanted, share, text.count)));
                    laid
                }),
            }
        }
    };
    match laid {
        Ok(laid) => Some(LaidOut { document: laid.document, ident, today }),
        Err(errors) => {
            problems.push(fault(letter, &errors, &world));
            None
        }
    }
}

/// Lays the sheet out once.
fn lay(world: &SheetWorld, kind: Kind) -> Result<Laid<PagedDocument>, EcoVec<SourceDiagnostic>> {
    let Warned { output, .. } = typst::compile::<PagedDocument>(world);
    let document = output?;
    let (pages, full) = extent(&document, kind);
    Ok(Laid { document, pages, full })
}

/// How many pages the letter takes, and how far down the last one it goes: told by the theme's label `<end>`.
/// On paper with two pages side by side each counts.
fn extent(document: &PagedDocument, kind: Kind) -> (usize, f64) {
    let sheets = document.pages().len();
    let Some((x, y)) = place_of(document, "end") else { return (sheets, 1.0) };
    let Some(size) = document.pages().last().map(|page| page.frame.size()) else { return (sheets, 1.0) };
    if let (Kind::Poster, Some((_, room))) = (kind, place_of(document, "room")) {
        let fits = sheets == 1 && y <= room;
        return (if fits { 1 } else { 2 }, 1.0);
    }
    let halves = matches!(kind, Kind::PrintCopy(PrintSize::B4 | PrintSize::A3));
    let pages = if halves { 2 * sheets - usize::from(x * 2.0 < size.x.to_mm()) } else { sheets };
    let (top, foot) = (12.0, 19.0);
    (pages, ((y - top) / (size.y.to_mm() - top - foot)).clamp(0.0, 1.0))
}

/// Where a theme's label stands, in mm from the left and from the top.
fn place_of(document: &PagedDocument, label: &str) -> Option<(f64, f64)> {
    let introspector = document.introspector();
    let label = Label::new(PicoStr::intern(label))?;
    let location = introspector.query_label(label).ok()?.location()?;
    let place = introspector.position(location)?;
    Some((place.point.x.to_mm(), place.point.y.to_mm()))
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
            ("package", advice::package(*sign).into()),
            ("usual", advice::usual(*sign).map(String::from).unwrap_or_default().into()),
        ];
        let id = if advice::usual(*sign).is_some() { "sheet-character-usual" } else { "sheet-character" };
        Problem::warning(id, values).at(place)
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
fn ident(data: &Data, files: &[Option<Bytes>], theme: &Theme) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(serde_json::to_string(data).unwrap_or_default().as_bytes());
    hasher.update(theme.hash().as_bytes());
    for file in files.iter().flatten() {
        hasher.update(blake3::hash(file).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
