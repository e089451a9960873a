//! Who a letter is: its identity, its address, the archives it is listed in.

use jiff::civil::Date;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{KnownLetter, Ledger, LedgerError, LetterId};
use crate::content::SchoolYear;
use crate::world::{Random, secret_name};

impl Ledger {
    /// Every letter ever seen.
    ///
    /// # Errors
    /// The database.
    pub async fn letters(&self) -> Result<Vec<KnownLetter>, LedgerError> {
        let rows = sqlx::query("SELECT id, path, hash, address, first_seen FROM letter ORDER BY path")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(known_letter).collect()
    }

    /// Notes letters seen for the first time: path, hash of the file, day.
    ///
    /// # Errors
    /// The database.
    pub async fn add_letters(
        &self,
        new: &[(String, String, Date)],
        random: &dyn Random,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        for (path, hash, day) in new {
            sqlx::query(
                "INSERT INTO letter (id, path, hash, address, first_seen) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (path) DO NOTHING",
            )
            .bind(secret_name(random))
            .bind(path)
            .bind(hash)
            .bind(secret_name(random))
            .bind(day.to_string())
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Notes where letters are now: identity, path, hash of the file.
    ///
    /// # Errors
    /// The database.
    pub async fn move_letters(&self, moved: &[(LetterId, String, String)]) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        for (id, path, hash) in moved {
            sqlx::query("UPDATE letter SET path = ?, hash = ? WHERE id = ?")
                .bind(path)
                .bind(hash)
                .bind(&id.0)
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Every archive there is: audience, school year, folder on the host.
    ///
    /// # Errors
    /// The database.
    pub async fn archives(&self) -> Result<Vec<(String, SchoolYear, String)>, LedgerError> {
        let rows = sqlx::query("SELECT audience, year, address FROM archive ORDER BY audience, year")
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok((row.try_get("audience")?, SchoolYear(row.try_get("year")?), row.try_get("address")?))
            })
            .collect()
    }

    /// The folder of an audience's archive of one school year, drawn the first time.
    ///
    /// # Errors
    /// The database.
    pub async fn archive_address(
        &self,
        audience: &str,
        year: SchoolYear,
        random: &dyn Random,
    ) -> Result<String, LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO archive (audience, year, address) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(audience)
            .bind(year.0)
            .bind(secret_name(random))
            .execute(&mut *transaction)
            .await?;
        let address = sqlx::query_scalar("SELECT address FROM archive WHERE audience = ? AND year = ?")
            .bind(audience)
            .bind(year.0)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(address)
    }
}

pub(super) fn known_letter(row: &SqliteRow) -> Result<KnownLetter, LedgerError> {
    Ok(KnownLetter {
        id: LetterId(row.try_get("id")?),
        path: row.try_get("path")?,
        hash: row.try_get("hash")?,
        address: row.try_get("address")?,
        first_seen: day(&row.try_get::<String, _>("first_seen")?)?,
    })
}

pub(super) fn day(text: &str) -> Result<Date, LedgerError> {
    text.parse().map_err(|_| LedgerError::Unknown(text.to_owned()))
}
