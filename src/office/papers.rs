//! What the school prints for itself: the print copy (印刷用) and the poster (掲示). They cost time and few are
//! asked for, so they are set when somebody asks, and once for a release. Neither goes onto the host.

use std::fs;

use super::building::Form;
use super::drafts::draft_folder;
use super::released::ReleasedFolder;
use super::{Office, OfficeError, SchoolReading};
use crate::content::Letter;
use crate::ledger::Release;
use crate::problem::Problem;
use crate::render::{self, Subject, Theme};
use crate::world::{crew, write_whole};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// for the school's monochrome printer, on the paper of the settings
    PrintCopy,
    /// to hang up
    Poster,
}

impl Paper {
    /// Both.
    pub const ALL: [Paper; 2] = [Paper::PrintCopy, Paper::Poster];

    /// Its file's name.
    pub fn file_name(self) -> &'static str {
        match self {
            Paper::PrintCopy => "print.pdf",
            Paper::Poster => "poster.pdf",
        }
    }

    /// The paper with this file name.
    pub fn named(name: &str) -> Option<Paper> {
        Paper::ALL.into_iter().find(|paper| paper.file_name() == name)
    }
}

/// The papers of one letter that could be set.
pub(super) type Papers = Vec<(Paper, Vec<u8>)>;

impl Office {
    /// One paper of a letter as it is now, marked as a draft; `None` where it could not be set.
    ///
    /// # Errors
    /// The theme or the photo cache.
    pub fn draft_paper(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        paper: Paper,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        let set = self.set_papers(reading, &[letter], Form::Draft, &[paper])?;
        Ok(set.into_iter().flatten().map(|(_, bytes)| bytes).next())
    }

    /// One paper as it was released, if it was.
    pub fn released_paper(&self, release: &Release, paper: Paper) -> Option<Vec<u8>> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        fs::read(folder.edition(&release.letter, &release.hash).join(paper.file_name())).ok()
    }

    /// Writes the papers of all drafts beside them, into the folders that [`Office::write_drafts`] made.
    ///
    /// # Errors
    /// The theme, the photo cache or the disk.
    pub fn write_draft_papers(&self, reading: &SchoolReading) -> Result<(), OfficeError> {
        let letters: Vec<&Letter> = reading.letters.iter().collect();
        let set = self.set_papers(reading, &letters, Form::Draft, &Paper::ALL)?;
        for (letter, papers) in letters.iter().zip(set) {
            let folder = self.settings.build_folder().join(draft_folder(&letter.path));
            for (paper, bytes) in papers {
                let file = folder.join(paper.file_name());
                write_whole(&file, &bytes).map_err(OfficeError::disk(&file))?;
            }
        }
        Ok(())
    }

    /// These papers of these letters, in their order.
    pub(super) fn set_papers(
        &self,
        reading: &SchoolReading,
        letters: &[&Letter],
        form: Form<'_>,
        wanted: &[Paper],
    ) -> Result<Vec<Papers>, OfficeError> {
        let themes = self.themes(letters)?;
        let developed = self.develop_with(reading, letters, &themes, &|_| {})?;
        let school = self.school();
        let papers = crew::all(&developed.letters, |photos| {
            let (theme, _) = themes.of(&photos.letter);
            let known = reading.known.get(&photos.letter.path);
            let subject = form.subject(&school, &photos.letter, &photos.album, known);
            let set = wanted.iter().map(|paper| Some((*paper, self.set_paper(&subject, theme, *paper).0?)));
            set.flatten().collect()
        });
        Ok(papers)
    }

    fn set_paper(
        &self,
        subject: &Subject<'_>,
        theme: &Theme,
        paper: Paper,
    ) -> (Option<Vec<u8>>, Vec<Problem>) {
        let hash = render::fingerprint(subject, theme);
        let size = self.settings.print;
        match paper {
            Paper::PrintCopy => self.cached_sheet(&format!("{hash}-print-{}", size.name()), || {
                render::print_copy(subject, theme, size)
            }),
            Paper::Poster => self.cached_sheet(&format!("{hash}-poster"), || render::poster(subject, theme)),
        }
    }
}
