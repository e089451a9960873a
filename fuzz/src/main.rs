//! Spoils photos at random and watches what the photo room does with them; see README.md.

mod spoil;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use otayori::content::PhotoUse;
use otayori::photos::{Cache, develop, look, plan};
use otayori::problem::Place;
use otayori::settings::PhotoSettings;
use spoil::Spoiler;

const TARGETS: [&str; 7] = ["jpeg", "png", "webp", "gif", "heic", "icc", "any"];
const LONGEST: Duration = Duration::from_secs(5);
/// MiB
const MEMORY: u32 = 128;

fn main() -> std::io::Result<()> {
    let mut words = std::env::args().skip(1);
    let target = words.next().unwrap_or_else(|| "all".to_owned());
    let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or(60);
    let seed = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let targets: Vec<&str> =
        TARGETS.into_iter().filter(|known| target == "all" || target == *known).collect();
    if targets.is_empty() {
        println!("one of: all {}", TARGETS.join(" "));
    }
    for target in targets {
        run(target, Duration::from_secs(seconds), seed)?;
    }
    Ok(())
}

fn run(target: &str, time: Duration, seed: u64) -> std::io::Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = home.join("found");
    fs::create_dir_all(&found)?;
    let seeds = seeds(&home.join("../tests/photos/golden"), target)?;
    let mut spoiler = Spoiler::new(seed);
    let room = Room::new()?;
    let base = peak();
    let (mut tried, mut looked, mut drawn, mut kept) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut slowest = Duration::ZERO;
    let began = Instant::now();
    while began.elapsed() < time {
        let bytes = spoiler.spoil(&seeds, target);
        fs::write(found.join("last"), &bytes)?;
        let (before, start) = (peak(), Instant::now());
        let outcome = room.try_file(&bytes)?;
        let took = start.elapsed();
        tried += 1;
        looked += u64::from(outcome >= Outcome::LookedAt);
        drawn += u64::from(outcome == Outcome::Drawn);
        slowest = slowest.max(took);
        let too_much = peak() > before && peak() - base > u64::from(MEMORY) << 20;
        if took > LONGEST || too_much {
            kept += 1;
            fs::write(found.join(format!("{target}-{seed}-{tried}")), &bytes)?;
        }
    }
    fs::remove_file(found.join("last"))?;
    println!(
        "{target}: {tried} files, {looked} with a sound header, {drawn} drawn; slowest {slowest:?}, peak {} \
         MiB; {kept} kept in {}",
        (peak() - base) >> 20,
        found.display()
    );
    Ok(())
}

/// The pictures a target starts from.
fn seeds(folder: &Path, target: &str) -> std::io::Result<Vec<Vec<u8>>> {
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // `a.jpg.png` is what other programs make of `a.jpg`.
        if name.matches('.').count() != 1 {
            return false;
        }
        match target {
            "any" => true,
            "icc" => ["p3.jpg", "p3.webp", "prophoto.jpg", "inks-profile.jpg", "p3.heic"].contains(&&*name),
            "jpeg" => name.ends_with(".jpg"),
            ending => name.ends_with(&format!(".{ending}")),
        }
    };
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).filter(fits).collect();
    paths.sort();
    paths.iter().map(fs::read).collect()
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Refused,
    LookedAt,
    Drawn,
}

/// A folder for one photo, and a cache.
struct Room {
    folder: tempfile::TempDir,
    settings: PhotoSettings,
}

impl Room {
    fn new() -> std::io::Result<Room> {
        let memory_disk = Path::new("/dev/shm");
        let folder =
            if memory_disk.is_dir() { tempfile::tempdir_in(memory_disk)? } else { tempfile::tempdir()? };
        let threads = std::num::NonZero::new(1);
        Ok(Room {
            folder,
            settings: PhotoSettings { widths: vec![64], avif: false, memory: MEMORY, threads },
        })
    }

    fn try_file(&self, bytes: &[u8]) -> std::io::Result<Outcome> {
        if look(bytes).is_err() {
            return Ok(Outcome::Refused);
        }
        let file = self.folder.path().join("photo");
        fs::write(&file, bytes)?;
        let photo = PhotoUse {
            file,
            name: "photo".to_owned(),
            alt: "photo".to_owned(),
            caption: String::new(),
            names: Vec::new(),
            focus: None,
            place: Place::file("letter.md"),
        };
        let (planned, _) = plan(&[photo], self.folder.path(), &self.settings);
        let cache = self.folder.path().join("cache");
        let developed = develop(&[planned], &Cache::open(&cache)?, &self.settings, &|_| {});
        fs::remove_dir_all(&cache)?;
        Ok(if developed.developed == 1 { Outcome::Drawn } else { Outcome::LookedAt })
    }
}

/// Bytes this process held at its peak; 0 where the system does not tell.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) << 10
}
