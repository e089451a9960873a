//! Brings a host to a tree: only what changed, parts before the pages that need them, old files last.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt};

use super::host::{Host, HostError, check_path};
use super::media::is_named_by_content;
use super::tree::{Published, Rank, SiteFile, SiteTree};
use crate::problem::Problem;

/// Uploads at the same time. More gain little on a school's line, and some hosts count connections.
const AT_ONCE: usize = 6;

/// Why something could not be written down.
pub type RecordError = Box<dyn std::error::Error + Send + Sync>;

/// Writes down what lies on the host, durably, as it happens: a kill at any instant loses nothing.
#[async_trait]
pub trait Recorder: Send + Sync {
    /// These paths are about to be put or removed. Until the next word about a path nobody knows what lies
    /// there: it stands in the record with an empty hash.
    async fn begins(&self, paths: &[&str]) -> Result<(), RecordError>;
    /// `path` holds the bytes with this blake3 (64 characters of hex).
    async fn put(&self, path: &str, hash: &str) -> Result<(), RecordError>;
    /// `path` is gone.
    async fn removed(&self, path: &str) -> Result<(), RecordError>;
}

/// A publishing that did not come to its end. What is left is done by the next one.
#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
pub struct Interrupted {
    /// The first thing that went wrong.
    #[source]
    pub fault: Fault,
    /// What was done all the same.
    pub done: Published,
    /// Files that must still go up or away.
    pub left: usize,
}

/// What can go wrong while publishing.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The host did not do as asked.
    #[error(transparent)]
    Host(#[from] HostError),
    /// A file of the tree cannot be read on this disk.
    #[error("{}: {source}", file.display())]
    File {
        /// the file
        file: PathBuf,
        /// what the disk says
        source: std::io::Error,
    },
    /// What was done cannot be written down.
    #[error("the record of the host cannot be kept: {0}")]
    Record(RecordError),
}

impl Fault {
    /// The same in a director's words.
    pub fn problem(&self) -> Problem {
        match self {
            Fault::Host(fault) => fault.problem(),
            Fault::File { file, source } => Problem::error(
                "publish-file-unreadable",
                vec![("file", file.display().to_string().into()), ("detail", source.to_string().into())],
            ),
            Fault::Record(error) => {
                Problem::error("publish-record-failed", vec![("detail", error.to_string().into())])
            }
        }
    }
}

/// Brings `host` to `tree`. `already` is what the record says of it: path → blake3 in hex, empty where
/// nobody knows.
///
/// First the parts that pages need go up (photos, assets, sheets), then pages, then the pages that list
/// pages; then old files go away in the opposite order. So no page ever names a file that is not there,
/// also while this runs and wherever it is cut. A file that is not in `already` is not ours: it is never
/// removed. `site` is only handed on into [`Published::address`].
///
/// # Errors
/// [`Interrupted`]: the stage in which something went wrong is finished as far as possible, no later
/// one is begun.
pub async fn publish(
    host: &dyn Host,
    site: &str,
    tree: &SiteTree,
    already: &BTreeMap<String, String>,
    record: &dyn Recorder,
) -> Result<Published, Interrupted> {
    let plan = Plan::make(tree, already).await;
    let run = Run { host, tree, record };
    let mut done = Published { address: site.to_owned(), unchanged: plan.unchanged, ..Published::default() };
    let total = plan.puts.len() + plan.removals.len() + plan.faults.len();
    match run.carry_out(plan, &mut done).await {
        Ok(()) => Ok(done),
        Err(fault) => {
            let left = total - done.uploaded - done.removed;
            Err(Interrupted { fault, done, left })
        }
    }
}

