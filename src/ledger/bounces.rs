//! What came back: each message is read once, and what it means is written down with it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::stops::change;
use super::{Ledger, LedgerError, ReturnKind, State, Weight, instant, millis};

/// A mail that was taken and has not come back within this time has arrived.
const TIME_TO_RETURN: SignedDuration = SignedDuration::from_hours(24);
/// How far back reports matter.
const LONGEST_MEMORY: SignedDuration = SignedDuration::from_hours(60 * 24);

/// One message that came back, about to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReturned {
    /// blake3 of the message: it is read once
    pub hash: [u8; 32],
    /// what it is
    pub kind: ReturnKind,
    /// the dispatch that a bounce or a complaint is about
    pub dispatch: Option<i64>,
    /// of a bounce: how it weighs against the address
    pub weight: Weight,
    /// of a bounce: RFC 3463; may be empty
    pub status: String,
    /// of a bounce: what the mail server said, without addresses
    pub said: String,
    /// where it was found: the mailbox, its UIDVALIDITY, its UID
    pub found: Option<(String, u32, u32)>,
}

/// What came of writing it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// it is on disk now
    Fresh,
    /// it was read before
    Known,
    /// its mail is being handed over this very moment: read it again later
    NotYet,
}

/// One report that counts for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceRow {
    /// in small letters
    pub address: String,
    /// the letter's id
    pub letter: String,
    /// `None` where the mail server refused the address at once
    pub weight: Option<Weight>,
    /// what it said
    pub said: String,
    /// when
    pub at: Timestamp,
}

