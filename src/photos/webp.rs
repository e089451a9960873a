//! WebP by libwebp: the one place where photos call into C.
#![expect(unsafe_code, reason = "libwebp is a C library; no pure-Rust encoder comes near it")]

use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;

/// WebP in lossy form (method 4, libwebp's default), without any metadata chunk.
pub(super) fn encode(pixels: &Pixels, quality: f32) -> Result<Vec<u8>, Refusal> {
    let failed = || Refusal::Broken("libwebp could not write it".to_owned());
    let side = |pixels: u32| i32::try_from(pixels).map_err(|_| failed());
    let (width, height) = (side(pixels.size.width)?, side(pixels.size.height)?);
    let stride = width.checked_mul(3).ok_or_else(failed)?;
    if pixels.layout != Layout::Rgb || pixels.data.len() as u64 != pixels.size.pixels() * 3 {
        return Err(failed());
    }
    let mut output = std::ptr::null_mut();
    // SAFETY: `data` holds `height` rows of `stride` bytes, as checked above; libwebp reads no further and
    // keeps no pointer. It sets `output` to a buffer of `length` bytes, or returns 0.
    let length = unsafe {
        libwebp_sys::WebPEncodeRGB(pixels.data.as_ptr(), width, height, stride, quality, &raw mut output)
    };
    if output.is_null() {
        return Err(failed());
    }
    // SAFETY: `output` is not null and holds `length` bytes (0 when encoding failed); it is copied before
    // it is freed, and freed once, by libwebp's own function.
    let bytes = unsafe {
        let bytes = std::slice::from_raw_parts(output, length).to_vec();
        libwebp_sys::WebPFree(output.cast());
        bytes
    };
    if bytes.is_empty() { Err(failed()) } else { Ok(bytes) }
}
