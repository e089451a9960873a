//! The staff room: each act of the school, put together from the rooms, for `cli`, `desk` and `watch` alike.
//!
//! Nothing here prints, and nothing here is decided twice: the terminal and the desk release a letter by
//! the same lines.

mod acts;
mod admitting;
mod around;
mod audiences;
mod backing_up;
mod building;
mod calling;
mod confirming;
mod demanding;
mod developing;
mod drafts;
mod error;
mod figures;
mod finding;
mod forecasting;
mod forgetting;
mod freezing;
mod glimpsing;
mod list_copies;
mod looking;
mod mailing;
mod messages;
mod missing;
mod noting;
mod outlook;
mod papers;
mod publishing;
mod purging;
mod reading;
mod recalling;
mod released;
mod releasing;
mod reminding;
mod restoring;
mod returns;
mod sending;
mod serving;
mod stopped;
mod tidying;
mod timing;
mod trying;
mod usual;
mod visiting;
mod wrong_numbers;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

pub use admitting::{OneTime, account_name};
pub use backing_up::BackedUp;
pub use building::{Built, BuiltLetter, Drafted};
pub use developing::PhotoSums;
pub use drafts::draft_folder;
pub use error::{Blame, OfficeError};
pub use forecasting::{Forecast, ForecastClass, ForecastLanguage};
pub use glimpsing::Lately;
pub use list_copies::ListCopy;
pub use looking::{CheckedPhoto, Fate, PhotoCheck, PhotosSeen, UncoveredChild, without_answer};
pub use missing::Missed;
pub use noting::{CallNote, PHONING};
pub use outlook::Outlook;
pub use papers::Paper;
pub use purging::Purge;
pub use reading::SchoolReading;
pub use releasing::{Kind, ReleaseOrder};
pub use reminding::ReminderForecast;
pub use restoring::{Restored, demand_restorable, look_at_backup, restore};
pub use returns::{DeadAddress, Looked};
pub use sending::{Progress, Rest, SentReport};
pub use stopped::{MailReader, StoppedAddress};
pub use timing::ITSELF;
pub use trying::Tested;
pub use visiting::VisitFault;
pub use wrong_numbers::WrongNumber;

use crate::ledger::Ledger;
use crate::problem::Problem;
use crate::recipients::{Remembered, Roster};
use crate::render::{Faces, PageWords, School, Theme};
use crate::settings::Settings;
use crate::world::{Clock, Random};

/// One school at work.
#[derive(Clone)]
pub struct Office {
    /// `school.yaml`
    pub settings: Arc<Settings>,
    /// what must survive
    pub ledger: Ledger,
    /// the time
    pub clock: Arc<dyn Clock>,
    /// for ids, addresses and tokens
    pub random: Arc<dyn Random>,
    /// typefaces beside the built-in ones
    faces: Arc<Faces>,
    /// a teacher's classes: their lists have these families only; `None` = all
    classes: Option<Arc<BTreeSet<String>>>,
    /// the roster, while somebody holds it; see [`Office::hold_roster`]
    roster: Arc<Remembered>,
}

impl Office {
    /// Opens the school's ledger below its private folder.
    ///
    /// # Errors
    /// The ledger's disk, or a private folder that lies on a share or in a synced folder.
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, OfficeError> {
        let folder = settings.private_folder();
        if let Some(kind) = crate::world::shared_by_others(&settings.folder) {
            return Err(OfficeError::SharedFolder { folder, kind });
        }
        let ledger = Ledger::open(&folder).await?;
        let faces = Arc::new(Faces::in_folders(settings.fonts.clone()));
        let roster = Arc::default();
        Ok(Office { settings: Arc::new(settings), ledger, clock, random, faces, roster, classes: None })
    }

    /// The same school, its lists and calls as a teacher of these classes may see them.
    pub fn seen_by(&self, classes: BTreeSet<String>) -> Self {
        Office { classes: Some(Arc::new(classes)), ..self.clone() }
    }

    /// Holds the roster in memory from now on, as long as its file is the same: for who serves pages.
    pub fn hold_roster(&self) {
        self.roster.hold();
    }

    /// The roster as it is now, and what is wrong with it.
    pub(super) fn roster(&self) -> (Arc<Roster>, Vec<Problem>) {
        self.roster.read(&self.settings.recipients_folder(), self.today())
    }

    /// Today at the school.
    pub fn today(&self) -> Date {
        self.clock.now().to_zoned(self.settings.time_zone.clone()).date()
    }

    /// What the school's pages say of it.
    pub fn school(&self) -> School {
        let settings = &self.settings;
        School {
            name: settings.name.clone(),
            phone: settings.phone.clone(),
            calls: settings.calls,
            keep: settings.keep,
            director: settings.director.clone(),
            lang: settings.lang,
            site: settings.site.clone(),
            time_zone: settings.time_zone.iana_name().unwrap_or_default().to_owned(),
            collector: settings.collector.clone(),
        }
    }

    /// What of the school itself may stand in a letter.
    pub(super) fn public(&self) -> crate::recipients::Public<'_> {
        let settings = &self.settings;
        crate::recipients::Public { phone: &settings.phone, mail: &settings.mail.from_address }
    }

    /// The theme a letter asks for, else the school's.
    ///
    /// # Errors
    /// The theme's faults as problems.
    pub fn theme(&self, name: Option<&str>) -> Result<Theme, OfficeError> {
        let name = name.unwrap_or(&self.settings.theme);
        let (words, _) = PageWords::load(&self.settings.folder);
        let theme = Theme::speaking(name, Some(&self.settings.themes_folder()), words);
        Ok(theme.map_err(OfficeError::Problems)?.with_faces(Arc::clone(&self.faces)))
    }

    /// `.otayori/cache/photos`
    pub(crate) fn photo_cache(&self) -> PathBuf {
        self.settings.private_folder().join("cache").join("photos")
    }

    /// `.otayori/cache/sheets`
    pub(crate) fn sheet_cache(&self) -> PathBuf {
        self.settings.private_folder().join("cache").join("sheets")
    }
}
