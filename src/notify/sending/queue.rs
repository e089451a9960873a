//! The next mail: read from the ledger piece by piece, slow domains beside the others and never in their way.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex as Shared, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::Sending;
use super::near::{Drawn, Near};
use super::pace::{Bucket, belongs};
use crate::ledger::{Dispatch, Ledger, LedgerError, LetterId, Place, Whose};
use crate::notify::link::Link;
use crate::recipients::EmailAddress;
use crate::world::{Clock, Random};

/// How many waiting dispatches are fetched, and wait in memory, at a time.
const AHEAD: usize = 512;
/// How many of these are sorted, with a link drawn.
const NEAR: usize = 320;
/// How many of one slow domain wait in memory.
const PARKED: usize = 32;

/// What there is to do.
pub(super) enum Next {
    /// this mail
    Mail(Drawn),
    /// nothing before so long
    Wait(Duration),
    /// nothing more
    End,
}

/// The queue of one round.
pub(super) struct Queue {
    inner: Mutex<Inner>,
    near: Arc<Near>,
    reader: JoinHandle<Result<(), LedgerError>>,
}

struct Inner {
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    letter: Option<LetterId>,
    ahead: mpsc::Receiver<Dispatch>,
    read: bool,
    near: Arc<Near>,
    all: Option<Bucket>,
    /// the longest domain first: the one that fits best
    lanes: Vec<Lane>,
    full: Arc<Shared<Vec<String>>>,
    alone: HashMap<String, Instant>,
}

/// The mails of a slow domain.
struct Lane {
    domain: String,
    bucket: Bucket,
    parked: VecDeque<Dispatch>,
    /// from here on they lie in the ledger
    rest: Option<Place>,
}

impl Queue {
    /// What is due now, of one letter or of all.
    pub(super) fn of(sending: &Sending, letter: Option<LetterId>) -> Self {
        let now = Instant::now();
        let pace = &sending.settings.mail.pace;
        let mut lanes: Vec<Lane> = pace
            .domains
            .iter()
            .map(|(domain, rate)| Lane {
                domain: domain.clone(),
                bucket: Bucket::of(*rate, now),
                parked: VecDeque::new(),
                rest: None,
            })
            .collect();
        lanes.sort_by_key(|lane| std::cmp::Reverse(lane.domain.len()));
        let full = Arc::default();
        let (rows, ahead) = mpsc::channel(AHEAD);
        let (ledger, clock) = (sending.ledger.clone(), Arc::clone(&sending.clock));
        let reader = read(ledger.clone(), Arc::clone(&clock), letter.clone(), Arc::clone(&full), rows);
        let all = pace.all.map(|rate| Bucket::of(rate, now));
        let (random, near) = (Arc::clone(&sending.random), Arc::<Near>::default());
        let (alone, read) = (HashMap::new(), false);
        let inner = Inner {
            ledger,
            clock,
            random,
            letter,
            ahead,
            read,
            near: Arc::clone(&near),
            all,
            lanes,
            full,
            alone,
        };
        Queue { inner: Mutex::new(inner), near, reader: tokio::spawn(reader) }
    }

    /// The next one. Nothing is lost where a caller gives up waiting.
    pub(super) async fn next(&self) -> Result<Next, LedgerError> {
        self.inner.lock().await.next().await
    }

    /// What comes next and belongs to no slow domain.
    pub(super) fn near(&self) -> Arc<Near> {
        Arc::clone(&self.near)
    }

    /// Leaves a domain alone for so long; what is written in the ledger is the caller's.
    pub(super) async fn leave_alone(&self, domain: &str, wait: Duration) {
        self.inner.lock().await.alone.insert(domain.to_owned(), Instant::now() + wait);
    }

    /// Why reading ended.
    pub(super) async fn end(self) -> Result<(), LedgerError> {
        drop(self.inner);
        self.reader.await.unwrap_or(Ok(()))
    }
}

impl Inner {
    async fn next(&mut self) -> Result<Next, LedgerError> {
        loop {
            let now = Instant::now();
            if let Some(Err(wait)) = self.all.as_mut().map(|all| all.ready(now)) {
                return Ok(Next::Wait(wait));
            }
            if let Some(dispatch) = self.of_a_slow_domain(now).await? {
                let drawn = self.drawn(dispatch);
                return Ok(self.give(drawn));
            }
            self.sort_ahead(now);
            if let Some(drawn) = self.near.pop() {
                // (One that was claimed the clerk gives back.)
                if self.is_left_alone(&drawn.dispatch, now) {
                    continue;
                }
                return Ok(self.give(drawn));
            }
            if self.read {
                let waits = self.lanes.iter_mut().filter(|lane| !lane.parked.is_empty());
                let soonest = waits.filter_map(|lane| lane.bucket.ready(now).err()).min();
                return Ok(soonest.map_or(Next::End, Next::Wait));
            }
            match self.ahead.recv().await {
                Some(dispatch) => self.sort(dispatch, now),
                None => self.read = true,
            }
        }
    }

