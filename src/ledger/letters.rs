//! Who a letter is: its identity, its address, the pages around it.

use jiff::civil::Date;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{KnownLetter, Ledger, LedgerError, LetterId};
use crate::content::{Audience, SchoolYear};
use crate::render::Ways;
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

    /// The folders of the pages around an audience's letters of one school year, each drawn the first time.
    ///
    /// What everybody may see lies at one place for ever. A class has other children each year: what lies around
    /// its letters moves with the school year, so that nobody keeps a way to the letters of those who follow.
    ///
    /// # Errors
    /// The database.
    pub async fn ways(
        &self,
        audience: &Audience,
        year: SchoolYear,
        random: &dyn Random,
    ) -> Result<Ways, LedgerError> {
        let label = audience.label();
        let lasting = if *audience == Audience::Everyone { 0 } else { year.0 };
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO archive (audience, year, address) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(&label)
            .bind(year.0)
            .bind(secret_name(random))
            .execute(&mut *transaction)
            .await?;
        for kind in ["library", "calendar", "search"] {
            sqlx::query(
                "INSERT INTO around (kind, audience, year, address) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            )
            .bind(kind)
            .bind(&label)
            .bind(lasting)
            .bind(secret_name(random))
            .execute(&mut *transaction)
            .await?;
        }
        let row = sqlx::query(
            "SELECT archive.address AS archive, library.address AS library, calendar.address AS calendar,
                    search.address AS search
             FROM archive, around AS library, around AS calendar, around AS search
             WHERE archive.audience = ?1 AND archive.year = ?2
               AND library.kind = 'library' AND library.audience = ?1 AND library.year = ?3
               AND calendar.kind = 'calendar' AND calendar.audience = ?1 AND calendar.year = ?3
               AND search.kind = 'search' AND search.audience = ?1 AND search.year = ?3",
        )
        .bind(&label)
        .bind(year.0)
        .bind(lasting)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Ways {
            archive: row.try_get("archive")?,
            library: row.try_get("library")?,
            calendar: row.try_get("calendar")?,
            search: row.try_get("search")?,
        })
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
