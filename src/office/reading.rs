//! The school as it stands on disk: letters, roster, and everything that is wrong with either.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{Office, OfficeError};
use crate::content::{self, Folder, Groups, Letter, ReadOptions};
use crate::ledger::{KnownLetter, LedgerError, LetterId, Release};
use crate::problem::{Level, Place, Problem};
use crate::recipients::{self, PhotoConsents, Roster};
use crate::render::PageWords;

/// Everything read from the school's folders at one instant.
#[derive(Debug, Clone)]
pub struct SchoolReading {
    /// every letter that could be read, by path
    pub letters: Vec<Letter>,
    /// who each letter is: path → the ledger's row
    pub known: BTreeMap<String, KnownLetter>,
    /// every release so far
    pub releases: Vec<Release>,
    /// the families
    pub roster: Arc<Roster>,
    /// is it certain who the families are?
    pub roster_is_sound: bool,
    /// the names an audience may have
    pub groups: Groups,
    /// what the families say of photos
    pub consents: PhotoConsents,
    /// photos that a person left out, by the hash of their bytes
    pub left_out: BTreeMap<LetterId, BTreeSet<String>>,
    /// what is wrong; with the path of the letter it belongs to, if it is a letter's
    pub problems: Vec<(Option<String>, Problem)>,
    /// the letters' folder as it was
    pub(crate) folder: Arc<Folder>,
}

impl SchoolReading {
    /// The problems of one letter.
    pub fn problems_of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Problem> {
        self.problems
            .iter()
            .filter(move |(letter, _)| letter.as_deref() == Some(path))
            .map(|(_, problem)| problem)
    }

    /// Can this letter be released?
    pub fn is_sound(&self, path: &str) -> bool {
        self.problems_of(path).all(|problem| problem.level != Level::Error)
    }

    /// The releases of one letter, first to last.
    pub fn releases_of<'a>(&'a self, id: &'a LetterId) -> impl Iterator<Item = &'a Release> {
        self.releases.iter().filter(move |release| release.letter == *id)
    }
}

impl Office {
    /// Reads letters and roster, and notes every new letter in the ledger.
    ///
    /// # Errors
    /// The ledger. What is wrong with letters and roster is in the reading.
    pub async fn read(&self) -> Result<SchoolReading, OfficeError> {
        let settings = &self.settings;
        let today = self.today();
        // Ledger, roster and folder are read at the same time.
        let ledger = self.ledger.clone();
        let rows = tokio::spawn(async move { Ok((ledger.letters().await?, ledger.releases(None).await?)) });
        let recipients_folder = settings.recipients_folder();
        let people = tokio::task::spawn_blocking({
            let office = self.clone();
            move || office.roster()
        });
        let shown = settings.shown(&settings.content);
        let folder = content::walk(&settings.content, &shown, settings.school_year);
        let (roster, found) = people.await.map_err(std::io::Error::other).map_err(LedgerError::Disk)?;
        let groups = roster.groups(&settings.groups);
        let rows: Result<_, LedgerError> =
            rows.await.map_err(std::io::Error::other).map_err(LedgerError::Disk)?;
        let (known, releases) = rows?;
        let by_path: BTreeMap<&str, &KnownLetter> = known.iter().map(|k| (k.path.as_str(), k)).collect();
        let by_hash: BTreeMap<&str, &KnownLetter> = known.iter().map(|k| (k.hash.as_str(), k)).collect();
        let first_seen = |path: &str, hash: &str| {
            by_path.get(path).or_else(|| by_hash.get(hash)).map(|known| known.first_seen)
        };
        let options = ReadOptions {
            folder: &settings.content,
            shown: &shown,
            groups: &groups,
            year: settings.school_year,
            today,
            lang: settings.lang,
            first_seen: &first_seen,
        };
        let read = content::read_walked(&options, folder);

        let mut problems: Vec<(Option<String>, Problem)> =
            read.problems.into_iter().map(|found| (found.letter, found.problem)).collect();
        let roster_is_sound = found.iter().all(|problem| problem.level != Level::Error);
        problems.extend(found.into_iter().map(|problem| (None, problem)));
        problems.extend(roster.check_groups(&settings.groups).into_iter().map(|problem| (None, problem)));
        problems.extend(
            recipients::privacy(&read.letters, &roster, &settings.groups, &self.public())
                .into_iter()
                .map(|(path, problem)| (Some(path), problem)),
        );
        problems.extend(self.audiences_far_from_usual(&read.letters, &known, &releases, &roster, &groups));
        let (_, found) = PageWords::load(&settings.folder);
        problems.extend(found.into_iter().map(|problem| (None, problem)));
        let (consents, found) = recipients::photo_consents(&recipients_folder, &roster);
        problems.extend(found.into_iter().map(|problem| (None, problem)));
        if !consents.is_there() && read.letters.iter().any(|letter| !letter.photos.is_empty()) {
            problems.push((None, PhotoConsents::missing(&recipients_folder)));
        }
        let (lost, is_changed) = self.recognise(&read.letters, &known, &releases).await?;
        problems.extend(lost);
        let known = if is_changed { self.ledger.letters().await? } else { known };
        Ok(SchoolReading {
            letters: read.letters,
            known: known.into_iter().map(|known| (known.path.clone(), known)).collect(),
            releases,
            roster,
            roster_is_sound,
            groups,
            consents,
            left_out: self.ledger.left_out().await?,
            problems,
            folder: read.folder,
        })
    }