impl Ledger {
    /// Writes down a message that came back, all of what it means, and how far its mailbox is read, in one
    /// transaction: a kill before loses nothing, one after counts nothing twice.
    ///
    /// # Errors
    /// The database.
    pub async fn note_returned(&self, returned: &NewReturned, now: Timestamp) -> Result<Noted, LedgerError> {
        let mut transaction = self.begin().await?;
        let fresh =
            sqlx::query("INSERT INTO returned (hash, kind, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(returned.hash.as_slice())
                .bind(returned.kind.as_str())
                .bind(millis(now))
                .execute(&mut *transaction)
                .await?;
        let fresh = fresh.rows_affected() == 1;
        if let Some(dispatch) = returned.dispatch.filter(|_| fresh) {
            let row =
                sqlx::query("SELECT state, letter, lower(address) AS address FROM dispatch WHERE id = ?")
                    .bind(dispatch)
                    .fetch_one(&mut *transaction)
                    .await?;
            let (state, address): (String, String) = (row.try_get("state")?, row.try_get("address")?);
            if returned.kind == ReturnKind::Complaint {
                change(&mut transaction, &address, Some(dispatch), false, now).await?;
            } else if State::read(&state)? == State::Sending {
                // What the courier will write would say `accepted` again.
                return Ok(Noted::NotYet);
            } else {
                sqlx::query(
                    "INSERT INTO bounce (report, dispatch, letter, address, weight, status, said, at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                )
                .bind(returned.hash.as_slice())
                .bind(dispatch)
                .bind(row.try_get::<String, _>("letter")?)
                .bind(&address)
                .bind(returned.weight.as_str())
                .bind(&returned.status)
                .bind(&returned.said)
                .bind(millis(now))
                .execute(&mut *transaction)
                .await?;
                sqlx::query(
                    "UPDATE dispatch SET state = 'bounced', said = ?
                     WHERE id = ? AND state IN ('accepted', 'uncertain')",
                )
                .bind(&returned.said)
                .bind(dispatch)
                .execute(&mut *transaction)
                .await?;
            }
        }
        if let Some((inbox, validity, uid)) = &returned.found {
            sqlx::query(
                "INSERT INTO inbox (address, validity, uid) VALUES (?1, ?2, ?3)
                 ON CONFLICT (address) DO UPDATE SET validity = ?2, uid = ?3",
            )
            .bind(inbox)
            .bind(validity)
            .bind(uid)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(if fresh { Noted::Fresh } else { Noted::Known })
    }

    /// Was this message read before?
    ///
    /// # Errors
    /// The database.
    pub async fn knows_returned(&self, hash: &[u8; 32]) -> Result<bool, LedgerError> {
        let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM returned WHERE hash = ?")
            .bind(hash.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// How far a mailbox was read: UIDVALIDITY and UID.
    ///
    /// # Errors
    /// The database.
    pub async fn inbox_read(&self, inbox: &str) -> Result<Option<(u32, u32)>, LedgerError> {
        let row = sqlx::query("SELECT validity, uid FROM inbox WHERE address = ?")
            .bind(inbox)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok((row.try_get("validity")?, row.try_get("uid")?))).transpose()
    }

    /// The reports of late, and the addresses that a mail server refused at once, in the order they came.
    ///
    /// # Errors
    /// The database.
    pub async fn bounces(&self, now: Timestamp) -> Result<Vec<BounceRow>, LedgerError> {
        // What was refused at once keeps no time of its own; it came due then. What was never tried is no news.
        let rows = sqlx::query(
            "SELECT address, letter, weight, said, at FROM bounce WHERE at >= ?1
             UNION ALL
             SELECT lower(address), letter, NULL, coalesce(said, ''), due_at FROM dispatch d
             WHERE state = 'bounced' AND attempts > 0 AND address IS NOT NULL AND due_at >= ?1
               AND NOT EXISTS (SELECT 1 FROM bounce b WHERE b.dispatch = d.id)
             ORDER BY 5",
        )
        .bind(millis(now.saturating_sub(LONGEST_MEMORY).unwrap_or(now)))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let weight: Option<String> = row.try_get("weight")?;
                Ok(BounceRow {
                    address: row.try_get("address")?,
                    letter: row.try_get("letter")?,
                    weight: weight.as_deref().map(Weight::read).transpose()?,
                    said: row.try_get("said")?,
                    at: instant(row.try_get("at")?),
                })
            })
            .collect()
    }

    /// When mails last arrived at addresses that something came back from: somebody read one, or one was taken and
    /// has not come back within a day.
    ///
    /// # Errors
    /// The database.
    pub async fn worked(&self, now: Timestamp) -> Result<BTreeMap<String, Timestamp>, LedgerError> {
        let rows = sqlx::query(
            "WITH troubled (address) AS (
                 SELECT address FROM bounce WHERE at >= ?1
                 UNION SELECT lower(address) FROM dispatch WHERE state = 'bounced' AND due_at >= ?1
             ), sent (id, address, handed_over_at, state) AS (
                 SELECT id, lower(address), handed_over_at, state FROM dispatch
                 WHERE lower(address) IN (SELECT address FROM troubled)
             )
             SELECT address, max(at) AS at FROM (
                 SELECT s.address, t.at FROM sent s JOIN touch t ON t.dispatch = s.id
                     WHERE t.kind IN ('read', 'confirmed', 'asks')
                 UNION ALL
                 SELECT address, handed_over_at FROM sent WHERE state = 'accepted' AND handed_over_at <= ?2
             ) GROUP BY address",
        )
        .bind(millis(now.saturating_sub(LONGEST_MEMORY).unwrap_or(now)))
        .bind(millis(now.saturating_sub(TIME_TO_RETURN).unwrap_or(now)))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get("address")?, instant(row.try_get("at")?)))).collect()
    }

    /// How many messages of each kind came back since then.
    ///
    /// # Errors
    /// The database.
    pub async fn returned_since(&self, since: Timestamp) -> Result<BTreeMap<ReturnKind, u64>, LedgerError> {
        let rows = sqlx::query("SELECT kind, count(*) AS n FROM returned WHERE at >= ? GROUP BY kind")
            .bind(millis(since))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok((ReturnKind::read(row.try_get("kind")?)?, row.try_get::<i64, _>("n")?.unsigned_abs()))
            })
            .collect()
    }
}
