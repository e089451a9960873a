//! Develops photos into an empty cache and ends: what `benches/run` measures beside other programs.
//!
//! `photos OUT FILE…` leaves the files parents get in `OUT`, named after their photo:
//! `guitar-960.webp`, `guitar-960.jpg`, `guitar-print.jpg`.
#![expect(clippy::print_stderr, reason = "a bench tells what went wrong")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use otayori::content::PhotoUse;
use otayori::photos::{Cache, develop, plan};
use otayori::problem::Place;
use otayori::settings::Settings;
use otayori::words::Lang;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench").map(PathBuf::from);
    let (Some(out), photos) = (arguments.next(), arguments.map(photo).collect::<Vec<_>>()) else {
        eprintln!("benches/run measures this beside other programs; see benches/README.md");
        return ExitCode::SUCCESS;
    };
    let settings = settings().photos;
    let cache = Cache::open(&out.join("cache")).expect("a cache");
    let (plan, problems) = plan(&photos, Path::new("/"), &settings);
    let developed = develop(&[plan], &cache, &settings, &|_| {});
    for problem in problems.iter().chain(&developed.problems[0]) {
        eprintln!("{}", problem.what(Lang::En.words()));
    }
    for (photo, shot) in photos.iter().zip(&developed.albums[0].shots) {
        let Some(shot) = shot else { return ExitCode::FAILURE };
        for variant in shot.files() {
            let kind = variant.name.split_once('-').map_or("", |(_, kind)| kind);
            fs::rename(&variant.file, out.join(format!("{}-{kind}", photo.name))).expect("a file");
        }
    }
    ExitCode::SUCCESS
}

/// The settings a school begins with.
fn settings() -> Settings {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("school.yaml"), "name: ひまわり保育園\n").expect("a file");
    Settings::load(folder.path(), jiff::civil::date(2026, 4, 1), &|_| None).expect("settings")
}

fn photo(file: PathBuf) -> PhotoUse {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    PhotoUse {
        file,
        name,
        alt: String::new(),
        caption: String::new(),
        place: Place::file(""),
        names: vec![],
        focus: None,
    }
}
