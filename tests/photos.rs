//! Photos, from the file a teacher drops in to the files parents get. Every picture is made here.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageFormat, RgbImage};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};
use moxcms::ColorProfile;
use otayori::content::PhotoUse;
use otayori::photos::{
    Album, AlbumPlan, Cache, Developed, Format, Kind, Refusal, Size, Stranger, develop, look, plan,
};
use otayori::problem::{Place, Problem};
use otayori::settings::PhotoSettings;
use otayori::words::Lang;

// ---- a folder of letters with photos in it ----

struct Folder {
    folder: tempfile::TempDir,
    settings: PhotoSettings,
}

impl Folder {
    fn new() -> Folder {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("content")).unwrap();
        Folder {
            folder,
            settings: PhotoSettings { widths: vec![480, 960, 1600], avif: false, memory: 512, threads: None },
        }
    }

    fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn cache(&self) -> Cache {
        Cache::of_school(&self.folder.path().join(".otayori")).unwrap()
    }

    /// Puts a file beside the letter and names it there.
    fn photo(&self, name: &str, bytes: &[u8]) -> PhotoUse {
        let file = self.content().join(name);
        fs::write(&file, bytes).unwrap();
        PhotoUse {
            file,
            name: name.to_owned(),
            alt: "写真".to_owned(),
            caption: String::new(),
            names: vec![],
            focus: None,
            place: Place::file("遠足.md"),
        }
    }

    fn plan(&self, photos: &[PhotoUse]) -> (AlbumPlan, Vec<Problem>) {
        plan(photos, &self.content(), &self.settings)
    }

    fn develop(&self, plans: &[AlbumPlan]) -> Developed {
        develop(plans, &self.cache(), &self.settings, &|_| {})
    }

    /// One letter's photos, all the way.
    fn album(&self, photos: &[PhotoUse]) -> (Album, Vec<Problem>) {
        let (plan, mut problems) = self.plan(photos);
        let mut developed = self.develop(&[plan]);
        problems.append(&mut developed.problems[0]);
        (developed.albums.remove(0), problems)
    }

    /// The id of the one problem of one file.
    fn refused(&self, name: &str, bytes: &[u8]) -> &'static str {
        let (album, problems) = self.album(&[self.photo(name, bytes)]);
        assert_eq!(album.shots, [None], "{name}");
        let [problem] = &problems[..] else { panic!("{name}: {problems:?}") };
        for lang in [Lang::Ja, Lang::En] {
            let (what, advice) = (problem.what(lang.words()), problem.advice(lang.words()));
            assert!(what.contains(name), "{what}");
            assert!(advice.len() > 20 && !advice.contains('{'), "{advice}");
        }
        problem.id
    }
}

// ---- pictures ----

/// Four fields of colour: red, green, blue, grey, as in a window.
fn window(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        image::Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => [200, 30, 30],
            (false, true) => [30, 160, 30],
            (true, false) => [30, 30, 200],
            (false, false) => [128, 128, 128],
        })
    })
}

fn jpeg_of(picture: &RgbImage) -> Vec<u8> {
    encoder(picture).encode().unwrap()
}

fn encoder(picture: &RgbImage) -> Encoder<'_> {
    let (width, height) = picture.dimensions();
    Encoder::new(picture.as_raw(), width as usize, height as usize, PixelFormat::Rgb)
        .quality(98)
        .subsampling(Subsampling::S444)
}

fn png_of(picture: &RgbImage, profile: Option<&ColorProfile>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.encode().unwrap()).unwrap();
    }
    let (width, height) = picture.dimensions();
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// EXIF with a camera's name, an orientation and a place (a GPS block with 34°41′ north).
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010f, 2, 11, 50));
    tiff.extend(entry(0x0112, 3, 1, u32::from(orientation)));
    tiff.extend(entry(0x8825, 4, 1, 61));
    tiff.extend([0; 4]);
    tiff.extend(b"HimitsuCam\0");
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(1, 2, 2, u32::from(b'N')));
    tiff.extend(entry(2, 5, 3, 91));
    tiff.extend([0; 4]);
    for part in [34_u32, 1, 41, 1, 0, 1] {
        tiff.extend(part.to_le_bytes());
    }
    tiff
}

