//! Connecting: TCP, TLS, EHLO, and who we are.

use std::path::Path;

use data_encoding::BASE64;
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;

use super::SmtpCourier;
use super::reply::Reply;
use super::verdict::said;
use super::wire::{Offers, Wire};
use crate::settings::{Login, Tls};

impl SmtpCourier {
    /// Connects, up to where mails can go.
    pub(super) async fn connect_and_greet(&self) -> Result<Wire, String> {
        let stream =
            TcpStream::connect((self.host.as_str(), self.port)).await.map_err(|error| error.to_string())?;
        // A mail's last packet is small; it must not wait for the answer to the one before.
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let mut wire = Wire::over(match self.tls {
            Tls::Direct => self.trust.around(Box::new(stream), &self.host).await?,
            Tls::StartTls | Tls::None => Box::new(stream),
        });
        good(wire.read().await?)?;
        hello(&mut wire).await?;
        if self.tls == Tls::StartTls {
            if !wire.offers.starttls {
                return Err("the mail server offers no STARTTLS; no mail is sent in clear".to_owned());
            }
            wire.write(b"STARTTLS\r\n").await?;
            good(wire.read().await?)?;
            wire = Wire::over(self.trust.around(wire.into_stream()?, &self.host).await?);
            // What it offered in clear counts no more (RFC 3207 §4.2).
            hello(&mut wire).await?;
        }
        if let Some(login) = &self.login {
            log_in(&mut wire, login).await?;
        }
        Ok(wire)
    }
}

async fn hello(wire: &mut Wire) -> Result<(), String> {
    let name = ClientId::default();
    wire.write(format!("EHLO {name}\r\n").as_bytes()).await?;
    let reply = wire.read().await?;
    if reply.is_good() {
        wire.offers = Offers::of(&reply);
        return Ok(());
    }
    if reply.closes() {
        return Err(said(&reply));
    }
    // Older than EHLO (RFC 5321 §3.2).
    wire.write(format!("HELO {name}\r\n").as_bytes()).await?;
    good(wire.read().await?)
}

async fn log_in(wire: &mut Wire, login: &Login) -> Result<(), String> {
    let secret = match &login.file {
        Some(file) => first_line(file).await?,
        None => login.secret.0.clone(),
    };
    let user = &login.user;
    let refused = |reply: Reply| format!("the login was refused: {}", said(&reply));
    let reply = if login.oauth {
        let shown = BASE64.encode(format!("user={user}\u{1}auth=Bearer {secret}\u{1}\u{1}").as_bytes());
        let reply = asked(wire, &format!("AUTH XOAUTH2 {shown}")).await?;
        // On a no it tells why first, and wants an empty line.
        if reply.code == 334 { asked(wire, "").await? } else { reply }
    } else if wire.offers.auth("PLAIN") {
        let shown = BASE64.encode(format!("\0{user}\0{secret}").as_bytes());
        asked(wire, &format!("AUTH PLAIN {shown}")).await?
    } else if wire.offers.auth("LOGIN") {
        for line in ["AUTH LOGIN", &BASE64.encode(user.as_bytes())] {
            let reply = asked(wire, line).await?;
            if reply.code != 334 {
                return Err(refused(reply));
            }
        }
        asked(wire, &BASE64.encode(secret.as_bytes())).await?
    } else {
        return Err("the mail server offers neither AUTH PLAIN nor LOGIN".to_owned());
    };
    if reply.is_good() { Ok(()) } else { Err(refused(reply)) }
}

async fn asked(wire: &mut Wire, line: &str) -> Result<Reply, String> {
    wire.write(format!("{line}\r\n").as_bytes()).await?;
    wire.read().await
}

/// Read anew each time: an access token lasts an hour, and somebody renews the file.
async fn first_line(file: &Path) -> Result<String, String> {
    let text =
        tokio::fs::read_to_string(file).await.map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().trim_end().to_owned())
}

fn good(reply: Reply) -> Result<(), String> {
    if reply.is_good() { Ok(()) } else { Err(said(&reply)) }
}
