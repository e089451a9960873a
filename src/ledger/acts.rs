//! The record: who saw and did what, and when. It is only added to, and each row is linked with the one before: what is
//! changed or removed later breaks the chain there.
//!
//! Somebody who can write the ledger's file could make the whole chain anew. Against that the last link is shown
//! (`otayori record`), to be noted down elsewhere.

use blake3::Hasher;
use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::{Ledger, LedgerError, LetterId, instant, millis};

/// Rows read at a time while the chain is checked.
const AT_A_TIME: i64 = 10_000;
/// Under this the last link is kept, so that a missing end is seen.
const HEAD: &str = "act-head";

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
        rows.iter().map(act).collect()
    }

    /// The latest acts before the row of this number, latest first, each with its number.
    ///
    /// # Errors
    /// The database.
    pub async fn acts_before(&self, before: Option<i64>, most: u32) -> Result<Vec<(i64, Act)>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM act WHERE id < ? ORDER BY id DESC LIMIT ?")
            .bind(before.unwrap_or(i64::MAX))
            .bind(most)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((row.try_get("id")?, act(row)?))).collect()
    }

    /// Writes down who did what.
    ///
    /// # Errors
    /// The database.
    pub async fn add_act(&self, act: &Act) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        let (last, before) = last(&mut transaction).await?;
        let id = last + 1;
        let link = linked(&before, id, act);
        sqlx::query("INSERT INTO act (id, at, who, what, letter, detail, link) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .bind(id)
            .bind(millis(act.at))
            .bind(&act.who)
            .bind(&act.what)
            .bind(&act.letter)
            .bind(&act.detail)
            .bind(link.as_slice())
            .execute(&mut *transaction)
            .await?;
        keep_head(&mut transaction, &link).await?;
        Ok(transaction.commit().await?)
    }

    /// Follows the chain from the first row to the last.
    ///
    /// # Errors
    /// The database.
    pub async fn chain(&self) -> Result<Chain, LedgerError> {
        // One moment's view: what is added meanwhile does not look like a break.
        let mut transaction = self.pool.begin().await?;
        let (mut before, mut after, mut acts) = ([0; 32], 0, 0);
        loop {
            let rows = sqlx::query("SELECT * FROM act WHERE id > ? ORDER BY id LIMIT ?")
                .bind(after)
                .bind(AT_A_TIME)
                .fetch_all(&mut *transaction)
                .await?;
            for row in &rows {
                let id: i64 = row.try_get("id")?;
                let link: Option<Vec<u8>> = row.try_get("link")?;
                let wanted = linked(&before, id, &act(row)?);
                if id != after + 1 || link.as_deref() != Some(wanted.as_slice()) {
                    return Ok(Chain { acts, last: before, broken_at: Some(after + 1) });
                }
                (before, after, acts) = (wanted, id, acts + 1);
            }
            if rows.is_empty() {
                break;
            }
        }
        let head: Option<Vec<u8>> = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?")
            .bind(HEAD)
            .fetch_optional(&mut *transaction)
            .await?;
        let is_whole = head.is_some_and(|head| head == before);
        Ok(Chain { acts, last: before, broken_at: (!is_whole).then_some(after + 1) })
    }

    /// Links the rows of a ledger that has no links yet: those written before there were any.
    pub(super) async fn link_acts(&self) -> Result<(), LedgerError> {
        let begun = "SELECT EXISTS (SELECT 1 FROM meta WHERE key = ?) OR EXISTS (SELECT 1 FROM act WHERE link IS NOT NULL)";
        if sqlx::query_scalar(begun).bind(HEAD).fetch_one(&self.pool).await? {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        let rows = sqlx::query("SELECT * FROM act ORDER BY id").fetch_all(&mut *transaction).await?;
        let mut before = [0; 32];
        for (number, row) in (1..).zip(&rows) {
            before = linked(&before, number, &act(row)?);
            sqlx::query("UPDATE act SET id = ?, link = ? WHERE id = ?")
                .bind(number)
                .bind(before.as_slice())
                .bind(row.try_get::<i64, _>("id")?)
                .execute(&mut *transaction)
                .await?;
        }
        keep_head(&mut transaction, &before).await?;
        Ok(transaction.commit().await?)
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

/// How the record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// rows whose links hold, from the first on
    pub acts: u64,
    /// the link of the last of these; to be noted down elsewhere
    pub last: [u8; 32],
    /// the number of the first row that is missing, was changed, or does not follow
    pub broken_at: Option<i64>,
}

fn act(row: &SqliteRow) -> Result<Act, LedgerError> {
    Ok(Act {
        at: instant(row.try_get("at")?),
        who: row.try_get("who")?,
        what: row.try_get("what")?,
        letter: row.try_get("letter")?,
        detail: row.try_get("detail")?,
    })
}

/// The number of the last row and the link it ends with.
async fn last(transaction: &mut Transaction<'_, Sqlite>) -> Result<(i64, [u8; 32]), LedgerError> {
    let found = sqlx::query("SELECT id, link FROM act ORDER BY id DESC LIMIT 1");
    let Some(row) = found.fetch_optional(&mut **transaction).await? else { return Ok((0, [0; 32])) };
    let link: Option<Vec<u8>> = row.try_get("link")?;
    // After a row without a link the chain is broken: what follows hangs together again, and the break stays seen.
    Ok((row.try_get("id")?, link.and_then(|link| link.try_into().ok()).unwrap_or([0; 32])))
}

async fn keep_head(transaction: &mut Transaction<'_, Sqlite>, link: &[u8; 32]) -> Result<(), LedgerError> {
    sqlx::query("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")
        .bind(HEAD)
        .bind(link.as_slice())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// blake3 of the link before and of every field, each with its length.
fn linked(before: &[u8; 32], id: i64, act: &Act) -> [u8; 32] {
    let mut hasher = Hasher::new();
    hasher.update(before).update(&id.to_le_bytes()).update(&millis(act.at).to_le_bytes());
    for part in [&act.who, &act.what, &act.letter, &act.detail] {
        hasher.update(&part.len().to_le_bytes()).update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}
