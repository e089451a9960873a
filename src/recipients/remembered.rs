//! The roster as it was last read, for as long as somebody holds it and its file stays the same, byte for byte.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::civil::Date;

use super::Roster;
use super::reading::read_source;
use super::table;
use crate::problem::Problem;

/// Reads the roster, and knows it again: an act of the office needs it more than once.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<Option<Last>>);

#[derive(Debug)]
struct Last {
    file: blake3::Hash,
    today: Date,
    roster: Weak<Roster>,
    problems: Vec<Problem>,
}

impl Remembered {
    /// As [`super::read`].
    pub fn read(&self, folder: &Path, today: Date) -> (Arc<Roster>, Vec<Problem>) {
        let source = table::roster(folder);
        let file = source.as_ref().ok().map(|source| source.hash());
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = remembered.as_ref().filter(|last| Some(last.file) == file && last.today == today)
            && let Some(roster) = last.roster.upgrade()
        {
            return (roster, last.problems.clone());
        }
        let read = read_source(source, today);
        let (roster, problems) = (Arc::new(read.roster), read.problems);
        *remembered = file.map(|file| Last {
            file,
            today,
            roster: Arc::downgrade(&roster),
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
        let write =
            |child: &str| std::fs::write(&file, format!("児童名,保護者名\n{child},佐藤 一\n")).unwrap();
        let remembered = Remembered::default();
        let name = |roster: &Roster| roster.families[0].children[0].name.clone();
        write("佐藤 花");
        let (first, _) = remembered.read(folder.path(), today);
        let (again, _) = remembered.read(folder.path(), today);
        assert!(Arc::ptr_eq(&first, &again));
        write("佐藤 葉");
        assert_eq!(name(&remembered.read(folder.path(), today).0), "佐藤 葉");
        assert_eq!(name(&first), "佐藤 花");
        std::fs::remove_file(&file).unwrap();
        let (gone, problems) = remembered.read(folder.path(), today);
        assert!(gone.families.is_empty() && !problems.is_empty());
    }
}
