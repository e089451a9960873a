//! Who is logged in at the desk.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row;

use super::accounts::{Account, account};
use super::{Ledger, LedgerError, instant, millis};

/// Somebody is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// who, as the account is now
    pub account: Account,
    /// until when
    pub expires_at: Timestamp,
}

/// The condition that an account may enter on a day: neither ended nor past its last day. Where no director may, those
/// whom only the year has ended still may: somebody must be able to let others in.
macro_rules! may_enter {
    ($account:literal, $today:literal) => {
        concat!(
            "(",
            $account,
            ".ended_at IS NULL AND (",
            $account,
            ".ends_on >= ",
            $today,
            " OR ",
            $account,
            ".role = 'director' AND NOT EXISTS (SELECT 1 FROM account AS other ",
            "WHERE other.role = 'director' AND other.password != '' AND other.ended_at IS NULL ",
            "AND other.ends_on >= ",
            $today,
            ")))"
        )
    };
}
pub(super) use may_enter;

impl Ledger {
    /// Notes a session by the hash of its cookie; forgets those that have ended. A `half` one awaits the second factor, and
    /// opens nothing.
    ///
    /// # Errors
    /// The database.
    pub async fn add_session(
        &self,
        hash: &[u8; 32],
        account: &str,
        half: bool,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM session WHERE expires_at <= ?")
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO session (hash, account, half, expires_at) VALUES (?, ?, ?, ?)")
            .bind(hash.as_slice())
            .bind(account)
            .bind(half)
            .bind(millis(expires_at))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Whose second factor is awaited by this cookie's hash.
    ///
    /// # Errors
    /// The database.
    pub async fn half_session(
        &self,
        hash: &[u8; 32],
        now: Timestamp,
        today: Date,
    ) -> Result<Option<String>, LedgerError> {
        let found = sqlx::query_scalar(concat!(
            "SELECT account.name FROM session JOIN account ON account.name = session.account
             WHERE hash = ?1 AND expires_at > ?2 AND half = 1 AND ",
            may_enter!("account", "?3")
        ));
        Ok(found
            .bind(hash.as_slice())
            .bind(millis(now))
            .bind(today.to_string())
            .fetch_optional(&self.pool)
            .await?)
    }

    /// The session of this cookie's hash, if neither it nor its account has ended. The last director's account does
    /// not end with the year.
    ///
    /// # Errors
    /// The database.
    pub async fn session(
        &self,
        hash: &[u8; 32],
        now: Timestamp,
        today: Date,
    ) -> Result<Option<Session>, LedgerError> {
        let row = sqlx::query(concat!(
            "SELECT account.*, session.expires_at FROM session JOIN account ON account.name = session.account
             WHERE hash = ?1 AND expires_at > ?2 AND half = 0 AND ",
            may_enter!("account", "?3")
        ))
        .bind(hash.as_slice())
        .bind(millis(now))
        .bind(today.to_string())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(Session { account: account(&row)?, expires_at: instant(row.try_get("expires_at")?) })
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
}
