//! Released editions → the static host: what changed, in an order that never shows a page with a missing part.
//!
//! A [`Host`] is a place for static files: a folder, a rented web space reached by SFTP, a bucket. [`open`]
//! makes the one the settings name. [`publish`] brings it to a [`SiteTree`], [`verify`] looks at the result
//! as a parent would.

mod folder;
mod host;
mod media;
mod patience;
mod run;
mod s3;
mod sftp;
mod ssh;
mod tree;
mod verify;

pub use folder::FolderHost;
pub use host::{Host, HostError, check_path};
pub use patience::{Patience, Patient};
pub use run::{Fault, Interrupted, RecordError, Recorder, publish};
pub use s3::{Bucket, S3Host, S3Keys};
pub use sftp::SftpHost;
pub use ssh::Account;
pub use tree::{
    CALENDAR, HOME, NOT_FOUND, Published, SEARCH_INDEX, SiteFile, SiteTree, asset_path, beside, keep_path,
    page_path, photo_path, sheet_path,
};
pub use verify::{VerifyError, verify};

use crate::problem::Problem;
use crate::settings::{HostAddress, Secret};

/// The host that the settings name. Nothing is asked of it yet.
///
/// # Errors
/// [`OpenError`] where something is missing before the first word with the host.
pub fn open(address: &HostAddress) -> Result<Box<dyn Host>, OpenError> {
    match address {
        HostAddress::Folder(folder) => Ok(Box::new(FolderHost::new(folder))),
        HostAddress::Sftp { user, host, port, path, key, known_hosts } => {
            let account = Account {
                user: user.clone(),
                host: host.clone(),
                port: *port,
                key: key.clone(),
                known_hosts: known_hosts.clone(),
            };
            Ok(Box::new(Patient::new(SftpHost::new(account, path), Patience::default())))
        }
        HostAddress::S3 { bucket, prefix, endpoint, region } => {
            let bucket = Bucket {
                name: bucket.clone(),
                prefix: prefix.clone(),
                endpoint: endpoint.clone(),
                region: region.clone(),
            };
            let host = S3Host::new(&bucket, &keys_from_environment()?).map_err(OpenError::Host)?;
            Ok(Box::new(Patient::new(host, Patience::default())))
        }
    }
}

fn keys_from_environment() -> Result<S3Keys, OpenError> {
    let read = |name: &'static str| std::env::var(name).map_err(|_| OpenError::NoKey(name));
    Ok(S3Keys { id: read("AWS_ACCESS_KEY_ID")?, secret: Secret(read("AWS_SECRET_ACCESS_KEY")?) })
}

/// A host that cannot even be asked.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// This variable of the environment is not set.
    #[error("{0} is not set")]
    NoKey(&'static str),
    /// The host's address makes no sense.
    #[error(transparent)]
    Host(HostError),
}

impl OpenError {
    /// The same in a director's words.
    pub fn problem(&self) -> Problem {
        match self {
            OpenError::NoKey(name) => Problem::error("publish-no-key", vec![("name", (*name).into())]),
            OpenError::Host(fault) => fault.problem(),
        }
    }
}
