//! JPEG, read by its header and at a fraction of its size (libjpeg-turbo's scaled decoding: 1/2, 1/4 and
//! 1/8 come straight from the frequency domain, in a fraction of the memory).

use image::metadata::Orientation;
use libjpeg_turbo_rs::{
    ColorSpace, ComponentInfo, DecodeLimits, Decoder, Encoder, JpegError, PixelFormat, ScalingFactor,
    Subsampling,
};
use moxcms::ColorProfile;

use super::colour::Colours;
use super::kind::Kind;
use super::look::Look;
use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;
use super::sizes::Size;

/// A real progressive photo has about ten scans; each costs a pass over all blocks.
const MOST_SCANS: usize = 100;

/// Size, orientation and memory from the header.
pub(super) fn head(bytes: &[u8]) -> Result<Look, Refusal> {
    let decoder = Decoder::new_with_limits(bytes, limits()).map_err(refusal)?;
    let frame = decoder.header();
    if frame.precision != 8 || frame.is_lossless {
        return Err(Refusal::Rare(format!("a JPEG of {} bits", frame.precision)));
    }
    let orientation = decoder.exif_orientation().and_then(Orientation::from_exif);
    Ok(Look {
        kind: Kind::Jpeg,
        stored: Size { width: u32::from(frame.width), height: u32::from(frame.height) },
        orientation: orientation.unwrap_or(Orientation::NoTransforms),
        held_per_pixel: if decoder.has_multiple_scans() { coefficients(&frame.components) } else { 0 },
    })
}

/// Scans that come one after another are gathered as coefficients of two bytes, of each component as many
/// as it has samples: 3 bytes for a pixel of 4:2:0, 6 of 4:4:4.
fn coefficients(components: &[ComponentInfo]) -> u64 {
    let samples = |component: &ComponentInfo| {
        u64::from(component.horizontal_sampling) * u64::from(component.vertical_sampling)
    };
    let all: u64 = components.iter().map(samples).sum();
    (2 * all).div_ceil(components.iter().map(samples).max().unwrap_or(1).max(1))
}

/// The least scale that still gives `needed` in both directions: 8, 4, 2 or 1.
pub(super) fn divisor(stored: Size, needed: Size) -> u32 {
    let enough =
        |by: &u32| stored.width.div_ceil(*by) >= needed.width && stored.height.div_ceil(*by) >= needed.height;
    [8, 4, 2].into_iter().find(enough).unwrap_or(1)
}

/// Pixels of at least `needed` (as stored), and their colours.
pub(super) fn decode(bytes: &[u8], look: &Look, needed: Size) -> Result<(Pixels, Colours), Refusal> {
    let scale = ScalingFactor::try_new(1, divisor(look.stored, needed)).map_err(refusal)?;
    let decoder = Decoder::new_with_limits(bytes, limits()).map_err(refusal)?.with_scale(scale);
    let printed = matches!(decoder.jpeg_color_space(), ColorSpace::Cmyk | ColorSpace::Ycck);
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.and_then(|icc| ColorProfile::new_from_slice(&icc).ok());
    // A printer's inks without a profile become RGB as in browsers.
    let (layout, format, colours) = match Colours::of_inks(profile.clone()) {
        Some(colours) if printed => (Layout::Inks, PixelFormat::Cmyk, colours),
        _ if printed => (Layout::Rgb, PixelFormat::Rgb, Colours::Srgb),
        _ => (Layout::Rgb, PixelFormat::Rgb, Colours::by_profile(profile)),
    };
    let mut image = decoder.with_output_format(format).decode_image().map_err(refusal)?;
    if layout == Layout::Inks {
        // Stored as Adobe's programs do, like all that is met: 255 is no ink.
        image.data.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let size = Size { width: side(image.width), height: side(image.height) };
    Ok((Pixels::new(size, layout, image.data)?, colours))
}

/// For the page: progressive, so it shows early on a slow line.
pub(super) fn encode_for_page(pixels: &Pixels) -> Result<Vec<u8>, Refusal> {
    encoder(pixels, 78).progressive(true).encode().map_err(refusal)
}

/// For the sheet: sequential, which every printer's reader knows.
pub(super) fn encode_for_print(pixels: &Pixels) -> Result<Vec<u8>, Refusal> {
    encoder(pixels, 85).optimize_huffman(true).encode().map_err(refusal)
}

fn encoder(pixels: &Pixels, quality: u8) -> Encoder<'_> {
    let Size { width, height } = pixels.size;
    Encoder::new(&pixels.data, width as usize, height as usize, PixelFormat::Rgb)
        .quality(quality)
        .subsampling(Subsampling::S420)
}

fn limits() -> DecodeLimits {
    DecodeLimits { max_scans: MOST_SCANS, ..DecodeLimits::default() }
}

fn refusal(error: JpegError) -> Refusal {
    match error {
        JpegError::UnexpectedEof => Refusal::Cut,
        JpegError::Unsupported(what) => Refusal::Rare(what),
        other => Refusal::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_the_least_that_suffices() {
        let stored = Size { width: 4032, height: 3024 };
        assert_eq!(divisor(stored, Size { width: 1800, height: 1350 }), 2);
        assert_eq!(divisor(stored, Size { width: 480, height: 360 }), 8);
        assert_eq!(divisor(Size { width: 1600, height: 1200 }, Size { width: 1600, height: 1200 }), 1);
    }
}
