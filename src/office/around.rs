//! What stands around the letters on the host: archives, libraries, calendars and searches, one for each audience.

use std::collections::{BTreeMap, BTreeSet};

use super::audiences::{Readers, Sight};
use super::released::{Parts, ReleasedFolder};
use super::{Office, OfficeError};
use crate::content::{Audience, SchoolYear, is_library};
use crate::ledger::{KnownLetter, Release};
use crate::problem::Level;
use crate::publish::{CALENDAR, SEARCH_INDEX, SiteTree, beside, page_path};
use crate::render::{self, Around, Listed, Ways};

/// A letter that is out.
pub(super) struct Out {
    pub(super) letter: KnownLetter,
    pub(super) release: Release,
    pub(super) parts: Parts,
}

/// The audiences of one label and one school year: they share their pages, and so each of them must be allowed all
/// that stands there.
#[derive(Default)]
struct Shared {
    audiences: BTreeSet<Audience>,
    /// everybody who was ever in one of them
    readers: Readers,
}

impl Office {
    /// Adds to the tree all that lists letters. `all` is every release ever: an audience whose letters were all taken
    /// back keeps its pages, empty, for they must go up before the letters go.
    pub(super) async fn add_around(
        &self,
        tree: &mut SiteTree,
        all: &[Release],
        out: &[Out],
    ) -> Result<(), OfficeError> {
        let (theme, school) = (self.theme(None)?, self.school());
        let listed: Vec<Listed> = out.iter().map(listed).collect();
        let today = self.sight_of_today();
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let mut audiences: BTreeMap<(String, SchoolYear), Shared> = BTreeMap::new();
        for release in all {
            let shared = audiences.entry((release.audience.label(), release.year)).or_default();
            let parts = folder.parts(release).ok();
            shared.readers.and(&frozen(parts.as_ref(), release));
            // Last year's classes had other children than this roster tells.
            if release.year == self.settings.school_year {
                shared.readers.and(&today.readers(&release.audience));
            }
            shared.audiences.insert(release.audience.clone());
        }
        let of_everyone = audiences.iter().filter(|(_, of)| of.audiences.contains(&Audience::Everyone));
        let years = of_everyone.map(|((_, year), _)| *year);
        let newest = years.filter(|year| *year <= self.settings.school_year).max();
        let mut ways: BTreeMap<&(String, SchoolYear), Ways> = BTreeMap::new();
        for (key, of) in &audiences {
            for audience in &of.audiences {
                ways.insert(key, self.ledger.ways(audience, key.1, self.random.as_ref()).await?);
            }
        }
        for (key, of) in &audiences {
            let (label, year) = key;
            let is_everyone = of.audiences.contains(&Audience::Everyone);
            let in_sight = |out: &Out| {
                let of_everyone = out.release.audience == Audience::Everyone;
                // What is for everyone stays; but the pages of a class of old change no more.
                let own_year =
                    out.release.year == *year || (of_everyone && (is_everyone || out.release.year <= *year));
                own_year && of.readers.may_see(&frozen(Some(&out.parts), &out.release))
            };
            let seen: Vec<&Listed> =
                listed.iter().zip(out).filter(|(_, out)| in_sight(out)).map(|(one, _)| one).collect();
            let others = audiences.keys().filter(|(other, _)| is_everyone && other == label);
            let years: Vec<(SchoolYear, &str)> =
                others.rev().filter_map(|other| Some((other.1, ways.get(other)?.archive.as_str()))).collect();
            let around = Around {
                school: &school,
                theme: &theme,
                audience: label,
                is_everyone,
                ways: &ways[key],
                years: &years,
            };
            let faults = OfficeError::Problems;
            let place = &ways[key];
            let archive = render::archive(&around, *year, &seen).map_err(faults)?;
            tree.add_listing(page_path(&place.archive), archive);
            // What is for ever lies at one place, and is made of the year in hand: not of one to come, which a slip of
            // the hand may have named.
            if is_everyone && newest.unwrap_or(*year) != *year {
                continue;
            }
            tree.add_listing(page_path(&place.library), render::library(&around, &seen).map_err(faults)?);
            let months = render::month_pages(&around, *year, &seen).map_err(faults)?;
            tree.add_listing(page_path(&place.calendar), months);
            tree.add_listing(beside(&place.calendar, CALENDAR), render::subscription(&around, *year, &seen));
            tree.add_listing(page_path(&place.search), render::search(&around).map_err(faults)?);
            tree.add_listing(beside(&place.search, SEARCH_INDEX), render::search_index(&around, &seen));
        }
        Ok(())
    }

    /// Who is in which class now. Where the roster cannot be read whole, only names count.
    fn sight_of_today(&self) -> Sight {
        let (roster, problems) = self.roster();
        if problems.iter().any(|problem| problem.level == Level::Error) {
            return Sight::by_names();
        }
        Sight::of(&roster, &self.settings.groups)
    }
}

/// Who a letter went to, as far as that was written down.
fn frozen(parts: Option<&Parts>, release: &Release) -> Readers {
    let readers = parts.and_then(|parts| parts.readers.clone());
    readers.unwrap_or_else(|| Sight::by_names().readers(&release.audience))
}

fn listed(out: &Out) -> Listed {
    let release = &out.release;
    let series: Vec<String> =
        release.series.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Listed {
        title: release.title.clone(),
        date: release.day,
        year: release.year,
        audience: release.audience.clone(),
        is_document: series.iter().any(|folder| is_library(folder)),
        important: release.important,
        correction: release.edition,
        address: out.letter.address.clone(),
        events: out.parts.events.clone(),
        search: render::search_mark(&release.title, &series, &out.parts.words),
        series,
    }
}
