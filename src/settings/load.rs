//! `school.yaml` → [`Settings`], with every mistake told at once.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::address::{self, AddressFault};
use super::table::{Faults, Table};
use super::yaml::{self, FaultKind, Node, Yaml};
use super::{
    Approval, CallHours, DeskSettings, HostAddress, HostKey, PhotoSettings, PrintSize, Proxies, Secret,
    Settings, apart, keeping, mail,
};
use crate::content::SchoolYear;
use crate::problem::{Place, Problem, Source};
use crate::words::Lang;

/// The file the settings are in.
pub const FILE: &str = "school.yaml";
/// Nobody's settings are longer.
const LARGEST: u64 = 256 * 1024;

const TOP: &[&str] = &[
    "name",
    "lang",
    "phone",
    "calls",
    "director",
    "school-year",
    "time-zone",
    "content",
    "groups",
    "theme",
    "fonts",
    "print",
    "site",
    "host",
    "secrets",
    "collector",
    "collector-apart",
    "mail",
    "photos",
    "desk",
    "trusted-proxies",
    "backup",
    "keep",
    "notes-beside-letters",
];
const PHOTOS: &[&str] = &["widths", "avif", "memory", "threads"];
const DESK: &[&str] = &["listen", "address", "collector-listen", "open-to-office", "approval"];

impl Settings {
    /// Reads `school.yaml` of this school folder. `today` gives the default school year; `secrets` is asked
    /// for a password by its name (the environment, in life).
    ///
    /// # Errors
    /// Everything that is wrong with the settings, in the order of the file.
    pub fn load(
        folder: &Path,
        today: Date,
        secrets: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Settings, Vec<Problem>> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let text = text_of(&folder).map_err(|problem| vec![problem])?;
        Settings::parse(&text, &folder, today, secrets)
    }

    /// As [`Settings::load`], from the text of the file.
    ///
    /// # Errors
    /// Everything that is wrong with the settings, in the order of the file.
    pub fn parse(
        text: &str,
        folder: &Path,
        today: Date,
        secrets: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Settings, Vec<Problem>> {
        let source = Source::new(FILE, text);
        let node = yaml::parse(text).map_err(|fault| vec![not_yaml(fault, &source)])?;
        let mut faults = Faults { source: &source, problems: Vec::new() };
        let settings = resolve(&node, folder, today, secrets, &mut faults);
        let mut problems = faults.problems;
        problems.sort_by_key(|problem| problem.place.as_ref().map(|place| (place.line, place.column)));
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }
}

fn text_of(folder: &Path) -> Result<String, Problem> {
    let file = folder.join(FILE);
    let told = |id: &'static str| Problem::error(id, vec![("file", FILE.into())]).at(Place::file(FILE));
    let size = match std::fs::metadata(&file) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Problem::error(
                "settings-missing",
                vec![("folder", folder.display().to_string().into())],
            ));
        }
        Err(_) => return Err(told("settings-unreadable")),
    };
    if size > LARGEST {
        return Err(told("settings-too-large"));
    }
    let bytes = std::fs::read(&file).map_err(|_| told("settings-unreadable"))?;
    match crate::content::decode(&bytes) {
        Some(text) => Ok(text),
        None => Err(told("settings-not-text")),
    }
}

fn not_yaml(fault: yaml::Fault, source: &Source<'_>) -> Problem {
    let id = match fault.kind {
        FaultKind::Syntax => "settings-broken",
        FaultKind::Tab => "settings-tab",
        FaultKind::Mark => "settings-mark",
        FaultKind::TooMuch => "settings-too-large",
    };
    Problem::error(id, vec![("file", FILE.into())]).at(source.place(fault.at..fault.at))
}

