//! HEIC and HEIF (ISO/IEC 23008-12), the format of iPhones.

mod boxes;
mod frame;
mod samples;

use hpvcd::{ColorMetadata, DecodeError, Decoder, ImageInfo, ParseLimits};
use moxcms::{CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};

use self::frame::Frame;
use super::colour::Colours;
use super::kind::Kind;
use super::look::Look;
use super::pixels::Pixels;
use super::refusal::Refusal;

/// A larger one takes more than a few seconds: HEVC has no cheap way to a smaller picture.
const MOST_PIXELS: u64 = 120_000_000;

/// Size and rotation from the container. EXIF says the same rotation once more and is not asked.
pub(super) fn head(bytes: &[u8]) -> Result<Look, Refusal> {
    let told = decoder().read_info(bytes).map_err(refusal)?;
    let stored = Frame::of(&told).size();
    if stored.pixels() > MOST_PIXELS {
        return Err(Refusal::TooLarge { width: stored.width, height: stored.height });
    }
    Ok(Look { kind: Kind::Heic, stored, orientation: boxes::orientation(bytes), held_per_pixel: held(&told) })
}

/// All pixels, as stored.
pub(super) fn decode(bytes: &[u8], look: &Look) -> Result<(Pixels, Colours), Refusal> {
    let told = decoder().read_info(bytes).map_err(refusal)?;
    let image = decoder().with_decode_alpha(told.has_alpha).decode_yuv(bytes).map_err(refusal)?;
    if image.alpha.is_none() && (told.has_alpha || told.is_grid && boxes::has_outline(bytes)) {
        return Err(Refusal::Rare("a cut-out whose outline cannot be read".to_owned()));
    }
    let frame = Frame::of(&told);
    if frame.size() != look.stored {
        return Err(Refusal::Broken("its size is not the one it promised".to_owned()));
    }
    // The video stream knows how it was coded: some cameras' containers say "limited" of a full range,
    // as the camera's own thumbnail shows. A stream that says nothing is as the container says.
    let main = boxes::colours(bytes);
    let coding = image.color.cicp.or(main.cicp);
    let colours = colours(if main.is_empty() { &told.color } else { &main });
    let pixels = samples::to_rgb(image, coding.unwrap_or_else(hpvcd::Cicp::heif_default))?;
    Ok((frame.cut(pixels)?, colours))
}

/// The decoder's planes, their 8-bit copy, opacity, and RGB; one more for what it notes of each block.
fn held(told: &ImageInfo) -> u64 {
    let deep = told.bit_depth.bits() > 8;
    let planes = match told.chroma {
        hpvcd::ChromaFormat::Monochrome => 1,
        hpvcd::ChromaFormat::Yuv420 | hpvcd::ChromaFormat::Yuv422 => 2,
        hpvcd::ChromaFormat::Yuv444 => 3,
    };
    planes * if deep { 3 } else { 1 } + if told.has_alpha { 6 } else { 3 } + 1
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
