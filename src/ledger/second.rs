//! The second factor: the secret shared with a telephone, the last code that was used, and codes for when it is lost.

use super::{Ledger, LedgerError};

impl Ledger {
    /// The secret of an account's second factor (RFC 6238); `None` where it has none.
    ///
    /// # Errors
    /// The database.
    pub async fn second(&self, account: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let found = sqlx::query_scalar("SELECT second FROM account WHERE name = ?");
        Ok(found.bind(account).fetch_optional(&self.pool).await?.flatten())
    }

    /// An account has this second factor from now on; `step` is the time step of the code that showed it, `recovery` the
    /// hashes of codes that are good once each.
    ///
    /// # Errors
    /// The database.
    pub async fn set_second(
        &self,
        account: &str,
        secret: &[u8],
        step: i64,
        recovery: &[[u8; 32]],
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE account SET second = ?, step = ? WHERE name = ?")
            .bind(secret)
            .bind(step)
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM recovery WHERE account = ?")
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        for hash in recovery {
            sqlx::query("INSERT INTO recovery (account, hash) VALUES (?, ?)")
                .bind(account)
                .bind(hash.as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Takes an account's second factor away.
    ///
    /// # Errors
    /// The database.
    pub async fn clear_second(&self, account: &str) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE account SET second = NULL WHERE name = ?")
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM recovery WHERE account = ?")
            .bind(account)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Uses the code of a time step up; `false` where it, or a later one, was used before (RFC 6238, 5.2).
    ///
    /// # Errors
    /// The database.
    pub async fn use_step(&self, account: &str, step: i64) -> Result<bool, LedgerError> {
        let done =
            sqlx::query("UPDATE account SET step = ?1 WHERE name = ?2 AND step < ?1 AND second IS NOT NULL");
        Ok(done.bind(step).bind(account).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Uses a recovery code up; `false` where there is none such.
    ///
    /// # Errors
    /// The database.
    pub async fn use_recovery(&self, account: &str, hash: &[u8; 32]) -> Result<bool, LedgerError> {
        let done = sqlx::query("DELETE FROM recovery WHERE account = ? AND hash = ?");
        Ok(done.bind(account).bind(hash.as_slice()).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// The database.
    pub async fn recovery_left(&self, account: &str) -> Result<u64, LedgerError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM recovery WHERE account = ?")
            .bind(account)
            .fetch_one(&self.pool)
            .await?;
        Ok(count.unsigned_abs())
    }
}
