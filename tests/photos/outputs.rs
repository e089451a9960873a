//! What parents get.

use super::*;

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
