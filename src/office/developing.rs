//! Letters → albums: their photos planned, measured on the sheet, developed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;

use super::looking::PhotoCheck;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::photos::{self, Album, AlbumPlan, Cache, Progress, Shot};
use crate::problem::{Place, Problem};
use crate::render::{self, ContactPhoto, School, Subject, Theme};
use crate::words::Lang;
use crate::world::{create_private_folder, crew, mark_used, write_whole};

/// What developing came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PhotoSums {
    /// distinct photos
    pub photos: usize,
    /// of them, developed anew
    pub developed: usize,
    /// length of the originals, each photo once
    pub bytes_original: u64,
    /// what a parent's phone loads instead
    pub bytes_page: u64,
}

/// The photos of several letters, in the letters' order.
#[derive(Debug)]
pub(super) struct Developed<'a> {
    pub(super) letters: Vec<LetterPhotos<'a>>,
    pub(super) sums: PhotoSums,
    /// Nothing is taken out of the cache while this is held.
    pub(super) cache: Cache,
}

/// A letter as it may be shown, and its photos; each list has one entry for each photo that is left.
#[derive(Debug, Clone)]
pub(super) struct LetterPhotos<'a> {
    pub(super) letter: Cow<'a, Letter>,
    /// of all its photos
    pub(super) check: PhotoCheck,
    pub(super) plan: AlbumPlan,
    pub(super) album: Album,
    /// why a photo is not in the album
    pub(super) refused: Vec<Option<Problem>>,
}

/// A letter without the photos that it may not show.
struct Shown<'a> {
    letter: Cow<'a, Letter>,
    check: PhotoCheck,
    /// why some of the others have no plan, in their order
    refused: Vec<Problem>,
}

/// The themes that some letters ask for, each read once.
pub(super) struct Themes {
    school: Theme,
    own: BTreeMap<String, Result<Theme, Vec<Problem>>>,
}

impl Themes {
    /// The letter's theme, or the school's with the problems why not.
    pub(super) fn of(&self, letter: &Letter) -> (&Theme, &[Problem]) {
        match letter.theme.as_ref().and_then(|name| self.own.get(name)) {
            Some(Ok(theme)) => (theme, &[]),
            Some(Err(problems)) => (&self.school, problems),
            None => (&self.school, &[]),
        }
    }
}

