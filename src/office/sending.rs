//! The post: sends what waits in the ledger, now or when its time comes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::released::{FrozenNotices, ReleasedFolder};
use super::{Office, OfficeError};
use crate::follow_up::Counting;
use crate::ledger::{LetterId, State};
use crate::notify::Sending;

/// How sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rest {
    /// nothing waits any more
    Done,
    /// something waits until then: quiet hours, or a mail server that said "later"
    Waits(Timestamp),
    /// the mail server cannot be reached; what it or the network said
    Unreachable(String),
    /// asked to stop
    Stopped,
}

/// Told while sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// waiting until the hold is over
    Holding(Timestamp),
    /// another process of this school sends
    Elsewhere,
    /// so many have been handed over so far
    HandedOver(usize),
    /// so many were given up: their time is over
    TooLate(u64),
    /// a collector apart could not be told what went out, and why; it is told later
    Unvisited(String),
}

/// What `send --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentReport {
    /// the letter's path
    pub letter: String,
    /// the page's address, without a token
    pub address: String,
    /// everybody it was released to; all states sum to it
    pub total: u64,
    /// state → how many
    pub states: BTreeMap<State, u64>,
    /// of the messages that told of an addition, state → how many
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub additions: BTreeMap<State, u64>,
    /// of the reminders, state → how many
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reminders: BTreeMap<State, u64>,
    /// when the messages go that are still held
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
}

impl Office {
    /// Sends what waits, of one letter or of all, for as long as something comes due within `patience`.
    ///
    /// # Errors
    /// The ledger or a released notice; nothing is sent then that could not be written down.
    pub async fn send(
        &self,
        letter: Option<&LetterId>,
        patience: SignedDuration,
        stop: &(dyn Fn() -> bool + Sync),
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Rest, OfficeError> {
        let mut opened = None;
        let mut handed_over = 0;
        let rest = loop {
            if stop() {
                break Rest::Stopped;
            }
            let given_up = self.mind_the_time().await?;
            if given_up > 0 {
                progress(Progress::TooLate(given_up));
            }
            self.mind_the_unread().await?;
            let Some(due) = self.ledger.next_due(letter).await? else { break Rest::Done };
            let now = self.clock.now();
            if due.duration_since(now) > patience {
                break Rest::Waits(due);
            }
            if due > now {
                progress(Progress::Holding(due));
                pause(due.duration_since(now)).await;
                continue;
            }
            let Some(lock) = Sending::lock(&self.ledger, &self.settings.private_folder()).await? else {
                progress(Progress::Elsewhere);
                pause(SignedDuration::from_secs(1)).await;
                continue;
            };
            let courier = match &opened {
                Some(courier) => Arc::clone(courier),
                None => Arc::clone(opened.insert(self.courier()?)),
            };
            let sending = Sending {
                ledger: self.ledger.clone(),
                courier,
                clock: Arc::clone(&self.clock),
                random: Arc::clone(&self.random),
                notices: Arc::new(self.notices().await?),
                mark_key: self.mark_key().await?,
                settings: Arc::clone(&self.settings),
            };
            // A long list is not sent on into the night.
            let evening = self.evening();
            let pause = || stop() || evening.is_some_and(|evening| self.clock.now() >= evening);
            let sent = self.visiting_meanwhile(sending.send_due(&lock, letter, &pause)).await?;
            handed_over += sent.handed_over;
            if let Err(fault) = self.visit_collector().await {
                progress(Progress::Unvisited(fault.to_string()));
            }
            progress(Progress::HandedOver(handed_over));
            if let Some(said) = sent.unreachable {
                break Rest::Unreachable(said);
            }
        };
        if let Some(courier) = opened {
            courier.close().await;
        }
        self.list_what_is_due().await?;
        Ok(rest)
    }

    /// How a letter's sending stands: everybody who got, or is to get, the edition that counts.
    ///
    /// # Errors
    /// The ledger; a letter never released.
    pub async fn sent_report(&self, letter: &LetterId) -> Result<SentReport, OfficeError> {
        let known = self.ledger.letters().await?.into_iter().find(|known| known.id == *letter);
        let known = known.ok_or_else(|| OfficeError::NotReleased(letter.0.clone()))?;
        let releases = self.ledger.releases(Some(letter)).await?;
        let counting = Counting::of(&releases).ok_or_else(|| OfficeError::NotReleased(known.path.clone()))?;
        let states = self.ledger.states(letter, counting.edition).await?;
        let (additions, reminders) = self.ledger.states_beside(letter, counting.edition).await?;
        Ok(SentReport {
            letter: known.path,
            address: format!("{}/{}/", self.settings.site, known.address),
            total: states.values().sum(),
            states,
            additions,
            reminders,
            due: self.ledger.held_until(letter).await?,
        })
    }

    async fn notices(&self) -> Result<FrozenNotices, OfficeError> {
        let addresses: HashMap<LetterId, String> =
            self.ledger.letters().await?.into_iter().map(|letter| (letter.id, letter.address)).collect();
        let releases = self.ledger.releases(None).await?.into_iter().filter_map(|release| {
            let address = addresses.get(&release.letter)?.clone();
            Some(((release.letter, release.edition), (release.hash, address)))
        });
        let folder = ReleasedFolder::below(&self.settings.private_folder());
        Ok(FrozenNotices::new(folder, releases.collect()))
    }
}

/// Short steps, so that a stop is noticed soon.
async fn pause(wanted: SignedDuration) {
    let wanted = Duration::try_from(wanted).unwrap_or_default();
    tokio::time::sleep(wanted.min(Duration::from_millis(500))).await;
}
