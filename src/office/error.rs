//! Why an act of the school could not be done, in its people's words.

use std::path::PathBuf;

use super::mailing;
use crate::ledger::LedgerError;
use crate::notify::{KeyError, SendError};
use crate::problem::Problem;
use crate::words::{Values, Words};

/// Whose fault it is; the terminal makes an exit code of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// the school's content or roster: 1
    Content,
    /// wrong use or settings: 2
    Use,
    /// the world outside, this disk included: 3
    Outside,
}

/// An act could not be done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The school's content or roster says no.
    #[error("{} problems", .0.len())]
    Problems(Vec<Problem>),
    /// The host, the collector or the theme's folder outside says no.
    #[error("{}", .0.id)]
    Outside(Problem),
    /// It cannot be done as it was asked for.
    #[error("{}", .0.id)]
    Wrong(Problem),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The keys of the mails' signature are missing or spoiled.
    #[error(transparent)]
    MailKeys(KeyError),
    /// This file cannot be read or written.
    #[error("{}: {error}", file.display())]
    Disk {
        /// which
        file: PathBuf,
        /// what the disk says
        error: std::io::Error,
    },
    /// The private folder lies where other machines write too.
    #[error("{}: {kind}", folder.display())]
    SharedFolder {
        /// `.otayori`
        folder: PathBuf,
        /// what kind of share
        kind: String,
    },
    /// No letter has this in its path or title.
    #[error("no letter: {0}")]
    NoSuchLetter(String),
    /// More than one has.
    #[error("several letters: {0}")]
    SeveralLetters(String, Vec<String>),
    /// No photo of the letter has this in its name.
    #[error("no photo: {0}")]
    NoSuchPhoto(String),
    /// More than one has.
    #[error("several photos: {0}")]
    SeveralPhotos(String, Vec<String>),
    /// Nobody has looked at the photos as they are now.
    #[error("photos not looked at: {0}")]
    PhotosUnseen(String),
    /// This is no mail address.
    #[error("no mail address")]
    NoAddress(String),
    /// Nobody has said yes to what stands in the letter.
    #[error("not confirmed: {0}")]
    Unconfirmed(String),
    /// No family has this number or row code.
    #[error("no family: {0}")]
    NoSuchFamily(String),
    /// The letter is not released.
    #[error("not released: {0}")]
    NotReleased(String),
    /// The file was edited after its release: a correction is a different act.
    #[error("edited since: {0}")]
    EditedSince(String),
    /// Letter or roster changed between showing whom it reaches and releasing it.
    #[error("changed meanwhile: {0}")]
    ChangedMeanwhile(String),
    /// A correction that changes nothing.
    #[error("nothing to correct: {0}")]
    NothingToCorrect(String),
    /// The letter was taken back.
    #[error("recalled: {0}")]
    Recalled(String),
}

impl OfficeError {
    /// A disk's fault at this file.
    pub(crate) fn disk(file: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let file = file.into();
        move |error| OfficeError::Disk { file, error }
    }

    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            OfficeError::Problems(_) | OfficeError::EditedSince(_) | OfficeError::NothingToCorrect(_) => {
                Blame::Content
            }
            OfficeError::Outside(_) | OfficeError::Ledger(_) | OfficeError::Disk { .. } => Blame::Outside,
            OfficeError::SharedFolder { .. }
            | OfficeError::MailKeys(_)
            | OfficeError::Wrong(_)
            | OfficeError::NoSuchLetter(_)
            | OfficeError::SeveralLetters(..)
            | OfficeError::NoSuchPhoto(_)
            | OfficeError::SeveralPhotos(..)
            | OfficeError::PhotosUnseen(_)
            | OfficeError::Unconfirmed(_)
            | OfficeError::NoAddress(_)
            | OfficeError::ChangedMeanwhile(_)
            | OfficeError::NoSuchFamily(_)
            | OfficeError::NotReleased(_)
            | OfficeError::Recalled(_) => Blame::Use,
        }
    }

    /// What went wrong and what to do, in one or two sentences.
    pub fn told(&self, words: &Words) -> String {
        let all: Vec<String> = match self {
            OfficeError::Problems(problems) => problems.iter().map(|problem| problem.what(words)).collect(),
            other => other
                .problems()
                .iter()
                .map(|problem| join(&problem.what(words), &problem.advice(words)))
                .collect(),
        };
        all.join("\n")
    }

    /// The same as problems, each an error.
    pub fn problems(&self) -> Vec<Problem> {
        let (id, values): (&'static str, Values) = match self {
            OfficeError::Problems(problems) => return problems.clone(),
            OfficeError::Outside(problem) | OfficeError::Wrong(problem) => return vec![problem.clone()],
            OfficeError::MailKeys(error) => return vec![mailing::told(error)],
            OfficeError::Ledger(error) => ("office-ledger", vec![("detail", error.to_string().into())]),
            OfficeError::Disk { file, error } if error.kind() == std::io::ErrorKind::NotFound => {
                ("office-not-there", vec![("file", file.display().to_string().into())])
            }
            OfficeError::Disk { file, error } => (
                "office-disk",
                vec![("file", file.display().to_string().into()), ("detail", error.to_string().into())],
            ),
            OfficeError::SharedFolder { folder, kind } => (
                "office-shared-folder",
                vec![("folder", folder.display().to_string().into()), ("kind", kind.into())],
            ),
            OfficeError::NoSuchLetter(asked) => ("office-no-such-letter", vec![("asked", asked.into())]),
            OfficeError::SeveralLetters(asked, found) => (
                "office-several-letters",
                vec![("asked", asked.into()), ("found", found.join("\n  ").into())],
            ),
            OfficeError::NoSuchPhoto(asked) => ("office-no-such-photo", vec![("asked", asked.into())]),
            OfficeError::SeveralPhotos(asked, found) => {
                ("office-several-photos", vec![("asked", asked.into()), ("found", found.join("\n  ").into())])
            }
            OfficeError::PhotosUnseen(letter) => ("office-photos-unseen", vec![("letter", letter.into())]),
            OfficeError::NoAddress(asked) => ("office-no-address", vec![("asked", asked.into())]),
            OfficeError::Unconfirmed(letter) => ("office-unconfirmed", vec![("letter", letter.into())]),
            OfficeError::NoSuchFamily(asked) => ("office-no-such-family", vec![("asked", asked.into())]),
            OfficeError::NotReleased(letter) => ("office-not-released", vec![("letter", letter.into())]),
            OfficeError::EditedSince(letter) => ("office-edited-since", vec![("letter", letter.into())]),
            OfficeError::ChangedMeanwhile(letter) => {
                ("office-changed-meanwhile", vec![("letter", letter.into())])
            }
            OfficeError::NothingToCorrect(letter) => {
                ("office-nothing-to-correct", vec![("letter", letter.into())])
            }
            OfficeError::Recalled(letter) => ("office-recalled", vec![("letter", letter.into())]),
        };
        vec![Problem::error(id, values)]
    }
}

impl From<SendError> for OfficeError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Ledger(error) => OfficeError::Ledger(error),
            SendError::Disk(error) => OfficeError::Disk { file: PathBuf::from(".otayori"), error },
        }
    }
}

fn join(what: &str, advice: &str) -> String {
    if advice.is_empty() { what.to_owned() } else { format!("{what}\n{advice}") }
}
