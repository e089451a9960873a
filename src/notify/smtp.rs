//! The SMTP courier: lettre's protocol over streams that we open ourselves with TCP_NODELAY.
//!
//! lettre's own pool leaves Nagle's algorithm on and waits some 40 ms for each mail. The steps MAIL, RCPT,
//! DATA are taken one by one here, because what a refusal means depends on where it comes: at RCPT it is
//! the address's, before it is the relay's or ours, after DATA it is the message's. A connection that
//! breaks while we wait for the last answer leaves the mail in doubt.

use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::courier::{Courier, Delivery, Go, Message};
use super::message::{Mail, Sender, formatted};
use crate::settings::{Login, MailSettings, Tls};

/// Connections to the relay; small relays allow few.
const CONNECTIONS: usize = 4;
/// For connecting and for each answer; RFC 5321 §4.5.3.2 asks for patience after DATA.
const PATIENCE: Duration = Duration::from_secs(30);
const PATIENCE_AFTER_DATA: Duration = Duration::from_secs(600);

/// Hands messages to a mail server.
pub(super) struct SmtpCourier {
    host: String,
    port: u16,
    login: Option<Login>,
    tls: Tls,
    sender: Sender,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl SmtpCourier {
    pub(super) fn new(
        host: String,
        port: u16,
        login: Option<Login>,
        tls: Tls,
        _mail: &MailSettings,
        sender: Sender,
    ) -> Self {
        SmtpCourier { host, port, login, tls, sender, idle: Mutex::new(Vec::new()) }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        match timeout(PATIENCE, self.connect_and_greet()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(format!("{}:{}: {error}", self.host, self.port)),
            Err(_) => Err(format!("{}:{}: no answer within {} s", self.host, self.port, PATIENCE.as_secs())),
        }
    }

    async fn connect_and_greet(
        &self,
    ) -> Result<AsyncSmtpConnection, Box<dyn std::error::Error + Send + Sync>> {
        let hello = ClientId::default();
        let parameters = || TlsParameters::new(self.host.clone());
        let mut connection = if self.tls == Tls::Direct {
            let server = (self.host.as_str(), self.port);
            AsyncSmtpConnection::connect_tokio1(server, Some(PATIENCE), &hello, Some(parameters()?), None)
                .await?
        } else {
            let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            stream.set_nodelay(true)?;
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await?
        };
        if self.tls == Tls::StartTls {
            if !connection.can_starttls() {
                return Err("the mail server offers no STARTTLS; no mail is sent in clear".into());
            }
            connection.starttls(parameters()?, &hello).await?;
        }
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.user.clone(), login.secret.0.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    /// An idle connection that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, String> {
        while let Some(mut connection) = self.pop().await {
            if timeout(PATIENCE, connection.test_connected()).await.unwrap_or(false) {
                return Ok(connection);
            }
        }
        self.connect().await
    }

    async fn pop(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().await.pop()
    }

    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, mail: &Mail) -> (Delivery, bool) {
        let mut parameters = Vec::new();
        if connection.server_info().supports_feature(Extension::EightBitMime) && !mail.bytes.is_ascii() {
            parameters.push(MailParameter::Body(
                lettre::transport::smtp::extension::MailBodyParameter::EightBitMime,
            ));
        }
        match answer(connection.command(MailFrom::new(Some(mail.from.clone()), parameters))).await {
            Ok(_) => {}
            Err(Refusal::Broken(said) | Refusal::Now(said) | Refusal::Forever(said)) => {
                return (Delivery::Unreachable(said), false);
            }
        }
        match answer(connection.command(Rcpt::new(mail.to.clone(), Vec::new()))).await {
            Ok(_) => {}
            Err(Refusal::Forever(said)) => return (Delivery::Bounced(said), false),
            Err(Refusal::Now(said)) => return (Delivery::Deferred(said), false),
            Err(Refusal::Broken(said)) => return (Delivery::Unreachable(said), false),
        }
        match answer(connection.command(Data)).await {
            Ok(_) => {}
            Err(Refusal::Forever(said)) => return (Delivery::Failed(said), false),
            Err(Refusal::Now(said)) => return (Delivery::Deferred(said), false),
            Err(Refusal::Broken(said)) => return (Delivery::Unreachable(said), false),
        }
        let last = timeout(PATIENCE_AFTER_DATA, connection.message(&mail.bytes)).await;
        match last.map(|result| result.map_err(refusal)) {
            Ok(Ok(response)) => (Delivery::Accepted(said(&response)), true),
            Ok(Err(Refusal::Forever(said))) => (Delivery::Failed(said), false),
            Ok(Err(Refusal::Now(said))) => (Delivery::Deferred(said), false),
            Ok(Err(Refusal::Broken(said))) => (Delivery::Uncertain(said), false),
            Err(_) => (Delivery::Uncertain("no answer after the message".to_owned()), false),
        }
    }
}

#[async_trait]
impl Courier for SmtpCourier {
    async fn deliver(&self, message: &Message, go: Go<'_>) -> Delivery {
        let mail = match formatted(&self.sender, message) {
            Ok(mail) => mail,
            Err(error) => return Delivery::Failed(error.to_string()),
        };
        let mut connection = match self.connection().await {
            Ok(connection) => connection,
            Err(said) => return Delivery::Unreachable(said),
        };
        if !go.wait().await {
            self.idle.lock().await.push(connection);
            return Delivery::Withdrawn;
        }
        let (delivery, keep) = self.hand_over(&mut connection, &mail).await;
        if keep {
            self.idle.lock().await.push(connection);
        } else {
            let _ = timeout(Duration::from_secs(2), connection.quit()).await;
        }
        delivery
    }

    fn at_once(&self) -> usize {
        CONNECTIONS
    }

    async fn close(&self) {
        while let Some(mut connection) = self.pop().await {
            let _ = timeout(Duration::from_secs(2), connection.quit()).await;
        }
    }
}

/// How the mail server said no.
enum Refusal {
    /// 4yz: not now
    Now(String),
    /// 5yz: never
    Forever(String),
    /// no answer at all
    Broken(String),
}

async fn answer(asked: impl Future<Output = Result<Response, Error>>) -> Result<Response, Refusal> {
    match timeout(PATIENCE, asked).await {
        Ok(result) => result.map_err(refusal),
        Err(_) => Err(Refusal::Broken(format!("no answer within {} s", PATIENCE.as_secs()))),
    }
}

fn refusal(error: Error) -> Refusal {
    // RFC 5321 §3.8: 421 closes the connection, whatever command it answers: the relay's trouble.
    if error.is_transient() && error.status().is_some_and(|code| code.to_string() != "421") {
        Refusal::Now(plain(&error))
    } else if error.is_permanent() {
        Refusal::Forever(plain(&error))
    } else {
        Refusal::Broken(plain(&error))
    }
}

fn said(response: &Response) -> String {
    without_addresses(response.first_line().unwrap_or_default()).chars().take(200).collect()
}

fn plain(error: &Error) -> String {
    without_addresses(&error.to_string()).chars().take(300).collect()
}

/// A mail server's words go into logs; many repeat the address they are about.
fn without_addresses(said: &str) -> String {
    let words = said.split(|c: char| c.is_whitespace() || c.is_control());
    words.map(|word| if word.contains('@') { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_names_nobody() {
        let said = "421 4.7.0 <hana@example.jp>: Recipient of\r\nhana@example.jp too busy";
        assert_eq!(without_addresses(said), "421 4.7.0 … Recipient of  … too busy");
    }
}
