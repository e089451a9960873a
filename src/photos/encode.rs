//! Pixels → the files parents get. Each is written from pixels alone, so nothing else can be in it.

use data_encoding::BASE64;

use super::colour::Colours;
use super::decode::{decode, given};
use super::look::Look;
use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;
use super::sizes::{Size, Sizes};
use super::{Format, jpeg, webp};

/// Raise it when any byte of the output changes: a cached photo of another recipe is not used.
pub(super) const RECIPE: &str = "otayori photo 4: webp 75, jpeg 78, print 85";

/// As [`RECIPE`], where AVIF is drawn too.
pub(super) const AVIF: &str = "; avif 72 speed 9";

/// Longer side of the picture the placeholder is drawn from.
const HASHED_SIDE: u32 = 100;

/// Bytes that rav1e holds for each pixel, and its input: 23 as measured.
const AVIF_HELD: u64 = 28;

/// One photo, drawn in all its sizes.
pub(super) struct Drawn {
    /// One for each of `Sizes::page`, small to large, AVIF where it is wanted, WebP and JPEG.
    pub page: Vec<(Format, Size, Vec<u8>)>,
    /// For the sheet.
    pub print: Vec<u8>,
    /// `data:image/webp;base64,…`
    pub placeholder: String,
}

/// Draws a file that was looked at, and lets go of it as soon as it is decoded.
///
/// Where the sheet wants more pixels than the page's negative has, it gets one of its own: no byte of the
/// page's files depends on where the photo stands on a sheet. The page's smaller sizes come each from the
/// next larger one.
pub(super) fn draw(bytes: Vec<u8>, look: &Look, sizes: &Sizes, avif: bool) -> Result<Drawn, Refusal> {
    let largest = sizes.largest();
    let given = given(look, lying(look, largest));
    let wanted = lying(look, sizes.print);
    let of_its_own = given.width < wanted.width || given.height < wanted.height;
    let print =
        if of_its_own { Some(Negative::of(&bytes, look, sizes.print)?.print(sizes.print)?) } else { None };
    let negative = Negative::of(&bytes, look, largest)?;
    drop(bytes);
    let print = print.map_or_else(|| negative.print(sizes.print), Ok)?;
    let mut pixels = negative.at(largest)?;
    drop(negative);
    let mut page = Vec::with_capacity(sizes.page.len() * 3);
    for size in sizes.page.iter().rev() {
        if pixels.size != *size {
            pixels = pixels.resized(*size)?;
        }
        page.push((Format::Jpeg, *size, jpeg::encode_for_page(&pixels)?));
        page.push((Format::Webp, *size, webp::encode(&pixels, 75.0)?));
        if avif {
            page.push((Format::Avif, *size, as_avif(&pixels)?));
        }
    }
    page.reverse();
    Ok(Drawn { page, print, placeholder: placeholder(&pixels)? })
}

/// A decoded photo, as it lies in the file.
struct Negative<'a> {
    pixels: Pixels,
    colours: Colours,
    look: &'a Look,
}

impl<'a> Negative<'a> {
    /// Of at least the upright size `needed`. Colours are put right here where that is less work than for
    /// every size drawn from it.
    fn of(bytes: &[u8], look: &'a Look, needed: Size) -> Result<Negative<'a>, Refusal> {
        let (mut pixels, mut colours) = decode(bytes, look, lying(look, needed))?;
        if pixels.layout == Layout::Rgb && pixels.size.pixels() <= 2 * needed.pixels() {
            pixels = std::mem::replace(&mut colours, Colours::Srgb).to_srgb(pixels)?;
        }
        Ok(Negative { pixels, colours, look })
    }

    /// Upright, in sRGB, on white.
    fn at(&self, size: Size) -> Result<Pixels, Refusal> {
        let pixels = self.pixels.resized(lying(self.look, size))?.on_white();
        self.colours.to_srgb(pixels)?.upright(self.look.orientation)
    }

    /// The sheet's file.
    fn print(&self, size: Size) -> Result<Vec<u8>, Refusal> {
        jpeg::encode_for_print(&self.at(size)?)
    }
}

#[cfg(feature = "avif")]
use super::avif::encode as as_avif;

/// The settings refuse it in a build without the feature.
#[cfg(not(feature = "avif"))]
fn as_avif(_: &Pixels) -> Result<Vec<u8>, Refusal> {
    Err(Refusal::Rare("AVIF was left out of this build".to_owned()))
}

/// Bytes that drawing this photo needs at its peak, the file itself included; a little too high rather
/// than too low.
pub(super) fn memory(file: u64, look: &Look, sizes: &Sizes, avif: bool) -> u64 {
    let largest = larger(sizes.print, sizes.largest());
    let decoded = match look.kind {
        // The decoder's planes and its RGB, of a fraction of the picture.
        super::Kind::Jpeg => {
            let divisor = u64::from(jpeg::divisor(look.stored, lying(look, largest)));
            look.stored.pixels() / (divisor * divisor) * if divisor > 1 { 6 } else { 4 }
        }
        _ => 0,
    };
    // The two large sizes, turned, and an encoder's own copies.
    let drawn = sizes.print.pixels() * 8 + sizes.largest().pixels() * 12;
    let encoder = if avif { sizes.largest().pixels() * AVIF_HELD } else { 0 };
    file + look.stored.pixels() * look.held_per_pixel + decoded + drawn + encoder + (4 << 20)
}

fn larger(one: Size, other: Size) -> Size {
    Size { width: one.width.max(other.width), height: one.height.max(other.height) }
}

/// An upright size as it lies in the file.
fn lying(look: &Look, size: Size) -> Size {
    if look.on_its_side() { Size { width: size.height, height: size.width } } else { size }
}

/// A blur of some 150 bytes, by thumbhash: the photo's colours and brightness at a glance.
fn placeholder(smallest: &Pixels) -> Result<String, Refusal> {
    let Size { width, height } = smallest.size;
    let scale = (f64::from(HASHED_SIDE) / f64::from(width.max(height))).min(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 100")]
    let side = |side: u32| ((f64::from(side) * scale) as u32).max(1);
    let tiny = smallest.resized(Size { width: side(width), height: side(height) })?;
    let rgba: Vec<u8> =
        tiny.data.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let hash = thumbhash::rgba_to_thumb_hash(tiny.size.width as usize, tiny.size.height as usize, &rgba);
    let blur = thumbhash::thumb_hash_to_rgba(&hash);
    let (width, height, rgba) = blur.map_err(|()| Refusal::Broken("no placeholder".to_owned()))?;
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let size = Size { width: side(width), height: side(height) };
    let blur = Pixels::new(size, Layout::Rgba, rgba)?.on_white();
    Ok(format!("data:image/webp;base64,{}", BASE64.encode(&webp::encode(&blur, 50.0)?)))
}
