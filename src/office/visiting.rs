//! Visits to a collector that stands apart: hashes go there, evidence and stops come back. Nothing ever comes by itself.

use std::convert::Infallible;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::{Office, OfficeError};
use crate::ledger::{Fetched, LedgerError, MarkHash, ToBring, ToMark, Visit};
use crate::notify::{Mark, MarkKey, MarkUse};
use crate::problem::Problem;
use crate::track::{
    self, About, Brought, CollectorSettings, Given, MOST_BROUGHT, SelfTestError, VisitError, Visitor,
};

/// How often it is looked whether there is something to bring.
const STEP: Duration = Duration::from_secs(1);
/// How often the collector is visited though nothing is to be brought.
const BETWEEN_VISITS: u32 = 5;
/// How long a collector that is away is left alone, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A visit that fetched nothing is written down so often.
const BETWEEN_NOTES: SignedDuration = SignedDuration::from_secs(60);
/// After this without a word from it the lists say so.
const LONG_SILENCE: SignedDuration = SignedDuration::from_mins(10);
/// Clocks that are this close, in milliseconds, tell the same time.
const SAME_TIME: i64 = 2_000;
/// The list is not kept waiting longer for what came last.
const PATIENCE: Duration = Duration::from_secs(8);

/// Between two times of wiping what the ledger keeps for a while only.
const BETWEEN_FORGETTING: SignedDuration = SignedDuration::from_hours(12);

