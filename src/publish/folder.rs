//! A host that is a folder: of this machine's web server, or of a network drive.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::host::{Host, HostError, check_path};
use crate::world;

/// Puts files into a folder, durably, and never follows a link out of it.
#[derive(Debug, Clone)]
pub struct FolderHost {
    root: PathBuf,
}

impl FolderHost {
    /// A host in `root`, which is made when the first file comes. `root` itself may be reached by a link.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        FolderHost { root: root.into() }
    }

    /// Does `work` on a thread that may wait for the disk.
    async fn on_disk<T: Send + 'static>(
        &self,
        path: &str,
        work: impl FnOnce(&Place) -> io::Result<T> + Send + 'static,
    ) -> Result<T, HostError> {
        check_path(path)?;
        let place = Place { root: self.root.clone(), path: path.to_owned() };
        let done = tokio::task::spawn_blocking(move || {
            place.refuse_links()?;
            work(&place).map_err(|error| classify(&place.file(), &error))
        });
        done.await.unwrap_or_else(|error| Err(HostError::Unreachable(error.to_string())))
    }
}

#[async_trait]
impl Host for FolderHost {
    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), HostError> {
        self.on_disk(path, move |place| place.put(&bytes)).await
    }

    async fn remove(&self, path: &str) -> Result<(), HostError> {
        self.on_disk(path, Place::remove).await
    }

    async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, HostError> {
        let read = |place: &Place| match fs::read(place.file()) {
            Err(error) if is_absent(&error) => Ok(None),
            read => read.map(Some),
        };
        self.on_disk(path, read).await
    }
}

/// One path of the site below the folder.
struct Place {
    root: PathBuf,
    path: String,
}

impl Place {
    fn file(&self) -> PathBuf {
        self.root.join(&self.path)
    }

    /// The folders between the root and the file, outermost first.
    fn folders(&self) -> impl DoubleEndedIterator<Item = PathBuf> {
        let ends = self.path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
        ends.into_iter().map(|at| self.root.join(&self.path[..at]))
    }

    fn refuse_links(&self) -> Result<(), HostError> {
        for part in self.folders().chain([self.file()]) {
            if fs::symlink_metadata(&part).is_ok_and(|found| found.is_symlink()) {
                return Err(HostError::Outside(part.display().to_string()));
            }
        }
        Ok(())
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        let file = self.file();
        let folder = file.parent().unwrap_or(&self.root);
        world::create_folder_durably(folder)?;
        match world::write_durably(&file, bytes) {
            // A neighbour was taken off just now, and the folder, left empty, with it.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                world::create_folder_durably(folder)?;
                world::write_durably(&file, bytes)
            }
            written => written,
        }
    }

    fn remove(&self) -> io::Result<()> {
        match world::remove_durably(&self.file()) {
            Err(error) if is_absent(&error) => {}
            removed => removed?,
        }
        for folder in self.folders().rev() {
            // Refused by the system as long as anything lies in it.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn classify(file: &Path, error: &io::Error) -> HostError {
    let detail = format!("{}: {error}", file.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => HostError::Full(detail),
        ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::IsADirectory
        | ErrorKind::NotADirectory
        | ErrorKind::DirectoryNotEmpty
        | ErrorKind::InvalidFilename
        | ErrorKind::FileTooLarge => HostError::Refused(detail),
        _ => HostError::Unreachable(detail),
    }
}
