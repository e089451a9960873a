//! Colours come out as they were meant.

use super::*;

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
