//! Decoded pixels on their way to the output: resized, put upright, laid on white.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use super::refusal::Refusal;
use super::sizes::Size;

/// Rows of 8-bit pixels without padding.
pub(super) struct Pixels {
    pub size: Size,
    pub data: Vec<u8>,
    pub layout: Layout,
}

/// What a pixel is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// red, green, blue
    Rgb,
    /// red, green, blue, opacity (not multiplied in)
    Rgba,
    /// cyan, magenta, yellow, black: 255 is all of it
    Inks,
}

impl Layout {
    pub fn bytes(self) -> usize {
        match self {
            Layout::Rgb => 3,
            Layout::Rgba | Layout::Inks => 4,
        }
    }
}

impl Pixels {
    /// Takes over a decoder's buffer, whose length must fit.
    pub fn new(size: Size, layout: Layout, data: Vec<u8>) -> Result<Pixels, Refusal> {
        if data.len() as u64 == size.pixels() * layout.bytes() as u64 {
            Ok(Pixels { size, data, layout })
        } else {
            Err(broken("the decoder gave fewer pixels than it promised"))
        }
    }

    /// The same picture at this size. A half-transparent edge takes no colour from what lies unseen
    /// beside it.
    pub fn resized(&self, size: Size) -> Result<Pixels, Refusal> {
        let kind = match self.layout {
            Layout::Rgb => PixelType::U8x3,
            Layout::Rgba | Layout::Inks => PixelType::U8x4,
        };
        let from = ImageRef::new(self.size.width, self.size.height, &self.data, kind).map_err(broken)?;
        let mut to = Image::new(size.width, size.height, kind);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
        let options = options.use_alpha(self.layout == Layout::Rgba);
        Resizer::new().resize(&from, &mut to, &options).map_err(broken)?;
        Ok(Pixels { size, data: to.into_vec(), layout: self.layout })
    }

    /// Without transparency: what shows through is white paper.
    pub fn on_white(self) -> Pixels {
        if self.layout != Layout::Rgba {
            return self;
        }
        let mut data = Vec::with_capacity(self.data.len() / 4 * 3);
        for pixel in self.data.chunks_exact(4) {
            let opacity = u32::from(pixel[3]);
            for sample in &pixel[..3] {
                let mixed = (u32::from(*sample) * opacity + 255 * (255 - opacity) + 127) / 255;
                data.push(u8::try_from(mixed).unwrap_or(255));
            }
        }
        Pixels { size: self.size, data, layout: Layout::Rgb }
    }

    /// Turned and mirrored as `orientation` asks. Only without transparency.
    pub fn upright(self, orientation: Orientation) -> Result<Pixels, Refusal> {
        if orientation == Orientation::NoTransforms {
            return Ok(self);
        }
        let image = RgbImage::from_raw(self.size.width, self.size.height, self.data);
        let mut image = DynamicImage::ImageRgb8(image.ok_or_else(|| broken("no whole picture"))?);
        image.apply_orientation(orientation);
        let size = Size { width: image.width(), height: image.height() };
        Pixels::new(size, Layout::Rgb, image.into_rgb8().into_raw())
    }
}

fn broken(why: impl std::fmt::Display) -> Refusal {
    Refusal::Broken(why.to_string())
}
