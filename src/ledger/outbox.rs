//! The queue: a dispatch is written down before it is handed over, and again after.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::{Dispatch, Ledger, LedgerError, LetterId, Recipient, Route, State, instant, millis};
use crate::recipients::{EmailAddress, Role};

/// One person an edition is released to.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDispatch {
    /// to whom
    pub to: Recipient,
    /// without brackets
    pub message_id: String,
    /// `Held`, `Frozen` or `NoChannel`
    pub state: State,
    /// not before this
    pub due_at: Timestamp,
    /// not after this; `None` = at any time
    pub send_by: Option<Timestamp>,
    /// 0 for the release itself; see [`Dispatch::round`]
    pub round: u32,
    /// see [`Dispatch::despite_stop`]
    pub despite_stop: bool,
}

/// What still has to be handed over: `held`, `frozen` and `deferred`, and `uncertain` not yet sent again; of
/// editions that are on the host, not taken back, and not overtaken by one that made earlier readings void.
/// A recall or a correction so holds also for a mail in doubt, which nobody can cancel.
macro_rules! waiting {
    ($and:literal) => {
        concat!(
            "FROM dispatch d JOIN release r ON r.letter = d.letter AND r.edition = d.edition
             WHERE (d.state IN ('held', 'frozen', 'deferred') OR (d.state = 'uncertain' AND d.again = 0)",
            $and,
            ") AND (?1 IS NULL OR d.letter = ?1)
               AND r.recalled_at IS NULL AND r.published_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM release n
                               WHERE n.letter = d.letter AND n.edition > d.edition AND n.counts = 1) "
        )
    };
}

