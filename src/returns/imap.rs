//! An inbox that is a mailbox on a server: IMAP4rev1 (RFC 3501). It is opened to look only (EXAMINE), so that it stays
//! as it is: nothing is marked as seen, moved or deleted.

use std::fmt::Debug;
use std::time::Duration;

use async_imap::{Client, Session};
use futures_util::StreamExt;
use jiff::{Timestamp, ToSpan};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::inbox::{Cursor, LONGEST};
use crate::settings::{InboxAddress, Tls};
use crate::world::tls;

/// For connecting, and for each answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// For taking leave.
const GOODBYE: Duration = Duration::from_secs(2);
/// What arrived so long before the first look can be no news of ours.
const FIRST_LOOK: i64 = 14;

/// A connection, with or without TLS.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}
type Boxed = Box<dyn Wire>;

/// One visit to a mailbox.
#[derive(Debug)]
pub(super) struct Visit {
    session: Session<Boxed>,
    validity: u32,
    /// still to be fetched, the oldest last
    uids: Vec<u32>,
}

impl Visit {
    /// Opens the mailbox and finds what came since. The `Err` is what the server or the network said.
    pub(super) async fn begin(
        address: &InboxAddress,
        since: Option<Cursor>,
        now: Timestamp,
    ) -> Result<Self, String> {
        let (mut session, validity) = open(address).await?;
        let after = since.filter(|cursor| cursor.validity == validity).map(|cursor| cursor.uid);
        let query = match after {
            Some(uid) => format!("UID {}:*", uid.saturating_add(1)),
            None => {
                let day = now.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_sub(FIRST_LOOK.days());
                format!("SINCE {}", day.strftime("%-d-%b-%Y"))
            }
        };
        let found = async { session.uid_search(&query).await.map_err(|error| error.to_string()) };
        // `n:*` names the last message even where that is older than n.
        let mut uids: Vec<u32> = patiently(found)
            .await?
            .into_iter()
            .filter(|uid| after.is_none_or(|after| *uid > after))
            .collect();
        uids.sort_unstable_by_key(|uid| std::cmp::Reverse(*uid));
        let mut visit = Visit { session, validity, uids };
        if visit.uids.is_empty() {
            visit.still_there().await?;
        }
        Ok(visit)
    }

    /// A connection that breaks off in the middle of an answer looks like an empty answer.
    async fn still_there(&mut self) -> Result<(), String> {
        patiently(async { self.session.noop().await.map_err(|error| error.to_string()) }).await
    }

    /// The beginning of the next message, and where it lies; `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<(Vec<u8>, Cursor)>, String> {
        while let Some(uid) = self.uids.pop() {
            let part = format!("(UID BODY.PEEK[]<0.{LONGEST}>)");
            let fetched = async {
                let mut found = None;
                let mut answers =
                    self.session.uid_fetch(uid.to_string(), part).await.map_err(|error| error.to_string())?;
                while let Some(answer) = answers.next().await {
                    let answer = answer.map_err(|error| error.to_string())?;
                    if answer.uid == Some(uid) {
                        found = answer.body().map(|body| body[..body.len().min(LONGEST)].to_vec());
                    }
                }
                Ok(found)
            };
            if let Some(bytes) = patiently(fetched).await? {
                return Ok(Some((bytes, Cursor { validity: self.validity, uid })));
            }
            // Somebody has taken it away meanwhile: nobody's news.
            self.still_there().await?;
        }
        Ok(None)
    }

    /// Takes leave.
    pub(super) async fn end(mut self) {
        let _ = timeout(GOODBYE, self.session.logout()).await;
    }
}

/// Opens the mailbox and leaves it as it is.
///
/// # Errors
/// What the server or the network said.
pub async fn can_open(address: &InboxAddress) -> Result<(), String> {
    let (mut session, _) = open(address).await?;
    let _ = timeout(GOODBYE, session.logout()).await;
    Ok(())
}

/// Logs in and opens the folder; with its UIDVALIDITY.
async fn open(address: &InboxAddress) -> Result<(Session<Boxed>, u32), String> {
    let InboxAddress::Imap { host, port, user, password, folder, tls } = address else {
        return Err("no mailbox".to_owned());
    };
    let client = patiently(connect(host, *port, *tls)).await?;
    let secret = password.as_ref().map_or("", |password| password.0.as_str());
    let login = async { client.login(user, secret).await.map_err(|(error, _)| error.to_string()) };
    let mut session = patiently(login).await?;
    let opened = async { session.examine(folder).await.map_err(|error| error.to_string()) };
    let validity = patiently(opened).await?.uid_validity.unwrap_or_default();
    Ok((session, validity))
}

async fn patiently<T>(asked: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    timeout(PATIENCE, asked)
        .await
        .unwrap_or_else(|_| Err(format!("no answer within {} s", PATIENCE.as_secs())))
}

async fn connect(host: &str, port: u16, tls: Tls) -> Result<Client<Boxed>, String> {
    let said = |error: &dyn std::error::Error| error.to_string();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((bare, port)).await.map_err(|error| said(&error))?;
    let stream: Boxed = match tls {
        Tls::Direct => Box::new(tls::protected(&tls::trust()?, bare, stream).await?),
        Tls::StartTls | Tls::None => Box::new(stream),
    };
    let mut client = Client::new(stream);
    let greeting = client.read_response().await.map_err(|error| said(&error))?;
    if greeting.is_none() {
        return Err("the mailbox's server hung up".to_owned());
    }
    if tls != Tls::StartTls {
        return Ok(client);
    }
    // RFC 3501 §6.2.1; without it no password goes out.
    client.run_command_and_check_ok("STARTTLS", None).await.map_err(|error| said(&error))?;
    Ok(Client::new(Box::new(tls::protected(&tls::trust()?, bare, client.into_inner()).await?)))
}
