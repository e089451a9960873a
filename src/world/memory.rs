//! Memory that is not needed for now, given back while the program goes on.
#![expect(unsafe_code, reason = "mimalloc is C, and its crate offers none of this")]

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
