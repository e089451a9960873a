//! The part of a HEIC's coded picture that is meant to be seen: its clean aperture (`clap`).

use hpvcd::{CleanAperture, ImageInfo};

use crate::photos::pixels::Pixels;
use crate::photos::refusal::Refusal;
use crate::photos::sizes::Size;

/// A rectangle of the coded picture, before it is turned.
pub(super) struct Frame {
    left: u32,
    top: u32,
    size: Size,
}

impl Frame {
    /// As the container says; the whole picture where it says nothing, or nothing that can be.
    pub fn of(told: &ImageInfo) -> Frame {
        let coded = Size { width: told.coded_width, height: told.coded_height };
        let whole = Frame { left: 0, top: 0, size: coded };
        told.clean_aperture.and_then(|aperture| Frame::within(coded, &aperture)).unwrap_or(whole)
    }

    /// Its centre is the picture's, moved by the offsets (ISO/IEC 14496-12, 12.1.4).
    fn within(coded: Size, aperture: &CleanAperture) -> Option<Frame> {
        let size = Size { width: aperture.width_pixels()?, height: aperture.height_pixels()? };
        let start = |coded: u32, seen: u32, offset: i32, by: u32| {
            let start = (f64::from(coded) - f64::from(seen)) / 2.0 + f64::from(offset) / f64::from(by);
            let fits = seen > 0 && start >= 0.0 && start + f64::from(seen) <= f64::from(coded);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ start ≤ coded")]
            fits.then_some(start as u32)
        };
        let left = start(coded.width, size.width, aperture.horiz_off_n, aperture.horiz_off_d)?;
        let top = start(coded.height, size.height, aperture.vert_off_n, aperture.vert_off_d)?;
        Some(Frame { left, top, size })
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// What lies inside of it.
    pub fn cut(&self, pixels: Pixels) -> Result<Pixels, Refusal> {
        if pixels.size == self.size {
            return Ok(pixels);
        }
        let wide = pixels.layout.bytes();
        let row = pixels.size.width as usize * wide;
        let seen = self.left as usize * wide..(self.left + self.size.width) as usize * wide;
        let rows = pixels.data.chunks_exact(row).skip(self.top as usize).take(self.size.height as usize);
        let data = rows.filter_map(|row| row.get(seen.clone())).flatten().copied().collect();
        Pixels::new(self.size, pixels.layout, data)
    }
}
