//! Many jobs at a time, within a budget of memory.
//!
//! Photos differ a thousandfold in what they need, so not the number of cores bounds the memory but a
//! budget each job takes its share of before it starts. The jobs are handed out in their order.
//!
//! Threads of its own, not rayon's: typesetting uses rayon inside, and a thread of rayon's that waits there takes
//! up another whole letter on top of the one it is at, until its stack is full.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Stack of a worker: decoders of nested formats recurse, and so does typesetting.
const STACK: usize = 8 << 20;

/// Does `work` on every job, on so many threads, or one for each core. `cost` is the memory of a job in
/// bytes; the jobs at work together never need more than `budget`, except for one that needs more by
/// itself: it works alone.
///
/// The answers stand in the order of the jobs.
pub(crate) fn each<J: Sync, A: Send>(
    jobs: &[J],
    threads: Option<NonZero<usize>>,
    budget: u64,
    cost: impl Fn(&J) -> u64 + Sync,
    work: impl Fn(&J) -> A + Sync,
) -> Vec<A> {
    let left = Budget { whole: budget, left: Mutex::new(budget), given_back: Condvar::new() };
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(jobs.len()));
    let worker = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(number) else { return };
            let share = left.take(cost(job));
            let answer = work(job);
            drop(share);
            lock(&answers).push((number, answer));
        }
    };
    let threads = threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    thread::scope(|scope| {
        for _ in 1..threads.min(jobs.len()) {
            // Where the system refuses a thread, this one does all the work.
            let _ = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
        }
        worker();
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_unstable_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// As [`each`], for jobs that need little memory, on a thread for each core.
pub(crate) fn all<J: Sync, A: Send>(jobs: &[J], work: impl Fn(&J) -> A + Sync) -> Vec<A> {
    each(jobs, None, 0, |_| 0, work)
}

struct Budget {
    whole: u64,
    left: Mutex<u64>,
    given_back: Condvar,
}

/// A part of the budget; given back when dropped, a panic included.
struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Budget {
    fn take(&self, bytes: u64) -> Share<'_> {
        let bytes = bytes.min(self.whole);
        let mut left = lock(&self.left);
        while *left < bytes {
            left = self.given_back.wait(left).unwrap_or_else(PoisonError::into_inner);
        }
        *left -= bytes;
        Share { budget: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *lock(&self.budget.left) += self.bytes;
        self.budget.given_back.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;
    use std::time::Duration;

    use super::*;

    #[test]
    fn jobs_never_hold_more_than_the_budget_and_answers_keep_their_order() {
        let (held, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let jobs: Vec<u64> = (0..40).map(|n| n % 7 + 1).collect();
        let answers = each(
            &jobs,
            NonZero::new(4),
            8,
            |job| *job,
            |job| {
                most.fetch_max(held.fetch_add(*job, Ordering::SeqCst) + job, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(1));
                held.fetch_sub(*job, Ordering::SeqCst);
                job * 2
            },
        );
        assert_eq!(answers, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
        assert!(most.load(Ordering::SeqCst) <= 8);
    }

    #[test]
    fn a_job_larger_than_the_budget_works_alone_and_does_not_hang() {
        assert_eq!(each(&[100, 1, 100], None, 10, |job| *job, |job| *job), [100, 1, 100]);
    }
}
