//! Again, to the unread only: reminders at their time, and one sent by hand. Who must be phoned is not mailed, nor who has
//! read where each home or everybody is to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::timing::ITSELF;
use super::{Office, OfficeError};
use crate::content::{Letter, WhoReads};
use crate::follow_up::{Counting, FollowUp, Reason, Standing, UnreadRow};
use crate::ledger::{
    Callee, Dispatch, DueReminder, LetterId, NewDispatch, PlannedReminder, Recipient, Release, Route, State,
};
use crate::notify;
use crate::recipients::{self, Role};

/// Whom a reminder would reach now.
#[derive(Debug, Clone, PartialEq)]
pub struct ReminderForecast {
    /// families that would get one
    pub families: usize,
    /// everybody in them who would
    pub people: Vec<Recipient>,
    /// unread families with somebody whom no mail helps: they are phoned
    pub phoned: usize,
    /// the edition it would be of: what is out now
    edition: u32,
    /// the ledger's last message of the letter, when this was looked up
    last: i64,
}

impl ReminderForecast {
    /// Of everybody it would reach: what is pressed is what was seen.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for person in &self.people {
            let address = person.email.as_ref().map_or("", |email| email.reveal());
            for part in [person.family.as_str(), &person.guardian, address] {
                hasher.update(&part.len().to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.update(&self.last.to_le_bytes());
        hasher.finalize().to_hex()[..32].to_owned()
    }
}

impl Office {
    /// Whom a reminder of this letter would reach now: families that have not read it and were written to, or where it needs
    /// more than one of them the homes or guardians who have not; each by the addresses of today. Whoever asked for a call, whom no mail reaches, or who is waiting for the first one is not
    /// among them.
    ///
    /// # Errors
    /// As [`Office::unread`].
    pub async fn reminder_forecast(&self, letter: &LetterId) -> Result<ReminderForecast, OfficeError> {
        let list = self.unread(letter).await?;
        let rehearses = self.courier()?.is_rehearsal();
        let helped: BTreeSet<Callee> =
            list.unread.iter().filter(|row| helps(row.reason, rehearses)).map(UnreadRow::callee).collect();
        let families: BTreeSet<&str> = helped.iter().map(|callee| callee.family.as_str()).collect();
        let whose = |person: &Recipient| list.callee_for(person);
        let dispatches = self.ledger.dispatches(letter).await?;
        let releases = self.ledger.releases(Some(letter)).await?;
        let edition = releases.last().map_or(0, |release| release.edition);
        let first = Counting::of(&releases).map_or(0, |counting| counting.edition);
        // The last word on each person: whoever has a message under way does not get another.
        let mut last_of: BTreeMap<(&str, &str), &Dispatch> = BTreeMap::new();
        for dispatch in dispatches.iter().filter(|dispatch| dispatch.edition >= first) {
            last_of.insert((&dispatch.to.family, &dispatch.to.guardian), dispatch);
        }
        let reaches = |person: &Recipient| {
            let last = last_of.get(&(person.family.as_str(), person.guardian.as_str()));
            last.is_some_and(|dispatch| match dispatch.state {
                State::Accepted | State::Uncertain | State::Failed => true,
                State::Rehearsed => rehearses,
                _ => false,
            })
        };
        let people: Vec<Recipient> = self
            .people_of_today(&families)
            .await?
            .into_iter()
            .filter(|person| person.role == Role::Guardian && person.route == Route::Mail && reaches(person))
            .filter(|person| helped.contains(&whose(person)))
            .collect();
        let mailed: BTreeSet<&str> = people.iter().map(|person| person.family.as_str()).collect();
        let to: BTreeSet<Callee> = people.iter().map(whose).collect();
        let phoned = list.unread.iter().filter(|row| !to.contains(&row.callee()));
        Ok(ReminderForecast {
            families: mailed.len(),
            phoned: phoned.map(|row| row.family.as_str()).collect::<BTreeSet<_>>().len(),
            edition,
            last: dispatches.iter().map(|dispatch| dispatch.id).max().unwrap_or_default(),
            people,
        })
    }

    /// Sends the letter again to those whom `forecast` showed, after the hold. Returns how many people.
    ///
    /// # Errors
    /// Somebody else did so in the meantime, or the list changed; the ledger.
    pub async fn remind(
        &self,
        letter: &LetterId,
        forecast: &ReminderForecast,
        by: &str,
    ) -> Result<usize, OfficeError> {
        let now = self.reminder_forecast(letter).await?;
        if now != *forecast {
            return Err(OfficeError::ChangedMeanwhile(letter.0.clone()));
        }
        let due = self.due(false);
        let dispatches = self.again_to(&now.people, due).await?;
        if dispatches.is_empty() {
            return Ok(0);
        }
        let clock = self.clock.now();
        if !self.ledger.remind(letter, now.edition, None, now.last, &dispatches, clock).await? {
            return Err(OfficeError::ChangedMeanwhile(letter.0.clone()));
        }
        self.note_act("remind", by, letter, &format!("{} people", dispatches.len())).await?;
        Ok(dispatches.len())
    }

