//! The sending half of the queue: what may go now, and the books that are kept before and after each mail.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use super::outbox::dispatch;
use super::{Dispatch, Ledger, LedgerError, LetterId, State, instant, millis, own_connection};

/// A mail about to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// which dispatch
    pub dispatch: i64,
    /// where it stood when it was taken from the queue
    pub was: State,
    /// the hash of the token it carries
    pub token: [u8; 32],
}

/// What came of a mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// which dispatch
    pub dispatch: i64,
    /// where it stands now
    pub state: State,
    /// what the mail server said
    pub said: Option<String>,
    /// when it was taken, or not
    #[serde(with = "in_millis_or_none")]
    pub handed_over_at: Option<Timestamp>,
    /// not before this again; `None` leaves its time as it is
    #[serde(with = "in_millis_or_none")]
    pub again_at: Option<Timestamp>,
    /// It never left this machine: the try does not count, and this token, which nobody got, is forgotten.
    pub unsent: Option<[u8; 32]>,
}

impl Finish {
    /// Of a mail that was claimed and has not begun: it waits again as it did.
    pub fn never_begun(start: &Start) -> Self {
        Finish {
            dispatch: start.dispatch,
            state: start.was,
            said: None,
            handed_over_at: None,
            again_at: None,
            unsent: Some(start.token),
        }
    }
}

mod in_millis_or_none {
    use super::{Timestamp, instant, millis};
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        at.map(millis).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(instant))
    }
}

/// A place in the queue: rows are in the order of their time, then of their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(i64, i64);

impl Place {
    /// Before every row.
    pub const START: Place = Place(i64::MIN, i64::MIN);

    /// Where this dispatch stands.
    pub fn of(dispatch: &Dispatch) -> Self {
        Place(millis(dispatch.due_at), dispatch.id)
    }
}

/// Whose mails are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// of this letter; `None` = of all
    pub letter: Option<LetterId>,
    /// to this domain and what lies below it; `None` = to all
    pub only: Option<String>,
    /// but not to these domains, nor to what lies below them
    pub except: Vec<String>,
}

/// The words of the index `dispatch_waiting`: named in so many words, SQLite looks there, and not at years of rows.
macro_rules! in_queue {
    () => {
        "state IN ('held', 'frozen', 'deferred', 'sending', 'uncertain')"
    };
}

/// What still has to be handed over: `held`, `frozen` and `deferred`, and `uncertain` not yet sent again; of
/// editions that are on the host, not taken back, and not overtaken by one that made earlier readings void.
/// A recall or a correction so holds also for a mail in doubt, which nobody can cancel; a stop says it by
/// [`super::outbox::NEVER`].
macro_rules! waiting {
    ($and:literal) => {
        concat!(
            "FROM dispatch d JOIN release r ON r.letter = d.letter AND r.edition = d.edition
             WHERE d.",
            in_queue!(),
            " AND (d.state IN ('held', 'frozen', 'deferred')
                   OR (d.state = 'uncertain' AND d.again = 0 AND d.send_by IS NOT 0)",
            $and,
            ") AND (?1 IS NULL OR d.letter = ?1)
               AND r.recalled_at IS NULL AND r.published_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM release n
                               WHERE n.letter = d.letter AND n.edition > d.edition AND n.counts = 1) "
        )
    };
}

/// The books of many mails: a whole transaction in one query, since each statement by itself costs two switches between
/// threads, and each row one. What ends before its end leaves nothing half done: the connection is closed.
///
/// `?1`: what came of those that were handed over. `?2`: which are about to go; a token is written for each that may,
/// and whoever has one is `sending`. The answer has a `1` or a `0` for each of these.
macro_rules! keep_books {
    ($forget:literal) => {
        concat!(
            "BEGIN IMMEDIATE;
             UPDATE dispatch SET
                 state = o.value ->> 1,
                 said = iif((o.value ->> 5) IS NULL, o.value ->> 2, coalesce(o.value ->> 2, said)),
                 handed_over_at = coalesce(o.value ->> 3, handed_over_at),
                 due_at = coalesce(o.value ->> 4, due_at),
                 attempts = attempts - ((o.value ->> 5) IS NOT NULL),
                 again = again AND NOT ((o.value ->> 5) IS NOT NULL AND (o.value ->> 1) = 'uncertain')
             FROM jsonb_each(?1) AS o
             WHERE dispatch.id = (o.value ->> 0) AND dispatch.state = 'sending';",
            $forget,
            "INSERT INTO token (hash, dispatch, drawn_at)
             SELECT unhex(s.value ->> 2), d.id, ?3
             FROM jsonb_each(?2) AS s CROSS JOIN dispatch d ON d.id = (s.value ->> 0)
             WHERE d.state = (s.value ->> 1)
               AND (d.send_by IS NULL OR d.send_by >= ?3)
               AND (d.despite_stop = 1
                    OR NOT EXISTS (SELECT 1 FROM stopped WHERE stopped.address = lower(d.address)))
               AND EXISTS (SELECT 1 FROM release r
                           WHERE r.letter = d.letter AND r.edition = d.edition AND r.recalled_at IS NULL)
               AND NOT EXISTS (SELECT 1 FROM release n
                               WHERE n.letter = d.letter AND n.edition > d.edition AND n.counts = 1);
             UPDATE dispatch SET state = 'sending', attempts = attempts + 1,
                                 again = again OR dispatch.state = 'uncertain'
             FROM jsonb_each(?2) AS s
             WHERE dispatch.id = (s.value ->> 0) AND dispatch.state = (s.value ->> 1)
               AND EXISTS (SELECT 1 FROM token WHERE hash = unhex(s.value ->> 2));
             SELECT coalesce(group_concat(EXISTS (SELECT 1 FROM token WHERE hash = unhex(value ->> 2)), '' ORDER BY key), '')
             FROM jsonb_each(?2);
             COMMIT"
        )
    };
}

