//! Files that are broken on purpose or by accident: an answer each time, in little time and memory.

use std::process::Command;
use std::time::{Duration, Instant};

use super::*;

const ROOM: u32 = 64;

fn golden(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos").join(name)).unwrap()
}

/// One of every kind, each small.
fn originals() -> Vec<(&'static str, Vec<u8>)> {
    let mut names = vec![
        "420.jpg",
        "progressive.jpg",
        "grey.jpg",
        "inks-profile.jpg",
        "clear.png",
        "palette16.png",
        "p3.png",
        "16bit.png",
        "lossy.webp",
        "clear.webp",
        "moving.webp",
        "moving.gif",
        "clear.gif",
    ];
    if cfg!(feature = "heic") {
        names.extend(["p3.heic", "clear.heic", "10bit.heic", "odd.heic"]);
    }
    names.into_iter().map(|name| (name, golden(&format!("golden/{name}")))).collect()
}

/// Cut, turned, wiped, doubled: the same ones every time.
fn broken() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (name, whole) in originals() {
        for n in 1..20 {
            let at = whole.len() * n / 20;
            files.push((format!("cut-{n}-{name}"), whole[..at].to_vec()));
            let mut turned = whole.clone();
            for k in 0..3 {
                turned[(at + k * 7919) % whole.len()] ^= 0xff >> k;
            }
            files.push((format!("turned-{n}-{name}"), turned));
            let mut wiped = whole.clone();
            let end = (at + 200).min(whole.len());
            wiped[at..end].fill(if n % 2 == 0 { 0 } else { 0xff });
            files.push((format!("wiped-{n}-{name}"), wiped));
            let again = [&whole[..at], &whole[at / 2..]].concat();
            files.push((format!("again-{n}-{name}"), again));
        }
    }
    files
}

/// Files that promise far more than they are, and how each is refused.
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    const LARGE: &[&str] = &["photo-file-too-large"];
    let mut jpeg = jpeg_of(&window(64, 48));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let mut progressive = encoder(&window(64, 48)).progressive(true).encode().unwrap();
    let scan = progressive.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
    let last = progressive[scan..progressive.len() - 2].to_vec();
    let scans = [&progressive[..scan], &last.repeat(5000), &[0xff, 0xd9]].concat();
    let frame = progressive.windows(2).position(|pair| pair == [0xff, 0xc2]).unwrap();
    progressive[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x10, 0x27, 0x10]);
    let mut png = png_of(&window(64, 48), None);
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    let mut gif = Cursor::new(Vec::new());
    window(16, 16).write_to(&mut gif, ImageFormat::Gif).unwrap();
    let mut gif = gif.into_inner();
    gif[6..10].copy_from_slice(&[0xff; 4]);
    // 14 bits of width less one, 14 of height less one (RFC 9649, 3.4).
    let mut webp = golden("golden/clear.webp");
    let head = webp.windows(4).position(|name| name == b"VP8L").unwrap() + 9;
    webp[head..head + 4].copy_from_slice(&0x0fff_ffff_u32.to_le_bytes());
    let mut bombs = vec![
        ("bomb.jpg", jpeg, LARGE),
        ("progressive.jpg", progressive, LARGE),
        ("scans.jpg", scans, &["photo-file-broken", "photo-file-rare"][..]),
        ("bomb.png", png, LARGE),
        ("bomb.gif", gif, LARGE),
        ("bomb.webp", webp, &["photo-file-too-large", "photo-file-broken"]),
    ];
    if cfg!(feature = "heic") {
        let mut heic = golden("golden/444.heic");
        let sizes: Vec<usize> = (4..heic.len() - 16).filter(|at| &heic[*at..*at + 4] == b"ispe").collect();
        for at in sizes {
            heic[at + 8..at + 16].copy_from_slice(&[0, 0, 0x7f, 0xff, 0, 0, 0x7f, 0xff]);
        }
        bombs.push(("bomb.heic", heic, &["photo-file-too-large", "photo-file-broken"]));
    }
    bombs
}

pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn a_header_that_promises_billions_of_pixels_is_refused_before_anything_is_allocated() {
    let folder = Folder::new();
    for (name, bytes, ids) in bombs() {
        let id = folder.refused(name, &bytes);
        assert!(ids.contains(&id), "{name}: {id}");
    }
}

/// What it swells to is not the picture: the picture comes out, or the file is refused.
#[test]
fn a_small_file_that_swells_is_held_to_its_size() {
    let folder = Folder::new();
    for name in ["profile.png", "text.png", "pixels.png"] {
        let began = Instant::now();
        let (album, problems) = folder.album(&[folder.photo(name, &golden(&format!("bombs/{name}")))]);
        assert_eq!(album.shots[0].is_none(), problems.len() == 1, "{name}");
        assert!(began.elapsed() < Duration::from_secs(5), "{name}");
    }
}

#[test]
fn broken_files_of_every_kind_get_an_answer() {
    let folder = Folder::new();
    let files = broken();
    let mut photos: Vec<PhotoUse> = files.iter().map(|(name, bytes)| folder.photo(name, bytes)).collect();
    photos.push(folder.photo("good", &originals()[0].1));
    let (mut refused, mut problems) = (0, 0);
    for photo in &photos {
        let began = Instant::now();
        let (album, found) = folder.album(std::slice::from_ref(photo));
        assert!(began.elapsed() < Duration::from_secs(5), "{} took {:?}", photo.name, began.elapsed());
        refused += usize::from(album.shots[0].is_none());
        problems += found.len();
        for problem in found {
            assert!(
                matches!(
                    problem.id,
                    "photo-file-cut"
                        | "photo-file-broken"
                        | "photo-file-rare"
                        | "photo-file-too-large"
                        | "photo-file-not-a-photo"
                        | "photo-file-empty"
                ),
                "{}: {}",
                photo.name,
                problem.id
            );
        }
    }
    assert!(files.len() > 900 && refused > 400, "{refused} of {}", files.len());
    assert_eq!(problems, refused, "one problem for each gap");
}

/// Bytes of memory this process held at its peak.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// Not a test by itself: what [`hostile_files_stay_within_the_memory_setting`] runs as a process of its own.
#[cfg(target_os = "linux")]
#[test]
fn in_a_process_of_its_own() {
    if std::env::var_os("OTAYORI_HOSTILE").is_none() {
        return;
    }
    let mut folder = Folder::new();
    folder.settings.memory = ROOM;
    folder.settings.threads = std::num::NonZero::new(2);
    let photos: Vec<PhotoUse> = bombs()
        .into_iter()
        .map(|(name, bytes, _)| folder.photo(name, &bytes))
        .chain(broken().into_iter().map(|(name, bytes)| folder.photo(&name, &bytes)))
        .chain(
            ["profile.png", "text.png", "pixels.png"]
                .map(|name| folder.photo(name, &golden(&format!("bombs/{name}")))),
        )
        .collect();
    let before = peak();
    folder.album(&photos);
    eprintln!("grew by {} MiB", (peak() - before) >> 20);
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_files_stay_within_the_memory_setting_and_print_nothing() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "photos::broken::in_a_process_of_its_own", "--nocapture"])
        .env("OTAYORI_HOSTILE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{:?}: {said}", child.status);
    assert!(!said.contains("panicked"), "{said}");
    let grown = said.lines().find_map(|line| line.strip_prefix("grew by ")?.strip_suffix(" MiB"));
    let grown: u32 = grown.unwrap().parse().unwrap();
    assert!(grown <= ROOM, "{grown} MiB");
}
