//! `otayori send LETTER`: show the audience, ask, freeze, publish, send. Run again, it goes on where it was
//! cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::photo_bar::PhotoBar;
use super::say::Say;
use super::typed::Send;
use super::{End, approval, machine_user, photos};
use crate::content::Letter;
use crate::language;
use crate::ledger::{LetterId, State};
use crate::office::{
    Forecast, Kind, Missed, Office, OfficeError, Outlook, Progress, ReleaseOrder, Rest, SchoolReading,
    SentReport,
};
use crate::problem::{self, Level, Problem};
use crate::world;

/// A wait longer than this (quiet hours, a mail server that says "later") is not waited for here.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

pub(super) async fn run(office: &Office, typed: &Send, say: Say) -> Result<End, OfficeError> {
    world::spare();
    world::give_back();
    if let Some(to) = &typed.test {
        return test(office, typed, to, say).await;
    }
    if let Some(family) = &typed.family {
        return to_family(office, typed, family, say).await;
    }
    let at = typed.at.as_deref().map(|at| office.chosen_time(at, typed.emergency)).transpose()?;
    let reading = photos::chosen(office, &typed.letter, &typed.photos, say).await?;
    let letter = office.find(&reading, &typed.letter)?;
    let forecast = office.forecast(&reading, letter).await?;
    let check = office.photo_check(&reading, letter);
    let warnings: Vec<_> = reading.problems_of(&letter.path).chain(&check.problems).cloned().collect();
    say.problems(&warnings);
    show(say, &forecast);
    if let Some(at) = at {
        say.talk("send-at", &[("at", day_and_time(office, at).into())]);
    }
    let outlook = office.outlook(&reading, &forecast).await?;
    say.talk_text(&outlook.said(say.words));
    if !typed.no_messages && office.courier()?.is_rehearsal() {
        say.talk("send-rehearsal", &[]);
    }
    let kind = if typed.no_messages { Kind::PublishOnly } else { Kind::Send };
    let looks = match &forecast.released {
        Some(_) if typed.no_messages => false,
        Some(release) if office.ledger.dispatches(&release.letter).await?.is_empty() => {
            if office.is_edited_since(&reading, letter, release).await? {
                return Err(OfficeError::EditedSince(letter.path.clone()));
            }
            true
        }
        Some(release) => {
            office.needs_look_for(&reading, release, &forecast.joined)?
                || office.needs_look_for(&reading, release, &forecast.rehearsed)?
        }
        None => true,
    };
    let seen = if looks { photos::looked_at(say, &check, &typed.photos) } else { Some(None) };
    let Some(photos_seen) = seen else {
        say.refuse(&[Problem::error("send-photos-not-looked", vec![])]);
        return Ok(End::Use);
    };
    if looks && !confirmed(office, &reading, letter, typed.looked_over, say).await? {
        say.refuse(&[Problem::error("send-not-confirmed", vec![])]);
        return Ok(End::Use);
    }
    let is_first = match &forecast.released {
        Some(release) => !typed.no_messages && office.ledger.dispatches(&release.letter).await?.is_empty(),
        None => true,
    };
    if is_first
        && !approval::agreed(office, &reading, letter, typed.emergency, typed.director_agreed, say).await?
    {
        return Ok(End::Use);
    }
    let Some(also) = asked(office, typed, &forecast, say).await? else {
        say.refuse(&[Problem::error("send-not-asked", vec![])]);
        return Ok(End::Use);
    };
    let shown = letter.clone();
    let again = office.read_again(&shown, &forecast).await?;
    drop(reading);
    let reading = again;
    let letter = office.find(&reading, &shown.path)?;
    let was_out = forecast.released.is_some();
    // A city's people are many: whom it goes to is worked out anew as it is frozen.
    drop(forecast);
    world::give_back();
    let order = ReleaseOrder { kind, emergency: typed.emergency, by: machine_user(), photos_seen };
    let released = async {
        develop(office, &reading, letter, say)?;
        let release = office.release_at(&reading, letter, &order, at).await?;
        if also.joined {
            office.write_to_joined(&reading, &release, &order).await?;
        }
        if also.rehearsed {
            office.write_to_rehearsed(&reading, &release, &order).await?;
        }
        if was_out && office.is_edited_since(&reading, letter, &release).await? {
            let mut edited = OfficeError::EditedSince(letter.path.clone()).problems();
            edited.iter_mut().for_each(|problem| problem.level = Level::Warning);
            say.problems(&edited);
        }
        Ok(release.letter)
    };
    let released = released.await;
    let known = reading.known.get(&letter.path).map(|known| known.id.clone());
    // The mails are in the ledger: families are not needed for them.
    drop(reading);
    world::give_back();
    let done = match released {
        Ok(_) if typed.no_messages => Ok(End::Done),
        Ok(letter) => post(office, &letter, say).await,
        Err(error) => Err(error),
    };
    match known {
        Some(known) => report(office, &known, Some(outlook), say, done).await,
        None => done,
    }
}

