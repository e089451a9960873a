//! The queue: everybody a letter is for, frozen before the first message goes. Its sending half is `post`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

use super::bulk;
use super::post::json;
use super::{
    Dispatch, Ledger, LedgerError, LetterId, NARROW, ROOMY, Recipient, Route, State, instant, millis,
};
use crate::recipients::{EmailAddress, Role};

/// One person an edition is released to.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDispatch {
    /// to whom
    pub to: Recipient,
    /// without brackets
    pub message_id: String,
    /// `Held`, `Frozen`, `NoChannel`, or `Bounced` where the address takes no mail
    pub state: State,
    /// not before this
    pub due_at: Timestamp,
    /// not after this; `None` = at any time
    pub send_by: Option<Timestamp>,
    /// 0 for the release itself; see [`Dispatch::round`]
    pub round: u32,
    /// see [`Dispatch::despite_stop`]
    pub despite_stop: bool,
    /// of `Bounced`: what the mail server said of this address before
    pub said: Option<String>,
}

/// As `send_by`: never again. Set by a stop for what is in the mail server's hands or in doubt, which nobody can
/// cancel: it stays where it is, and is not sent a second time.
pub(super) const NEVER: i64 = 0;

impl Ledger {
    /// Adds people to a release that is out already (a family that joined later), in place of messages that reached
    /// nobody: those are put aside ([`Dispatch::is_aside`]). Returns `false`, and writes nothing, where one of these has
    /// moved on since or was put aside already: another process was first.
    ///
    /// # Errors
    /// The database.
    pub async fn add_dispatches(
        &self,
        letter: &LetterId,
        edition: u32,
        people: &[NewDispatch],
        instead_of: &[i64],
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let mut transaction = self.begin().await?;
        let aside = sqlx::query(
            "UPDATE dispatch SET round = -id, due_at = ?3
             WHERE letter = ?1 AND round >= 0 AND id IN (SELECT value FROM json_each(?2))
               AND state IN ('no-channel', 'failed', 'bounced', 'rehearsed')",
        )
        .bind(&letter.0)
        .bind(json(instead_of))
        .bind(millis(now))
        .execute(&mut *transaction)
        .await?;
        if usize::try_from(aside.rows_affected()).ok() != Some(instead_of.len()) {
            return Ok(false);
        }
        insert(&mut transaction, letter, edition, people.iter().cloned()).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Lets what waits for its time go at `due_at` if that is sooner, and the letter's release be an
    /// emergency from now on, which goes to those too who have stopped the mails.
    ///
    /// # Errors
    /// The database.
    pub async fn hurry(&self, letter: &LetterId, due_at: Timestamp) -> Result<(), LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE release SET emergency = 1, send_at = min(send_at, ?) WHERE letter = ?")
            .bind(millis(due_at))
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "UPDATE dispatch SET due_at = min(due_at, ?)
             WHERE letter = ? AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(millis(due_at))
        .bind(&letter.0)
        .execute(&mut *transaction)
        .await?;
        super::stops::write_despite_stop(&mut transaction, letter, due_at).await?;
        Ok(transaction.commit().await?)
    }

