//! Everything of one letter, column by column ([`Columns`]), on several connections at once: a list is made of tens of thousands
//! of rows.

use std::sync::Arc;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteRow;

use super::columns::Columns;
use super::outbox::role;
use super::words::{Agent, Fetch};
use super::{
    Circumstances, Dispatch, Door, LedgerError, LetterId, Recipient, Route, State, Touch, TouchKind, instant,
};
use crate::recipients::EmailAddress;

/// As [`dispatches_in`] takes them apart; every second one.
const DISPATCHES: &str = "
    SELECT count(*),
           group_concat(octet_length(family)), group_concat(family, ''),
           group_concat(octet_length(guardian)), group_concat(guardian, ''),
           group_concat(ifnull(octet_length(address), 'n')), group_concat(address, ''),
           group_concat(octet_length(lang)), group_concat(lang, ''),
           group_concat(octet_length(message_id)), group_concat(message_id, ''),
           group_concat(ifnull(octet_length(said), 'n')), group_concat(said, ''),
           group_concat(id), group_concat(edition), group_concat(role), group_concat(route), group_concat(state),
           group_concat(due_at), group_concat(ifnull(send_by, 'n')), group_concat(round),
           group_concat(attempts), group_concat(despite_stop), group_concat(again),
           group_concat(ifnull(handed_over_at, 'n'))
    FROM dispatch WHERE letter = ? AND id % 2 = ?";

/// As [`touches_in`] takes them apart; those of every second message.
const TOUCHES: &str = "
    SELECT count(*),
           group_concat(octet_length(token)), group_concat(token, ''),
           group_concat(octet_length(edition)), group_concat(edition, ''),
           group_concat(octet_length(gesture)), group_concat(gesture, ''),
           group_concat(ifnull(octet_length(network), 'n')), group_concat(network, ''),
           group_concat(ifnull(octet_length(session), 'n')), group_concat(session, ''),
           group_concat(ifnull(octet_length(device), 'n')), group_concat(device, ''),
           group_concat(id), group_concat(dispatch), group_concat(kind), group_concat(door), group_concat(at),
           group_concat(dwell), group_concat(late), group_concat(agent), group_concat(fetch)
    FROM touch WHERE dispatch IN (SELECT id FROM dispatch WHERE letter = ? AND id % 2 = ?) AND id > ?";

/// Every dispatch of a letter, in the order of their ids.
pub(super) async fn dispatches(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<Dispatch>, LedgerError> {
    let half = |half: u8| {
        let (pool, letter) = (pool.clone(), letter.clone());
        beside(async move {
            let row = sqlx::query(DISPATCHES).bind(&letter.0).bind(half).fetch_one(&pool).await?;
            dispatches_in(&row, &letter)
        })
    };
    let (mut all, odd) = tokio::try_join!(half(0), half(1))?;
    all.extend(odd);
    // Two runs: a stable sort only merges them.
    all.sort_by_key(|dispatch| dispatch.id);
    Ok(all)
}

/// The touches after this number of one half of a letter's messages, each with its number, in no order.
pub(super) async fn touches(
    pool: &SqlitePool,
    letter: &LetterId,
    half: u8,
    after: i64,
) -> Result<(Vec<i64>, Vec<Touch>), LedgerError> {
    let (pool, letter) = (pool.clone(), letter.clone());
    beside(async move {
        touches_in(&sqlx::query(TOUCHES).bind(letter.0).bind(half).bind(after).fetch_one(&pool).await?)
    })
    .await
}

/// Does this on whatever core is free.
async fn beside<T: Send + 'static>(
    work: impl Future<Output = Result<T, LedgerError>> + Send + 'static,
) -> Result<T, LedgerError> {
    tokio::spawn(work).await.map_err(std::io::Error::other)?
}

fn dispatches_in(row: &SqliteRow, letter: &LetterId) -> Result<Vec<Dispatch>, LedgerError> {
    let mut columns = Columns::of(row);
    let count = columns.count()?;
    let (mut family, mut guardian, mut address) = (columns.texts()?, columns.texts()?, columns.texts()?);
    let (mut lang, mut message_id, mut said) = (columns.texts()?, columns.texts()?, columns.texts()?);
    let (mut id, mut edition) = (columns.numbers()?, columns.numbers()?);
    let (mut roles, mut route, mut state) = (columns.words()?, columns.words()?, columns.words()?);
    let (mut due_at, mut send_by, mut round) = (columns.numbers()?, columns.numbers()?, columns.numbers()?);
    let (mut attempts, mut despite_stop) = (columns.numbers()?, columns.numbers()?);
    let (mut again, mut handed_over_at) = (columns.numbers()?, columns.numbers()?);
    let mut dispatch = || {
        Ok(Dispatch {
            id: id.next()?,
            letter: letter.clone(),
            edition: small(edition.next()?)?,
            to: Recipient {
                family: family.next()?.to_owned(),
                guardian: guardian.next()?.to_owned(),
                role: role(roles.next())?,
                route: Route::read(route.next())?,
                email: address.next_if_any()?.and_then(EmailAddress::parse),
                lang: lang.next()?.to_owned(),
            },
            message_id: message_id.next()?.to_owned(),
            state: State::read(state.next())?,
            due_at: instant(due_at.next()?),
            send_by: send_by.next_if_any()?.map(instant),
            round: round.next()?,
            despite_stop: despite_stop.next()? != 0,
            attempts: small(attempts.next()?)?,
            again: again.next()? != 0,
            handed_over_at: handed_over_at.next_if_any()?.map(instant),
            said: said.next_if_any()?.map(str::to_owned),
        })
    };
    (0..count).map(|_| dispatch()).collect()
}

fn touches_in(row: &SqliteRow) -> Result<(Vec<i64>, Vec<Touch>), LedgerError> {
    let mut columns = Columns::of(row);
    let count = columns.count()?;
    let mut token = columns.blobs()?;
    let (mut edition, mut gesture) = (columns.texts()?, columns.texts()?);
    let (mut network, mut session, mut device) = (columns.blobs()?, columns.blobs()?, columns.blobs()?);
    let (mut id, mut dispatch) = (columns.numbers()?, columns.numbers()?);
    let (mut kind, mut door, mut at) = (columns.words()?, columns.words()?, columns.numbers()?);
    let (mut dwell, mut late) = (columns.numbers()?, columns.numbers()?);
    let (mut agent, mut fetch) = (columns.words()?, columns.words()?);
    let (mut editions, mut gestures) = (Shared::default(), Shared::default());
    let mut touch = || {
        Ok(Touch {
            dispatch: dispatch.next()?,
            token: token.next()?.ok_or_else(|| LedgerError::Unknown("token".to_owned()))?,
            kind: TouchKind::read(kind.next())?,
            door: Door::read(door.next())?,
            at: instant(at.next()?),
            edition: editions.of(edition.next()?),
            dwell: dwell.next()?,
            gesture: gestures.of(gesture.next()?),
            late: late.next()? != 0,
            circumstances: Circumstances {
                agent: Agent::parse(agent.next()).unwrap_or(Agent::Unknown),
                fetch: Fetch::parse(fetch.next()).unwrap_or(Fetch::Silent),
                network: network.next()?,
                session: session.next()?,
                device: device.next()?,
            },
        })
    };
    let touches = (0..count).map(|_| touch()).collect::<Result<_, LedgerError>>()?;
    Ok(((0..count).map(|_| id.next()).collect::<Result<_, _>>()?, touches))
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
