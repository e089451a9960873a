//! The wire, against mail servers that are not ours: Postfix's `smtp-sink` with each of its faults, Postfix itself,
//! aiosmtpd behind TLS and logins. Nobody is called sent whom the server did not take, nobody is marked as bounced
//! for the mail server's trouble, and no mail goes in clear to a server that does not prove who it is.

mod ahead;
mod claimed;
mod closing;
mod judges;
mod secure;
mod sink;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use otayori::ledger::State;
use otayori::office::{Kind, Rest};

use crate::common::outside::{Authority, Running, answering, command, free_port, is_here, is_root};
use crate::common::school::{School, households, open};

/// A school whose mails go to this courier; `more` is added below `mail:`.
async fn school(courier: &str, more: &str) -> School {
    let mut school = School::open(&format!("  quiet: never\n{more}")).await;
    let settings = std::fs::read_to_string(school.folder.path().join("school.yaml")).unwrap();
    let own = format!("smtp://{}?tls=none", school.smtp.address);
    school.write("school.yaml", &settings.replace(&own, courier));
    school.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    school.office = open(school.folder.path(), school.clock.clone()).await;
    school
}

/// Releases the letter, lets the hold pass and sends: how it ended, and where the five mails stand.
async fn sent(school: &School) -> (Rest, BTreeMap<State, u64>) {
    let letter = school.release("園だより", Kind::Send).await;
    school.advance(61);
    let rest = school.post().await;
    let mut states = school.office.sent_report(&letter).await.unwrap().states;
    states.remove(&State::NoChannel);
    assert_eq!(states.values().sum::<u64>(), 5, "{states:?}");
    (rest, states)
}
