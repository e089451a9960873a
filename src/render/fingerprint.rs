//! The hash of an edition: everything that goes into it, and nothing that does not.
//!
//! Where the letter's file lies, or when it was saved, changes no byte of the page, and so not the hash.

use serde::Serialize;

use super::{School, Subject, Theme, Ways};
use crate::content::{Block, Letter, PhotoUse, Translation};
use crate::photos::{self, Album};
use crate::words::Words;

/// All that decides the bytes of an edition.
#[derive(Serialize)]
struct Inputs<'a> {
    program: &'static str,
    theme: &'a str,
    theme_name: &'a str,
    school: &'a School,
    address: Option<&'a str>,
    ways: Option<&'a Ways>,
    draft: bool,
    correction: u32,
    title: &'a str,
    date: String,
    deadline: Option<String>,
    when: Option<String>,
    place: Option<&'a str>,
    important: bool,
    from: Option<&'a str>,
    audience: String,
    series: &'a [String],
    lang: &'a str,
    number: Option<u16>,
    pages: Option<u8>,
    blocks: &'a [Block],
    photos: Vec<Photo<'a>>,
    translations: Vec<InLanguage<'a>>,
    /// of a school's own words
    words: Vec<&'a str>,
}

/// The letter in another language.
#[derive(Serialize)]
struct InLanguage<'a> {
    lang: &'a str,
    title: &'a str,
    blocks: &'a [Block],
    photos: Vec<Photo<'a>>,
}

/// A photo as the letter uses it.
#[derive(Serialize)]
struct Photo<'a> {
    alt: &'a str,
    caption: &'a str,
    focus: Option<&'static str>,
    shot: Option<Shot<'a>>,
}

/// A photo by its files' names: they are made from its content and recipe.
#[derive(Serialize)]
struct Shot<'a> {
    size: (u32, u32),
    variants: Vec<(&'a str, u32, u32)>,
    print: &'a str,
    placeholder: &'a str,
}

/// blake3 in hex (64 characters).
pub fn of(subject: &Subject<'_>, theme: &Theme) -> String {
    let (letter, album) = (subject.letter, subject.album);
    let inputs = Inputs {
        program: env!("CARGO_PKG_VERSION"),
        theme: theme.hash(),
        theme_name: theme.name(),
        school: subject.school,
        address: subject.address,
        ways: subject.ways,
        draft: subject.draft,
        correction: subject.correction,
        title: &letter.title,
        date: letter.date.to_string(),
        deadline: letter.deadline.map(|day| day.to_string()),
        when: letter.when.map(|when| format!("{} {:?}", when.day, when.times)),
        place: letter.place.as_deref(),
        important: letter.important,
        from: letter.from.as_deref(),
        audience: letter.audience.label(),
        series: &letter.series,
        lang: &letter.lang,
        number: letter.number,
        pages: letter.pages.as_ref().map(|pages| pages.count),
        blocks: &letter.blocks,
        photos: photos(&letter.photos, album),
        translations: letter.translations.iter().map(|one| in_language(one, letter, album)).collect(),
        words: theme.words().own().map(Words::hash).collect(),
    };
    // Nothing here can fail to serialise: plain fields with text keys.
    let mut written = Vec::with_capacity(letter.text.len() * 2 + 4096);
    let whole = serde_json::to_writer(&mut written, &inputs);
    debug_assert!(whole.is_ok());
    blake3::hash(&written).to_hex().to_string()
}

fn photos<'a>(photos: &'a [PhotoUse], album: &'a Album) -> Vec<Photo<'a>> {
    let shot = |number: usize| album.shots.get(number).and_then(Option::as_ref).map(shot);
    photos.iter().enumerate().map(|(number, used)| photo(used, shot(number))).collect()
}

/// The photos' files are those of the letter.
fn in_language<'a>(translation: &'a Translation, letter: &Letter, album: &'a Album) -> InLanguage<'a> {
    let shot = |used: &PhotoUse| {
        let same = letter.photos.iter().position(|photo| photo.file == used.file)?;
        album.shots.get(same)?.as_ref().map(shot)
    };
    InLanguage {
        lang: &translation.lang,
        title: &translation.title,
        blocks: &translation.blocks,
        photos: translation.photos.iter().map(|used| photo(used, shot(used))).collect(),
    }
}

fn photo<'a>(used: &'a PhotoUse, shot: Option<Shot<'a>>) -> Photo<'a> {
    let focus = used.focus.map(crate::content::Focus::word);
    Photo { alt: &used.alt, caption: &used.caption, focus, shot }
}

fn shot(shot: &photos::Shot) -> Shot<'_> {
    let variants = shot.variants.iter().map(|file| (file.name.as_str(), file.width, file.height));
    Shot {
        size: (shot.width, shot.height),
        variants: variants.collect(),
        print: &shot.print.name,
        placeholder: &shot.placeholder,
    }
}
