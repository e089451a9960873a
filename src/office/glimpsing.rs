//! One letter as it was just saved, before anything else is looked at again: what a teacher sees at once.
//!
//! A glimpse costs what the letter costs, however many others there are. The building that follows has the last
//! word, on this letter too.

use std::collections::BTreeMap;
use std::path::Path;

use super::building::{Built, BuiltLetter, Form};
use super::developing::LetterPhotos;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::{Letter, PhotoUse};
use crate::problem::Problem;
use crate::render::Theme;

/// The last reading and building, as far as a glimpse needs it.
pub struct Lately {
    reading: SchoolReading,
    photos: BTreeMap<String, LetterPhotos<'static>>,
    theme: Theme,
}

impl Office {
    /// Keeps what [`Office::glimpse`] needs.
    ///
    /// # Errors
    /// The theme.
    pub fn lately(&self, reading: SchoolReading, built: Built) -> Result<Lately, OfficeError> {
        let photos = built.developed.into_iter().map(|photos| (photos.letter.path.clone(), photos));
        Ok(Lately { reading, photos: photos.collect(), theme: self.theme(None)? })
    }

    /// The draft of the letter in this file as it is now, and what is wrong with it. `None` where more than its
    /// words changed: who it is for, its photos, its theme; or where it is no letter that was there before.
    pub fn glimpse(&self, lately: &Lately, file: &Path) -> Option<(BuiltLetter, Vec<Problem>)> {
        let (letter, problems) = self.read_letter_again(&lately.reading, file)?;
        let before = lately.reading.letters.iter().find(|before| before.path == letter.path)?;
        let photos = lately.photos.get(&letter.path)?;
        if letter.theme.is_some() || !is_alike(&letter, before) {
            return None;
        }
        let photos = LetterPhotos { letter: letter.with_only(&photos.check.allowed()), ..photos.clone() };
        let theme = (&lately.theme, &[][..]);
        let built = self.make_one(&lately.reading, &self.school(), &photos, theme, Form::Glimpse);
        Some((built, problems))
    }
}

/// Do both go to the same people, with the same photos?
fn is_alike(letter: &Letter, before: &Letter) -> bool {
    let same = |(one, other): (&PhotoUse, &PhotoUse)| one.file == other.file && one.names == other.names;
    letter.audience == before.audience
        && letter.date == before.date
        && letter.translations.iter().map(|one| &one.path).eq(before.translations.iter().map(|one| &one.path))
        && letter.photos.len() == before.photos.len()
        && letter.photos.iter().zip(&before.photos).all(same)
}
