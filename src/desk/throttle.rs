//! Slows down guessing at the login, in bounded memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Tries are counted over this time.
pub(super) const WINDOW_SECONDS: i64 = 15 * 60;
/// More keys than this are not remembered at once.
const MOST_KEYS: usize = 10_000;

/// Counts failed tries by key; a success takes them back.
#[derive(Debug, Default)]
pub(super) struct Tries(Mutex<HashMap<String, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    since: i64,
    count: u32,
}

impl Tries {
    /// Counts one try for each key, before it is looked at, so that many at once do not slip through.
    /// `false` when one of them has had its share; nobody learns which.
    pub(super) fn begin(&self, keys: &[(String, u32)], now: Timestamp) -> bool {
        let now = now.as_second();
        let over = |window: &Window| !(0..WINDOW_SECONDS).contains(&(now - window.since));
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() + keys.len() > MOST_KEYS {
            windows.retain(|_, window| !over(window));
        }
        if windows.len() + keys.len() > MOST_KEYS {
            forget_half(&mut windows);
        }
        let mut allowed = true;
        for (key, most) in keys {
            let window = windows.entry(key.clone()).or_insert(Window { since: now, count: 0 });
            if over(window) {
                *window = Window { since: now, count: 0 };
            }
            window.count = window.count.saturating_add(1);
            allowed &= window.count <= *most;
        }
        allowed
    }

    /// The right password: what was counted for these keys is forgotten.
    pub(super) fn forget(&self, keys: &[(String, u32)]) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in keys {
            windows.remove(key);
        }
    }
}

/// Forgets those with the fewest tries: a flood of names or networks neither locks anybody out nor hides the one name that
/// is guessed at.
fn forget_half(windows: &mut HashMap<String, Window>) {
    let mut counts: Vec<u32> = windows.values().map(|window| window.count).collect();
    counts.sort_unstable();
    let middle = counts.get(counts.len() / 2).copied().unwrap_or_default();
    let mut most = MOST_KEYS / 2;
    windows.retain(|_, window| {
        let stays = window.count > middle || (window.count == middle && most > 0);
        most = most.saturating_sub(usize::from(stays));
        stays
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_its_share_a_name_waits_and_others_do_not() {
        let at = |seconds| Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        let tries = Tries::default();
        let key = |name: &str| [(name.to_owned(), 2)];
        assert!(tries.begin(&key("a"), at(0)));
        assert!(tries.begin(&key("a"), at(1)));
        assert!(!tries.begin(&key("a"), at(2)));
        assert!(tries.begin(&key("b"), at(2)));
        assert!(tries.begin(&key("a"), at(WINDOW_SECONDS + 1)));
        tries.forget(&key("b"));
        assert!(tries.begin(&key("b"), at(3)));
        for number in 0..2 * MOST_KEYS {
            tries.begin(&key(&number.to_string()), at(4));
        }
        assert!(tries.0.lock().unwrap().len() <= MOST_KEYS);
    }
}
