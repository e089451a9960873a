//! `otayori send LETTER`: show the audience, ask, freeze, publish, send. Run again, it goes on where it was
//! cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::SignedDuration;
use unicode_width::UnicodeWidthStr;

use super::say::Say;
use super::typed::Send;
use super::{End, machine_user};
use crate::ledger::{LetterId, State};
use crate::office::{Forecast, Kind, Office, OfficeError, Progress, ReleaseOrder, Rest};

/// A wait longer than this (quiet hours, a mail server that says "later") is not waited for here.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

pub(super) async fn run(office: &Office, typed: &Send, say: Say) -> Result<End, OfficeError> {
    let reading = office.read().await?;
    let letter = office.find(&reading, &typed.letter)?;
    let forecast = office.forecast(&reading, letter).await?;
    let warnings: Vec<_> = reading.problems_of(&letter.path).cloned().collect();
    say.problems(&warnings);
    show(say, &forecast);
    let courier = crate::notify::open(&office.settings.mail);
    if courier.is_rehearsal() && !typed.no_messages {
        say.talk("send-rehearsal", &[]);
    }
    let kind = if typed.no_messages { Kind::PublishOnly } else { Kind::Send };
    if forecast.released.is_some() {
        say.talk("send-goes-on", &[]);
    } else if !typed.yes && !say.ask("send-ask", &[("families", forecast.families.into())]) {
        say.talk("send-not-asked", &[]);
        return Ok(End::Use);
    }
    let order = ReleaseOrder { kind, emergency: typed.emergency, by: machine_user() };
    let release = office.release(&reading, letter, &order).await?;
    if forecast.released.is_some() && office.is_edited_since(&reading, letter, &release).await? {
        let edited = OfficeError::EditedSince(letter.path.clone());
        say.talk_text(&edited.told(say.words));
    }
    if typed.no_messages {
        report(office, &release.letter, say, End::Done).await
    } else {
        post(office, &release.letter, say).await
    }
}

/// Sends what waits of this letter, and tells how it stands.
pub(super) async fn post(office: &Office, letter: &LetterId, say: Say) -> Result<End, OfficeError> {
    let stop = stop_on_signal();
    let told = AtomicBool::new(false);
    let rest = office
        .send(Some(letter), PATIENCE, &|| stop.load(Ordering::Relaxed), &|progress| match progress {
            Progress::Holding(until) if !told.swap(true, Ordering::Relaxed) => {
                let until =
                    until.to_zoned(office.settings.time_zone.clone()).strftime("%H:%M:%S").to_string();
                say.talk("send-holding", &[("until", until.into())]);
            }
            Progress::Elsewhere if !told.swap(true, Ordering::Relaxed) => say.talk("send-elsewhere", &[]),
            _ => {}
        })
        .await?;
    let end = match rest {
        Rest::Done => End::Done,
        Rest::Waits(until) => {
            let until =
                until.to_zoned(office.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
            say.talk("send-waits", &[("until", until.into())]);
            End::Done
        }
        Rest::Unreachable(said) => {
            say.talk("send-unreachable", &[("said", said.into())]);
            End::Outside
        }
        Rest::Stopped => {
            say.talk("send-stopped", &[]);
            End::Outside
        }
    };
    report(office, letter, say, end).await
}

async fn report(office: &Office, letter: &LetterId, say: Say, end: End) -> Result<End, OfficeError> {
    let report = office.sent_report(letter).await?;
    if say.json {
        say.object(&report);
        return Ok(end);
    }
    say.result(
        &say.text(
            "send-report",
            &[("address", report.address.as_str().into()), ("total", report.total.into())],
        ),
    );
    for (state, count) in &report.states {
        say.result(&format!("  {count:>5}  {}", say.text(&format!("state-{state}"), &[])));
    }
    if report.states.contains_key(&State::Rehearsed) {
        say.talk("send-nobody-told", &[]);
    }
    Ok(end)
}

/// The audience, class by class.
pub(super) fn show(say: Say, forecast: &Forecast) {
    say.talk(
        "send-letter",
        &[("title", forecast.title.as_str().into()), ("audience", forecast.audience.as_str().into())],
    );
    let width = forecast.classes.iter().map(|row| row.class.width()).max().unwrap_or(0);
    for row in &forecast.classes {
        let class = format!("{}{}", row.class, " ".repeat(width - row.class.width()));
        say.talk(
            "send-class",
            &[
                ("class", class.into()),
                ("families", row.families.into()),
                ("guardians", row.guardians.into()),
            ],
        );
    }
    say.talk(
        "send-sum",
        &[
            ("families", forecast.families.into()),
            ("guardians", forecast.guardians.into()),
            ("followers", forecast.followers.into()),
        ],
    );
    if !forecast.without_channel.is_empty() {
        say.talk("send-without-channel", &[("count", forecast.without_channel.len().into())]);
        for children in &forecast.without_channel {
            say.talk_text(&format!("    {children}"));
        }
    }
    if let Some((title, new, gone)) = &forecast.last {
        let values = [("title", title.into()), ("new", (*new).into()), ("gone", (*gone).into())];
        say.talk(if new + gone == 0 { "send-last-same" } else { "send-last-differs" }, &values);
    }
}

/// Turns true at Ctrl-C or a service manager's stop: the mail in flight is finished, then we leave.
pub(super) fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    tokio::spawn(async move {
        stop_signal().await;
        flag.store(true, Ordering::Relaxed);
    });
    stop
}

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
