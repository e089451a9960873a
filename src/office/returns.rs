//! What comes back by mail: read, matched with its dispatch, written down.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::stopped::{MailReader, of_address};
use super::{Office, OfficeError};
use crate::ledger::{Dispatch, NewReturned, Noted, ReturnKind, Weight};
use crate::notify::{MarkKey, MarkUse};
use crate::problem::Problem;
use crate::recipients::EmailAddress;
use crate::returns::{self, Bounced, Cursor, Dead, Fetched, Inbox, InboxError, Returned, dead};

/// How often the inbox is looked into.
const STEP: Duration = Duration::from_secs(60);
/// For how long answers and refusals are shown at the desk.
const LATELY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How many messages of each kind were read.
pub type Looked = BTreeMap<ReturnKind, u64>;

/// An address that takes no mail, and whose it is by today's roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadAddress {
    /// never whole: `a…@example.jp`
    pub address: Option<EmailAddress>,
    /// since when
    pub since: Timestamp,
    /// what the mail server said
    pub said: String,
    /// everybody of the roster who has it
    pub people: Vec<MailReader>,
}

impl Office {
    /// Reads what is new in the inbox, each message once, and says how many of which kind there were.
    ///
    /// # Errors
    /// The inbox or the ledger; what was read until then is written down.
    pub async fn look_into(&self, inbox: &mut Inbox) -> Result<Looked, OfficeError> {
        let key = self.mark_key().await?;
        let name = inbox.name();
        let away = |error: InboxError| {
            let values = vec![("inbox", name.as_str().into()), ("detail", error.to_string().into())];
            OfficeError::Outside(Problem::error("office-inbox-away", values))
        };
        let since = self.ledger.inbox_read(&name).await?;
        let since = since.map(|(validity, uid)| Cursor { validity, uid });
        let mut looked = Looked::new();
        inbox.begin(since, self.clock.now()).await.map_err(away)?;
        let done = async {
            while let Some(fetched) = inbox.next().await.map_err(away)? {
                match self.take(&fetched, &name, &key).await? {
                    (Noted::Fresh, kind) => *looked.entry(kind).or_default() += 1,
                    (Noted::Known, _) => {}
                    // In a mailbox nothing behind it may be written down before it.
                    (Noted::NotYet, _) if fetched.cursor.is_some() => break,
                    (Noted::NotYet, _) => continue,
                }
                inbox.settle(fetched);
            }
            Ok(())
        };
        let done: Result<(), OfficeError> = done.await;
        inbox.end().await;
        done.map(|()| looked)
    }

    /// Reads one message that somebody hands us.
    ///
    /// # Errors
    /// The ledger.
    pub async fn take_returned(&self, fetched: &Fetched) -> Result<ReturnKind, OfficeError> {
        let key = self.mark_key().await?;
        loop {
            match self.take(fetched, "", &key).await? {
                (Noted::NotYet, _) => tokio::time::sleep(Duration::from_secs(1)).await,
                (Noted::Fresh | Noted::Known, kind) => return Ok(kind),
            }
        }
    }

    async fn take(
        &self,
        fetched: &Fetched,
        inbox: &str,
        key: &MarkKey,
    ) -> Result<(Noted, ReturnKind), OfficeError> {
        let mut returned = returns::read(&fetched.bytes, key);
        let dispatch = match returned.kind {
            ReturnKind::Bounce | ReturnKind::Complaint => self.meant(&mut returned).await?,
            _ => None,
        };
        match returned.kind {
            // It says that a mail of ours came back, and cannot prove it: nothing changes.
            ReturnKind::Bounce | ReturnKind::Complaint if dispatch.is_none() => {
                returned.kind = ReturnKind::Strange;
            }
            ReturnKind::Other if self.is_readers(&returned.from) => returned.kind = ReturnKind::Reply,
            _ => {}
        }
        let row = NewReturned {
            hash: *blake3::hash(&fetched.bytes).as_bytes(),
            kind: returned.kind,
            dispatch: dispatch.map(|dispatch| dispatch.id),
            weight: returned.weight,
            status: returned.status,
            said: returned.said,
            found: fetched.cursor.map(|cursor| (inbox.to_owned(), cursor.validity, cursor.uid)),
        };
        Ok((self.ledger.note_returned(&row, self.clock.now()).await?, row.kind))
    }

