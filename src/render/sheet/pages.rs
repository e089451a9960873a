//! `pages: 2`: the text as large as those pages allow, or how much of it is too much.

use super::fit::{self, Fit, Laid};
use crate::content::WantedPages;
use crate::problem::Problem;

/// Smaller text is no longer read, larger looks empty.
const SMALLEST: f64 = 0.85;
const LARGEST: f64 = 1.3;
/// Halvings of the range of sizes: to about half a percent.
const STEPS: usize = 5;
/// A last page this full is left as it is.
const FULL: f64 = 0.8;

/// Fits the text to `wanted` pages. If even the smallest does not fit, it comes with the share of the text that
/// is too much.
pub(super) fn fit<D, E>(
    wanted: u8,
    weight: usize,
    line: f64,
    lay: &mut impl FnMut(Fit) -> Result<Laid<D>, E>,
) -> Result<(Laid<D>, Option<f64>), E> {
    let wanted = usize::from(wanted);
    let mut last = 1.0;
    let usual = fit::fit(weight, line, |fit| {
        last = fit.scale;
        lay(fit)
    })?;
    if usual.pages == wanted && (usual.full > FULL || wanted == 1) {
        return Ok((usual, None));
    }
    let at = |scale: f64| Fit { scale, columns: 2 };
    let smallest = lay(at(SMALLEST))?;
    if smallest.pages > wanted {
        let total = extent(&smallest);
        let share = (total - whole(wanted)) / total;
        return Ok((smallest, Some(share.max(0.01))));
    }
    let (mut low, mut high, mut best) = (SMALLEST, LARGEST, smallest);
    let largest = lay(at(LARGEST))?;
    if largest.pages <= wanted {
        return Ok((if largest.pages > usual.pages { largest } else { usual }, None));
    }
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        let laid = lay(at(middle))?;
        if laid.pages <= wanted {
            (low, best) = (middle, laid);
        } else {
            high = middle;
        }
    }
    Ok((best, None))
}

/// The warning at the line that wants so many pages. `characters` is how many the letter has.
pub(super) fn too_much(wanted: &WantedPages, share: f64, characters: usize) -> Problem {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a letter's characters"
    )]
    let characters = ((characters as f64 * share / 10.0).ceil() as usize).max(1) * 10;
    let values = vec![
        ("pages", i64::from(wanted.count).into()),
        ("needed", (i64::from(wanted.count) + 1).into()),
        ("characters", characters.into()),
    ];
    Problem::warning("sheet-pages", values).at(wanted.place.clone())
}

/// Pages taken, the last one in part.
fn extent<D>(laid: &Laid<D>) -> f64 {
    whole(laid.pages.saturating_sub(1)) + laid.full
}

#[expect(clippy::cast_precision_loss, reason = "few pages")]
fn whole(pages: usize) -> f64 {
    pages as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter that takes `size` pages at scale 1.
    fn fitted(size: f64, wanted: u8) -> (Laid<Fit>, Option<f64>) {
        let mut lay = |fit: Fit| {
            let taken = size * fit.scale * fit.scale;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
            let pages = taken.ceil().max(1.0) as usize;
            Ok::<_, ()>(Laid { document: fit, pages, full: taken - taken.ceil() + 1.0 })
        };
        fit(wanted, 2_000, 0.0, &mut lay).unwrap()
    }

    #[test]
    fn text_grows_and_shrinks_to_the_pages_wanted() {
        for (size, wanted) in [(1.3, 2), (1.5, 2), (2.3, 2), (2.7, 2), (3.4, 4)] {
            let (laid, too_much) = fitted(size, wanted);
            assert_eq!((laid.pages, too_much), (usize::from(wanted), None), "{size}");
            assert!(laid.full > FULL, "{size}: {}", laid.full);
        }
    }

    #[test]
    fn what_is_too_much_is_told_as_a_share() {
        let (laid, too_much) = fitted(4.0, 2);
        assert_eq!((laid.pages, laid.document.scale), (3, SMALLEST));
        assert!((0.25..0.4).contains(&too_much.unwrap()), "{too_much:?}");
    }
}
