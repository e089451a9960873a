//! Tells when files of the letters' folder have changed and come to rest.
//!
//! An event only says "look": what changed is found by comparing two looks at the folder. So a flood of
//! events is one change, an event that never came costs a minute, and files that a program swaps, renames
//! or copies with their old date are all the same to us.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self as events, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;

use super::look::Look;
use super::names::is_noise;
use crate::world;

/// What the watch saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Something was just written to these files; perhaps they are not finished. Told where events come, and only
    /// while nobody is busy: all of it is told again when it has come to rest.
    Touched(Vec<PathBuf>),
    /// Files came, went or changed.
    Changed {
        /// which ones: below the folder as it was given, sorted, never empty
        paths: Vec<PathBuf>,
        /// those that are still being written: they are told when they have come to rest
        growing: Vec<PathBuf>,
    },
    /// The folder cannot be read: a share that is cut off. Nothing is known to be gone.
    Lost(String),
    /// The folder is there again.
    Found,
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// the system's events
    Events,
    /// looking again and again: for shares, where no events come
    Looking,
}

/// How to follow this folder: by looking again and again where it lies on another machine, which changes it
/// unseen; else by the system's events.
pub fn means_for(folder: &Path) -> Means {
    if world::network_file_system(folder).is_some() { Means::Looking } else { Means::Events }
}

/// How fast the watch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// after an event, wait this long for the rest of one save
    pub touch: Duration,
    /// after an event, wait this long for others
    pub gather: Duration,
    /// between two looks that must be alike before a file counts as written to its end
    pub settle: Duration,
    /// tell what has come to rest after this time, even if other files are still growing
    pub longest: Duration,
    /// between looks where no events come
    pub looking: Duration,
    /// between looks where events come: one may have been lost
    pub just_in_case: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Pace {
            touch: Duration::from_millis(10),
            gather: Duration::from_millis(300),
            settle: Duration::from_millis(500),
            longest: Duration::from_secs(10),
            looking: Duration::from_secs(2),
            just_in_case: Duration::from_secs(60),
        }
    }
}

/// Follows the letters' folder from now on, on a thread of its own, until the receiver is dropped.
///
/// What lies there now is not told. Nothing is lost while the receiver is busy: all that changes meanwhile
/// is one change, told next.
pub fn follow(folder: PathBuf, means: Means, pace: Pace) -> mpsc::Receiver<Seen> {
    let (tell, told) = mpsc::channel(1);
    let watch = Watch { folder, means, pace, tell, known: Look::default(), lost: false, bell: Bell::none() };
    // A thread that cannot be started drops `tell`: the receiver sees the end of the watch.
    let _ = std::thread::Builder::new().name("letters' folder".to_owned()).spawn(move || watch.run());
    told
}

struct Watch {
    folder: PathBuf,
    means: Means,
    pace: Pace,
    tell: mpsc::Sender<Seen>,
    /// what the receiver has been told of
    known: Look,
    lost: bool,
    bell: Bell,
}

/// The receiver is gone.
struct Over;

impl Watch {
    fn run(mut self) {
        self.bell = self.hang_bell();
        if let Ok(look) = Look::at(&self.folder, &self.known) {
            self.known = look;
        }
        while self.wait().is_ok() && self.look_until_quiet().is_ok() {}
    }

    fn hang_bell(&self) -> Bell {
        match self.means {
            Means::Events => Bell::on(&self.folder).unwrap_or_else(Bell::none),
            Means::Looking => Bell::none(),
        }
    }

