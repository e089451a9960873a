//! However many photos are developed at a time, the files are the same.

use std::collections::BTreeMap;
use std::num::NonZero;

use super::*;

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos/golden");
    let names = ["420.jpg", "progressive.jpg", "inks-profile.jpg", "clear.png", "p3.webp", "moving.gif"];
    let mut runs = Vec::new();
    for threads in [Some(1), Some(2), Some(7), None] {
        let mut folder = Folder::new();
        folder.settings.threads = threads.and_then(NonZero::new);
        let mut photos: Vec<PhotoUse> =
            names.iter().map(|name| folder.photo(name, &fs::read(golden.join(name)).unwrap())).collect();
        photos.push(folder.photo("large.jpg", &jpeg_of(&window(2000, 1500))));
        let (album, problems) = folder.album(&photos);
        assert_eq!(problems, []);
        let files: BTreeMap<String, Vec<u8>> = album
            .shots
            .iter()
            .flatten()
            .flat_map(|shot| shot.files())
            .map(|variant| (variant.name.clone(), fs::read(&variant.file).unwrap()))
            .collect();
        let placeholders: Vec<_> =
            album.shots.iter().flatten().map(|shot| shot.placeholder.clone()).collect();
        runs.push((files, placeholders));
    }
    assert!(runs[0].0.len() > 20);
    assert!(runs.iter().all(|run| run == &runs[0]));
}
