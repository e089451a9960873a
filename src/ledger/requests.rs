//! Releases that teachers ask the director for.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Ledger, LedgerError, LetterId, instant, millis};

/// What a teacher asks for; one a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// which letter
    pub letter: LetterId,
    /// `release`, `plain`, `addendum`, `important`
    pub what: String,
    /// of letter, people and photos as the teacher saw them
    pub digest: String,
    /// at once, at night too
    pub emergency: bool,
    /// when the messages are to go, where that was chosen
    pub send_at: Option<Timestamp>,
    /// the account
    pub by: String,
    /// when
    pub at: Timestamp,
    /// what the director wrote; `None` while it waits
    pub sent_back: Option<String>,
}

impl Ledger {
    /// Notes what a teacher asks for, in the place of what was asked for this letter before.
    ///
    /// # Errors
    /// The database.
    pub async fn ask(&self, request: &Request) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT OR REPLACE INTO request (letter, what, digest, emergency, send_at, by_whom, at, sent_back)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&request.letter.0)
        .bind(&request.what)
        .bind(&request.digest)
        .bind(request.emergency)
        .bind(request.send_at.map(millis))
        .bind(&request.by)
        .bind(millis(request.at))
        .bind(&request.sent_back)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What is asked for, first to last; what was sent back too.
    ///
    /// # Errors
    /// The database.
    pub async fn requests(&self) -> Result<Vec<Request>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM request ORDER BY at").fetch_all(&self.pool).await?;
        rows.iter().map(request).collect()
    }

    /// Sends a request back with these words; `false` where none waits.
    ///
    /// # Errors
    /// The database.
    pub async fn send_back(&self, letter: &LetterId, words: &str) -> Result<bool, LedgerError> {
        let done = sqlx::query("UPDATE request SET sent_back = ? WHERE letter = ? AND sent_back IS NULL");
        Ok(done.bind(words).bind(&letter.0).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// What was asked for is done.
    ///
    /// # Errors
    /// The database.
    pub async fn end_request(&self, letter: &LetterId) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM request WHERE letter = ?").bind(&letter.0).execute(&self.pool).await?;
        Ok(())
    }
}

fn request(row: &SqliteRow) -> Result<Request, LedgerError> {
    Ok(Request {
        letter: LetterId(row.try_get("letter")?),
        what: row.try_get("what")?,
        digest: row.try_get("digest")?,
        emergency: row.try_get("emergency")?,
        send_at: row.try_get::<Option<i64>, _>("send_at")?.map(instant),
        by: row.try_get("by_whom")?,
        at: instant(row.try_get("at")?),
        sent_back: row.try_get("sent_back")?,
    })
}
