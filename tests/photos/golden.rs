//! Small pictures of every kind against what other programs make of them; see `tools/golden_photos.py`.

use super::*;

/// A patch's side in pixels, and the part in its middle that what lies beside it does not touch.
const PATCH: u32 = 32;
const MIDDLE: std::ops::Range<u32> = 10..22;

/// The mean colour in the middle of each whole patch.
fn patches(picture: &RgbImage) -> Vec<[f64; 3]> {
    let corners = (0..(picture.height() + 1) / PATCH)
        .flat_map(|y| (0..(picture.width() + 1) / PATCH).map(move |x| (x * PATCH, y * PATCH)));
    corners
        .map(|(left, top)| {
            let middle = MIDDLE.flat_map(|y| MIDDLE.map(move |x| (left + x, top + y)));
            let mut sum = [0.0; 3];
            for (x, y) in middle {
                for (sum, level) in sum.iter_mut().zip(picture.get_pixel(x, y).0) {
                    *sum += f64::from(level);
                }
            }
            sum.map(|sum| sum / f64::from(MIDDLE.end - MIDDLE.start).powi(2))
        })
        .collect()
}

/// Levels between the reference and what parents get: reading is within 2 (mostly within 1), and writing
/// loses half a level as JPEG and two or three as WebP. Four inks leave room between two ways of interpolation.
fn bound(name: &str, format: Format) -> f64 {
    let read = if name == "inks-profile.jpg" { 3.5 } else { 2.0 };
    read + if format == Format::Webp { 3.0 } else { 0.5 }
}

#[test]
fn every_kind_comes_out_as_other_programs_read_it() {
    let folder = Folder::new();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos/golden");
    let mut names: Vec<String> = fs::read_dir(&golden)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| golden.join(format!("{name}.png")).exists())
        .filter(|name| cfg!(feature = "heic") || !name.ends_with(".heic"))
        .collect();
    names.sort();
    assert!(names.len() >= if cfg!(feature = "heic") { 60 } else { 45 }, "{names:?}");
    // Under one wrong name for all: only what is inside counts.
    let photos: Vec<PhotoUse> = names
        .iter()
        .map(|name| folder.photo(&format!("{name}.jpg"), &fs::read(golden.join(name)).unwrap()))
        .collect();
    let (album, problems) = folder.album(&photos);
    assert_eq!(problems, []);
    let mut far = Vec::new();
    for (name, shot) in names.iter().zip(&album.shots) {
        let shot = shot.as_ref().unwrap();
        let wanted = opened(&golden.join(format!("{name}.png")));
        for variant in shot.files() {
            let found = opened(&variant.file);
            assert_eq!(found.dimensions(), wanted.dimensions(), "{name}");
            let off = patches(&found)
                .iter()
                .flatten()
                .zip(patches(&wanted).iter().flatten())
                .map(|(one, other)| (one - other).abs())
                .fold(0.0, f64::max);
            if off > bound(name, variant.format) {
                far.push(format!("{name} as {:?}: {off:.2}", variant.format));
            }
        }
    }
    assert!(far.is_empty(), "{far:#?}");
}
