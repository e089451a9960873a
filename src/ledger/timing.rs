//! When what waits may go: moved to the morning, to another time, or given up because it is too late.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::{Row, Sqlite, Transaction};

use super::{Ledger, LedgerError, LetterId, instant, millis};

/// A release whose time a person chose: which, and when.
type Chosen = (LetterId, u32);

/// What has not left yet and nobody has in hand, of releases that are out.
macro_rules! waits {
    () => {
        "(dispatch.state IN ('held', 'frozen', 'deferred') OR (dispatch.state = 'uncertain' AND dispatch.again = 0))
         AND EXISTS (SELECT 1 FROM release r WHERE r.letter = dispatch.letter AND r.edition = dispatch.edition
                     AND r.published_at IS NOT NULL AND r.recalled_at IS NULL)"
    };
}

impl Ledger {
    /// Lets everything that waits and is no emergency wait until `morning` at least: it is night.
    ///
    /// # Errors
    /// The database.
    pub async fn wait_until(&self, morning: Timestamp) -> Result<(), LedgerError> {
        sqlx::query(concat!(
            "UPDATE dispatch SET due_at = ?1 WHERE due_at < ?1 AND ",
            waits!(),
            " AND NOT EXISTS (SELECT 1 FROM release r WHERE r.letter = dispatch.letter
                              AND r.edition = dispatch.edition AND r.emergency = 1)"
        ))
        .bind(millis(morning))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Mends what a clock that was put back has left in the future: nothing waits longer than the hold (`held`) or
    /// a mail server's "later" (`deferred`) can explain, but what a person chose the time of. It comes due at the
    /// instant given with each.
    ///
    /// # Errors
    /// The database.
    pub async fn bring_forward(&self, held: Timestamp, deferred: Timestamp) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE dispatch SET due_at = CASE state WHEN 'deferred' THEN ?2 ELSE ?1 END
             WHERE state IN ('held', 'frozen', 'deferred') AND due_at > CASE state WHEN 'deferred' THEN ?2 ELSE ?1 END
               AND NOT EXISTS (SELECT 1 FROM release r WHERE r.letter = dispatch.letter
                               AND r.edition = dispatch.edition AND r.send_at >= dispatch.due_at)",
        )
        .bind(millis(held))
        .bind(millis(deferred))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives up what should have gone by now: the families are phoned. Returns letters and how many messages.
    ///
    /// # Errors
    /// The database.
    pub async fn give_up(&self, now: Timestamp, said: &str) -> Result<BTreeMap<LetterId, u64>, LedgerError> {
        let rows = sqlx::query(concat!(
            "UPDATE dispatch SET state = 'failed', said = ?2
             WHERE send_by < ?1 AND send_by > 0 AND due_at <= ?1 AND state <> 'uncertain' AND ",
            waits!(),
            " RETURNING letter"
        ))
        .bind(millis(now))
        .bind(said)
        .fetch_all(&self.pool)
        .await?;
        let mut late = BTreeMap::new();
        for row in rows {
            *late.entry(LetterId(row.try_get("letter")?)).or_default() += 1;
        }
        Ok(late)
    }

    /// Lets what is held of a letter go at another time that a person chose. Returns how many messages.
    ///
    /// # Errors
    /// The database.
    pub async fn reschedule(
        &self,
        letter: &LetterId,
        due_at: Timestamp,
        send_by: Timestamp,
    ) -> Result<u64, LedgerError> {
        let mut transaction = self.begin().await?;
        let moved = sqlx::query(
            "UPDATE dispatch SET due_at = ?2, send_by = ?3 WHERE letter = ?1 AND state = 'held'
               AND edition >= (SELECT max(edition) FROM release WHERE letter = ?1 AND counts = 1)",
        )
        .bind(&letter.0)
        .bind(millis(due_at))
        .bind(millis(send_by))
        .execute(&mut *transaction)
        .await?;
        if moved.rows_affected() > 0 {
            // Where nobody was told yet, the lists do not show it either until then.
            sqlx::query(
                "UPDATE release SET send_at = ?2, listed = listed AND EXISTS (
                     SELECT 1 FROM dispatch d WHERE d.letter = ?1 AND d.edition >= release.edition
                     AND d.state NOT IN ('held', 'no-channel', 'cancelled'))
                 WHERE letter = ?1",
            )
            .bind(&letter.0)
            .bind(millis(due_at))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(moved.rows_affected())
    }

    /// Gives what waits of a letter this long at least: the host was away, and what could not go is not late.
    ///
    /// # Errors
    /// The database.
    pub async fn give_time(&self, letter: &LetterId, send_by: Timestamp) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE dispatch SET send_by = max(send_by, ?2)
             WHERE letter = ?1 AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(&letter.0)
        .bind(millis(send_by))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Releases whose time has not come: no list on the host shows them.
    ///
    /// # Errors
    /// The database.
    pub async fn unlisted(&self, now: Timestamp) -> Result<BTreeSet<Chosen>, LedgerError> {
        let rows = sqlx::query("SELECT letter, edition FROM release WHERE listed = 0 AND send_at > ?")
            .bind(millis(now))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((LetterId(row.try_get("letter")?), row.try_get("edition")?))).collect()
    }

    /// Releases whose time has come and that the lists on the host do not show yet.
    ///
    /// # Errors
    /// The database.
    pub async fn to_be_listed(&self, now: Timestamp) -> Result<Vec<Chosen>, LedgerError> {
        let rows = sqlx::query(
            "SELECT letter, edition FROM release
             WHERE listed = 0 AND send_at <= ? AND recalled_at IS NULL AND published_at IS NOT NULL",
        )
        .bind(millis(now))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((LetterId(row.try_get("letter")?), row.try_get("edition")?))).collect()
    }

    /// Notes that the lists on the host show these releases.
    ///
    /// # Errors
    /// The database.
    pub async fn note_listed(&self, releases: &[Chosen]) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        for (letter, edition) in releases {
            sqlx::query("UPDATE release SET listed = 1 WHERE letter = ? AND edition = ?")
                .bind(&letter.0)
                .bind(edition)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// When the held messages of a letter go, the first of them.
    ///
    /// # Errors
    /// The database.
    pub async fn held_until(&self, letter: &LetterId) -> Result<Option<Timestamp>, LedgerError> {
        let at: Option<i64> =
            sqlx::query_scalar("SELECT min(due_at) FROM dispatch WHERE letter = ? AND state = 'held'")
                .bind(&letter.0)
                .fetch_one(&self.pool)
                .await?;
        Ok(at.map(instant))
    }
}

/// A letter that was to go later does not go: it is shown in no list, until somebody lets it go after all.
pub(super) async fn never_list(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &LetterId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE release SET send_at = ? WHERE letter = ? AND listed = 0 AND send_at > ?")
        .bind(NEVER)
        .bind(&letter.0)
        .bind(millis(now))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// No letter that was to go later is shown in a list, until somebody lets it go.
pub(super) async fn list_none(transaction: &mut Transaction<'static, Sqlite>) -> Result<(), LedgerError> {
    sqlx::query("UPDATE release SET send_at = ? WHERE listed = 0")
        .bind(NEVER)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// 9999-12-01, in milliseconds.
const NEVER: i64 = 253_399_622_400_000;
