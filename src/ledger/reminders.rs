//! Sent again to those who have not read: what is planned, and the rounds that were.

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::{Ledger, LedgerError, LetterId, NewDispatch, Release, instant, millis};

/// A reminder to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedReminder {
    /// its place in the letter's list, from 1
    pub number: u32,
    /// as it was written
    pub said: String,
    /// not before this
    pub due_at: Timestamp,
    /// left out after this
    pub send_by: Timestamp,
}

/// A reminder whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueReminder {
    /// of which letter
    pub letter: LetterId,
    /// the edition that counts
    pub edition: u32,
    /// what was planned
    pub planned: PlannedReminder,
}

impl Ledger {
    /// Reminders whose time has come, of letters that are out and not overtaken.
    ///
    /// # Errors
    /// The database.
    pub async fn due_reminders(&self, now: Timestamp) -> Result<Vec<DueReminder>, LedgerError> {
        let rows = sqlx::query(
            "SELECT m.* FROM reminder m JOIN release r ON r.letter = m.letter AND r.edition = m.edition
             WHERE m.done_at IS NULL AND m.due_at <= ? AND r.published_at IS NOT NULL AND r.recalled_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM release n
                               WHERE n.letter = m.letter AND n.edition > m.edition AND n.counts = 1)
             ORDER BY m.due_at",
        )
        .bind(millis(now))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(DueReminder {
                    letter: LetterId(row.try_get("letter")?),
                    edition: row.try_get("edition")?,
                    planned: planned(row)?,
                })
            })
            .collect()
    }

    /// The reminders of a letter that are still to come, the next first.
    ///
    /// # Errors
    /// The database.
    pub async fn planned_reminders(&self, letter: &LetterId) -> Result<Vec<PlannedReminder>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM reminder m WHERE letter = ? AND done_at IS NULL
               AND EXISTS (SELECT 1 FROM release r WHERE r.letter = m.letter AND r.edition = m.edition
                           AND r.recalled_at IS NULL)
             ORDER BY due_at",
        )
        .bind(&letter.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(planned).collect()
    }

    /// Leaves a reminder out: its time is over. Returns `false` where it is done already.
    ///
    /// # Errors
    /// The database.
    pub async fn leave_out(&self, reminder: &DueReminder, now: Timestamp) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let done = finish(&mut transaction, reminder, now, None).await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// Freezes a round of messages to people who have not read: of `edition`, for this planned reminder or by hand.
    /// All or nothing, in one transaction. Returns `false`, and writes nothing, where that reminder is done already, or
    /// where messages of the letter were added since its highest number was `last`: another process was first.
    ///
    /// # Errors
    /// The database.
    pub async fn remind(
        &self,
        letter: &LetterId,
        edition: u32,
        planned: Option<&DueReminder>,
        last: i64,
        people: &[NewDispatch],
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let (highest, round): (i64, u32) = sqlx::query_as(
            "SELECT coalesce(max(id), 0), coalesce(max(round), 0) + 1 FROM dispatch WHERE letter = ?",
        )
        .bind(&letter.0)
        .fetch_one(&mut *transaction)
        .await?;
        if highest != last {
            return Ok(false);
        }
        if let Some(reminder) = planned
            && !finish(&mut transaction, reminder, now, Some(people.len())).await?
        {
            return Ok(false);
        }
        let people: Vec<NewDispatch> =
            people.iter().map(|person| NewDispatch { round, ..person.clone() }).collect();
        super::outbox::insert(&mut transaction, letter, edition, people.into_iter()).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Letters of which reminders wait to be sent.
    ///
    /// # Errors
    /// The database.
    pub async fn reminding(&self) -> Result<Vec<LetterId>, LedgerError> {
        let letters: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT letter FROM dispatch
             WHERE round > 0 AND state IN ('held', 'frozen', 'deferred')",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(letters.into_iter().map(LetterId).collect())
    }

    /// Calls off what waits of the reminders to a family, or to this guardian of it: they have read the letter. Returns how
    /// many.
    ///
    /// # Errors
    /// The database.
    pub async fn call_off_reminders(
        &self,
        letter: &LetterId,
        family: &str,
        guardian: Option<&str>,
    ) -> Result<u64, LedgerError> {
        let done = sqlx::query(
            "UPDATE dispatch SET state = 'cancelled'
             WHERE letter = ?1 AND family = ?2 AND guardian = coalesce(?3, guardian) AND round > 0
               AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(&letter.0)
        .bind(family)
        .bind(guardian)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }
}

/// Plans the reminders of a release anew; what was reminded of the same edition stays, and is not planned again.
pub(super) async fn plan(
    transaction: &mut Transaction<'static, Sqlite>,
    release: &Release,
    reminders: &[PlannedReminder],
) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM reminder WHERE letter = ? AND done_at IS NULL")
        .bind(&release.letter.0)
        .execute(&mut **transaction)
        .await?;
    for reminder in reminders {
        sqlx::query(
            "INSERT INTO reminder (letter, edition, number, said, due_at, send_by)
             SELECT ?1, coalesce(max(edition), 0), ?2, ?3, ?4, ?5 FROM release WHERE letter = ?1 AND counts = 1
             ON CONFLICT DO NOTHING",
        )
        .bind(&release.letter.0)
        .bind(reminder.number)
        .bind(&reminder.said)
        .bind(millis(reminder.due_at))
        .bind(millis(reminder.send_by))
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

async fn finish(
    transaction: &mut Transaction<'static, Sqlite>,
    reminder: &DueReminder,
    now: Timestamp,
    people: Option<usize>,
) -> Result<bool, LedgerError> {
    let done = sqlx::query(
        "UPDATE reminder SET done_at = ?, people = ?
         WHERE letter = ? AND edition = ? AND number = ? AND done_at IS NULL",
    )
    .bind(millis(now))
    .bind(people.map(|people| i64::try_from(people).unwrap_or(i64::MAX)))
    .bind(&reminder.letter.0)
    .bind(reminder.edition)
    .bind(reminder.planned.number)
    .execute(&mut **transaction)
    .await?;
    Ok(done.rows_affected() > 0)
}

fn planned(row: &SqliteRow) -> Result<PlannedReminder, LedgerError> {
    Ok(PlannedReminder {
        number: row.try_get("number")?,
        said: row.try_get("said")?,
        due_at: instant(row.try_get("due_at")?),
        send_by: instant(row.try_get("send_by")?),
    })
}
