//! Everything of one letter, many rows in one text ([`Fields`]), on several connections at once: a list is made of tens of
//! thousands of rows.

use std::sync::Arc;

use futures_util::future::try_join_all;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use super::fields::Fields;
use super::outbox::role;
use super::post::json;
use super::words::{Agent, Fetch};
use super::{
    Circumstances, Dispatch, Door, LedgerError, LetterId, Recipient, Route, State, Touch, TouchKind, instant,
};
use crate::recipients::EmailAddress;

const SPAN: &str = "SELECT count(*), min(id), max(id) FROM dispatch WHERE letter = ?";
const IDS: &str = "SELECT group_concat(id) FROM dispatch WHERE letter = ?";

/// As [`dispatch`] reads them.
macro_rules! dispatches {
    ($rest:literal) => {
        concat!(
            "SELECT group_concat(concat_ws(',', d.id, edition, role, route, state, due_at, round, despite_stop, again,
                                           ifnull(handed_over_at, 'n'), octet_length(family), family,
                                           octet_length(guardian), guardian, ifnull(octet_length(address), 'n'), address",
            $rest,
            ")) FROM json_each(?1) CROSS JOIN dispatch d NOT INDEXED
                ON d.id BETWEEN value ->> 0 AND value ->> 1 AND letter = ?2"
        )
    };
}
const FOR_STANDINGS: &str = dispatches!("");
const WHOLE: &str = dispatches!(
    ", octet_length(lang), lang, octet_length(message_id), message_id, ifnull(octet_length(said), 'n'), said,
       ifnull(send_by, 'n'), attempts"
);

/// As [`touch`] reads them.
const TOUCHES: &str = "
    SELECT group_concat(concat_ws(',', t.id, dispatch, kind, door, t.at, dwell, late, agent, fetch,
                                  octet_length(token), token, octet_length(edition), edition,
                                  octet_length(gesture), gesture, ifnull(octet_length(network), 'n'), network,
                                  ifnull(octet_length(session), 'n'), session, ifnull(octet_length(device), 'n'), device))
    FROM json_each(?1) CROSS JOIN touch t ON dispatch BETWEEN value ->> 0 AND value ->> 1 AND t.id > ?2";

/// Numbers of dispatches without a gap, first and last: a release writes its own side by side.
pub(super) type Run = (i64, i64);