impl Office {
    /// Develops the photos of these letters, so that building or releasing them finds them done.
    ///
    /// # Errors
    /// The theme or the photo cache.
    pub fn develop(
        &self,
        reading: &SchoolReading,
        letters: &[&Letter],
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<PhotoSums, OfficeError> {
        Ok(self.develop_with(reading, letters, &self.themes(letters)?, progress)?.sums)
    }

    /// The themes of these letters.
    pub(super) fn themes(&self, letters: &[&Letter]) -> Result<Themes, OfficeError> {
        let mut own = BTreeMap::new();
        for name in letters.iter().filter_map(|letter| letter.theme.as_ref()) {
            if !own.contains_key(name) {
                let theme = match self.theme(Some(name)) {
                    Err(OfficeError::Problems(problems)) => Err(problems),
                    theme => Ok(theme?),
                };
                own.insert(name.clone(), theme);
            }
        }
        Ok(Themes { school: self.theme(None)?, own })
    }

    pub(super) fn develop_with<'a>(
        &self,
        reading: &SchoolReading,
        letters: &[&'a Letter],
        themes: &Themes,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Developed<'a>, OfficeError> {
        let settings = &self.settings;
        let cache =
            Cache::of_school(&settings.private_folder()).map_err(OfficeError::disk(self.photo_cache()))?;
        let (shown, mut plans): (Vec<Shown<'a>>, Vec<AlbumPlan>) =
            crew::all(letters, |letter| self.shown(reading, letter)).into_iter().unzip();
        let school = self.school();
        let pairs: Vec<_> = shown.iter().zip(&plans).collect();
        let widths = crew::all(&pairs, |(Shown { letter, .. }, plan)| {
            self.print_widths(&school, letter, &plan.album(&cache), themes.of(letter).0)
        });
        for (plan, widths) in plans.iter_mut().zip(&widths) {
            plan.print_at(widths, &settings.photos);
        }
        let developed = photos::develop(&plans, &cache, &settings.photos, progress);
        cache.mark_used(&plans, self.clock.now());
        let sums = PhotoSums {
            photos: developed.developed + developed.kept,
            developed: developed.developed,
            bytes_original: developed.bytes_original,
            bytes_page: developed.bytes_page,
        };
        let found = shown.into_iter().zip(plans).zip(developed.albums).zip(developed.problems);
        let letters = found.map(|(((shown, plan), album), later)| LetterPhotos {
            refused: by_photo(&plan, &album, shown.refused, later),
            letter: shown.letter,
            check: shown.check,
            plan,
            album,
        });
        Ok(Developed { letters: letters.collect(), sums, cache })
    }

    /// A letter without the photos that it may not show, and the plan of the others.
    fn shown<'a>(&self, reading: &SchoolReading, letter: &'a Letter) -> (Shown<'a>, AlbumPlan) {
        let (plan, refused) = photos::plan(&letter.photos, &self.settings.content, &self.settings.photos);
        let check = self.check(reading, letter, &plan);
        let allowed = check.allowed();
        // A photo that is not shown may be as broken as it likes.
        let mut problems = refused.into_iter();
        let refused = plan.photos.iter().map(|photo| if photo.is_none() { problems.next() } else { None });
        let refused = allowed.keep(refused).into_iter().flatten().collect();
        let plan = AlbumPlan { photos: allowed.keep(plan.photos) };
        (Shown { letter: letter.with_only(&allowed), check, refused }, plan)
    }

    /// How wide each photo stands on the letter's sheet, in millimetres; from the cache where this was found
    /// out before.
    fn print_widths(
        &self,
        school: &School,
        letter: &Letter,
        album: &Album,
        theme: &Theme,
    ) -> Vec<Option<f64>> {
        if album.shots.iter().all(Option::is_none) {
            return vec![];
        }
        // Draft or not, corrected or not: the photos stand alike.
        let subject =
            Subject { school, letter, album, address: None, ways: None, draft: true, correction: 0 };
        let folder = self.sheet_cache();
        let file = folder.join(format!("{}.widths", render::fingerprint(&subject, theme)));
        let known = fs::read(&file).ok().and_then(|known| serde_json::from_slice(&known).ok());
        if let Some(known) = known {
            let _ = mark_used(&file, self.clock.now());
            return known;
        }
        let widths = render::photo_widths(&subject, theme);
        if let Ok(known) = serde_json::to_vec(&widths) {
            // A cache that cannot be written costs time, nothing else.
            let _ = create_private_folder(&folder).and_then(|()| write_whole(&file, &known));
        }
        widths
    }
}

impl LetterPhotos<'_> {
    /// The same, whatever becomes of the reading.
    pub(super) fn kept(self) -> LetterPhotos<'static> {
        let LetterPhotos { letter, check, plan, album, refused } = self;
        LetterPhotos { letter: Cow::Owned(letter.into_owned()), check, plan, album, refused }
    }
}

/// Whose problem is whose: both lists stand in the order of the photos that lack a plan, or a shot.
fn by_photo(
    plan: &AlbumPlan,
    album: &Album,
    planned: Vec<Problem>,
    later: Vec<Problem>,
) -> Vec<Option<Problem>> {
    let (mut planned, mut later) = (planned.into_iter(), later.into_iter());
    let photos = plan.photos.iter().zip(&album.shots);
    photos
        .map(|(plan, shot)| match (plan, shot) {
            (None, _) => planned.next(),
            (Some(_), None) => later.next(),
            (Some(_), Some(_)) => None,
        })
        .collect()
}

/// The page of all the letter's photos; `None` where it has none.
pub(super) fn contact_sheet(letter: &Letter, photos: &LetterPhotos<'_>, lang: Lang) -> Option<String> {
    let words = lang.words();
    let told: Vec<Option<(String, String)>> = photos
        .refused
        .iter()
        .map(|refused| refused.as_ref().map(|problem| (problem.what(words), problem.advice(words))))
        .collect();
    let mut cards = Vec::with_capacity(letter.photos.len());
    for (number, used) in letter.photos.iter().enumerate() {
        let plan = photos.plan.photos.get(number).and_then(Option::as_ref);
        let shot = photos.album.shots.get(number).and_then(Option::as_ref);
        let on_phones = shot.and_then(Shot::for_phone).and_then(|file| fs::metadata(&file.file).ok());
        let refused = told.get(number).and_then(Option::as_ref);
        cards.push(ContactPhoto {
            used,
            size: plan.map(|plan| plan.look.upright()),
            before: plan.map(|plan| plan.bytes),
            after: on_phones.map(|file| file.len()),
            shot,
            refused: refused.map(|(what, advice)| (what.as_str(), advice.as_str())),
            gallery: used.place == Place::file(used.place.file.as_str()),
        });
    }
    (!cards.is_empty()).then(|| render::contact(&letter.title, &cards, words))
}