    /// The dispatch that a report is about: by a mark that we made, and of a mail that left. A Message-ID is known to
    /// whoever got the mail, so there the report must also be about the address that it went to.
    async fn meant(&self, returned: &mut Returned) -> Result<Option<Dispatch>, OfficeError> {
        for shown in &returned.shown {
            let Some(dispatch) = self.ledger.dispatch_of_mark(shown.mark.number()).await? else { continue };
            let Some(address) = dispatch.to.email.as_ref() else { continue };
            let address = address.reveal().to_ascii_lowercase();
            let is_about_it = returned.recipients.is_empty() || returned.recipients.contains(&address);
            if dispatch.attempts == 0 || !(is_about_it || shown.used == MarkUse::Bounce) {
                continue;
            }
            if !is_about_it && returned.weight == Weight::Hard {
                // The family lets its mails be passed on, and that is what failed.
                returned.weight = Weight::Soft;
            }
            return Ok(Some(dispatch));
        }
        Ok(None)
    }

    fn is_readers(&self, address: &str) -> bool {
        !address.is_empty() && self.mail_readers().iter().any(|(of, _)| of == address)
    }

    /// The addresses that take no mail now, in small letters, and why.
    ///
    /// # Errors
    /// The ledger.
    pub(super) async fn dead(&self) -> Result<BTreeMap<String, Dead>, OfficeError> {
        let now = self.clock.now();
        let mut by_address: BTreeMap<String, Vec<Bounced>> = BTreeMap::new();
        for row in self.ledger.bounces(now).await? {
            let weight = row.weight.unwrap_or_else(|| returns::weigh("", &row.said, true));
            let bounced = Bounced { letter: row.letter, weight, said: row.said, at: row.at };
            by_address.entry(row.address).or_default().push(bounced);
        }
        if by_address.is_empty() {
            return Ok(BTreeMap::new());
        }
        let worked = self.ledger.worked(now).await?;
        let all = by_address.into_iter().filter_map(|(address, bounces)| {
            let dead = dead(&bounces, worked.get(&address).copied(), now)?;
            Some((address, dead))
        });
        Ok(all.collect())
    }

    /// The addresses that take no mail, the latest first.
    ///
    /// # Errors
    /// The ledger.
    pub async fn dead_addresses(&self) -> Result<Vec<DeadAddress>, OfficeError> {
        let readers = self.mail_readers();
        let mut all: Vec<DeadAddress> = self
            .dead()
            .await?
            .into_iter()
            .map(|(address, dead)| DeadAddress {
                people: of_address(&readers, &address),
                address: EmailAddress::parse(&address),
                since: dead.since,
                said: dead.said,
            })
            // Corrected in the roster since: nobody's any more.
            .filter(|dead| !dead.people.is_empty())
            .collect();
        all.sort_by_key(|dead| std::cmp::Reverse(dead.since));
        Ok(all)
    }

    /// What came back of late, by kind; and what mail servers said that refuse us, each once.
    ///
    /// # Errors
    /// The ledger.
    pub async fn returned_lately(&self) -> Result<(Looked, Vec<String>), OfficeError> {
        let now = self.clock.now();
        let since = now.saturating_sub(LATELY).unwrap_or(now);
        let mut refusals: Vec<String> = Vec::new();
        for row in self.ledger.bounces(now).await?.into_iter().filter(|row| row.at >= since) {
            let weight = row.weight.unwrap_or_else(|| returns::weigh("", &row.said, true));
            if weight == Weight::Policy && !refusals.contains(&row.said) {
                refusals.push(row.said);
            }
        }
        Ok((self.ledger.returned_since(since).await?, refusals))
    }

    /// Looks into the inbox once a minute until `stop` turns true. `told` hears why it cannot be read, once for the
    /// same reason.
    pub async fn keep_looking(
        &self,
        mut stop: watch::Receiver<bool>,
        told: impl Fn(String) + Send + Sync + 'static,
    ) {
        let Some(address) = &self.settings.mail.inbox else { return };
        let mut inbox = Inbox::of(address);
        let mut last = String::new();
        while !*stop.borrow() {
            let looked = tokio::select! {
                looked = self.look_into(&mut inbox) => looked,
                _ = stop.changed() => return,
            };
            let said = looked.err().map(|error| error.told(self.settings.lang.words())).unwrap_or_default();
            if said != last && !said.is_empty() {
                told(said.clone());
            }
            last = said;
            tokio::select! {
                () = tokio::time::sleep(STEP) => {}
                _ = stop.changed() => {}
            }
        }
    }
}
