//! The mail server: does it answer, is it who it says, does it let us in? No mail is sent.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{Finding, short};
use crate::settings::{CourierAddress, Login, MailSettings, Tls};
use crate::words::Values;

const NAME: &str = "relay";
const PATIENCE: Duration = Duration::from_secs(10);
/// A message of ours is not longer than this, in bytes.
const LONGEST: u64 = 200_000;

pub(super) async fn check(mail: &MailSettings) -> Vec<Finding> {
    let finding = match &mail.courier {
        CourierAddress::Mailbox(_) => Finding::fine(NAME, "doctor-relay-rehearsal", vec![]),
        CourierAddress::Sendmail(program) => {
            let values = vec![("program", program.display().to_string().into())];
            match is_program(program) {
                true => Finding::fine(NAME, "doctor-relay-sendmail", values),
                false => Finding::wrong(NAME, "doctor-relay-sendmail-missing", values),
            }
        }
        CourierAddress::Smtp { host, port, login, tls } => {
            let server = ("server", format!("{host}:{port}").into());
            match talk(host, *port, login.as_ref(), *tls).await {
                Ok(size) if size.is_some_and(|size| size > 0 && size < LONGEST) => {
                    let kilobytes = ("kilobytes", (size.unwrap_or_default() / 1000).into());
                    Finding::warning(NAME, "doctor-relay-size", vec![server, kilobytes])
                }
                Ok(_) => Finding::fine(NAME, fine(login.is_some(), *tls), vec![server]),
                Err(Trouble { id, said }) => {
                    let values: Values = vec![server, ("detail", said.into())];
                    Finding::wrong(NAME, id, values)
                }
            }
        }
    };
    vec![finding]
}

fn fine(has_login: bool, tls: Tls) -> &'static str {
    match (tls, has_login) {
        (Tls::None, _) => "doctor-relay-fine-here",
        (_, true) => "doctor-relay-fine",
        (_, false) => "doctor-relay-fine-no-login",
    }
}

struct Trouble {
    id: &'static str,
    said: String,
}

impl Trouble {
    fn of(id: &'static str) -> impl Fn(Error) -> Self {
        // A certificate that nobody vouches for comes as a broken line: rustls says so in the error below.
        move |error| {
            let said = format!("{error:?}");
            let is_tls = error.is_tls() || said.contains("certificate") || said.contains("InvalidData");
            let id = if is_tls { "doctor-relay-tls" } else { id };
            Trouble { id, said: short(&error) }
        }
    }
}

/// Greets, protects the line, logs in and leaves. The largest message it takes, where it says so.
async fn talk(host: &str, port: u16, login: Option<&Login>, tls: Tls) -> Result<Option<u64>, Trouble> {
    let away = |said: String| Trouble { id: "doctor-relay-away", said };
    let hello = ClientId::default();
    let parameters = || TlsParameters::new(host.to_owned()).map_err(Trouble::of("doctor-relay-tls"));
    let stream = bounded(TcpStream::connect((host, port))).await.map_err(away)?;
    let stream = stream.map_err(|error| away(short(error)))?;
    let mut connection = if tls == Tls::Direct {
        drop(stream);
        let direct = AsyncSmtpConnection::connect_tokio1(
            (host, port),
            Some(PATIENCE),
            &hello,
            Some(parameters()?),
            None,
        );
        bounded(direct).await.map_err(away)?.map_err(Trouble::of("doctor-relay-tls"))?
    } else {
        let greeted = bounded(AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)).await;
        greeted.map_err(away)?.map_err(Trouble::of("doctor-relay-away"))?
    };
    if tls == Tls::StartTls {
        if !connection.can_starttls() {
            return Err(Trouble { id: "doctor-relay-no-starttls", said: String::new() });
        }
        let started = bounded(connection.starttls(parameters()?, &hello)).await;
        started.map_err(away)?.map_err(Trouble::of("doctor-relay-tls"))?;
    }
    if let Some(login) = login {
        let secret = login.file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let secret = secret.as_deref().and_then(|text| text.lines().next()).unwrap_or(&login.secret.0);
        let credentials = Credentials::new(login.user.clone(), secret.trim_end().to_owned());
        let mechanisms = if login.oauth { &[Mechanism::Xoauth2][..] } else { DEFAULT_MECHANISMS };
        let let_in = bounded(connection.auth(mechanisms, &credentials)).await;
        let_in.map_err(away)?.map_err(|error| Trouble { id: "doctor-relay-login", said: short(error) })?;
    }
    let greeted = bounded(connection.command(Ehlo::new(hello))).await.map_err(away)?;
    let size = greeted.ok().and_then(|answer| {
        let size = |line: &str| line.strip_prefix("SIZE ").and_then(|size| size.trim().parse().ok());
        answer.message().find_map(size)
    });
    let _ = timeout(Duration::from_secs(2), connection.quit()).await;
    Ok(size)
}

async fn bounded<T>(talk: impl Future<Output = T>) -> Result<T, String> {
    timeout(PATIENCE, talk).await.map_err(|_| format!("{} s", PATIENCE.as_secs()))
}

fn is_program(file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    file.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}
