//! What was typed. The help of each command and option comes from the Fluent files, in the reader's
//! language: `help-send`, `help-send-yes` …

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::follow_up::typed_outcome;
use crate::ledger::{Outcome, Role};
use crate::words::{Lang, Words};

/// `otayori …`
#[derive(Debug, Parser)]
#[command(name = "otayori", version, disable_help_subcommand = true)]
pub(super) struct Typed {
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub(super) school: PathBuf,
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[arg(long, global = true)]
    pub(super) lang: Option<TypedLang>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// `--lang`
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum TypedLang {
    Ja,
    En,
}

impl From<TypedLang> for Lang {
    fn from(typed: TypedLang) -> Self {
        match typed {
            TypedLang::Ja => Lang::Ja,
            TypedLang::En => Lang::En,
        }
    }
}

/// The commands, in the order of the README's table.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Demo(Demo),
    New(New),
    Check,
    Build(Build),
    Watch(Watch),
    Send(Send),
    Correct(Correct),
    Remind(Remind),
    Recall(Recall),
    Publish,
    Serve(Serve),
    Collector(Collector),
    Unread(Unread),
    Called(Called),
    Contacts,
    Accounts(Accounts),
    Record(Record),
    Incident(Incident),
    Coverage(Coverage),
    Doctor,
    Backup(Backup),
    Restore(Restore),
    Purge(Purge),
    Mail(Mail),
    Licenses,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// play a few parents, print the list, end
    #[arg(long)]
    pub(super) once: bool,
    #[arg(long, default_value_t = 8024)]
    pub(super) port: u16,
}

#[derive(Debug, Args)]
pub(super) struct New {
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Build {
    #[arg(long)]
    pub(super) pages: bool,
}

#[derive(Debug, Args)]
pub(super) struct Watch {
    #[arg(long, default_value = "127.0.0.1:8027")]
    pub(super) listen: std::net::SocketAddr,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    pub(super) letter: String,
    #[arg(long)]
    pub(super) yes: bool,
    #[arg(long)]
    pub(super) emergency: bool,
    #[arg(long, conflicts_with = "emergency")]
    pub(super) no_messages: bool,
    /// when the messages go
    #[arg(long, value_name = "TIME", conflicts_with = "no_messages")]
    pub(super) at: Option<String>,
    /// `--yes` alone does not say it
    #[arg(long)]
    pub(super) looked_over: bool,
    /// `--yes` alone does not say it
    #[arg(long)]
    pub(super) director_agreed: bool,
    /// to this family alone: household number or row code
    #[arg(long, value_name = "FAMILY", conflicts_with_all = ["emergency", "no_messages", "at", "looked_over", "director_agreed"])]
    pub(super) family: Option<String>,
    /// to this address alone, and nothing else is done
    #[arg(long, value_name = "ADDRESS",
          conflicts_with_all = ["yes", "emergency", "no_messages", "at", "looked_over", "director_agreed", "family"])]
    pub(super) test: Option<String>,
    #[command(flatten)]
    pub(super) photos: Photos,
}

/// What is said of a letter's photos.
#[derive(Debug, Args)]
pub(super) struct Photos {
    /// any part of a photo's name; may be given several times
    #[arg(long, value_name = "PHOTO")]
    pub(super) without: Vec<String>,
    #[arg(long, value_name = "PHOTO")]
    pub(super) with: Vec<String>,
    /// `--yes` alone does not say it
    #[arg(long)]
    pub(super) nobody_uncovered: bool,
}

#[derive(Debug, Args)]
pub(super) struct Correct {
    pub(super) letter: String,
    #[arg(long)]
    pub(super) yes: bool,
    /// earlier readers must read again, and are told
    #[arg(long)]
    pub(super) important: bool,
    #[arg(long)]
    pub(super) looked_over: bool,
    #[arg(long)]
    pub(super) director_agreed: bool,
    /// something was added: all are told, earlier readings count
    #[arg(long, conflicts_with = "important")]
    pub(super) addendum: bool,
    #[command(flatten)]
    pub(super) photos: Photos,
}

#[derive(Debug, Args)]
pub(super) struct Remind {
    pub(super) letter: String,
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Recall {
    pub(super) letter: String,
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// only these parts; all of them where none is named
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(super) only: Vec<Part>,
}

#[derive(Debug, Args)]
pub(super) struct Collector {
    #[arg(long, default_value = "127.0.0.1:8026")]
    pub(super) listen: std::net::SocketAddr,
    /// a reverse proxy whose X-Forwarded-For is believed, or a network of such
    #[arg(long = "trusted-proxy", value_name = "ADDRESS")]
    pub(super) trusted_proxies: Vec<String>,
    /// draw the key that office and collector share
    #[arg(long)]
    pub(super) new_key: bool,
}

/// What `serve` can run alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    Desk,
    Collector,
    Watch,
    Sending,
}

