//! Which sizes a photo is drawn in. Never larger than it is.

/// Width of the sheet's JPEG in pixels while nothing is known of its place on the sheet: 300 dpi over 152 mm,
/// 257 over the 178 mm between an A4's margins.
const PRINT_WIDTH: u32 = 1800;
/// What a printer can show.
const PRINT_DPI: f64 = 300.0;
/// Widths of the sheet's JPEG are multiples of this: a line more or less in the letter, and the photo need not
/// be drawn anew.
const PRINT_STEP: u32 = 40;
/// A panorama of which the sheet shows only the middle must not fill the memory.
const MOST_PRINTED: u64 = 6_000_000;
/// No variant is higher: WebP ends at 16383 (RFC 9649), and a long screenshot must not fill the memory.
const MOST_HEIGHT: u32 = 8000;

/// Pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// How many pixels that is.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The same shape at this width or, if it is a tall one, at the width where it is [`MOST_HEIGHT`]
    /// high; never larger than it is.
    fn at_width(self, width: u32) -> Size {
        let scale = (f64::from(width) / f64::from(self.width))
            .min(f64::from(MOST_HEIGHT) / f64::from(self.height))
            .min(1.0);
        let scaled = |side: u32| {
            // Below both sides' maximum, so nothing is cut off.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 < scale ≤ 1")]
            let side = (f64::from(side) * scale).round() as u32;
            side.max(1)
        };
        Size { width: scaled(self.width), height: scaled(self.height) }
    }
}

/// The sizes of one photo, upright.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// For the page, small to large; never empty.
    pub page: Vec<Size>,
    /// For the sheet.
    pub print: Size,
}

impl Sizes {
    /// The sizes for a photo of this upright size and the school's `widths:`.
    ///
    /// The largest is the largest setting or the photo's own width, whichever is less: a photo of 1400
    /// pixels is not cut down to 960. Smaller settings follow where they are worth a file of their own: at
    /// most 4/5 of the largest.
    pub fn of(upright: Size, widths: &[u32]) -> Sizes {
        let largest = upright.at_width(widths.iter().copied().max().unwrap_or(1600).max(1));
        let mut page: Vec<Size> = widths
            .iter()
            .filter(|width| **width >= 1 && u64::from(**width) * 5 <= u64::from(largest.width) * 4)
            .map(|width| upright.at_width(*width))
            .collect();
        page.sort_unstable();
        page.dedup();
        page.push(largest);
        Sizes { page, print: upright.at_width(PRINT_WIDTH) }
    }

    /// The size for the sheet of a photo that stands there this many millimetres wide, were it whole: 300 dpi or a
    /// little more, never larger than the photo is.
    pub fn printed(upright: Size, millimetres: f64) -> Size {
        let wanted = (millimetres / 25.4 * PRINT_DPI).max(1.0).min(f64::from(MOST_HEIGHT));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 8000")]
        let mut width = (wanted.ceil() as u32).next_multiple_of(PRINT_STEP);
        while width > PRINT_STEP && upright.at_width(width).pixels() > MOST_PRINTED {
            width -= PRINT_STEP;
        }
        upright.at_width(width)
    }

    /// The largest of them, for the page.
    pub fn largest(&self) -> Size {
        self.page.last().copied().unwrap_or(self.print)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(width: u32, height: u32) -> Vec<u32> {
        let sizes = Sizes::of(Size { width, height }, &[480, 960, 1600]);
        sizes.page.iter().map(|size| size.width).collect()
    }

    #[test]
    fn nothing_is_enlarged_and_no_size_comes_twice() {
        assert_eq!(widths(4032, 3024), [480, 960, 1600]);
        assert_eq!(widths(1600, 1200), [480, 960, 1600]);
        assert_eq!(widths(1400, 1050), [480, 960, 1400]);
        assert_eq!(widths(1000, 750), [480, 1000]);
        assert_eq!(widths(480, 360), [480]);
        assert_eq!(widths(333, 222), [333]);
        assert_eq!(widths(1, 1), [1]);
    }

    #[test]
    fn a_tall_screenshot_and_a_thread_of_pixels_stay_within_bounds() {
        let tall = Sizes::of(Size { width: 1170, height: 20_000 }, &[480, 960, 1600]);
        assert!(tall.page.iter().chain([&tall.print]).all(|size| size.height <= MOST_HEIGHT));
        let thread = Sizes::of(Size { width: 65_500, height: 1 }, &[480, 960, 1600]);
        assert_eq!(thread.largest(), Size { width: 1600, height: 1 });
    }

    #[test]
    fn the_sheet_gets_300_dpi_of_its_place_and_no_more_than_there_is() {
        let of = |width, height, millimetres| Sizes::printed(Size { width, height }, millimetres);
        // alone between the margins, one of three in a row, in the middle of a sentence
        assert_eq!(of(8064, 6048, 178.0), Size { width: 2120, height: 1590 });
        assert_eq!(of(4032, 3024, 55.0), Size { width: 680, height: 510 });
        assert_eq!(of(4032, 3024, 22.0), Size { width: 280, height: 210 });
        assert_eq!(of(451, 300, 178.0), Size { width: 451, height: 300 });
        let panorama = of(16_000, 2000, 600.0);
        assert!(panorama.pixels() <= MOST_PRINTED && panorama.width > 6800, "{panorama:?}");
        assert_eq!(of(65_500, 1, 1e9).width, 8000);
        assert_eq!(of(100, 100, f64::NAN).width, 40);
    }

    #[test]
    fn heights_keep_the_shape() {
        let sizes = Sizes::of(Size { width: 4032, height: 3024 }, &[480, 960, 1600]);
        assert_eq!(sizes.page[1], Size { width: 960, height: 720 });
        assert_eq!(sizes.print, Size { width: 1800, height: 1350 });
    }
}
