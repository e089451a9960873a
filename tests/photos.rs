//! Photos, from the file a teacher drops in to the files parents get. Every picture is made here.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageFormat, RgbImage};
use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};
use moxcms::ColorProfile;
use otayori::content::PhotoUse;
use otayori::photos::{
    Album, AlbumPlan, Cache, Developed, Format, Kind, Refusal, Shot, Size, Stranger, develop, look, plan,
};
use otayori::problem::{Place, Problem};
use otayori::settings::PhotoSettings;
use otayori::words::Lang;

mod broken;
mod cache;
mod colours;
mod copying;
mod crew;
mod golden;
mod outputs;
mod private;
mod refused;

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