#[derive(Debug, Args)]
pub(super) struct Unread {
    pub(super) letter: String,
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
    /// a PDF to phone from
    #[arg(long, value_name = "FILE")]
    pub(super) sheet: Option<PathBuf>,
    /// a PDF for pick-up time
    #[arg(long, value_name = "FILE")]
    pub(super) gate: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) xlsx: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Called {
    pub(super) letter: String,
    /// household number or row code
    #[arg(required_unless_present_any = ["codes", "paper"], conflicts_with_all = ["codes", "paper"])]
    pub(super) family: Option<String>,
    #[arg(value_parser = outcome, required_unless_present_any = ["codes", "paper", "undo"])]
    pub(super) outcome: Option<Outcome>,
    #[arg(long, default_value = "")]
    pub(super) note: String,
    /// which number was wrong, from 1
    #[arg(long, value_name = "N", value_parser = number)]
    pub(super) number: Option<usize>,
    #[arg(long, conflicts_with_all = ["outcome", "codes", "paper"])]
    pub(super) undo: bool,
    /// typed from the printed list; none: lines of the standard input
    #[arg(long, num_args = 0.., value_name = "CODE OUTCOME", conflicts_with = "paper")]
    pub(super) codes: Option<Vec<String>>,
    /// a class whose paper families were all given it
    #[arg(long, value_name = "CLASS")]
    pub(super) paper: Option<String>,
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Purge {
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Incident {
    pub(super) letter: String,
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
}

#[derive(Debug, Args)]
pub(super) struct Coverage {
    #[arg(long, conflicts_with = "json")]
    pub(super) csv: bool,
    /// only what may leave the school
    #[arg(long)]
    pub(super) for_town: bool,
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// a file, or a folder that takes one named by the day
    #[arg(required_unless_present = "new_key")]
    pub(super) file: Option<PathBuf>,
    /// only makes a key: here, its public half printed
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub(super) new_key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    pub(super) file: PathBuf,
    /// where it was closed for a key
    #[arg(long, value_name = "FILE")]
    pub(super) key: Option<PathBuf>,
    /// only reads it
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct Accounts {
    #[command(subcommand)]
    pub(super) command: Option<AccountsCommand>,
}

/// `otayori accounts …`
#[derive(Debug, Subcommand)]
pub(super) enum AccountsCommand {
    New {
        name: String,
        #[arg(long, value_parser = role)]
        role: Role,
        /// a teacher's; may be given several times
        #[arg(long)]
        class: Vec<String>,
    },
    /// takes password and second factor away, and prints a link
    Reset {
        name: String,
    },
    Renew {
        name: String,
    },
    End {
        name: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct Record {
    /// so many of the latest acts
    #[arg(long, default_value_t = 100)]
    pub(super) last: u32,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", "))
}

#[derive(Debug, Args)]
pub(super) struct Mail {
    #[command(subcommand)]
    pub(super) command: MailCommand,
}

/// `otayori mail …`
#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    Keys,
    /// a message from a pipe, or what is new in the inbox
    Read,
}

fn outcome(text: &str) -> Result<Outcome, String> {
    Outcome::parse(text)
        .or_else(|| typed_outcome(text))
        .ok_or_else(|| Outcome::ALL.iter().map(|o| o.as_str()).collect::<Vec<_>>().join(", "))
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "1, 2, 3 …".to_owned())
}

/// The command line with its help in this language.
pub(super) fn command(words: &Words) -> clap::Command {
    with_help(<Typed as clap::CommandFactory>::command().about(words.say("help-otayori", &[])), "help", words)
}

/// The help of a command's arguments and of all its subcommands.
fn with_help(mut command: clap::Command, prefix: &str, words: &Words) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        let id = format!("{prefix}-{name}");
        command = command.mut_subcommand(&name, |sub| with_help(sub.about(words.say(&id, &[])), &id, words));
    }
    command.mut_args(|argument| {
        let id = format!("{prefix}-{}", argument.get_id().as_str().replace('_', "-"));
        let help = words.say(&id, &[]);
        if help == id { argument } else { argument.help(help) }
    })
}
