//! A rented web space, reached by SFTP over the system's `ssh`.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use openssh_sftp_client::error::SftpErrorKind;
use openssh_sftp_client::fs::Fs;
use openssh_sftp_client::{Error, Sftp};
use tokio::sync::Mutex;

use super::host::{Host, HostError, check_path};
use super::ssh::{Account, Session};

/// Puts files on a host by SFTP, all over one connection, opened when first needed and again after a fault.
#[derive(Debug)]
pub struct SftpHost {
    account: Account,
    /// the site's folder there; relative = from the account's home
    folder: String,
    session: Mutex<Option<Arc<Session>>>,
}

impl SftpHost {
    /// A host at this account and folder. Nothing is asked of it yet.
    pub fn new(account: Account, folder: impl Into<String>) -> Self {
        SftpHost { account, folder: folder.into(), session: Mutex::new(None) }
    }

    async fn session(&self) -> Result<Arc<Session>, HostError> {
        let mut kept = self.session.lock().await;
        if let Some(session) = &*kept {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(Session::open(&self.account).await?);
        *kept = Some(Arc::clone(&session));
        Ok(session)
    }

    /// Forgets a session that broke, so that the next request opens a new one.
    async fn forget(&self, broken: &Arc<Session>) {
        let mut kept = self.session.lock().await;
        if kept.as_ref().is_some_and(|session| Arc::ptr_eq(session, broken)) {
            *kept = None;
        }
    }

    async fn ask<T>(
        &self,
        path: &str,
        request: impl AsyncFnOnce(&Site<'_>) -> Result<T, Error>,
    ) -> Result<T, HostError> {
        check_path(path)?;
        let session = self.session().await?;
        let site = Site { sftp: &session.sftp, folder: self.folder.trim_end_matches('/'), path };
        let done = session
            .during(async {
                match request(&site).await {
                    Ok(done) => Ok(done),
                    Err(error) => Err(site.classify(error).await),
                }
            })
            .await;
        if matches!(done, Err(HostError::Unreachable(_))) {
            self.forget(&session).await;
        }
        done
    }
}

#[async_trait]
impl Host for SftpHost {
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError> {
        self.ask(path, async |site| site.put(&bytes).await).await
    }

    async fn remove(&self, path: &str) -> Result<(), HostError> {
        self.ask(path, async |site| site.remove().await).await
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError> {
        self.ask(path, async |site| site.get().await).await
    }
}

/// One path of the site on the other side.
struct Site<'a> {
    sftp: &'a Sftp,
    folder: &'a str,
    path: &'a str,
}

impl Site<'_> {
    /// `path` (of the site) as the other side knows it.
    fn there(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }

    fn fs(&self) -> Fs {
        self.sftp.fs()
    }

    /// Uploads beside the file and renames.
    ///
    /// The name beside is made from path and content: after a broken upload the next one writes over it,
    /// and no litter stays on the host.
    async fn put(&self, bytes: &[u8]) -> Result<(), Error> {
        let (above, name) = self.path.rsplit_once('/').unwrap_or(("", self.path));
        let mark = &blake3::hash(bytes).to_hex()[..16];
        let beside = format!(".{name}.{mark}.part");
        let beside = self.there(&if above.is_empty() { beside } else { format!("{above}/{beside}") });
        let mut file = match self.sftp.create(&beside).await {
            Err(error) if is_absent(&error) => {
                self.make_folders(above).await?;
                self.sftp.create(&beside).await?
            }
            created => created?,
        };
        file.write_all(bytes).await?;
        if self.sftp.support_fsync() {
            file.sync_all().await?;
        }
        file.close().await?;
        self.rename(&beside).await
    }

    async fn rename(&self, beside: &str) -> Result<(), Error> {
        let file = self.there(self.path);
        match self.fs().rename(beside, &file).await {
            // Servers without OpenSSH's extension rename only to a free name: the file is away for a moment,
            // but never there in part.
            Err(Error::SftpError(..)) if !self.sftp.support_posix_rename() => {
                match self.fs().remove_file(&file).await {
                    Err(error) if !is_absent(&error) => Err(error),
                    _ => self.fs().rename(beside, &file).await,
                }
            }
            renamed => renamed,
        }
    }

    /// Makes the site's folder and those above the file. Folders above the site's own must be there.
    async fn make_folders(&self, above: &str) -> Result<(), Error> {
        let mut folders = vec![self.folder.to_owned()];
        folders.extend(above.match_indices('/').map(|(at, _)| self.there(&above[..at])));
        folders.push(self.there(above));
        for folder in folders.iter().map(|folder| folder.trim_end_matches('/')).filter(|f| !f.is_empty()) {
            // "Failure" is all that protocol version 3 says of a folder that is there already.
            match self.fs().create_dir(folder).await {
                Err(Error::SftpError(SftpErrorKind::Failure, _)) => {}
                made => made?,
            }
        }
        Ok(())
    }

    async fn remove(&self) -> Result<(), Error> {
        match self.fs().remove_file(self.there(self.path)).await {
            Err(error) if !is_absent(&error) => return Err(error),
            _ => {}
        }
        let mut path = self.path;
        while let Some((above, _)) = path.rsplit_once('/') {
            // Refused by the other side as long as anything lies in it.
            if self.fs().remove_dir(self.there(above)).await.is_err() {
                break;
            }
            path = above;
        }
        Ok(())
    }

    async fn get(&self) -> Result<Option<Vec<u8>>, Error> {
        match self.fs().read(self.there(self.path)).await {
            Err(error) if is_absent(&error) => Ok(None),
            read => read.map(|bytes| Some(bytes.to_vec())),
        }
    }

    async fn classify(&self, error: Error) -> HostError {
        match error {
            Error::SftpError(SftpErrorKind::PermDenied, said) => {
                HostError::Refused(format!("{}: {said}", self.there(self.path)))
            }
            Error::SftpError(SftpErrorKind::NoSuchFile, said) => {
                HostError::Missing(format!("{}: {said}", self.there(self.path)))
            }
            // A full disk, too, is but a "failure" in this protocol.
            Error::SftpError(SftpErrorKind::Failure, said) => {
                let detail = format!("{}: {said}", self.there(self.path));
                if self.is_full().await { HostError::Full(detail) } else { HostError::Refused(detail) }
            }
            error => HostError::Unreachable(error.to_string()),
        }
    }

    async fn is_full(&self) -> bool {
        let folder = if self.folder.is_empty() { "." } else { self.folder };
        match self.fs().statvfs(Path::new(folder)).await {
            Ok(disk) => disk.bavail.saturating_mul(disk.frsize) < 1 << 16,
            Err(_) => false,
        }
    }
}

fn is_absent(error: &Error) -> bool {
    matches!(error, Error::SftpError(SftpErrorKind::NoSuchFile, _))
}
