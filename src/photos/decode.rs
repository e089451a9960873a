//! A file's bytes → pixels on white, and what their numbers mean.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageResult, Limits};
use moxcms::ColorProfile;

use super::colour::Colours;
use super::kind::Kind;
use super::look::{Look, broken, header_limits};
use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;
use super::sizes::Size;
use super::{jpeg, png};

/// Decodes a file that was looked at: pixels as stored, at least `needed` (as stored) where a fraction of
/// the size can be had cheaply, else all of them.
pub(super) fn decode(bytes: &[u8], look: &Look, needed: Size) -> Result<(Pixels, Colours), Refusal> {
    let cursor = || Cursor::new(bytes);
    match look.kind {
        Kind::Jpeg => jpeg::decode(bytes, look, needed),
        Kind::Png => by_image(PngDecoder::with_limits(cursor(), header_limits()), bytes, look),
        Kind::Webp => by_image(WebPDecoder::new(cursor()), bytes, look),
        Kind::Gif => by_image(GifDecoder::new(cursor()), bytes, look),
        #[cfg(feature = "heic")]
        Kind::Heic => super::heic::decode(bytes, look),
        #[cfg(not(feature = "heic"))]
        Kind::Heic => Err(Refusal::HeicLeftOut),
    }
}

/// The size that [`decode`] gives for `needed`.
pub(super) fn given(look: &Look, needed: Size) -> Size {
    let by = if look.kind == Kind::Jpeg { jpeg::divisor(look.stored, needed) } else { 1 };
    Size { width: look.stored.width.div_ceil(by), height: look.stored.height.div_ceil(by) }
}

/// The colours of a file without a profile, as a PNG's own chunks tell them.
fn told_otherwise(bytes: &[u8], kind: Kind) -> Option<ColorProfile> {
    if kind == Kind::Png { png::told_colours(bytes) } else { None }
}

fn by_image<D: ImageDecoder>(
    decoder: ImageResult<D>,
    bytes: &[u8],
    look: &Look,
) -> Result<(Pixels, Colours), Refusal> {
    let mut decoder = decoder.map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if look.stored != (Size { width, height }) {
        return Err(Refusal::Changed);
    }
    // A decoder may hold what `look` counted and no more.
    let mut limits = Limits::no_limits();
    limits.max_alloc =
        Some(look.stored.pixels().saturating_mul(look.held_per_pixel).saturating_add(64 << 20));
    decoder.set_limits(limits).map_err(broken)?;
    let icc = decoder.icc_profile().ok().flatten();
    let profile = icc.and_then(|icc| ColorProfile::new_from_slice(&icc).ok());
    let colours = Colours::by_profile(profile.or_else(|| told_otherwise(bytes, look.kind)));
    let image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let pixels = if image.color().has_alpha() {
        Pixels::new(look.stored, Layout::Rgba, image.into_rgba8().into_raw())?
    } else {
        Pixels::new(look.stored, Layout::Rgb, image.into_rgb8().into_raw())?
    };
    Ok((pixels, colours))
}
