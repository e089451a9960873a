//! Is everything around the school in order? One file for each thing looked at; all of them at once, within 30
//! seconds; nothing is changed, no mail is sent, no name or address of a family leaves the machine.

mod backup;
mod collector;
mod dkim;
mod dmarc;
mod dns;
mod inbox;
mod listing;
mod machine;
mod relay;
mod sender;
mod site;
mod spf;
mod time;

use std::time::Duration;

use futures_util::future::{BoxFuture, FutureExt, join_all};
use serde::Serialize;

use crate::office::{Office, OfficeError};
use crate::settings::CourierAddress;
use crate::words::{Values, Words};
use dns::Dns;

/// For one check. They run side by side, so that it bounds them all.
const PATIENCE: Duration = Duration::from_secs(25);

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// as it should be
    Fine,
    /// works, but should be looked at
    Warning,
    /// will go wrong, or does
    Wrong,
}

/// What one check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// what was looked at: `spf`, `relay` …
    pub check: &'static str,
    /// how it stands
    pub verdict: Verdict,
    /// the Fluent id of the sentence; its attribute `.advice` says what to do
    pub id: &'static str,
    /// what is filled in
    pub values: Values,
}

/// A finding put into one language, as `--json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// what was looked at
    pub check: &'static str,
    /// `fine`, `warning` or `wrong`
    pub verdict: Verdict,
    /// the message's id, the same in every language
    pub id: &'static str,
    /// what was looked at, in words
    pub name: String,
    /// how it stands, and what that means
    pub what: String,
    /// what to do; empty where nothing is
    pub advice: String,
}

impl Finding {
    fn new(check: &'static str, verdict: Verdict, id: &'static str, values: Values) -> Self {
        Finding { check, verdict, id, values }
    }

    fn fine(check: &'static str, id: &'static str, values: Values) -> Self {
        Finding::new(check, Verdict::Fine, id, values)
    }

    fn warning(check: &'static str, id: &'static str, values: Values) -> Self {
        Finding::new(check, Verdict::Warning, id, values)
    }

    fn wrong(check: &'static str, id: &'static str, values: Values) -> Self {
        Finding::new(check, Verdict::Wrong, id, values)
    }

    /// The finding in these words.
    pub fn told(&self, words: &Words) -> Told {
        Told {
            check: self.check,
            verdict: self.verdict,
            id: self.id,
            name: words.say(&format!("doctor-name-{}", self.check), &[]),
            what: words.say(self.id, &self.values),
            advice: words.attribute(self.id, "advice", &self.values).unwrap_or_default(),
        }
    }
}

/// Looks at everything. What does not apply (the DNS of a rehearsal, an inbox that nobody named) is left out.
///
/// # Errors
/// The ledger, or a released page that cannot be read from this disk.
pub async fn examine(office: &Office) -> Result<Vec<Finding>, OfficeError> {
    let settings = &office.settings;
    let mail = &settings.mail;
    let published = office.published_page().await?;
    let paths: Vec<String> = office.ledger.published().await?.into_keys().collect();
    let domain = mail.from_address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let dns = Dns::open();
    let mut checks: Vec<(&'static str, BoxFuture<'_, Vec<Finding>>)> = Vec::new();
    if !matches!(mail.courier, CourierAddress::Mailbox(_)) && domain.contains('.') {
        match &dns {
            Ok(dns) => {
                let domain = domain.as_str();
                checks.push(("sender", sender::check(dns, domain).boxed()));
                checks.push(("spf", spf::check(dns, domain).boxed()));
                checks.push(("dkim", dkim::check(dns, office).boxed()));
                checks.push(("dmarc", dmarc::check(dns, domain, mail.dkim.as_ref()).boxed()));
            }
            Err(said) => {
                let unread = Finding::wrong("sender", "doctor-dns-away", vec![("detail", said.into())]);
                checks.push(("sender", async move { vec![unread] }.boxed()));
            }
        }
    }
    checks.push(("relay", relay::check(mail).boxed()));
    if let Some(address) = &mail.inbox {
        checks.push(("inbox", inbox::check(address).boxed()));
    }
    checks.push(("site", site::check(&settings.site, published.as_ref()).boxed()));
    checks.push(("listing", listing::check(&settings.site, &paths).boxed()));
    checks.push(("collector", collector::check(office).boxed()));
    checks.push(("clock", time::check(office).boxed()));
    checks.push(("backup", backup::check(office).boxed()));
    for (name, check) in machine::checks(office) {
        checks.push((name, check));
    }
    let bounded = checks.into_iter().map(|(name, check)| async move {
        let seconds = ("seconds", PATIENCE.as_secs().into());
        tokio::time::timeout(PATIENCE, check)
            .await
            .unwrap_or_else(|_| vec![Finding::wrong(name, "doctor-no-answer", vec![seconds])])
    });
    Ok(join_all(bounded).await.into_iter().flatten().collect())
}

/// What something outside said, cut to what one reads.
fn short(said: impl std::fmt::Display) -> String {
    let said = said.to_string();
    let words: Vec<&str> = said.split_whitespace().filter(|word| !word.contains('@')).collect();
    words.join(" ").chars().take(200).collect()
}

/// Is this address one of this very machine?
fn is_this_machine(address: &str) -> bool {
    let host = reqwest::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| {
        host == "localhost"
            || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

/// A client that looks at pages as parents' browsers do, and waits ten seconds.
fn client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::limited(3))
        .build()
}

/// What failed below reqwest's own message.
fn innermost(error: &reqwest::Error) -> String {
    let mut error: &dyn std::error::Error = error;
    while let Some(below) = error.source() {
        error = below;
    }
    short(error)
}
