//! What was typed and means nothing to us, in the reader's words: clap's own are English.

use std::error::Error;
use std::net::AddrParseError;
use std::num::ParseIntError;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::problem::Problem;
use crate::words::{Values, Words};

/// Why this command line is none of ours, and where its right form stands.
pub(super) fn problem(error: &clap::Error, typed: &[String], words: &Words) -> Problem {
    let command = super::typed::command(words);
    let meant = command.get_subcommands().find(|one| typed.iter().any(|word| word == one.get_name()));
    let help = meant.map_or_else(|| "otayori".to_owned(), |one| format!("otayori {}", one.get_name()));
    let detail = detail(error, meant, words).unwrap_or_else(|| error.render().to_string().trim().to_owned());
    Problem::error("cli-wrong-use", vec![("detail", detail.into()), ("command", help.into())])
}

fn detail(error: &clap::Error, meant: Option<&clap::Command>, words: &Words) -> Option<String> {
    let said = |kind| said(error, kind);
    let explained = |names: Vec<String>| {
        names.iter().map(|name| explained(name, meant, words)).collect::<Vec<_>>().join(", ")
    };
    let mut fitting = None;
    let (id, values): (_, Values) = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            ("cli-use-missing", vec![("what", explained(said(ContextKind::InvalidArg)?).into())])
        }
        ErrorKind::UnknownArgument => {
            ("cli-use-unknown", vec![("what", said(ContextKind::InvalidArg)?.join(" ").into())])
        }
        ErrorKind::InvalidSubcommand => {
            ("cli-use-unknown", vec![("what", said(ContextKind::InvalidSubcommand)?.join(" ").into())])
        }
        ErrorKind::ArgumentConflict => {
            let with = said(ContextKind::PriorArg)?.join(" ");
            let what = said(ContextKind::InvalidArg)?.join(" ");
            ("cli-use-apart", vec![("what", what.into()), ("with", with.into())])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let known = said(ContextKind::ValidValue).filter(|all| !all.is_empty()).map(|all| all.join(", "));
            fitting = known.or_else(|| error.source().map(in_short));
            let (name, what) = (said(ContextKind::InvalidArg)?, said(ContextKind::InvalidValue)?.join(" "));
            // An option without its value: clap calls that an invalid one, too.
            if what.is_empty() {
                ("cli-use-missing", vec![("what", explained(name).into())])
            } else {
                ("cli-use-value", vec![("what", what.into()), ("place", name.join(" ").into())])
            }
        }
        _ => return None,
    };
    let near = said(ContextKind::SuggestedArg).or_else(|| said(ContextKind::SuggestedSubcommand));
    let near = near.and_then(|all| all.into_iter().next());
    let near = near.map(|near| words.say("cli-use-near", &[("near", near.into())]));
    let fitting = fitting.map(|all| words.say("cli-use-fitting", &[("fitting", all.into())]));
    let sentences = [Some(words.say(id, &values)), near, fitting];
    Some(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Our own readings of a value say what fits; those of Rust's library say in English what does not.
fn in_short(why: &(dyn Error + 'static)) -> String {
    if why.is::<AddrParseError>() {
        "127.0.0.1:8026".to_owned()
    } else if why.is::<ParseIntError>() {
        "1, 2, 3 …".to_owned()
    } else {
        why.to_string()
    }
}

/// What clap tells of this kind, as texts.
fn said(error: &clap::Error, kind: ContextKind) -> Option<Vec<String>> {
    match error.get(kind)? {
        ContextValue::String(one) => Some(vec![one.clone()]),
        ContextValue::Strings(all) => Some(all.clone()),
        _ => None,
    }
}

/// `<OUTCOME>` with what its help says.
fn explained(name: &str, meant: Option<&clap::Command>, words: &Words) -> String {
    let id = name.trim_matches(|sign| "<>[].".contains(sign)).to_lowercase();
    let help = meant.and_then(|command| {
        let argument = command.get_arguments().find(|one| one.get_id().as_str() == id)?;
        Some(argument.get_help()?.to_string())
    });
    match help {
        Some(help) => words.say("cli-use-argument", &[("name", name.into()), ("help", help.into())]),
        None => name.to_owned(),
    }
}