/// The picture as a camera held in orientation `n` stores it (EXIF 2.32, 4.6.4, tag 274).
fn stored(upright: &RgbImage, n: u16) -> RgbImage {
    let (w, h) = upright.dimensions();
    let (width, height) = if n >= 5 { (h, w) } else { (w, h) };
    // For each stored row and column, the 0th row and column's side tells where it belongs.
    RgbImage::from_fn(width, height, |x, y| *match n {
        1 => upright.get_pixel(x, y),
        2 => upright.get_pixel(w - 1 - x, y),
        3 => upright.get_pixel(w - 1 - x, h - 1 - y),
        4 => upright.get_pixel(x, h - 1 - y),
        5 => upright.get_pixel(y, x),
        6 => upright.get_pixel(w - 1 - y, x),
        7 => upright.get_pixel(w - 1 - y, h - 1 - x),
        _ => upright.get_pixel(y, h - 1 - x),
    })
}

fn opened(file: &Path) -> RgbImage {
    image::ImageReader::open(file).unwrap().with_guessed_format().unwrap().decode().unwrap().into_rgb8()
}

/// The colours in the middle of the four fields.
fn fields(picture: &RgbImage) -> [[u8; 3]; 4] {
    let (w, h) = picture.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| picture.get_pixel(w * x / 4, h * y / 4).0)
}

fn assert_near(found: [[u8; 3]; 4], wanted: [[u8; 3]; 4], levels: u8, of: &str) {
    let off = found.iter().flatten().zip(wanted.iter().flatten()).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(off <= Some(levels), "{of}: {found:?} instead of {wanted:?}");
}

// ---- what parents get ----

#[test]
fn every_orientation_comes_out_upright() {
    let folder = Folder::new();
    let upright = window(640, 400);
    let photos: Vec<PhotoUse> = (1..=8)
        .map(|n| {
            let tiff = exif(n);
            let bytes = encoder(&stored(&upright, n)).exif_data(&tiff).encode().unwrap();
            folder.photo(&format!("{n}.jpg"), &bytes)
        })
        .collect();
    let (album, problems) = folder.album(&photos);
    assert_eq!(problems, []);
    for (n, shot) in (1..).zip(&album.shots) {
        let shot = shot.as_ref().unwrap();
        assert_eq!((shot.width, shot.height), (640, 400), "orientation {n}");
        for variant in shot.files() {
            let picture = opened(&variant.file);
            assert_eq!(picture.dimensions(), (variant.width, variant.height));
            assert_near(fields(&picture), fields(&upright), 4, &format!("orientation {n}, {}", variant.name));
        }
    }
}

#[test]
fn a_png_on_its_side_is_put_upright_too() {
    let folder = Folder::new();
    let upright = window(300, 200);
    let lying = stored(&upright, 6);
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif(6)).unwrap();
    encoder.write_image(lying.as_raw(), 200, 300, ExtendedColorType::Rgb8).unwrap();
    let (album, _) = folder.album(&[folder.photo("a.png", &bytes)]);
    let shot = album.shots[0].as_ref().unwrap();
    assert_near(fields(&opened(&shot.print.file)), fields(&upright), 4, "png");
}

/// An independent way from linear light in other primaries to sRGB: `matrix` is to linear sRGB
/// (computed from the primaries of CSS Color 4, section 10).
fn reference(colour: [u8; 3], decode: impl Fn(f64) -> f64, matrix: [[f64; 3]; 3]) -> [u8; 3] {
    let linear = colour.map(|level| decode(f64::from(level) / 255.0));
    matrix.map(|row| {
        let light: f64 = row.iter().zip(linear).map(|(factor, light)| factor * light).sum();
        let light = light.clamp(0.0, 1.0);
        let level = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (level * 255.0).round() as u8
    })
}

fn srgb_curve(level: f64) -> f64 {
    if level <= 0.040_45 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
}

