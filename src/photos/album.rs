//! The photos of one letter as parents get them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Pixels that a phone's screen shows of a photo across: 400 CSS pixels, 2.4 of the screen's for each.
const PHONE_WIDTH: u32 = 960;

/// The photos of a letter; shot `n` belongs to photo `n` of the letter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Album {
    /// One for each photo of the letter, in its order.
    pub shots: Vec<Option<Shot>>,
}

/// One photo, developed. Its files lie in the cache.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// Width and height in pixels of the largest variant, upright.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// For the page, small to large, each width as WebP and as JPEG, and as AVIF where the school asks for it.
    pub variants: Vec<Variant>,
    /// JPEG for the sheet.
    pub print: Variant,
    /// A tiny blurred picture to show while the photo loads: `data:image/webp;base64,…`, some 200 characters.
    pub placeholder: String,
}

impl Shot {
    /// What a phone loads: the WebP of 960 pixels, or the next larger one, or the largest there is; the AVIF where
    /// there is one.
    pub fn for_phone(&self) -> Option<&Variant> {
        let has_avif = self.variants.iter().any(|variant| variant.format == Format::Avif);
        let format = if has_avif { Format::Avif } else { Format::Webp };
        let mut files = self.variants.iter().filter(|variant| variant.format == format);
        files.clone().find(|variant| variant.width >= PHONE_WIDTH).or_else(|| files.next_back())
    }

    /// All its files: the page's, small to large, then the sheet's.
    pub fn files(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().chain([&self.print])
    }
}

/// One file of a photo.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name in the output, from its content and recipe: `3f…-960.webp`.
    pub name: String,
    /// Where it lies in the cache.
    pub file: PathBuf,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// AVIF, WebP or JPEG.
    pub format: Format,
}

/// A picture format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// `image/avif`
    Avif,
    /// `image/webp`
    Webp,
    /// `image/jpeg`
    Jpeg,
}
