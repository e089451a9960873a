//! Colours → sRGB, the one space every phone, browser and printer takes for granted.

use moxcms::{ColorProfile, DataColorSpace, Layout as Samples, TransformOptions};

use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;

/// Bytes that are put right at a time, so that no second copy of the picture is held. Whole pixels.
const STRIP: usize = 3 * 4096;

/// What a photo's numbers mean.
pub(super) enum Colours {
    /// sRGB, or nothing said: taken as sRGB.
    Srgb,
    /// As this profile says: red, green and blue, grey, or a printer's inks.
    Profile(Box<ColorProfile>),
}

impl Colours {
    /// As the photo's profile says. Without one, with a faulty one, or with one for other pixels than the
    /// decoder gives, the numbers are taken as sRGB, as browsers do.
    pub fn by_profile(profile: Option<ColorProfile>) -> Colours {
        match profile {
            Some(profile) if matches!(profile.color_space, DataColorSpace::Rgb | DataColorSpace::Gray) => {
                Colours::Profile(Box::new(profile))
            }
            _ => Colours::Srgb,
        }
    }

    /// As the profile of a printer's inks says; `None` where there is none that can be used.
    pub fn of_inks(profile: Option<ColorProfile>) -> Option<Colours> {
        let profile = profile.filter(|profile| profile.color_space == DataColorSpace::Cmyk)?;
        let srgb = ColorProfile::new_srgb();
        profile.create_transform_8bit(Samples::Rgba, &srgb, Samples::Rgb, options()).ok()?;
        Some(Colours::Profile(Box::new(profile)))
    }

    /// Turns `pixels`, without transparency, into sRGB.
    pub fn to_srgb(&self, pixels: Pixels) -> Result<Pixels, Refusal> {
        let Colours::Profile(profile) = self else { return Ok(pixels) };
        if pixels.layout == Layout::Inks {
            return inks_to_srgb(profile, &pixels);
        }
        debug_assert_eq!(pixels.layout, Layout::Rgb);
        let grey = profile.color_space == DataColorSpace::Gray;
        let samples = if grey { Samples::Gray } else { Samples::Rgb };
        let srgb = ColorProfile::new_srgb();
        let Ok(transform) = profile.create_transform_8bit(samples, &srgb, Samples::Rgb, options()) else {
            return Ok(pixels);
        };
        if grey {
            let grey: Vec<u8> = pixels.data.chunks_exact(3).map(|pixel| pixel[0]).collect();
            let mut data = pixels.data;
            transform.transform(&grey, &mut data).map_err(|error| Refusal::Broken(error.to_string()))?;
            return Ok(Pixels { data, ..pixels });
        }
        if changes_nothing(&*transform) {
            return Ok(pixels);
        }
        let mut data = pixels.data;
        let mut strip = [0; STRIP];
        for pixels in data.chunks_mut(STRIP) {
            let told = &mut strip[..pixels.len()];
            told.copy_from_slice(pixels);
            transform.transform(told, pixels).map_err(|error| Refusal::Broken(error.to_string()))?;
        }
        Ok(Pixels { data, ..pixels })
    }
}

fn options() -> TransformOptions {
    TransformOptions::default()
}

fn inks_to_srgb(profile: &ColorProfile, pixels: &Pixels) -> Result<Pixels, Refusal> {
    let faulty = |error: moxcms::CmsError| Refusal::Broken(error.to_string());
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(Samples::Rgba, &srgb, Samples::Rgb, options());
    let mut data = vec![0; pixels.data.len() / 4 * 3];
    transform.and_then(|transform| transform.transform(&pixels.data, &mut data)).map_err(faulty)?;
    Pixels::new(pixels.size, Layout::Rgb, data)
}

/// Whether this moves no colour by more than one level: many phones embed sRGB itself, in slightly
/// different numbers.
fn changes_nothing(transform: &moxcms::Transform8BitExecutor) -> bool {
    let levels = || (0..=255_u8).step_by(17);
    let probe: Vec<u8> =
        levels().flat_map(|r| levels().flat_map(move |g| levels().flat_map(move |b| [r, g, b]))).collect();
    let mut moved = vec![0; probe.len()];
    transform.transform(&probe, &mut moved).is_ok()
        && probe.iter().zip(&moved).all(|(from, to)| from.abs_diff(*to) <= 1)
}