const P3_TO_SRGB: [[f64; 3]; 3] = [
    [1.224_940_2, -0.224_940_4, 0.0],
    [-0.042_056_9, 1.042_056_9, 0.0],
    [-0.019_637_6, -0.078_636_1, 1.098_273_5],
];
const ADOBE_TO_SRGB: [[f64; 3]; 3] =
    [[1.398_283_2, -0.398_283_1, 0.0], [0.0, 1.0, 0.0], [0.0, -0.042_938_3, 1.042_938_3]];

#[test]
fn display_p3_and_adobe_rgb_become_srgb_within_two_levels() {
    let folder = Folder::new();
    let picture = window(640, 400);
    let p3 = ColorProfile::new_display_p3();
    let adobe = ColorProfile::new_adobe_rgb();
    let p3_icc = p3.encode().unwrap();
    let photos = [
        folder.photo("p3.png", &png_of(&picture, Some(&p3))),
        folder.photo("adobe.png", &png_of(&picture, Some(&adobe))),
        folder.photo("p3.jpg", &encoder(&picture).quality(100).icc_profile(&p3_icc).encode().unwrap()),
        folder.photo("none.png", &png_of(&picture, None)),
    ];
    let (album, problems) = folder.album(&photos);
    assert_eq!(problems, []);
    let from_p3 = fields(&picture).map(|colour| reference(colour, srgb_curve, P3_TO_SRGB));
    let gamma = |level: f64| level.powf(563.0 / 256.0);
    let from_adobe = fields(&picture).map(|colour| reference(colour, gamma, ADOBE_TO_SRGB));
    assert!(from_p3 != fields(&picture) && from_adobe != fields(&picture));
    for (shot, wanted) in album.shots.iter().zip([from_p3, from_adobe, from_p3, fields(&picture)]) {
        let shot = shot.as_ref().unwrap();
        for variant in shot.files() {
            assert_near(fields(&opened(&variant.file)), wanted, 2, &variant.name);
        }
    }
}

#[test]
fn a_grey_photo_keeps_its_greys() {
    let folder = Folder::new();
    let grey: Vec<u8> = window(640, 400).pixels().map(|pixel| pixel.0[1]).collect();
    let jpeg = |profile: Option<&[u8]>| {
        let encoder = Encoder::new(&grey, 640, 400, PixelFormat::Grayscale).quality(100);
        match profile {
            Some(icc) => encoder.icc_profile(icc).encode().unwrap(),
            None => encoder.encode().unwrap(),
        }
    };
    let icc = ColorProfile::new_gray_with_gamma(1.8).encode().unwrap();
    let (album, problems) =
        folder.album(&[folder.photo("a.jpg", &jpeg(None)), folder.photo("b.jpg", &jpeg(Some(&icc)))]);
    assert_eq!(problems, []);
    let greys = [30, 160, 30, 128_u8];
    let curve = |level: f64| level.powf(1.8);
    let same = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for (shot, wanted) in album
        .shots
        .iter()
        .zip([greys.map(|level| [level; 3]), greys.map(|level| reference([level; 3], curve, same))])
    {
        for variant in shot.as_ref().unwrap().files() {
            assert_near(fields(&opened(&variant.file)), wanted, 2, &variant.name);
        }
    }
}

/// Printers' JPEGs of four inks, stored as Adobe's programs do: 255 is no ink.
#[test]
fn inks_become_colours() {
    let folder = Folder::new();
    let picture = window(640, 400);
    let inks: Vec<u8> =
        picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]).collect();
    let encoder = Encoder::new(&inks, 640, 400, PixelFormat::Cmyk).quality(98).subsampling(Subsampling::S444);
    let bytes = encoder.write_adobe_marker(true).encode().unwrap();
    let (album, problems) = folder.album(&[folder.photo("inks.jpg", &bytes)]);
    assert_eq!(problems, []);
    let shot = album.shots[0].as_ref().unwrap();
    assert_near(fields(&opened(&shot.print.file)), fields(&picture), 4, "inks");
}