impl Office {
    /// Does the collector answer at its public address, is it ours, and does it hear our pages? One that stands apart
    /// is visited first.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn test_collector(&self) -> Result<(), SelfTestError> {
        let settings = &self.settings;
        let (address, site) = (settings.collector.as_str(), settings.site.as_str());
        let Some(key) = &settings.apart else {
            return track::self_test(address, site, &self.ledger, self.random.as_ref()).await;
        };
        self.visit_collector().await.map_err(|fault| match fault {
            VisitFault::Visit(VisitError::Away(_)) => SelfTestError::Away(address.to_owned()),
            VisitFault::Visit(VisitError::Other) => SelfTestError::Other(address.to_owned()),
            VisitFault::Ledger(error) => SelfTestError::Ledger(error),
        })?;
        track::self_test_apart(address, site, key, self.random.as_ref()).await
    }

    /// Visits a collector that stands apart until neither side has anything more for the other. Nothing to do where it
    /// does not stand apart.
    ///
    /// # Errors
    /// The collector is away or somebody else's; the ledger. What was fetched so far is kept.
    pub async fn visit_collector(&self) -> Result<(), VisitFault> {
        let Some(key) = &self.settings.apart else { return Ok(()) };
        self.visits(&Visitor::new(&self.settings.collector, key)?).await
    }

    /// Before a list is shown: fetches what came last, if the collector answers at once.
    pub async fn hear_collector(&self) {
        let _ = tokio::time::timeout(PATIENCE, self.visit_collector()).await;
    }

    /// Visits until `stop` turns true. `told` hears when the collector is away, and why.
    pub async fn keep_visiting(&self, mut stop: watch::Receiver<bool>, told: impl Fn(String)) {
        let Some(key) = &self.settings.apart else { return };
        let mut visitor = Visitor::new(&self.settings.collector, key);
        let (mut said, mut pause, mut idle) = (String::new(), STEP, BETWEEN_VISITS);
        let mut forgotten = None;
        while !*stop.borrow() {
            let now = self.clock.now();
            if forgotten.is_none_or(|at| now.duration_since(at).abs() > BETWEEN_FORGETTING) {
                let _ = self.ledger.forget(now).await;
                forgotten = Some(now);
            }
            idle += 1;
            if idle >= BETWEEN_VISITS || self.has_news().await {
                idle = 0;
                let done = match &visitor {
                    Ok(visitor) => self.visits(visitor).await,
                    Err(error) => Err(VisitFault::Visit(VisitError::Away(error.to_string()))),
                };
                match done {
                    Ok(()) => (said, pause) = (String::new(), STEP),
                    Err(fault) => {
                        if said != fault.to_string() {
                            said = fault.to_string();
                            told(said.clone());
                        }
                        pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                        visitor = Visitor::new(&self.settings.collector, key);
                    }
                }
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// While `sending` runs, the collector is brought every second what goes out.
    pub(super) async fn visiting_meanwhile<T>(&self, sending: impl Future<Output = T>) -> T {
        tokio::select! {
            // A visit that is cut off is made again.
            done = sending => done,
            never = self.visit_on() => match never {},
        }
    }

    async fn visit_on(&self) -> Infallible {
        loop {
            tokio::time::sleep(STEP).await;
            if self.settings.apart.is_some() && self.has_news().await {
                let _ = self.visit_collector().await;
            }
        }
    }

    /// What the lists say of a collector apart that has not been heard for long: readings may be missing.
    ///
    /// # Errors
    /// The ledger.
    pub(super) async fn silence(&self) -> Result<Option<Problem>, OfficeError> {
        if self.settings.apart.is_none() {
            return Ok(None);
        }
        let heard = self.ledger.last_visit().await?.heard_at;
        let address = ("address", self.settings.collector.as_str().into());
        Ok(match heard {
            None => Some(Problem::warning("apart-never-heard", vec![address])),
            Some(at) if self.clock.now().duration_since(at).abs() > LONG_SILENCE => {
                let at = at.to_zoned(self.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M");
                Some(Problem::warning("apart-not-heard", vec![address, ("at", at.to_string().into())]))
            }
            Some(_) => None,
        })
    }

    async fn has_news(&self) -> bool {
        let Ok(visit) = self.ledger.last_visit().await else { return false };
        let news = self.ledger.to_bring(&visit, 1).await;
        news.is_ok_and(|news| !is_nothing(&news, &visit))
    }

    async fn visits(&self, visitor: &Visitor) -> Result<(), VisitFault> {
        let mark_key = MarkKey(self.ledger.secret("mark", || self.random.bytes()).await?);
        loop {
            let visit = self.ledger.last_visit().await?;
            let to_bring = self.ledger.to_bring(&visit, MOST_BROUGHT).await?;
            let brought = Brought {
                about: About::from(&CollectorSettings::from(self.settings.as_ref())),
                tokens: to_bring.tokens.clone(),
                marks: to_bring.marks.iter().filter_map(|mark| hashed(mark, &mark_key)).collect(),
                slips: visit.slips,
                presses: visit.presses,
            };
            let left_at = self.clock.now();
            let given = visitor.visit(&brought).await?;
            if given.tokens < visit.tokens {
                // It lost what it knew, or is an old copy of itself.
                self.ledger.bring_again().await?;
                continue;
            }
            let fetched = self.fetched(given, left_at, &mark_key).await?;
            let is_last = is_nothing(&to_bring, &visit)
                && fetched.slips.is_empty()
                && fetched.presses.is_empty()
                && fetched.tokens == visit.tokens;
            let now = self.clock.now();
            let is_noted =
                visit.heard_at.is_some_and(|heard| now.duration_since(heard).abs() < BETWEEN_NOTES);
            if !is_last || !is_noted {
                self.ledger.end_visit(&to_bring, &fetched, now).await?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// What the collector gave, by our own clock, and each stop with the message it is about.
    async fn fetched(
        &self,
        given: Given,
        left_at: Timestamp,
        mark_key: &MarkKey,
    ) -> Result<Fetched, LedgerError> {
        // The way there counts as the collector's clock being fast: in doubt a reading was sooner after its hand-over.
        let ahead = given.now.saturating_sub(left_at.as_millisecond());
        let ahead = SignedDuration::from_millis(if ahead.abs() > SAME_TIME { ahead } else { 0 });
        let ours = |at: Timestamp| at.saturating_sub(ahead).unwrap_or(at);
        let mut presses = Vec::new();
        for press in given.presses {
            let dispatch = match Mark::read(&press.mark, mark_key, MarkUse::Stop) {
                Some(mark) => self.ledger.dispatch_of_mark(mark.number()).await?.map(|dispatch| dispatch.id),
                None => None,
            };
            let at = Timestamp::from_millisecond(press.at).unwrap_or(left_at);
            presses.push((press.number, dispatch, press.back, ours(at)));
        }
        let slips = given.slips.into_iter().map(|mut slip| {
            slip.evidence.at = ours(slip.evidence.at);
            (slip.number, slip.evidence)
        });
        Ok(Fetched { slips: slips.collect(), presses, tokens: given.tokens })
    }
}

/// A visit did not come off.
#[derive(Debug, thiserror::Error)]
pub enum VisitFault {
    /// The collector.
    #[error(transparent)]
    Visit(#[from] VisitError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

fn is_nothing(to_bring: &ToBring, visit: &Visit) -> bool {
    to_bring.tokens.is_empty()
        && to_bring.marks.is_empty()
        && to_bring.last_mark == visit.marks
        && to_bring.last_stop == visit.stops
}

fn hashed(mark: &ToMark, key: &MarkKey) -> Option<MarkHash> {
    let shown = Mark::of_message_id(&mark.message_id)?.shown(key, MarkUse::Stop);
    Some(MarkHash { hash: Mark::hash(&shown)?, phoned: mark.phoned, stopped: mark.stopped })
}
