//! WebP by libwebp: the one place where photos call into C.
#![expect(unsafe_code, reason = "libwebp is a C library; no pure-Rust encoder comes near it")]

use std::os::raw::c_int;

use libwebp_sys::{
    WebPConfig, WebPEncode, WebPMemoryWrite, WebPMemoryWriter, WebPMemoryWriterClear, WebPMemoryWriterInit,
    WebPPicture, WebPPictureFree, WebPPictureImportRGB, WebPPreset,
};

use super::pixels::{Layout, Pixels};
use super::refusal::Refusal;

/// How hard libwebp searches, 0 to 6. From 3 on it weighs every block by rate and distortion: three times
/// the work for files that are 3 to 5 % smaller at equal ssimulacra2 (`benches/README.md`). That search was
/// most of what a photo cost, so an old PC does without it.
const METHOD: c_int = 2;

/// WebP in lossy form, without any metadata chunk.
pub(super) fn encode(pixels: &Pixels, quality: f32) -> Result<Vec<u8>, Refusal> {
    let failed = || Refusal::Broken("libwebp could not write it".to_owned());
    let side = |pixels: u32| c_int::try_from(pixels).map_err(|_| failed());
    let (width, height) = (side(pixels.size.width)?, side(pixels.size.height)?);
    let stride = width.checked_mul(3).ok_or_else(failed)?;
    if pixels.layout != Layout::Rgb || pixels.data.len() as u64 != pixels.size.pixels() * 3 {
        return Err(failed());
    }
    let mut config =
        WebPConfig::new_with_preset(WebPPreset::WEBP_PRESET_DEFAULT, quality).map_err(|()| failed())?;
    config.method = METHOD;
    let mut picture = Picture(WebPPicture::new().map_err(|()| failed())?);
    (picture.0.width, picture.0.height) = (width, height);
    // SAFETY: `data` holds `height` rows of `stride` bytes, as checked above; libwebp copies them into
    // planes of its own, which `Picture` frees.
    let imported = unsafe { WebPPictureImportRGB(&raw mut picture.0, pixels.data.as_ptr(), stride) };
    let mut output = Output::new();
    picture.0.writer = Some(WebPMemoryWrite);
    picture.0.custom_ptr = (&raw mut output.0).cast();
    // SAFETY: config and picture were set up by libwebp's own functions; the writer is libwebp's, and its
    // target lives until the end of this function.
    let encoded = imported != 0 && unsafe { WebPEncode(&raw const config, &raw mut picture.0) } != 0;
    let bytes = output.bytes();
    if encoded && !bytes.is_empty() { Ok(bytes.to_vec()) } else { Err(failed()) }
}

/// A picture in libwebp's own planes; freed when dropped.
struct Picture(WebPPicture);

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: set up by `WebPPicture::new`, freed once, by libwebp's own function.
        unsafe { WebPPictureFree(&raw mut self.0) }
    }
}

/// What libwebp has written; freed when dropped.
struct Output(WebPMemoryWriter);

impl Output {
    fn new() -> Output {
        let mut writer = WebPMemoryWriter { mem: std::ptr::null_mut(), size: 0, max_size: 0, pad: [0] };
        // SAFETY: `writer` is a valid place; the function fills it in.
        unsafe { WebPMemoryWriterInit(&raw mut writer) };
        Output(writer)
    }

    fn bytes(&self) -> &[u8] {
        if self.0.mem.is_null() {
            return &[];
        }
        // SAFETY: not null, and libwebp has written `size` bytes there.
        unsafe { std::slice::from_raw_parts(self.0.mem, self.0.size) }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // SAFETY: set up by `WebPMemoryWriterInit`, freed once, by libwebp's own function.
        unsafe { WebPMemoryWriterClear(&raw mut self.0) }
    }
}
