//! Whom a letter would reach today: what a person looks at before a release.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::missing::Missed;
use super::reading::SchoolReading;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::language;
use crate::ledger::{KnownLetter, LetterId, Recipient, Release, Route};
use crate::notify;
use crate::recipients::Role;

/// Whom a letter would reach, as shown before its release.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// path of the letter
    pub path: String,
    /// its title
    pub title: String,
    /// `全園`, `年中・年長`
    pub audience: String,
    /// needs 「読みました」
    pub important: bool,
    /// class by class; siblings count in each class they are in
    pub classes: Vec<ForecastClass>,
    /// all families, each once
    pub families: usize,
    /// people who get a message: guardians
    pub guardians: usize,
    /// people who get a message and never count: grandparents, community
    pub followers: usize,
    /// people who have stopped the mails: an emergency goes to them all the same
    pub stopped: usize,
    /// people whose address takes no mail: only an emergency is tried
    pub dead: usize,
    /// families nobody of whom can get a message: child names, for the people in the office
    pub without_channel: Vec<String>,
    /// what they read, and what they get
    pub languages: Vec<ForecastLanguage>,
    /// the last letter of the same folder, and how its families differ
    pub last: Option<(String, usize, usize)>,
    /// released before: edition and when
    pub released: Option<Release>,
    /// everybody it is for
    pub people: Vec<Recipient>,
    /// of a released letter: everybody of the families it was not written to yet (they joined later, had no
    /// address then, or it was only published so far)
    pub joined: Missed,
    /// of a letter that was only rehearsed, where messages are not any more: everybody
    pub rehearsed: Missed,
}

/// The people who get a message and read one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForecastLanguage {
    /// its tag
    pub lang: String,
    /// how many
    pub people: usize,
    /// the tag of the language they get the letter in
    pub given: String,
    /// it is another, because there is no translation
    pub instead: bool,
}

/// One class in a forecast.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForecastClass {
    /// its name; empty for children without one
    pub class: String,
    /// families with a child in it
    pub families: usize,
    /// of their guardians, those who get a message
    pub guardians: usize,
}

impl Office {
    /// Whom this letter would reach today.
    ///
    /// # Errors
    /// The ledger.
    pub async fn forecast(&self, reading: &SchoolReading, letter: &Letter) -> Result<Forecast, OfficeError> {
        let own = &self.settings.groups;
        let addressed = reading.roster.families_of(&letter.audience, own, self.today());
        let contacts = reading.roster.contacts_of(&letter.audience, own);
        let people = notify::people(&addressed, &contacts, &self.ledger.stops().await?);
        let dead = self.dead().await?;
        let mut mailed: HashMap<&str, usize> = HashMap::new();
        for person in &people {
            if person.route == Route::Mail && person.role == Role::Guardian {
                *mailed.entry(&person.family).or_default() += 1;
            }
        }
        let mut classes: BTreeMap<&str, ForecastClass> = BTreeMap::new();
        let mut without_channel = Vec::new();
        for one in &addressed {
            let in_classes: BTreeSet<&str> = one.children.iter().map(|child| &*child.class).collect();
            for class in in_classes {
                let row = classes.entry(class).or_default();
                row.class = class.to_owned();
                row.families += 1;
                row.guardians += mailed.get(one.family.number.as_str()).copied().unwrap_or_default();
            }
            if !mailed.contains_key(one.family.number.as_str()) {
                let children: Vec<String> =
                    one.children.iter().map(|child| format!("{} {}", child.class, child.name)).collect();
                without_channel.push(children.join("、"));
            }
        }
        let last = self.last_of_folder(reading, letter, &people).await?;
        let (released, joined, rehearsed) = self.missed_of(reading, letter).await?;
        Ok(Forecast {
            path: letter.path.clone(),
            title: letter.title.clone(),
            audience: letter.audience.label(),
            important: letter.important,
            classes: classes.into_values().collect(),
            families: addressed.len(),
            guardians: people.iter().filter(|p| p.role == Role::Guardian && p.route == Route::Mail).count(),
            followers: people.iter().filter(|p| p.role != Role::Guardian && p.route == Route::Mail).count(),
            dead: people
                .iter()
                .filter(|person| person.route == Route::Mail)
                .filter_map(|person| person.email.as_ref())
                .filter(|email| dead.contains_key(&email.reveal().to_ascii_lowercase()))
                .count(),
            stopped: people.iter().filter(|p| p.route == Route::Stopped && p.email.is_some()).count(),
            without_channel,
            languages: languages(letter, &people),
            last,
            released,
            people,
            joined,
            rehearsed,
        })
    }

