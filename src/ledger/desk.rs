//! The desk's accounts and sessions, and who did what.

use jiff::Timestamp;
use sqlx::Row;

use super::{Ledger, LedgerError, LetterId, instant, millis};

/// Somebody is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// whose
    pub account: String,
    /// until when
    pub expires_at: Timestamp,
}

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
    /// Makes an account or gives it a new password (argon2id, PHC string), and ends its sessions.
    ///
    /// # Errors
    /// The database.
    pub async fn set_account(&self, name: &str, password: &str, now: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO account (name, password, made_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET password = ?2",
        )
        .bind(name)
        .bind(password)
        .bind(millis(now))
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM session WHERE account = ?").bind(name).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// An account's password hash, or `None`.
    ///
    /// # Errors
    /// The database.
    pub async fn account_password(&self, name: &str) -> Result<Option<String>, LedgerError> {
        Ok(sqlx::query_scalar("SELECT password FROM account WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?)
    }

    /// How many accounts there are; 0 before the first start.
    ///
    /// # Errors
    /// The database.
    pub async fn account_count(&self) -> Result<u64, LedgerError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM account").fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// Notes a session by the hash of its cookie; forgets those that have ended.
    ///
    /// # Errors
    /// The database.
    pub async fn add_session(
        &self,
        hash: &[u8; 32],
        session: &Session,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM session WHERE expires_at <= ?")
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO session (hash, account, expires_at) VALUES (?, ?, ?)")
            .bind(hash.as_slice())
            .bind(&session.account)
            .bind(millis(session.expires_at))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The session of this cookie's hash, if it has not ended.
    ///
    /// # Errors
    /// The database.
    pub async fn session(&self, hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>, LedgerError> {
        let row = sqlx::query("SELECT account, expires_at FROM session WHERE hash = ? AND expires_at > ?")
            .bind(hash.as_slice())
            .bind(millis(now))
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Session { account: row.try_get("account")?, expires_at: instant(row.try_get("expires_at")?) })
        })
        .transpose()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database.
    pub async fn end_session(&self, hash: &[u8; 32]) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM session WHERE hash = ?").bind(hash.as_slice()).execute(&self.pool).await?;
        Ok(())
    }

    /// What was done with a letter, first to last.
    ///
    /// # Errors
    /// The database.
    pub async fn acts(&self, letter: &LetterId) -> Result<Vec<Act>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM act WHERE letter = ? ORDER BY id")
            .bind(&letter.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Act {
                    at: instant(row.try_get("at")?),
                    who: row.try_get("who")?,
                    what: row.try_get("what")?,
                    letter: row.try_get("letter")?,
                    detail: row.try_get("detail")?,
                })
            })
            .collect()
    }

    /// Writes down who did what.
    ///
    /// # Errors
    /// The database.
    pub async fn add_act(&self, act: &Act) -> Result<(), LedgerError> {
        sqlx::query("INSERT INTO act (at, who, what, letter, detail) VALUES (?, ?, ?, ?, ?)")
            .bind(millis(act.at))
            .bind(&act.who)
            .bind(&act.what)
            .bind(&act.letter)
            .bind(&act.detail)
            .execute(&self.pool)
            .await?;
        Ok(())
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
