//! What developing photos costs: CPU time of the whole process and its peak memory.
//!
//! `cargo bench --bench photos -- PHOTO…` develops each file by itself, then all of them together, into an
//! empty cache, five times over; the medians are printed. Without files it draws one of 12 megapixels,
//! which is no substitute for a real one: its figures only compare with each other.
//! Linux only: it reads `/proc`.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use otayori::content::PhotoUse;
use otayori::photos::{Cache, develop, plan};
use otayori::problem::Place;
use otayori::settings::PhotoSettings;
use otayori::words::Lang;

const RUNS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files: Vec<PathBuf> =
        std::env::args().skip(1).filter(|a| a != "--bench").map(PathBuf::from).collect();
    if files.is_empty() {
        files.push(drawn(folder.path()));
    }
    let mut jobs: Vec<Vec<PathBuf>> = files.iter().map(|file| vec![file.clone()]).collect();
    if files.len() > 1 {
        jobs.push(files.clone());
    }
    println!(
        "{:<32} {:>8} {:>8} {:>8} {:>9} {:>9}",
        "photos", "CPU ms", "wall ms", "warm ms", "peak MiB", "out kB"
    );
    for job in jobs {
        let mut runs: Vec<Figures> = (0..RUNS).map(|run| measured(&job, folder.path(), run)).collect();
        let mut median = |of: fn(&Figures) -> u64| {
            runs.sort_by_key(of);
            of(&runs[RUNS / 2])
        };
        let name = match &job[..] {
            [one] => one.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            all => format!("all {}", all.len()),
        };
        println!(
            "{name:<32} {:>8} {:>8} {:>8} {:>9.1} {:>9}",
            median(|run| run.cpu),
            median(|run| run.wall),
            median(|run| run.warm),
            median(|run| run.peak) as f64 / 1024.0,
            median(|run| run.bytes) / 1000,
        );
    }
}

/// Milliseconds, KiB and bytes.
struct Figures {
    cpu: u64,
    wall: u64,
    warm: u64,
    peak: u64,
    bytes: u64,
}

fn measured(files: &[PathBuf], folder: &Path, run: usize) -> Figures {
    let folder = folder.join(format!("cache-{run}-{}", files.len()));
    let cache = Cache::open(&folder).expect("a cache");
    let settings = PhotoSettings { widths: vec![480, 960, 1600], memory: 512, threads: None };
    let photos: Vec<PhotoUse> = files
        .iter()
        .map(|file| PhotoUse {
            file: file.clone(),
            name: file.display().to_string(),
            alt: String::new(),
            caption: String::new(),
            names: vec![],
            focus: None,
            place: Place::file(""),
        })
        .collect();
    let all = || {
        let (plan, problems) = plan(&photos, Path::new("/"), &settings);
        let developed = develop(&[plan], &cache, &settings, &|_| {});
        for problem in problems.iter().chain(&developed.problems[0]) {
            println!("{}", problem.what(Lang::En.words()));
        }
        developed
    };
    // "5" puts the peak back to what is held now (proc(5)).
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (cpu, start) = (cpu_ms(), Instant::now());
    let developed = all();
    let (cpu, wall, peak) = (cpu_ms() - cpu, start.elapsed().as_millis() as u64, peak_kib());
    let shots = developed.albums[0].shots.iter().flatten();
    let bytes = shots.flat_map(|shot| shot.files()).filter_map(|file| fs::metadata(&file.file).ok());
    let bytes = bytes.map(|file| file.len()).sum();
    let before = cpu_ms();
    all();
    let warm = cpu_ms() - before;
    let _ = fs::remove_dir_all(&folder);
    Figures { cpu, wall, warm, peak, bytes }
}

/// User and system time of this process: fields 14 and 15 of `/proc/self/stat`, in ticks of 10 ms.
fn cpu_ms() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    fields.iter().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// Hills and grain, 4032 × 3024.
fn drawn(folder: &Path) -> PathBuf {
    let mut grain = 1_u32;
    let picture = image::RgbImage::from_fn(4032, 3024, |x, y| {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let wave = ((x as f32 / 90.0).sin() + (y as f32 / 70.0).cos() + ((x * y) as f32 / 9e5).sin()) * 35.0;
        let level = 120.0 + wave + (grain >> 28) as f32;
        image::Rgb([level as u8, (level * 0.8) as u8, (220.0 - level * 0.6) as u8])
    });
    let file = folder.join("drawn.jpg");
    picture.save(&file).expect("room for a photo");
    file
}
