//! Whom a letter is for, by the school's own words.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Whom a letter is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// 全園: every family.
    Everyone,
    /// Classes, grades or groups of one's own, as they are called: `["年中", "年長"]`. Never empty.
    Named(BTreeSet<String>),
}

/// The names an audience may have. The top floor works it out from the roster and the settings, so that
/// no room that makes a page needs to know a family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// class → its grade (empty where the roster gives none)
    pub classes: BTreeMap<String, String>,
    /// grades
    pub grades: BTreeSet<String>,
    /// groups of the school's own: `乳児`, `役員`
    pub own: BTreeSet<String>,
}

impl Groups {
    /// Is this the name of a class, a grade or a group?
    pub fn knows(&self, name: &str) -> bool {
        self.classes.contains_key(name) || self.grades.contains(name) || self.own.contains(name)
    }

    /// Every name there is.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.keys().chain(&self.grades).chain(&self.own).map(String::as_str)
    }
}

impl Audience {
    /// As people say it: `全園`, `年中・年長`.
    pub fn label(&self) -> String {
        match self {
            Audience::Everyone => "全園".to_owned(),
            Audience::Named(names) => names.iter().map(String::as_str).collect::<Vec<_>>().join("・"),
        }
    }
}
