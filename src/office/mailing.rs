//! How the school's mails go: the courier of the settings, and the school's own signature.

use std::sync::Arc;

use super::{Office, OfficeError};
use crate::notify::{self, Courier, KeyError, MailKey};
use crate::problem::Problem;
use crate::settings::DkimSettings;

impl Office {
    /// The courier of the settings, with the school's own signature where `mail.dkim` asks for one.
    ///
    /// # Errors
    /// The keys of the signature are missing or cannot be read: a mail without it would look forged.
    pub fn courier(&self) -> Result<Arc<dyn Courier>, OfficeError> {
        let mail = &self.settings.mail;
        let signing = match &mail.dkim {
            Some(dkim) => {
                Some(notify::signing(&self.settings.private_folder(), dkim).map_err(OfficeError::MailKeys)?)
            }
            None => None,
        };
        Ok(notify::open(mail, signing.map(Arc::new)))
    }

    /// The keys of the school's own signature that are there; the missing ones are made where `make` says so. Also
    /// before `mail.dkim` is set: the DNS comes first.
    ///
    /// # Errors
    /// No sender with a domain in the settings; the disk; a file that is no key.
    pub fn mail_keys(&self, make: bool) -> Result<Vec<MailKey>, OfficeError> {
        notify::mail_keys(&self.settings.private_folder(), &self.dkim_to_be(), make)
            .map_err(OfficeError::MailKeys)
    }

    /// `mail.dkim`, or what it would be.
    pub fn dkim_to_be(&self) -> DkimSettings {
        let mail = &self.settings.mail;
        mail.dkim.clone().unwrap_or_else(|| DkimSettings::of(&mail.from_address))
    }
}

/// What is wrong with the keys, and what to do.
pub(super) fn told(error: &KeyError) -> Problem {
    match error {
        KeyError::NoDomain => Problem::error("mail-keys-no-domain", vec![]),
        KeyError::Missing(folder) => {
            Problem::error("mail-keys-missing", vec![("folder", folder.display().to_string().into())])
        }
        KeyError::Unreadable { file, said } => Problem::error(
            "mail-keys-unreadable",
            vec![("file", file.display().to_string().into()), ("detail", said.as_str().into())],
        ),
    }
}
