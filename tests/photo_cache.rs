//! Photos of a whole school, by the real program: what is told of them, two at work at once, a kill in the
//! middle, what the cache forgets, and how sharp they are on the sheet.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use crate::common::school::{FAMILIES, open};
use image::{ImageFormat, Rgb, RgbImage};
use otayori::content::PhotoUse;
use otayori::photos::{Cache, develop, plan, prune};
use otayori::problem::Place;
use otayori::settings::PhotoSettings;
use otayori::world::FixedClock;

/// A letter with one photo alone, three in a row, and one in the middle of a sentence.
const LETTER: &str = "# 遠足\n\nおもいでの写真です。\n\n![alone](1.jpg)\n\nつぎは三枚です。\n\n![row](2.jpg)\n\
                      ![row](3.jpg)\n![row](4.jpg)\n\n帽子は ![cap](5.jpg) これです。\n";
static PHOTOS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| (1..=5).map(photo).collect());

/// A school with one letter and its photos, each different.
fn school() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content/全園");
    fs::create_dir_all(&content).unwrap();
    fs::write(folder.path().join("school.yaml"), "name: ひまわり保育園\nphotos:\n  widths: [480, 960]\n")
        .unwrap();
    fs::create_dir_all(folder.path().join("recipients")).unwrap();
    fs::write(folder.path().join("recipients/families.csv"), FAMILIES).unwrap();
    fs::write(content.join("2026-11-20 遠足.md"), LETTER).unwrap();
    for number in 1..=5 {
        fs::write(content.join(format!("{number}.jpg")), &PHOTOS[number - 1]).unwrap();
    }
    folder
}

