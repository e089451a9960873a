//! The photos of a letter beside the children who must not be shown: what a person looks at before a release.
//!
//! Here, on the top floor, families and photos meet; below, a letter only ever hears which of its photos may be
//! shown, by number.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::finding::folded;
use super::reading::SchoolReading;
use super::{BuiltLetter, Office, OfficeError};
use crate::content::{AllowedPhotos, Letter, PhotoUse};
use crate::ledger::LetterId;
use crate::photos::{self, AlbumPlan, Cache, Shot};
use crate::problem::{Problem, nearest};
use crate::recipients::{PhotoConsent, Reach, Uncovered};

/// For so many names that nobody has the nearest one is looked for.
const MOST_NEAR: usize = 200;

/// What becomes of a photo of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// shown, once somebody has looked who is on it
    Open,
    /// shown: the letter names the children on it, and all of them may be shown
    Named,
    /// not shown: the letter names a child that must not be shown, or that nobody knows
    HeldBack,
    /// not shown: left out by a person
    LeftOut,
}

/// One photo of a letter and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPhoto {
    /// its file's name
    pub name: String,
    /// from the letter on: `./IMG_1.jpg`, or `2026-10-14 運動会/IMG_1.jpg` in its gallery
    pub path: String,
    /// blake3 of its bytes, in hex; empty where it cannot be used
    pub content: String,
    /// what becomes of it
    pub fate: Fate,
}

/// A child whom the photos must not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncoveredChild {
    /// household number
    pub family: String,
    /// may be empty
    pub class: String,
    /// as in the roster
    pub name: String,
    /// may be empty
    pub furigana: String,
    /// may be shown in letters to its own class, and this is another
    pub within_class: bool,
}

/// The photos of a letter, and whom they must not show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoCheck {
    /// in the letter's order
    pub photos: Vec<CheckedPhoto>,
    /// by class, in the order of their furigana
    pub uncovered: Vec<UncoveredChild>,
    /// why photos are held back
    pub problems: Vec<Problem>,
}

/// A person's word that nobody uncovered is on the photos, as the photos and the list were when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotosSeen(String);

impl PhotoCheck {
    /// Which photos the letter may show.
    pub(super) fn allowed(&self) -> AllowedPhotos {
        let is_shown = |photo: &CheckedPhoto| matches!(photo.fate, Fate::Open | Fate::Named);
        AllowedPhotos::new(self.photos.iter().map(is_shown).collect())
    }

    /// The photos of this fate.
    pub fn of_fate(&self, fate: Fate) -> impl Iterator<Item = &CheckedPhoto> {
        self.photos.iter().filter(move |photo| photo.fate == fate)
    }

    /// Must somebody look at the photos before the letter goes?
    pub fn needs_look(&self) -> bool {
        !self.uncovered.is_empty() && self.of_fate(Fate::Open).next().is_some()
    }

    /// What is signed by looking at just these photos and just these children.
    pub fn seen(&self) -> PhotosSeen {
        let mut hasher = blake3::Hasher::new();
        let mut add = |part: &str| {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        };
        for photo in &self.photos {
            add(&format!("{:?}", photo.fate));
            add(&photo.content);
        }
        add("children");
        for child in &self.uncovered {
            add(&child.family);
            add(&child.name);
        }
        PhotosSeen(hasher.finalize().to_hex().to_string())
    }

    /// For the record: the photos as they were looked at, and how many children they were compared with. No name.
    pub(super) fn record(&self, edition: u32) -> String {
        let photos: Vec<&str> = self.of_fate(Fate::Open).map(|photo| photo.content.as_str()).collect();
        format!("edition {edition}; {} children; photos {}", self.uncovered.len(), photos.join(" "))
    }

