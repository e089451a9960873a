//! Release: a person looks at whom a letter is for, and freezes text and audience in one act; then it is brought out.

use jiff::Timestamp;

use super::finding::{Called, find};
use super::looking::PhotosSeen;
use super::reading::SchoolReading;
use super::released::ReleasedFolder;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::Release;
use crate::problem::Problem;
use crate::publish::{self, page_path};
use crate::track;
use crate::world;

/// What kind of release it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// the first one, with messages
    Send,
    /// the first one, on the host only
    PublishOnly,
    /// a correction that nobody is told of
    Correction,
    /// something was added: everybody is told, and earlier readings go on counting
    Addendum,
    /// a correction that everybody is told of; earlier readings do not count any more
    ImportantCorrection,
}

impl Kind {
    /// Is somebody told of it?
    pub(super) fn tells(self) -> bool {
        matches!(self, Kind::Send | Kind::Addendum | Kind::ImportantCorrection)
    }

    /// Does it need a letter that is out?
    fn corrects(self) -> bool {
        matches!(self, Kind::Correction | Kind::Addendum | Kind::ImportantCorrection)
    }

    /// Its word in the record.
    pub(super) fn act(self) -> &'static str {
        match self {
            Kind::Send => "release",
            Kind::PublishOnly => "publish",
            Kind::Correction => "correct",
            Kind::Addendum => "add",
            Kind::ImportantCorrection => "correct-important",
        }
    }
}

/// A person's word to release a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseOrder {
    /// what kind
    pub kind: Kind,
    /// goes out in quiet hours too
    pub emergency: bool,
    /// whose word: the desk's account or the machine's user
    pub by: String,
    /// that nobody uncovered is on the photos; needed where [`super::PhotoCheck::needs_look`] says so
    pub photos_seen: Option<PhotosSeen>,
}

impl Called for Letter {
    fn path(&self) -> &str {
        &self.path
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl Office {
    /// The letter that `asked` means: its path, or any part of path or title that only it has.
    ///
    /// # Errors
    /// None or several.
    pub fn find<'a>(&self, reading: &'a SchoolReading, asked: &str) -> Result<&'a Letter, OfficeError> {
        find(&reading.letters, self.below_content(asked))
    }

    /// Freezes a letter and everybody it is for, brings it to the host, and makes sure that the page opens
    /// and the collector listens. Messages wait in the ledger then.
    ///
    /// A letter that is released already is not released twice: the same call goes on where it was cut.
    ///
    /// # Errors
    /// Errors in the letter or the roster; the disk; the host, the page or the collector (the release
    /// stands then, and no message goes before they are mended).
    pub async fn release(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        order: &ReleaseOrder,
    ) -> Result<Release, OfficeError> {
        self.release_at(reading, letter, order, None).await
    }

    /// As [`Office::release`], with the messages to go at a time that a person chose ([`Office::chosen_time`]). The page
    /// is on the host at once, so that what is wrong there shows while somebody is about; until that time no list on
    /// the host shows it, and its address is with nobody. Asked again for another time, what is still held is moved.
    ///
    /// # Errors
    /// As [`Office::release`]; the messages are on their way already.
    pub async fn release_at(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        order: &ReleaseOrder,
        at: Option<Timestamp>,
    ) -> Result<Release, OfficeError> {
        let known = reading
            .known
            .get(&letter.path)
            .ok_or_else(|| OfficeError::Problems(reading.problems_of(&letter.path).cloned().collect()))?;
        let last = reading.releases_of(&known.id).last();
        let standing = last.filter(|release| release.recalled_at.is_none());
        if order.kind.tells() {
            // What would stop every mail is told before anything is frozen.
            self.courier()?;
        }
        let release = match (standing, order.kind.corrects()) {
            (Some(release), false) => {
                self.go_on(reading, letter, release, order, at).await?;
                release.clone()
            }
            (None, true) => return Err(OfficeError::NotReleased(letter.path.clone())),
            (None, false) | (Some(_), true) => {
                self.freeze(reading, letter, known, standing, order, at).await?
            }
        };
        if world::is_sparing() {
            // What writing everybody down took.
            world::give_back();
        }
        self.bring_out(&release, &known.address).await?;
        Ok(release)
    }

    /// What the same call means for a letter that is out: what is still to be done, and a nearer or another time.
    async fn go_on(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        release: &Release,
        order: &ReleaseOrder,
        at: Option<Timestamp>,
    ) -> Result<(), OfficeError> {
        let id = &release.letter;
        if order.kind == Kind::Send && self.ledger.dispatches(id).await?.is_empty() {
            self.demand_look_at_standing(reading, letter, release, order).await?;
            self.demand_confirmed(reading, letter).await?;
            let everybody = self.joined(reading, release).await?;
            self.write_to(reading, release, order, everybody, "release").await?;
        }
        if let Some(at) = at {
            let emergency = order.emergency || release.emergency;
            self.reschedule(id, &letter.path, at, emergency).await?;
            self.note_act("schedule", &order.by, id, &self.written_time(at)).await?;
        }
        if order.emergency && !release.emergency {
            self.ledger.hurry(id, at.unwrap_or_else(|| self.due(true))).await?;
        }
        Ok(())
    }

    /// Host, page and collector, in this order; only then may messages go.
    async fn bring_out(&self, release: &Release, address: &str) -> Result<(), OfficeError> {
        self.publish().await?;
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let edition = folder.edition(&release.letter, &release.hash);
        let languages = folder.parts(release)?.translations.into_iter().map(|(lang, _)| lang);
        let below = languages.map(|lang| (format!("{address}/{lang}"), edition.join(lang)));
        for (address, folder) in std::iter::once((address.to_owned(), edition.clone())).chain(below) {
            let page = folder.join("page.html");
            let page = std::fs::read(&page).map_err(OfficeError::disk(&page))?;
            let hash = blake3::hash(&page).to_hex().to_string();
            publish::verify(&self.settings.site, &page_path(&address), &hash)
                .await
                .map_err(|error| OfficeError::Outside(error.problem()))?;
        }
        self.test_collector().await.map_err(collector_fault)?;
        let now = self.clock.now();
        if release.published_at.is_none() {
            self.ledger.give_time(&release.letter, self.send_by(now, release.emergency)).await?;
        }
        Ok(self.ledger.note_published(&release.letter, release.edition, now).await?)
    }
}

fn collector_fault(error: track::SelfTestError) -> OfficeError {
    match error {
        track::SelfTestError::Away(address) => {
            OfficeError::Outside(Problem::error("office-collector-away", vec![("address", address.into())]))
        }
        track::SelfTestError::Other(address) => {
            OfficeError::Outside(Problem::error("office-collector-other", vec![("address", address.into())]))
        }
        track::SelfTestError::Ledger(error) => OfficeError::Ledger(error),
    }
}
