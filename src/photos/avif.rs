//! AVIF by rav1e, for schools that ask for it.

use ravif::{Encoder, Img, RGB8};

use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;

/// About what WebP looks like at 75, by ssimulacra2.
const QUALITY: f32 = 55.0;
/// From 1 to 10. Slower than this gains half a percent of the bytes.
const SPEED: u8 = 8;

/// AVIF of 8 bits, without any metadata. One thread: the crew has a photo for every core, and the bytes depend on
/// nothing else.
pub(super) fn encode(pixels: &Pixels) -> Result<Vec<u8>, Refusal> {
    let (width, height) = (pixels.size.width as usize, pixels.size.height as usize);
    if pixels.layout != Layout::Rgb || pixels.data.len() != width * height * 3 {
        return Err(Refusal::Broken("rav1e was given no RGB".to_owned()));
    }
    let rgb: Vec<RGB8> =
        pixels.data.chunks_exact(3).map(|pixel| RGB8::new(pixel[0], pixel[1], pixel[2])).collect();
    let encoder = Encoder::new()
        .with_quality(QUALITY)
        .with_speed(SPEED)
        .with_bit_depth(ravif::BitDepth::Eight)
        .with_num_threads(Some(1));
    let encoded = encoder.encode_rgb(Img::new(&rgb, width, height));
    encoded.map(|encoded| encoded.avif_file).map_err(|error| Refusal::Broken(error.to_string()))
}
