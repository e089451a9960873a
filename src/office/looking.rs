//! The photos of a letter beside the children who must not be shown: what a person looks at before a release.
//!
//! Here, on the top floor, families and photos meet; below, a letter only ever hears which of its photos may be
//! shown, by number.

use std::collections::BTreeSet;

use super::finding::{Called, find};
use super::reading::SchoolReading;
use super::{BuiltLetter, Office, OfficeError};
use crate::content::{AllowedPhotos, Letter, PhotoUse};
use crate::ledger::LetterId;
use crate::photos::{self, AlbumPlan, Cache, Shot};
use crate::problem::{Problem, nearest};
use crate::recipients::{PhotoConsent, Reach, Uncovered};

/// What becomes of a photo of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// shown, once somebody has looked who is on it
    Open,
    /// shown: the letter names the children on it, and all of them may be shown
    Named,
    /// not shown: the letter names a child that may not be shown, or that nobody knows
    HeldBack,
    /// not shown: left out by a person
    LeftOut,
}

/// One photo of a letter and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPhoto {
    /// its file's name
    pub name: String,
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

    /// The photo that `asked` means: any part of its name that only one has.
    ///
    /// # Errors
    /// None or several.
    pub fn find(&self, asked: &str) -> Result<&CheckedPhoto, OfficeError> {
        // The same picture twice is one choice.
        let mut contents = BTreeSet::new();
        let distinct: Vec<NamedPhoto<'_>> = self
            .photos
            .iter()
            .filter(|photo| !photo.content.is_empty() && contents.insert(photo.content.as_str()))
            .map(NamedPhoto)
            .collect();
        match find(&distinct, asked) {
            Ok(NamedPhoto(photo)) => Ok(photo),
            Err(OfficeError::SeveralLetters(asked, names)) => Err(OfficeError::SeveralPhotos(asked, names)),
            Err(_) => Err(OfficeError::NoSuchPhoto(asked.to_owned())),
        }
    }
}

impl PhotosSeen {
    /// The digest, for a screen's own.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

struct NamedPhoto<'a>(&'a CheckedPhoto);

impl Called for NamedPhoto<'_> {
    fn path(&self) -> &str {
        &self.0.name
    }

    fn title(&self) -> &str {
        ""
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
        let photos = letter.photos.iter().zip(&plan.photos).map(|(photo, planned)| {
            let content = planned.as_ref().map(photos::PhotoPlan::content).unwrap_or_default();
            let fate = if left_out.is_some_and(|left_out| left_out.contains(&content)) {
                Fate::LeftOut
            } else if photo.names.is_empty() {
                Fate::Open
            } else {
                let before = problems.len();
                problems
                    .extend(photo.names.iter().filter_map(|name| held_back_by(reading, &reach, photo, name)));
                if problems.len() == before { Fate::Named } else { Fate::HeldBack }
            };
            CheckedPhoto { name: photo.name.clone(), content, fate }
        });
        PhotoCheck {
            photos: photos.collect(),
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
        class: uncovered.child.class.clone(),
        name: uncovered.child.name.clone(),
        furigana: uncovered.child.furigana.clone(),
        within_class: uncovered.consent == PhotoConsent::WithinClass,
    }
}

/// Why this name holds its photo back, if it does. Of several children of one name each must be covered.
fn held_back_by(reading: &SchoolReading, reach: &Reach<'_>, photo: &PhotoUse, name: &str) -> Option<Problem> {
    let mut values = vec![("photo", photo.name.as_str().into()), ("name", name.into())];
    let called = reach.named(name);
    let refused = called.iter().filter_map(|(child, refused)| Some((child, (*refused)?)));
    let problem = match refused.max_by_key(|(_, consent)| *consent) {
        None if !called.is_empty() => return None,
        None => {
            let children = reading.roster.families.iter().flat_map(|family| &family.children);
            match nearest(name, children.map(|child| child.name.as_str())) {
                Some(near) => {
                    values.push(("near", near.into()));
                    Problem::warning("consent-name-unknown-near", values)
                }
                None => Problem::warning("consent-name-unknown", values),
            }
        }
        Some((child, PhotoConsent::WithinClass)) => {
            values.push(("class", child.class.as_str().into()));
            Problem::warning("consent-name-within-class", values)
        }
        Some(_) => Problem::warning("consent-name-no", values),
    };
    Some(problem.at(photo.place.clone()))
}
