//! What comes back from the pages: only ever added to.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row, Sqlite, Transaction};

use super::bulk;
use super::post::{hex, json};
use super::{Circumstances, Door, Label, Ledger, LedgerError, Touch, TouchKind, instant, millis};

/// How long the hashes of networks are kept, milliseconds: 30 days.
const NETWORKS_KEPT: i64 = 30 * 24 * 3_600_000;
/// How long used nonces are kept, milliseconds: none is good for more than half an hour, and clocks may be wrong by
/// hours.
const NONCES_KEPT: i64 = 48 * 3_600_000;

/// Rows of strangers that are kept, and how many come before it is looked for older ones.
const STRANGERS_KEPT: usize = 1_000;

/// The columns of a touch, and of a stranger; the first of [`row`] is the token.
macro_rules! columns {
    () => {
        "token, kind, door, at, edition, dwell, gesture, late, agent, fetch, network, session, device"
    };
}

/// What stands in them but the token.
macro_rules! values {
    () => {
        "o.value ->> 1, o.value ->> 2, o.value ->> 3, o.value ->> 4, o.value ->> 5, o.value ->> 6, o.value ->> 7,
         o.value ->> 8, o.value ->> 9, unhex(o.value ->> 10), unhex(o.value ->> 11), unhex(o.value ->> 12)"
    };
}

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
    /// written
    Kept,
    /// its nonce was used before
    Again,
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

    /// Adds all of these in one transaction, each with its nonce, and says what became of each. A stranger costs nearly
    /// as much as a family, so that the time tells little of which token went out. On disk when this returns.
    ///
    /// # Errors
    /// The database; then none of them is written.
    pub async fn keep(&self, all: &[Evidence]) -> Result<Vec<Fate>, LedgerError> {
        let mut transaction = self.begin().await?;
        let (fates, rows) = add(&mut transaction, all).await?;
        let _: Vec<Vec<u8>> = sqlx::query_scalar(concat!(
            "INSERT INTO stranger (",
            columns!(),
            ") SELECT unhex(o.value ->> 0), ",
            values!(),
            " FROM json_each(?) AS o WHERE NOT EXISTS (SELECT 1 FROM token WHERE hash = unhex(o.value ->> 0))
             RETURNING token"
        ))
        .bind(rows)
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(fates)
    }

    /// So many strangers came: now and then forgets all but the last ones.
    ///
    /// # Errors
    /// The database.
    pub async fn make_room(&self, strangers: &mut usize) -> Result<(), LedgerError> {
        if *strangers >= STRANGERS_KEPT {
            *strangers = 0;
            sqlx::query("DELETE FROM stranger WHERE id <= (SELECT max(id) FROM stranger) - 1000")
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
        let mut all: Vec<(i64, Touch)> = Vec::new();
        for half in [0, 1] {
            let (ids, touches) = bulk::touches(&self.pool, letter, half, 0).await?;
            all.extend(ids.into_iter().zip(touches));
        }
        all.sort_unstable_by_key(|(id, _)| *id);
        Ok(all.into_iter().map(|(_, touch)| touch).collect())
    }
}

/// Adds all of these whose nonces are fresh and whose tokens went out: two statements for many rows. Gives what became of
/// each, and the rows of the fresh ones.
pub(super) async fn add(
    transaction: &mut Transaction<'static, Sqlite>,
    all: &[Evidence],
) -> Result<(Vec<Fate>, String), LedgerError> {
    if all.is_empty() {
        return Ok((Vec::new(), "[]".to_owned()));
    }
    let nonces: Vec<_> = all.iter().filter_map(|one| Some((hex(&one.nonce?), millis(one.at)))).collect();
    let fresh: Vec<Vec<u8>> = sqlx::query_scalar(
        "INSERT INTO nonce (hash, used_at) SELECT unhex(value ->> 0), value ->> 1 FROM json_each(?)
         WHERE true ON CONFLICT DO NOTHING RETURNING hash",
    )
    .bind(json(&nonces))
    .fetch_all(&mut **transaction)
    .await?;
    let mut fresh: HashSet<Vec<u8>> = fresh.into_iter().collect();
    let is_fresh: Vec<bool> =
        all.iter().map(|one| one.nonce.is_none_or(|nonce| fresh.remove(nonce.as_slice()))).collect();
    let rows: Vec<_> =
        all.iter().zip(&is_fresh).filter(|(_, fresh)| **fresh).map(|(one, _)| row(one)).collect();
    let rows = json(&rows);
    let known: Vec<Vec<u8>> = sqlx::query_scalar(concat!(
        "INSERT INTO touch (",
        columns!(),
        ", dispatch) SELECT k.hash, ",
        values!(),
        ", k.dispatch FROM json_each(?) AS o JOIN token k ON k.hash = unhex(o.value ->> 0) ORDER BY o.key \
         RETURNING token"
    ))
    .bind(&rows)
    .fetch_all(&mut **transaction)
    .await?;
    let known: HashSet<Vec<u8>> = known.into_iter().collect();
    let fate = |(one, is_fresh): (&Evidence, &bool)| match (is_fresh, known.contains(one.token.as_slice())) {
        (false, _) => Fate::Again,
        (true, true) => Fate::Kept,
        (true, false) => Fate::Stranger,
    };
    Ok((all.iter().zip(&is_fresh).map(fate).collect(), rows))
}

/// The columns of a touch, for one value of many.
fn row(one: &Evidence) -> impl Serialize + use<> {
    let came = &one.circumstances;
    let label = |label: Option<Label>| label.map(|label| hex(&label));
    let seen = (hex(&one.token), one.kind.as_str(), one.door.as_str(), millis(one.at), one.edition.clone());
    let by = (one.dwell, one.gesture.clone(), u8::from(one.late), came.agent.as_str(), came.fetch.as_str());
    let (a, b, c, d, e) = seen;
    let (f, g, h, i, j) = by;
    (a, b, c, d, e, f, g, h, i, j, label(came.network), label(came.session), label(came.device))
}
