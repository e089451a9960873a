//! The tree of files a host should hold.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

/// Everything the host should hold: path (relative, `/`) → file. Nothing else of ours stays there.
#[derive(Debug, Clone, Default)]
pub struct SiteTree {
    /// By path, sorted.
    pub files: BTreeMap<String, SiteFile>,
}

/// One file of the site.
#[derive(Debug, Clone)]
pub enum SiteFile {
    /// Lies on this disk.
    OnDisk(PathBuf),
    /// Made just now.
    Made(Vec<u8>),
}

/// What a publishing did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Published {
    /// files that went up
    pub uploaded: usize,
    /// files taken off
    pub removed: usize,
    /// files that were right already
    pub unchanged: usize,
    /// the site's address
    pub address: String,
}
