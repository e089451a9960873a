//! What Typst would work out one after the other while it sets a sheet, done before on two threads: the photos' pixels,
//! the typefaces' fingerprints, the theme's texts. Typst remembers each, so the sheet itself finds them done.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use typst::foundations::{Bytes, Smart};
use typst::utils::hash128;
use typst::visualize::{ExchangeFormat, RasterImage};

use super::fonts::FONTS;
use super::world::warm_library;
use crate::render::theme::Theme;
use crate::world;

/// Stack of the other thread: decoders recurse.
const STACK: usize = 8 << 20;

/// Does `then` while another thread works ahead. `then` calls what it is given when it can go on no longer without: the
/// rest is done by both, and is done when that returns.
pub(super) fn beside<T>(
    theme: &Theme,
    photos: &[Option<Bytes>],
    then: impl FnOnce(&mut dyn FnMut()) -> T,
) -> T {
    let next = AtomicUsize::new(0);
    let work = || while task(next.fetch_add(1, Ordering::Relaxed), theme, photos) {};
    thread::scope(|scope| {
        // Where the system refuses a thread, this one does all the work.
        let mut other = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok();
        then(&mut || {
            work();
            // It only ends early by a panic, and then Typst does that work by itself.
            let _ = other.take().map(thread::ScopedJoinHandle::join);
        })
    })
}

/// Does the task of this number; `false` where there is none.
fn task(number: usize, theme: &Theme, photos: &[Option<Bytes>]) -> bool {
    match number {
        0 => drop(theme.typst_sources()),
        1 => warm_library(),
        _ => match (photos.get(number - 2), FONTS.faces.get(number.saturating_sub(2 + photos.len()))) {
            (Some(photo), _) => photo.iter().for_each(decode),
            (None, Some(face)) => {
                let _ = hash128(face);
                // Little of it is looked at again.
                world::give_back_read(face.data());
            }
            (None, None) => return false,
        },
    }
    true
}

/// As Typst will ask for it. One that cannot be decoded is Typst's to tell of.
fn decode(photo: &Bytes) {
    if photo.starts_with(b"\xff\xd8") {
        let _ = RasterImage::new(photo.clone(), ExchangeFormat::Jpg, Smart::Auto);
    }
}
