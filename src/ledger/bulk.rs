//! Everything of one letter in one value: for tens of thousands of rows, a row of sqlx costs more than the row itself.

use std::borrow::Cow;

use data_encoding::HEXUPPER;
use serde::Deserialize;
use sqlx::SqlitePool;

use super::outbox::role;
use super::words::{Agent, Fetch};
use super::{
    Circumstances, Dispatch, Door, LedgerError, LetterId, Recipient, Route, State, Touch, TouchKind, instant,
};
use crate::recipients::EmailAddress;

/// The columns of a dispatch, in the order of [`DISPATCHES`].
#[derive(Deserialize)]
struct DispatchRow<'a> {
    id: i64,
    edition: u32,
    #[serde(borrow)]
    family: Cow<'a, str>,
    #[serde(borrow)]
    guardian: Cow<'a, str>,
    role: &'a str,
    route: &'a str,
    #[serde(borrow)]
    address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    lang: Cow<'a, str>,
    #[serde(borrow)]
    message_id: Cow<'a, str>,
    state: &'a str,
    due_at: i64,
    send_by: Option<i64>,
    round: i64,
    despite_stop: u8,
    attempts: u32,
    again: u8,
    handed_over_at: Option<i64>,
    #[serde(borrow)]
    said: Option<Cow<'a, str>>,
}

const DISPATCHES: &str = "
    SELECT json_group_array(json_array(id, edition, family, guardian, role, route, address, lang, message_id, state,
                                       due_at, send_by, round, despite_stop, attempts, again, handed_over_at, said))
    FROM dispatch WHERE letter = ?";

/// The columns of a touch, in the order of [`TOUCHES`].
#[derive(Deserialize)]
struct TouchRow<'a> {
    id: i64,
    dispatch: i64,
    token: &'a str,
    kind: &'a str,
    door: &'a str,
    at: i64,
    #[serde(borrow)]
    edition: Cow<'a, str>,
    dwell: i64,
    #[serde(borrow)]
    gesture: Cow<'a, str>,
    late: u8,
    #[serde(borrow)]
    agent: Cow<'a, str>,
    #[serde(borrow)]
    fetch: Cow<'a, str>,
    network: &'a str,
    session: &'a str,
    device: &'a str,
}

const TOUCHES: &str = "
    SELECT json_group_array(json_array(id, dispatch, hex(token), kind, door, at, edition, dwell, gesture, late,
                                       agent, fetch, hex(network), hex(session), hex(device)))
    FROM touch WHERE dispatch IN (SELECT id FROM dispatch WHERE letter = ?)";

/// Every dispatch of a letter, in the order of their ids.
pub(super) async fn dispatches(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<Dispatch>, LedgerError> {
    let text: String = sqlx::query_scalar(DISPATCHES).bind(&letter.0).fetch_one(pool).await?;
    let rows: Vec<DispatchRow<'_>> = read(&text)?;
    let mut all =
        rows.into_iter().map(|row| dispatch(row, letter)).collect::<Result<Vec<Dispatch>, LedgerError>>()?;
    all.sort_unstable_by_key(|dispatch| dispatch.id);
    Ok(all)
}

/// Every touch of a letter, in the order they came.
pub(super) async fn touches(pool: &SqlitePool, letter: &LetterId) -> Result<Vec<Touch>, LedgerError> {
    let text: String = sqlx::query_scalar(TOUCHES).bind(&letter.0).fetch_one(pool).await?;
    let mut rows: Vec<TouchRow<'_>> = read(&text)?;
    rows.sort_unstable_by_key(|row| row.id);
    rows.into_iter().map(touch).collect()
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Vec<T>, LedgerError> {
    serde_json::from_str(text).map_err(|error| LedgerError::Unknown(error.to_string()))
}

fn dispatch(row: DispatchRow<'_>, letter: &LetterId) -> Result<Dispatch, LedgerError> {
    Ok(Dispatch {
        id: row.id,
        letter: letter.clone(),
        edition: row.edition,
        to: Recipient {
            family: row.family.into_owned(),
            guardian: row.guardian.into_owned(),
            role: role(row.role)?,
            route: Route::read(row.route)?,
            email: row.address.and_then(|address| EmailAddress::parse(&address)),
            lang: row.lang.into_owned(),
        },
        message_id: row.message_id.into_owned(),
        state: State::read(row.state)?,
        due_at: instant(row.due_at),
        send_by: row.send_by.map(instant),
        round: row.round,
        despite_stop: row.despite_stop != 0,
        attempts: row.attempts,
        again: row.again != 0,
        handed_over_at: row.handed_over_at.map(instant),
        said: row.said.map(Cow::into_owned),
    })
}

fn touch(row: TouchRow<'_>) -> Result<Touch, LedgerError> {
    Ok(Touch {
        dispatch: row.dispatch,
        token: bytes(row.token).ok_or_else(|| LedgerError::Unknown("token".to_owned()))?,
        kind: TouchKind::read(row.kind)?,
        door: Door::read(row.door)?,
        at: instant(row.at),
        edition: row.edition.into_owned(),
        dwell: row.dwell,
        gesture: row.gesture.into_owned(),
        late: row.late != 0,
        circumstances: Circumstances {
            agent: Agent::parse(&row.agent).unwrap_or(Agent::Unknown),
            fetch: Fetch::parse(&row.fetch).unwrap_or(Fetch::Silent),
            network: bytes(row.network),
            session: bytes(row.session),
            device: bytes(row.device),
        },
    })
}

/// So many bytes of `hex()`; `None` for any other number of them.
fn bytes<const LENGTH: usize>(hex: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    if hex.len() != 2 * LENGTH {
        return None;
    }
    HEXUPPER.decode_mut(hex.as_bytes(), &mut bytes).ok().map(|_| bytes)
}
