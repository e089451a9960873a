//! A folder's name, or `to:` → whom a letter is for.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::one::{One, nobody};
use super::{Audience, Groups};
use crate::problem::{Place, Problem, Source, nearest};
use crate::settled::is_composed;

const EVERYONE: [&str; 8] = ["全園", "全園児", "全校", "全員", "全体", "みんな", "everyone", "all"];
const BETWEEN: [char; 7] = ['・', '、', '，', ',', '＋', '+', '･'];

/// The audience of a letter. A name that nobody has is a problem, and reaches nobody.
pub(super) fn audience(
    one: &One<'_>,
    to: Option<&(Vec<String>, Range<usize>)>,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> Audience {
    let groups = one.options.groups;
    let (names, place) = match (to, one.file.folders.first()) {
        (Some((names, range)), _) => (names.as_slice(), source.place(range.clone())),
        (None, Some(folder)) => (std::slice::from_ref(folder), source.whole()),
        (None, None) => {
            problems.push(Problem::error("content-audience-missing", vec![]).at(source.whole()));
            return nobody([]);
        }
    };
    let by_folder = to.is_none();
    let mut everyone = false;
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for name in names.iter().flat_map(|name| apart(name, groups)) {
        match find(&name, groups) {
            Some(Name::Everyone) => everyone = true,
            Some(Name::Group(name)) => known.push(name.to_owned()),
            None => unknown.push(name),
        }
    }
    for name in &unknown {
        problems.push(problem(name, groups, by_folder, place.clone()));
    }
    if !unknown.is_empty() {
        // Even the known part of it reaches nobody: a letter goes to all it names, or not at all.
        return nobody(names.iter().cloned());
    }
    match (everyone, known.is_empty()) {
        (true, true) => Audience::Everyone,
        (true, false) => {
            problems.push(Problem::error("content-audience-mixed", vec![]).at(place));
            nobody(names.iter().cloned())
        }
        (false, false) => Audience::Named(known.into_iter().collect()),
        (false, true) => {
            problems.push(Problem::error("content-audience-missing", vec![]).at(place));
            nobody(names.iter().cloned())
        }
    }
}

enum Name<'a> {
    Everyone,
    Group(&'a str),
}

fn plain(name: &str) -> String {
    let composed = if is_composed(name) { Cow::Borrowed(name) } else { name.nfkc().collect() };
    composed.trim().to_lowercase()
}

/// `年中・年長` → both; a class may be called ばら・すみれ all by itself.
fn apart(name: &str, groups: &Groups) -> Vec<String> {
    if find(name, groups).is_some() {
        return vec![name.to_owned()];
    }
    let parts = name.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn find<'a>(name: &str, groups: &'a Groups) -> Option<Name<'a>> {
    let name = plain(name);
    if let Some(known) = groups.names().find(|known| plain(known) == name) {
        return Some(Name::Group(known));
    }
    EVERYONE.contains(&name.as_str()).then_some(Name::Everyone)
}

fn problem(name: &str, groups: &Groups, by_folder: bool, place: Place) -> Problem {
    let shown: String = name.chars().take(100).collect();
    let near = nearest(name, groups.names().chain(["全園"]));
    let (id, near) = match (near, by_folder) {
        (Some(near), true) => ("content-folder-near", near.to_owned()),
        (Some(near), false) => ("content-to-near", near.to_owned()),
        (None, true) => ("content-folder-unknown", known(groups)),
        (None, false) => ("content-to-unknown", known(groups)),
    };
    Problem::error(id, vec![("name", shown.into()), ("near", near.into())]).at(place)
}

/// Every name there is, as far as one cares to read.
fn known(groups: &Groups) -> String {
    let names: Vec<&str> = std::iter::once("全園").chain(groups.names()).take(30).collect();
    names.join("、")
}
