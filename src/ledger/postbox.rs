//! What a collector keeps that stands apart from the office, on a small public server: hashes and evidence, nothing of
//! people. One SQLite file of its own, as durable as the ledger.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, SqlitePool, Transaction};

use super::pen::{Book, Pen};
use super::post::{hex, json};
use super::{Agent, Circumstances, Door, Evidence, Fetch, LedgerError, TouchKind, instant, millis};

/// Slips whose token is not known yet; the oldest goes when one more comes.
const WAITING: i64 = 20_000;
/// After so many strangers it is looked whether there are too many slips.
const BETWEEN_LOOKS: u32 = 1_000;
/// How long a slip waits for its token.
const WAITS: SignedDuration = SignedDuration::from_hours(48);
/// How long what the office has is kept still: an office that must go back to its last backup fetches it again.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The collector's own small database. Clones share the same connections.
#[derive(Debug, Clone)]
pub struct Postbox {
    pool: SqlitePool,
}

/// A mark in links to stop, as the office brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkHash {
    /// hash of the whole mark
    pub hash: [u8; 32],
    /// the school phones who got it
    pub phoned: bool,
    /// wants no mails now
    pub stopped: bool,
}

/// A stop, or a way back, as it was pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Press {
    /// only grows
    pub number: i64,
    /// the whole mark
    pub mark: String,
    /// mails again
    pub back: bool,
    /// milliseconds, by the collector's clock
    pub at: i64,
}

/// One piece of evidence, with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    /// only grows
    pub number: i64,
    /// what came back
    pub evidence: Evidence,
}

impl Postbox {
    /// Opens the postbox of this folder (`.otayori/`), and makes both where they are missing.
    ///
    /// # Errors
    /// The disk, or a file that is no postbox.
    pub async fn open(private_folder: &Path) -> Result<Self, LedgerError> {
        let _alone = super::alone(private_folder).await?;
        let pool = super::open_file(private_folder, "collector.sqlite").await?;
        sqlx::migrate!("src/ledger/postbox").run(&pool).await?;
        Ok(Postbox { pool })
    }

    /// Closes every connection; waits for work in hand.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// See [`super::Ledger::secret`].
    ///
    /// # Errors
    /// The database.
    pub async fn secret(&self, name: &str, draw: impl FnOnce() -> [u8; 32]) -> Result<[u8; 32], LedgerError> {
        super::secret(&self.pool, name, draw).await
    }

    /// What the office last said of the school, as it wrote it.
    ///
    /// # Errors
    /// The database.
    pub async fn about(&self) -> Result<Option<String>, LedgerError> {
        let about: Option<Vec<u8>> = sqlx::query_scalar("SELECT value FROM meta WHERE key = 'about'")
            .fetch_optional(&self.pool)
            .await?;
        Ok(about.and_then(|about| String::from_utf8(about).ok()))
    }

    /// Writes evidence.
    pub fn pen(&self) -> Pen {
        Pen::new(&self.pool, Book::Postbox)
    }

    /// Did the office bring this token?
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

