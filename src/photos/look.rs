//! A photo's bytes → [`Look`]: what it is, how large, how it lies. No pixel is decoded and nothing of the
//! picture's size is allocated.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, ImageResult, Limits};

use super::kind::{Kind, sniff};
use super::refusal::Refusal;
use super::sizes::Size;
use super::{jpeg, quiet, whole};

/// More pixels than any phone's sensor has (200 million), and what a decoder reads within seconds.
const MOST_PIXELS: u64 = 250_000_000;
/// Bytes a header may make a decoder allocate: metadata, a line of pixels.
const HEADER_MEMORY: u64 = 8 << 20;

/// What a photo's header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// By content.
    pub kind: Kind,
    /// Pixels as stored, before `orientation`.
    pub stored: Size,
    /// How to put the stored pixels upright: by EXIF, or by a HEIC's container, never by both.
    pub orientation: Orientation,
    /// Bytes a decoder holds for each stored pixel, whatever size is drawn in the end.
    pub held_per_pixel: u64,
}

impl Look {
    /// Pixels as people see it.
    pub fn upright(&self) -> Size {
        let Size { width, height } = self.stored;
        if self.on_its_side() { Size { width: height, height: width } } else { self.stored }
    }

    /// Whether putting it upright swaps width and height.
    pub(super) fn on_its_side(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
    }
}

/// Looks at a whole file.
///
/// # Errors
/// Why it cannot be used: empty, not all there, not a picture, too many pixels, a faulty header. What only
/// the pixels can show comes out when it is developed.
pub fn look(bytes: &[u8]) -> Result<Look, Refusal> {
    // Some sync programs make the file at its full size first and fill it afterwards.
    if bytes.iter().take(4096).all(|byte| *byte == 0) {
        return Err(Refusal::Empty);
    }
    let kind = sniff(bytes).map_err(Refusal::NotAPhoto)?;
    if !whole::is_whole(kind, bytes) {
        return Err(Refusal::Cut);
    }
    let look = quiet::catch(|| head(kind, bytes))
        .unwrap_or_else(|| Err(Refusal::Broken("its header makes the decoder fail".to_owned())))?;
    let Size { width, height } = look.stored;
    if width == 0 || height == 0 {
        return Err(Refusal::Broken("it has no pixels".to_owned()));
    }
    if look.stored.pixels() > MOST_PIXELS {
        return Err(Refusal::TooLarge { width, height });
    }
    Ok(look)
}

fn head(kind: Kind, bytes: &[u8]) -> Result<Look, Refusal> {
    match kind {
        Kind::Jpeg => jpeg::head(bytes),
        // One to four samples of 8 or 16 bits, and a copy of three or four of 8.
        Kind::Png => PngDecoder::with_limits(Cursor::new(bytes), header_limits())
            .and_then(|decoder| {
                let held = match decoder.color_type() {
                    ColorType::Rgb8 => 3,
                    ColorType::Rgba8 => 4,
                    other => u64::from(other.bytes_per_pixel()) + if other.has_alpha() { 4 } else { 3 },
                };
                told_by(kind, decoder, held)
            })
            .map_err(broken),
        // The picture with alpha, and its planes before.
        Kind::Webp => {
            WebPDecoder::new(Cursor::new(bytes)).and_then(|decoder| told_by(kind, decoder, 8)).map_err(broken)
        }
        // The canvas, the frame, and the indices before.
        Kind::Gif => {
            GifDecoder::new(Cursor::new(bytes)).and_then(|decoder| told_by(kind, decoder, 9)).map_err(broken)
        }
        #[cfg(feature = "heic")]
        Kind::Heic => super::heic::head(bytes),
        #[cfg(not(feature = "heic"))]
        Kind::Heic => Err(Refusal::HeicLeftOut),
    }
}

fn told_by(kind: Kind, mut decoder: impl ImageDecoder, held_per_pixel: u64) -> ImageResult<Look> {
    let (width, height) = decoder.dimensions();
    // A faulty EXIF block does not spoil the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Look { kind, stored: Size { width, height }, orientation, held_per_pixel })
}

pub(super) fn header_limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(HEADER_MEMORY);
    limits
}

/// The refusal for what an `image` decoder says.
pub(super) fn broken(error: ImageError) -> Refusal {
    match error {
        ImageError::Unsupported(what) => Refusal::Rare(what.to_string()),
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => Refusal::Cut,
        other => Refusal::Broken(other.to_string()),
    }
}