#[test]
fn what_is_transparent_is_white() {
    let folder = Folder::new();
    let drawing = image::RgbaImage::from_fn(600, 400, |x, _| {
        image::Rgba(if x < 300 { [255, 0, 0, 0] } else { [0, 0, 200, 255] })
    });
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let mut bytes = Cursor::new(Vec::new());
        drawing.write_to(&mut bytes, format).unwrap();
        let (album, problems) = folder.album(&[folder.photo("drawing", bytes.get_ref())]);
        assert_eq!(problems, [], "{format:?}");
        let shot = album.shots[0].as_ref().unwrap();
        let [white, blue] = [[255; 3], [0, 0, 200]];
        assert_near(fields(&opened(&shot.print.file)), [white, blue, white, blue], 3, &format!("{format:?}"));
    }
}

#[test]
fn sixteen_bits_and_palettes_are_read() {
    let folder = Folder::new();
    let deep = image::DynamicImage::ImageRgb8(window(600, 400)).into_rgb16();
    let mut bytes = Cursor::new(Vec::new());
    deep.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let (album, problems) = folder.album(&[folder.photo("deep.png", bytes.get_ref())]);
    assert_eq!(problems, []);
    let shot = album.shots[0].as_ref().unwrap();
    assert_near(fields(&opened(&shot.print.file)), fields(&window(600, 400)), 3, "16 bits");
}

#[test]
fn a_large_photo_gets_three_widths_as_webp_and_jpeg_and_a_print() {
    let folder = Folder::new();
    let (album, _) = folder.album(&[folder.photo("a.jpg", &jpeg_of(&window(2400, 1800)))]);
    let shot = album.shots[0].as_ref().unwrap();
    let variants: Vec<_> = shot.variants.iter().map(|v| (v.width, v.height, v.format)).collect();
    let expected = [480, 960, 1600].map(|w| [(w, w * 3 / 4, Format::Webp), (w, w * 3 / 4, Format::Jpeg)]);
    assert_eq!(variants, expected.concat());
    assert_eq!((shot.print.width, shot.print.height, shot.print.format), (1800, 1350, Format::Jpeg));
    for variant in shot.files() {
        let picture = opened(&variant.file);
        assert_eq!(picture.dimensions(), (variant.width, variant.height));
        assert_near(fields(&picture), fields(&window(8, 8)), 4, &variant.name);
        let ending = Path::new(&variant.name).extension().unwrap();
        assert_eq!(ending, if variant.format == Format::Webp { "webp" } else { "jpg" });
    }
    assert!(shot.placeholder.starts_with("data:image/webp;base64,"));
    assert!(shot.placeholder.len() < 600, "{}", shot.placeholder.len());
}

// ---- nothing leaks ----

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
    for variant in album.shots[0].as_ref().unwrap().files() {
        let bytes = fs::read(&variant.file).unwrap();
        assert!(!bytes.windows(10).any(|part| part == b"HimitsuCam"), "{}", variant.name);
        match variant.format {
            Format::Jpeg => assert_eq!(foreign_segments(&bytes), [0_u8; 0], "{}", variant.name),
            Format::Webp => assert_eq!(webp_chunks(&bytes), ["VP8 "], "{}", variant.name),
            Format::Avif => unreachable!("not asked for"),
        }
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

// ---- what is refused ----

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

/// Headers that promise far more pixels than there are bytes.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let mut jpeg = jpeg_of(&window(64, 48));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let mut progressive = encoder(&window(64, 48)).progressive(true).encode().unwrap();
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
    vec![("bomb.jpg", jpeg), ("progressive.jpg", progressive), ("bomb.png", png), ("bomb.gif", gif)]
}

fn crc32(bytes: &[u8]) -> u32 {
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
    for (name, bytes) in bombs() {
        assert_eq!(folder.refused(name, &bytes), "photo-file-too-large", "{name}");
    }
}

