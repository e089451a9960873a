//! How large the letters stand, and in one column or two, so that the pages are well filled.

use serde::Serialize;

/// How a theme is asked to lay the sheet out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Fit {
    /// times the theme's own size of text
    pub(super) scale: f64,
    /// 1 or 2
    pub(super) columns: u8,
}

/// A sheet laid out.
#[derive(Debug, Clone)]
pub(super) struct Laid<D> {
    pub(super) document: D,
    pub(super) pages: usize,
    /// how much of the last page is used, 0 to 1
    pub(super) full: f64,
}

/// About so many full-width characters stand in a line of one column at scale 1.
const LINE: f64 = 47.5;

/// Short letters stand large in one column, longer ones in two; text grows or shrinks a little where that fills
/// the pages or saves one. Lays the sheet out four times at most.
///
/// `weight` is about how many characters of room the letter takes, `line` the length of its longest line where
/// the teacher broke the lines: a short letter keeps them if it can.
pub(super) fn fit<D, E>(
    weight: usize,
    line: f64,
    mut lay: impl FnMut(Fit) -> Result<Laid<D>, E>,
) -> Result<Laid<D>, E> {
    let most = if (25.0..36.0).contains(&line) { LINE / line } else { f64::MAX };
    for scale in one_column(weight) {
        let laid = lay(Fit { scale: scale.min(most), columns: 1 })?;
        if laid.pages == 1 {
            return Ok(laid);
        }
    }
    let first = lay(Fit { scale: 1.0, columns: 2 })?;
    for scale in two_columns(first.pages, first.full) {
        let laid = lay(Fit { scale, columns: 2 })?;
        let better = if scale < 1.0 { laid.pages < first.pages } else { laid.pages == first.pages };
        if better {
            return Ok(laid);
        }
    }
    Ok(first)
}

/// The sizes to try after size 1 took so many pages, the last one filled so far. Text takes room by the square of its
/// size, so the first is nearly always right.
fn two_columns(pages: usize, full: f64) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "few pages")]
    let (pages_before, pages) = (pages.saturating_sub(1) as f64, pages as f64);
    let taken = pages_before + full;
    if full > FULL {
        vec![]
    } else if pages > 1.0 && full < LITTLE {
        // A little smaller than by area: photos and boxes give less.
        let size = 0.95 * (pages_before * WELL_FILLED / taken).sqrt();
        if size > SMALLEST { vec![size, SMALLEST] } else { vec![SMALLEST] }
    } else {
        let size = (pages * WELL_FILLED / taken).sqrt().min(LARGEST);
        vec![size, f64::midpoint(1.0, size)]
    }
}

/// A last page filled further than this stays as it is; one filled less than this is saved if it can be.
const FULL: f64 = 0.8;
const LITTLE: f64 = 0.22;
/// As far as pages are filled on purpose.
const WELL_FILLED: f64 = 0.93;
const SMALLEST: f64 = 0.88;
const LARGEST: f64 = 1.25;

/// The sizes to try in one column, for a letter that may fit on one page so.
fn one_column(weight: usize) -> &'static [f64] {
    match weight {
        0..110 => &[1.9, 1.5],
        110..240 => &[1.65, 1.35],
        240..420 => &[1.45, 1.25],
        420..700 => &[1.3, 1.15],
        700..950 => &[1.18],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter that takes `weight` characters of room; about 1,500 stand on a page at scale 1.
    fn laid(weight: usize) -> Laid<Fit> {
        let lay = |fit: Fit| {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let pages =
                weight as f64 * fit.scale * fit.scale / if fit.columns == 1 { 1300.0 } else { 1500.0 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
            let count = pages.ceil().max(1.0) as usize;
            Ok::<_, ()>(Laid { document: fit, pages: count, full: pages - pages.ceil() + 1.0 })
        };
        fit(weight, 0.0, lay).unwrap()
    }

    #[test]
    fn short_letters_are_large_and_long_ones_save_a_page() {
        assert_eq!(laid(60).document, Fit { scale: 1.9, columns: 1 });
        assert_eq!(laid(500).document.columns, 1);
        assert_eq!(laid(1450).document, Fit { scale: 1.0, columns: 2 });
        let saved = laid(1600);
        assert_eq!(saved.pages, 1);
        assert!(saved.document.scale < 1.0);
        let grown = laid(2250);
        assert_eq!(grown.pages, 2);
        assert!(grown.document.scale > 1.0);
    }
}