    /// Stops what is still held; a letter that was to go at a later time stays off every list. What is being handed over, or in doubt, is not sent a second time. Returns how
    /// many were stopped.
    ///
    /// # Errors
    /// The database.
    pub async fn stop_held(&self, letter: &LetterId, now: Timestamp) -> Result<u64, LedgerError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE dispatch SET send_by = ? WHERE letter = ? AND state IN ('sending', 'uncertain')")
            .bind(NEVER)
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        let done = sqlx::query(
            "UPDATE dispatch SET state = 'cancelled' WHERE letter = ? AND state IN ('held', 'frozen', 'deferred')",
        )
        .bind(&letter.0)
        .execute(&mut *transaction)
        .await?;
        super::timing::never_list(&mut transaction, letter, now).await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }

    /// Lets what was stopped wait again until `due_at`, but nothing of an edition that was taken back or
    /// overtaken by a correction. Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn hold_again(
        &self,
        letter: &LetterId,
        due_at: Timestamp,
        send_by: Timestamp,
    ) -> Result<u64, LedgerError> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query(
            "UPDATE dispatch SET state = 'held', due_at = ?1, send_by = ?3
             WHERE letter = ?2 AND state = 'cancelled'
               AND edition >= (SELECT max(edition) FROM release WHERE letter = ?2 AND counts = 1)
               AND edition IN (SELECT edition FROM release WHERE letter = ?2 AND recalled_at IS NULL)",
        )
        .bind(millis(due_at))
        .bind(&letter.0)
        .bind(millis(send_by))
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE release SET send_at = ? WHERE letter = ? AND listed = 0")
            .bind(millis(due_at))
            .bind(&letter.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }

    /// How many people stand where with a letter's edition and those after it, each by the first message made for
    /// them; every state that occurs. They sum to its total.
    ///
    /// # Errors
    /// The database.
    pub async fn states(&self, letter: &LetterId, edition: u32) -> Result<BTreeMap<State, u64>, LedgerError> {
        self.counted(
            // Beside `min`, SQLite gives the other columns of that very row.
            "SELECT state, count(*) AS n FROM (
                 SELECT state, min(edition) FROM dispatch WHERE letter = ? AND edition >= ? AND round = 0
                 GROUP BY family, guardian)
             GROUP BY state",
            letter,
            edition,
        )
        .await
    }

    /// How many of the messages beside those stand where: of additions, and of reminders.
    ///
    /// # Errors
    /// The database.
    pub async fn states_beside(
        &self,
        letter: &LetterId,
        edition: u32,
    ) -> Result<(BTreeMap<State, u64>, BTreeMap<State, u64>), LedgerError> {
        let mut added = self
            .counted(
                "SELECT state, count(*) AS n FROM dispatch WHERE letter = ? AND edition >= ? AND round = 0
                 GROUP BY state",
                letter,
                edition,
            )
            .await?;
        for (state, first) in self.states(letter, edition).await? {
            added.entry(state).and_modify(|all| *all -= first.min(*all));
        }
        added.retain(|_, count| *count > 0);
        let reminders = self
            .counted(
                "SELECT state, count(*) AS n FROM dispatch WHERE letter = ? AND edition >= ? AND round > 0
                 GROUP BY state",
                letter,
                edition,
            )
            .await?;
        Ok((added, reminders))
    }

    async fn counted(
        &self,
        query: &'static str,
        letter: &LetterId,
        edition: u32,
    ) -> Result<BTreeMap<State, u64>, LedgerError> {
        let rows = sqlx::query(query).bind(&letter.0).bind(edition).fetch_all(&self.pool).await?;
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
        bulk::dispatches(&self.pool, letter).await
    }
}

/// Rows of one statement.
const TOGETHER: usize = 500;

pub(super) async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &LetterId,
    edition: u32,
    mut people: impl Iterator<Item = NewDispatch>,
) -> Result<(), LedgerError> {
    sqlx::query(ROOMY).execute(&mut **transaction).await?;
    loop {
        let together: Vec<NewDispatch> = people.by_ref().take(TOGETHER).collect();
        if together.is_empty() {
            sqlx::query(NARROW).execute(&mut **transaction).await?;
            return Ok(());
        }
        let rows: Vec<_> = together
            .iter()
            .map(|person| {
                let to = &person.to;
                let whom = (&to.family, &to.guardian, role_word(to.role), to.route.as_str());
                let how = (to.email.as_ref().map(EmailAddress::reveal), &to.lang, &person.message_id);
                let when = (millis(person.due_at), person.send_by.map(millis));
                let rest = (person.round, u8::from(person.despite_stop), &person.said);
                (whom, how, person.state.as_str(), when, rest)
            })
            .collect();
        sqlx::query(
            "INSERT INTO dispatch (letter, edition, family, guardian, role, route, address, lang, message_id, state,
                                   due_at, send_by, round, despite_stop, said)
             SELECT ?1, ?2, value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]',
                    value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', value ->> '$[2]',
                    value ->> '$[3][0]', value ->> '$[3][1]', value ->> '$[4][0]', value ->> '$[4][1]',
                    value ->> '$[4][2]'
             FROM json_each(?3) WHERE true
             ON CONFLICT (letter, edition, family, guardian, round) DO NOTHING",
        )
        .bind(&letter.0)
        .bind(edition)
        .bind(json(&rows))
        .execute(&mut **transaction)
        .await?;
    }
}

pub(super) fn dispatch(row: &SqliteRow) -> Result<Dispatch, LedgerError> {
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

pub(super) fn role(word: &str) -> Result<Role, LedgerError> {
    match word {
        "guardian" => Ok(Role::Guardian),
        "follower" => Ok(Role::Follower),
        "community" => Ok(Role::Community),
        _ => Err(LedgerError::Unknown(word.to_owned())),
    }
}