    /// The photo that `asked` means: its path, its name, or any part of these that only one has.
    ///
    /// # Errors
    /// None or several.
    pub fn find(&self, asked: &str) -> Result<&CheckedPhoto, OfficeError> {
        let wanted = folded(asked);
        let none = || OfficeError::NoSuchPhoto(asked.to_owned());
        if wanted.is_empty() {
            return Err(none());
        }
        let is_path = |photo: &CheckedPhoto| folded(&photo.path) == wanted;
        let is_name = |photo: &CheckedPhoto| folded(&photo.name) == wanted;
        let has_part = |photo: &CheckedPhoto| folded(&photo.path).contains(&wanted);
        let ways: [&dyn Fn(&CheckedPhoto) -> bool; 3] = [&is_path, &is_name, &has_part];
        for way in ways {
            // The same picture twice is one choice.
            let mut contents = BTreeSet::new();
            let usable = self.photos.iter().filter(|photo| !photo.content.is_empty() && way(photo));
            let found: Vec<&CheckedPhoto> =
                usable.filter(|photo| contents.insert(photo.content.as_str())).collect();
            match found.as_slice() {
                [] => {}
                [photo] => return Ok(photo),
                several => {
                    let paths = several.iter().take(10).map(|photo| photo.path.clone()).collect();
                    return Err(OfficeError::SeveralPhotos(asked.to_owned(), paths));
                }
            }
        }
        Err(none())
    }
}

impl PhotosSeen {
    /// The digest, for a screen's own.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Office {
    /// The photos of this letter as they lie in the folder now, and whom they must not show today.
    pub fn photo_check(&self, reading: &SchoolReading, letter: &Letter) -> PhotoCheck {
        let (plan, _) = photos::plan(&letter.photos, &self.settings.content, &self.settings.photos);
        self.check(reading, letter, &plan)
    }

    pub(super) fn check(&self, reading: &SchoolReading, letter: &Letter, plan: &AlbumPlan) -> PhotoCheck {
        if letter.photos.is_empty() {
            return PhotoCheck::default();
        }
        let own = &self.settings.groups;
        let reach = Reach::of(&reading.roster, &reading.consents, &letter.audience, own, self.today());
        let left_out = reading.known.get(&letter.path).and_then(|known| reading.left_out.get(&known.id));
        let mut problems = Vec::new();
        // The same picture may stand in the letter twice, and has one fate: its names are those of all its places.
        let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
        let mut photos = Vec::new();
        for (number, (photo, planned)) in letter.photos.iter().zip(&plan.photos).enumerate() {
            let content = planned.as_ref().map(photos::PhotoPlan::content).unwrap_or_default();
            let picture = if content.is_empty() { number.to_string() } else { content.clone() };
            let fate = if left_out.is_some_and(|left_out| left_out.contains(&content)) {
                Fate::LeftOut
            } else {
                let before = problems.len();
                for name in &photo.names {
                    problems.extend(held_back_by(&reach, photo, name, problems.len()));
                }
                let here = match (photo.names.is_empty(), problems.len() > before) {
                    (true, _) => Fate::Open,
                    (false, false) => Fate::Named,
                    (false, true) => Fate::HeldBack,
                };
                match (fates.get(&picture), here) {
                    (Some(Fate::HeldBack), _) | (_, Fate::HeldBack) => Fate::HeldBack,
                    (Some(Fate::Named), _) | (_, Fate::Named) => Fate::Named,
                    _ => Fate::Open,
                }
            };
            fates.insert(picture.clone(), fate);
            let (name, path) = (photo.name.clone(), path_of(photo, letter));
            photos.push((picture, CheckedPhoto { name, path, content, fate }));
        }
        let of_one_fate = |(picture, photo): (String, CheckedPhoto)| CheckedPhoto {
            fate: fates.get(&picture).copied().unwrap_or(photo.fate),
            ..photo
        };
        PhotoCheck {
            photos: photos.into_iter().map(of_one_fate).collect(),
            uncovered: reach.uncovered().iter().map(uncovered_child).collect(),
            problems,
        }
    }

