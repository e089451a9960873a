//! Photos that a person has left out of a letter.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::Row;

use super::{Ledger, LedgerError, LetterId, millis};

impl Ledger {
    /// Leaves a photo, known by the hash of its bytes, out of a letter from now on.
    ///
    /// # Errors
    /// The database.
    pub async fn leave_photo_out(
        &self,
        letter: &LetterId,
        photo: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO left_out (letter, photo, by_whom, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(&letter.0)
        .bind(photo)
        .bind(by)
        .bind(millis(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Puts a photo back that was left out.
    ///
    /// # Errors
    /// The database.
    pub async fn put_photo_back(&self, letter: &LetterId, photo: &str) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM left_out WHERE letter = ? AND photo = ?")
            .bind(&letter.0)
            .bind(photo)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The photos left out, letter by letter.
    ///
    /// # Errors
    /// The database.
    pub async fn left_out(&self) -> Result<BTreeMap<LetterId, BTreeSet<String>>, LedgerError> {
        let rows = sqlx::query("SELECT letter, photo FROM left_out").fetch_all(&self.pool).await?;
        let mut left_out: BTreeMap<LetterId, BTreeSet<String>> = BTreeMap::new();
        for row in &rows {
            left_out.entry(LetterId(row.try_get("letter")?)).or_default().insert(row.try_get("photo")?);
        }
        Ok(left_out)
    }
}
