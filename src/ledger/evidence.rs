//! What comes back from the pages: only ever added to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{Circumstances, Door, Ledger, LedgerError, Touch, TouchKind, instant, millis};

/// How long the hashes of networks are kept, milliseconds: 30 days.
const NETWORKS_KEPT: i64 = 30 * 24 * 3_600_000;
/// How long used nonces are kept, milliseconds: none is good for more than half an hour, and clocks may be wrong by
/// hours.
const NONCES_KEPT: i64 = 48 * 3_600_000;

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

    /// Adds all of these in one transaction, each with its nonce, and says of each whether it was written:
    /// not when its nonce was used before or its token never went out. On disk when this returns.
    ///
    /// # Errors
    /// The database; then none of them is written.
    pub async fn add_evidence(&self, all: &[Evidence]) -> Result<Vec<bool>, LedgerError> {
        let mut transaction = self.begin().await?;
        let mut written = Vec::with_capacity(all.len());
        for evidence in all {
            if let Some(nonce) = &evidence.nonce {
                let fresh =
                    sqlx::query("INSERT INTO nonce (hash, used_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                        .bind(nonce.as_slice())
                        .bind(millis(evidence.at))
                        .execute(&mut *transaction)
                        .await?;
                if fresh.rows_affected() == 0 {
                    written.push(false);
                    continue;
                }
            }
            let added = sqlx::query(
                "INSERT INTO touch (token, kind, door, at, edition, dwell, gesture, late,
                                    agent, fetch, network, session, device)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
                 WHERE EXISTS (SELECT 1 FROM token WHERE hash = ?1)",
            )
            .bind(evidence.token.as_slice())
            .bind(evidence.kind.as_str())
            .bind(evidence.door.as_str())
            .bind(millis(evidence.at))
            .bind(&evidence.edition)
            .bind(evidence.dwell)
            .bind(&evidence.gesture)
            .bind(evidence.late)
            .bind(evidence.circumstances.agent.as_str())
            .bind(evidence.circumstances.fetch.as_str())
            .bind(evidence.circumstances.network.map(Vec::from))
            .bind(evidence.circumstances.session.map(Vec::from))
            .bind(evidence.circumstances.device.map(Vec::from))
            .execute(&mut *transaction)
            .await?;
            written.push(added.rows_affected() == 1);
        }
        transaction.commit().await?;
        Ok(written)
    }

    /// Wipes what is kept for a while only: hashes of networks, and nonces that nobody can use any more. Of a touch
    /// nothing else is ever changed.
    ///
    /// # Errors
    /// The database.
    pub async fn forget(&self, now: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE touch SET network = NULL WHERE network IS NOT NULL AND at < ?")
            .bind(millis(now) - NETWORKS_KEPT)
            .execute(&mut *transaction)
            .await?;
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
        let rows = sqlx::query("SELECT kind, min(at) AS at FROM touch WHERE token = ? GROUP BY kind")
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
        let rows = sqlx::query(
            "SELECT t.*, k.dispatch FROM touch t JOIN token k ON k.hash = t.token
             JOIN dispatch d ON d.id = k.dispatch WHERE d.letter = ? ORDER BY t.id",
        )
        .bind(&letter.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let token: Vec<u8> = row.try_get("token")?;
                Ok(Touch {
                    dispatch: row.try_get("dispatch")?,
                    token: token.try_into().map_err(|_| LedgerError::Unknown("token".to_owned()))?,
                    kind: TouchKind::read(row.try_get("kind")?)?,
                    door: Door::read(row.try_get("door")?)?,
                    at: instant(row.try_get("at")?),
                    edition: row.try_get("edition")?,
                    dwell: row.try_get("dwell")?,
                    gesture: row.try_get("gesture")?,
                    late: row.try_get("late")?,
                    circumstances: Circumstances::of_row(row)?,
                })
            })
            .collect()
    }
}
