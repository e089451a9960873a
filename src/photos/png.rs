//! What a PNG without a profile says of its colours: `cICP`, `sRGB`, `gAMA` and `cHRM` (W3C PNG, 11.3.2).

use moxcms::{
    Chromaticity, CicpColorPrimaries, CicpProfile, ColorPrimaries, ColorProfile, MatrixCoefficients,
    ToneReprCurve, TransferCharacteristics, XyY,
};

/// What `gAMA` and `cHRM` count in.
const PARTS: f32 = 100_000.0;
/// The gamma that stands for sRGB, more or less.
const SRGB_GAMMA: std::ops::RangeInclusive<u32> = 45_000..=46_000;

/// The profile that these chunks amount to; `None` for sRGB.
pub(super) fn told_colours(bytes: &[u8]) -> Option<ColorProfile> {
    if let Some(&[primaries, transfer, 0, 1]) = chunk(bytes, b"cICP") {
        return by_code_points(primaries, transfer);
    }
    if chunk(bytes, b"sRGB").is_some() {
        return None;
    }
    let gamma = number(chunk(bytes, b"gAMA")?, 0).filter(|gamma| (1_000..=1_000_000).contains(gamma))?;
    let primaries = chunk(bytes, b"cHRM").and_then(chromaticities);
    if SRGB_GAMMA.contains(&gamma) && primaries.is_none() {
        return None;
    }
    let mut profile = ColorProfile::new_srgb();
    if let Some((white, primaries)) = primaries {
        profile.update_rgb_colorimetry(white, primaries);
    }
    if !SRGB_GAMMA.contains(&gamma) {
        #[expect(clippy::cast_precision_loss, reason = "at most 1000000")]
        let curve = ToneReprCurve::Parametric(vec![PARTS / gamma as f32]);
        profile.cicp = None;
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
    }
    Some(profile)
}

fn by_code_points(primaries: u8, transfer: u8) -> Option<ColorProfile> {
    let profile = CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(transfer).ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    };
    let srgb = profile.color_primaries == CicpColorPrimaries::Bt709
        && profile.transfer_characteristics == TransferCharacteristics::Srgb;
    (!srgb).then(|| ColorProfile::new_from_cicp(profile))
}

/// White, red, green, blue; only where they make a triangle.
fn chromaticities(chunk: &[u8]) -> Option<(XyY, ColorPrimaries)> {
    #[expect(clippy::cast_precision_loss, reason = "at most 100000")]
    let at = |n| number(chunk, n).filter(|part| (1..=100_000).contains(part)).map(|part| part as f32 / PARTS);
    let point = |n| Some(Chromaticity { x: at(n)?, y: at(n + 4)? });
    let (white, red, green, blue) = (point(0)?, point(8)?, point(16)?, point(24)?);
    let area = (green.x - red.x) * (blue.y - red.y) - (blue.x - red.x) * (green.y - red.y);
    let white = XyY { x: f64::from(white.x), y: f64::from(white.y), yb: 1.0 };
    (area.abs() > 0.01).then_some((white, ColorPrimaries { red, green, blue }))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The chunk of this name before the picture's data.
fn chunk<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = number(rest, 0)? as usize;
        let (found, data) = (rest.get(4..8)?, rest.get(8..length.checked_add(8)?)?);
        if found == name {
            return Some(data);
        }
        if found == b"IDAT" {
            return None;
        }
        rest = rest.get(length + 12..)?;
    }
}