    /// Sorts what is read already, as far as there is room.
    fn sort_ahead(&mut self, now: Instant) {
        while self.near.count() < NEAR
            && let Ok(dispatch) = self.ahead.try_recv()
        {
            self.sort(dispatch, now);
        }
    }

    /// To the mails of its slow domain, or to those that come next.
    fn sort(&mut self, dispatch: Dispatch, now: Instant) {
        if self.is_left_alone(&dispatch, now) {
            return;
        }
        let domain = domain(dispatch.to.email.as_ref());
        match self.lanes.iter_mut().find(|lane| belongs(&domain, &lane.domain)) {
            None => self.near.push(self.drawn(dispatch)),
            Some(lane) if lane.rest.is_some() => {}
            Some(lane) => {
                if lane.parked.len() + 1 >= PARKED {
                    lane.rest = Some(Place::of(&dispatch));
                    let mut full = self.full.lock().unwrap_or_else(PoisonError::into_inner);
                    full.push(lane.domain.clone());
                }
                lane.parked.push_back(dispatch);
            }
        }
    }

    fn is_left_alone(&self, dispatch: &Dispatch, now: Instant) -> bool {
        !self.alone.is_empty()
            && self.alone.get(&domain(dispatch.to.email.as_ref())).is_some_and(|until| *until > now)
    }

    fn drawn(&self, dispatch: Dispatch) -> Drawn {
        Drawn { dispatch: Box::new(dispatch), link: Link::draw(self.random.as_ref()) }
    }

    fn give(&mut self, drawn: Drawn) -> Next {
        if let Some(all) = &mut self.all {
            all.take();
        }
        Next::Mail(drawn)
    }

    /// A mail of a slow domain whose turn it is.
    async fn of_a_slow_domain(&mut self, now: Instant) -> Result<Option<Dispatch>, LedgerError> {
        for at in 0..self.lanes.len() {
            if self.lanes[at].parked.is_empty() && self.lanes[at].rest.is_some() {
                self.fetch(at).await?;
            }
            let alone = &self.alone;
            let lane = &mut self.lanes[at];
            lane.parked.retain(|dispatch| {
                let domain = domain(dispatch.to.email.as_ref());
                alone.get(&domain).is_none_or(|until| *until <= now)
            });
            if !lane.parked.is_empty() && lane.bucket.ready(now).is_ok() {
                lane.bucket.take();
                return Ok(lane.parked.pop_front());
            }
        }
        Ok(None)
    }

    /// More of a slow domain, from where the last of its mails in memory stood.
    async fn fetch(&mut self, at: usize) -> Result<(), LedgerError> {
        let Some(from) = self.lanes[at].rest else { return Ok(()) };
        let own = self.lanes[at].domain.clone();
        let whose = Whose { letter: self.letter.clone(), only: Some(own.clone()), ..Whose::default() };
        let rows = self.ledger.due_after(from, &whose, self.clock.now(), PARKED as u32).await?;
        self.lanes[at].rest = rows.last().map(Place::of);
        // A domain below this one may have a lane of its own.
        let lanes = &self.lanes;
        let fits = |dispatch: &Dispatch| {
            let domain = domain(dispatch.to.email.as_ref());
            lanes.iter().find(|lane| belongs(&domain, &lane.domain)).is_some_and(|lane| lane.domain == own)
        };
        let rows: VecDeque<Dispatch> = rows.into_iter().filter(fits).collect();
        self.lanes[at].parked = rows;
        Ok(())
    }
}

/// Reads the queue ahead of the workers, so that nobody waits for it.
async fn read(
    ledger: Ledger,
    clock: Arc<dyn Clock>,
    letter: Option<LetterId>,
    full: Arc<Shared<Vec<String>>>,
    rows: mpsc::Sender<Dispatch>,
) -> Result<(), LedgerError> {
    let mut after = Place::START;
    loop {
        let except = full.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let whose = Whose { letter: letter.clone(), except, ..Whose::default() };
        let read = ledger.due_after(after, &whose, clock.now(), AHEAD as u32).await?;
        let Some(last) = read.last() else { return Ok(()) };
        after = Place::of(last);
        for dispatch in read {
            if rows.send(dispatch).await.is_err() {
                return Ok(());
            }
        }
    }
}

/// Of an address, in small letters.
pub(super) fn domain(address: Option<&EmailAddress>) -> String {
    let address = address.map_or("", EmailAddress::reveal);
    address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}
