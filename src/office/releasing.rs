//! Release: a person looks at whom a letter is for, and freezes text and audience in one act.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::audiences::Sight;
use super::building::Form;
use super::finding::{Called, find};
use super::looking::PhotosSeen;
use super::missing::Missed;
use super::papers::Paper;
use super::reading::SchoolReading;
use super::released::ReleasedFolder;
use super::{Office, OfficeError};
use crate::content::Letter;
use crate::ledger::{Act, KnownLetter, LetterId, NewDispatch, Recipient, Release, Route, State};
use crate::notify::{self, Mark, MarkKey, MarkUse};
use crate::problem::{Level, Problem};
use crate::publish::{self, page_path};
use crate::recipients::Reach;
use crate::render::{self, Ways};
use crate::track;

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
        let is_correction =
            matches!(order.kind, Kind::Correction | Kind::Addendum | Kind::ImportantCorrection);
        if matches!(order.kind, Kind::Send | Kind::Addendum | Kind::ImportantCorrection) {
            // What would stop every mail is told before anything is frozen.
            self.courier()?;
        }
        let release = match (standing, is_correction) {
            (Some(release), false) => {
                if order.kind == Kind::Send && self.ledger.dispatches(&known.id).await?.is_empty() {
                    self.demand_look_at_standing(reading, letter, release, order).await?;
                    self.demand_confirmed(reading, letter).await?;
                    let everybody = self.joined(reading, release).await?;
                    self.write_to(reading, release, order, everybody, "release").await?;
                }
                if let Some(at) = at {
                    let emergency = order.emergency || release.emergency;
                    self.reschedule(&known.id, &letter.path, at, emergency).await?;
                    self.note_act("schedule", &order.by, &known.id, &self.written_time(at)).await?;
                }
                if order.emergency && !release.emergency {
                    self.ledger.hurry(&known.id, at.unwrap_or_else(|| self.due(true))).await?;
                }
                release.clone()
            }
            (None, true) => return Err(OfficeError::NotReleased(letter.path.clone())),
            (None, false) | (Some(_), true) => {
                self.freeze(reading, letter, known, standing, order, at).await?
            }
        };
        self.bring_out(&release, &known.address).await?;
        Ok(release)
    }

    async fn freeze(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        known: &KnownLetter,
        standing: Option<&Release>,
        order: &ReleaseOrder,
        at: Option<Timestamp>,
    ) -> Result<Release, OfficeError> {
        let edition = reading.releases_of(&known.id).last().map_or(0, |last| last.edition + 1);
        let mut faults: Vec<Problem> = reading.problems_of(&letter.path).filter(is_error).cloned().collect();
        faults.extend(roster_faults(reading));
        let ways = self.ledger.ways(&letter.audience, letter.year, self.random.as_ref()).await?;
        let form = Form::Final { ways: &ways, edition };
        // What the roster took to read, and what the sheet takes, need not be in memory together, nor both with the people.
        render::forget_sheets();
        let built = tokio::task::block_in_place(|| self.make(reading, &[letter], form, &|_| {}))?;
        let Some(mut built) = built.letters.into_iter().next() else {
            return Err(OfficeError::NoSuchLetter(letter.path.clone()));
        };
        faults.extend(built.problems.iter().filter(is_error).cloned());
        if !faults.is_empty() {
            return Err(OfficeError::Problems(faults));
        }
        if let Some(standing) = standing
            && self.is_same(reading, letter, standing, &ways)?
        {
            return Err(OfficeError::NothingToCorrect(letter.path.clone()));
        }
        if let Some(standing) = standing {
            self.demand_languages(letter, standing, &built.edition)?;
        }
        let is_told = matches!(order.kind, Kind::Send | Kind::Addendum | Kind::ImportantCorrection);
        let own = &self.settings.groups;
        let (mut families, mut contacts) = (vec![], vec![]);
        if is_told {
            families = reading.roster.families_of(&letter.audience, own, self.today());
            contacts = reading.roster.contacts_of(&letter.audience, own);
        }
        let stops = self.ledger.stops().await?;
        let people = || notify::one_by_one(&families, &contacts, &stops);
        let count = people().count();
        if count == 0 && order.kind == Kind::Send {
            let values = vec![("audience", letter.audience.label().into())];
            return Err(OfficeError::Problems(vec![Problem::error("office-nobody", values)]));
        }
        self.demand_look(&built.check, known, edition, order).await?;
        self.demand_confirmed(reading, letter).await?;
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        let sight = if reading.roster_is_sound {
            Sight::of(&reading.roster, &self.settings.groups)
        } else {
            Sight::by_names()
        };
        let readers = sight.readers(&letter.audience);
        if order.kind == Kind::Addendum {
            built.edition.notices = built.edition.notices.map(render::Notices::as_addendum);
        }
        let _frozen_until_known = self.freezing()?;
        tokio::task::block_in_place(|| {
            render::forget_sheets();
            let papers = self.set_papers(reading, &[letter], form, &Paper::ALL)?.pop().unwrap_or_default();
            folder.freeze(&known.id, &built.edition, &built.album, readers)?;
            folder.freeze_papers(&known.id, &built.edition.hash, &papers)
        })?;
        render::forget_sheets();
        let emergency = order.emergency || standing.is_some_and(|standing| standing.emergency);
        let now = self.clock.now();
        // A correction of a letter that nobody was told of yet waits for the same time.
        let at = at.or_else(|| standing.and_then(|standing| standing.send_at)).filter(|at| *at > now);
        let release = Release {
            letter: known.id.clone(),
            edition,
            hash: built.edition.hash.clone(),
            title: letter.title.clone(),
            day: letter.date,
            year: letter.year,
            audience: letter.audience.clone(),
            series: letter.series.join("/"),
            important: letter.important,
            who_reads: letter.who_reads,
            emergency,
            // Where nobody was told yet, what is added goes out instead.
            counts: order.kind != Kind::Correction && (order.kind != Kind::Addendum || at.is_some()),
            released_at: now,
            published_at: None,
            recalled_at: None,
            send_at: at,
        };
        let dispatches = self.dispatches(people(), emergency, at).await?;
        if !self.ledger.release_with(&release, dispatches, &self.plan(letter, &release)).await? {
            // Somebody else pressed the button a moment before: theirs stands, and is ours if it says the same.
            let theirs = self.ledger.releases(Some(&known.id)).await?.pop();
            return theirs
                .filter(|theirs| theirs.hash == release.hash && theirs.counts == release.counts)
                .ok_or_else(|| OfficeError::EditedSince(letter.path.clone()));
        }
        let what = match order.kind {
            Kind::Send => "release",
            Kind::PublishOnly => "publish",
            Kind::Correction => "correct",
            Kind::Addendum => "add",
            Kind::ImportantCorrection => "correct-important",
        };
        self.note_act(what, &order.by, &known.id, &format!("{count} people")).await?;
        self.ledger.end_request(&known.id).await?;
        if let Some(at) = at {
            self.note_act("schedule", &order.by, &known.id, &self.written_time(at)).await?;
        }
        Ok(release)
    }

    /// Writes to the families of a released letter that it was not written to yet, because they joined later or had no
    /// address then. They wait in the ledger then. Returns how many people.
    ///
    /// # Errors
    /// Errors in the roster: it must be certain who they are; photos that nobody has looked at for these families
    /// ([`Office::needs_look_for`]); the ledger.
    pub async fn write_to_joined(
        &self,
        reading: &SchoolReading,
        release: &Release,
        order: &ReleaseOrder,
    ) -> Result<usize, OfficeError> {
        let joined = self.joined(reading, release).await?;
        self.write_to_missed(reading, release, order, joined, "joined").await
    }

    /// Writes to everybody whose message was only rehearsed. Returns how many people.
    ///
    /// # Errors
    /// As [`Office::write_to_joined`].
    pub async fn write_to_rehearsed(
        &self,
        reading: &SchoolReading,
        release: &Release,
        order: &ReleaseOrder,
    ) -> Result<usize, OfficeError> {
        let rehearsed = self.rehearsed(reading, release).await?;
        self.write_to_missed(reading, release, order, rehearsed, "for-real").await
    }

    /// Writes to one family that the letter has not reached. Returns how many people.
    ///
    /// # Errors
    /// As [`Office::missed_by`] and [`Office::write_to_joined`].
    pub async fn write_to_family(
        &self,
        reading: &SchoolReading,
        release: &Release,
        order: &ReleaseOrder,
        family: &str,
    ) -> Result<usize, OfficeError> {
        let (_, missed) = self.missed_by(reading, release, family).await?;
        self.write_to_missed(reading, release, order, missed, "family").await
    }

    async fn write_to_missed(
        &self,
        reading: &SchoolReading,
        release: &Release,
        order: &ReleaseOrder,
        missed: Missed,
        what: &str,
    ) -> Result<usize, OfficeError> {
        if self.needs_look_for(reading, release, &missed)? {
            let known = reading.known.values().find(|known| known.id == release.letter);
            let path = known.map_or("", |known| known.path.as_str());
            let letter = reading.letters.iter().find(|letter| letter.path == path);
            let letter = letter.ok_or_else(|| OfficeError::EditedSince(path.to_owned()))?;
            self.demand_look_at_standing(reading, letter, release, order).await?;
        }
        self.write_to(reading, release, order, missed, what).await
    }

    /// Do these families take photos out of the class of a child that may only be shown within it?
    ///
    /// # Errors
    /// The disk.
    pub fn needs_look_for(
        &self,
        reading: &SchoolReading,
        release: &Release,
        missed: &Missed,
    ) -> Result<bool, OfficeError> {
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        if folder.parts(release)?.photos.is_empty() {
            return Ok(false);
        }
        let families: BTreeSet<&str> = missed.people.iter().map(|person| person.family.as_str()).collect();
        let (own, today) = (&self.settings.groups, self.today());
        let reach = Reach::of(&reading.roster, &reading.consents, &release.audience, own, today);
        Ok(!families.is_empty() && reach.is_taken_out_by(&families))
    }

    async fn write_to(
        &self,
        reading: &SchoolReading,
        release: &Release,
        order: &ReleaseOrder,
        missed: Missed,
        what: &str,
    ) -> Result<usize, OfficeError> {
        let faults = roster_faults(reading);
        if !faults.is_empty() {
            return Err(OfficeError::Problems(faults));
        }
        if missed.people.is_empty() {
            return Ok(0);
        }
        let emergency = order.emergency || release.emergency;
        let (letter, now) = (&release.letter, self.clock.now());
        let dispatches: Vec<NewDispatch> =
            self.dispatches(missed.people.into_iter(), emergency, release.send_at).await?.collect();
        if !self.ledger.add_dispatches(letter, release.edition, &dispatches, &missed.instead, now).await? {
            return Err(OfficeError::ChangedMeanwhile(release.title.clone()));
        }
        self.note_act(what, &order.by, letter, &format!("{} people", dispatches.len())).await?;
        Ok(dispatches.len())
    }

    /// Would releasing the letter again give the edition that is out?
    fn is_same(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        standing: &Release,
        ways: &Ways,
    ) -> Result<bool, OfficeError> {
        let form = Form::Final { ways, edition: standing.edition };
        let built = tokio::task::block_in_place(|| self.make(reading, &[letter], form, &|_| {}))?;
        Ok(built.letters.first().is_some_and(|built| built.edition.hash == standing.hash))
    }

    /// Was the letter's file edited after its release?
    ///
    /// # Errors
    /// The ledger or the theme.
    pub async fn is_edited_since(
        &self,
        reading: &SchoolReading,
        letter: &Letter,
        release: &Release,
    ) -> Result<bool, OfficeError> {
        let ways = self.ledger.ways(&letter.audience, letter.year, self.random.as_ref()).await?;
        Ok(!self.is_same(reading, letter, release, &ways)?)
    }

    pub(super) async fn dispatches(
        &self,
        people: impl Iterator<Item = Recipient>,
        emergency: bool,
        at: Option<Timestamp>,
    ) -> Result<impl Iterator<Item = NewDispatch>, OfficeError> {
        let due_at = at.unwrap_or_default().max(self.due(emergency));
        let key = self.mark_key().await?;
        let domain = self.settings.mail.from_address.rsplit('@').next().unwrap_or("localhost");
        let dead = if emergency { BTreeMap::new() } else { self.dead().await? };
        Ok(people.map(move |mut to| {
            let despite_stop = emergency && to.route == Route::Stopped && to.email.is_some();
            if despite_stop {
                to.route = Route::Mail;
            }
            // Not tried: it has the reason that came back before, and the family is phoned.
            let address = to.email.as_ref().filter(|_| to.route == Route::Mail);
            let dead = address.and_then(|email| dead.get(&email.reveal().to_ascii_lowercase()));
            NewDispatch {
                state: match to.route {
                    Route::Mail if dead.is_some() => State::Bounced,
                    Route::Mail => State::Held,
                    _ => State::NoChannel,
                },
                message_id: format!(
                    "{}@{domain}",
                    Mark::draw(self.random.as_ref()).shown(&key, MarkUse::Message)
                ),
                due_at,
                send_by: Some(self.send_by(due_at, emergency)),
                round: 0,
                despite_stop,
                said: dead.map(|dead| dead.said.clone()),
                to,
            }
        }))
    }

    /// What proves that a mark is ours, drawn the first time.
    pub(super) async fn mark_key(&self) -> Result<MarkKey, OfficeError> {
        Ok(MarkKey(self.ledger.secret("mark", || self.random.bytes()).await?))
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

    pub(super) async fn note_act(
        &self,
        what: &str,
        who: &str,
        letter: &LetterId,
        detail: &str,
    ) -> Result<(), OfficeError> {
        let act = Act {
            at: self.clock.now(),
            who: who.to_owned(),
            what: what.to_owned(),
            letter: letter.0.clone(),
            detail: detail.to_owned(),
        };
        Ok(self.ledger.add_act(&act).await?)
    }
}

/// What makes it uncertain who the families are.
fn roster_faults(reading: &SchoolReading) -> Vec<Problem> {
    let general = reading.problems.iter().filter(|(letter, _)| letter.is_none() && !reading.roster_is_sound);
    general.map(|(_, problem)| problem).filter(is_error).cloned().collect()
}

fn is_error(problem: &&Problem) -> bool {
    problem.level == Level::Error
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
