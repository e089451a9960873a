//! Memory that is not needed for now, given back while the program goes on.
#![expect(
    unsafe_code,
    reason = "mimalloc and the system are C, and their crates offer none of this otherwise"
)]

use std::fs;
use std::ops::Range;
use std::os::raw::{c_int, c_long};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use mimalloc as _;

unsafe extern "C" {
    fn mi_option_get(option: c_int) -> c_long;
    fn mi_option_set(option: c_int, value: c_long);
    fn mi_collect(force: bool);
}

/// `mi_option_purge_delay`: after how many milliseconds freed memory goes back to the system.
const PURGE_DELAY: c_int = 15;
/// What it is at first.
const A_SECOND: c_long = 1_000;
/// No system has smaller ones.
const PAGE: usize = 4096;

/// Where the program's own file lies in memory, in those parts that are still as the file is.
static PROGRAM: LazyLock<Vec<Range<usize>>> = LazyLock::new(|| {
    let program = std::env::current_exe().unwrap_or_default();
    fs::read_to_string("/proc/self/smaps")
        .map(|maps| unchanged(&maps, &program.to_string_lossy()))
        .unwrap_or_default()
});

/// Does this act need its memory for many people?
static IS_SPARING: AtomicBool = AtomicBool::new(false);

/// From now on freed memory goes back within 10 ms instead of a second, and sheets are set with as little as can be: an act
/// that reads a city's roster and then sets sheets would else hold what both have freed.
pub fn spare() {
    IS_SPARING.store(true, Ordering::Relaxed);
    // SAFETY: both take plain numbers and may be called at any time; a number that means something else in another
    // version of the library has another value at first.
    unsafe {
        if mi_option_get(PURGE_DELAY) == A_SECOND {
            mi_option_set(PURGE_DELAY, 10);
        }
    }
}

/// Was [`spare`] called?
pub fn is_sparing() -> bool {
    IS_SPARING.load(Ordering::Relaxed)
}

/// Gives back now what was freed, and what was read so far of the program itself: what is still needed of it comes back
/// from its file, in a millisecond.
pub fn give_back() {
    // SAFETY: it looks at nothing but memory that was freed, and may be called at any time.
    unsafe { mi_collect(true) }
    // SAFETY: as above; SQLite's memory is not mimalloc's.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    unsafe {
        libc::malloc_trim(0);
    }
    PROGRAM.iter().for_each(let_go);
}

/// Gives back these bytes where they are a part of the program's file, a typeface say; they are read again when somebody
/// looks at them.
pub fn give_back_read(bytes: &[u8]) {
    let bytes = bytes.as_ptr_range();
    // Whole pages only: what lies beside may be in use.
    let (from, to) = ((bytes.start as usize).next_multiple_of(PAGE), bytes.end as usize / PAGE * PAGE);
    for part in PROGRAM.iter() {
        let both = from.max(part.start)..to.min(part.end);
        if !both.is_empty() {
            let_go(&both);
        }
    }
}

/// Only for what lies in a part of [`PROGRAM`].
fn let_go(part: &Range<usize>) {
    #[cfg(target_os = "linux")]
    // SAFETY: the part lies in the program's file, cannot be written to, and nothing of it differs from the file: whoever
    // reads there, now or later, sees the same bytes.
    unsafe {
        libc::madvise(part.start as *mut libc::c_void, part.len(), libc::MADV_DONTNEED);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = part;
}

/// The parts of the program's file that cannot be written to and of which nothing was: what the loader put right (the
/// tables of addresses) is not in the file, and would be lost.
fn unchanged(maps: &str, program: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut last = None;
    for line in maps.lines() {
        let (word, own) = line.split_once(':').unwrap_or_default();
        match word {
            // What was put right may lie in the swap file by now.
            "Anonymous" | "Swap" if own.trim() != "0 kB" => last = None,
            "Swap" => parts.extend(last.take()),
            _ if line.find('/').is_some_and(|at| line[at..] == *program) => last = fixed(line),
            _ => {}
        }
    }
    parts
}

/// Where a mapping lies that only its own process has, and can only read or run.
fn fixed(line: &str) -> Option<Range<usize>> {
    let mut words = line.split(' ');
    let (from, to) = words.next()?.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    let range = address(from)?..address(to)?;
    matches!(words.next()?, "r--p" | "r-xp").then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWAPPED: usize = usize::MAX;

    #[test]
    fn only_what_is_as_in_the_file_is_let_go() {
        let map = |place: &str, rights: &str, own: usize, file: &str| {
            let (own, swapped) = if own == SWAPPED { (0, 4) } else { (own, 0) };
            format!(
                "{place} {rights} 0000 fe:00 77        {file}\nRss:  12 kB\nAnonymous:   {own} kB\n\
                 Swap:   {swapped} kB\nSwapPss:   0 kB\nVmFlags: rd mr\n"
            )
        };
        let maps = [
            map("1000-5000", "r--p", 0, "/opt/otayori"),
            map("5000-9000", "r-xp", 0, "/opt/otayori"),
            map("9000-a000", "r--p", 4, "/opt/otayori"),
            map("a000-b000", "rw-p", 0, "/opt/otayori"),
            map("b000-c000", "r--p", SWAPPED, "/opt/otayori"),
            map("b000-c000", "r--p", 0, "/lib/libc.so.6"),
            map("b000-c000", "r--p", 0, "/mine/opt/otayori"),
            map("c000-d000", "r--s", 0, "/opt/otayori"),
        ];
        assert_eq!(unchanged(&maps.concat(), "/opt/otayori"), [0x1000..0x5000, 0x5000..0x9000]);
        assert!(unchanged(&maps.concat(), "").is_empty(), "nobody knows which file is the program's");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_was_let_go_is_there_again() {
        static READ: &[u8] = include_bytes!("../../fonts/BIZUDGothic-Bold.ttf");
        let before = blake3::hash(READ);
        assert!(!PROGRAM.is_empty());
        let own = vec![7_u8; 1 << 20];
        give_back_read(READ);
        give_back_read(&own);
        give_back();
        assert_eq!(blake3::hash(READ), before);
        assert!(own.iter().all(|byte| *byte == 7), "what is no part of the program stays");
    }
}
