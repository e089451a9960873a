//! What is refused, and by which words.

use super::*;

#[test]
fn each_fault_has_a_problem_of_its_own() {
    let folder = Folder::new();
    let good = jpeg_of(&window(640, 480));
    let png = png_of(&window(64, 48), None);
    assert_eq!(folder.refused("empty.jpg", b""), "photo-file-empty");
    assert_eq!(folder.refused("zeros.jpg", &[0; 50_000]), "photo-file-empty");
    assert_eq!(folder.refused("half.jpg", &good[..good.len() / 2]), "photo-file-cut");
    assert_eq!(folder.refused("almost.jpg", &good[..good.len() - 2]), "photo-file-cut");
    assert_eq!(folder.refused("head.jpg", &good[..20]), "photo-file-cut");
    assert_eq!(folder.refused("half.png", &png[..png.len() / 2]), "photo-file-cut");
    assert_eq!(folder.refused("plan.jpg", b"%PDF-1.7\n%..."), "photo-file-not-a-photo");
    assert_eq!(folder.refused("film.heic", b"\0\0\0\x14ftypqt  \0\0\0\0qt  "), "photo-file-not-a-photo");
    assert_eq!(folder.refused("noise.jpg", b"ab"), "photo-file-not-a-photo");
    let mut broken = good.clone();
    for byte in &mut broken[1000..1400] {
        *byte = 0x55;
    }
    broken.truncate(1400);
    broken.extend([0xff, 0xd9]);
    assert!(matches!(folder.refused("broken.jpg", &broken), "photo-file-broken" | "photo-file-cut"));
    let mut wrong = png.clone();
    let middle = wrong.len() / 2;
    wrong[middle] ^= 0xff;
    assert_eq!(folder.refused("wrong.png", &wrong), "photo-file-broken");
}

#[test]
fn a_photo_that_needs_more_than_the_memory_setting_is_refused() {
    let mut folder = Folder::new();
    folder.settings.memory = 16;
    assert_eq!(folder.refused("large.png", &png_of(&window(3000, 2000), None)), "photo-file-too-large");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_inside_the_folder_is_refused_and_holds_nothing_up() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new();
    let at = |name: &str| {
        let mut photo = folder.photo("any.jpg", b"");
        photo.file = folder.content().join(name);
        photo
    };
    let secret = folder.folder.path().join("secret.jpg");
    fs::write(&secret, jpeg_of(&window(64, 48))).unwrap();
    symlink(&secret, folder.content().join("link.jpg")).unwrap();
    symlink("round.jpg", folder.content().join("round.jpg")).unwrap();
    fs::create_dir(folder.content().join("folder.jpg")).unwrap();
    let pipe = folder.content().join("pipe.jpg");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let locked = folder.photo("locked.jpg", &jpeg_of(&window(64, 48)));
    fs::set_permissions(&locked.file, fs::Permissions::from_mode(0o000)).unwrap();
    let names = ["link.jpg", "gone.jpg", "round.jpg", "folder.jpg", "pipe.jpg"];
    let mut photos: Vec<PhotoUse> = names.into_iter().map(at).collect();
    let good = folder.photo("good.jpg", &jpeg_of(&window(64, 48)));
    photos.push(good);
    let (album, problems) = folder.album(&photos);
    assert!(album.shots[5].is_some() && album.shots[..5].iter().all(Option::is_none));
    let ids: Vec<_> = problems.iter().map(|problem| problem.id).collect();
    let unreadable = "photo-file-unreadable";
    assert_eq!(ids, ["photo-file-outside", unreadable, unreadable, unreadable, unreadable]);
    assert!(problems[1].what(Lang::En.words()).contains("gone"));
    // Root may read everything.
    if fs::read(&locked.file).is_err() {
        let (_, problems) = folder.album(&[locked]);
        assert!(problems[0].what(Lang::En.words()).contains("permission"));
    }
}

#[test]
fn a_photo_that_vanishes_after_planning_leaves_a_gap_and_a_problem() {
    let folder = Folder::new();
    let photo = folder.photo("a.jpg", &jpeg_of(&window(500, 300)));
    let (plan, _) = folder.plan(std::slice::from_ref(&photo));
    fs::remove_file(&photo.file).unwrap();
    let developed = folder.develop(&[plan]);
    assert_eq!(developed.albums[0].shots, [None]);
    assert_eq!(developed.problems[0][0].id, "photo-file-unreadable");
}

/// JPEGs of 12 bits, without loss, coded by arithmetic: read, or refused with advice.
#[test]
fn rare_forms_are_read_or_refused_with_advice() {
    let folder = Folder::new();
    let picture = window(320, 200);
    let arithmetic = encoder(&picture).arithmetic(true).encode().unwrap();
    let (album, problems) = folder.album(&[folder.photo("arithmetic.jpg", &arithmetic)]);
    assert_eq!(problems, []);
    assert_near(fields(&opened(&album.shots[0].as_ref().unwrap().print.file)), fields(&picture), 4, "it");
    let mut deep = jpeg_of(&picture);
    let frame = deep.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    deep[frame + 1] = 0xc1;
    deep[frame + 4] = 12;
    assert_eq!(folder.refused("deep.jpg", &deep), "photo-file-rare");
}

#[test]
fn looking_tells_kind_size_and_refusal_without_a_name() {
    let seen = look(&png_of(&window(640, 400), None)).unwrap();
    assert_eq!((seen.kind, seen.upright()), (Kind::Png, Size { width: 640, height: 400 }));
    assert_eq!(look(b"%PDF-1.4"), Err(Refusal::NotAPhoto(Stranger::Pdf)));
    assert_eq!(look(b""), Err(Refusal::Empty));
}

#[cfg(not(feature = "heic"))]
#[test]
fn without_the_feature_a_heic_is_refused_with_the_phones_setting() {
    let bytes = b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x08mdat";
    assert_eq!(Folder::new().refused("a.heic", bytes), "photo-file-heic-left-out");
}
