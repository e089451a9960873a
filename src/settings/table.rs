//! One table of the settings while it is read: takes its values, and tells every key nobody asked for.

use std::collections::BTreeSet;

use super::yaml::{Key, Node, Yaml};
use crate::problem::{Problem, Source, nearest};

/// The problems found so far, and the text they are in.
pub(super) struct Faults<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) problems: Vec<Problem>,
}

impl Faults<'_> {
    /// The value of `key` is not what it should be; `id` says what would be right.
    pub(super) fn wrong(&mut self, id: &'static str, key: &str, node: &Node) {
        let value = match &node.value {
            Yaml::Text(text) => text.chars().take(200).collect(),
            Yaml::List(_) => "[…]".to_owned(),
            Yaml::Table(_) => "…:".to_owned(),
        };
        let place = self.source.place(node.range.clone());
        self.problems.push(Problem::error(id, vec![("key", key.into()), ("value", value.into())]).at(place));
    }

    /// As [`Faults::wrong`] for a value that must not be shown again: a password.
    pub(super) fn secret(&mut self, id: &'static str, key: &str, node: &Node) {
        let mut place = self.source.place(node.range.clone());
        place.shown = String::new();
        self.problems.push(Problem::error(id, vec![("key", key.into())]).at(place));
    }
}

/// A table of the file, empty where the file has none.
pub(super) struct Table<'a> {
    /// `mail.` for the keys below `mail:`; empty at the top.
    prefix: &'static str,
    entries: &'a [(Key, Node)],
}

impl<'a> Table<'a> {
    /// Takes a node that should be a table with no other keys than `known`.
    pub(super) fn new(
        prefix: &'static str,
        node: Option<&'a Node>,
        known: &[&str],
        faults: &mut Faults<'_>,
    ) -> Self {
        let entries: &[(Key, Node)] = match node.map(|node| &node.value) {
            Some(Yaml::Table(entries)) => entries,
            None => &[],
            Some(Yaml::Text(text)) if text.is_empty() => &[],
            Some(_) => {
                if let Some(node) = node {
                    faults.wrong("settings-wants-table", prefix.trim_end_matches('.'), node);
                }
                &[]
            }
        };
        tell_unknown_keys(prefix, entries, known, faults);
        Table { prefix, entries }
    }

    /// The value of this key and its full name, unless nothing is written there.
    pub(super) fn get(&self, key: &str) -> Option<(String, &'a Node)> {
        let (_, node) = self.entries.iter().find(|(found, _)| found.text == key)?;
        (node.value != Yaml::Text(String::new())).then(|| (format!("{}{key}", self.prefix), node))
    }

    /// Reads the text of this key; what `read` refuses is told as `wants`.
    pub(super) fn read<T>(
        &self,
        key: &str,
        wants: &'static str,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (name, node) = self.get(key)?;
        let value = match &node.value {
            Yaml::Text(text) if !text.chars().any(char::is_control) => read(text.trim()),
            _ => None,
        };
        if value.is_none() {
            faults.wrong(wants, &name, node);
        }
        value
    }
}

fn tell_unknown_keys(prefix: &str, entries: &[(Key, Node)], known: &[&str], faults: &mut Faults<'_>) {
    let mut seen = BTreeSet::new();
    for (key, _) in entries {
        let name = format!("{prefix}{}", key.text);
        let place = faults.source.place(key.range.clone());
        let problem = if !seen.insert(&key.text) {
            Problem::error("settings-key-twice", vec![("key", name.into())])
        } else if known.contains(&key.text.as_str()) {
            continue;
        } else if let Some(near) = nearest(&key.text, known.iter().copied()) {
            Problem::error("settings-key-near", vec![("key", name.into()), ("near", near.into())])
        } else {
            let known = known.join(", ");
            Problem::error("settings-key-unknown", vec![("key", name.into()), ("known", known.into())])
        };
        faults.problems.push(problem.at(place));
    }
}
