//! Visits to a collector that stands apart: what it is to be brought, and what was fetched there, each once.

use jiff::Timestamp;
use sqlx::{Row, Sqlite, Transaction};

use super::post::{hex, json};
use super::{Evidence, Ledger, LedgerError, instant, millis, pen, stops};

/// Where the last visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visit {
    /// number of the last evidence fetched
    pub slips: i64,
    /// number of the last stop fetched
    pub presses: i64,
    /// how many tokens the collector said it knows
    pub tokens: i64,
    /// the last dispatch whose mark was brought
    pub marks: i64,
    /// the last row of the stops it was told of
    pub stops: i64,
    /// when it last answered; `None`: never
    pub heard_at: Option<Timestamp>,
}

/// A message whose mark is to be brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToMark {
    /// its Message-ID
    pub message_id: String,
    /// the school phones who got it
    pub phoned: bool,
    /// wants no mails now
    pub stopped: bool,
}

/// What the collector is to be brought now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToBring {
    /// hashes of tokens
    pub tokens: Vec<[u8; 32]>,
    /// messages with a mark
    pub marks: Vec<ToMark>,
    /// as [`Visit::marks`], once these are brought
    pub last_mark: i64,
    /// as [`Visit::stops`], once these are brought
    pub last_stop: i64,
}

/// What a visit fetched.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fetched {
    /// evidence with its number
    pub slips: Vec<(i64, Evidence)>,
    /// stops: their number, the dispatch whose mark it was (`None` where the mark is not ours), back, when
    pub presses: Vec<(i64, Option<i64>, bool, Timestamp)>,
    /// how many tokens the collector knows
    pub tokens: i64,
}

impl Ledger {
    /// Where the last visit ended.
    ///
    /// # Errors
    /// The database.
    pub async fn last_visit(&self) -> Result<Visit, LedgerError> {
        let row = sqlx::query("SELECT * FROM visit").fetch_one(&self.pool).await?;
        Ok(Visit {
            slips: row.try_get("slips")?,
            presses: row.try_get("presses")?,
            tokens: row.try_get("tokens")?,
            marks: row.try_get("marks")?,
            stops: row.try_get("stops")?,
            heard_at: row.try_get::<Option<i64>, _>("heard_at")?.map(instant),
        })
    }

    /// What the collector does not have yet; at most so many of each.
    ///
    /// # Errors
    /// The database.
    pub async fn to_bring(&self, visit: &Visit, most: u32) -> Result<ToBring, LedgerError> {
        let tokens: Vec<Vec<u8>> =
            sqlx::query_scalar("SELECT hash FROM token WHERE told = 0 ORDER BY drawn_at LIMIT ?")
                .bind(most)
                .fetch_all(&self.pool)
                .await?;
        let tokens: Result<_, Vec<u8>> = tokens.into_iter().map(TryInto::try_into).collect();
        let tokens = tokens.map_err(|_| LedgerError::Unknown("token".to_owned()))?;
        let new = sqlx::query(
            "SELECT id, message_id, role, lower(address) IN (SELECT address FROM stopped) AS stopped
             FROM dispatch WHERE id > ? AND address IS NOT NULL ORDER BY id LIMIT ?",
        )
        .bind(visit.marks)
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        let last_stop: i64 =
            sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM stop").fetch_one(&self.pool).await?;
        let changed = if last_stop > visit.stops {
            sqlx::query(
                "SELECT id, message_id, role, lower(address) IN (SELECT address FROM stopped) AS stopped
                 FROM dispatch WHERE id <= ?1 AND lower(address) IN (SELECT address FROM stop WHERE id > ?2)",
            )
            .bind(visit.marks)
            .bind(visit.stops)
            .fetch_all(&self.pool)
            .await?
        } else {
            Vec::new()
        };
        let last_mark = new.last().map(|row| row.try_get("id")).transpose()?.unwrap_or(visit.marks);
        let marks = new.iter().chain(&changed).map(to_mark).collect::<Result<_, _>>()?;
        Ok(ToBring { tokens, marks, last_mark, last_stop })
    }

    /// Writes down what a visit brought and fetched, all or nothing; what was fetched by another visit meanwhile is not
    /// taken twice, and evidence for a token that this ledger never drew is not taken. On disk when this returns.
    ///
    /// # Errors
    /// The database; then nothing is written, and the next visit does it again.
    pub async fn end_visit(
        &self,
        brought: &ToBring,
        fetched: &Fetched,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        let before: (i64, i64) =
            sqlx::query_as("SELECT slips, presses FROM visit").fetch_one(&mut *transaction).await?;
        let told: Vec<String> = brought.tokens.iter().map(|token| hex(token)).collect();
        if !told.is_empty() {
            sqlx::query("UPDATE token SET told = 1 WHERE hash IN (SELECT unhex(value) FROM json_each(?))")
                .bind(json(&told))
                .execute(&mut *transaction)
                .await?;
        }
        let slips = fetched.slips.iter().filter(|(number, _)| *number > before.0);
        let new: Vec<Evidence> = slips.map(|(_, evidence)| evidence.clone()).collect();
        pen::add_known(&mut transaction, &new).await?;
        for (_, dispatch, back, at) in fetched.presses.iter().filter(|(number, ..)| *number > before.1) {
            if let Some(dispatch) = dispatch {
                stops::change_of(&mut transaction, *dispatch, *back, *at).await?;
            }
        }
        let last = |numbers: Option<i64>| numbers.unwrap_or(0);
        sqlx::query(
            "UPDATE visit SET slips = max(slips, ?1), presses = max(presses, ?2), tokens = ?3,
                              marks = max(marks, ?4), stops = max(stops, ?5), heard_at = ?6",
        )
        .bind(last(fetched.slips.last().map(|slip| slip.0)))
        .bind(last(fetched.presses.last().map(|press| press.0)))
        .bind(fetched.tokens)
        .bind(brought.last_mark)
        .bind(brought.last_stop)
        .bind(millis(now))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The collector has lost what it was brought: it is brought everything again.
    ///
    /// # Errors
    /// The database.
    pub async fn bring_again(&self) -> Result<(), LedgerError> {
        let mut transaction: Transaction<'static, Sqlite> = self.begin().await?;
        sqlx::query("UPDATE token SET told = 0 WHERE told = 1").execute(&mut *transaction).await?;
        sqlx::query("UPDATE visit SET tokens = 0, marks = 0, stops = 0").execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

fn to_mark(row: &sqlx::sqlite::SqliteRow) -> Result<ToMark, LedgerError> {
    Ok(ToMark {
        message_id: row.try_get("message_id")?,
        phoned: row.try_get::<&str, _>("role")? == "guardian",
        stopped: row.try_get("stopped")?,
    })
}
