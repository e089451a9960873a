//! The hash of an edition: everything that goes into it, and nothing that does not.
//!
//! Where the letter's file lies, or when it was saved, changes no byte of the page, and so not the hash.

use serde::Serialize;

use super::{School, Subject, Theme};
use crate::content::Block;

/// All that decides the bytes of an edition.
#[derive(Serialize)]
struct Inputs<'a> {
    program: &'static str,
    theme: &'a str,
    theme_name: &'a str,
    school: &'a School,
    address: Option<&'a str>,
    archive: Option<&'a str>,
    draft: bool,
    correction: u32,
    title: &'a str,
    date: String,
    deadline: Option<String>,
    important: bool,
    from: Option<&'a str>,
    audience: String,
    series: &'a [String],
    lang: &'a str,
    number: Option<u16>,
    pages: Option<u8>,
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
    let photos = letter.photos.iter().enumerate().map(|(number, photo)| {
        let shot = album.shots.get(number).and_then(Option::as_ref).map(|shot| Shot {
            size: (shot.width, shot.height),
            variants: shot
                .variants
                .iter()
                .map(|file| (file.name.as_str(), file.width, file.height))
                .collect(),
            print: &shot.print.name,
            placeholder: &shot.placeholder,
        });
        Photo {
            alt: &photo.alt,
            caption: &photo.caption,
            focus: photo.focus.map(crate::content::Focus::word),
            shot,
        }
    });
    let inputs = Inputs {
        program: env!("CARGO_PKG_VERSION"),
        theme: theme.hash(),
        theme_name: theme.name(),
        school: subject.school,
        address: subject.address,
        archive: subject.archive,
        draft: subject.draft,
        correction: subject.correction,
        title: &letter.title,
        date: letter.date.to_string(),
        deadline: letter.deadline.map(|day| day.to_string()),
        important: letter.important,
        from: letter.from.as_deref(),
        audience: letter.audience.label(),
        series: &letter.series,
        lang: &letter.lang,
        number: letter.number,
        pages: letter.pages.as_ref().map(|pages| pages.count),
        blocks: &letter.blocks,
        photos: photos.collect(),
    };
    let mut hasher = blake3::Hasher::new();
    // Nothing here can fail to serialise: plain fields with text keys, and a hasher takes every write.
    let written = serde_json::to_writer(&mut hasher, &inputs);
    debug_assert!(written.is_ok());
    hasher.finalize().to_hex().to_string()
}