const KEEP_BOOKS: &str = keep_books!("");
/// The same, and the tokens that nobody got are forgotten.
const KEEP_BOOKS_AND_FORGET: &str = keep_books!(
    "DELETE FROM token
     WHERE hash IN (SELECT unhex(value ->> 5) FROM jsonb_each(?1) WHERE (value ->> 5) IS NOT NULL);"
);

impl Ledger {
    /// After a start, with nobody else sending: whatever was `sending` when we died is `uncertain`.
    /// Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn doubt_interrupted(&self) -> Result<u64, LedgerError> {
        let done = sqlx::query(concat!(
            "UPDATE dispatch SET state = 'uncertain' WHERE state = 'sending' AND ",
            in_queue!()
        ))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// What is `sending`, each with the hash of the token that was drawn for it last.
    ///
    /// # Errors
    /// The database.
    pub async fn in_hand(&self) -> Result<Vec<(i64, [u8; 32])>, LedgerError> {
        let rows: Vec<(i64, Option<Vec<u8>>)> = sqlx::query_as(concat!(
            "SELECT d.id, (SELECT hash FROM token WHERE dispatch = d.id ORDER BY drawn_at DESC LIMIT 1)
             FROM dispatch d WHERE d.state = 'sending' AND d.",
            in_queue!()
        ))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().filter_map(|(id, token)| Some((id, token?.try_into().ok()?))).collect())
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
        let whose = Whose { letter: letter.cloned(), ..Whose::default() };
        self.due_after(Place::START, &whose, now, most).await
    }

    /// The same from a place in the queue on, so that the queue is read piece by piece.
    ///
    /// # Errors
    /// The database.
    pub async fn due_after(
        &self,
        after: Place,
        whose: &Whose,
        now: Timestamp,
        most: u32,
    ) -> Result<Vec<Dispatch>, LedgerError> {
        let except = (!whose.except.is_empty()).then(|| json(&whose.except));
        let rows = sqlx::query(concat!(
            "SELECT d.* ",
            waiting!(""),
            "AND d.due_at <= ?2 AND (d.due_at, d.id) > (?3, ?4)
             AND (?5 IS NULL OR d.address LIKE '%@' || ?5 OR d.address LIKE '%.' || ?5)
             AND (?6 IS NULL OR NOT EXISTS (
                 SELECT 1 FROM json_each(?6) x
                 WHERE d.address LIKE '%@' || x.value OR d.address LIKE '%.' || x.value))
             ORDER BY d.due_at, d.id LIMIT ?7"
        ))
        .bind(whose.letter.as_ref().map(|letter| letter.0.as_str()))
        .bind(millis(now))
        .bind(after.0)
        .bind(after.1)
        .bind(whose.only.as_deref())
        .bind(except)
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(dispatch).collect()
    }

    /// Marks as `frozen` what was `held` and whose time has come; what waits for somebody who has stopped the mails
    /// meanwhile is left out first. Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn freeze_due(&self, letter: Option<&LetterId>, now: Timestamp) -> Result<u64, LedgerError> {
        self.leave_out_stopped().await?;
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

    /// Gives up what it is too late for: its `send_by` has passed while it waited. It is `failed`, and `said`
    /// tells why; what is in doubt stays `uncertain` and goes no more. What was stopped while it was in the
    /// mail server's hands, and came back, is `cancelled`. Returns how many.
    ///
    /// # Errors
    /// The database.
    pub async fn give_up_late(&self, now: Timestamp, said: &str) -> Result<u64, LedgerError> {
        let done = sqlx::query(concat!(
            "UPDATE dispatch SET state = CASE WHEN state = 'uncertain' THEN 'uncertain'
                                              WHEN send_by = 0 THEN 'cancelled' ELSE 'failed' END,
                                 said = CASE WHEN send_by = 0 THEN said ELSE ?2 END,
                                 send_by = CASE WHEN state = 'uncertain' THEN 0 ELSE send_by END
             WHERE send_by < ?1
               AND EXISTS (SELECT 1 FROM release r WHERE r.letter = dispatch.letter
                           AND r.edition = dispatch.edition AND r.published_at IS NOT NULL)
               AND (state IN ('held', 'frozen', 'deferred') OR (state = 'uncertain' AND again = 0 AND send_by <> 0))
               AND ",
            in_queue!()
        ))
        .bind(millis(now))
        .bind(said)
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

    /// How many still wait, of one letter or of all.
    ///
    /// # Errors
    /// The database.
    pub async fn waiting(&self, letter: Option<&LetterId>) -> Result<u64, LedgerError> {
        let count: i64 = sqlx::query_scalar(concat!("SELECT count(*) ", waiting!(" OR d.state = 'sending'")))
            .bind(letter.map(|letter| letter.0.as_str()))
            .fetch_one(&self.pool)
            .await?;
        Ok(count.unsigned_abs())
    }

    /// Lets everything that waits for this domain, and what lies below it, wait until then.
    ///
    /// # Errors
    /// The database.
    pub async fn leave_alone(&self, domain: &str, until: Timestamp) -> Result<u64, LedgerError> {
        let done = sqlx::query(concat!(
            "UPDATE dispatch SET due_at = ?2
             WHERE state <> 'held' AND due_at < ?2
               AND (address LIKE '%@' || ?1 OR address LIKE '%.' || ?1) AND ",
            in_queue!()
        ))
        .bind(domain)
        .bind(millis(until))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected())
    }

    /// The books of a round of sending.
    #[must_use]
    pub fn books(&self) -> Books {
        Books { pool: self.pool.clone(), connection: None }
    }

    /// [`Books::keep`] for one mail that is about to go.
    ///
    /// # Errors
    /// The database.
    pub async fn start_sending(
        &self,
        dispatch: &Dispatch,
        token: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, LedgerError> {
        let start = Start { dispatch: dispatch.id, was: dispatch.state, token: *token };
        Ok(self.books().keep(&[], &[start], now).await? == [true])
    }

    /// [`Books::keep`] for one mail whose fate is known.
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
        let handed_over_at = matches!(state, State::Accepted | State::Rehearsed).then_some(now);
        let said = said.map(str::to_owned);
        let finish = Finish { dispatch, state, said, handed_over_at, again_at, unsent: None };
        self.books().keep(&[finish], &[], now).await.map(drop)
    }
}

