//! Who is phoning whom just now, and which lists left the desk.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;

use super::{Ledger, LedgerError, LetterId, millis};

impl Ledger {
    /// Notes that `by` is phoning this family until then. Whoever said so last has it: it is no lock.
    ///
    /// # Errors
    /// The database.
    pub async fn begin_phoning(
        &self,
        letter: &LetterId,
        family: &str,
        by: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM phoning WHERE until <= ?").bind(millis(now)).execute(&self.pool).await?;
        sqlx::query(
            "INSERT INTO phoning (letter, family, by_whom, until) VALUES (?, ?, ?, ?)
             ON CONFLICT (letter, family) DO UPDATE SET by_whom = excluded.by_whom, until = excluded.until",
        )
        .bind(&letter.0)
        .bind(family)
        .bind(by)
        .bind(millis(until))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// `by` is not phoning this family after all.
    ///
    /// # Errors
    /// The database.
    pub async fn end_phoning(&self, letter: &LetterId, family: &str, by: &str) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM phoning WHERE letter = ? AND family = ? AND by_whom = ?")
            .bind(&letter.0)
            .bind(family)
            .bind(by)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Household number → who is phoning it about this letter at this moment.
    ///
    /// # Errors
    /// The database.
    pub async fn phoning(
        &self,
        letter: &LetterId,
        now: Timestamp,
    ) -> Result<BTreeMap<String, String>, LedgerError> {
        let rows = sqlx::query("SELECT family, by_whom FROM phoning WHERE letter = ? AND until > ?")
            .bind(&letter.0)
            .bind(millis(now))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("family")?, row.try_get("by_whom")?))).collect()
    }

    /// Notes a list that leaves the desk, and gives it its number, which no other ever has.
    ///
    /// # Errors
    /// The database.
    pub async fn add_list_copy(
        &self,
        letter: &LetterId,
        kind: &str,
        by: &str,
        at: Timestamp,
        shred_by: Date,
    ) -> Result<i64, LedgerError> {
        let number = sqlx::query_scalar(
            "INSERT INTO list_copy (letter, kind, by_whom, at, shred_by) VALUES (?, ?, ?, ?, ?)
             RETURNING number",
        )
        .bind(&letter.0)
        .bind(kind)
        .bind(by)
        .bind(millis(at))
        .bind(shred_by.to_string());
        Ok(number.fetch_one(&self.pool).await?)
    }
}
