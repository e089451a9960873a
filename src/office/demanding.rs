//! What a release demands of a person or of the letter before anything is frozen.

use super::looking::PhotoCheck;
use super::reading::SchoolReading;
use super::released::ReleasedFolder;
use super::releasing::ReleaseOrder;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::{KnownLetter, Release};
use crate::problem::{Place, Problem};
use crate::render;

impl Office {
    /// A language that is out stays: links to it are with the families that read it.
    pub(super) fn demand_languages(
        &self,
        letter: &Letter,
        standing: &Release,
        edition: &render::Edition,
    ) -> Result<(), OfficeError> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let parts = folder.parts(standing)?;
        let is_there = |lang: &String| edition.translations.iter().any(|one| one.lang == *lang);
        let gone = parts.translations.iter().map(|(lang, _)| lang).filter(|lang| !is_there(lang));
        let place = Place::file(self.settings.shown(&letter.file));
        let gone: Vec<Problem> = gone
            .map(|lang| {
                Problem::error("office-language-gone", vec![("language", lang.into())]).at(place.clone())
            })
            .collect();
        if gone.is_empty() { Ok(()) } else { Err(OfficeError::Problems(gone)) }
    }

    /// Where photos may show somebody uncovered, a person has looked at just these, and that is written down first.
    pub(super) async fn demand_look(
        &self,
        check: &PhotoCheck,
        known: &KnownLetter,
        edition: u32,
        order: &ReleaseOrder,
    ) -> Result<(), OfficeError> {
        if !check.needs_look() {
            return Ok(());
        }
        if order.photos_seen.as_ref() != Some(&check.seen()) {
            return Err(OfficeError::PhotosUnseen(known.path.clone()));
        }
        self.note_act("photos-seen", &order.by, &known.id, &check.record(edition)).await
    }

    /// A look at the letter's photos of today is one at those that stand outside, as long as both are the same.
    pub(super) async fn demand_look_at_standing(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        release: &Release,
        order: &ReleaseOrder,
    ) -> Result<(), OfficeError> {
        let known = reading.known.get(&letter.path).filter(|known| known.id == release.letter);
        let is_same = !self.is_edited_since(reading, letter, release).await?;
        let Some(known) = known.filter(|_| is_same) else {
            return Err(OfficeError::EditedSince(letter.path.clone()));
        };
        let check = tokio::task::block_in_place(|| self.photo_check(reading, letter));
        self.demand_look(&check, known, release.edition, order).await
    }
}