    /// Reads the school once more after the last question: what is released is what was shown. The photos are
    /// compared by the release itself.
    ///
    /// # Errors
    /// The ledger; a letter or people other than those that were shown.
    pub async fn read_again(
        &self,
        shown: &Letter,
        forecast: &Forecast,
    ) -> Result<SchoolReading, OfficeError> {
        let reading = self.read().await?;
        let changed = || OfficeError::ChangedMeanwhile(shown.path.clone());
        let letter = reading.letters.iter().find(|letter| letter.path == shown.path).ok_or_else(changed)?;
        let (_, joined, rehearsed) = self.missed_of(&reading, letter).await?;
        let is_same = letter.content() == shown.content()
            && letter.audience.label() == forecast.audience
            && self.are_its_people(&reading, letter, &forecast.people).await?
            && (&joined, &rehearsed) == (&forecast.joined, &forecast.rehearsed);
        if is_same { Ok(reading) } else { Err(changed()) }
    }

    /// Are these still the people whom the letter is for? They are gone through one by one, not made a second list of.
    async fn are_its_people(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        people: &[Recipient],
    ) -> Result<bool, OfficeError> {
        let own = &self.settings.groups;
        let addressed = reading.roster.families_of(&letter.audience, own, self.today());
        let contacts = reading.roster.contacts_of(&letter.audience, own);
        let stops = self.ledger.stops().await?;
        Ok(notify::one_by_one(&addressed, &contacts, &stops).eq(people.iter().cloned()))
    }

    /// The release that stands, if the letter is out, and whom it has not reached.
    async fn missed_of(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
    ) -> Result<(Option<Release>, Missed, Missed), OfficeError> {
        let known = reading.known.get(&letter.path);
        let released = known
            .and_then(|known| reading.releases_of(&known.id).last().cloned())
            .filter(|release| release.recalled_at.is_none());
        let Some(release) = released else { return Ok((None, Missed::default(), Missed::default())) };
        let joined = self.joined(reading, &release).await?;
        let rehearsed = self.rehearsed(reading, &release).await?;
        Ok((Some(release), joined, rehearsed))
    }

    /// Title of the folder's last letter, families it did not have, and families it had that are missing now.
    async fn last_of_folder(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        people: &[Recipient],
    ) -> Result<Option<(String, usize, usize)>, OfficeError> {
        let folder = letter.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let in_folder = |known: &&KnownLetter| {
            known.path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder
                && known.path != letter.path
        };
        let ids: BTreeSet<&LetterId> =
            reading.known.values().filter(in_folder).map(|known| &known.id).collect();
        let last = reading
            .releases
            .iter()
            .filter(|release| ids.contains(&release.letter) && release.recalled_at.is_none())
            .max_by_key(|release| release.released_at);
        let Some(last) = last else { return Ok(None) };
        let dispatches = self.ledger.dispatches(&last.letter).await?;
        let before: BTreeSet<&str> = dispatches.iter().map(|dispatch| dispatch.to.family.as_str()).collect();
        if before.is_empty() {
            return Ok(None);
        }
        let now: BTreeSet<&str> = people.iter().map(|person| person.family.as_str()).collect();
        let (new, gone) = (now.difference(&before).count(), before.difference(&now).count());
        Ok(Some((last.title.clone(), new, gone)))
    }
}

/// The letter's own language first, then what most people read.
fn languages(letter: &Letter, people: &[Recipient]) -> Vec<ForecastLanguage> {
    let others: Vec<&str> = letter.translations.iter().map(|one| one.lang.as_str()).collect();
    let mut readers: BTreeMap<&str, usize> = BTreeMap::new();
    for person in people.iter().filter(|person| person.route == Route::Mail) {
        let lang = if person.lang.is_empty() { &letter.lang } else { &person.lang };
        *readers.entry(lang).or_default() += 1;
    }
    let mut languages: Vec<ForecastLanguage> = readers
        .into_iter()
        .map(|(lang, people)| {
            let given = language::choose(lang, &letter.lang, &others);
            let (lang, given, instead) = (lang.to_owned(), given.tag.to_owned(), given.instead);
            ForecastLanguage { lang, people, given, instead }
        })
        .collect();
    languages.sort_by_key(|one| (one.lang != letter.lang, usize::MAX - one.people));
    languages
}
