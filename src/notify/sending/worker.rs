//! One connection's work: mail after mail, each written down before and after.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::backoff::{Strain, after, jittered};
use super::clerk::{Answer, Clerk, NotWritten};
use super::near::Drawn;
use super::notebook::Ended;
use super::queue::{Next, Queue, domain};
use super::{SendError, Sending, Sent};
use crate::ledger::{Dispatch, Finish, LedgerError, Start, State};
use crate::notify::courier::{Delivery, Go, Message};
use crate::notify::link::{Link, said_in, stop_link};
use crate::notify::mark::{Mark, MarkUse};
use crate::notify::message::return_path;
use crate::render::NoticeLinks;

/// After this many attempts a deferred mail is given up: the family is phoned.
const MOST_ATTEMPTS: u32 = 8;
/// What is known of a mail waits no longer than this for the next one, to be written down together with it.
const TOGETHER: Duration = Duration::from_millis(5);
/// A wait is never longer than this without a look whether all is to stop.
const LOOK: Duration = Duration::from_secs(1);
/// How long a mail waits that the mail server's trouble has put back: the others go first.
const PUT_BACK: Duration = Duration::from_secs(40);

/// What the workers of one round share.
pub(super) struct Round {
    sending: Sending,
    queue: Queue,
    clerk: Clerk,
    strain: Mutex<Strain>,
    halted: watch::Receiver<bool>,
    at_work: AtomicUsize,
    sent: Mutex<Sent>,
}

/// A mail in words, before anything of it is written down.
struct Ready {
    drawn: Drawn,
    /// or why there can be none
    message: Result<Message, Delivery>,
}

/// Why a worker went home early.
enum Trouble {
    Ledger(LedgerError),
    /// the clerk knows more
    NotWritten,
    /// what the mail server said
    Relay(String),
}

impl From<NotWritten> for Trouble {
    fn from(NotWritten: NotWritten) -> Self {
        Trouble::NotWritten
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Trouble::Ledger(error)
    }
}

impl Round {
    pub(super) fn new(
        sending: Sending,
        queue: Queue,
        clerk: Clerk,
        strain: Strain,
        halted: watch::Receiver<bool>,
        workers: usize,
    ) -> Self {
        Round {
            sending,
            queue,
            clerk,
            strain: Mutex::new(strain),
            halted,
            at_work: AtomicUsize::new(workers),
            sent: Mutex::default(),
        }
    }

    /// What the round did, and whether the queue could be read.
    pub(super) async fn end(self) -> (Sent, Result<(), LedgerError>) {
        drop(self.clerk);
        (self.sent.into_inner().unwrap_or_else(PoisonError::into_inner), self.queue.end().await)
    }

    /// Sends until the queue is empty, all is to stop, or the mail server has had enough of this connection.
    ///
    /// A mail server that takes fewer connections than we have simply gets fewer: only when the last worker is
    /// turned away is it out of reach.
    pub(super) async fn work(&self) -> Result<(), SendError> {
        let done = self.mail_after_mail().await;
        let last = self.at_work.fetch_sub(1, Ordering::AcqRel) == 1;
        match done {
            Ok(()) | Err(Trouble::NotWritten) => Ok(()),
            Err(Trouble::Ledger(error)) => Err(error.into()),
            Err(Trouble::Relay(said)) => {
                if last {
                    self.told(|sent| sent.unreachable = Some(said));
                }
                Ok(())
            }
        }
    }

    async fn mail_after_mail(&self) -> Result<(), Trouble> {
        let (mut known, mut next) = (None, None);
        loop {
            if let Some(ready) = next.take().filter(|_| !self.is_halted()) {
                known = self.send_one(&ready, &mut next, known).await?;
                continue;
            }
            let coming = async { if self.is_halted() { Ok(Next::End) } else { self.queue.next().await } };
            let coming = tokio::select! {
                biased;
                coming = coming => coming?,
                () = tokio::time::sleep(TOGETHER), if known.is_some() => Next::Wait(Duration::ZERO),
            };
            match coming {
                Next::Mail(drawn) => next = Some(self.ready(drawn)),
                Next::Wait(wait) => {
                    self.write_down(&mut known).await?;
                    let mut halted = self.halted.clone();
                    tokio::select! {
                        () = tokio::time::sleep(wait.min(LOOK)) => {}
                        _ = halted.changed() => {}
                    }
                }
                Next::End => return self.write_down(&mut known).await,
            }
        }
    }

