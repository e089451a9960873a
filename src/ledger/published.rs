//! What we put on the host, so that only what changed goes up and only ours is taken off.

use std::collections::BTreeMap;

use sqlx::Row;

use super::{Ledger, LedgerError};

impl Ledger {
    /// Every file we put on the host: path → blake3 in hex.
    ///
    /// # Errors
    /// The database.
    pub async fn published(&self) -> Result<BTreeMap<String, String>, LedgerError> {
        let rows = sqlx::query("SELECT path, hash FROM published").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("path")?, row.try_get("hash")?))).collect()
    }

    /// Notes that these files are about to be put or removed: until the next word nobody knows what lies
    /// there, and their hash is empty.
    ///
    /// # Errors
    /// The database.
    pub async fn note_begun(&self, paths: &[&str]) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        for path in paths {
            sqlx::query(
                "INSERT INTO published (path, hash) VALUES (?, '') ON CONFLICT (path) DO UPDATE SET hash = ''",
            )
            .bind(path)
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Notes a file that is on the host now.
    ///
    /// # Errors
    /// The database.
    pub async fn note_uploaded(&self, path: &str, hash: &str) -> Result<(), LedgerError> {
        sqlx::query(
            "INSERT INTO published (path, hash) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET hash = ?2",
        )
        .bind(path)
        .bind(hash)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes a file that is off the host now.
    ///
    /// # Errors
    /// The database.
    pub async fn note_removed(&self, path: &str) -> Result<(), LedgerError> {
        sqlx::query("DELETE FROM published WHERE path = ?").bind(path).execute(&self.pool).await?;
        Ok(())
    }
}
