//! What comes back from the pages: only ever added to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row, Sqlite, Transaction};

use super::bulk;
use super::pen::{Book, Pen};
use super::{Circumstances, Door, Ledger, LedgerError, Touch, TouchKind, instant, millis};

/// How long the hashes of networks are kept, milliseconds: 30 days.
const NETWORKS_KEPT: i64 = 30 * 24 * 3_600_000;
/// How long used nonces are kept, milliseconds: none is good for more than half an hour, and clocks may be wrong by
/// hours.
const NONCES_KEPT: i64 = 48 * 3_600_000;

/// Rows of strangers that are kept, and how many come before it is looked for older ones.
const STRANGERS_KEPT: u32 = 1_000;

/// A touch about to be written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// hash of the token
    pub token: [u8; 32],
    /// shown, read, confirmed, asks
    pub kind: TouchKind,
    /// by which door
    pub door: Door,
    /// by the collector's clock
    #[serde(with = "in_millis")]
    pub at: Timestamp,
    /// hash of the edition seen; empty on the plain page
    pub edition: String,
    /// how long it was in view, milliseconds
    pub dwell: i64,
    /// the kind of gesture
    pub gesture: String,
    /// kept by the page and sent later
    pub late: bool,
    /// under which circumstances
    pub circumstances: Circumstances,
    /// hash of the nonce that is used up with it
    pub nonce: Option<[u8; 32]>,
}

/// What became of evidence that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// on disk, by this or by an earlier report with the same nonce
    Kept,
    /// its token never went out, as far as is known here
    Stranger,
}

mod in_millis {
    use super::{Timestamp, instant, millis};
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(millis(*at))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(from).map(instant)
    }
}

/// Wipes those of touches before `old` up to the touch `last`.
async fn wipe_networks(
    transaction: &mut Transaction<'static, Sqlite>,
    last: i64,
    old: i64,
) -> Result<(), LedgerError> {
    sqlx::query(
        "UPDATE touch SET network = NULL
         WHERE id > (SELECT up_to FROM wiped) AND id <= ? AND network IS NOT NULL AND at < ?",
    )
    .bind(last)
    .bind(old)
    .execute(&mut **transaction)
    .await?;
    // Touches come nearly in order of time: what is older than one before it waits to be passed.
    sqlx::query(
        "UPDATE wiped SET up_to = coalesce(
             (SELECT id FROM touch WHERE id > up_to AND network IS NOT NULL ORDER BY id LIMIT 1) - 1,
             (SELECT max(id) FROM touch), 0)",
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

impl Ledger {
    /// Is this the hash of a token that went out?
    ///
    /// # Errors
    /// The database.
    pub async fn knows_token(&self, token: &[u8; 32]) -> Result<bool, LedgerError> {
        let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM token WHERE hash = ?")
            .bind(token.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// Writes evidence.
    pub fn pen(&self) -> Pen {
        Pen::new(&self.pool, Book::Ledger)
    }

    /// So many strangers came: now and then forgets all but the last ones.
    ///
    /// # Errors
    /// The database.
    pub async fn make_room(&self, strangers: &mut u32) -> Result<(), LedgerError> {
        if *strangers >= STRANGERS_KEPT {
            *strangers = 0;
            sqlx::query(
                "DELETE FROM touch WHERE id IN (
                     SELECT id FROM touch WHERE dispatch IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?)",
            )
            .bind(STRANGERS_KEPT)
            .execute(&self.pool)
            .await?;
        }
        Ok(())
    }

    /// Wipes what is kept for a while only: hashes of networks, and nonces that nobody can use any more. Of a touch
    /// nothing else is ever changed.
    ///
    /// # Errors
    /// The database.
    pub async fn forget(&self, now: Timestamp) -> Result<(), LedgerError> {
        let old = millis(now) - NETWORKS_KEPT;
        // Looked for before the transaction: a month of touches may take its time, and readings come meanwhile.
        let last: Option<i64> = sqlx::query_scalar(
            "SELECT max(id) FROM touch
             WHERE id > (SELECT up_to FROM wiped) AND network IS NOT NULL AND at < ?",
        )
        .bind(old)
        .fetch_one(&self.pool)
        .await?;
        let mut transaction = self.begin().await?;
        if let Some(last) = last {
            wipe_networks(&mut transaction, last, old).await?;
        }
        sqlx::query("DELETE FROM nonce WHERE used_at < ?")
            .bind(millis(now) - NONCES_KEPT)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// When this token's link first told each kind of touch.
    ///
    /// # Errors
    /// The database.
    pub async fn first_touches(&self, token: &[u8; 32]) -> Result<Vec<(TouchKind, Timestamp)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT kind, min(at) AS at FROM touch
             WHERE dispatch IS (SELECT dispatch FROM token WHERE hash = ?1) AND token = ?1 GROUP BY kind",
        )
        .bind(token.as_slice())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((TouchKind::read(row.try_get("kind")?)?, instant(row.try_get("at")?))))
            .collect()
    }

    /// Every touch of one letter, in order.
    ///
    /// # Errors
    /// The database.
    pub async fn touches(&self, letter: &super::LetterId) -> Result<Vec<Touch>, LedgerError> {
        let mut all = Vec::new();
        for part in bulk::parts(&self.pool, letter).await? {
            all.extend(bulk::touches(&self.pool, &part, 0).await?);
        }
        all.sort_unstable_by_key(|(id, _)| *id);
        Ok(all.into_iter().map(|(_, touch)| touch).collect())
    }
}
