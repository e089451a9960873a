//! Memory that is not needed for now, given back while the program goes on.
#![expect(unsafe_code, reason = "mimalloc and the system's madvise are C; no crate here offers them safely")]

use std::os::raw::{c_int, c_long};

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

/// From now on freed memory goes back within 10 ms instead of a second: an act that reads a city's roster and then sets
/// sheets would else hold what both have freed.
pub fn give_back_soon() {
    // SAFETY: both take plain numbers and may be called at any time; a number that means something else in another
    // version of the library has another value at first.
    unsafe {
        if mi_option_get(PURGE_DELAY) == A_SECOND {
            mi_option_set(PURGE_DELAY, 10);
        }
    }
}

/// Gives back now what this thread and those before it have freed.
pub fn give_back() {
    // SAFETY: it looks at nothing but memory that was freed, and may be called at any time.
    unsafe { mi_collect(true) }
}

/// Takes these bytes out of memory, if they are a part of the program's file: they are read from there again when
/// somebody looks at them.
#[cfg(target_os = "linux")]
pub fn forget(bytes: &'static [u8]) {
    let start = bytes.as_ptr() as usize;
    let is_within = mapping_of(start).is_some_and(|mapping| mapping.end >= start + bytes.len());
    if is_within {
        forget_pages(start..start + bytes.len());
    }
}

/// Takes the program's code out of memory; what runs is read again.
#[cfg(target_os = "linux")]
pub fn forget_code() {
    if let Some(code) = mapping_of(forget_code as fn() as usize) {
        forget_pages(code);
    }
}

/// Where the file lies in memory that this address is read from, if nobody can write there.
#[cfg(target_os = "linux")]
fn mapping_of(address: usize) -> Option<std::ops::Range<usize>> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    maps.lines().find_map(|line| {
        // `5581c0000000-5581c0042000 r-xp 00002000 fe:01 1234 /usr/bin/otayori`
        let words: Vec<&str> = line.split_whitespace().collect();
        let [range, rights, _, _, inode, ..] = words[..] else { return None };
        let (start, end) = range.split_once('-')?;
        let number = |hex| usize::from_str_radix(hex, 16).ok();
        let range = number(start)?..number(end)?;
        let is_of_file = inode != "0" && matches!(rights, "r--p" | "r-xp");
        (is_of_file && range.contains(&address)).then_some(range)
    })
}

/// Whole pages only, of whatever size this machine's are.
#[cfg(target_os = "linux")]
fn forget_pages(range: std::ops::Range<usize>) {
    const LARGEST_PAGE: usize = 64 << 10;
    const DONT_NEED: c_int = 4;
    unsafe extern "C" {
        fn madvise(start: *mut std::ffi::c_void, length: usize, advice: c_int) -> c_int;
    }
    let start = range.start.next_multiple_of(LARGEST_PAGE);
    let end = range.end - range.end % LARGEST_PAGE;
    if start < end {
        // SAFETY: both callers give code, or bytes without any address in them, from a private mapping of the program's
        // file that nobody can write to: nothing in it differs from the file.
        unsafe { madvise(start as *mut std::ffi::c_void, end - start, DONT_NEED) };
    }
}

/// Only Linux is told.
#[cfg(not(target_os = "linux"))]
pub fn forget(_: &'static [u8]) {}

/// Only Linux is told.
#[cfg(not(target_os = "linux"))]
pub fn forget_code() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_was_forgotten_is_read_again() {
        static FONT: &[u8] = include_bytes!("../../fonts/Twemoji.ttf");
        let before = blake3::hash(FONT);
        forget(FONT);
        forget_code();
        assert_eq!(blake3::hash(FONT), before);
        let own: &'static [u8] = Box::leak(vec![7_u8; 1 << 20].into_boxed_slice());
        forget(own);
        assert!(own.iter().all(|byte| *byte == 7), "memory of no file stays as it is");
    }
}
