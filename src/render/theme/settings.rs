//! `theme.yaml`: the few things a program must know of a theme.

use serde::Deserialize;

use super::message::MessageLooks;
use super::{Files, shown};
use crate::problem::{Place, Problem};

/// What `theme.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ThemeSettings {
    /// `title:` what the theme is called
    pub title: String,
    /// `page-files:` styles, scripts and pictures the pages refer to as `files["style.css"]`
    pub page_files: Vec<String>,
    /// `colours:` of the browser's own bar
    pub colours: ThemeColours,
    /// `photo-sizes:` how wide photos stand on the page
    pub photo_sizes: PhotoSizes,
    /// `message:` fonts and colours of the message
    #[serde(default)]
    pub message: MessageLooks,
}

/// The colour a phone's browser gives its own bar.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeColours {
    /// by day: `#dff1fa`
    pub light: String,
    /// in dark mode
    pub dark: String,
}

/// `sizes` of the pictures: how wide the style sheet shows a photo, so that a phone fetches no more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoSizes {
    /// a photo alone
    pub one: String,
    /// photos side by side
    pub several: String,
}

/// Reads and checks `theme.yaml`.
pub(super) fn read(theme: &str, files: &Files) -> Result<ThemeSettings, Vec<Problem>> {
    let file = shown(theme, "theme.yaml");
    let text = files.get("theme.yaml").map(|content| String::from_utf8_lossy(content)).unwrap_or_default();
    let settings: ThemeSettings = serde_yaml::from_str(&text).map_err(|fault| {
        let place = place_of(&fault, &file, &text);
        let fault = fault.to_string();
        let fault = fault.lines().next().unwrap_or_default();
        vec![Problem::error("theme-settings-fault", vec![("fault", fault.into())]).at(place)]
    })?;
    let missing: Vec<Problem> = settings
        .page_files
        .iter()
        .filter(|name| !files.contains_key(*name))
        .map(|name| {
            let at = text.find(name.as_str()).unwrap_or(0);
            Problem::error("theme-file-missing", vec![("theme", theme.into()), ("file", name.into())])
                .at(Place::in_text(&file, &text, at, at + name.len()))
        })
        .collect();
    if missing.is_empty() { Ok(settings) } else { Err(missing) }
}

fn place_of(fault: &serde_yaml::Error, file: &str, text: &str) -> Place {
    let Some(location) = fault.location() else { return Place::file(file) };
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    Place {
        file: file.to_owned(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(location.column()).unwrap_or(1).max(1),
        length: 1,
        shown: text.lines().nth(line - 1).unwrap_or_default().to_owned(),
    }
}