    /// All photos of a letter that was built, those that are not shown too: for the desk.
    ///
    /// # Errors
    /// The cache.
    pub fn all_shots(&self, letter: &Letter, built: &BuiltLetter) -> Result<Vec<Option<Shot>>, OfficeError> {
        let settings = &self.settings;
        let allowed = built.check.allowed();
        let hidden = letter.photos.iter().enumerate().filter(|(number, _)| !allowed.allows(*number));
        let hidden: Vec<PhotoUse> = hidden.map(|(_, photo)| photo.clone()).collect();
        let (plan, _) = photos::plan(&hidden, &settings.content, &settings.photos);
        let cache =
            Cache::of_school(&settings.private_folder()).map_err(OfficeError::disk(self.photo_cache()))?;
        let developed = photos::develop(&[plan], &cache, &settings.photos, &|_| {});
        let mut hidden = developed.albums.into_iter().flat_map(|album| album.shots);
        let mut shown = built.album.shots.iter().cloned();
        let shot = |number| if allowed.allows(number) { shown.next() } else { hidden.next() };
        Ok((0..letter.photos.len()).map(shot).map(Option::flatten).collect())
    }

    /// Leaves a photo out of a letter from now on; the teacher's file stays as it is.
    ///
    /// # Errors
    /// The ledger.
    pub async fn leave_out(&self, letter: &LetterId, content: &str, by: &str) -> Result<(), OfficeError> {
        self.ledger.leave_photo_out(letter, content, by, self.clock.now()).await?;
        self.note_act("leave-out", by, letter, content).await
    }

    /// Puts a photo back that was left out.
    ///
    /// # Errors
    /// The ledger.
    pub async fn put_back(&self, letter: &LetterId, content: &str, by: &str) -> Result<(), OfficeError> {
        self.ledger.put_photo_back(letter, content).await?;
        self.note_act("put-back", by, letter, content).await
    }
}

fn uncovered_child(uncovered: &Uncovered<'_>) -> UncoveredChild {
    UncoveredChild {
        family: uncovered.family.number.clone(),
        class: uncovered.child.class.to_string(),
        name: uncovered.child.name.clone(),
        furigana: uncovered.child.furigana.clone(),
        within_class: uncovered.consent == PhotoConsent::WithinClass,
    }
}

/// Where a photo lies, from its letter on.
fn path_of(photo: &PhotoUse, letter: &Letter) -> String {
    let folder = letter.file.parent().unwrap_or(&letter.file);
    let gallery = photo.file.parent().and_then(|parent| parent.strip_prefix(folder).ok());
    match gallery.map(|gallery| gallery.to_string_lossy().replace('\\', "/")) {
        Some(gallery) if !gallery.is_empty() => format!("{}/{}", gallery.nfc(), photo.name),
        _ => format!("./{}", photo.name),
    }
}

/// The problem as people may read it who share the letters' folder: it tells no family's answer.
pub fn without_answer(problem: &Problem) -> Problem {
    match problem.id {
        "consent-name-no" | "consent-name-within-class" | "consent-name-no-class" => {
            let photo = problem.values.iter().filter(|(key, _)| *key == "photo").cloned().collect();
            Problem { id: "consent-name-ask", values: photo, ..problem.clone() }
        }
        _ => problem.clone(),
    }
}

/// Why this name holds its photo back, if it does. Of several children of one name each must be covered.
fn held_back_by(reach: &Reach<'_>, photo: &PhotoUse, name: &str, told: usize) -> Option<Problem> {
    let mut values = vec![("photo", photo.name.as_str().into()), ("name", name.into())];
    let called = reach.named(name);
    let refused = called.iter().filter_map(|(child, refused)| Some((child, (*refused)?)));
    let problem = match refused.max_by_key(|(_, consent)| *consent) {
        None if !called.is_empty() => return None,
        None => {
            // Looking for the nearest name takes its time, and nobody reads so many.
            // A teacher may read this: no name of a class that the letter is not for.
            let children = reach.children().filter(|_| told < MOST_NEAR);
            match nearest(name, children.map(|child| child.name.as_str())) {
                Some(near) => {
                    values.push(("near", near.into()));
                    Problem::warning("consent-name-unknown-near", values)
                }
                None => Problem::warning("consent-name-unknown", values),
            }
        }
        Some((child, PhotoConsent::WithinClass)) if child.class.is_empty() => {
            Problem::warning("consent-name-no-class", values)
        }
        Some((child, PhotoConsent::WithinClass)) => {
            values.push(("class", child.class.to_string().into()));
            Problem::warning("consent-name-within-class", values)
        }
        Some(_) => Problem::warning("consent-name-no", values),
    };
    Some(problem.at(photo.place.clone()))
}
