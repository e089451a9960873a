//! What stands around photos: the side kept in sight, the contact sheet of a draft, AVIF for schools that ask.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::school::{FAMILIES, School};
use image::{Rgb, RgbImage};
use otayori::office::Kind;

/// Writes a school with one letter; `settings` is added to `school.yaml`.
fn school(settings: &str, letter: &str, photos: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content/全園");
    fs::create_dir_all(&content).unwrap();
    fs::create_dir_all(folder.path().join("recipients")).unwrap();
    fs::write(folder.path().join("recipients/families.csv"), FAMILIES).unwrap();
    fs::write(folder.path().join("school.yaml"), format!("name: ひまわり保育園\n{settings}")).unwrap();
    fs::write(content.join("2026-11-20 遠足.md"), letter).unwrap();
    for (name, bytes) in photos {
        let file = content.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    folder
}

fn build(school: &Path, lang: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
    let output = command.arg("--school").arg(school).args(["build", "--lang", lang]).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn draft(school: &Path, file: &str) -> PathBuf {
    school.join("build/全園 - 2026-11-20 遠足").join(file)
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Upright: a red face at the top, green shoes at the bottom, grey between.
fn child() -> Vec<u8> {
    png(&RgbImage::from_fn(600, 1200, |_, y| match y {
        0..260 => Rgb([230, 0, 0]),
        1140.. => Rgb([0, 200, 0]),
        _ => Rgb([128, 128, 128]),
    }))
}

fn plain(width: u32, height: u32) -> Vec<u8> {
    png(&RgbImage::from_fn(width, height, |x, y| Rgb([(x % 250) as u8, (y % 250) as u8, 120])))
}

/// How many pixels of the sheet's first page are red, and how many green.
fn red_and_green(sheet: &Path) -> Option<(usize, usize)> {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page");
    let ran = Command::new("pdftoppm")
        .args(["-r", "80", "-png", "-singlefile"])
        .arg(sheet)
        .arg(&page)
        .output()
        .ok()?;
    assert!(ran.status.success());
    let seen = image::open(page.with_extension("png")).unwrap().into_rgb8();
    let (mut red, mut green) = (0, 0);
    for Rgb(pixel) in seen.pixels() {
        red += usize::from(pixel[0] > 200 && pixel[1] < 40 && pixel[2] < 40);
        green += usize::from(pixel[1] > 170 && pixel[0] < 50 && pixel[2] < 50);
    }
    Some((red, green))
}

#[test]
fn the_side_a_teacher_names_stays_in_sight() {
    let seen = |letter: &str| {
        let school = school("", letter, &[("子.png", child())]);
        assert_eq!(build(school.path(), "en").0, Some(0));
        let page = fs::read_to_string(draft(school.path(), "index.html")).unwrap();
        (red_and_green(&draft(school.path(), "otayori.pdf")), page)
    };
    let (middle, page) = seen("帽子は ![帽子の子](子.png) これです。\n");
    let (head, top) = seen("帽子は ![帽子の子](子.png){focus=top} これです。\n");
    let (shoes, bottom) = seen("帽子は ![帽子の子](子.png){位置=下} これです。\n");
    // Ours: the page's classes of this program.
    assert!(!page.contains("focus-") && !page.contains("class=\"photo-in-text focus"));
    assert!(
        top.contains("class=\"photo-in-text focus-top\"") && bottom.contains("photo-in-text focus-bottom")
    );
    assert!(!top.contains("{focus") && !top.contains(" style="));
    let (Some(middle), Some(head), Some(shoes)) = (middle, head, shoes) else {
        eprintln!("poppler is not installed: not looked at the sheet");
        return;
    };
    assert_eq!(middle, (0, 0), "the middle of a cut photo shows neither");
    assert!(head.0 > 300 && head.1 == 0, "{head:?}");
    assert!(shoes.1 > 100 && shoes.0 == 0, "{shoes:?}");

    // Alone in its row a very tall photo loses a little at both ends.
    let (alone, _) = seen("![靴の子](子.png){focus=bottom}\n\nあしもとをみてください。\n");
    let (before, _) = seen("![靴の子](子.png)\n\nあしもとをみてください。\n");
    assert!(alone.unwrap().1 > before.unwrap().1 + 100, "{alone:?} {before:?}");
}

const MIXED: &str =
    "# 遠足\n\n![すべり台の子](すべり台.png \"すべり台だよ\"){focus=top}\n\n![切れた写真](切れた.jpg)\n";

fn mixed() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("すべり台.png", plain(640, 480)),
        ("切れた.jpg", b"\xff\xd8\xff\xe0\0\x04JFIF is cut off".to_vec()),
        ("2026-11-20 遠足/02 <b>さんぽ.png", plain(300, 200)),
        ("2026-11-20 遠足/01 あさ.png", plain(310, 200)),
    ]
}

#[test]
fn the_contact_sheet_shows_every_photo_and_what_is_wrong_with_it() {
    let school = school("lang: en\n", MIXED, &mixed());
    let (code, _) = build(school.path(), "en");
    assert_eq!(code, Some(1), "a photo that is cut off is an error of the letter");
    let page = fs::read_to_string(draft(school.path(), "index.html")).unwrap();
    assert!(page.contains("<a href=\"photos.html\">All photos</a>"));
    let contact = fs::read_to_string(draft(school.path(), "photos.html")).unwrap();
    let cards: Vec<&str> = contact.split("<li").skip(1).collect();
    assert_eq!(cards.len(), 4);
    let holds = |card: usize, words: &[&str]| {
        for word in words {
            assert!(cards[card].contains(word), "{word}: {}", cards[card]);
        }
    };
    holds(
        0,
        &[
            "1. すべり台.png",
            "640 × 480",
            "kB → ",
            "すべり台の子",
            "すべり台だよ",
            "focus-top",
            "Kept in sight",
        ],
    );
    holds(1, &["2. 切れた.jpg", "class=\"refused\"", "only partly there", "切れた写真"]);
    holds(2, &["3. 01 あさ.png", "310 × 200", "missing", "photo folder"]);
    holds(3, &["4. 02 &lt;b&gt;さんぽ.png", "300 × 200"]);
    assert!(!cards[0].contains("missing") && !cards[1].contains("<img"));
    assert!(contact.contains("4 photos, 1 of them cannot be used"));
    // Each picture it shows is there.
    for name in contact.split("src=\"../p/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(school.path().join("build/p").join(name).exists(), "{name}");
    }
    // A letter without photos has none, and one that lost its photos loses it.
    fs::write(school.path().join("content/全園/2026-11-20 遠足.md"), "# 遠足\n\nあした。\n").unwrap();
    fs::remove_dir_all(school.path().join("content/全園/2026-11-20 遠足")).unwrap();
    build(school.path(), "en");
    assert!(!draft(school.path(), "photos.html").exists());
    assert!(!fs::read_to_string(draft(school.path(), "index.html")).unwrap().contains("photos.html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_sheet_never_goes_out() {
    let school = School::open("").await;
    school.write("content/全園/2026-11-20 遠足.md", "# 遠足\n\n![すべり台の子](a.png)\n");
    fs::write(school.folder.path().join("content/全園/a.png"), plain(320, 240)).unwrap();
    school.release("遠足", Kind::Send).await;
    let mut pages = 0;
    for entry in walkdir::WalkDir::new(school.folder.path().join("public")).into_iter().flatten() {
        assert_ne!(entry.file_name(), "photos.html");
        if entry.path().extension().is_some_and(|end| end == "html") {
            pages += 1;
            assert!(
                !fs::read_to_string(entry.path()).unwrap().contains("photos.html"),
                "{}",
                entry.path().display()
            );
        }
    }
    assert!(pages > 2);
}

/// Names of the photo files of a build.
fn names(school: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(school.join("build/p")).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

#[cfg(feature = "avif")]
#[test]
fn avif_is_drawn_where_it_is_asked_for_and_goes_when_it_is_not() {
    let letter = "# 遠足\n\n![すべり台の子](a.png)\n";
    let photos = [("a.png", plain(700, 500))];
    let school = |settings: &str| school(settings, letter, &photos);
    let on = "photos:\n  widths: [200, 480]\n  avif: true\n";
    let off = on.replace("true", "false");
    let (one, other) = (school(&format!("{on}  threads: 1\n")), school(&format!("{on}  threads: 4\n")));
    for school in [&one, &other] {
        assert_eq!(build(school.path(), "en").0, Some(0));
    }
    let avifs: Vec<String> = names(one.path()).into_iter().filter(|name| name.ends_with(".avif")).collect();
    assert_eq!(avifs.len(), 2, "{avifs:?}");
    assert_eq!(names(one.path()), names(other.path()));
    for name in &avifs {
        let bytes = |school: &tempfile::TempDir| fs::read(school.path().join("build/p").join(name)).unwrap();
        assert_eq!(&bytes(&one)[4..12], b"ftypavif");
        assert_eq!(bytes(&one), bytes(&other), "the same bytes on one thread and on four");
        assert!(!bytes(&one).windows(4).any(|part| part == b"Exif" || part == b"mime"));
    }
    let page = fs::read_to_string(draft(one.path(), "index.html")).unwrap();
    let sources: Vec<&str> =
        page.split("<source type=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(sources, ["image/avif", "image/webp"], "a browser takes the first it knows");

    let settings = fs::read_to_string(one.path().join("school.yaml")).unwrap();
    fs::write(one.path().join("school.yaml"), settings.replace("true", "false")).unwrap();
    assert_eq!(build(one.path(), "en").0, Some(0));
    let never = school(&off);
    build(never.path(), "en");
    assert_eq!(names(one.path()), names(never.path()), "as if it had never been on");
    let page = fs::read_to_string(draft(one.path(), "index.html")).unwrap();
    assert!(!page.contains("avif"));
    fs::write(one.path().join("school.yaml"), settings).unwrap();
    assert_eq!(build(one.path(), "en").0, Some(0));
    assert_eq!(names(one.path()), names(other.path()), "and on again");
}

#[cfg(not(feature = "avif"))]
#[test]
fn without_the_feature_the_setting_says_what_to_do() {
    let school = school("photos:\n  avif: true\n", "# 遠足\n\nあした。\n", &[]);
    let (code, said) = build(school.path(), "en");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("school.yaml:3") && said.contains("--features avif"), "{said}");
}
