//! Sends what is due: one message to one address each, every state on disk before and after.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use super::courier::{Courier, Delivery, Go, Message};
use super::link::{Link, said_in, stop_link};
use super::mark::{Mark, MarkKey, MarkUse};
use super::message::return_path;
use crate::ledger::{Dispatch, Ledger, LedgerError, LetterId, State};
use crate::render::{NoticeLinks, Notices};
use crate::world::{Clock, Random, create_private_folder};

/// After this many attempts a deferred mail is given up: the family is phoned.
const MOST_ATTEMPTS: u32 = 8;
/// How many waiting dispatches are fetched at a time.
const BATCH: u32 = 200;

/// Where the frozen notices of a release come from: letter, edition → notices and the letter's address.
pub trait NoticeSource: Send + Sync {
    /// The notices and the folder of the letter's page on the host.
    ///
    /// # Errors
    /// The disk.
    fn notices(&self, letter: &LetterId, edition: u32) -> std::io::Result<(Arc<Notices>, String)>;
}

/// Everything that is needed to send.
pub struct Sending<'a> {
    /// the queue
    pub ledger: &'a Ledger,
    /// the carrier
    pub courier: Arc<dyn Courier>,
    /// the time
    pub clock: &'a dyn Clock,
    /// for tokens
    pub random: &'a dyn Random,
    /// the frozen notices
    pub notices: &'a dyn NoticeSource,
    /// where the pages lie
    pub site: &'a str,
    /// the collector's address
    pub collector: &'a str,
    /// proves that a mark is ours
    pub mark_key: &'a MarkKey,
    /// where undeliverable messages come back to, each to an address of its own
    pub bounces: Option<&'a str>,
}

/// What one round of sending did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// messages the courier took
    pub handed_over: usize,
    /// messages that did not go now or at all
    pub troubled: usize,
    /// what the mail server said when it could not be reached; the round ended there
    pub unreachable: Option<String>,
}

/// Sending could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The ledger cannot be written: nothing more is sent, because it could not be written down.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
    /// The lock cannot be taken.
    #[error("{0}")]
    Disk(#[from] std::io::Error),
}

/// Held while this process sends: only one does at a time.
pub struct SendingLock {
    _file: File,
}

