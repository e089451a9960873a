//! What was developed once is kept.

use std::sync::Mutex;

use super::*;

#[test]
fn a_second_run_develops_nothing_and_two_runs_give_the_same_bytes() {
    let (one, other) = (Folder::new(), Folder::new());
    let bytes = jpeg_of(&window(1700, 1300));
    let mut outputs = Vec::new();
    for folder in [&one, &other] {
        // The same photo twice in one letter, once in another.
        let photos = [folder.photo("a.jpg", &bytes), folder.photo("b.jpg", &bytes)];
        let (first, _) = folder.plan(&photos);
        let (second, _) = folder.plan(&photos[..1]);
        let steps = Mutex::new(Vec::new());
        let plans = [first, second];
        let developed =
            develop(&plans, &folder.cache(), &folder.settings, &|step| steps.lock().unwrap().push(step));
        assert_eq!((developed.developed, developed.kept), (1, 0));
        let steps = steps.into_inner().unwrap();
        assert_eq!(steps.len(), 1);
        assert_eq!((steps[0].done, steps[0].total, steps[0].developed), (1, 1, 1));
        assert_eq!(developed.albums[0].shots[0], developed.albums[0].shots[1]);
        assert_eq!(developed.albums[0].shots[0], developed.albums[1].shots[0]);
        let again = folder.develop(&plans);
        assert_eq!((again.developed, again.kept), (0, 1));
        assert_eq!(again.albums, developed.albums);
        let shot = developed.albums[0].shots[0].clone().unwrap();
        let files: Vec<_> = shot.files().map(|v| (v.name.clone(), fs::read(&v.file).unwrap())).collect();
        outputs.push((files, shot.placeholder));
    }
    assert_eq!(outputs[0], outputs[1]);
}

#[test]
fn a_photo_replaced_under_its_old_date_and_length_is_noticed() {
    let folder = Folder::new();
    let mut bytes = jpeg_of(&window(500, 300));
    bytes.extend_from_slice(b"one");
    let photo = folder.photo("a.jpg", &bytes);
    let old = fs::metadata(&photo.file).unwrap().modified().unwrap();
    let (before, _) = folder.album(std::slice::from_ref(&photo));
    let end = bytes.len() - 3;
    bytes[end..].copy_from_slice(b"two");
    let photo = folder.photo("a.jpg", &bytes);
    fs::File::options().write(true).open(&photo.file).unwrap().set_modified(old).unwrap();
    let (after, _) = folder.album(std::slice::from_ref(&photo));
    let name = |album: &Album| album.shots[0].as_ref().unwrap().print.name.clone();
    assert_ne!(name(&before), name(&after));
}

#[test]
fn a_photo_replaced_after_planning_does_not_come_under_the_old_name() {
    let folder = Folder::new();
    let photo = folder.photo("a.jpg", &jpeg_of(&window(500, 300)));
    let (plan, _) = folder.plan(&[photo]);
    folder.photo("a.jpg", &jpeg_of(&window(300, 500)));
    let developed = folder.develop(&[plan]);
    assert_eq!(developed.albums[0].shots, [None]);
    assert_eq!(developed.problems[0][0].id, "photo-file-changed");
}

#[test]
fn a_torn_cache_is_mended() {
    let folder = Folder::new();
    let photo = folder.photo("a.jpg", &jpeg_of(&window(500, 300)));
    let (album, _) = folder.album(std::slice::from_ref(&photo));
    let shot = album.shots[0].as_ref().unwrap();
    let whole = fs::read(&shot.print.file).unwrap();
    let (plan, _) = folder.plan(&[photo]);
    fs::write(&shot.print.file, &whole[..100]).unwrap();
    assert_eq!(folder.develop(std::slice::from_ref(&plan)).developed, 1, "a file cut short");
    assert_eq!(fs::read(&shot.print.file).unwrap(), whole);
    fs::remove_file(&shot.variants[0].file).unwrap();
    assert_eq!(folder.develop(std::slice::from_ref(&plan)).developed, 1, "a file gone");
    assert_eq!(folder.develop(std::slice::from_ref(&plan)).developed, 0);
}

#[test]
fn names_and_sizes_are_known_before_any_pixel() {
    let folder = Folder::new();
    let photo = folder.photo("a.jpg", &jpeg_of(&window(2000, 1500)));
    let (plan, _) = folder.plan(&[photo]);
    let planned = plan.photos[0].as_ref().unwrap().shot(&folder.cache());
    assert!(!planned.print.file.exists());
    let developed = folder.develop(&[plan]).albums.remove(0).shots.remove(0).unwrap();
    assert_eq!(planned.variants, developed.variants);
    assert_eq!(planned.print, developed.print);
}
