//! What goes for good: letters of closed school years with all that hangs on them, and every trace in the file.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row, Sqlite, Transaction};

use super::post::json;
use super::{Ledger, LedgerError, LetterId, millis};
use crate::content::SchoolYear;

/// The record of who did what names no family, and is linked: it stays. Who wants no mails is kept by address.
const STAY: [&str; 2] = ["act", "stop"];

/// The messages of these letters, and their links.
const OF_LETTERS: &str = "(SELECT value FROM json_each(?1))";
const DISPATCHES: &str = "(SELECT id FROM dispatch WHERE letter IN (SELECT value FROM json_each(?1)))";
const TOKENS: &str = "(SELECT k.hash FROM token k JOIN dispatch d ON d.id = k.dispatch
                      WHERE d.letter IN (SELECT value FROM json_each(?1)))";

/// What of the ledger goes, or went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PurgedRows {
    /// letters
    pub letters: u64,
    /// messages
    pub messages: u64,
    /// rows of evidence
    pub touches: u64,
    /// calls
    pub calls: u64,
}

impl Ledger {
    /// The released letters all of whose editions are of a school year before this one, each with its path.
    ///
    /// # Errors
    /// The database.
    pub async fn letters_before(&self, year: SchoolYear) -> Result<Vec<(LetterId, String)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT id, path FROM letter WHERE id IN (SELECT letter FROM release)
               AND id NOT IN (SELECT letter FROM release WHERE year >= ?) ORDER BY path",
        )
        .bind(year.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((LetterId(row.try_get("id")?), row.try_get("path")?))).collect()
    }

    /// How many rows hang on these letters.
    ///
    /// # Errors
    /// The database.
    pub async fn rows_of(&self, letters: &[LetterId]) -> Result<PurgedRows, LedgerError> {
        let letters: Vec<&str> = letters.iter().map(|letter| letter.0.as_str()).collect();
        let row = sqlx::query(
            "WITH l (id) AS (SELECT value FROM json_each(?1))
             SELECT (SELECT count(*) FROM l) AS letters,
                    (SELECT count(*) FROM dispatch WHERE letter IN l) AS messages,
                    (SELECT count(*) FROM touch t JOIN dispatch d ON d.id = t.dispatch
                     WHERE d.letter IN l) AS touches,
                    (SELECT count(*) FROM call WHERE letter IN l) AS calls",
        )
        .bind(json(&letters))
        .fetch_one(&self.pool)
        .await?;
        let number = |name| row.try_get::<i64, _>(name).map(i64::unsigned_abs);
        Ok(PurgedRows {
            letters: number("letters")?,
            messages: number("messages")?,
            touches: number("touches")?,
            calls: number("calls")?,
        })
    }

    /// Takes these letters out of the ledger with every row of every table that names one of them, its messages or their
    /// links; numbers stay. What lies around the letters of years before `year` loses its addresses. With `addresses` (all
    /// that the roster has, in small letters), stops of addresses go that neither the roster nor a message has any more.
    ///
    /// # Errors
    /// The database; nothing is changed then.
    pub async fn purge(
        &self,
        letters: &[LetterId],
        year: SchoolYear,
        addresses: Option<&BTreeSet<String>>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let letters = json(&letters.iter().map(|letter| letter.0.as_str()).collect::<Vec<_>>());
        let mut transaction = self.begin().await?;
        // In whatever order the tables come.
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *transaction).await?;
        keep_numbers(&mut transaction, &letters, now).await?;
        let by_letter = tables_with(&mut transaction, "letter").await?;
        let by_dispatch = tables_with(&mut transaction, "dispatch").await?;
        for table in tables_with(&mut transaction, "token").await? {
            delete(&mut transaction, &table, "token", TOKENS, &letters).await?;
        }
        for table in by_dispatch.iter().filter(|table| !by_letter.contains(*table)) {
            delete(&mut transaction, table, "dispatch", DISPATCHES, &letters).await?;
        }
        sqlx::query(
            "UPDATE stop SET dispatch = NULL WHERE dispatch IN
             (SELECT id FROM dispatch WHERE letter IN (SELECT value FROM json_each(?1)))",
        )
        .bind(&letters)
        .execute(&mut *transaction)
        .await?;
        for table in &by_letter {
            delete(&mut transaction, table, "letter", OF_LETTERS, &letters).await?;
        }
        delete(&mut transaction, "letter", "id", OF_LETTERS, &letters).await?;
        for statement in
            ["DELETE FROM archive WHERE year < ?", "DELETE FROM around WHERE year > 0 AND year < ?"]
        {
            sqlx::query(statement).bind(year.0).execute(&mut *transaction).await?;
        }
        if let Some(addresses) = addresses {
            sqlx::query(
                "DELETE FROM stop WHERE address NOT IN (SELECT value FROM json_each(?))
                   AND address NOT IN (SELECT lower(address) FROM dispatch WHERE address IS NOT NULL)",
            )
            .bind(json(&addresses.iter().collect::<Vec<_>>()))
            .execute(&mut *transaction)
            .await?;
        }
        // The numbers of the last touches, if they went, are given again.
        sqlx::query("UPDATE wiped SET up_to = min(up_to, coalesce((SELECT max(id) FROM touch), 0))")
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.remembered.forget();
        Ok(())
    }

    /// Editions of which messages wait or are in doubt: their words are still needed.
    ///
    /// # Errors
    /// The database.
    pub async fn editions_in_use(&self) -> Result<BTreeSet<(LetterId, u32)>, LedgerError> {
        let rows = sqlx::query(
            "SELECT DISTINCT letter, edition FROM dispatch
             WHERE state IN ('held', 'frozen', 'deferred', 'sending', 'uncertain', 'cancelled')",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((LetterId(row.try_get("letter")?), row.try_get("edition")?))).collect()
    }

    /// Writes the file anew, so that nothing that was deleted is in it any more, nor in its log. `false` where somebody was
    /// reading all the while, and part of the log is left.
    ///
    /// # Errors
    /// The database; too little room for a second copy.
    pub async fn scrub(&self) -> Result<bool, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        sqlx::query("PRAGMA secure_delete = ON").execute(&mut *connection).await?;
        sqlx::query("VACUUM").execute(&mut *connection).await?;
        let busy: i64 =
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?.try_get(0)?;
        Ok(busy == 0)
    }
}

