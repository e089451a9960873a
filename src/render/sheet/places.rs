//! How large each photo stands on the sheet, before any of its pixels is drawn.
//!
//! The sheet is laid out with blank pictures of the photos' shapes, so the answer is the theme's own, whatever
//! theme it is.

use std::fmt::Write;

use typst::foundations::Bytes;
use typst::layout::{Frame, FrameItem, Transform};
use typst::visualize::{Image, ImageKind};

use super::world::photo_path;
use super::{Kind, lay_out};
use crate::photos::Shot;
use crate::render::edition::Subject;
use crate::render::theme::Theme;

/// The width in millimetres of each photo of the letter, the whole picture where the sheet shows only a part of
/// it, at its largest place; `None` for a photo that is not on the sheet.
///
/// Of the album only the shapes are needed; its files need not be there yet.
pub fn photo_widths(subject: &Subject<'_>, theme: &Theme) -> Vec<Option<f64>> {
    let shots = subject.album.shots.iter().map(Option::as_ref);
    let blanks: Vec<Option<Bytes>> =
        shots.take(subject.letter.photos.len()).enumerate().map(|(n, shot)| Some(blank(n, shot?))).collect();
    let mut widths = vec![None; blanks.len()];
    if blanks.iter().all(Option::is_none) {
        return widths;
    }
    let laid = lay_out(Kind::Sheet, subject, theme, blanks.clone(), &mut vec![]);
    for page in laid.iter().flat_map(|laid| laid.document.pages()) {
        pictures(&page.frame, 1.0, &mut |image, width| {
            let ImageKind::Svg(svg) = image.kind() else { return };
            let Some(number) = blanks.iter().position(|blank| blank.as_ref() == Some(svg.data())) else {
                return;
            };
            widths[number] = Some(width.max(widths[number].unwrap_or(0.0)));
        });
    }
    comemo::evict(2);
    widths
}

/// A picture of nothing, of the photo's shape, unlike all others of the letter.
fn blank(number: usize, shot: &Shot) -> Bytes {
    let (width, height) = (shot.print.width.max(1), shot.print.height.max(1));
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"{}\" width=\"{width}\" height=\"{height}\"/>",
        photo_path(number)
    );
    Bytes::from_string(svg)
}

/// Tells of every picture in the frame and its width in millimetres.
fn pictures(frame: &Frame, scale: f64, tell: &mut impl FnMut(&Image, f64)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Image(image, size, _) => tell(image, size.x.to_mm() * scale),
            FrameItem::Group(group) => pictures(&group.frame, scale * across(group.transform), tell),
            _ => {}
        }
    }
}

/// How much longer this makes a line that lay across.
fn across(transform: Transform) -> f64 {
    transform.sx.get().hypot(transform.ky.get())
}