impl Ledger {
    /// Adds people to a release that is out already (a family that joined later).
    ///
    /// # Errors
    /// The database.
    pub async fn add_dispatches(
        &self,
        letter: &LetterId,
        edition: u32,
        people: &[NewDispatch],
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        for person in people {
            insert(&mut transaction, letter, edition, person).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// After a start, with nobody else sending: whatever was `sending` when we died is `uncertain`.
    /// Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn doubt_interrupted(&self) -> Result<u64, LedgerError> {
        let done = sqlx::query("UPDATE dispatch SET state = 'uncertain' WHERE state = 'sending'")
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }

    /// What can be handed over now: `held` and `deferred` whose time has come, `frozen`, and `uncertain`
    /// not yet sent again; of one letter or of all, oldest first.
    ///
    /// # Errors
    /// The database.
    pub async fn due(
        &self,
        letter: Option<&LetterId>,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<Dispatch>, LedgerError> {
        let rows = sqlx::query(concat!(
            "SELECT d.* ",
            waiting!(""),
            "AND d.due_at <= ?2 ORDER BY d.due_at, d.id LIMIT ?3"
        ))
        .bind(letter.map(|letter| letter.0.as_str()))
        .bind(millis(now))
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(dispatch).collect()
    }

    /// Marks as `frozen` what was `held` and whose time has come. Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn freeze_due(&self, letter: Option<&LetterId>, now: Timestamp) -> Result<u64, LedgerError> {
        let done = sqlx::query(concat!(
            "UPDATE dispatch SET state = 'frozen' WHERE state = 'held' AND due_at <= ?2
             AND id IN (SELECT d.id ",
            waiting!(""),
            ")"
        ))
        .bind(letter.map(|letter| letter.0.as_str()))
        .bind(millis(now))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// When the next waiting dispatch comes due, or `None` when nothing waits. What stands at `sending` waits
    /// too: another process has it in hand, or died with it, and then it is to be sent again.
    ///
    /// # Errors
    /// The database.
    pub async fn next_due(&self, letter: Option<&LetterId>) -> Result<Option<Timestamp>, LedgerError> {
        let at: Option<i64> =
            sqlx::query_scalar(concat!("SELECT min(d.due_at) ", waiting!(" OR d.state = 'sending'")))
                .bind(letter.map(|letter| letter.0.as_str()))
                .fetch_one(&self.pool)
                .await?;
        Ok(at.map(instant))
    }

    /// Writes down that this dispatch is about to be handed over, with the hash of the token it carries.
    /// Returns `false`, and writes nothing, when it is not waiting any more (stopped, taken back, or taken by
    /// another).
    ///
    /// # Errors
    /// The database.
    pub async fn start_sending(
        &self,
        dispatch: &Dispatch,
        token: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let taken = sqlx::query(
            "UPDATE dispatch SET state = 'sending', attempts = attempts + 1, again = again OR (state = 'uncertain')
             WHERE id = ? AND state = ? AND EXISTS (
                 SELECT 1 FROM release r
                 WHERE r.letter = dispatch.letter AND r.edition = dispatch.edition AND r.recalled_at IS NULL)",
        )
        .bind(dispatch.id)
        .bind(dispatch.state.as_str())
        .execute(&mut *transaction)
        .await?;
        if taken.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("INSERT INTO token (hash, dispatch, drawn_at) VALUES (?, ?, ?)")
            .bind(token.as_slice())
            .bind(dispatch.id)
            .bind(millis(now))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Writes down what came of the hand-over: `Accepted`, `Rehearsed`, `Bounced`, `Failed`, or `Deferred`
    /// until `again_at`.
    ///
    /// # Errors
    /// The database.
    pub async fn finish_sending(
        &self,
        dispatch: i64,
        state: State,
        said: Option<&str>,
        now: Timestamp,
        again_at: Option<Timestamp>,
    ) -> Result<(), LedgerError> {
        let handed_over = matches!(state, State::Accepted | State::Rehearsed).then(|| millis(now));
        sqlx::query(
            "UPDATE dispatch SET state = ?, said = ?, handed_over_at = coalesce(?, handed_over_at),
                                 due_at = coalesce(?, due_at)
             WHERE id = ? AND state = 'sending'",
        )
        .bind(state.as_str())
        .bind(said)
        .bind(handed_over)
        .bind(again_at.map(millis))
        .bind(dispatch)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Puts back what never left this machine because the mail server could not be reached: it waits until
    /// `again_at`, the try does not count, and the token that nobody got is forgotten.
    ///
    /// # Errors
    /// The database.
    pub async fn put_back(
        &self,
        dispatch: i64,
        token: &[u8; 32],
        said: &str,
        again_at: Timestamp,
    ) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "UPDATE dispatch SET state = 'deferred', said = ?, due_at = ?, attempts = attempts - 1
             WHERE id = ? AND state = 'sending'",
        )
        .bind(said)
        .bind(millis(again_at))
        .bind(dispatch)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM token WHERE hash = ? AND dispatch = ?")
            .bind(token.as_slice())
            .bind(dispatch)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Lets what waits for its time go at `due_at` if that is sooner, and the letter's release be an
    /// emergency from now on.
    ///
    /// # Errors
    /// The database.
    pub async fn hurry(&self, letter: &LetterId, due_at: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE release SET emergency = 1 WHERE letter = ?")
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE dispatch SET due_at = min(due_at, ?) WHERE letter = ? AND state = 'held'")
            .bind(millis(due_at))
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Stops what is still held. Returns how many were stopped.
    ///
    /// # Errors
    /// The database.
    pub async fn stop_held(&self, letter: &LetterId) -> Result<u64, LedgerError> {
        let done = sqlx::query(
            "UPDATE dispatch SET state = 'cancelled' WHERE letter = ? AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(&letter.0)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// Lets what was stopped wait again until `due_at`, but nothing of an edition that was taken back or
    /// overtaken by a correction. Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn hold_again(&self, letter: &LetterId, due_at: Timestamp) -> Result<u64, LedgerError> {
        let done = sqlx::query(
            "UPDATE dispatch SET state = 'held', due_at = ?1
             WHERE letter = ?2 AND state = 'cancelled'
               AND edition >= (SELECT max(edition) FROM release WHERE letter = ?2 AND counts = 1)
               AND edition IN (SELECT edition FROM release WHERE letter = ?2 AND recalled_at IS NULL)",
        )
        .bind(millis(due_at))
        .bind(&letter.0)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// How many dispatches of a letter's edition stand where; every state that occurs. They sum to its total.
    ///
    /// # Errors
    /// The database.
    pub async fn states(&self, letter: &LetterId, edition: u32) -> Result<BTreeMap<State, u64>, LedgerError> {
        let rows = sqlx::query(
            "SELECT state, count(*) AS n FROM dispatch WHERE letter = ? AND edition = ? GROUP BY state",
        )
        .bind(&letter.0)
        .bind(edition)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((State::read(row.try_get("state")?)?, row.try_get::<i64, _>("n")?.unsigned_abs())))
            .collect()
    }

    /// The dispatch whose Message-ID begins with this number of a [`crate::notify::Mark`].
    ///
    /// # Errors
    /// The database.
    pub async fn dispatch_of_mark(&self, number: &str) -> Result<Option<Dispatch>, LedgerError> {
        // By the index of UNIQUE: from `NUMBER.` up to the character after the point.
        let row =
            sqlx::query("SELECT * FROM dispatch WHERE message_id >= ?1 || '.' AND message_id < ?1 || '/'")
                .bind(number)
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(dispatch).transpose()
    }

    /// Every dispatch of a letter, all editions.
    ///
    /// # Errors
    /// The database.
    pub async fn dispatches(&self, letter: &LetterId) -> Result<Vec<Dispatch>, LedgerError> {
        let rows = sqlx::query("SELECT * FROM dispatch WHERE letter = ? ORDER BY id")
            .bind(&letter.0)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(dispatch).collect()
    }
}

pub(super) async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &LetterId,
    edition: u32,
    person: &NewDispatch,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO dispatch (letter, edition, family, guardian, role, route, address, lang, message_id, state, due_at,
                               send_by, round, despite_stop)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (letter, edition, family, guardian, round) DO NOTHING",
    )
    .bind(&letter.0)
    .bind(edition)
    .bind(&person.to.family)
    .bind(&person.to.guardian)
    .bind(role_word(person.to.role))
    .bind(person.to.route.as_str())
    .bind(person.to.email.as_ref().map(EmailAddress::reveal))
    .bind(&person.to.lang)
    .bind(&person.message_id)
    .bind(person.state.as_str())
    .bind(millis(person.due_at))
    .bind(person.send_by.map(millis))
    .bind(person.round)
    .bind(person.despite_stop)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn dispatch(row: &SqliteRow) -> Result<Dispatch, LedgerError> {
    let address: Option<String> = row.try_get("address")?;
    Ok(Dispatch {
        id: row.try_get("id")?,
        letter: LetterId(row.try_get("letter")?),
        edition: row.try_get("edition")?,
        to: Recipient {
            family: row.try_get("family")?,
            guardian: row.try_get("guardian")?,
            role: role(row.try_get("role")?)?,
            route: Route::read(row.try_get("route")?)?,
            email: address.and_then(|address| EmailAddress::parse(&address)),
            lang: row.try_get("lang")?,
        },
        message_id: row.try_get("message_id")?,
        state: State::read(row.try_get("state")?)?,
        due_at: instant(row.try_get("due_at")?),
        send_by: row.try_get::<Option<i64>, _>("send_by")?.map(instant),
        round: row.try_get("round")?,
        despite_stop: row.try_get("despite_stop")?,
        attempts: row.try_get("attempts")?,
        again: row.try_get("again")?,
        handed_over_at: row.try_get::<Option<i64>, _>("handed_over_at")?.map(instant),
        said: row.try_get("said")?,
    })
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Guardian => "guardian",
        Role::Follower => "follower",
        Role::Community => "community",
    }
}

fn role(word: &str) -> Result<Role, LedgerError> {
    match word {
        "guardian" => Ok(Role::Guardian),
        "follower" => Ok(Role::Follower),
        "community" => Ok(Role::Community),
        _ => Err(LedgerError::Unknown(word.to_owned())),
    }
}
