//! Who may enter the desk, as what, and until when.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::sessions::may_enter;
use super::{Ledger, LedgerError, Role, instant, millis};

/// Somebody who may enter the desk. Kept for ever, since the record names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// as the record shows it
    pub name: String,
    /// as what
    pub role: Role,
    /// a teacher's classes; empty for others
    pub classes: BTreeSet<String>,
    /// its last day
    pub ends_on: Date,
    /// ended before that by a person
    pub ended_at: Option<Timestamp>,
    /// a password was chosen
    pub has_password: bool,
    /// codes of a telephone are asked for
    pub has_second: bool,
}

/// A link to choose a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// whose; `None` = the first account of all
    pub account: Option<String>,
    /// good before this
    pub until: Timestamp,
}

impl Account {
    /// May it enter on this day? The last director may always: see [`Ledger::session`].
    pub fn is_open(&self, today: Date) -> bool {
        self.ended_at.is_none() && self.ends_on >= today
    }
}

impl Ledger {
    /// Every account there ever was, by name.
    ///
    /// # Errors
    /// The database.
    pub async fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM account ORDER BY name").fetch_all(&self.pool).await?;
        rows.iter().map(account).collect()
    }

    /// How many accounts there are; 0 before the first start.
    ///
    /// # Errors
    /// The database.
    pub async fn account_count(&self) -> Result<u64, LedgerError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM account").fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// Makes an account without a password; `false` where the name is taken.
    ///
    /// # Errors
    /// The database.
    pub async fn add_account(&self, new: &Account, now: Timestamp) -> Result<bool, LedgerError> {
        let done = sqlx::query(
            "INSERT INTO account (name, password, made_at, role, classes, ends_on) VALUES (?, '', ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(&new.name)
        .bind(millis(now))
        .bind(new.role.as_str())
        .bind(json(&new.classes))
        .bind(new.ends_on.to_string())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives an account another role or other classes; `false` where none is so called, or it is the last director.
    ///
    /// # Errors
    /// The database.
    pub async fn change_account(
        &self,
        name: &str,
        role: Role,
        classes: &BTreeSet<String>,
        today: Date,
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        if role != Role::Director && is_last_director(&mut transaction, name, today).await? {
            return Ok(false);
        }
        let done = sqlx::query("UPDATE account SET role = ?, classes = ? WHERE name = ?")
            .bind(role.as_str())
            .bind(json(classes))
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// An account goes on until this day, ended or not; `false` where none is so called.
    ///
    /// # Errors
    /// The database.
    pub async fn renew_account(&self, name: &str, until: Date) -> Result<bool, LedgerError> {
        let done = sqlx::query("UPDATE account SET ends_on = ?, ended_at = NULL WHERE name = ?")
            .bind(until.to_string())
            .bind(name)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends an account, its sessions and its links; `false` where none is so called, or it is the last director.
    ///
    /// # Errors
    /// The database.
    pub async fn end_account(&self, name: &str, today: Date, now: Timestamp) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        if is_last_director(&mut transaction, name, today).await? {
            return Ok(false);
        }
        let done = sqlx::query("UPDATE account SET ended_at = ? WHERE name = ? AND ended_at IS NULL")
            .bind(millis(now))
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        shut(&mut transaction, name).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Takes an account's password and second factor away, and all its sessions and links; `false` where none is so
    /// called.
    ///
    /// # Errors
    /// The database.
    pub async fn reset_account(&self, name: &str) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE account SET password = '', second = NULL WHERE name = ?")
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM recovery WHERE account = ?").bind(name).execute(&mut *transaction).await?;
        shut(&mut transaction, name).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// The password hash (argon2id, PHC string) of an account that may enter today; `None` where there is none.
    ///
    /// # Errors
    /// The database.
    pub async fn account_password(&self, name: &str, today: Date) -> Result<Option<String>, LedgerError> {
        let found = sqlx::query_scalar(concat!(
            "SELECT password FROM account WHERE name = ?1 AND password != '' AND ",
            may_enter!("account", "?2")
        ));
        Ok(found.bind(name).bind(today.to_string()).fetch_optional(&self.pool).await?)
    }

    /// Gives an account another password (argon2id, PHC string), and ends its sessions.
    ///
    /// # Errors
    /// The database.
    pub async fn set_password(&self, name: &str, password: &str) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE account SET password = ? WHERE name = ?")
            .bind(password)
            .bind(name)
            .execute(&mut *transaction)
            .await?;
        shut(&mut transaction, name).await?;
        Ok(transaction.commit().await?)
    }

    /// Notes a link by its hash; earlier links of the same account end, and those that are too old.
    ///
    /// # Errors
    /// The database.
    pub async fn invite(&self, hash: &[u8; 32], new: &Invitation, now: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM invitation WHERE account IS ? OR until <= ?")
            .bind(&new.account)
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO invitation (hash, account, until) VALUES (?, ?, ?)")
            .bind(hash.as_slice())
            .bind(&new.account)
            .bind(millis(new.until))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The link of this hash, while it is good.
    ///
    /// # Errors
    /// The database.
    pub async fn invitation(
        &self,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<Invitation>, LedgerError> {
        let found = sqlx::query("SELECT account, until FROM invitation WHERE hash = ? AND until > ?")
            .bind(hash.as_slice())
            .bind(millis(now))
            .fetch_optional(&self.pool)
            .await?;
        found
            .map(|row| {
                Ok(Invitation { account: row.try_get("account")?, until: instant(row.try_get("until")?) })
            })
            .transpose()
    }

    /// Uses a link up: its account has this password (argon2id, PHC string) from now on. `first` is the account to be
    /// made where nobody has one yet. `false` when somebody was faster, or it is too late.
    ///
    /// # Errors
    /// The database.
    pub async fn choose_password(
        &self,
        hash: &[u8; 32],
        first: &Account,
        password: &str,
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let used = sqlx::query("DELETE FROM invitation WHERE hash = ? AND until > ? RETURNING account")
            .bind(hash.as_slice())
            .bind(millis(now))
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(used) = used else { return Ok(false) };
        let done = match used.try_get::<Option<String>, _>("account")? {
            Some(name) => {
                sqlx::query("DELETE FROM session WHERE account = ?")
                    .bind(&name)
                    .execute(&mut *transaction)
                    .await?;
                let set = sqlx::query("UPDATE account SET password = ? WHERE name = ?");
                set.bind(password).bind(name).execute(&mut *transaction).await?
            }
            None => {
                let make = sqlx::query(
                    "INSERT INTO account (name, password, made_at, role, ends_on)
                     SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM account)",
                );
                make.bind(&first.name)
                    .bind(password)
                    .bind(millis(now))
                    .bind(first.role.as_str())
                    .bind(first.ends_on.to_string())
                    .execute(&mut *transaction)
                    .await?
            }
        };
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Ends what is open of an account.
async fn shut(transaction: &mut Transaction<'_, Sqlite>, name: &str) -> Result<(), LedgerError> {
    sqlx::query("DELETE FROM session WHERE account = ?").bind(name).execute(&mut **transaction).await?;
    sqlx::query("DELETE FROM invitation WHERE account = ?").bind(name).execute(&mut **transaction).await?;
    Ok(())
}

/// Would nobody be left who lets others in?
async fn is_last_director(
    transaction: &mut Transaction<'_, Sqlite>,
    name: &str,
    today: Date,
) -> Result<bool, LedgerError> {
    let found = sqlx::query_scalar(
        "SELECT role = 'director' AND ended_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM account AS other WHERE other.name != ?1 AND other.role = 'director'
             AND other.password != '' AND other.ended_at IS NULL AND other.ends_on >= ?2)
         FROM account WHERE name = ?1",
    );
    let found: Option<bool> =
        found.bind(name).bind(today.to_string()).fetch_optional(&mut **transaction).await?;
    Ok(found.unwrap_or(false))
}

fn json(classes: &BTreeSet<String>) -> String {
    serde_json::to_string(classes).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn account(row: &SqliteRow) -> Result<Account, LedgerError> {
    let unknown = |text: &str| LedgerError::Unknown(text.to_owned());
    let (classes, ends_on): (String, String) = (row.try_get("classes")?, row.try_get("ends_on")?);
    let password: String = row.try_get("password")?;
    Ok(Account {
        name: row.try_get("name")?,
        role: Role::read(row.try_get("role")?)?,
        classes: serde_json::from_str(&classes).map_err(|_| unknown(&classes))?,
        ends_on: ends_on.parse().map_err(|_| unknown(&ends_on))?,
        ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(instant),
        has_password: !password.is_empty(),
        has_second: row.try_get::<Option<Vec<u8>>, _>("second")?.is_some(),
    })
}