/// The numbers of a letter's dispatches, in so many parts as are read at the same time.
pub(super) async fn parts(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<Vec<Run>>, LedgerError> {
    let (count, first, last): (i64, Option<i64>, Option<i64>) =
        sqlx::query_as(SPAN).bind(&letter.0).fetch_one(pool).await?;
    let ids = match (first, last) {
        // A letter that went out once has no gap.
        (Some(first), Some(last)) if last - first + 1 == count => (first..=last).collect(),
        _ => ids(pool, letter).await?,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
    let each = ids.len().div_ceil(cores).max(FEW);
    Ok(ids.chunks(each).map(runs).collect())
}

async fn ids(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<i64>, LedgerError> {
    let row = sqlx::query(IDS).bind(&letter.0).fetch_one(pool).await?;
    let mut fields = Fields::of(text(&row)?);
    let mut ids = Vec::new();
    while !fields.is_empty() {
        ids.push(fields.number()?);
    }
    ids.sort_unstable();
    Ok(ids)
}

/// Fewer dispatches are not worth a statement.
const FEW: usize = 4;
/// Connections at work: the pool has no more.
const MOST: usize = 4;

fn runs(ids: &[i64]) -> Vec<Run> {
    ids.chunk_by(|one, next| one + 1 == *next).map(|run| (run[0], run[run.len() - 1])).collect()
}

/// Every dispatch of a letter, in the order of their ids.
pub(super) async fn dispatches(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<Dispatch>, LedgerError> {
    read_dispatches(pool, letter, &parts(pool, letter).await?, WHOLE).await
}

/// The same with all that a standing hangs on; see [`LetterRecord`](super::LetterRecord).
pub(super) async fn dispatches_for_standings(
    pool: &SqlitePool,
    letter: &LetterId,
    parts: &[Vec<Run>],
) -> Result<Vec<Dispatch>, LedgerError> {
    read_dispatches(pool, letter, parts, FOR_STANDINGS).await
}

async fn read_dispatches(
    pool: &SqlitePool,
    letter: &LetterId,
    parts: &[Vec<Run>],
    query: &'static str,
) -> Result<Vec<Dispatch>, LedgerError> {
    let part = |part: &Vec<Run>| {
        let length =
            part.iter().map(|(first, last)| usize::try_from(last - first + 1).unwrap_or_default()).sum();
        let (pool, part, letter) = (pool.clone(), json(part), letter.clone());
        beside(async move {
            let row = sqlx::query(query).bind(part).bind(&letter.0).fetch_one(&pool).await?;
            let mut fields = Fields::of(text(&row)?);
            let mut dispatches = Vec::with_capacity(length);
            while !fields.is_empty() {
                dispatches.push(dispatch(&mut fields, &letter, query == WHOLE)?);
            }
            Ok(dispatches)
        })
    };
    let all = try_join_all(parts.iter().map(part)).await?.into_iter();
    let together = all.reduce(|mut all, mut next| {
        all.append(&mut next);
        all
    });
    Ok(together.unwrap_or_default())
}

/// The touches after this number that are about these dispatches, each with its number, in no order.
pub(super) async fn touches(
    pool: &SqlitePool,
    part: &[Run],
    after: i64,
) -> Result<Vec<(i64, Touch)>, LedgerError> {
    let (pool, part) = (pool.clone(), json(part));
    beside(async move {
        let row = sqlx::query(TOUCHES).bind(part).bind(after).fetch_one(&pool).await?;
        let mut fields = Fields::of(text(&row)?);
        let mut touches = Vec::new();
        let (mut editions, mut gestures) = (Shared::default(), Shared::default());
        while !fields.is_empty() {
            touches.push((fields.number()?, touch(&mut fields, &mut editions, &mut gestures)?));
        }
        Ok(touches)
    })
    .await
}

/// Does this on whatever core is free.
async fn beside<T: Send + 'static>(
    work: impl Future<Output = Result<T, LedgerError>> + Send + 'static,
) -> Result<T, LedgerError> {
    tokio::spawn(work).await.map_err(std::io::Error::other)?
}

fn text(row: &SqliteRow) -> Result<&[u8], LedgerError> {
    Ok(row.try_get::<Option<&[u8]>, _>(0)?.unwrap_or_default())
}

fn dispatch(fields: &mut Fields<'_>, letter: &LetterId, is_whole: bool) -> Result<Dispatch, LedgerError> {
    let (id, edition) = (fields.number()?, small(fields.number()?)?);
    let (role, route) = (role(fields.word()?)?, Route::read(fields.word()?)?);
    let mut dispatch = Dispatch {
        id,
        letter: letter.clone(),
        edition,
        state: State::read(fields.word()?)?,
        due_at: instant(fields.number()?),
        round: fields.number()?,
        despite_stop: fields.number()? != 0,
        again: fields.number()? != 0,
        handed_over_at: fields.number_if_any()?.map(instant),
        to: Recipient {
            family: fields.text()?.to_owned(),
            guardian: fields.text()?.to_owned(),
            role,
            route,
            email: fields.text_if_any()?.and_then(EmailAddress::parse),
            lang: String::new(),
        },
        message_id: String::new(),
        said: None,
        send_by: None,
        attempts: 0,
    };
    if is_whole {
        dispatch.to.lang = fields.text()?.to_owned();
        dispatch.message_id = fields.text()?.to_owned();
        dispatch.said = fields.text_if_any()?.map(str::to_owned);
        dispatch.send_by = fields.number_if_any()?.map(instant);
        dispatch.attempts = small(fields.number()?)?;
    }
    Ok(dispatch)
}

fn touch(
    fields: &mut Fields<'_>,
    editions: &mut Shared,
    gestures: &mut Shared,
) -> Result<Touch, LedgerError> {
    let dispatch = fields.number()?;
    let (kind, door, at) =
        (TouchKind::read(fields.word()?)?, Door::read(fields.word()?)?, instant(fields.number()?));
    let (dwell, late) = (fields.number()?, fields.number()? != 0);
    let agent = Agent::parse(fields.word()?).unwrap_or(Agent::Unknown);
    let fetch = Fetch::parse(fields.word()?).unwrap_or(Fetch::Silent);
    Ok(Touch {
        dispatch,
        token: fields.blob()?.ok_or_else(|| LedgerError::Unknown("token".to_owned()))?,
        kind,
        door,
        at,
        edition: editions.of(fields.text()?),
        dwell,
        gesture: gestures.of(fields.text()?),
        late,
        circumstances: Circumstances {
            agent,
            fetch,
            network: fields.blob()?,
            session: fields.blob()?,
            device: fields.blob()?,
        },
    })
}

/// Texts of which there are only a few.
#[derive(Default)]
struct Shared(Vec<Arc<str>>);

impl Shared {
    /// So many of them are looked through.
    const FEW: usize = 16;

    fn of(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.iter().find(|known| ***known == *text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        if self.0.len() < Self::FEW {
            self.0.push(Arc::clone(&new));
        }
        new
    }
}

fn small(number: i64) -> Result<u32, LedgerError> {
    u32::try_from(number).map_err(|_| LedgerError::Unknown(number.to_string()))
}
