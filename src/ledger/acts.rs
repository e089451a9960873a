//! The record: who did what, and when.

use jiff::Timestamp;
use sqlx::Row;

use super::{Ledger, LedgerError, LetterId, instant, millis};

/// Who did what, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// when
    pub at: Timestamp,
    /// the desk's account or the machine's user
    pub who: String,
    /// `release`, `correct`, `recall`, `stop`, `call` …
    pub what: String,
    /// the letter's id; may be empty
    pub letter: String,
    /// for people; no names or addresses
    pub detail: String,
}

impl Ledger {
    /// What was done with a letter, first to last.
    ///
    /// # Errors
    /// The database.
    pub async fn acts(&self, letter: &LetterId) -> Result<Vec<Act>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM act WHERE letter = ? ORDER BY id")
            .bind(&letter.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Act {
                    at: instant(row.try_get("at")?),
                    who: row.try_get("who")?,
                    what: row.try_get("what")?,
                    letter: row.try_get("letter")?,
                    detail: row.try_get("detail")?,
                })
            })
            .collect()
    }

    /// Writes down who did what.
    ///
    /// # Errors
    /// The database.
    pub async fn add_act(&self, act: &Act) -> Result<(), LedgerError> {
        sqlx::query("INSERT INTO act (at, who, what, letter, detail) VALUES (?, ?, ?, ?, ?)")
            .bind(millis(act.at))
            .bind(&act.who)
            .bind(&act.what)
            .bind(&act.letter)
            .bind(&act.detail)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Was this done with this letter, in just these words?
    ///
    /// # Errors
    /// The database.
    pub async fn has_act(&self, what: &str, letter: &LetterId, detail: &str) -> Result<bool, LedgerError> {
        let found = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM act WHERE what = ? AND letter = ? AND detail = ?)",
        );
        Ok(found.bind(what).bind(&letter.0).bind(detail).fetch_one(&self.pool).await?)
    }
}
