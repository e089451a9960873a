//! The desk of the terminal: one file per command; the only room that prints.
//!
//! Exit codes: 0 done; 1 the school's content or roster has errors; 2 wrong use or settings; 3 the world
//! outside failed, and what is left to do is kept.

mod accounts;
mod approval;
mod backup;
mod build;
mod called;
mod check;
mod collector;
mod contacts;
mod correct;
mod coverage;
mod demo;
mod doctor;
mod incident;
mod licenses;
mod mail;
mod new;
mod passphrase;
mod photo_bar;
mod photos;
mod publish;
mod purge;
mod recall;
mod record;
mod remind;
mod restore;
mod say;
mod send;
mod serve;
mod typed;
mod unread;
mod watch;
mod wrong_use;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use clap::FromArgMatches;

use say::Say;
use typed::{Command, Typed, TypedLang};

use crate::office::{Blame, Office, OfficeError};
use crate::problem::Problem;
use crate::settings::Settings;
use crate::words::Lang;
use crate::world::{Clock, SystemClock, SystemRandom};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Done,
    Content,
    Use,
    Outside,
}

impl From<Blame> for End {
    fn from(blame: Blame) -> Self {
        match blame {
            Blame::Content => End::Content,
            Blame::Use => End::Use,
            Blame::Outside => End::Outside,
        }
    }
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        ExitCode::from(match end {
            End::Done => 0,
            End::Content => 1,
            End::Use => 2,
            End::Outside => 3,
        })
    }
}

/// Runs the program with these arguments, the program's own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let asked = asked_lang(&arguments);
    let words = asked.unwrap_or_else(system_lang).words();
    let asked_json = arguments.iter().any(|argument| argument == "--json");
    let plain: Vec<String> = arguments.iter().map(|one| one.to_string_lossy().into_owned()).collect();
    let typed =
        match typed::command(words).try_get_matches_from(arguments).and_then(|m| Typed::from_arg_matches(&m))
        {
            Ok(typed) => typed,
            Err(error) => {
                return unclear(&error, &plain, Say { words, json: asked_json });
            }
        };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            Say { words, json: false }.talk_text(&error.to_string());
            return End::Outside.into();
        }
    };
    runtime.block_on(dispatch(typed, asked)).into()
}

/// Help that was asked for, or what is wrong with the command line.
fn unclear(error: &clap::Error, typed: &[String], say: Say) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::from(0);
    }
    let asks_nothing = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if asks_nothing && !say.json {
        // All there is to choose from.
        let _ = error.print();
    } else {
        say.refuse(&[wrong_use::problem(error, typed, say.words)]);
    }
    ExitCode::from(2)
}

async fn dispatch(typed: Typed, asked: Option<Lang>) -> End {
    let json = typed.json;
    let say = Say { words: asked.unwrap_or_else(system_lang).words(), json };
    match &typed.command {
        Command::Demo(demo) => return demo::run(demo, say).await,
        Command::New(new) => return new::run(new, say),
        Command::Licenses => return licenses::run(say),
        Command::Restore(typed_restore) => {
            let done = restore::run(&typed.school, typed_restore, say).await;
            return done.unwrap_or_else(|error| failed(say, &error));
        }
        Command::Collector(collector) => return collector::run(&typed.school, collector, say).await,
        _ => {}
    }
    let settings = match load_settings(&typed.school) {
        Ok(settings) => settings,
        Err(problems) => {
            say.refuse(&problems);
            return End::Use;
        }
    };
    let say = Say { words: asked.unwrap_or(settings.lang).words(), json };
    let office = match Office::open(settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await {
        Ok(office) => office,
        Err(error) => return failed(say, &error),
    };
    let end = match &typed.command {
        Command::Check => check::run(&office, say).await,
        Command::Build(typed) => build::run(&office, typed, say).await,
        Command::Watch(watch) => watch::run(&office, watch, say).await,
        Command::Send(send) => send::run(&office, send, say).await,
        Command::Correct(correct) => correct::run(&office, correct, say).await,
        Command::Remind(remind) => remind::run(&office, remind, say).await,
        Command::Recall(recall) => recall::run(&office, recall, say).await,
        Command::Publish => publish::run(&office, say).await,
        Command::Serve(serve) => serve::run(&office, serve, say).await,
        Command::Unread(unread) => unread::run(&office, unread, say).await,
        Command::Mail(mail) => mail::run(&office, mail, say).await,
        Command::Accounts(accounts) => accounts::run(&office, accounts, say).await,
        Command::Record(record) => record::run(&office, record, say).await,
        Command::Doctor => doctor::run(&office, say).await,
        Command::Purge(purge) => purge::run(&office, purge, say).await,
        Command::Incident(incident) => incident::run(&office, incident, say).await,
        Command::Coverage(coverage) => coverage::run(&office, coverage, say).await,
        Command::Backup(backup) => backup::run(&office, backup, say).await,
        Command::Called(called) => called::run(&office, called, say).await,
        Command::Demo(_)
        | Command::New(_)
        | Command::Licenses
        | Command::Restore(_)
        | Command::Collector(_) => Ok(End::Done),
        Command::Contacts => contacts::run(&office, say).await,
    };
    office.ledger.close().await;
    end.unwrap_or_else(|error| failed(say, &error))
}

fn failed(say: Say, error: &OfficeError) -> End {
    say.refuse(&error.problems());
    error.blame().into()
}

fn load_settings(school: &std::path::Path) -> Result<Settings, Vec<Problem>> {
    Settings::load(school, today(), &|name| std::env::var(name).ok())
}

/// Today where this machine is; the school's own zone is known only from its settings.
fn today() -> jiff::civil::Date {
    SystemClock.now().to_zoned(jiff::tz::TimeZone::system()).date()
}

/// Who is at the machine, for the record of who did what.
fn machine_user() -> String {
    std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_else(|_| "terminal".to_owned())
}

/// `--lang`, looked for before anything else is understood: the help is in that language too.
fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let after = texts.iter().position(|text| text == "--lang").and_then(|at| texts.get(at + 1));
    let value = after
        .map(|text| text.as_ref())
        .or_else(|| texts.iter().find_map(|text| text.strip_prefix("--lang=")));
    <TypedLang as clap::ValueEnum>::from_str(value?, true).ok().map(Lang::from)
}

/// The language of the machine: English only where it says so.
fn system_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match set {
        Some(lang) if lang.starts_with("en") => Lang::En,
        _ => Lang::Ja,
    }
}
