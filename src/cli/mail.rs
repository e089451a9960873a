//! `otayori mail …`: what the school's mail needs besides its letters.

use std::io::IsTerminal;

use serde::Serialize;

use super::End;
use super::say::Say;
use super::typed::{Mail, MailCommand};
use crate::notify::MailKey;
use crate::office::{Looked, Office, OfficeError};
use crate::problem::Problem;
use crate::returns::{Fetched, Inbox};

pub(super) async fn run(office: &Office, typed: &Mail, say: Say) -> Result<End, OfficeError> {
    match &typed.command {
        MailCommand::Keys => keys(office, say),
        MailCommand::Read => read(office, say).await,
    }
}

/// `otayori mail read`: reads one message from the standard input, where a pipe gives one, else what is new in the
/// inbox.
async fn read(office: &Office, say: Say) -> Result<End, OfficeError> {
    let piped = piped().map_err(OfficeError::disk("-"))?;
    let looked = match (piped, &office.settings.mail.inbox) {
        (Some(message), _) => Looked::from([(office.take_returned(&message).await?, 1)]),
        (None, Some(address)) => office.look_into(&mut Inbox::of(address)).await?,
        (None, None) => return Err(OfficeError::Wrong(Problem::error("mail-read-nowhere", vec![]))),
    };
    if say.json {
        say.object(&serde_json::json!({ "returned": looked }));
        return Ok(End::Done);
    }
    if looked.is_empty() {
        say.result(&say.text("mail-read-none", &[]));
    }
    for (kind, count) in looked {
        say.result(&format!("{count:>5}  {}", say.text(&format!("returned-{kind}"), &[])));
    }
    Ok(End::Done)
}

/// The message of a pipe; `None` at a terminal, and where there is nothing in it.
fn piped() -> std::io::Result<Option<Fetched>> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let fetched = Fetched::from_pipe(input.lock())?;
    Ok((!fetched.bytes.is_empty()).then_some(fetched))
}

/// One key, as `--json` prints it.
#[derive(Serialize)]
struct Key<'a> {
    algorithm: &'a str,
    selector: &'a str,
    file: String,
    made: bool,
    name: &'a str,
    value: &'a str,
    pieces: Vec<&'a str>,
}

/// `otayori mail keys`: makes the keys of our own signature where they are missing, and says what the DNS must hold.
fn keys(office: &Office, say: Say) -> Result<End, OfficeError> {
    let keys = office.mail_keys(true)?;
    let domain = office.dkim_to_be().domain;
    if say.json {
        let keys: Vec<Key<'_>> = keys.iter().map(shown).collect();
        say.object(&serde_json::json!({ "domain": domain, "keys": keys }));
        return Ok(End::Done);
    }
    for key in &keys {
        let file = [("file", key.file.display().to_string().into())];
        say.talk(if key.is_new { "mail-keys-made" } else { "mail-keys-there" }, &file);
    }
    say.talk("mail-keys-dns", &[("domain", domain.as_str().into())]);
    say.result(&keys.iter().map(MailKey::dns_line).collect::<Vec<_>>().join("\n"));
    let next = if office.settings.mail.dkim.is_some() { "mail-keys-next" } else { "mail-keys-next-setting" };
    say.talk(next, &[]);
    Ok(End::Done)
}

fn shown(key: &MailKey) -> Key<'_> {
    Key {
        algorithm: key.algorithm,
        selector: &key.selector,
        file: key.file.display().to_string(),
        made: key.is_new,
        name: &key.name,
        value: &key.value,
        pieces: key.pieces(),
    }
}
