//! Letters → editions: photos developed, page, sheet and notice made.

use std::fs;

use super::developing::{Developed, LetterPhotos, PhotoSums, contact_sheet};
use super::drafts::Drafts;
use super::looking::PhotoCheck;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::KnownLetter;
use crate::photos::{Album, Cache, Progress};
use crate::problem::Problem;
use crate::render::{self, Edition, School, Subject, Theme, Ways};
use crate::world::{create_private_folder, crew, mark_used, write_whole};

/// One letter, built.
#[derive(Debug, Clone)]
pub struct BuiltLetter {
    /// as in the reading
    pub path: String,
    /// its title
    pub title: String,
    /// page, sheet and notice
    pub edition: Edition,
    /// the page of all its photos beside a draft, where it has any
    pub contact: Option<String>,
    /// its photos, those that may be shown
    pub album: Album,
    /// all its photos, and whom they must not show
    pub check: PhotoCheck,
    /// what was found while building; the reading's own problems are not repeated here
    pub problems: Vec<Problem>,
}

/// What building gave.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// in the order of their paths
    pub letters: Vec<BuiltLetter>,
    /// what developing came to
    pub photos: PhotoSums,
    /// have sheets and messages been made too?
    pub(super) is_whole: bool,
    /// for [`Office::glimpse`]
    pub(super) developed: Vec<LetterPhotos<'static>>,
    /// The albums' files stay in the cache while this is held.
    _cache: Option<Cache>,
}

/// What building drafts and writing them at once gave.
#[derive(Debug, Clone, Default)]
pub struct Drafted {
    /// what was found while building, in the order of the letters' paths; the reading's own problems are not repeated
    /// here
    pub problems: Vec<Problem>,
    /// what developing came to
    pub photos: PhotoSums,
    /// The albums' files stay in the cache while this is held.
    _cache: Option<Cache>,
}

/// As what a letter is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// to look at
    Draft,
    /// to look at: the pages alone
    DraftPage,
    /// to look at for a moment: with the sheet that lies there from before
    Glimpse,
    /// to be released with these pages around it, as this edition
    Final { ways: &'a Ways, edition: u32 },
}

impl<'a> Form<'a> {
    /// What goes into the edition of this letter.
    pub(super) fn subject(
        self,
        school: &'a School,
        letter: &'a Letter,
        album: &'a Album,
        known: Option<&'a KnownLetter>,
    ) -> Subject<'a> {
        let (draft, ways, correction) = match self {
            Form::Draft | Form::DraftPage | Form::Glimpse => (true, None, 0),
            Form::Final { ways, edition } => (false, Some(ways), edition),
        };
        let address = known.map(|known| known.address.as_str()).filter(|_| !draft);
        Subject { school, letter, album, address, ways, draft, correction }
    }
}

