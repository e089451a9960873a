//! The roster as it was last read, for as long as somebody holds it and its file stays the same, byte for byte. The file itself
//! is read each time: that is quick, and no date of a file need be believed.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::civil::Date;

use super::Roster;
use super::reading::read_source;
use super::table;
use crate::problem::Problem;

/// Reads the roster, and knows it again: an act of the office needs it more than once.
#[derive(Debug, Default)]
pub struct Remembered {
    last: Mutex<Option<Last>>,
    is_held: AtomicBool,
}

#[derive(Debug)]
struct Last {
    file: blake3::Hash,
    today: Date,
    roster: Weak<Roster>,
    held: Option<Arc<Roster>>,
    problems: Vec<Problem>,
}

impl Remembered {
    /// Holds it itself from now on: a desk needs it for every page.
    pub fn hold(&self) {
        self.is_held.store(true, Ordering::Relaxed);
    }

    /// As [`super::read`].
    pub fn read(&self, folder: &Path, today: Date) -> (Arc<Roster>, Vec<Problem>) {
        let source = table::roster(folder);
        let file = source.as_ref().ok().map(|source| source.hash());
        let mut remembered = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = remembered.as_ref().filter(|last| Some(last.file) == file && last.today == today)
            && let Some(roster) = last.held.clone().or_else(|| last.roster.upgrade())
        {
            return (roster, last.problems.clone());
        }
        let read = read_source(source, today);
        let (roster, problems) = (Arc::new(read.roster), read.problems);
        *remembered = file.map(|file| Last {
            file,
            today,
            roster: Arc::downgrade(&roster),
            held: self.is_held.load(Ordering::Relaxed).then(|| Arc::clone(&roster)),
            problems: problems.clone(),
        });
        (roster, problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_file_is_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("families.csv");
        let today = jiff::civil::date(2026, 11, 24);
        let rows = |child: &str| format!("児童名,保護者名\n{child},佐藤 一\n");
        let write = |child: &str| std::fs::write(&file, rows(child)).unwrap();
        let name = |roster: &Roster| roster.families[0].children[0].name.clone();
        for is_held in [false, true] {
            let remembered = Remembered::default();
            if is_held {
                remembered.hold();
            }
            let read = || remembered.read(folder.path(), today);
            write("佐藤 花");
            let (first, _) = read();
            let at = file.metadata().unwrap().modified().unwrap();
            assert!(Arc::ptr_eq(&first, &read().0));
            // As long as before, and as old.
            write("佐藤 葉");
            std::fs::File::options().write(true).open(&file).unwrap().set_modified(at).unwrap();
            assert_eq!(name(&read().0), "佐藤 葉");
            assert_eq!(name(&first), "佐藤 花");
            let another = folder.path().join("another");
            std::fs::write(&another, rows("佐藤 草")).unwrap();
            std::fs::rename(&another, &file).unwrap();
            assert_eq!(name(&read().0), "佐藤 草");
            std::fs::write(folder.path().join("families.xlsx"), "").unwrap();
            let (both, problems) = read();
            assert!(both.families.is_empty() && !problems.is_empty(), "which one is meant?");
            std::fs::remove_file(folder.path().join("families.xlsx")).unwrap();
            std::fs::remove_file(&file).unwrap();
            let (gone, problems) = read();
            assert!(gone.families.is_empty() && !problems.is_empty());
            write("佐藤 草");
            assert_eq!(name(&read().0), "佐藤 草");
        }
    }

    #[test]
    fn what_is_held_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("families.csv"), "児童名,保護者名\n佐藤 花,佐藤 一\n").unwrap();
        let today = jiff::civil::date(2026, 11, 24);
        let remembered = Remembered::default();
        let is_kept = || {
            let seen = Arc::downgrade(&remembered.read(folder.path(), today).0);
            seen.upgrade().is_some()
        };
        assert!(!is_kept(), "a command lets it go");
        remembered.hold();
        assert!(is_kept());
    }
}
