//! Mail addresses that want no more mails: each stop and each way back is a row, the last one decides.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, Sqlite, Transaction};

use super::{Dispatch, Ledger, LedgerError, LetterId, instant, millis};

/// What was not sent because of a stop goes after all when the parent thinks better of it within this time.
const STILL_FRESH: SignedDuration = SignedDuration::from_hours(12);

/// What waits and must not go: its address has stopped, and it is no emergency. The address stays in the row: an
/// emergency, or a way back, needs it. (The first condition is that of the index.)
const LEAVE_OUT: &str = "UPDATE dispatch SET state = 'no-channel', route = 'stopped'
     WHERE state IN ('held', 'frozen', 'deferred', 'sending', 'uncertain')
       AND state IN ('held', 'frozen', 'deferred') AND despite_stop = 0
       AND lower(address) IN (SELECT address FROM stopped)";

/// A dispatch that a stop has kept back, of an edition that is neither taken back nor overtaken.
macro_rules! kept_back {
    () => {
        "state = 'no-channel' AND route = 'stopped' AND address IS NOT NULL AND round >= 0
         AND EXISTS (SELECT 1 FROM release r WHERE r.letter = dispatch.letter
                     AND r.edition = dispatch.edition AND r.recalled_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM release n WHERE n.letter = dispatch.letter
                         AND n.edition > dispatch.edition AND n.counts = 1)"
    };
}

/// The mail addresses that want no mails now, in small letters, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stops(BTreeMap<String, Timestamp>);

impl Stops {
    /// Since when this address, in whatever case, wants no mails; `None` where it gets them.
    pub fn since(&self, address: &str) -> Option<Timestamp> {
        self.0.get(&address.to_ascii_lowercase()).copied()
    }

    /// Each address and since when.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        self.0.iter().map(|(address, since)| (address.as_str(), *since))
    }
}

impl FromIterator<(String, Timestamp)> for Stops {
    fn from_iter<T: IntoIterator<Item = (String, Timestamp)>>(all: T) -> Self {
        Stops(all.into_iter().map(|(address, since)| (address.to_ascii_lowercase(), since)).collect())
    }
}

impl Ledger {
    /// The mail address of this dispatch wants no more mails, or with `back` wants them again. What waits for it
    /// is left out at once, and waits again where it comes back soon. On disk when this returns; said a second
    /// time, it changes nothing. `false` where the dispatch has no address.
    ///
    /// # Errors
    /// The database.
    pub async fn stop_by_mark(&self, dispatch: i64, back: bool, now: Timestamp) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        if !change_of(&mut transaction, dispatch, back, now).await? {
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// This address wants mails again: noted by a person at the school, whom the family asked.
    ///
    /// # Errors
    /// The database.
    pub async fn mails_again(&self, address: &str, now: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        change(&mut transaction, &address.to_ascii_lowercase(), None, true, now).await?;
        Ok(transaction.commit().await?)
    }

    /// Who wants no mails now.
    ///
    /// # Errors
    /// The database.
    pub async fn stops(&self) -> Result<Stops, LedgerError> {
        let rows = sqlx::query("SELECT address, at FROM stopped").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("address")?, instant(row.try_get("at")?)))).collect()
    }

    /// Those of a letter's dispatches whose address wants no mails now.
    ///
    /// # Errors
    /// The database.
    pub(super) async fn stopped_among(&self, dispatches: &[Dispatch]) -> Result<BTreeSet<i64>, LedgerError> {
        let stopped: Vec<String> =
            sqlx::query_scalar("SELECT address FROM stopped").fetch_all(&self.pool).await?;
        if stopped.is_empty() {
            return Ok(BTreeSet::new());
        }
        let stopped: HashSet<String> = stopped.into_iter().collect();
        let is_stopped = |dispatch: &&Dispatch| {
            let address = dispatch.to.email.as_ref().map(|email| email.reveal().to_ascii_lowercase());
            address.is_some_and(|address| stopped.contains(&address))
        };
        Ok(dispatches.iter().filter(is_stopped).map(|dispatch| dispatch.id).collect())
    }

    /// Leaves out what began to wait at the very moment its address stopped, or was put back since.
    pub(super) async fn leave_out_stopped(&self) -> Result<(), LedgerError> {
        sqlx::query(LEAVE_OUT).execute(&self.pool).await?;
        Ok(())
    }
}

/// As [`change`], of the address of this dispatch; `false` where it has none.
pub(super) async fn change_of(
    transaction: &mut Transaction<'static, Sqlite>,
    dispatch: i64,
    back: bool,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let address: Option<String> =
        sqlx::query_scalar("SELECT lower(address) FROM dispatch WHERE id = ? AND address IS NOT NULL")
            .bind(dispatch)
            .fetch_optional(&mut **transaction)
            .await?;
    let Some(address) = address else { return Ok(false) };
    change(transaction, &address, Some(dispatch), back, now).await?;
    Ok(true)
}

pub(super) async fn change(
    transaction: &mut Transaction<'static, Sqlite>,
    address: &str,
    dispatch: Option<i64>,
    back: bool,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let is_stopped: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM stopped WHERE address = ?)")
        .bind(address)
        .fetch_one(&mut **transaction)
        .await?;
    if is_stopped != back {
        return Ok(());
    }
    sqlx::query("INSERT INTO stop (address, dispatch, back, at) VALUES (?, ?, ?, ?)")
        .bind(address)
        .bind(dispatch)
        .bind(back)
        .bind(millis(now))
        .execute(&mut **transaction)
        .await?;
    if back {
        sqlx::query(concat!(
            "UPDATE dispatch SET state = 'held', route = 'mail' WHERE ",
            kept_back!(),
            " AND lower(address) = ?1 AND due_at >= ?2 AND (send_by IS NULL OR send_by > ?3)"
        ))
        .bind(address)
        .bind(millis(now.saturating_sub(STILL_FRESH).unwrap_or(now)))
        .bind(millis(now))
        .execute(&mut **transaction)
        .await?;
    } else {
        sqlx::query(LEAVE_OUT).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// The letter has become an emergency: it goes to those too who have stopped the mails, and to addresses that take
/// no mail.
pub(super) async fn write_despite_stop(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &LetterId,
    due_at: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(concat!(
        "UPDATE dispatch SET state = 'held', route = 'mail', despite_stop = 1, due_at = min(due_at, ?1), send_by = NULL WHERE ",
        kept_back!(),
        " AND letter = ?2"
    ))
    .bind(millis(due_at))
    .bind(&letter.0)
    .execute(&mut **transaction)
    .await?;
    // An address that takes no mail was not even tried.
    sqlx::query(
        "UPDATE dispatch SET state = 'held', due_at = min(due_at, ?1), send_by = NULL
         WHERE letter = ?2 AND state = 'bounced' AND attempts = 0 AND round >= 0",
    )
    .bind(millis(due_at))
    .bind(&letter.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
