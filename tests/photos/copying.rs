//! A photo that is still being copied is held back, whatever the copying program does.

use super::*;

fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos/golden");
    let read = |name: &'static str| (name, fs::read(golden.join(name)).unwrap());
    let mut kinds = vec![
        read("420.jpg"),
        read("progressive.jpg"),
        read("clear.png"),
        read("lossy.webp"),
        read("moving.gif"),
    ];
    #[cfg(feature = "heic")]
    kinds.extend([read("444.heic"), read("10bit.heic")]);
    kinds
}

/// Of its full length at once, and filled from the front: some decoders would take the zeros for a picture.
#[test]
fn a_photo_whose_end_is_still_zeros_is_called_half_copied_not_broken() {
    let folder = Folder::new();
    for (name, whole) in kinds() {
        for percent in [30, 50, 75] {
            let filled = whole.len() * percent / 100;
            let mut half = whole.clone();
            half[filled..].fill(0);
            assert_eq!(folder.refused(name, &half), "photo-file-cut", "{name} at {percent} %");
        }
    }
}

#[test]
fn a_photo_that_ends_in_the_middle_is_called_half_copied() {
    let folder = Folder::new();
    for (name, whole) in kinds() {
        for percent in [10, 50, 90, 99] {
            let half = &whole[..whole.len() * percent / 100];
            // What other frames of a GIF lack does not matter: its first is whole.
            if name == "moving.gif" && percent >= 50 {
                continue;
            }
            let id = folder.refused(name, half);
            assert!(matches!(id, "photo-file-cut" | "photo-file-broken"), "{name} at {percent} %: {id}");
            assert!(id == "photo-file-cut" || name == "moving.gif", "{name} at {percent} %");
        }
    }
}