fn resolve(
    node: &Node,
    folder: &Path,
    today: Date,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> Settings {
    let top = Table::new("", Some(node), TOP, faults);
    let name = top.read("name", "settings-wants-text", faults, text).unwrap_or_default();
    if name.is_empty() && top.get("name").is_none() {
        faults.problems.push(Problem::error("settings-name-missing", vec![]).at(faults.source.whole()));
    }
    let host = top
        .get("host")
        .and_then(|(key, node)| {
            address(&key, node, faults, "settings-wants-host", |it| address::host(it, folder))
        })
        .unwrap_or_else(|| HostAddress::Folder(folder.join("public")));
    let desk = desk(&top, faults);
    Settings {
        lang: top.read("lang", "settings-wants-lang", faults, lang).unwrap_or_default(),
        phone: top.read("phone", "settings-wants-text", faults, text).unwrap_or_default(),
        calls: top.read("calls", "settings-wants-calls", faults, CallHours::parse),
        director: top.read("director", "settings-wants-text", faults, text).unwrap_or_default(),
        school_year: top
            .read("school-year", "settings-wants-year", faults, year)
            .unwrap_or_else(|| SchoolYear::of(today)),
        time_zone: top.read("time-zone", "settings-wants-zone", faults, zone).unwrap_or_else(tokyo),
        content: folder.join(
            top.read("content", "settings-wants-text", faults, text).unwrap_or_else(|| "content".into()),
        ),
        groups: groups(&top, faults),
        fonts: fonts(&top, folder, faults),
        print: top.read("print", "settings-wants-print", faults, print).unwrap_or_default(),
        theme: top
            .read("theme", "settings-wants-theme", faults, plain_name)
            .unwrap_or_else(|| "wakaba".into()),
        site: top
            .read("site", "settings-wants-web", faults, address::web)
            .unwrap_or_else(|| "http://127.0.0.1:8027".into()),
        host_key: host_key(&top, &host, folder, secrets, faults),
        host,
        collector: top
            .read("collector", "settings-wants-web", faults, address::web)
            .unwrap_or_else(|| format!("http://{}", desk.collector_listen)),
        apart: apart::read(&top, folder, secrets, faults),
        mail: mail::read(&top, &name, folder, secrets, faults),
        photos: photos(&top, faults),
        desk,
        proxies: proxies(&top, faults),
        backup: keeping::backup(&top, folder, faults),
        keep: keeping::keep(&top, faults),
        notes_beside_letters: top
            .read("notes-beside-letters", "settings-wants-yes", faults, yes)
            .unwrap_or(true),
        folder: folder.to_owned(),
        name,
    }
}

/// The key of an S3 host, from the environment or the file of `secrets:`.
fn host_key(
    top: &Table<'_>,
    host: &HostAddress,
    folder: &Path,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> Option<HostKey> {
    if !matches!(host, HostAddress::S3 { .. }) {
        return None;
    }
    let file = match top.get("secrets") {
        Some((key, node)) => secret_file(&key, node, folder, faults)?,
        None => String::new(),
    };
    let secret = |name: &str| {
        let line = |line: &str| {
            let (found, value) = line.split_once('=')?;
            (found.trim() == name).then(|| value.trim().trim_matches('"').to_owned())
        };
        secrets(name).or_else(|| file.lines().find_map(line)).filter(|value| !value.is_empty())
    };
    let key = secret("AWS_ACCESS_KEY_ID").zip(secret("AWS_SECRET_ACCESS_KEY"));
    if key.is_none()
        && let Some((_, node)) = top.get("host")
    {
        faults.wrong("settings-host-key-missing", "host", node);
    }
    key.map(|(id, secret)| HostKey { id, secret: Secret(secret) })
}

pub(super) fn secret_file(key: &str, node: &Node, folder: &Path, faults: &mut Faults<'_>) -> Option<String> {
    let file = match &node.value {
        Yaml::Text(file) => folder.join(file),
        _ => PathBuf::new(),
    };
    let small = std::fs::metadata(&file).is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
    let text = small.then(|| std::fs::read_to_string(&file).ok()).flatten();
    if text.is_none() {
        faults.wrong("settings-secret-unreadable", key, node);
    }
    text
}

fn photos(top: &Table<'_>, faults: &mut Faults<'_>) -> PhotoSettings {
    let photos = Table::new("photos.", top.get("photos").map(|(_, node)| node), PHOTOS, faults);
    let memory = |text: &str| text.parse().ok().filter(|memory| (64..=65_536).contains(memory));
    let threads = |text: &str| text.parse().ok().filter(|threads: &NonZero<usize>| threads.get() <= 64);
    let avif = photos.read("avif", "settings-wants-yes", faults, yes).unwrap_or(false);
    if let (true, false, Some((key, node))) = (avif, cfg!(feature = "avif"), photos.get("avif")) {
        faults.wrong("settings-avif-left-out", &key, node);
    }
    PhotoSettings {
        avif,
        widths: widths(&photos, faults).unwrap_or_else(|| vec![480, 960, 1600]),
        memory: photos.read("memory", "settings-wants-memory", faults, memory).unwrap_or(512),
        threads: photos.read("threads", "settings-wants-threads", faults, threads),
    }
}

fn fonts(top: &Table<'_>, folder: &Path, faults: &mut Faults<'_>) -> Vec<PathBuf> {
    let named = top.get("fonts").and_then(|(key, node)| {
        let names = names(node).filter(|names| names.len() <= 20);
        if names.is_none() {
            faults.wrong("settings-wants-fonts", &key, node);
        }
        names
    });
    let own = folder.join("fonts");
    let own = Some(own.clone()).filter(|_| own.is_dir());
    own.into_iter().chain(named.unwrap_or_default().iter().map(|name| folder.join(name))).collect()
}

fn widths(photos: &Table<'_>, faults: &mut Faults<'_>) -> Option<Vec<u32>> {
    let (key, node) = photos.get("widths")?;
    let width = |text: &str| text.trim().parse().ok().filter(|width| (64..=4096).contains(width));
    let widths: Option<Vec<u32>> =
        names(node).and_then(|names| names.iter().map(|name| width(name)).collect());
    match widths {
        Some(mut widths) if (1..=8).contains(&widths.len()) => {
            widths.sort_unstable();
            widths.dedup();
            Some(widths)
        }
        _ => {
            faults.wrong("settings-wants-widths", &key, node);
            None
        }
    }
}

fn desk(top: &Table<'_>, faults: &mut Faults<'_>) -> DeskSettings {
    let desk = Table::new("desk.", top.get("desk").map(|(_, node)| node), DESK, faults);
    let open = desk.read("open-to-office", "settings-wants-yes", faults, yes).unwrap_or(false);
    let listen = |text: &str| text.replace("localhost", "127.0.0.1").parse().ok();
    let settings = DeskSettings {
        listen: desk
            .read("listen", "settings-wants-listen", faults, listen)
            .unwrap_or_else(|| ([127, 0, 0, 1], 8025).into()),
        address: desk.read("address", "settings-wants-web", faults, address::web),
        collector_listen: desk
            .read("collector-listen", "settings-wants-listen", faults, listen)
            .unwrap_or_else(|| ([127, 0, 0, 1], 8026).into()),
        open_to_office: open,
        approval: desk.read("approval", "settings-wants-approval", faults, approval).unwrap_or_default(),
    };
    // Passwords and families' names would cross the office's network in the clear.
    if !settings.listen.ip().is_loopback()
        && !open
        && settings.address.is_none()
        && let Some((key, node)) = desk.get("listen")
    {
        faults.wrong("settings-desk-open", &key, node);
    }
    settings
}

fn approval(text: &str) -> Option<Approval> {
    match text {
        "none" => Some(Approval::Nothing),
        "director" => Some(Approval::Director),
        "director-but-emergencies" => Some(Approval::DirectorButEmergencies),
        _ => None,
    }
}

fn proxies(top: &Table<'_>, faults: &mut Faults<'_>) -> Proxies {
    let Some((key, node)) = top.get("trusted-proxies") else { return Proxies::default() };
    let read = names(node).filter(|names| names.len() <= 50).and_then(|names| Proxies::parse(&names));
    if read.is_none() {
        faults.wrong("settings-wants-proxies", &key, node);
    }
    read.unwrap_or_default()
}

fn groups(top: &Table<'_>, faults: &mut Faults<'_>) -> BTreeMap<String, Vec<String>> {
    let Some((_, node)) = top.get("groups") else { return BTreeMap::new() };
    let Yaml::Table(entries) = &node.value else {
        faults.wrong("settings-wants-table", "groups", node);
        return BTreeMap::new();
    };
    let mut groups = BTreeMap::new();
    for (key, node) in entries {
        let name = key.text.trim().to_owned();
        match names(node).filter(|names| !names.is_empty() && !name.is_empty()) {
            Some(names) if !groups.contains_key(&name) => {
                groups.insert(name, names);
            }
            Some(_) => faults.wrong("settings-group-twice", &name, node),
            None => faults.wrong("settings-wants-names", &format!("groups.{name}"), node),
        }
    }
    groups
}

/// `[a, b]`, or `a・b` in one line.
pub(super) fn names(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Yaml::Text(text) => Some(split(text)),
        Yaml::List(items) => items
            .iter()
            .map(|item| match &item.value {
                Yaml::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
                _ => None,
            })
            .collect(),
        Yaml::Table(_) => None,
    }
}

fn split(text: &str) -> Vec<String> {
    let names = text.split(['・', '、', '，', ',']).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

pub(super) fn address<T>(
    key: &str,
    node: &Node,
    faults: &mut Faults<'_>,
    wants: &'static str,
    read: impl FnOnce(&str) -> Result<T, AddressFault>,
) -> Option<T> {
    let read = match &node.value {
        Yaml::Text(text) if !text.chars().any(char::is_control) => read(text.trim()),
        _ => Err(AddressFault::Malformed),
    };
    match read {
        Ok(address) => return Some(address),
        Err(AddressFault::Malformed) => faults.wrong(wants, key, node),
        Err(AddressFault::NotBuilt) if key == "host" => faults.wrong("settings-host-not-built", key, node),
        Err(AddressFault::NotBuilt) => faults.wrong("settings-courier-not-built", key, node),
        Err(AddressFault::Password) => faults.secret("settings-password-here", key, node),
        Err(AddressFault::Unprotected) => faults.wrong("settings-courier-unprotected", key, node),
    }
    None
}

pub(super) fn text(text: &str) -> Option<String> {
    (!text.is_empty() && text.chars().count() <= 200).then(|| text.to_owned())
}

fn lang(text: &str) -> Option<Lang> {
    match text {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    }
}

fn print(text: &str) -> Option<PrintSize> {
    [PrintSize::A4, PrintSize::B4, PrintSize::A3]
        .into_iter()
        .find(|size| size.name().eq_ignore_ascii_case(text))
}

fn year(text: &str) -> Option<SchoolYear> {
    let year = text.trim_end_matches("年度").parse().ok()?;
    (2000..=2200).contains(&year).then_some(SchoolYear(year))
}

fn zone(text: &str) -> Option<TimeZone> {
    TimeZone::get(text).ok()
}

fn tokyo() -> TimeZone {
    // Japan keeps one offset all year, so this is right even without a zone database.
    zone("Asia/Tokyo").unwrap_or_else(|| TimeZone::fixed(jiff::tz::offset(9)))
}

fn plain_name(text: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    (!text.is_empty() && text.len() <= 60 && text.chars().all(plain)).then(|| text.to_owned())
}

pub(super) fn yes(text: &str) -> Option<bool> {
    match text {
        "true" | "yes" | "on" | "はい" => Some(true),
        "false" | "no" | "off" | "いいえ" => Some(false),
        _ => None,
    }
}