    /// The mail after this one, if it lies ready and may go.
    fn soon(&self) -> Option<Ready> {
        match self.queue.next().now_or_never() {
            Some(Ok(Next::Mail(drawn))) if !self.is_halted() => Some(self.ready(drawn)),
            _ => None,
        }
    }

    fn is_halted(&self) -> bool {
        *self.halted.borrow()
    }

    /// Puts it into words. Nothing of this is anywhere but in memory.
    fn ready(&self, drawn: Drawn) -> Ready {
        let message = self.message(&drawn.dispatch, &drawn.link);
        Ready { drawn, message }
    }

    async fn write_down(&self, known: &mut Option<Ended>) -> Result<(), Trouble> {
        if let Some(ended) = known.take() {
            self.clerk.keep(Some(ended), None).await?;
        }
        Ok(())
    }

    /// Sends one mail. `known`, what came of the one before, goes to disk with the start of this one; what comes
    /// of this one is given back. The one after it is made `next` meanwhile, if it lies ready.
    async fn send_one(
        &self,
        ready: &Ready,
        next: &mut Option<Ready>,
        known: Option<Ended>,
    ) -> Result<Option<Ended>, Trouble> {
        let Ready { drawn, message } = ready;
        let Drawn { dispatch, link } = drawn;
        let start = drawn.start();
        // Where a connection stands, the commit runs while the courier names sender and recipient. A first mail
        // is asked for only when it could go: a mail server that is away leaves no trace in the ledger.
        let mut asked = match known {
            Some(_) => {
                let asked = self.clerk.ask(known, Some(start.clone())).await;
                *next = self.soon();
                Some(asked)
            }
            None => None,
        };
        let mut answered = None;
        let delivery = match message {
            Ok(message) => {
                let go = Go::when(async {
                    let may_go = self.answer(asked.take(), &start).await;
                    *answered.insert(may_go) == Ok(true)
                });
                #[cfg(feature = "fault-send-first")]
                let go = {
                    drop(go);
                    Go::when(async { true })
                };
                let then = next.as_ref().and_then(|next| next.message.as_ref().ok());
                self.sending.courier.deliver(message, then, go).await
            }
            Err(delivery) => delivery.clone(),
        };
        if answered.is_none() && (asked.is_some() || !never_left(&delivery)) {
            answered = Some(self.answer(asked, &start).await);
        }
        if answered.transpose()? != Some(true) {
            return match delivery {
                Delivery::Unreachable(said) => Err(Trouble::Relay(said)),
                _ => Ok(None),
            };
        }
        let finish = self.finish_of(dispatch, link, &delivery).await?;
        let mut ended = Some(Ended { token: start.token, finish });
        if let Delivery::Unreachable(said) = delivery {
            self.write_down(&mut ended).await?;
            return Err(Trouble::Relay(said));
        }
        Ok(ended)
    }

    /// The clerk's word whether this mail may go; asks now where that was not done before.
    async fn answer(&self, asked: Option<Answer>, start: &Start) -> Result<bool, NotWritten> {
        match asked {
            Some(answer) => answer.come().await,
            None => self.clerk.keep(None, Some(start.clone())).await,
        }
    }

