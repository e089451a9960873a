//! `school.yaml` and its defaults → [`Settings`], read once.

mod address;
mod apart;
mod calls;
mod keeping;
mod load;
mod mail;
mod proxies;
mod table;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use crate::content::SchoolYear;
use crate::words::Lang;

pub(crate) use address::decoded;
pub use apart::{COLLECTOR_KEY, CollectorKey};
pub use calls::{CallDays, CallHours, call_promise};
pub use keeping::BackupSettings;
pub(crate) use keeping::named_files;
pub use load::FILE;
pub use mail::{CourierAddress, DkimSettings, InboxAddress, Login, MailSettings, Pace, Tls};
pub use proxies::{Proxies, network_of};

/// All settings of one school, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The school folder (absolute).
    pub folder: PathBuf,
    /// `name:`
    pub name: String,
    /// `lang:` the language of Otayori's own words
    pub lang: Lang,
    /// `phone:` printed on pages and sheets; may be empty
    pub phone: String,
    /// `calls:` when families who ask for it are phoned: `平日 9:00-17:00`; `None` = as soon as the school can
    pub calls: Option<CallHours>,
    /// `director:` printed on the sheet; may be empty
    pub director: String,
    /// `school-year:`; default: today's
    pub school_year: SchoolYear,
    /// `time-zone:` default `Asia/Tokyo`
    pub time_zone: jiff::tz::TimeZone,
    /// `content:` the letters' folder (absolute)
    pub content: PathBuf,
    /// `groups:` groups of the school's own, made of classes and grades
    pub groups: BTreeMap<String, Vec<String>>,
    /// `theme:` default `wakaba`
    pub theme: String,
    /// Folders with typefaces for characters that the built-in ones lack: the school's `fonts/` and those of
    /// `fonts:` (absolute)
    pub fonts: Vec<PathBuf>,
    /// `print:` the paper of the print copy; default `A4`
    pub print: PrintSize,
    /// `site:` where parents find the pages, without a slash at the end
    pub site: String,
    /// `host:` where the pages go
    pub host: HostAddress,
    /// The key of an S3 host: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, from the environment or the
    /// file of `secrets:` (lines `NAME=value`)
    pub host_key: Option<HostKey>,
    /// `collector:` without a slash at the end
    pub collector: String,
    /// `collector-apart:` the collector stands on a server of its own, and shares this key with the office: from
    /// `OTAYORI_COLLECTOR_KEY` or `.otayori/collector.key`. `None`: it runs here, with this ledger
    pub apart: Option<CollectorKey>,
    /// `mail:`
    pub mail: MailSettings,
    /// `photos:`
    pub photos: PhotoSettings,
    /// `desk:`
    pub desk: DeskSettings,
    /// `trusted-proxies:` default those on this machine
    pub proxies: Proxies,
    /// `backup:`
    pub backup: BackupSettings,
    /// `keep:` closed school years that the ledger keeps; default 2
    pub keep: u16,
    /// `notes-beside-letters:` `遠足 - 直すところ.txt` beside a faulty letter; default true
    pub notes_beside_letters: bool,
}

/// `print:` the paper that the school's printer takes for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrintSize {
    /// a page a sheet
    #[default]
    A4,
    /// JIS B4, two pages side by side
    B4,
    /// two pages side by side
    A3,
}

impl PrintSize {
    /// As the settings have it.
    pub fn name(self) -> &'static str {
        match self {
            PrintSize::A4 => "A4",
            PrintSize::B4 => "B4",
            PrintSize::A3 => "A3",
        }
    }
}

/// `host:` where the pages go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the address above each variant names its fields")]
pub enum HostAddress {
    /// `folder:public` (absolute here)
    Folder(PathBuf),
    /// `sftp://user@host:22/path?key=FILE&known-hosts=FILE`
    Sftp {
        user: String,
        host: String,
        port: u16,
        path: String,
        key: Option<PathBuf>,
        known_hosts: Option<PathBuf>,
    },
    /// `s3://BUCKET/PREFIX?endpoint=…&region=…`; keys from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`
    /// or the file of `secrets:`
    S3 { bucket: String, prefix: String, endpoint: Option<String>, region: Option<String> },
}

/// The key of an S3 host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostKey {
    /// `AWS_ACCESS_KEY_ID`
    pub id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret: Secret,
}

/// A password: never shown, never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

/// `photos:`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoSettings {
    /// `widths:` default 480, 960, 1600
    pub widths: Vec<u32>,
    /// `avif:` the page's photos as AVIF too; default false
    pub avif: bool,
    /// `memory:` MiB for developing; default 512
    pub memory: u32,
    /// `threads:` photos developed at a time; default one a core
    pub threads: Option<NonZero<usize>>,
}

/// `desk:`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskSettings {
    /// `listen:` default `127.0.0.1:8025`
    pub listen: std::net::SocketAddr,
    /// `address:` how a browser reaches it, where a reverse proxy stands before it: `https://…`
    pub address: Option<String>,
    /// `collector-listen:` default `127.0.0.1:8026`
    pub collector_listen: std::net::SocketAddr,
    /// `open-to-office:` listen on an address other than loopback without https; default false
    pub open_to_office: bool,
    /// `approval: director`: a teacher's release waits for the director's yes
    pub approval: Approval,
}

/// `desk.approval:` what of a teacher's waits for the director's yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Approval {
    /// `none`: nothing
    #[default]
    Nothing,
    /// `director`: whatever families get to see
    Director,
    /// `director-but-emergencies`: the same, but emergencies go at once
    DirectorButEmergencies,
}

impl Approval {
    /// Does what families get to see wait for the director?
    pub fn is_needed(self, emergency: bool) -> bool {
        match self {
            Approval::Nothing => false,
            Approval::Director => true,
            Approval::DirectorButEmergencies => !emergency,
        }
    }
}

impl Settings {
    /// `.otayori/`: ledger, cache and released editions; nobody else's.
    pub fn private_folder(&self) -> PathBuf {
        self.folder.join(".otayori")
    }

    /// `recipients/`
    pub fn recipients_folder(&self) -> PathBuf {
        self.folder.join("recipients")
    }

    /// `build/`: what `build` makes to look at.
    pub fn build_folder(&self) -> PathBuf {
        self.folder.join("build")
    }

    /// The school's own `themes/`, which goes before the built-in ones file by file.
    pub fn themes_folder(&self) -> PathBuf {
        self.folder.join("themes")
    }

    /// `path` as shown to people: relative to the school folder where it lies in it, with `/`.
    pub fn shown(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.folder).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }
}

#[cfg(test)]
mod tests;