    /// One letter as its file is now, all else as it was read; with what is wrong with it. `None` for a file that
    /// was no letter then.
    pub(super) fn read_letter_again(
        &self,
        reading: &SchoolReading,
        file: &Path,
    ) -> Option<(Letter, Vec<Problem>)> {
        let settings = &self.settings;
        let first_seen = |path: &str, _: &str| reading.known.get(path).map(|known| known.first_seen);
        let options = ReadOptions {
            folder: &settings.content,
            shown: &settings.shown(&settings.content),
            groups: &reading.groups,
            year: settings.school_year,
            today: self.today(),
            lang: settings.lang,
            first_seen: &first_seen,
        };
        let (letter, mut problems) = content::read_again(&options, &reading.folder, file)?;
        let alone = std::slice::from_ref(&letter);
        let found = recipients::privacy(alone, &reading.roster, &settings.groups, &self.public());
        problems.extend(found.into_iter().map(|(_, problem)| problem));
        Some((letter, problems))
    }

    /// Notes new letters, follows renamed ones by their content, and asks about a released letter whose
    /// file has vanished: it must never get a second address. Says whether the ledger's letters have changed.
    async fn recognise(
        &self,
        letters: &[Letter],
        known: &[KnownLetter],
        releases: &[Release],
    ) -> Result<(Vec<(Option<String>, Problem)>, bool), OfficeError> {
        let here: BTreeSet<&str> = letters.iter().map(|letter| letter.path.as_str()).collect();
        let by_path: BTreeMap<&str, &KnownLetter> =
            known.iter().map(|known| (known.path.as_str(), known)).collect();
        let mut vanished: Vec<&KnownLetter> =
            known.iter().filter(|k| !here.contains(k.path.as_str())).collect();
        let (mut new, mut moved) = (Vec::new(), Vec::new());
        let mut strangers = Vec::new();
        let is_released = |known: &KnownLetter| {
            releases.iter().any(|release| release.letter == known.id && release.recalled_at.is_none())
        };
        let mut problems = Vec::new();
        let swapped = swapped(letters, known);
        for letter in letters {
            // The released text lies under a new name, and another text under its old one.
            let of = swapped
                .iter()
                .find(|(row, now)| is_released(row) && (letter.path == row.path || letter.path == now.path));
            if let Some((row, now)) = of {
                let values = vec![("old", row.path.as_str().into()), ("now", now.path.as_str().into())];
                let place = Place::file(self.settings.shown(&letter.file));
                let problem = Problem::error("office-name-taken-over", values).at(place);
                problems.push((Some(letter.path.clone()), problem));
                continue;
            }
            if by_path.contains_key(letter.path.as_str()) {
                let row = by_path.get(letter.path.as_str()).filter(|k| k.hash != letter.hash);
                moved.extend(row.map(|row| (row.id.clone(), letter.path.clone(), letter.hash.clone())));
                continue;
            }
            let same: Vec<usize> =
                (0..vanished.len()).filter(|&at| vanished[at].hash == letter.hash).collect();
            let copies = letters.iter().filter(|other| other.hash == letter.hash).count();
            if let ([at], 1) = (same.as_slice(), copies) {
                let row = vanished.remove(*at);
                moved.push((row.id.clone(), letter.path.clone(), letter.hash.clone()));
            } else {
                strangers.push(letter);
                new.push((letter.path.clone(), letter.hash.clone(), letter.date.min(self.today())));
            }
        }
        // Moved first: a letter may take the name another has just left.
        if !moved.is_empty() {
            self.ledger.move_letters(&moved).await?;
        }
        for lost in &vanished {
            if !is_released(lost) {
                continue;
            }
            let title = releases.iter().rfind(|r| r.letter == lost.id).map_or("", |r| r.title.as_str());
            let renamed = strangers.iter().find(|letter| {
                letter.title == title || letter.path.rsplit('/').next() == lost.path.rsplit('/').next()
            });
            let values = vec![("old", lost.path.as_str().into()), ("title", title.into())];
            match renamed {
                Some(letter) => {
                    let place = Place::file(self.settings.shown(&letter.file));
                    let problem = Problem::error("office-unclear-rename", values).at(place);
                    problems.push((Some(letter.path.clone()), problem));
                    new.retain(|(path, ..)| *path != letter.path);
                }
                None => problems.push((None, Problem::warning("office-released-file-gone", values))),
            }
        }
        if !new.is_empty() {
            self.ledger.add_letters(&new, self.random.as_ref()).await?;
        }
        Ok((problems, !moved.is_empty() || !new.is_empty()))
    }
}

/// Letters whose file now says something else, while just one file under a new name says what it said.
fn swapped<'a>(letters: &'a [Letter], known: &'a [KnownLetter]) -> Vec<(&'a KnownLetter, &'a Letter)> {
    let by_path: BTreeMap<&str, &KnownLetter> = known.iter().map(|row| (row.path.as_str(), row)).collect();
    let changed = letters.iter().filter_map(|letter| {
        by_path.get(letter.path.as_str()).copied().filter(|row| row.hash != letter.hash)
    });
    changed
        .filter_map(|row| {
            let mut same = letters
                .iter()
                .filter(|other| other.hash == row.hash && !by_path.contains_key(other.path.as_str()));
            let (first, second) = (same.next(), same.next());
            first.filter(|_| second.is_none()).map(|now| (row, now))
        })
        .collect()
}