    /// Waits for the bell, or until it is time to look without it.
    fn wait(&self) -> Result<(), Over> {
        let until = Instant::now()
            + if self.bell.hangs() && !self.lost { self.pace.just_in_case } else { self.pace.looking };
        loop {
            if self.tell.is_closed() {
                return Err(Over);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            if self.bell.rings_within(left.min(Duration::from_millis(500))) {
                std::thread::sleep(self.pace.touch);
                let touched = self.bell.touched();
                if !touched.is_empty() {
                    let _ = self.tell.try_send(Seen::Touched(touched));
                }
                std::thread::sleep(self.pace.gather);
                return Ok(());
            }
        }
    }

    /// Looks until two looks are alike, then tells what changed.
    fn look_until_quiet(&mut self) -> Result<(), Over> {
        let begun = Instant::now();
        self.bell.silence();
        let Some(mut last) = self.look()? else { return Ok(()) };
        while !last.since(&self.known).is_empty() {
            std::thread::sleep(self.pace.settle);
            let Some(now) = self.look()? else { return Ok(()) };
            let growing = now.since(&last);
            let quiet = growing.is_empty();
            if quiet || begun.elapsed() >= self.pace.longest {
                self.tell_changes(now, growing)?;
                if quiet {
                    return Ok(());
                }
                return self.look_again_soon();
            }
            last = now;
        }
        Ok(())
    }

    fn tell_changes(&mut self, now: Look, growing: Vec<PathBuf>) -> Result<(), Over> {
        let settled = now.except(&growing, &self.known);
        let paths = settled.since(&self.known);
        self.known = settled;
        if paths.is_empty() { Ok(()) } else { self.tell(Seen::Changed { paths, growing }) }
    }

    /// Files still grow, but perhaps without further events.
    fn look_again_soon(&self) -> Result<(), Over> {
        self.bell.ring();
        if self.tell.is_closed() { Err(Over) } else { Ok(()) }
    }

    /// One look; `None` when the folder cannot be read.
    fn look(&mut self) -> Result<Option<Look>, Over> {
        if self.tell.is_closed() {
            return Err(Over);
        }
        match Look::at(&self.folder, &self.known) {
            Ok(look) => {
                if std::mem::take(&mut self.lost) {
                    // The old bell hangs on a folder that is no more.
                    self.bell = self.hang_bell();
                    self.tell(Seen::Found)?;
                }
                Ok(Some(look))
            }
            Err(why) => {
                if !std::mem::replace(&mut self.lost, true) {
                    self.tell(Seen::Lost(why))?;
                }
                Ok(None)
            }
        }
    }

    fn tell(&self, seen: Seen) -> Result<(), Over> {
        self.tell.blocking_send(seen).map_err(|_| Over)
    }
}

/// Rings when something happens in the folder; at most one ring waits to be heard.
struct Bell {
    rings: events::Receiver<()>,
    ringer: events::SyncSender<()>,
    /// the files that rang it, a few of them at most
    touched: Arc<Mutex<BTreeSet<PathBuf>>>,
    watcher: Option<RecommendedWatcher>,
}

/// Who saves more at once can wait.
const MOST_TOUCHED: usize = 20;

impl Bell {
    fn none() -> Self {
        let (ringer, rings) = events::sync_channel(1);
        Bell { rings, ringer, touched: Arc::default(), watcher: None }
    }

    fn on(folder: &Path) -> Option<Self> {
        let mut bell = Bell::none();
        let (ringer, touched) = (bell.ringer.clone(), Arc::clone(&bell.touched));
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading is no change, and our own looking is reading. A fault may hide a change.
            if !matches!(event, Ok(notify::Event { kind: EventKind::Access(_), .. })) {
                let paths = event.map(|event| event.paths).unwrap_or_default();
                let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
                touched.extend(paths.into_iter().filter(|path| !is_noise_path(path)));
                while touched.len() > MOST_TOUCHED {
                    touched.pop_last();
                }
                drop(touched);
                let _ = ringer.try_send(());
            }
        })
        .ok()?;
        // Refused, for instance, where the system's number of watches is used up: then we look.
        watcher.watch(folder, RecursiveMode::Recursive).ok()?;
        bell.watcher = Some(watcher);
        Some(bell)
    }

    fn hangs(&self) -> bool {
        self.watcher.is_some()
    }

    /// The files that rang it since they were last asked for.
    fn touched(&self) -> Vec<PathBuf> {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *touched).into_iter().collect()
    }

    fn ring(&self) {
        let _ = self.ringer.try_send(());
    }

    fn rings_within(&self, time: Duration) -> bool {
        !matches!(
            self.rings.recv_timeout(time),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)
        )
    }

    fn silence(&self) {
        while self.rings.try_recv().is_ok() {}
        self.touched();
    }
}

fn is_noise_path(path: &Path) -> bool {
    path.file_name().is_none_or(|name| is_noise(&name.to_string_lossy()))
}
