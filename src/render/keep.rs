//! The letter to keep: one HTML file with its styles and photos inside, for the years after the page is gone.
//! It asks nobody for anything, knows no token and no collector, and has no script.

use std::collections::BTreeMap;
use std::fs;

use data_encoding::BASE64;
use tera::Value;

use super::version::Version;
use super::{Subject, Theme, page};
use crate::content::Letter;
use crate::photos::{Album, Format, Shot, Variant};
use crate::problem::Problem;

/// Its name beside the page.
pub const KEEP_NAME: &str = "keep.html";

/// Photos may come to so many bytes; in the file they take a third more. A mail takes the whole.
const MOST_BYTES: u64 = 4_200_000;

/// The photos inside the file: number → `data:` address.
pub(super) type Inside = BTreeMap<usize, String>;

/// Fills in `keep.html` for this letter.
pub(super) fn keep(
    subject: &Subject<'_>,
    version: &Version<'_>,
    theme: &Theme,
) -> Result<String, Vec<Problem>> {
    let inside = inside(subject.letter, subject.album);
    let mut context = page::context(subject, version, theme, "", &[], false, Some(&inside));
    context.insert("security", "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    context.insert("files", &theme.pictures_inside());
    context.insert_value("styles", Value::safe_string(&theme.style_inside()));
    theme.fill("keep.html", &context)
}

/// Every photo in the middle of its sizes, or all of them smaller until they fit. What does not fit even then
/// is left out, and its description stands there.
fn inside(letter: &Letter, album: &Album) -> Inside {
    let shots: Vec<(usize, &Shot)> = (0..letter.photos.len())
        .filter_map(|number| Some((number, album.shots.get(number)?.as_ref()?)))
        .collect();
    let steps = shots.iter().map(|(_, shot)| jpegs(shot).count() / 2).max().unwrap_or(0);
    let mut chosen = Vec::new();
    for smaller in 0..=steps {
        chosen = shots.iter().filter_map(|(number, shot)| Some((*number, choose(shot, smaller)?))).collect();
        if chosen.iter().map(|(_, variant)| size(variant)).sum::<u64>() <= MOST_BYTES {
            break;
        }
    }
    let mut left = MOST_BYTES;
    let within = chosen.into_iter().filter_map(|(number, variant)| {
        left = left.checked_sub(size(variant))?;
        // A file that cannot be read is told where the same file is frozen with the page.
        let bytes = fs::read(&variant.file).ok()?;
        Some((number, format!("data:image/jpeg;base64,{}", BASE64.encode(&bytes))))
    });
    within.collect()
}

/// JPEG, which every program opens for a long time to come.
fn jpegs(shot: &Shot) -> impl Iterator<Item = &Variant> {
    shot.variants.iter().filter(|variant| variant.format == Format::Jpeg)
}

fn choose(shot: &Shot, smaller: usize) -> Option<&Variant> {
    jpegs(shot).nth((jpegs(shot).count() / 2).saturating_sub(smaller))
}

fn size(variant: &Variant) -> u64 {
    fs::metadata(&variant.file).map_or(0, |about| about.len())
}
