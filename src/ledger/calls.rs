//! What came of calls, and all that is known of one letter.

use sqlx::Row;

use super::letters::known_letter;
use super::{Call, Ledger, LedgerError, LetterId, LetterRecord, Outcome, instant, millis};

impl Ledger {
    /// Notes what came of a call.
    ///
    /// # Errors
    /// The database.
    pub async fn add_call(&self, letter: &LetterId, call: &Call) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO call (letter, family, outcome, note, by_whom, at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&letter.0)
        .bind(&call.family)
        .bind(call.outcome.as_str())
        .bind(&call.note)
        .bind(&call.by)
        .bind(millis(call.at))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All that is known of one letter, or `None` for an unknown one.
    ///
    /// # Errors
    /// The database.
    pub async fn record(&self, letter: &LetterId) -> Result<Option<LetterRecord>, LedgerError> {
        let Some(row) = sqlx::query("SELECT id, path, hash, address, first_seen FROM letter WHERE id = ?")
            .bind(&letter.0)
            .fetch_optional(&self.pool)
            .await?
        else {
            return Ok(None);
        };
        Ok(Some(LetterRecord {
            letter: known_letter(&row)?,
            releases: self.releases(Some(letter)).await?,
            dispatches: self.dispatches(letter).await?,
            touches: self.touches(letter).await?,
            calls: self.calls(letter).await?,
            stopped: self.stopped_of(letter).await?,
        }))
    }

    async fn calls(&self, letter: &LetterId) -> Result<Vec<Call>, LedgerError> {
        let rows =
            sqlx::query("SELECT family, outcome, note, by_whom, at FROM call WHERE letter = ? ORDER BY id")
                .bind(&letter.0)
                .fetch_all(&self.pool)
                .await?;
        rows.iter()
            .map(|row| {
                Ok(Call {
                    family: row.try_get("family")?,
                    outcome: Outcome::read(row.try_get("outcome")?)?,
                    note: row.try_get("note")?,
                    by: row.try_get("by_whom")?,
                    at: instant(row.try_get("at")?),
                })
            })
            .collect()
    }
}