async fn keep_numbers(
    transaction: &mut Transaction<'static, Sqlite>,
    letters: &str,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO purged (year, day, families, read, told, purged_at)
         SELECT r.year, r.day,
                (SELECT count(DISTINCT family) FROM dispatch d WHERE d.letter = r.letter AND d.role = 'guardian'),
                (SELECT count(DISTINCT d.family) FROM dispatch d JOIN touch t ON t.dispatch = d.id
                 WHERE d.letter = r.letter AND d.role = 'guardian' AND t.kind IN ('read', 'confirmed')),
                (SELECT count(DISTINCT c.family) FROM standing_call c
                 WHERE c.letter = r.letter AND c.outcome IN ('reached', 'at-gate', 'on-paper')), ?2
         FROM release r WHERE r.edition = 0 AND r.letter IN (SELECT value FROM json_each(?1))",
    )
    .bind(letters)
    .bind(millis(now))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Every table with such a column, whoever made it: none can be forgotten here.
async fn tables_with(
    transaction: &mut Transaction<'static, Sqlite>,
    column: &str,
) -> Result<Vec<String>, LedgerError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = ? WHERE m.type = 'table'",
    )
    .bind(column)
    .fetch_all(&mut **transaction)
    .await?;
    Ok(tables.into_iter().filter(|table| !STAY.contains(&table.as_str())).collect())
}

/// `table` and `column` are names of our own migrations.
async fn delete(
    transaction: &mut Transaction<'static, Sqlite>,
    table: &str,
    column: &str,
    which: &str,
    letters: &str,
) -> Result<(), LedgerError> {
    let statement = format!("DELETE FROM \"{table}\" WHERE \"{column}\" IN {which}");
    sqlx::query(AssertSqlSafe(statement)).bind(letters).execute(&mut **transaction).await?;
    Ok(())
}