/// 1600 × 1200 with a little grain, as photos have it.
fn photo(number: u32) -> Vec<u8> {
    let mut grain = number;
    let picture = RgbImage::from_fn(1600, 1200, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let level = ((x / 9 + y / 7 * number) % 160) as u8 + (grain >> 29) as u8;
        Rgb([level, 255 - level, (number * 40) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn otayori(school: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_otayori"));
    command.arg("--school").arg(school).args(arguments).stdin(Stdio::null());
    command
}

fn build(school: &Path) -> Output {
    let output = otayori(school, &["build", "--lang", "en"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Every file below `folder` but marks and locks: its path there and its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != ".in-use")
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn cache(school: &Path) -> PathBuf {
    school.join(".otayori/cache/photos")
}

#[test]
fn a_build_says_how_little_a_phone_loads_and_draws_no_bar_into_a_pipe() {
    let school = school();
    let output = build(school.path());
    let said = String::from_utf8(output.stderr).unwrap();
    let originals: u64 = PHOTOS.iter().map(|photo| photo.len() as u64).sum();
    let told = format!("5 photos: {:.1} MB → ", originals.div_ceil(100_000) as f64 / 10.0);
    assert!(said.contains(&told), "{told}: {said}");
    assert!(!said.contains(['\r', '\u{1b}']), "no bar: {said:?}");
    let json = otayori(school.path(), &["build", "--json"]).output().unwrap();
    let object: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(object["bytes_original"], originals);
    let on_phones: u64 = files(&cache(school.path()))
        .iter()
        .filter(|(name, _)| name.to_string_lossy().ends_with("-960.webp"))
        .map(|(_, bytes)| bytes.len() as u64)
        .sum();
    assert_eq!(object["bytes_page"], on_phones);
    assert_eq!((&object["photos"], &object["developed"]), (&5.into(), &0.into()));
}

#[test]
fn the_same_photo_under_two_names_counts_once() {
    let school = school();
    let content = school.path().join("content/全園");
    fs::write(content.join("2026-11-21 もう一度.md"), "# もう一度\n\n![again](again.jpg)\n").unwrap();
    fs::copy(content.join("2.jpg"), content.join("again.jpg")).unwrap();
    let json = otayori(school.path(), &["build", "--json"]).output().unwrap();
    let object: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let originals: u64 = PHOTOS.iter().map(|photo| photo.len() as u64).sum();
    assert_eq!((&object["photos"], &object["bytes_original"]), (&5.into(), &originals.into()), "{object}");
}

#[test]
fn two_programs_at_once_develop_the_same_photos() {
    let (school, alone) = (school(), school());
    let start = || {
        otayori(school.path(), &["build", "--lang", "en"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    for child in [start(), start()] {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    build(alone.path());
    for folder in [".otayori/cache/photos", "build"] {
        let (together, alone) = (files(&school.path().join(folder)), files(&alone.path().join(folder)));
        let names = |of: &BTreeMap<PathBuf, Vec<u8>>| of.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&together), names(&alone), "{folder}: no file more, none less");
        for (name, bytes) in &together {
            assert!(*bytes == alone[name], "{}: torn, or drawn otherwise", name.display());
        }
    }
}

#[test]
fn killed_in_the_middle_it_goes_on() {
    let (school, alone) = (school(), school());
    for wanted in [1, 4, 9] {
        let mut killed = start_quiet(school.path());
        let deadline = Instant::now() + Duration::from_secs(120);
        while files_so_far(&cache(school.path())) < wanted && killed.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it draws nothing");
            std::thread::sleep(Duration::from_millis(2));
        }
        killed.kill().unwrap();
        killed.wait().unwrap();
    }
    build(school.path());
    build(alone.path());
    let is_part = |name: &Path| name.to_string_lossy().ends_with(".part");
    let mut after_kills = files(&cache(school.path()));
    after_kills.retain(|name, _| !is_part(name));
    assert_eq!(after_kills.len(), files(&cache(alone.path())).len());
    assert!(after_kills == files(&cache(alone.path())), "the same files as without a kill");
    assert!(files(&school.path().join("build")) == files(&alone.path().join("build")));
}

fn start_quiet(school: &Path) -> Child {
    otayori(school, &["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn files_so_far(folder: &Path) -> usize {
    walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()).count()
}

// ---- what the cache forgets ----

/// Sets a file's date back by so many days.
fn aged(file: &Path, days: u64) {
    let then = SystemTime::from(now()) - Duration::from_hours(24 * days);
    File::options().write(true).open(file).unwrap().set_modified(then).unwrap();
}

fn now() -> jiff::Timestamp {
    use otayori::world::{Clock, SystemClock};
    SystemClock.now()
}

fn named(school: &Path, end: &str) -> Vec<PathBuf> {
    let all = files(&cache(school)).into_keys().map(|name| cache(school).join(name));
    all.filter(|name| name.to_string_lossy().ends_with(end)).collect()
}

#[test]
fn a_photo_that_no_letter_names_any_more_is_forgotten_after_a_while() {
    let school = school();
    build(school.path());
    let whole = files(&cache(school.path())).len();
    let records = named(school.path(), ".json");
    assert_eq!(records.len(), 5);

    // All were used today; half-done work of today may be somebody's.
    let shelf = records[0].parent().unwrap();
    let fresh = shelf.join(".1-1.part");
    fs::write(&fresh, "half").unwrap();
    assert_eq!(prune(&cache(school.path()), now()).unwrap(), Some(0));

    // 31 days ago the last letter with four of them was taken away; a fifth is used by a build today.
    for file in files(&cache(school.path())).into_keys() {
        aged(&cache(school.path()).join(file), 31);
    }
    fs::write(
        school.path().join("content/全園/2026-11-20 遠足.md"),
        "# 遠足\n\n![cap](5.jpg)\n\n![alone](1.jpg)\n",
    )
    .unwrap();
    let old = shelf.join(".2-7.part");
    fs::write(&old, "half").unwrap();
    aged(&old, 2);
    // The build itself tidies, once a day, when it holds nothing any more.
    aged(&school.path().join(".otayori/cache/tidied"), 2);
    build(school.path());
    let left: Vec<PathBuf> = named(school.path(), ".json");
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(!old.exists() && !fresh.exists());
    let kept = files(&cache(school.path())).len();
    assert!(kept > 0 && kept < whole / 2 + 4, "{kept} of {whole}");
    let json = otayori(school.path(), &["build", "--json"]).output().unwrap();
    let object: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(object["developed"], 0, "what is in use stayed whole");
}

#[test]
fn nothing_is_taken_out_while_somebody_uses_the_cache() {
    let school = school();
    build(school.path());
    for file in files(&cache(school.path())).into_keys() {
        aged(&cache(school.path()).join(file), 90);
    }
    let before = files(&cache(school.path()));
    let in_use = Cache::open(&cache(school.path())).unwrap();
    let also = in_use.clone();
    assert_eq!(prune(&cache(school.path()), now()).unwrap(), None);
    drop(in_use);
    assert_eq!(prune(&cache(school.path()), now()).unwrap(), None, "one user is left");
    assert!(files(&cache(school.path())) == before);
    drop(also);
    assert_eq!(prune(&cache(school.path()), now()).unwrap(), Some(before.len()));
    assert_eq!(files(&cache(school.path())).len(), 0);
}

#[test]
fn files_of_other_recipes_and_of_cut_off_work_go_too_and_strangers_stay() {
    let school = school();
    build(school.path());
    let whole = files(&cache(school.path()));
    let shelf = cache(school.path()).join("ab");
    fs::create_dir_all(&shelf).unwrap();
    let key = "ab".repeat(16);
    let put = |name: &str, days: u64| {
        let file = shelf.join(name);
        fs::write(&file, "x").unwrap();
        aged(&file, days);
        file
    };
    // another recipe's photo, files that a kill left without a record, and what is none of ours
    let gone = [
        put(&format!("{key}.json"), 40),
        put(&format!("{key}-960.avif"), 40),
        put(&format!("{}-480.webp", "ac".repeat(16)), 2),
    ];
    let stays = [put(&format!("{}-480.webp", "ad".repeat(16)), 0), put("notes.txt", 400)];
    // one of two print sizes
    let record = &named(school.path(), ".json")[0];
    let stem = record.file_stem().unwrap().to_str().unwrap().split('-').next().unwrap().to_owned();
    let (second, print) = (
        record.with_file_name(format!("{stem}-77.json")),
        record.with_file_name(format!("{stem}-print-77.jpg")),
    );
    for file in [&second, &print] {
        fs::write(file, "x").unwrap();
        aged(file, 31);
    }
    assert_eq!(prune(&cache(school.path()), now()).unwrap(), Some(5));
    assert!(gone.iter().chain([&second, &print]).all(|file| !file.exists()));
    assert!(stays.iter().all(|file| file.exists()));
    for (name, bytes) in whole {
        assert_eq!(fs::read(cache(school.path()).join(name)).unwrap(), bytes);
    }
}

#[test]
fn a_rebuild_tidies_sheets_too_once_a_day() {
    let school = school();
    build(school.path());
    let sheets = school.path().join(".otayori/cache/sheets");
    let old = sheets.join(format!("{}.pdf", "0".repeat(64)));
    let put_old = || {
        fs::write(&old, "%PDF").unwrap();
        aged(&old, 31);
    };
    put_old();
    build(school.path());
    assert!(old.exists(), "it was tidied today");
    aged(&school.path().join(".otayori/cache/tidied"), 2);
    build(school.path());
    assert!(!old.exists());
    let left = fs::read_dir(&sheets).unwrap().count();
    assert_eq!(left, 4, "the letter's own sheet, print copy, poster and its photos' places");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_folder_is_tidied_too() {
    let school = school();
    build(school.path());
    let shelf = cache(school.path()).join("ab");
    fs::create_dir_all(&shelf).unwrap();
    let old = shelf.join(format!("{}.json", "ab".repeat(16)));
    fs::write(&old, "x").unwrap();
    aged(&old, 40);
    fs::remove_file(school.path().join(".otayori/cache/tidied")).unwrap();
    let clock = FixedClock::at(now());
    let office = open(school.path(), std::sync::Arc::new(clock)).await;
    otayori::watch::rebuild::rebuild(&office).await.unwrap();
    assert!(!old.exists());
}

// ---- as sharp as paper can show, and no more ----

fn used(file: PathBuf) -> PhotoUse {
    let place = Place::file("遠足.md");
    PhotoUse {
        file,
        name: "a.jpg".into(),
        alt: "a".into(),
        caption: String::new(),
        names: vec![],
        focus: None,
        place,
    }
}

/// The same photo alone on one sheet and in a row on another has one set of files on the pages.
#[test]
fn where_a_photo_stands_on_a_sheet_changes_nothing_on_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let picture =
        RgbImage::from_fn(4000, 3000, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, (x * y % 251) as u8]));
    let bytes =
        libjpeg_turbo_rs::Encoder::new(picture.as_raw(), 4000, 3000, libjpeg_turbo_rs::PixelFormat::Rgb)
            .icc_profile(&profile)
            .encode()
            .unwrap();
    fs::write(folder.path().join("a.jpg"), bytes).unwrap();
    let photo = used(folder.path().join("a.jpg"));
    let settings = PhotoSettings { widths: vec![480, 960, 1600], avif: false, memory: 512, threads: None };
    let drawn = [178.0, 55.0, 22.0].map(|millimetres| {
        let (mut plan, _) = plan(std::slice::from_ref(&photo), folder.path(), &settings);
        plan.print_at(&[Some(millimetres)], &settings);
        let cache = Cache::open(&folder.path().join(format!("cache-{millimetres}"))).unwrap();
        let shot = develop(&[plan], &cache, &settings, &|_| {}).albums.remove(0).shots.remove(0).unwrap();
        let page: Vec<_> =
            shot.variants.iter().map(|file| (file.name.clone(), fs::read(&file.file).unwrap())).collect();
        (shot.print.width, page)
    });
    assert_eq!(drawn.each_ref().map(|(width, _)| *width), [2120, 680, 280]);
    for (width, page) in &drawn {
        assert!(*page == drawn[0].1, "the page's files differ where the sheet's is {width} pixels wide");
    }
}

#[test]
fn a_small_budget_is_kept_wherever_a_photo_stands() {
    let folder = tempfile::tempdir().unwrap();
    let picture = RgbImage::from_pixel(4032, 3024, Rgb([90, 120, 150]));
    picture.save(folder.path().join("a.jpg")).unwrap();
    let photo = used(folder.path().join("a.jpg"));
    let settings = PhotoSettings { widths: vec![480, 960, 1600], avif: false, memory: 80, threads: None };
    let (mut plan, _) = plan(&[photo], folder.path(), &settings);
    plan.print_at(&[Some(178.0)], &settings);
    let photo = plan.photos[0].as_ref().unwrap();
    assert!(photo.memory <= 80 << 20, "{} MiB", photo.memory >> 20);
    assert!(photo.sizes.print.width >= 1800);
}

/// Width, height and dots an inch of each picture of a PDF, as poppler sees them.
fn pictures(sheet: &Path) -> Option<Vec<(u32, u32, u32)>> {
    let listed = Command::new("pdfimages").arg("-list").arg(sheet).output().ok()?;
    let listed = String::from_utf8(listed.stdout).unwrap();
    let rows = listed.lines().skip(2).map(|row| row.split_whitespace().collect::<Vec<_>>());
    let number = |text: &str| text.parse().unwrap();
    Some(
        rows.filter(|row| row[2] == "image")
            .map(|row| (number(row[3]), number(row[4]), number(row[12])))
            .collect(),
    )
}

#[test]
fn a_photo_is_printed_at_300_dots_an_inch_wherever_it_stands() {
    let school = school();
    build(school.path());
    let sheet = school.path().join("build/全園 - 2026-11-20 遠足/otayori.pdf");
    let Some(pictures) = pictures(&sheet) else {
        eprintln!("poppler is not installed: not looked into the sheet");
        return;
    };
    assert_eq!(pictures.len(), 5, "{pictures:?}");
    for (width, height, dpi) in &pictures {
        assert!((290..=420).contains(dpi), "{width} × {height}: {dpi} dpi");
    }
    let widest = pictures.iter().map(|picture| picture.0).max().unwrap();
    let narrowest = pictures.iter().map(|picture| picture.0).min().unwrap();
    assert!(widest > 900 && narrowest <= 360, "{pictures:?}");
}

#[test]
fn a_photo_shown_twice_takes_the_larger_place() {
    let school = school();
    fs::write(
        school.path().join("content/全園/2026-11-20 遠足.md"),
        "# 遠足\n\n帽子は ![cap](5.jpg) これです。\n\n![alone](5.jpg)\n",
    )
    .unwrap();
    build(school.path());
    let prints: Vec<PathBuf> = named(school.path(), ".jpg")
        .into_iter()
        .filter(|file| file.to_string_lossy().contains("-print-"))
        .collect();
    assert_eq!(prints.len(), 1);
    assert!(image::image_dimensions(&prints[0]).unwrap().0 > 900);
}
