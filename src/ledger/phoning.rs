//! Who is phoning whom just now, and which lists left the desk.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;

use super::{Callee, Ledger, LedgerError, LetterId, Party, millis};

impl Ledger {
    /// Notes that `by` is phoning there until then. Whoever said so last has it: it is no lock.
    ///
    /// # Errors
    /// The database.
    pub async fn begin_phoning(
        &self,
        letter: &LetterId,
        callee: &Callee,
        by: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM phoning WHERE until <= ?").bind(millis(now)).execute(&self.pool).await?;
        sqlx::query(
            "INSERT INTO phoning (letter, family, party, by_whom, until) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (letter, family, party) DO UPDATE SET by_whom = excluded.by_whom, until = excluded.until",
        )
        .bind(&letter.0)
        .bind(&callee.family)
        .bind(word(callee))
        .bind(by)
        .bind(millis(until))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// `by` is not phoning there after all.
    ///
    /// # Errors
    /// The database.
    pub async fn end_phoning(&self, letter: &LetterId, callee: &Callee, by: &str) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM phoning WHERE letter = ? AND family = ? AND party = ? AND by_whom = ?")
            .bind(&letter.0)
            .bind(&callee.family)
            .bind(word(callee))
            .bind(by)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Who is phoning whom about this letter at this moment.
    ///
    /// # Errors
    /// The database.
    pub async fn phoning(
        &self,
        letter: &LetterId,
        now: Timestamp,
    ) -> Result<BTreeMap<Callee, String>, LedgerError> {
        let rows = sqlx::query("SELECT family, party, by_whom FROM phoning WHERE letter = ? AND until > ?")
            .bind(&letter.0)
            .bind(millis(now))
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                let party = Party::parse(row.try_get("party")?);
                Ok((Callee { family: row.try_get("family")?, party }, row.try_get("by_whom")?))
            })
            .collect()
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

/// Empty for the household.
fn word(callee: &Callee) -> String {
    callee.party.as_ref().map(Party::text).unwrap_or_default()
}