    /// The message, or why there can be none: one letter whose notice is lost does not hold up the others.
    fn message(&self, dispatch: &Dispatch, link: &Link) -> Result<Message, Delivery> {
        let lost = |what: String| Delivery::Deferred(format!("the released notice cannot be read: {what}"));
        let sending = &self.sending;
        let (notices, address) = sending
            .notices
            .notices(&dispatch.letter, dispatch.edition)
            .map_err(|error| lost(error.to_string()))?;
        // The language was frozen with the audience: a mail sent again is the same mail.
        let given =
            notices.for_reader(&dispatch.to.lang).ok_or_else(|| lost("there is no message".to_owned()))?;
        let led;
        let notice = if dispatch.despite_stop {
            led = given.notice.despite_stop(given.words);
            &led
        } else if dispatch.round > 0 {
            led = given.notice.as_reminder(given.words);
            &led
        } else {
            given.notice
        };
        let to = dispatch
            .to
            .email
            .clone()
            .ok_or_else(|| Delivery::Failed("the ledger holds no address".to_owned()))?;
        let settings = &sending.settings;
        let mark = Mark::of_message_id(&dispatch.message_id);
        let shown = |used| mark.as_ref().map(|mark| mark.shown(&sending.mark_key, used));
        let stop = shown(MarkUse::Stop).map(|mark| stop_link(&settings.collector, &mark));
        let (text, html) = notice.for_family(&NoticeLinks {
            page: &link.page(&settings.site, &address, given),
            plain: &link.plain(&settings.collector, given.words),
            stop: &stop.as_ref().map(|stop| format!("{stop}{}", said_in(given.words))).unwrap_or_default(),
        });
        let bounces = settings.mail.bounces.as_deref().zip(shown(MarkUse::Bounce));
        Ok(Message {
            to,
            message_id: dispatch.message_id.clone(),
            return_path: bounces.and_then(|(to, mark)| return_path(to, &mark)),
            stop_link: stop,
            subject: notice.subject.clone(),
            text,
            html,
            at: sending.clock.now(),
        })
    }

    /// What is to be written down of a mail; and a domain that asks for it is left alone.
    async fn finish_of(
        &self,
        dispatch: &Dispatch,
        link: &Link,
        delivery: &Delivery,
    ) -> Result<Finish, LedgerError> {
        let now = self.sending.clock.now();
        let random = self.sending.random.as_ref();
        let attempts = dispatch.attempts + 1;
        let domain = domain(dispatch.to.email.as_ref());
        match delivery {
            Delivery::Accepted(_) | Delivery::Rehearsed => self.told(|sent| sent.handed_over += 1),
            _ => self.told(|sent| sent.troubled += 1),
        }
        let (state, said, again_at) = match delivery {
            Delivery::Accepted(said) => {
                self.strained(|strain| strain.taken(&domain));
                (State::Accepted, Some(said), None)
            }
            Delivery::Rehearsed => (State::Rehearsed, None, None),
            Delivery::Bounced(said) => (State::Bounced, Some(said), None),
            Delivery::Failed(said) => (State::Failed, Some(said), None),
            Delivery::Uncertain(said) => (State::Uncertain, Some(said), Some(now)),
            Delivery::Deferred(said) => {
                let mut wait = after(attempts, random);
                if let Some(alone) = self.strained(|strain| strain.refused(&domain, said, random)) {
                    self.sending.ledger.leave_alone(&domain, later(now, alone)).await?;
                    self.queue.leave_alone(&domain, alone).await;
                    wait = wait.max(alone);
                }
                let given_up = attempts >= MOST_ATTEMPTS;
                let state = if given_up { State::Failed } else { State::Deferred };
                (state, Some(said), (!given_up).then(|| later(now, wait)))
            }
            // It never left, and that costs the family none of its attempts.
            Delivery::Withdrawn => (dispatch.state, dispatch.said.as_ref(), None),
            Delivery::Unreachable(said) => {
                (dispatch.state, Some(said), Some(later(now, jittered(PUT_BACK, random))))
            }
        };
        Ok(Finish {
            dispatch: dispatch.id,
            state,
            said: said.cloned(),
            handed_over_at: matches!(state, State::Accepted | State::Rehearsed).then_some(now),
            again_at,
            unsent: never_left(delivery).then_some(*link.hash()),
        })
    }

    fn told(&self, change: impl FnOnce(&mut Sent)) {
        change(&mut self.sent.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn strained<T>(&self, look: impl FnOnce(&mut Strain) -> T) -> T {
        look(&mut self.strain.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Nobody can have got anything.
fn never_left(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Unreachable(_) | Delivery::Withdrawn)
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait).ok().and_then(|wait| now.saturating_add(wait).ok()).unwrap_or(now)
}
