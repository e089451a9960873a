//! The public pages: do they open, are they what was released, do they stay out of search engines?

use super::{Finding, client, innermost, is_this_machine};
use crate::publish::{self, VerifyError};
use crate::words::Values;

const NAME: &str = "site";
/// No page of ours is longer, in bytes.
const LONGEST: usize = 8 << 20;

/// A page that should be on the host: its path, and blake3 of it in hex.
pub(crate) type PublishedPage = (String, String);

pub(super) async fn check(site: &str, page: Option<&PublishedPage>) -> Vec<Finding> {
    let mut findings = vec![match page {
        Some((path, hash)) => verified(site, path, hash).await,
        None => opened(site).await,
    }];
    if is_this_machine(site) {
        findings.push(Finding::warning(NAME, "doctor-site-here", vec![("address", site.into())]));
    }
    // What a host "improves" may have lost just this.
    let is_there = matches!(findings[0].id, "doctor-site-fine" | "doctor-site-different");
    if let Some((path, _)) = page.filter(|_| is_there) {
        findings.extend(headers(site, path).await);
    }
    findings
}

/// The page of the last release, as parents get it.
async fn verified(site: &str, path: &str, hash: &str) -> Finding {
    match publish::verify(site, path, hash).await {
        Ok(()) => Finding::fine(NAME, "doctor-site-fine", vec![("address", site.into())]),
        Err(VerifyError::Unreachable(_, said)) => away(site, said),
        Err(VerifyError::Missing(_, status)) => {
            let values: Values = vec![("address", site.into()), ("status", status.to_string().into())];
            Finding::wrong(NAME, "doctor-site-missing", values)
        }
        Err(VerifyError::Different(_)) => {
            Finding::wrong(NAME, "doctor-site-different", vec![("address", site.into())])
        }
    }
}

async fn opened(site: &str) -> Finding {
    let answer = match client() {
        Ok(client) => client.get(format!("{site}/")).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(_) => Finding::fine(NAME, "doctor-site-empty", vec![("address", site.into())]),
        Err(error) => away(site, innermost(&error)),
    }
}

fn away(site: &str, said: String) -> Finding {
    let values = vec![("address", site.into()), ("detail", said.into())];
    Finding::wrong(NAME, "doctor-site-away", values)
}

/// What the host adds to the page, beside what the page says itself.
async fn headers(site: &str, path: &str) -> Option<Finding> {
    let address = format!("{site}/{}", path.trim_end_matches("index.html"));
    let answer = client().ok()?.get(address).send().await.ok()?;
    let header = |name: &str| {
        let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let (robots, referrer) = (header("x-robots-tag"), header("referrer-policy"));
    let page = answer.text().await.ok().filter(|page| page.len() <= LONGEST)?;
    let says = |name: &str, value: &str| {
        page.split("<meta").skip(1).any(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            tag.contains(&format!("name=\"{name}\"")) && tag.contains(value)
        })
    };
    let is_hidden = robots.contains("noindex") || says("robots", "noindex");
    let is_quiet = match referrer.rsplit(',').next().unwrap_or_default().trim() {
        // The page's own word comes later than the host's, and stands.
        "" | "no-referrer" | "same-origin" => true,
        _ => says("referrer", "no-referrer") || says("referrer", "same-origin"),
    };
    let has_sheets_hidden = robots.contains("noindex");
    Some(match (is_hidden, is_quiet, has_sheets_hidden) {
        (false, ..) => Finding::wrong("headers", "doctor-headers-indexed", vec![]),
        (true, false, _) => {
            Finding::warning("headers", "doctor-headers-referrer", vec![("value", referrer.into())])
        }
        (true, true, false) => Finding::fine("headers", "doctor-headers-pages", vec![]),
        (true, true, true) => Finding::fine("headers", "doctor-headers-fine", vec![]),
    })
}