    /// See [`super::Ledger::first_touches`].
    ///
    /// # Errors
    /// The database.
    pub async fn first_touches(&self, token: &[u8; 32]) -> Result<Vec<(TouchKind, Timestamp)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT kind, min(at) AS at FROM slip
             WHERE link = coalesce((SELECT id FROM token WHERE hash = ?1), 0) AND token = ?1 GROUP BY kind",
        )
        .bind(token.as_slice())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((TouchKind::read(row.try_get("kind")?)?, instant(row.try_get("at")?))))
            .collect()
    }

    /// The mark of this hash, if the office brought it.
    ///
    /// # Errors
    /// The database.
    pub async fn mark(&self, hash: &[u8; 32]) -> Result<Option<MarkHash>, LedgerError> {
        let row = sqlx::query("SELECT phoned, stopped FROM mark WHERE hash = ?")
            .bind(hash.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(MarkHash { hash: *hash, phoned: row.try_get("phoned")?, stopped: row.try_get("stopped")? })
        })
        .transpose()
    }

    /// Who got this mark wants no more mails, or with `back` wants them again. On disk when this returns; said a
    /// second time, it changes nothing.
    ///
    /// # Errors
    /// The database.
    pub async fn press(
        &self,
        hash: &[u8; 32],
        mark: &str,
        back: bool,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        let changed = sqlx::query("UPDATE mark SET stopped = ?2 WHERE hash = ?1 AND stopped <> ?2")
            .bind(hash.as_slice())
            .bind(!back)
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 1 {
            sqlx::query(
                "INSERT INTO press (number, mark, back, at)
                 SELECT max(coalesce(max(number), 0) + 1, ?3), ?1, ?2, ?3 FROM press",
            )
            .bind(mark)
            .bind(back)
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Takes what the office brings, all or nothing; the slips that waited for one of these tokens come after all others.
    /// `about` is kept as it is.
    ///
    /// # Errors
    /// The database.
    pub async fn take(
        &self,
        about: &str,
        tokens: &[[u8; 32]],
        marks: &[MarkHash],
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        if tokens.is_empty() && marks.is_empty() && self.about().await?.as_deref() == Some(about) {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ('about', ?) ON CONFLICT DO UPDATE SET value = excluded.value")
            .bind(about.as_bytes())
            .execute(&mut *transaction)
            .await?;
        let tokens: Vec<String> = tokens.iter().map(|token| hex(token)).collect();
        sqlx::query(
            "INSERT INTO token (hash) SELECT unhex(value) FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
        )
        .bind(json(&tokens))
        .execute(&mut *transaction)
        .await?;
        // The office may have come past their numbers.
        sqlx::query(
            "UPDATE slip SET link = w.link,
                             number = max(coalesce((SELECT max(number) FROM slip), 0) + 1, ?) + w.place
             FROM (SELECT s.number, k.id AS link, row_number() OVER (ORDER BY s.number) AS place
                   FROM slip s CROSS JOIN token k ON k.hash = s.token WHERE s.link = 0) AS w
             WHERE slip.number = w.number",
        )
        .bind(millis(now))
        .execute(&mut *transaction)
        .await?;
        let marks: Vec<_> = marks.iter().map(|mark| (hex(&mark.hash), mark.phoned, mark.stopped)).collect();
        sqlx::query(
            "INSERT INTO mark (hash, phoned, stopped)
             SELECT unhex(value ->> 0), value ->> 1, value ->> 2 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET phoned = excluded.phoned, stopped = excluded.stopped",
        )
        .bind(json(&marks))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// How many tokens it ever knew. It only grows.
    ///
    /// # Errors
    /// The database.
    pub async fn tokens(&self) -> Result<i64, LedgerError> {
        Ok(sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM token").fetch_one(&self.pool).await?)
    }

    /// The first slips of known tokens after this number; at most so many.
    ///
    /// # Errors
    /// The database, or evidence of another version.
    pub async fn slips(&self, after: i64, most: u32) -> Result<Vec<Slip>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM slip WHERE number > ? AND link > 0 ORDER BY number LIMIT ?")
            .bind(after)
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(slip).collect()
    }

    /// The first stops after this number; at most so many.
    ///
    /// # Errors
    /// The database.
    pub async fn presses(&self, after: i64, most: u32) -> Result<Vec<Press>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM press WHERE number > ? ORDER BY number LIMIT ?")
            .bind(after)
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        let press = |row: &sqlx::sqlite::SqliteRow| {
            Ok(Press {
                number: row.try_get("number")?,
                mark: row.try_get("mark")?,
                back: row.try_get("back")?,
                at: row.try_get("at")?,
            })
        };
        rows.iter().map(press).collect()
    }

    /// The office has everything up to these numbers, on its disk. What it has is kept for 30 days more.
    ///
    /// # Errors
    /// The database.
    pub async fn forget(&self, slips: i64, presses: i64, now: Timestamp) -> Result<(), LedgerError> {
        // A number is never before its time.
        let old = millis(now.saturating_sub(KEPT).unwrap_or(now));
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM slip WHERE number <= ?")
            .bind(slips.min(old))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM press WHERE number <= ?")
            .bind(presses.min(old))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM slip WHERE number < ? AND link = 0")
            .bind(millis(now.saturating_sub(WAITS).unwrap_or(now)))
            .execute(&mut *transaction)
            .await?;
        // As the ledger: no hash of a network is kept longer, though nobody came for it.
        sqlx::query("UPDATE slip SET network = NULL WHERE number <= ? AND network IS NOT NULL")
            .bind(old)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// So many strangers came: now and then looks whether too many of their slips wait, and lets the oldest go.
    ///
    /// # Errors
    /// The database.
    pub async fn make_room(&self, strangers: &mut u32) -> Result<(), LedgerError> {
        if *strangers < BETWEEN_LOOKS {
            return Ok(());
        }
        *strangers = 0;
        sqlx::query(
            "DELETE FROM slip WHERE number IN (
                 SELECT number FROM slip WHERE link = 0 ORDER BY number DESC LIMIT -1 OFFSET ?)",
        )
        .bind(WAITING)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, LedgerError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

fn slip(row: &SqliteRow) -> Result<Slip, LedgerError> {
    let evidence = Evidence {
        token: row.try_get("token").map(bytes)?.ok_or_else(|| LedgerError::Unknown("token".to_owned()))?,
        kind: TouchKind::read(row.try_get("kind")?)?,
        door: Door::read(row.try_get("door")?)?,
        at: instant(row.try_get("at")?),
        edition: row.try_get("edition")?,
        dwell: row.try_get("dwell")?,
        gesture: row.try_get("gesture")?,
        late: row.try_get("late")?,
        circumstances: Circumstances {
            agent: Agent::parse(row.try_get("agent")?).unwrap_or(Agent::Unknown),
            fetch: Fetch::parse(row.try_get("fetch")?).unwrap_or(Fetch::Silent),
            network: row.try_get("network").map(bytes)?,
            session: row.try_get("session").map(bytes)?,
            device: row.try_get("device").map(bytes)?,
        },
        nonce: row.try_get("nonce").map(bytes)?,
    };
    Ok(Slip { number: row.try_get("number")?, evidence })
}

fn bytes<const LENGTH: usize>(value: Option<&[u8]>) -> Option<[u8; LENGTH]> {
    value?.try_into().ok()
}
