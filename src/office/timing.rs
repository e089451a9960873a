//! When messages go: after the hold, at a chosen time, not at night, and never later than they still mean something.

use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Handle;

use super::{Office, OfficeError};
use crate::content::moment;
use crate::ledger::LetterId;
use crate::notify;
use crate::problem::Problem;

/// Nobody plans further ahead; a day of another year is a slip of the hand.
const FARTHEST: SignedDuration = SignedDuration::from_hours(60 * 24);
/// The longest that a mail server's "later" makes one wait; see `notify::Sending`.
const LONGEST_LATER: SignedDuration = SignedDuration::from_hours(5);
/// Who did what was done when nobody was there: a reminder at its time.
pub const ITSELF: &str = "otayori";

impl Office {
    /// The time that somebody chose for a letter to go: `2026-11-24 07:30`, `明日 7:30`, `7:30`.
    ///
    /// # Errors
    /// No time; one that is over, more than 60 days off, or in the quiet hours, where it is no emergency.
    pub fn chosen_time(&self, typed: &str, emergency: bool) -> Result<Timestamp, OfficeError> {
        let zone = &self.settings.time_zone;
        let now = self.clock.now();
        let asked = || typed.chars().take(60).collect::<String>();
        let wrong = |id| OfficeError::Wrong(Problem::error(id, vec![("asked", asked().into())]));
        let chosen = moment(typed, now.to_zoned(zone.clone()).datetime())
            .and_then(|at| at.to_zoned(zone.clone()).ok())
            .ok_or_else(|| wrong("office-at-unclear"))?;
        let at = chosen.timestamp();
        if at <= now {
            return Err(wrong("office-at-past"));
        }
        if at.duration_since(now) > FARTHEST {
            return Err(wrong("office-at-far"));
        }
        let quiet = self.settings.mail.quiet.filter(|_| !emergency);
        let awake = notify::earliest(at, quiet, zone);
        if let (Some((from, until)), true) = (quiet, awake > at) {
            let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
            let next = awake.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
            let values = vec![
                ("asked", asked().into()),
                ("from", time(from).into()),
                ("until", time(until).into()),
                ("next", next.into()),
            ];
            return Err(OfficeError::Wrong(Problem::error("office-at-quiet", values)));
        }
        Ok(at)
    }

    /// When messages released now may go: after the hold, and not in quiet hours.
    pub(super) fn due(&self, emergency: bool) -> Timestamp {
        let hold = SignedDuration::try_from(self.settings.mail.hold).unwrap_or_default();
        self.awake(self.clock.now().saturating_add(hold).unwrap_or_else(|_| self.clock.now()), emergency)
    }

    /// Until when messages that are due then may still go.
    pub(super) fn send_by(&self, due: Timestamp, emergency: bool) -> Timestamp {
        let mail = &self.settings.mail;
        notify::send_by(due, mail.late, mail.quiet.filter(|_| !emergency), &self.settings.time_zone)
    }

    /// The first instant from `at` on that wakes nobody.
    pub(super) fn awake(&self, at: Timestamp, emergency: bool) -> Timestamp {
        notify::earliest(at, self.settings.mail.quiet.filter(|_| !emergency), &self.settings.time_zone)
    }

    /// When the quiet hours begin next, after now; `None` within them (then only emergencies go) and where there
    /// are none.
    pub(super) fn evening(&self) -> Option<Timestamp> {
        let now = self.clock.now();
        notify::next_quiet(now, self.settings.mail.quiet, &self.settings.time_zone).filter(|at| *at > now)
    }

    /// Before anything is sent: what a clock set back left in the future comes nearer, what is due at night waits for
    /// the morning, and what is too late is given up. Returns how many messages were given up.
    pub(super) async fn mind_the_time(&self) -> Result<u64, OfficeError> {
        let now = self.clock.now();
        let deferred = self.awake(now.saturating_add(LONGEST_LATER).unwrap_or(now), false);
        self.ledger.bring_forward(self.due(false), deferred).await?;
        let morning = self.awake(now, false);
        if morning > now {
            self.ledger.wait_until(morning).await?;
        }
        let mut given_up = 0;
        let said = self.settings.lang.words().say("sending-too-late", &[]);
        for (letter, count) in self.ledger.give_up(now, &said).await? {
            self.note_act("late", ITSELF, &letter, &format!("{count} messages")).await?;
            given_up += count;
        }
        Ok(given_up)
    }

    /// After sending: letters whose time has come are shown in archive, calendar and search.
    pub(super) async fn list_what_is_due(&self) -> Result<(), OfficeError> {
        let due = self.ledger.to_be_listed(self.clock.now()).await?;
        if due.is_empty() {
            return Ok(());
        }
        // On this thread: a host's work cannot move to another, and `serve` would demand that.
        tokio::task::block_in_place(|| Handle::current().block_on(self.publish()))?;
        Ok(self.ledger.note_listed(&due).await?)
    }

    /// Lets what is held of a letter go at another time.
    ///
    /// # Errors
    /// Nothing is held any more; the ledger.
    pub(super) async fn reschedule(
        &self,
        letter: &LetterId,
        path: &str,
        at: Timestamp,
        emergency: bool,
    ) -> Result<(), OfficeError> {
        let due = at.max(self.due(emergency));
        if self.ledger.reschedule(letter, due, self.send_by(due, emergency)).await? == 0 {
            let values = vec![("letter", path.into())];
            return Err(OfficeError::Wrong(Problem::error("office-at-sent", values)));
        }
        Ok(())
    }

    /// As it is written into the acts: `2026-11-24 07:30`.
    pub(super) fn written_time(&self, at: Timestamp) -> String {
        at.to_zoned(self.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    }
}