impl Sending<'_> {
    /// Takes the one lock of this school, or `None` when another process is sending. With the lock in
    /// hand, whatever is still `sending` was interrupted and becomes `uncertain`.
    ///
    /// # Errors
    /// The disk or the ledger.
    pub async fn lock(ledger: &Ledger, private_folder: &Path) -> Result<Option<SendingLock>, SendError> {
        create_private_folder(private_folder)?;
        let file = File::options().create(true).append(true).open(private_folder.join("sending.lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => return Err(error.into()),
        }
        ledger.doubt_interrupted().await?;
        Ok(Some(SendingLock { _file: file }))
    }

    /// Sends everything that is due now, of one letter or of all, and returns. A stop (`stop` turns true)
    /// lets the messages in flight finish first.
    ///
    /// # Errors
    /// The ledger or the disk; what was in flight is finished or will be `uncertain`.
    pub async fn send_due(
        &self,
        _lock: &SendingLock,
        letter: Option<&LetterId>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Sent, SendError> {
        let mut sent = Sent::default();
        while !stop() && sent.unreachable.is_none() {
            self.ledger.freeze_due(letter, self.clock.now()).await?;
            let due = self.ledger.due(letter, self.clock.now(), BATCH).await?;
            if due.is_empty() {
                break;
            }
            let trouble = AtomicBool::new(false);
            let mut results = stream::iter(due)
                .map(|dispatch| {
                    let skip = &trouble;
                    async move {
                        if stop() || skip.load(Ordering::Relaxed) {
                            return Ok(None);
                        }
                        let delivery = self.send_one(&dispatch).await?;
                        if matches!(delivery, Some(Delivery::Unreachable(_))) {
                            skip.store(true, Ordering::Relaxed);
                        }
                        Ok::<_, SendError>(delivery)
                    }
                })
                .buffer_unordered(self.courier.at_once().max(1));
            let mut failed = None;
            while let Some(result) = results.next().await {
                match result {
                    Ok(None) => {}
                    Ok(Some(Delivery::Accepted(_) | Delivery::Rehearsed)) => sent.handed_over += 1,
                    Ok(Some(Delivery::Unreachable(said))) => {
                        sent.troubled += 1;
                        sent.unreachable = Some(said);
                    }
                    Ok(Some(_)) => sent.troubled += 1,
                    // The others in flight are waited for: their fate must be written down.
                    Err(error) => {
                        trouble.store(true, Ordering::Relaxed);
                        failed = Some(error);
                    }
                }
            }
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(sent)
    }

    async fn send_one(&self, dispatch: &Dispatch) -> Result<Option<Delivery>, SendError> {
        let link = Link::draw(self.random);
        if !self.ledger.start_sending(dispatch, link.hash(), self.clock.now()).await? {
            return Ok(None);
        }
        let delivery = match self.message(dispatch, &link) {
            Ok(message) => self.courier.deliver(&message, Go::when(async { true })).await,
            Err(delivery) => delivery,
        };
        self.write_down(dispatch, &link, &delivery).await?;
        Ok(Some(delivery))
    }

    /// The message, or why there can be none: one letter whose notice is lost does not hold up the others.
    fn message(&self, dispatch: &Dispatch, link: &Link) -> Result<Message, Delivery> {
        let lost = |what: String| Delivery::Deferred(format!("the released notice cannot be read: {what}"));
        let (notices, address) = self
            .notices
            .notices(&dispatch.letter, dispatch.edition)
            .map_err(|error| lost(error.to_string()))?;
        // The language was frozen with the audience: a mail sent again is the same mail.
        let given =
            notices.for_reader(&dispatch.to.lang).ok_or_else(|| lost("there is no message".to_owned()))?;
        let notice = given.notice;
        let to = dispatch
            .to
            .email
            .clone()
            .ok_or_else(|| Delivery::Failed("the ledger holds no address".to_owned()))?;
        let mark = Mark::of_message_id(&dispatch.message_id);
        let shown = |used| mark.as_ref().map(|mark| mark.shown(self.mark_key, used));
        let stop = shown(MarkUse::Stop).map(|mark| stop_link(self.collector, &mark));
        let (text, html) = notice.for_family(&NoticeLinks {
            page: &link.page(self.site, &address, given),
            plain: &link.plain(self.collector, given.words),
            stop: &stop.as_ref().map(|stop| format!("{stop}{}", said_in(given.words))).unwrap_or_default(),
        });
        Ok(Message {
            to,
            message_id: dispatch.message_id.clone(),
            return_path: self
                .bounces
                .zip(shown(MarkUse::Bounce))
                .and_then(|(to, mark)| return_path(to, &mark)),
            stop_link: stop,
            subject: notice.subject.clone(),
            text,
            html,
            at: self.clock.now(),
        })
    }

    async fn write_down(
        &self,
        dispatch: &Dispatch,
        link: &Link,
        delivery: &Delivery,
    ) -> Result<(), LedgerError> {
        let now = self.clock.now();
        let attempts = dispatch.attempts + 1;
        let (state, said, again_at) = match delivery {
            Delivery::Accepted(said) => (State::Accepted, Some(said), None),
            Delivery::Rehearsed => (State::Rehearsed, None, None),
            Delivery::Bounced(said) => (State::Bounced, Some(said), None),
            Delivery::Failed(said) => (State::Failed, Some(said), None),
            Delivery::Uncertain(said) => (State::Uncertain, Some(said), Some(now)),
            Delivery::Deferred(said) if attempts >= MOST_ATTEMPTS => (State::Failed, Some(said), None),
            Delivery::Deferred(said) => (State::Deferred, Some(said), Some(later(now, attempts))),
            Delivery::Withdrawn => {
                return self.ledger.put_back(dispatch.id, link.hash(), "", now).await;
            }
            // The relay's trouble costs the family none of its attempts: soon again.
            Delivery::Unreachable(said) => {
                return self.ledger.put_back(dispatch.id, link.hash(), said, later(now, 1)).await;
            }
        };
        self.ledger.finish_sending(dispatch.id, state, said.map(String::as_str), now, again_at).await
    }
}

/// When a deferred mail is tried again: after 1, 4, 16 … minutes, at most 4 hours.
fn later(now: Timestamp, attempts: u32) -> Timestamp {
    let minutes = 4_i64.saturating_pow(attempts.saturating_sub(1)).min(240);
    now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(now)
}