    /// Before anything is sent: reminders whose time has come are frozen, those whose time is over left out, and what
    /// waits for families that have read meanwhile is called off.
    pub(super) async fn mind_the_unread(&self) -> Result<(), OfficeError> {
        for letter in self.ledger.reminding().await? {
            let Ok(list) = self.unread(&letter).await else { continue };
            for (family, _) in list.standings.iter().filter(|(_, standing)| is_told(standing)) {
                self.ledger.call_off_reminders(&letter, family, None).await?;
            }
            if list.who_reads != WhoReads::Any {
                self.call_off_by_party(&letter, &list).await?;
            }
        }
        let now = self.clock.now();
        if self.awake(now, false) > now {
            return Ok(());
        }
        for reminder in self.ledger.due_reminders(now).await? {
            if now > reminder.planned.send_by {
                if self.ledger.leave_out(&reminder, now).await? {
                    self.note_act("remind-late", ITSELF, &reminder.letter, &reminder.planned.said).await?;
                }
                continue;
            }
            self.remind_as_planned(&reminder, now).await?;
        }
        Ok(())
    }

    /// Where a letter needs more than one of a household: what waits for those of it who have read.
    async fn call_off_by_party(&self, letter: &LetterId, list: &FollowUp) -> Result<(), OfficeError> {
        for dispatch in self.ledger.dispatches(letter).await?.iter().filter(|one| one.round > 0) {
            if list.parties.get(&list.callee_for(&dispatch.to)).is_some_and(is_told) {
                let guardian = Some(dispatch.to.guardian.as_str());
                self.ledger.call_off_reminders(letter, &dispatch.to.family, guardian).await?;
            }
        }
        Ok(())
    }

    async fn remind_as_planned(&self, reminder: &DueReminder, now: Timestamp) -> Result<(), OfficeError> {
        let letter = &reminder.letter;
        let forecast = match self.reminder_forecast(letter).await {
            Ok(forecast) => forecast,
            // A roster that cannot be read today: later, while there is time.
            Err(OfficeError::Problems(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let dispatches = self.again_to(&forecast.people, now).await?;
        let (edition, last) = (forecast.edition, forecast.last);
        if self.ledger.remind(letter, edition, Some(reminder), last, &dispatches, now).await? {
            let detail = format!("{} people {}", dispatches.len(), reminder.planned.said);
            self.note_act("remind-planned", ITSELF, letter, &detail).await?;
        }
        Ok(())
    }

    async fn again_to(&self, people: &[Recipient], due: Timestamp) -> Result<Vec<NewDispatch>, OfficeError> {
        let mut dispatches: Vec<NewDispatch> =
            self.dispatches(people.iter().cloned(), false, None).await?.collect();
        for dispatch in &mut dispatches {
            (dispatch.due_at, dispatch.send_by) = (due, Some(self.send_by(due, false)));
        }
        Ok(dispatches)
    }

    /// Everybody in these families, as the roster has them today.
    async fn people_of_today(&self, families: &BTreeSet<&str>) -> Result<Vec<Recipient>, OfficeError> {
        let roster = self.roster().0;
        let families: Vec<recipients::Addressed<'_>> = roster
            .families
            .iter()
            .filter(|family| families.contains(family.number.as_str()))
            .map(|family| recipients::Addressed { family, children: Vec::new() })
            .collect();
        Ok(notify::people(&families, &[], &self.ledger.stops().await?))
    }

    /// The reminders of a letter released now: those it names, else the school's, as far as they are to come.
    pub(super) fn plan(&self, letter: &Letter, release: &Release) -> Vec<PlannedReminder> {
        let zone = &self.settings.time_zone;
        let wanted = letter.reminders.as_ref().unwrap_or(&self.settings.mail.reminders);
        let out = release.send_at.unwrap_or(release.released_at);
        let released = out.to_zoned(zone.clone()).date();
        let day = letter.deadline.or(letter.when.map(|when| when.day)).unwrap_or(letter.date);
        let planned = (1..).zip(wanted).filter_map(|(number, reminder)| {
            let at = reminder.at(day, released)?.to_zoned(zone.clone()).ok()?.timestamp();
            let due_at = self.awake(at, false);
            let send_by = self.send_by(due_at, false);
            (due_at > out).then(|| PlannedReminder { number, said: reminder.said.clone(), due_at, send_by })
        });
        planned.collect()
    }
}

/// Does a mail help a family that is on the list for this reason? Who asked for a call gets one, and where no mail
/// arrives another does not either.
fn helps(reason: Reason, rehearses: bool) -> bool {
    match reason {
        Reason::AsksForCall | Reason::NoChannel | Reason::Stopped | Reason::Bounced | Reason::NotSent => {
            false
        }
        Reason::Rehearsed => rehearses,
        Reason::Failed
        | Reason::Uncertain
        | Reason::NotOpened
        | Reason::OpenedNoPerson
        | Reason::Provisional
        | Reason::NotConfirmed => true,
    }
}

fn is_told(standing: &Standing) -> bool {
    !matches!(standing, Standing::Unread { reason } if *reason != Reason::AsksForCall)
}
