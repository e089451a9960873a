//! Photos for a stencil printer: grey, light and clear, because its dots run together in dark places.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use typst::foundations::Bytes;

/// Of all pixels, so many may become pure black, and as many pure white.
const CUT: f64 = 0.005;
/// Below 1 middle tones become lighter.
const GAMMA: f64 = 0.72;
/// Ink runs: nothing but outlines need be darker than this.
const DARKEST: f64 = 18.0;
const QUALITY: u8 = 82;

/// The JPEG in light greys; `None` if it cannot be read.
pub(super) fn light(jpeg: &[u8]) -> Option<Bytes> {
    let mut reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    limits.max_alloc = Some(256 << 20);
    reader.limits(limits);
    let mut grey = reader.decode().ok()?.into_luma8();
    brighten(&mut grey);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode(grey.as_raw(), grey.width(), grey.height(), ExtendedColorType::L8)
        .ok()?;
    Some(Bytes::new(out))
}

/// From the darkest to the lightest tone that matters, and lighter in between.
fn brighten(grey: &mut GrayImage) {
    let mut counts = [0_u32; 256];
    for pixel in grey.iter() {
        counts[usize::from(*pixel)] += 1;
    }
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let low = outermost(all, (0..=u8::MAX).zip(counts)).unwrap_or(0.0);
    let high = outermost(all, (0..=u8::MAX).zip(counts).rev()).unwrap_or(255.0);
    // A picture of hardly any tones stays as it is.
    let range = if high - low < 24.0 { (0.0, 255.0) } else { (low, high) };
    let table: Vec<u8> = (0..=u8::MAX)
        .map(|tone| {
            let share = ((f64::from(tone) - range.0) / (range.1 - range.0)).clamp(0.0, 1.0);
            let light = DARKEST + (255.0 - DARKEST) * share.powf(GAMMA);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 to 255")]
            let light = light.round() as u8;
            light
        })
        .collect();
    for pixel in grey.iter_mut() {
        *pixel = table[usize::from(*pixel)];
    }
}

/// The first tone behind which more than [`CUT`] of all pixels lie.
fn outermost(all: f64, mut tones: impl Iterator<Item = (u8, u32)>) -> Option<f64> {
    let mut seen = 0.0;
    let tone = tones.find(|(_, count)| {
        seen += f64::from(*count);
        seen > all * CUT
    });
    tone.map(|(tone, _)| f64::from(tone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn a_dark_photo_becomes_light_and_grey() {
        let photo = RgbImage::from_fn(64, 64, |x, y| {
            Rgb([u8::try_from(2 * x).unwrap(), 40, u8::try_from(2 * y).unwrap()])
        });
        let mut jpeg = Vec::new();
        photo.write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg).unwrap();
        let bytes = light(&jpeg).unwrap();
        let read = image::load_from_memory(&bytes).unwrap();
        assert_eq!(read.color(), image::ColorType::L8);
        let mean =
            |grey: &GrayImage| grey.iter().map(|p| u64::from(*p)).sum::<u64>() / u64::from(64_u32 * 64);
        let (before, after) = (mean(&photo_as_grey(&photo)), mean(&read.into_luma8()));
        assert!(before < 60 && after > 120, "{before} {after}");
        assert_eq!(light(b"no photo"), None);
    }

    fn photo_as_grey(photo: &RgbImage) -> GrayImage {
        image::DynamicImage::from(photo.clone()).into_luma8()
    }
}