/// `--test ADDRESS`: the message to one address, before anything is released.
async fn test(office: &Office, typed: &Send, to: &str, say: Say) -> Result<End, OfficeError> {
    let reading = photos::chosen(office, &typed.letter, &typed.photos, say).await?;
    let letter = office.find(&reading, &typed.letter)?;
    let tested = office.test_send(&reading, letter, to, &machine_user()).await?;
    let id = if tested.rehearsed { "send-test-rehearsed" } else { "send-tested" };
    say.result(&say.text(id, &[]));
    say.result(&say.text(if tested.is_out { "send-test-out" } else { "send-test-draft" }, &[]));
    if say.json {
        say.object(&serde_json::json!({ "letter": letter.path, "test": tested }));
    }
    Ok(End::Done)
}

/// Asks whether the warnings that must be looked at were; what was said once is not asked again. Writes the yes down.
pub(super) async fn confirmed(
    office: &Office,
    reading: &SchoolReading,
    letter: &Letter,
    looked_over: bool,
    say: Say,
) -> Result<bool, OfficeError> {
    let open = office.to_confirm(reading, letter).await?;
    if open.is_empty() {
        return Ok(true);
    }
    say.talk("send-confirm", &[("count", open.len().into())]);
    for problem in &open {
        say.talk_text(&format!("    {}", problem.what(say.words)));
    }
    let yes = looked_over || say.ask_or("send-ask-confirm", &[], "say-no-terminal-confirm");
    if yes {
        office.confirm(reading, letter, &machine_user()).await?;
    }
    Ok(yes)
}

/// Develops the letter's photos, for the release to find them done; here somebody sees how far it is.
pub(super) fn develop(
    office: &Office,
    reading: &SchoolReading,
    letter: &Letter,
    say: Say,
) -> Result<(), OfficeError> {
    let bar = PhotoBar::new(say);
    let sums =
        tokio::task::block_in_place(|| office.develop(reading, &[letter], &|progress| bar.show(progress)))?;
    bar.finish(sums);
    Ok(())
}

/// Who gets a letter that is out already.
#[derive(Debug, Clone, Copy, Default)]
struct Also {
    /// families that joined since
    joined: bool,
    /// those for whom it was only rehearsed
    rehearsed: bool,
}

/// Asks where somebody would be written to whom nobody has looked at yet. `None`: the answer was no.
async fn asked(
    office: &Office,
    typed: &Send,
    forecast: &Forecast,
    say: Say,
) -> Result<Option<Also>, OfficeError> {
    let families = [("families", forecast.families.into())];
    let first = || (typed.yes || say.ask("send-ask", &families)).then(Also::default);
    let Some(release) = &forecast.released else {
        return Ok(first());
    };
    say.talk("send-goes-on", &[]);
    if typed.no_messages {
        return Ok(Some(Also::default()));
    }
    if office.ledger.dispatches(&release.letter).await?.is_empty() {
        // Only published so far: the first messages are a release of their own.
        return Ok(if forecast.joined.people.is_empty() { Some(Also::default()) } else { first() });
    }
    let ask = |missed: &Missed, shown, asked| {
        if missed.people.is_empty() {
            return false;
        }
        let values = [("families", missed.families().into()), ("people", missed.people.len().into())];
        say.talk(shown, &values);
        typed.yes || say.ask(asked, &values)
    };
    Ok(Some(Also {
        rehearsed: ask(&forecast.rehearsed, "send-was-rehearsed", "send-ask-for-real"),
        joined: ask(&forecast.joined, "send-joined", "send-ask-joined"),
    }))
}

/// `--family K012`: to one family that the letter has not reached.
async fn to_family(office: &Office, typed: &Send, family: &str, say: Say) -> Result<End, OfficeError> {
    let reading = photos::chosen(office, &typed.letter, &typed.photos, say).await?;
    let letter = office.find(&reading, &typed.letter)?;
    let forecast = office.forecast(&reading, letter).await?;
    let not_released = || OfficeError::NotReleased(letter.path.clone());
    let release = forecast.released.as_ref().ok_or_else(not_released)?;
    let (number, missed) = office.missed_by(&reading, release, family).await?;
    let values = [
        ("family", number.as_str().into()),
        ("title", release.title.as_str().into()),
        ("people", missed.people.len().into()),
    ];
    say.talk("send-family", &values);
    let check = office.photo_check(&reading, letter);
    let looks = office.needs_look_for(&reading, release, &missed)?;
    let seen = if looks { photos::looked_at(say, &check, &typed.photos) } else { Some(None) };
    let Some(photos_seen) = seen else {
        say.refuse(&[Problem::error("send-photos-not-looked", vec![])]);
        return Ok(End::Use);
    };
    if !typed.yes && !say.ask("send-ask-family", &values) {
        say.refuse(&[Problem::error("send-not-asked", vec![])]);
        return Ok(End::Use);
    }
    let shown = letter.clone();
    let reading = office.read_again(&shown, &forecast).await?;
    let letter = office.find(&reading, &shown.path)?;
    let order = ReleaseOrder { kind: Kind::Send, emergency: false, by: machine_user(), photos_seen };
    let done = async {
        let release = office.release(&reading, letter, &order).await?;
        office.write_to_family(&reading, &release, &order, &number).await?;
        post(office, &release.letter, say).await
    };
    let done = done.await;
    report(office, &release.letter, None, say, done).await
}

