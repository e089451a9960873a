//! `mail:` of `school.yaml`: who sends, by which courier, when, how fast, and where what comes back arrives.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Time;

use super::Secret;
use super::address;
use super::load::{address, secret_file, text};
use super::table::{Faults, Table};
use super::yaml::Yaml;
use crate::content::Reminder;

const KEYS: &[&str] = &[
    "from",
    "courier",
    "password-file",
    "hold",
    "late",
    "reminders",
    "quiet",
    "stall",
    "connections",
    "pace",
    "dkim",
    "bounces",
    "inbox",
    "inbox-password-file",
];
const DKIM: &[&str] = &["domain", "selector"];

/// Carriers that refuse a sender who hurries: messages a second, each.
/// (Small sessions and clean lists are what they ask for; see their notices to senders.)
const CARRIERS: [(&str, f64); 6] = [
    ("docomo.ne.jp", 2.0),
    ("ezweb.ne.jp", 2.0),
    ("au.com", 2.0),
    ("softbank.ne.jp", 2.0),
    ("i.softbank.jp", 2.0),
    ("ymobile.ne.jp", 2.0),
];

/// `mail:`
#[derive(Debug, Clone, PartialEq)]
pub struct MailSettings {
    /// `from:` the name shown
    pub from_name: String,
    /// `from:` the address
    pub from_address: String,
    /// `courier:`
    pub courier: CourierAddress,
    /// `hold:` how long a release can still be stopped; default 60 s
    pub hold: Duration,
    /// `late:` how long after its time a message may still go; default 12 h. Then it is given up, and phoned.
    pub late: Duration,
    /// `reminders:` when the unread are reminded of a letter that does not say so itself; default: never
    pub reminders: Vec<Reminder>,
    /// `quiet:` no messages between these times of day; default 20:00 to 07:00; `None` = never quiet
    pub quiet: Option<(Time, Time)>,
    /// `stall:` a reading this soon after hand-over may be a machine's: provisional; default 120 s
    pub stall: Duration,
    /// `connections:` to the mail server at a time; default 4
    pub connections: NonZero<usize>,
    /// `pace:`
    pub pace: Pace,
    /// `dkim:` our own signature; `None` where the mail server signs
    pub dkim: Option<DkimSettings>,
    /// `bounces:` the address that undeliverable messages come back to (`b@example.jp`; each goes out under
    /// `b+MARK@example.jp`); `None`: the sender's own
    pub bounces: Option<String>,
    /// `inbox:` where what comes back can be read
    pub inbox: Option<InboxAddress>,
}

/// `pace:` messages a second.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// `all:` to the mail server; `None` = as fast as it takes them
    pub all: Option<f64>,
    /// by the domain of the recipient; the carriers' are there without being named
    pub domains: Vec<(String, f64)>,
}

/// `dkim:` the keys lie in `.otayori/dkim/`; `otayori mail keys` makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimSettings {
    /// `domain:` default: the sender's
    pub domain: String,
    /// `selector:` default `otayori`
    pub selector: String,
}

/// `courier:` how messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the address above each variant names its fields")]
pub enum CourierAddress {
    /// `mailbox:mailbox`: a folder of `.eml` (absolute here), a rehearsal
    Mailbox(PathBuf),
    /// `sendmail:/usr/sbin/sendmail`: the mail system of this machine, by its program
    Sendmail(PathBuf),
    /// `smtp://user@host:587` (STARTTLS demanded; `?tls=none` only for loopback) or `smtps://user@host:465`.
    Smtp { host: String, port: u16, login: Option<Login>, tls: Tls },
}

/// How we say at the mail server who we are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// before the `@` of `courier:`
    pub user: String,
    /// from `OTAYORI_SMTP_PASSWORD` or the file of `password-file:`. With `?auth=xoauth2` an access token.
    pub secret: Secret,
    /// the file of `password-file:`, read again for every connection: access tokens last an hour
    pub file: Option<PathBuf>,
    /// `?auth=xoauth2` instead of PLAIN or LOGIN
    pub oauth: bool,
}

/// `inbox:` where bounces, replies and requests to stop arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the address above each variant names its fields")]
pub enum InboxAddress {
    /// `folder:bounces`: files of one message each, or a Maildir (absolute here)
    Folder(PathBuf),
    /// `imaps://user@host:993/INBOX`, or `imap://…?tls=none` to this machine. The password comes from
    /// `OTAYORI_INBOX_PASSWORD` or `mail.inbox-password-file:`.
    Imap { host: String, port: u16, user: String, password: Option<Secret>, folder: String, tls: Tls },
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte
    Direct,
    /// STARTTLS, and no mail without it
    StartTls,
    /// none: only to this machine itself
    None,
}

