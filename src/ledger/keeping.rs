//! The ledger as a whole: copied while others write, doubted after it came back.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sqlx::Row;

use super::outbox::NEVER;
use super::{Act, Ledger, LedgerError, LetterId, instant, millis};

impl Ledger {
    /// Copies the ledger as it is at one instant into a new file, while others read and write. Nothing that was deleted is
    /// in the copy. The file is not durable yet.
    ///
    /// # Errors
    /// The database, or the file's disk; a file that is there already.
    pub async fn snapshot(&self, to: &Path) -> Result<(), LedgerError> {
        let to = to.to_str().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidFilename))?;
        sqlx::query("VACUUM INTO ?").bind(to).execute(&self.pool).await?;
        Ok(())
    }

    /// The last time that this was done, whatever the letter.
    ///
    /// # Errors
    /// The database.
    pub async fn last_act(&self, what: &str) -> Result<Option<Act>, LedgerError> {
        let row = sqlx::query("SELECT * FROM act WHERE what = ? ORDER BY id DESC LIMIT 1")
            .bind(what)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Act {
                at: instant(row.try_get("at")?),
                who: row.try_get("who")?,
                what: row.try_get("what")?,
                letter: row.try_get("letter")?,
                detail: row.try_get("detail")?,
            })
        })
        .transpose()
    }

    /// A ledger that came back from a backup does not know what was done since: whatever waits in it may have gone, and
    /// does not go by itself. It is `cancelled` until somebody lets it go, and then counts as sent perhaps twice (`again`);
    /// what was being handed over stays in doubt. Reminders whose time is over are left out, what lies on the host is
    /// unknown, nobody is logged in any more, and no link to choose a password is good. Returns how many messages were kept back, by letter.
    ///
    /// # Errors
    /// The database.
    pub async fn doubt(&self, now: Timestamp) -> Result<BTreeMap<LetterId, u64>, LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE dispatch SET state = 'uncertain', send_by = ? WHERE state = 'sending'
               OR (state = 'uncertain' AND again = 0)",
        )
        .bind(NEVER)
        .execute(&mut *transaction)
        .await?;
        let rows = sqlx::query(
            "UPDATE dispatch SET state = 'cancelled', again = 1 WHERE state IN ('held', 'frozen', 'deferred')
             RETURNING letter",
        )
        .fetch_all(&mut *transaction)
        .await?;
        super::timing::list_none(&mut transaction).await?;
        sqlx::query("UPDATE reminder SET done_at = ?1 WHERE done_at IS NULL AND due_at <= ?1")
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE published SET hash = ''").execute(&mut *transaction).await?;
        sqlx::query("DELETE FROM session").execute(&mut *transaction).await?;
        // A link that was used since would be good once more.
        sqlx::query("DELETE FROM invitation").execute(&mut *transaction).await?;
        transaction.commit().await?;
        let mut kept_back = BTreeMap::new();
        for row in rows {
            *kept_back.entry(LetterId(row.try_get("letter")?)).or_default() += 1;
        }
        Ok(kept_back)
    }
}