impl Office {
    /// Builds every letter as a draft.
    ///
    /// # Errors
    /// The theme or the photo cache; what is wrong with single letters is in the result.
    pub fn build(
        &self,
        reading: &SchoolReading,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Built, OfficeError> {
        let letters: Vec<&Letter> = reading.letters.iter().collect();
        self.make(reading, &letters, Form::Draft, progress)
    }

    /// Builds every letter as a draft, but its pages alone: neither sheet nor message.
    ///
    /// # Errors
    /// As for [`Office::build`].
    pub fn build_pages(
        &self,
        reading: &SchoolReading,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Built, OfficeError> {
        let letters: Vec<&Letter> = reading.letters.iter().collect();
        self.make(reading, &letters, Form::DraftPage, progress)
    }

    /// Builds every letter as a draft, its pages alone or all of it, and writes it below `build/` as soon as it is made:
    /// nothing of it is kept. What is no draft any more is taken away there.
    ///
    /// # Errors
    /// As for [`Office::build`], and the disk.
    pub fn draft(
        &self,
        reading: &SchoolReading,
        pages_alone: bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Drafted, OfficeError> {
        let letters: Vec<&Letter> = reading.letters.iter().collect();
        let themes = self.themes(&letters)?;
        let developed = self.develop_with(reading, &letters, &themes, progress)?;
        let (school, drafts) = (self.school(), Drafts::below(self.settings.build_folder())?);
        let form = if pages_alone { Form::DraftPage } else { Form::Draft };
        let found = crew::all(&developed.letters, |photos| {
            let letter = self.make_one(reading, &school, photos, themes.of(&photos.letter), form);
            drafts.write(&letter, !pages_alone).map(|()| letter.problems)
        });
        let problems: Vec<Vec<Problem>> = found.into_iter().collect::<Result<_, _>>()?;
        drafts.sweep(self.clock.now());
        let problems = problems.into_iter().flatten().collect();
        Ok(Drafted { problems, photos: developed.sums, _cache: Some(developed.cache) })
    }

    pub(super) fn make(
        &self,
        reading: &SchoolReading,
        letters: &[&Letter],
        form: Form<'_>,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Built, OfficeError> {
        let themes = self.themes(letters)?;
        let developed = self.develop_with(reading, letters, &themes, progress)?;
        let school = self.school();
        let letters = crew::all(&developed.letters, |photos| {
            self.make_one(reading, &school, photos, themes.of(&photos.letter), form)
        });
        let Developed { letters: developed, sums, cache } = developed;
        let is_whole = form != Form::DraftPage;
        let developed = developed.into_iter().map(LetterPhotos::kept).collect();
        Ok(Built { letters, photos: sums, is_whole, developed, _cache: Some(cache) })
    }

    /// One letter, its photos developed.
    pub(super) fn make_one(
        &self,
        reading: &SchoolReading,
        school: &School,
        photos: &LetterPhotos<'_>,
        (theme, faults): (&Theme, &[Problem]),
        form: Form<'_>,
    ) -> BuiltLetter {
        let letter = &photos.letter;
        let refused = photos.refused.iter().flatten();
        let mut problems: Vec<Problem> =
            photos.check.problems.iter().chain(refused).chain(faults).cloned().collect();
        let known = reading.known.get(&letter.path);
        let subject = form.subject(school, letter, &photos.album, known);
        let (edition, found) = match form {
            Form::DraftPage => render::pages(&subject, theme),
            Form::Draft | Form::Final { .. } => {
                render::edition(&subject, theme, |subject, theme| self.set_sheet(subject, theme))
            }
            Form::Glimpse => render::edition(&subject, theme, |subject, _| {
                let other = (subject.letter.lang != letter.lang).then_some(&*subject.letter.lang);
                (self.drafted_sheet(&letter.path, other), vec![])
            }),
        };
        problems.extend(found);
        let contact = subject.draft.then(|| contact_sheet(letter, photos, self.settings.lang)).flatten();
        BuiltLetter {
            contact,
            path: letter.path.clone(),
            title: letter.title.clone(),
            edition,
            album: photos.album.clone(),
            check: photos.check.clone(),
            problems,
        }
    }

    /// The sheet, from the cache where the same one was set before without a problem.
    fn set_sheet(&self, subject: &Subject<'_>, theme: &Theme) -> (Option<Vec<u8>>, Vec<Problem>) {
        self.cached_sheet(&render::fingerprint(subject, theme), || render::sheet(subject, theme))
    }

    /// The sheet of this name from the cache, or as it is set now.
    pub(super) fn cached_sheet(
        &self,
        name: &str,
        set: impl FnOnce() -> (Option<Vec<u8>>, Vec<Problem>),
    ) -> (Option<Vec<u8>>, Vec<Problem>) {
        let folder = self.sheet_cache();
        let file = folder.join(format!("{name}.pdf"));
        if let Ok(sheet) = fs::read(&file) {
            let _ = mark_used(&file, self.clock.now());
            return (Some(sheet), vec![]);
        }
        let (sheet, problems) = set();
        if let (Some(sheet), true) = (&sheet, problems.is_empty()) {
            // A cache that cannot be written costs time, nothing else.
            let _ = create_private_folder(&folder).and_then(|()| write_whole(&file, sheet));
        }
        (sheet, problems)
    }
}
