//! The messages of a released letter: one for each person, and those that people are written to later.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::freezing::roster_faults;
use super::missing::Missed;
use super::reading::SchoolReading;
use super::released::ReleasedFolder;
use super::releasing::ReleaseOrder;
use super::{Office, OfficeError};
use crate::ledger::{NewDispatch, Recipient, Release, Route, State};
use crate::notify::{Mark, MarkKey, MarkUse};
use crate::recipients::Reach;

impl Office {
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

    pub(super) async fn write_to(
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
}
