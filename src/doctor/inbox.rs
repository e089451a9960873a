//! The inbox that undeliverable mails come back to: can it be opened?

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Finding, short};
use crate::settings::{InboxAddress, Tls};
use crate::world::tls;

const NAME: &str = "inbox";
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn check(inbox: &InboxAddress) -> Vec<Finding> {
    let finding = match inbox {
        InboxAddress::Folder(folder) => {
            let values = vec![("folder", folder.display().to_string().into())];
            match std::fs::read_dir(folder) {
                Ok(_) => Finding::fine(NAME, "doctor-inbox-folder", values),
                Err(_) => Finding::wrong(NAME, "doctor-inbox-folder-missing", values),
            }
        }
        InboxAddress::Imap { host, port, user, password, folder, tls } => {
            let server = ("server", format!("{host}:{port}").into());
            let secret = password.as_ref().map(|secret| secret.0.as_str()).unwrap_or_default();
            let opened = timeout(PATIENCE, open((host, *port), (user, secret), folder, *tls)).await;
            match opened.unwrap_or_else(|_| Err(format!("{} s", PATIENCE.as_secs()))) {
                Ok(()) => Finding::fine(NAME, "doctor-inbox-fine", vec![server]),
                Err(said) => Finding::wrong(NAME, "doctor-inbox-away", vec![server, ("detail", said.into())]),
            }
        }
    };
    vec![finding]
}

async fn open((host, port): (&str, u16), login: (&str, &str), folder: &str, tls: Tls) -> Result<(), String> {
    let stream = TcpStream::connect((host, port)).await.map_err(short)?;
    match tls {
        Tls::None => look_in(stream, login, folder, false).await,
        Tls::Direct => {
            look_in(tls::protected(&tls::trust()?, host, stream).await?, login, folder, false).await
        }
        Tls::StartTls => {
            let mut client = async_imap::Client::new(stream);
            client.read_response().await.map_err(short)?;
            client.run_command_and_check_ok("STARTTLS", None).await.map_err(short)?;
            look_in(tls::protected(&tls::trust()?, host, client.into_inner()).await?, login, folder, true)
                .await
        }
    }
}

/// Logs in, opens the folder without changing anything in it, and leaves.
async fn look_in(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug,
    (user, secret): (&str, &str),
    folder: &str,
    greeted: bool,
) -> Result<(), String> {
    let mut client = async_imap::Client::new(stream);
    if !greeted {
        client.read_response().await.map_err(short)?;
    }
    let mut session = client.login(user, secret).await.map_err(|(error, _)| short(error))?;
    session.examine(folder).await.map_err(short)?;
    let _ = session.logout().await;
    Ok(())
}
