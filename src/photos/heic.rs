//! HEIC and HEIF (ISO/IEC 23008-12), the format of iPhones.

use hpvcd::{ColorMetadata, DecodeError, Decoder, ImageBuffer, ParseLimits, SampleBuf};
use image::metadata::Orientation;
use moxcms::{CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};

use super::colour::Colours;
use super::kind::Kind;
use super::look::Look;
use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;
use super::sizes::Size;

/// Size from the container. The decoder turns the picture by the container's rotation (`irot`, `imir`);
/// the same rotation stands in EXIF again and must not be applied twice.
pub(super) fn head(bytes: &[u8]) -> Result<Look, Refusal> {
    let info = decoder().read_info(bytes).map_err(refusal)?;
    Ok(Look {
        kind: Kind::Heic,
        stored: Size { width: info.width, height: info.height },
        orientation: Orientation::NoTransforms,
        // Planes of 16 bits, RGB, and a turned copy of it.
        held_per_pixel: if info.bit_depth.bits() > 8 { 16 } else { 9 },
    })
}

/// All pixels, upright.
pub(super) fn decode(bytes: &[u8], look: &Look) -> Result<(Pixels, Colours), Refusal> {
    let decoder = decoder();
    let info = decoder.read_info(bytes).map_err(refusal)?;
    let colours = colours(&info.color);
    let pixels = if info.has_alpha {
        with_alpha(decoder, bytes)?
    } else {
        let image = decoder.decode_rgb8(bytes).map_err(refusal)?;
        Pixels::new(Size { width: image.width, height: image.height }, Layout::Rgb, image.pixels)?
    };
    if pixels.size == look.stored {
        Ok((pixels, colours))
    } else {
        Err(Refusal::Broken("its size is not the one it promised".to_owned()))
    }
}

/// A cut-out: what lies outside it is not to be seen.
fn with_alpha(decoder: Decoder, bytes: &[u8]) -> Result<Pixels, Refusal> {
    let image = decoder.with_decode_alpha(true).decode(bytes).map_err(refusal)?;
    let size = Size { width: image.width, height: image.height };
    let shift = image.bit_depth.bits().saturating_sub(8);
    let (samples, channels) = match image.pixels {
        ImageBuffer::Rgb8(samples) => (samples, 3),
        ImageBuffer::Luma8(samples) => (samples, 1),
        ImageBuffer::Rgb16(samples) => (eight_bits(&samples, shift), 3),
        ImageBuffer::Luma16(samples) => (eight_bits(&samples, shift), 1),
    };
    let opacity = match image.alpha {
        Some(SampleBuf::U8(samples)) => samples,
        Some(SampleBuf::U16(samples)) => eight_bits(&samples, shift),
        None => return Err(Refusal::Rare("a cut-out whose outline cannot be read".to_owned())),
    };
    let mut data = Vec::with_capacity(opacity.len() * 4);
    for (pixel, opacity) in samples.chunks_exact(channels).zip(opacity) {
        data.extend([pixel[0], pixel[channels / 2], pixel[channels - 1], opacity]);
    }
    Pixels::new(size, Layout::Rgba, data)
}

fn eight_bits(samples: &[u16], shift: u8) -> Vec<u8> {
    samples.iter().map(|sample| u8::try_from(sample >> shift).unwrap_or(u8::MAX)).collect()
}

/// The profile, or else the code points (ITU-T H.273).
fn colours(told: &ColorMetadata) -> Colours {
    if let Some(icc) = &told.icc {
        return Colours::by_profile(ColorProfile::new_from_slice(icc).ok());
    }
    let coded = told.cicp.and_then(|cicp| {
        let color_primaries = CicpColorPrimaries::try_from(cicp.primaries as u8).ok()?;
        let transfer_characteristics = TransferCharacteristics::try_from(cicp.transfer as u8).ok()?;
        let known = color_primaries != CicpColorPrimaries::Unspecified
            && transfer_characteristics != TransferCharacteristics::Unspecified
            // What cameras call BT.709 is meant to be shown as sRGB is.
            && color_primaries != CicpColorPrimaries::Bt709;
        known.then_some(CicpProfile {
            color_primaries,
            transfer_characteristics,
            matrix_coefficients: MatrixCoefficients::Identity,
            full_range: true,
        })
    });
    Colours::by_profile(coded.map(ColorProfile::new_from_cicp))
}

/// One thread: several photos are developed at once already.
fn decoder() -> Decoder {
    let limits = ParseLimits { max_dimension: 32_768, max_pixels: 250_000_000, ..ParseLimits::default() };
    Decoder::new().with_threads(1).primary_only().with_limits(limits)
}

fn refusal(error: DecodeError) -> Refusal {
    match error {
        DecodeError::TruncatedBox(_) => Refusal::Cut,
        DecodeError::NotHeif
        | DecodeError::MissingBox(_)
        | DecodeError::UnsupportedItemType(_)
        | DecodeError::UnsupportedChroma(_)
        | DecodeError::UnsupportedBitDepth(_)
        | DecodeError::Unsupported(_) => Refusal::Rare(format!("{error:?}")),
        other => Refusal::Broken(format!("{other:?}")),
    }
}
