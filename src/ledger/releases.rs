//! Editions frozen by a person, and the people they are for, in one transaction.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::letters::day;
use super::{Ledger, LedgerError, LetterId, NewDispatch, PlannedReminder, Release, instant, millis};
use crate::content::{SchoolYear, WhoReads};

impl Ledger {
    /// Freezes an edition together with everybody it is for. Returns `false`, and changes nothing, when
    /// this edition of the letter is released already: two people pressing the button make one release.
    ///
    /// # Errors
    /// The database.
    pub async fn release(&self, release: &Release, people: &[NewDispatch]) -> Result<bool, LedgerError> {
        self.release_with(release, people.iter().cloned(), &[]).await
    }

    /// As [`Ledger::release`], with the reminders that are to come. The people are made as they are written: in a
    /// city they are many.
    ///
    /// # Errors
    /// The database.
    pub async fn release_with(
        &self,
        release: &Release,
        people: impl Iterator<Item = NewDispatch>,
        reminders: &[PlannedReminder],
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let audience = serde_json::to_string(&release.audience).unwrap_or_default();
        let inserted = sqlx::query(
            "INSERT INTO release (letter, edition, hash, title, day, year, audience, series, important,
                                  emergency, counts, released_at, send_at, listed, who_reads)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(&release.letter.0)
        .bind(release.edition)
        .bind(&release.hash)
        .bind(&release.title)
        .bind(release.day.to_string())
        .bind(release.year.0)
        .bind(audience)
        .bind(&release.series)
        .bind(release.important)
        .bind(release.emergency)
        .bind(release.counts)
        .bind(millis(release.released_at))
        .bind(release.send_at.map(millis))
        .bind(release.send_at.is_none())
        .bind(release.who_reads.as_str())
        .execute(&mut *transaction)
        .await?;
        if inserted.rows_affected() == 0 {
            return Ok(false);
        }
        if release.counts {
            // What waits of an earlier edition is overtaken.
            sqlx::query(
                "UPDATE dispatch SET state = 'cancelled'
                 WHERE letter = ? AND edition < ? AND state IN ('held', 'frozen', 'deferred')",
            )
            .bind(&release.letter.0)
            .bind(release.edition)
            .execute(&mut *transaction)
            .await?;
        }
        super::outbox::insert(&mut transaction, &release.letter, release.edition, people).await?;
        super::reminders::plan(&mut transaction, release, reminders).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Every release, or those of one letter, first to last.
    ///
    /// # Errors
    /// The database.
    pub async fn releases(&self, letter: Option<&LetterId>) -> Result<Vec<Release>, LedgerError> {
        let rows = sqlx::query(
            "SELECT * FROM release WHERE ?1 IS NULL OR letter = ?1 ORDER BY day, released_at, letter, edition",
        )
        .bind(letter.map(|letter| letter.0.as_str()))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(release).collect()
    }

    /// Notes that an edition is on the host, whole; and so that those before it are, whose messages lead to
    /// the same page.
    ///
    /// # Errors
    /// The database.
    pub async fn note_published(
        &self,
        letter: &LetterId,
        edition: u32,
        at: Timestamp,
    ) -> Result<(), LedgerError> {
        sqlx::query(
            "UPDATE release SET published_at = ? WHERE letter = ? AND edition <= ? AND published_at IS NULL",
        )
        .bind(millis(at))
        .bind(&letter.0)
        .bind(edition)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a letter back: every edition of it, and every message not yet sent.
    ///
    /// # Errors
    /// The database.
    pub async fn recall(&self, letter: &LetterId, at: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE release SET recalled_at = ? WHERE letter = ? AND recalled_at IS NULL")
            .bind(millis(at))
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "UPDATE dispatch SET state = 'cancelled' WHERE letter = ? AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(&letter.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }
}

fn release(row: &SqliteRow) -> Result<Release, LedgerError> {
    let audience: String = row.try_get("audience")?;
    Ok(Release {
        letter: LetterId(row.try_get("letter")?),
        edition: row.try_get("edition")?,
        hash: row.try_get("hash")?,
        title: row.try_get("title")?,
        day: day(&row.try_get::<String, _>("day")?)?,
        year: SchoolYear(row.try_get("year")?),
        audience: serde_json::from_str(&audience).map_err(|_| LedgerError::Unknown(audience.clone()))?,
        series: row.try_get("series")?,
        important: row.try_get("important")?,
        // A word of a later version: it asked for more than one guardian.
        who_reads: WhoReads::parse(row.try_get("who_reads")?).unwrap_or(WhoReads::Everyone),
        emergency: row.try_get("emergency")?,
        counts: row.try_get("counts")?,
        released_at: instant(row.try_get("released_at")?),
        published_at: row.try_get::<Option<i64>, _>("published_at")?.map(instant),
        recalled_at: row.try_get::<Option<i64>, _>("recalled_at")?.map(instant),
        send_at: row.try_get::<Option<i64>, _>("send_at")?.map(instant),
    })
}
