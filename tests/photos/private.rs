//! Nothing of the original but its picture leaks.

use super::*;

/// A JPEG's segments that are not the picture itself; JFIF's head without a thumbnail is part of it.
fn foreign_segments(bytes: &[u8]) -> Vec<u8> {
    let (mut at, mut foreign) = (2, Vec::new());
    loop {
        assert_eq!(bytes[at], 0xff);
        let marker = bytes[at + 1];
        if marker == 0xd9 {
            assert_eq!(at + 2, bytes.len(), "something lies behind the end");
            return foreign;
        }
        let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        let jfif = marker == 0xe0 && length == 16 && &bytes[at + 4..at + 9] == b"JFIF\0";
        if !jfif && !matches!(marker, 0xc0 | 0xc2 | 0xc4 | 0xda | 0xdb | 0xdd) {
            foreign.push(marker);
        }
        at += 2 + length;
        if marker == 0xda {
            while bytes[at] != 0xff || matches!(bytes[at + 1], 0x00 | 0xd0..=0xd7) {
                at += 1;
            }
        }
    }
}

fn webp_chunks(bytes: &[u8]) -> Vec<String> {
    let (mut at, mut chunks) = (12, Vec::new());
    while at < bytes.len() {
        chunks.push(String::from_utf8_lossy(&bytes[at..at + 4]).into_owned());
        let length = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        at += 8 + length + length % 2;
    }
    chunks
}

fn full_of_secrets(picture: &RgbImage) -> Vec<u8> {
    let tiff = exif(1);
    let icc = ColorProfile::new_display_p3().encode().unwrap();
    let mut bytes = encoder(picture)
        .exif_data(&tiff)
        .icc_profile(&icc)
        .xmp_data(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>HimitsuCam</x:xmpmeta>")
        .iptc_data(b"\x1c\x02\x69\0\x0aHimitsuCam")
        .comment("HimitsuCam")
        .encode()
        .unwrap();
    bytes.extend_from_slice(b"HimitsuCam: a film behind the photo");
    bytes
}

#[test]
fn no_output_holds_anything_but_the_picture() {
    let folder = Folder::new();
    let secrets = full_of_secrets(&window(1000, 800));
    // The check itself: it does see them in the original.
    let end = secrets.len() - 35;
    let seen = foreign_segments(&secrets[..end]);
    assert!([0xe1, 0xe2, 0xed, 0xfe].iter().all(|marker| seen.contains(marker)), "{seen:x?}");

    let (album, problems) = folder.album(&[folder.photo("secret.jpg", &secrets)]);
    assert_eq!(problems, []);
    assert_plain(album.shots[0].as_ref().unwrap());
}

/// Nothing planted is in any file, and no file has a part besides the picture's own.
fn assert_plain(shot: &Shot) {
    for variant in shot.files() {
        let bytes = fs::read(&variant.file).unwrap();
        assert!(!bytes.windows(10).any(|part| part == b"HimitsuCam"), "{}", variant.name);
        match variant.format {
            Format::Jpeg => assert_eq!(foreign_segments(&bytes), [0_u8; 0], "{}", variant.name),
            Format::Webp => assert_eq!(webp_chunks(&bytes), ["VP8 "], "{}", variant.name),
            Format::Avif => unreachable!("not asked for"),
        }
    }
}

/// What each kind of file can carry besides its picture: text, a camera's notes, a second picture.
#[test]
fn no_kind_of_file_passes_on_what_it_carries() {
    let golden =
        |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos").join(name)).unwrap();
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], &named, &super::broken::crc32(&named).to_be_bytes()].concat()
    };
    let mut png = golden("golden/clear.png");
    for (name, data) in [
        (b"tEXt", &b"Author\0HimitsuCam"[..]),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>HimitsuCam</x>"),
        (b"eXIf", &exif(1)),
    ] {
        png.splice(33..33, chunk(name, data));
    }
    let mut webp = golden("golden/turned6.webp");
    webp.extend(b"XMP \x12\0\0\0<x>HimitsuCam</x> ");
    let length = u32::try_from(webp.len() - 8).unwrap().to_le_bytes();
    webp[4..8].copy_from_slice(&length);
    let mut gif = golden("golden/moving.gif");
    let colours = 3 << ((gif[10] & 7) + 1);
    gif.splice(13 + colours..13 + colours, *b"\x21\xfe\x0aHimitsuCam\0");
    let picture = window(320, 200);
    // A preview behind the picture, as "MPF" cameras and motion photos have it.
    let preview = encoder(&window(64, 40)).comment("HimitsuCam").encode().unwrap();
    let tiff = exif(1);
    let mut jpeg = encoder(&picture).exif_data(&tiff).encode().unwrap();
    jpeg.splice(2..2, [&b"\xff\xe2\0\x10MPF\0"[..], b"HimitsuCam"].concat());
    jpeg.extend(preview);
    let mut files = vec![("a.png", png), ("a.webp", webp), ("a.gif", gif), ("a.jpg", jpeg)];
    if cfg!(feature = "heic") {
        files.push(("a.heic", golden("turned.heic")));
    }
    let folder = Folder::new();
    for (name, bytes) in files {
        assert!(bytes.windows(10).any(|part| part == b"HimitsuCam"), "{name} carries it");
        let (album, problems) = folder.album(&[folder.photo(name, &bytes)]);
        assert_eq!(problems, [], "{name}");
        assert_plain(album.shots[0].as_ref().unwrap());
    }
}

#[test]
fn exiftool_finds_no_camera_and_no_place() {
    let groups = |file: &Path| {
        let arguments = ["-a", "-u", "-U", "-G0", "-s"];
        let told = std::process::Command::new("exiftool").args(arguments).arg(file).output().ok()?;
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let groups =
            told.lines().filter_map(|line| Some(line.strip_prefix('[')?.split_once(']')?.0.to_owned()));
        Some(groups.collect::<std::collections::BTreeSet<String>>())
    };
    let folder = Folder::new();
    let photo = folder.photo("secret.jpg", &full_of_secrets(&window(1000, 800)));
    // Where exiftool is not installed, `tests/run` says so; the segments are read above in any case.
    let Some(original) = groups(&photo.file) else { return };
    for planted in ["EXIF", "ICC_Profile"] {
        assert!(original.contains(planted), "{original:?}");
    }
    let (album, _) = folder.album(&[photo]);
    for variant in album.shots[0].as_ref().unwrap().files() {
        let mut groups = groups(&variant.file).unwrap();
        for plain in ["ExifTool", "File", "JFIF", "RIFF", "Composite"] {
            groups.remove(plain);
        }
        assert!(groups.is_empty(), "{}: {groups:?}", variant.name);
    }
}
