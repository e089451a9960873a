//! What makes the list of a whole town quick: maps by household number, and all cores at once. The numbers are the
//! school's own, so nobody chooses them to be slow: the hash may be a simple one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::world::crew;

/// For fewer families a thread is not worth its beginning.
const PART: usize = 2_000;

/// Does `work` on every item, many at a time on all cores. The answers stand in the order of the items.
pub(super) fn in_parts<I: Sync, A: Send>(
    items: &[I],
    work: impl Fn(&I) -> A + Sync,
) -> impl Iterator<Item = A> {
    let parts: Vec<&[I]> = items.chunks(PART).collect();
    crew::all(&parts, |part| part.iter().map(&work).collect::<Vec<A>>()).into_iter().flatten()
}

/// Does both at the same time.
pub(super) fn beside<A, B: Send + Sync>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    let answer = OnceLock::new();
    let one = std::thread::scope(|scope| {
        // Where the system refuses a thread, it is done afterwards.
        let _ = std::thread::Builder::new().spawn_scoped(scope, || answer.get_or_init(&other));
        one()
    });
    (one, answer.into_inner().unwrap_or_else(other))
}

pub(super) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Eight bytes at a time.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Quick {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in words.by_ref() {
            self.add(u64::from_le_bytes(word.try_into().unwrap_or_default()));
        }
        let mut last = [0; 8];
        let rest = words.remainder();
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_i64(&mut self, number: i64) {
        self.add(number.cast_unsigned());
    }

    /// The map looks at the lowest and at the highest bits.
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
