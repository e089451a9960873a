//! The files of a theme: built in, and the school's own before them.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

use super::{Files, shown};
use crate::problem::{Place, Problem};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// A theme is a few templates and pictures: more than this is a mistake, such as a folder of photos.
const LARGEST_FILE: u64 = 16 << 20;
const MOST_FILES: usize = 500;

/// What all themes share, below the files of each: [`COMMON`] is no theme by itself.
const COMMON: &str = "common";

/// All files of the theme `name`: its own, before what all themes share.
pub(super) fn collect(name: &str, school_themes_folder: Option<&Path>) -> Result<Files, Vec<Problem>> {
    let unknown = || {
        let known = built_in_names().join(", ");
        vec![Problem::error("theme-unknown", vec![("theme", name.into()), ("known", known.into())])]
    };
    if !is_plain_name(name) || name == COMMON {
        return Err(unknown());
    }
    let mut files = Files::new();
    if let Some(folder) = BUILT_IN.get_dir(name) {
        add_built_in(&mut files, folder, folder.path());
    }
    let own = school_themes_folder.map(|folder| folder.join(name)).filter(|folder| folder.is_dir());
    if let Some(own) = &own {
        add_own(&mut files, name, own)?;
    }
    if files.is_empty() {
        return Err(unknown());
    }
    let mut all = Files::new();
    if let Some(folder) = BUILT_IN.get_dir(COMMON) {
        add_built_in(&mut all, folder, folder.path());
    }
    all.extend(files);
    Ok(all)
}

/// The names of the themes in the program.
fn built_in_names() -> Vec<String> {
    BUILT_IN
        .dirs()
        .filter(|folder| folder.get_file(folder.path().join("theme.yaml")).is_some())
        .map(|folder| folder.path().to_string_lossy().into_owned())
        .collect()
}

/// One folder's name and nothing that could lead elsewhere.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

fn add_built_in(files: &mut Files, folder: &'static Dir<'_>, root: &Path) {
    for file in folder.files() {
        let path = file.path().strip_prefix(root).unwrap_or(file.path());
        files.insert(with_slashes(path), Cow::Borrowed(file.contents()));
    }
    for folder in folder.dirs() {
        add_built_in(files, folder, root);
    }
}

fn add_own(files: &mut Files, theme: &str, folder: &Path) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    // Links are never followed: one could lead to any file of this machine, and then onto a public page.
    for (number, entry) in walk(folder).enumerate() {
        if number > MOST_FILES {
            problems.push(Problem::error("theme-too-many-files", vec![("count", MOST_FILES.into())]));
            break;
        }
        let (path, kind) = match entry {
            Ok(entry) => (entry.path().to_owned(), entry.file_type()),
            Err(fault) => {
                problems.push(unreadable(theme, fault.path().unwrap_or(folder), folder, &fault));
                continue;
            }
        };
        let relative = with_slashes(path.strip_prefix(folder).unwrap_or(&path));
        if kind.is_dir() || is_litter(&relative) {
            continue;
        }
        if !kind.is_file() {
            problems.push(at(theme, &relative, Problem::error("theme-file-leads-outside", vec![])));
            continue;
        }
        match read(&path) {
            Ok(Some(content)) => {
                files.insert(relative, Cow::Owned(content));
            }
            Ok(None) => {
                let values = vec![("megabytes", (LARGEST_FILE >> 20).into())];
                problems.push(at(theme, &relative, Problem::error("theme-file-too-large", values)));
            }
            Err(fault) => problems.push(unreadable(theme, &path, folder, &fault)),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn walk(folder: &Path) -> walkdir::IntoIter {
    WalkDir::new(folder).follow_links(false).follow_root_links(false).sort_by_file_name().into_iter()
}

/// The file's content, or `None` if it is too large.
fn read(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    if fs::metadata(path)?.len() > LARGEST_FILE { Ok(None) } else { fs::read(path).map(Some) }
}

/// What office programs and file managers leave behind.
fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~') || name == "Thumbs.db"
}

fn with_slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn at(theme: &str, file: &str, problem: Problem) -> Problem {
    problem.at(Place::file(shown(theme, file)))
}

fn unreadable(theme: &str, path: &Path, folder: &Path, fault: &dyn std::fmt::Display) -> Problem {
    let relative = with_slashes(path.strip_prefix(folder).unwrap_or(path));
    at(theme, &relative, Problem::error("theme-file-unreadable", vec![("fault", fault.to_string().into())]))
}