/// What must be done, and what cannot be.
struct Plan<'a> {
    puts: Vec<(Rank, &'a str)>,
    removals: Vec<(Rank, &'a str)>,
    faults: Vec<(Rank, Fault)>,
    unchanged: usize,
}

impl<'a> Plan<'a> {
    async fn make(tree: &'a SiteTree, already: &'a BTreeMap<String, String>) -> Self {
        let mut plan = Plan { puts: Vec::new(), removals: Vec::new(), faults: Vec::new(), unchanged: 0 };
        for (path, file) in &tree.files {
            let rank = tree.rank(path);
            match changed(path, file, already.get(path)).await {
                Ok(true) => plan.puts.push((rank, path)),
                Ok(false) => plan.unchanged += 1,
                Err(fault) => plan.faults.push((rank, fault)),
            }
        }
        let old = already.keys().filter(|path| !tree.files.contains_key(*path));
        plan.removals = old.map(|path| (tree.rank(path), path.as_str())).collect();
        plan
    }
}

async fn changed(path: &str, file: &SiteFile, recorded: Option<&String>) -> Result<bool, Fault> {
    check_path(path)?;
    match recorded {
        None => Ok(true),
        Some(hash) if hash.is_empty() => Ok(true),
        // Its name is its content: the file need not even be read.
        Some(_) if is_named_by_content(path) => Ok(false),
        Some(hash) => Ok(hash_of(&bytes_of(file).await?) != *hash),
    }
}

async fn bytes_of(file: &SiteFile) -> Result<Vec<u8>, Fault> {
    match file {
        SiteFile::Made(bytes) => Ok(bytes.clone()),
        SiteFile::OnDisk(file) => {
            tokio::fs::read(file).await.map_err(|source| Fault::File { file: file.clone(), source })
        }
    }
}

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

struct Run<'a> {
    host: &'a dyn Host,
    tree: &'a SiteTree,
    record: &'a dyn Recorder,
}

impl Run<'_> {
    async fn carry_out(&self, mut plan: Plan<'_>, done: &mut Published) -> Result<(), Fault> {
        let touched: Vec<&str> = plan.puts.iter().chain(&plan.removals).map(|(_, path)| *path).collect();
        if !touched.is_empty() {
            self.record.begins(&touched).await.map_err(Fault::Record)?;
        }
        for rank in [Rank::Part, Rank::Page, Rank::Listing] {
            let (count, fault) = at_once(of_rank(&plan.puts, rank), |path| self.put(path)).await;
            done.uploaded += count;
            let unreadable = plan.faults.iter().position(|(of, _)| *of == rank);
            if let Some(fault) = fault.or_else(|| unreadable.map(|at| plan.faults.swap_remove(at).1)) {
                return Err(fault);
            }
        }
        for rank in [Rank::Listing, Rank::Page, Rank::Part] {
            let (count, fault) = at_once(of_rank(&plan.removals, rank), |path| self.remove(path)).await;
            done.removed += count;
            if let Some(fault) = fault {
                return Err(fault);
            }
        }
        Ok(())
    }

    async fn put(&self, path: &str) -> Result<(), Fault> {
        let Some(file) = self.tree.files.get(path) else { return Ok(()) };
        let bytes = bytes_of(file).await?;
        let hash = hash_of(&bytes);
        self.host.put(path, bytes).await?;
        self.record.put(path, &hash).await.map_err(Fault::Record)
    }

    async fn remove(&self, path: &str) -> Result<(), Fault> {
        self.host.remove(path).await?;
        self.record.removed(path).await.map_err(Fault::Record)
    }
}

fn of_rank<'p>(errands: &[(Rank, &'p str)], rank: Rank) -> Vec<&'p str> {
    errands.iter().filter(|(of, _)| *of == rank).map(|(_, path)| *path).collect()
}

/// Does `work` for all paths, a few at once. After a fault of host or record nothing more is begun, but what
/// runs may end; a file that cannot be read stops no other. How many were done, and the first fault.
async fn at_once<'p, F>(paths: Vec<&'p str>, work: impl Fn(&'p str) -> F) -> (usize, Option<Fault>)
where
    F: Future<Output = Result<(), Fault>>,
{
    let stopped = AtomicBool::new(false);
    let errands = paths.into_iter().map(|path| {
        let errand = work(path);
        let stopped = &stopped;
        async move {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let outcome = errand.await;
            if matches!(outcome, Err(Fault::Host(_) | Fault::Record(_))) {
                stopped.store(true, Ordering::Relaxed);
            }
            Some(outcome)
        }
    });
    let mut running = stream::iter(errands).buffer_unordered(AT_ONCE);
    let (mut count, mut first) = (0, None);
    while let Some(outcome) = running.next().await {
        match outcome {
            Some(Ok(())) => count += 1,
            Some(Err(fault)) => first = first.or(Some(fault)),
            None => {}
        }
    }
    (count, first)
}
