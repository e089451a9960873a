//! The tree of files a host should hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;

/// The home page, which names only the school.
pub const HOME: &str = "index.html";
/// What the host shows for an address that is not there.
pub const NOT_FOUND: &str = "404.html";

/// The path of the page at `address` (a letter's or an archive's): `<address>/index.html`.
pub fn page_path(address: &str) -> String {
    format!("{address}/index.html")
}

/// The path of the sheet at `address`: `<address>/otayori.pdf`.
pub fn sheet_path(address: &str) -> String {
    format!("{address}/otayori.pdf")
}

/// The name of the calendar that phones subscribe to.
pub const CALENDAR: &str = "calendar.ics";
/// The name of what a search looks into.
pub const SEARCH_INDEX: &str = "search.json";

/// The path of the file `name` beside the page at `address`.
pub fn beside(address: &str, name: &str) -> String {
    format!("{address}/{name}")
}

/// The path of the letter to keep at `address`: `<address>/keep.html`.
pub fn keep_path(address: &str) -> String {
    format!("{address}/keep.html")
}

/// The path of the photo file `name`, which is named by its content.
pub fn photo_path(name: &str) -> String {
    format!("p/{name}")
}

/// The path of the theme's file `name`, which is named by its content.
pub fn asset_path(name: &str) -> String {
    format!("a/{name}")
}

/// Everything the host should hold: path (relative, `/`) → file. Nothing else of ours stays there.
#[derive(Debug, Clone, Default)]
pub struct SiteTree {
    /// By path, sorted.
    pub files: BTreeMap<String, SiteFile>,
    /// Those of `files` that lead to other pages: archives, calendars, the home page. They go up after the pages
    /// they list, and away before them.
    pub listings: BTreeSet<String>,
}

impl SiteTree {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, file: SiteFile) {
        self.files.insert(path.into(), file);
    }

    /// Adds a page or file that leads to other pages.
    pub fn add_listing(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let path = path.into();
        self.listings.insert(path.clone());
        self.files.insert(path, SiteFile::Made(bytes.into()));
    }

    /// What stands or falls with `path`.
    pub(super) fn rank(&self, path: &str) -> Rank {
        if self.listings.contains(path) || path == HOME {
            Rank::Listing
        } else if path.ends_with(".html") && !path.ends_with("/keep.html") {
            Rank::Page
        } else {
            Rank::Part
        }
    }
}

/// Who needs whom: a listing names pages, a page needs its parts. Up from the left, away from the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// photo, asset, sheet, letter to keep
    Part,
    /// a letter's page
    Page,
    /// an archive page or the home page
    Listing,
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
