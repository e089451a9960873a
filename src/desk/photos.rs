//! The photos of a letter at the desk: shown beside the children they must not show, left out and put back.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use crate::content::Letter;
use crate::ledger::LetterId;
use crate::office::{BuiltLetter, CheckedPhoto, Fate, PhotoCheck};
use crate::photos::{Format, Shot};

/// Large enough to know a child by.
const SMALL: u32 = 480;
/// A developed photo's file is not larger.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// The photos of a letter as a screen shows them.
#[derive(Debug, Serialize)]
pub(super) struct PhotosView {
    /// to be looked at, or simply shown where there is nobody to look for
    open: Vec<PhotoRow>,
    /// the letter says who is on them, and all of these may be shown
    named: Vec<PhotoRow>,
    /// left out for a child whom the letter names
    held_back: Vec<PhotoRow>,
    left_out: Vec<PhotoRow>,
    uncovered: Vec<ClassRow>,
    children: usize,
    /// somebody must have looked before the button is pressed
    pub(super) needs_look: bool,
    /// where to come back to after a photo was left out: `release`, `correct` or nothing for the letter's page
    back: &'static str,
}

#[derive(Debug, Serialize)]
struct PhotoRow {
    name: String,
    content: String,
    small: Option<Picture>,
    large: Option<Picture>,
}

#[derive(Debug, Serialize)]
struct Picture {
    file: String,
    width: u32,
    height: u32,
}

#[derive(Debug, Serialize)]
struct ClassRow {
    class: String,
    children: Vec<ChildRow>,
}

#[derive(Debug, Serialize)]
struct ChildRow {
    name: String,
    furigana: String,
    within_class: bool,
}

/// `POST /letters/{id}/photos`: leaves a photo out, or puts it back.
pub(super) async fn choose(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    let check = tokio::task::block_in_place(|| desk.office().photo_check(&reading, letter));
    let content = fields.text("photo");
    let letter = LetterId(seen.known.id.0.clone());
    let is_here = !content.is_empty() && check.photos.iter().any(|photo| photo.content == content);
    let is_out = reading.left_out.get(&letter).is_some_and(|left_out| left_out.contains(content));
    match fields.text("do") {
        // The photo was replaced meanwhile: the screen shows the new one.
        "leave-out" if is_here => desk.office().leave_out(&letter, content, &who.name).await?,
        "put-back" if is_out => desk.office().put_back(&letter, content, &who.name).await?,
        _ => {}
    }
    desk.rebuild();
    let back = match fields.text("back") {
        "release" => "/release#photos",
        "correct" => "/correct#photos",
        _ => "#photos",
    };
    Ok(Redirect::to(&format!("/letters/{id}{back}")).into_response())
}

/// `GET /photos/{name}`: a developed photo.
pub(super) async fn file(State(desk): State<DeskState>, Path(name): Path<String>) -> Result<Response, Fault> {
    let kind = kind(&name).ok_or(Fault::NotFound)?;
    let path = desk.office().photo_cache().join(&name[..2]).join(&name);
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    });
    let bytes = read.await.ok().and_then(Result::ok).ok_or(Fault::NotFound)?;
    Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response())
}

/// What a file of this name is: 32 hexadecimal digits, a width, `webp` or `jpg`; nothing else is given out.
fn kind(name: &str) -> Option<&'static str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let (key, width) = stem.split_once('-')?;
    let is_key = key.len() == 32 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_width = (1..=5).contains(&width.len()) && width.bytes().all(|byte| byte.is_ascii_digit());
    match ending {
        "webp" if is_key && is_width => Some("image/webp"),
        "jpg" if is_key && is_width => Some("image/jpeg"),
        _ => None,
    }
}

impl DeskState {
    /// The photos of a letter that was built.
    pub(super) fn photos_view(
        &self,
        letter: &Letter,
        built: &BuiltLetter,
        back: &'static str,
    ) -> Result<PhotosView, Fault> {
        let check = &built.check;
        let shots = tokio::task::block_in_place(|| self.office().all_shots(letter, built))?;
        let rows = |fate: Fate| {
            let mut shown = BTreeSet::new();
            let photos = check.photos.iter().enumerate().filter(|(_, photo)| photo.fate == fate);
            photos
                .filter(|(_, photo)| photo.content.is_empty() || shown.insert(photo.content.clone()))
                .map(|(number, photo)| PhotoRow::of(photo, shots.get(number).and_then(Option::as_ref)))
                .collect()
        };
        Ok(PhotosView {
            open: rows(Fate::Open),
            named: rows(Fate::Named),
            held_back: rows(Fate::HeldBack),
            left_out: rows(Fate::LeftOut),
            uncovered: by_class(check),
            children: check.uncovered.len(),
            needs_look: check.needs_look(),
            back,
        })
    }
}

impl PhotoRow {
    fn of(photo: &CheckedPhoto, shot: Option<&Shot>) -> Self {
        let jpegs = || shot.into_iter().flat_map(|shot| &shot.variants).filter(|v| v.format == Format::Jpeg);
        let picture = |variant: &crate::photos::Variant| Picture {
            file: variant.name.clone(),
            width: variant.width,
            height: variant.height,
        };
        let small = jpegs().find(|variant| variant.width >= SMALL).or_else(|| jpegs().next_back());
        PhotoRow {
            name: photo.name.clone(),
            content: photo.content.clone(),
            small: small.map(picture),
            large: jpegs().next_back().map(picture),
        }
    }
}

fn by_class(check: &PhotoCheck) -> Vec<ClassRow> {
    let mut classes: Vec<ClassRow> = Vec::new();
    for child in &check.uncovered {
        let row = ChildRow {
            name: child.name.clone(),
            furigana: child.furigana.clone(),
            within_class: child.within_class,
        };
        match classes.last_mut().filter(|last| last.class == child.class) {
            Some(last) => last.children.push(row),
            None => classes.push(ClassRow { class: child.class.clone(), children: vec![row] }),
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::kind;

    #[test]
    fn only_developed_photos_are_given_out() {
        let key = "0123456789abcdef0123456789abcdef";
        assert_eq!(kind(&format!("{key}-960.webp")), Some("image/webp"));
        assert_eq!(kind(&format!("{key}-480.jpg")), Some("image/jpeg"));
        for name in ["", "..", "../x.jpg", "a-1.jpg", &format!("{key}.json"), &format!("{key}-print.jpg")] {
            assert_eq!(kind(name), None, "{name}");
        }
    }
}
