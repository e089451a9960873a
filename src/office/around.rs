//! What stands around the letters on the host: archives, libraries, calendars and searches, one for each audience.

use std::collections::{BTreeMap, BTreeSet};

use super::audiences::Sight;
use super::released::Parts;
use super::{Office, OfficeError};
use crate::content::{Audience, SchoolYear, is_library};
use crate::ledger::{KnownLetter, Release};
use crate::problem::Level;
use crate::publish::{CALENDAR, SEARCH_INDEX, SiteTree, beside, page_path};
use crate::recipients;
use crate::render::{self, Around, Listed, Ways};

/// A letter that is out.
pub(super) struct Out {
    pub(super) letter: KnownLetter,
    pub(super) release: Release,
    pub(super) parts: Parts,
}

/// The audiences that have one label, of one school year. Two of one label share their pages, and so each of
/// them must be allowed all that stands there.
type Audiences = BTreeMap<(String, SchoolYear), BTreeSet<Audience>>;

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
        let (today, by_names) = (self.sight_of_today(), Sight::by_names());
        let mut audiences = Audiences::new();
        for release in all {
            let key = (release.audience.label(), release.year);
            audiences.entry(key).or_default().insert(release.audience.clone());
        }
        let mut ways: BTreeMap<&(String, SchoolYear), Ways> = BTreeMap::new();
        for (key, of) in &audiences {
            for audience in of {
                ways.insert(key, self.ledger.ways(audience, key.1, self.random.as_ref()).await?);
            }
        }
        for (key, of) in &audiences {
            let (label, year) = key;
            // Last year's classes had other children than this roster tells.
            let sight = if *year == self.settings.school_year { &today } else { &by_names };
            let is_everyone = of.contains(&Audience::Everyone);
            let in_sight = |one: &Listed, release: &Release| {
                let own_year = release.year == *year || release.audience == Audience::Everyone;
                own_year && of.iter().all(|audience| sight.may_see(audience, &one.audience))
            };
            let seen: Vec<&Listed> = listed
                .iter()
                .zip(out)
                .filter(|(one, out)| in_sight(one, &out.release))
                .map(|(one, _)| one)
                .collect();
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
            let is_newest = years.first().is_none_or(|(newest, _)| newest == year);
            if !is_newest {
                // What is for ever lies at one place, and was made of the newest year.
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
        let read = recipients::read(&self.settings.recipients_folder(), self.today());
        if read.problems.iter().any(|problem| problem.level == Level::Error) {
            return Sight::by_names();
        }
        Sight::of(&read.roster, &self.settings.groups)
    }
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