#[test]
fn a_photo_that_needs_more_than_the_memory_setting_is_refused() {
    let mut folder = Folder::new();
    folder.settings.memory = 16;
    assert_eq!(folder.refused("large.png", &png_of(&window(3000, 2000), None)), "photo-file-too-large");
}

/// Every format, cut at many places and with bytes turned: an answer each time, never a panic.
#[test]
fn broken_files_of_every_kind_get_an_answer() {
    let folder = Folder::new();
    let picture = window(160, 120);
    let mut originals = vec![jpeg_of(&picture), encoder(&picture).progressive(true).encode().unwrap()];
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        originals.push(bytes.into_inner());
    }
    #[cfg(feature = "heic")]
    originals.push(fs::read(heic("turned.heic")).unwrap());
    let mut photos = Vec::new();
    for (number, original) in originals.iter().enumerate() {
        for n in 1..25 {
            let cut = original.len() * n / 25;
            photos.push(folder.photo(&format!("cut-{number}-{n}"), &original[..cut]));
            let mut turned = original.clone();
            for k in 0..3 {
                turned[(cut + k * 7919) % original.len()] ^= 0xff >> k;
            }
            photos.push(folder.photo(&format!("turned-{number}-{n}"), &turned));
        }
    }
    let good = folder.photo("good", &originals[0]);
    photos.push(good);
    let (album, problems) = folder.album(&photos);
    let refused = album.shots.iter().filter(|shot| shot.is_none()).count();
    assert!(photos.len() > 240 && refused > 120, "{refused} of {}", photos.len());
    assert_eq!(problems.len(), refused, "one problem for each gap");
    assert!(album.shots.last().unwrap().is_some(), "the good one is not held up");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_and_a_pipe_are_refused() {
    let folder = Folder::new();
    let secret = folder.folder.path().join("secret.jpg");
    fs::write(&secret, jpeg_of(&window(64, 48))).unwrap();
    let mut photo = folder.photo("inside.jpg", b"");
    photo.file = folder.content().join("link.jpg");
    std::os::unix::fs::symlink(&secret, &photo.file).unwrap();
    let mut gone = photo.clone();
    gone.file = folder.content().join("gone.jpg");
    let (album, problems) = folder.album(&[photo, gone]);
    assert_eq!(album.shots, [None, None]);
    let ids: Vec<_> = problems.iter().map(|problem| problem.id).collect();
    assert_eq!(ids, ["photo-file-outside", "photo-file-unreadable"]);
}

#[test]
fn looking_tells_kind_size_and_refusal_without_a_name() {
    let seen = look(&png_of(&window(640, 400), None)).unwrap();
    assert_eq!((seen.kind, seen.upright()), (Kind::Png, Size { width: 640, height: 400 }));
    assert_eq!(look(b"%PDF-1.4"), Err(Refusal::NotAPhoto(Stranger::Pdf)));
    assert_eq!(look(b""), Err(Refusal::Empty));
}

// ---- the cache ----

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

// ---- HEIC ----

#[cfg(feature = "heic")]
fn heic(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos").join(name)
}

/// The container turns the picture by a quarter (`irot`) and EXIF says the same: it is turned once.
#[cfg(feature = "heic")]
#[test]
fn a_heic_that_is_turned_by_container_and_exif_is_turned_once() {
    let folder = Folder::new();
    let (album, problems) = folder.album(&[folder.photo("a.jpg", &fs::read(heic("turned.heic")).unwrap())]);
    assert_eq!(problems, []);
    let shot = album.shots[0].as_ref().unwrap();
    assert_eq!((shot.width, shot.height), (128, 80));
    for variant in shot.files() {
        assert_near(fields(&opened(&variant.file)), fields(&window(128, 80)), 4, &variant.name);
        assert!(!fs::read(&variant.file).unwrap().windows(10).any(|part| part == b"HimitsuCam"));
    }
}

#[cfg(not(feature = "heic"))]
#[test]
fn without_the_feature_a_heic_is_refused_with_the_phones_setting() {
    let bytes = b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x08mdat";
    assert_eq!(Folder::new().refused("a.heic", bytes), "photo-file-heic-left-out");
}