/// The books of one round of sending, on a connection of their own: another one each time would not know the pages that
/// were written last.
#[derive(Debug)]
pub struct Books {
    pool: SqlitePool,
    connection: Option<SqliteConnection>,
}

impl Books {
    /// Keeps the books of many mails in one transaction: what came of those that were handed over, and then
    /// which are `sending` from now on, each with the hash of its token. Answers for each of `starts` whether
    /// it may go: not what does not wait any more as it did (stopped, taken back, overtaken by a correction),
    /// nor what it is too late for.
    ///
    /// # Errors
    /// The database; nothing is written then.
    pub async fn keep(
        &mut self,
        finishes: &[Finish],
        starts: &[Start],
        now: Timestamp,
    ) -> Result<Vec<bool>, LedgerError> {
        let finished: Vec<_> = finishes
            .iter()
            .map(|one| {
                let (handed_over, again) = (one.handed_over_at.map(millis), one.again_at.map(millis));
                let unsent = one.unsent.as_ref().map(|token| hex(token));
                (one.dispatch, one.state.as_str(), one.said.as_deref(), handed_over, again, unsent)
            })
            .collect();
        let mut asked = HashSet::with_capacity(starts.len());
        // Asked for twice, it goes once.
        let is_first: Vec<bool> = starts.iter().map(|one| asked.insert(one.dispatch)).collect();
        let started: Vec<_> = starts
            .iter()
            .zip(&is_first)
            .filter(|(_, is_first)| **is_first)
            .map(|(one, _)| (one.dispatch, one.was.as_str(), hex(&one.token)))
            .collect();
        let forgets = finishes.iter().any(|one| one.unsent.is_some());
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => own_connection(&self.pool).await?,
        };
        let may_go: Vec<String> =
            sqlx::query_scalar(if forgets { KEEP_BOOKS_AND_FORGET } else { KEEP_BOOKS })
                .bind(json(&finished))
                .bind(json(&started))
                .bind(millis(now))
                .fetch_all(&mut connection)
                .await?;
        self.connection = Some(connection);
        let mut may_go = may_go.iter().flat_map(|one| one.bytes()).map(|may_go| may_go == b'1');
        Ok(is_first.iter().map(|is_first| *is_first && may_go.next() == Some(true)).collect())
    }
}

/// Many rows as one value: a statement costs more than a row.
pub(super) fn json<T: serde::Serialize>(rows: &[T]) -> String {
    serde_json::to_string(rows).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}