/// Sends what waits of this letter.
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
            Progress::Unvisited(said) => say.talk("send-unvisited", &[("said", said.into())]),
            Progress::TooLate(count) => say.talk("send-too-late", &[("count", count.into())]),
            Progress::Elsewhere if !told.swap(true, Ordering::Relaxed) => say.talk("send-elsewhere", &[]),
            _ => {}
        })
        .await?;
    Ok(match rest {
        Rest::Done => End::Done,
        Rest::Waits(until) => {
            say.talk("send-waits", &[("until", day_and_time(office, until).into())]);
            End::Done
        }
        Rest::Unreachable(said) => {
            say.talk("send-unreachable", &[("said", said.into())]);
            End::Outside
        }
        Rest::Stopped => {
            let waiting = office.ledger.waiting(Some(letter)).await?;
            say.talk("send-stopped", &[("count", waiting.into())]);
            End::Outside
        }
    })
}

/// `2026-11-24 07:30`
fn day_and_time(office: &Office, at: Timestamp) -> String {
    at.to_zoned(office.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What `send --json` and `correct --json` print: how the letter stands, whatever failed on the way.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: Option<SentReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlook: Option<Outlook>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<problem::Told>,
}

/// Tells how the letter stands and, if it did not go well, why.
pub(super) async fn report(
    office: &Office,
    letter: &LetterId,
    outlook: Option<Outlook>,
    say: Say,
    done: Result<End, OfficeError>,
) -> Result<End, OfficeError> {
    let problems = done.as_ref().err().map(OfficeError::problems).unwrap_or_default();
    say.problems(&problems);
    let report = office.sent_report(letter).await.ok();
    let end = match &done {
        Ok(End::Done) => report.as_ref().map_or(End::Done, end_of),
        Ok(end) => *end,
        Err(error) => error.blame().into(),
    };
    if say.json {
        say.object(&Told { report, outlook, problems: say.told(&problems) });
        return Ok(end);
    }
    let Some(report) = report else { return Ok(end) };
    say.result(
        &say.text(
            "send-report",
            &[("address", report.address.as_str().into()), ("total", report.total.into())],
        ),
    );
    for (state, count) in &report.states {
        say.result(&format!("  {count:>5}  {}", say.text(&format!("state-{state}"), &[])));
    }
    for (id, beside) in [("send-additions", &report.additions), ("send-reminders", &report.reminders)] {
        if !beside.is_empty() {
            say.result(&say.text(id, &[("total", beside.values().sum::<u64>().into())]));
        }
        for (state, count) in beside {
            say.result(&format!("  {count:>5}  {}", say.text(&format!("state-{state}"), &[])));
        }
    }
    if report.states.contains_key(&State::Rehearsed) {
        say.talk("send-nobody-told", &[]);
    }
    Ok(end)
}

/// One bad address never stops the others, and is remembered in the exit code: an address that takes no mail
/// is the roster's fault, everything else the mail server's.
fn end_of(report: &SentReport) -> End {
    let all = [&report.states, &report.additions, &report.reminders];
    let any = |states: &[State]| states.iter().any(|state| all.iter().any(|known| known.contains_key(state)));
    if any(&[State::Failed, State::Uncertain, State::Deferred]) {
        End::Outside
    } else if any(&[State::Bounced]) {
        End::Content
    } else {
        End::Done
    }
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
    if forecast.dead > 0 {
        say.talk("send-dead", &[("count", forecast.dead.into())]);
    }
    if forecast.stopped > 0 {
        say.talk("send-stopped-mails", &[("count", forecast.stopped.into())]);
    }
    if !forecast.without_channel.is_empty() {
        say.talk("send-without-channel", &[("count", forecast.without_channel.len().into())]);
        for children in &forecast.without_channel {
            say.talk_text(&format!("    {children}"));
        }
    }
    if forecast.languages.len() > 1 {
        say.talk("send-languages", &[]);
        for one in &forecast.languages {
            let name = |tag| language::name_in(tag, say.words.lang());
            let id = if one.instead { "send-language-instead" } else { "send-language" };
            let values = [
                ("name", name(&one.lang).into()),
                ("count", one.people.into()),
                ("given", name(&one.given).into()),
            ];
            say.talk(id, &values);
        }
    }
    if let Some((title, new, gone)) = &forecast.last {
        let values = [("title", title.into()), ("new", (*new).into()), ("gone", (*gone).into())];
        say.talk(if new + gone == 0 { "send-last-same" } else { "send-last-differs" }, &values);
    }
}

/// Turns true at Ctrl-C or a service manager's stop: the mail in flight is finished, then we leave. Asked
/// twice, we leave at once, as after a kill: what is in flight is in doubt then.
#[expect(clippy::exit, reason = "a mail server may take ten minutes to answer")]
pub(super) fn stop_on_signal() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    tokio::spawn(async move {
        stop_signal().await;
        flag.store(true, Ordering::Relaxed);
        stop_signal().await;
        std::process::exit(3);
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
