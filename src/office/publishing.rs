//! The site as it should be: the latest edition of every released letter, the archives, the home page.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, TryLockError};
use std::time::Duration;

use async_trait::async_trait;

use super::around::Out;
use super::released::ReleasedFolder;
use super::{Office, OfficeError};
use crate::ledger::{KnownLetter, Ledger, LetterId, Release};
use crate::problem::Problem;
use crate::publish::{
    self, Fault, HOME, NOT_FOUND, Published, RecordError, Recorder, SiteFile, SiteTree, asset_path, beside,
    keep_path, page_path, photo_path, sheet_path,
};
use crate::render::{self, KEEP_NAME};

/// How long another process may be at the host before we give up for now.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
const STEP: Duration = Duration::from_millis(100);

impl Office {
    /// Brings the host to what is released.
    ///
    /// # Errors
    /// The host, or a released file that cannot be read. What is left to do is done by the next run.
    pub async fn publish(&self) -> Result<Published, OfficeError> {
        // What one process has just put up, another with an older list of releases would take off again.
        let _turn = self.publishing_turn().await?;
        let tree = self.site().await?;
        let host =
            publish::open(&self.settings.host).map_err(|error| OfficeError::Outside(error.problem()))?;
        let already = self.ledger.published().await?;
        let record = InLedger(&self.ledger);
        publish::publish(host.as_ref(), &self.settings.site, &tree, &already, &record)
            .await
            .map_err(|interrupted| fault(&interrupted.fault))
    }

    /// Waits, but not for ever, until nobody else of this school publishes.
    async fn publishing_turn(&self) -> Result<File, OfficeError> {
        let path = self.settings.private_folder().join("publishing.lock");
        let file = File::options().create(true).append(true).open(&path).map_err(OfficeError::disk(&path))?;
        for _ in 0..LONGEST_WAIT.as_millis() / STEP.as_millis() {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(STEP).await,
                Err(TryLockError::Error(error)) => return Err(OfficeError::disk(path)(error)),
            }
        }
        Err(OfficeError::Outside(Problem::error("office-host-busy", vec![])))
    }

    /// The letters on the host: each one's latest edition that is not taken back.
    pub(super) async fn current_releases(&self) -> Result<Vec<(KnownLetter, Release)>, OfficeError> {
        let mut latest = self.latest_releases().await?;
        latest.retain(|(_, release)| release.recalled_at.is_none());
        Ok(latest)
    }

    /// The page of the letter released last: its path on the host, and blake3 of what should be there, in hex.
    ///
    /// # Errors
    /// The ledger, or the page on this disk.
    pub async fn published_page(&self) -> Result<Option<(String, String)>, OfficeError> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let mut current = self.current_releases().await?;
        current.retain(|(_, release)| release.published_at.is_some());
        let Some((letter, release)) = current.into_iter().max_by_key(|(_, release)| release.released_at)
        else {
            return Ok(None);
        };
        let page = folder.edition(&release.letter, &release.hash).join("page.html");
        let bytes = std::fs::read(&page).map_err(OfficeError::disk(&page))?;
        Ok(Some((page_path(&letter.address), blake3::hash(&bytes).to_hex().to_string())))
    }

    /// Every released letter with its latest edition, taken back or not.
    pub(super) async fn latest_releases(&self) -> Result<Vec<(KnownLetter, Release)>, OfficeError> {
        let known: HashMap<LetterId, KnownLetter> =
            self.ledger.letters().await?.into_iter().map(|letter| (letter.id.clone(), letter)).collect();
        let mut latest: BTreeMap<LetterId, Release> = BTreeMap::new();
        for release in self.ledger.releases(None).await? {
            let newer = latest.get(&release.letter).is_none_or(|other| other.edition <= release.edition);
            if newer {
                latest.insert(release.letter.clone(), release);
            }
        }
        let mut current: Vec<(KnownLetter, Release)> = latest
            .into_values()
            .filter_map(|release| known.get(&release.letter).map(|letter| (letter.clone(), release)))
            .collect();
        current.sort_by(|(a, one), (b, other)| (one.day, &a.path).cmp(&(other.day, &b.path)));
        Ok(current)
    }

    async fn site(&self) -> Result<SiteTree, OfficeError> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let (theme, school) = (self.theme(None)?, self.school());
        let mut tree = SiteTree::default();
        let mut out = Vec::new();
        let unlisted = self.ledger.unlisted(self.clock.now()).await?;
        for (letter, release) in self.current_releases().await? {
            let parts = folder.parts(&release)?;
            let edition = folder.edition(&release.letter, &release.hash);
            tree.add(page_path(&letter.address), SiteFile::OnDisk(edition.join("page.html")));
            if parts.sheet {
                tree.add(sheet_path(&letter.address), SiteFile::OnDisk(edition.join("sheet.pdf")));
            }
            if parts.keep {
                tree.add(keep_path(&letter.address), SiteFile::OnDisk(edition.join(KEEP_NAME)));
            }
            for (lang, has_sheet) in &parts.translations {
                let (address, edition) = (format!("{}/{lang}", letter.address), edition.join(lang));
                tree.add(page_path(&address), SiteFile::OnDisk(edition.join("page.html")));
                if *has_sheet {
                    tree.add(sheet_path(&address), SiteFile::OnDisk(edition.join("sheet.pdf")));
                }
                if parts.keep {
                    tree.add(keep_path(&address), SiteFile::OnDisk(edition.join(KEEP_NAME)));
                }
            }
            for name in &parts.calendars {
                tree.add(beside(&letter.address, name), SiteFile::OnDisk(edition.join(name)));
            }
            for name in &parts.photos {
                tree.add(photo_path(name), SiteFile::OnDisk(folder.photo(name)));
            }
            for name in &parts.assets {
                tree.add(asset_path(name), SiteFile::OnDisk(folder.asset(name)));
            }
            if !unlisted.contains(&(release.letter.clone(), release.edition)) {
                out.push(Out { letter, release, parts });
            }
        }
        self.add_around(&mut tree, &self.ledger.releases(None).await?, &out).await?;
        for (name, bytes) in theme.page_files() {
            tree.add(asset_path(&name), SiteFile::Made(bytes.to_vec()));
        }
        tree.add_listing(HOME, render::home(&school, &theme).map_err(OfficeError::Problems)?);
        tree.add(
            NOT_FOUND,
            SiteFile::Made(render::not_found(&school, &theme).map_err(OfficeError::Problems)?.into()),
        );
        Ok(tree)
    }
}

/// The ledger is the record of what lies on the host.
struct InLedger<'a>(&'a Ledger);

#[async_trait]
impl Recorder for InLedger<'_> {
    async fn begins(&self, paths: &[&str]) -> Result<(), RecordError> {
        Ok(self.0.note_begun(paths).await?)
    }

    async fn put(&self, path: &str, hash: &str) -> Result<(), RecordError> {
        Ok(self.0.note_uploaded(path, hash).await?)
    }

    async fn removed(&self, path: &str) -> Result<(), RecordError> {
        Ok(self.0.note_removed(path).await?)
    }
}

fn fault(fault: &Fault) -> OfficeError {
    OfficeError::Outside(fault.problem())
}