impl DkimSettings {
    /// `dkim: true` of this sender.
    pub fn of(from_address: &str) -> Self {
        DkimSettings {
            domain: from_address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase(),
            selector: "otayori".to_owned(),
        }
    }
}

impl Default for Pace {
    fn default() -> Self {
        Pace { all: None, domains: CARRIERS.map(|(domain, pace)| (domain.to_owned(), pace)).into() }
    }
}

pub(super) fn read(
    top: &Table<'_>,
    name: &str,
    folder: &Path,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> MailSettings {
    let node = top.get("mail").map(|(_, node)| node);
    let inside = node.and_then(|node| match &node.value {
        Yaml::Table(entries) => entries.iter().find(|(key, _)| key.text == "password"),
        _ => None,
    });
    if let Some((_, node)) = inside {
        faults.secret("settings-password-here", "mail.password", node);
    }
    let known: Vec<&str> = KEYS.iter().copied().chain(inside.map(|_| "password")).collect();
    let mail = Table::new("mail.", node, &known, faults);
    let mut courier = mail
        .get("courier")
        .and_then(|(key, node)| {
            address(&key, node, faults, "settings-wants-courier", |it| address::courier(it, folder))
        })
        .unwrap_or_else(|| CourierAddress::Mailbox(folder.join("mailbox")));
    let from = mail.read("from", "settings-wants-sender", faults, sender);
    if let CourierAddress::Smtp { login: Some(login), .. } = &mut courier {
        let names = ("OTAYORI_SMTP_PASSWORD", "password-file", "courier");
        let (secret, file) = password(&mail, names, folder, secrets, faults);
        (login.secret, login.file) = (secret.unwrap_or_else(|| Secret(String::new())), file);
    }
    let leaves = matches!(courier, CourierAddress::Smtp { .. } | CourierAddress::Sendmail(_));
    if leaves
        && from.is_none()
        && mail.get("from").is_none()
        && let Some((_, node)) = mail.get("courier")
    {
        faults.wrong("settings-sender-missing", "mail.from", node);
    }
    let (from_name, from_address) = from.unwrap_or_else(|| (String::new(), "otayori@localhost".into()));
    let connections = |text: &str| text.parse().ok().filter(|number: &NonZero<usize>| number.get() <= 32);
    MailSettings {
        from_name: if from_name.is_empty() { name.to_owned() } else { from_name },
        courier,
        hold: mail.read("hold", "settings-wants-time", faults, duration).unwrap_or(Duration::from_secs(60)),
        late: mail
            .read("late", "settings-wants-time", faults, duration)
            .unwrap_or(Duration::from_secs(12 * 3600)),
        reminders: reminders(&mail, faults),
        quiet: mail
            .read("quiet", "settings-wants-hours", faults, quiet)
            .unwrap_or(Some((Time::constant(20, 0, 0, 0), Time::constant(7, 0, 0, 0)))),
        stall: mail
            .read("stall", "settings-wants-time", faults, duration)
            .unwrap_or(Duration::from_secs(120)),
        connections: mail
            .read("connections", "settings-wants-connections", faults, connections)
            .unwrap_or(const { NonZero::new(4).unwrap() }),
        pace: pace(&mail, faults),
        dkim: dkim(&mail, &from_address, faults),
        bounces: mail.read("bounces", "settings-wants-bounces", faults, bounces),
        inbox: inbox(&mail, folder, secrets, faults),
        from_address,
    }
}

fn reminders(mail: &Table<'_>, faults: &mut Faults<'_>) -> Vec<Reminder> {
    let Some((key, node)) = mail.get("reminders") else { return Vec::new() };
    crate::content::reminders(node).unwrap_or_else(|| {
        faults.wrong("settings-wants-reminders", &key, node);
        Vec::new()
    })
}

/// `pace: {all: 20, docomo.ne.jp: 1}`: messages a second.
fn pace(mail: &Table<'_>, faults: &mut Faults<'_>) -> Pace {
    let mut pace = Pace::default();
    let Some((key, node)) = mail.get("pace") else { return pace };
    let Yaml::Table(entries) = &node.value else {
        faults.wrong("settings-wants-pace", &key, node);
        return pace;
    };
    for (key, node) in entries {
        let number = match &node.value {
            Yaml::Text(text) => text.trim().parse().ok().filter(|n: &f64| (0.01..=10_000.0).contains(n)),
            _ => None,
        };
        let domain = key.text.trim().trim_start_matches('@').to_ascii_lowercase();
        match number {
            Some(number) if domain == "all" => pace.all = Some(number),
            Some(number) if domain.contains('.') => {
                pace.domains.retain(|(known, _)| *known != domain);
                pace.domains.push((domain, number));
            }
            _ => faults.wrong("settings-wants-pace", &format!("mail.pace.{}", key.text), node),
        }
    }
    pace
}

/// `dkim: true`, or a table of `domain:` and `selector:`.
fn dkim(mail: &Table<'_>, from: &str, faults: &mut Faults<'_>) -> Option<DkimSettings> {
    let (key, node) = mail.get("dkim")?;
    let own = DkimSettings::of(from);
    if let Yaml::Text(text) = &node.value {
        return match super::load::yes(text.trim()) {
            Some(true) => Some(own),
            Some(false) => None,
            None => {
                faults.wrong("settings-wants-dkim", &key, node);
                None
            }
        };
    }
    let dkim = Table::new("mail.dkim.", Some(node), DKIM, faults);
    Some(DkimSettings {
        domain: dkim.read("domain", "settings-wants-dkim", faults, domain).unwrap_or(own.domain),
        selector: dkim.read("selector", "settings-wants-dkim", faults, label).unwrap_or(own.selector),
    })
}

fn inbox(
    mail: &Table<'_>,
    folder: &Path,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> Option<InboxAddress> {
    let (key, node) = mail.get("inbox")?;
    let mut inbox = address(&key, node, faults, "settings-wants-inbox", |it| address::inbox(it, folder))?;
    if let InboxAddress::Imap { password: wanted, .. } = &mut inbox {
        let names = ("OTAYORI_INBOX_PASSWORD", "inbox-password-file", "inbox");
        (*wanted, _) = password(mail, names, folder, secrets, faults);
    }
    Some(inbox)
}

/// From the environment, else the first line of a file that the settings name; and that file.
fn password(
    mail: &Table<'_>,
    (variable, file, whose): (&str, &str, &str),
    folder: &Path,
    secrets: &dyn Fn(&str) -> Option<String>,
    faults: &mut Faults<'_>,
) -> (Option<Secret>, Option<PathBuf>) {
    if let Some(password) = secrets(variable).filter(|password| !password.is_empty()) {
        return (Some(Secret(password)), None);
    }
    let Some((key, node)) = mail.get(file) else {
        if let Some((_, node)) = mail.get(whose) {
            let id = if whose == "inbox" {
                "settings-inbox-password-missing"
            } else {
                "settings-password-missing"
            };
            faults.wrong(id, &format!("mail.{whose}"), node);
        }
        return (None, None);
    };
    let Some(text) = secret_file(&key, node, folder, faults) else { return (None, None) };
    let password = text.lines().next().unwrap_or_default().trim_end();
    if password.is_empty() {
        faults.wrong("settings-secret-unreadable", &key, node);
        return (None, None);
    }
    let file = match &node.value {
        Yaml::Text(file) => Some(folder.join(file)),
        _ => None,
    };
    (Some(Secret(password.to_owned())), file)
}

/// `60s`, `5m`, `1h`, `0`.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().ok()?;
    let unit = match text[digits.len()..].trim() {
        "s" | "秒" => 1,
        "m" | "min" | "分" => 60,
        "h" | "時間" => 3600,
        "" if number == 0 => 1,
        _ => return None,
    };
    number.checked_mul(unit).filter(|seconds| *seconds <= 24 * 3600).map(Duration::from_secs)
}

/// `20:00-07:00`, or `never`.
fn quiet(text: &str) -> Option<Option<(Time, Time)>> {
    if matches!(text, "never" | "no" | "なし") {
        return Some(None);
    }
    hours(text).filter(|(from, to)| from != to).map(Some)
}

/// `20:00-07:00`
pub(super) fn hours(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once(['-', '~', '〜', '–'])?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    Some((time(from)?, time(to)?))
}

/// `ひまわり保育園 <otayori@example.jp>`, or the address alone.
fn sender(text: &str) -> Option<(String, String)> {
    let (name, address) = match text.split_once('<') {
        Some((name, address)) => (name.trim().trim_matches('"'), address.strip_suffix('>')?),
        None => ("", text),
    };
    let (local, domain) = address.split_once('@')?;
    let plain = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[],;:\\\"@".contains(&byte))
    };
    (plain(local) && plain(domain)).then(|| (name.to_owned(), address.to_owned()))
}

/// The address alone. With the mark of a mail it must stay within the 64 characters of RFC 5321 §4.5.3.1.1.
fn bounces(text: &str) -> Option<String> {
    const LONGEST_LOCAL_PART: usize = 64 - "+".len() - 33;
    let (_, address) = sender(text)?;
    (address.find('@')? <= LONGEST_LOCAL_PART).then_some(address)
}

/// A domain name of plain labels.
fn domain(written: &str) -> Option<String> {
    let domain = text(written)?.to_ascii_lowercase();
    (domain.contains('.') && domain.split('.').all(|part| label(part).is_some())).then_some(domain)
}

/// One label of a domain name (RFC 1035 §2.3.1).
fn label(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    ((1..=63).contains(&text.len()) && text.bytes().all(plain)).then(|| text.to_ascii_lowercase())
}
