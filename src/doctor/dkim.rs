//! DKIM: do the records in the DNS hold the public halves of the keys that we sign with?

use super::Finding;
use super::dns::Dns;
use crate::office::Office;

const NAME: &str = "dkim";

pub(super) async fn check(dns: &Dns, office: &Office) -> Vec<Finding> {
    if office.settings.mail.dkim.is_none() {
        return vec![Finding::fine(NAME, "doctor-dkim-by-relay", vec![])];
    }
    let keys = match office.mail_keys(false) {
        Ok(keys) if !keys.is_empty() => keys,
        Ok(_) => return vec![Finding::wrong(NAME, "doctor-dkim-no-keys", vec![])],
        Err(error) => {
            return vec![Finding::wrong(
                NAME,
                "doctor-dkim-unreadable",
                vec![("detail", error.to_string().into())],
            )];
        }
    };
    let mut findings = Vec::new();
    for key in keys {
        let name = ("name", key.name.as_str().into());
        let texts = match dns.texts(&key.name).await {
            Ok(texts) => texts,
            Err(said) => {
                findings.push(Finding::wrong(NAME, "doctor-dns-away", vec![("detail", said.into())]));
                continue;
            }
        };
        let values = vec![name];
        findings.push(match texts.as_slice() {
            [] => Finding::wrong(NAME, "doctor-dkim-missing", values),
            [text] => match compare(text, &key.value) {
                Same::Yes => Finding::fine(NAME, "doctor-dkim-fine", values),
                Same::Testing => Finding::warning(NAME, "doctor-dkim-testing", values),
                Same::Revoked => Finding::wrong(NAME, "doctor-dkim-revoked", values),
                Same::No => Finding::wrong(NAME, "doctor-dkim-differs", values),
            },
            _ => Finding::wrong(NAME, "doctor-dkim-several", values),
        });
    }
    findings
}

#[derive(Debug, PartialEq, Eq)]
enum Same {
    Yes,
    /// `t=y`: receivers treat a bad signature like none
    Testing,
    /// `p=` is empty (RFC 6376 §3.6.1)
    Revoked,
    No,
}

/// The record in the DNS beside ours: the key, its kind and its version.
fn compare(text: &str, ours: &str) -> Same {
    let tag = |text: &str, wanted: &str| {
        let mut tags = text.split(';').filter_map(|tag| tag.split_once('='));
        let value = tags.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value);
        value.map(|value| value.split_whitespace().collect::<String>())
    };
    let version = tag(text, "v").unwrap_or_else(|| "DKIM1".to_owned());
    let kind = |text| tag(text, "k").unwrap_or_else(|| "rsa".to_owned());
    let key = tag(text, "p").unwrap_or_default();
    if version != "DKIM1" || kind(text) != kind(ours) {
        Same::No
    } else if key.is_empty() {
        Same::Revoked
    } else if Some(key) != tag(ours, "p") {
        Same::No
    } else if tag(text, "t").is_some_and(|flags| flags.split(':').any(|flag| flag == "y")) {
        Same::Testing
    } else {
        Same::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_must_hold_our_own_key() {
        let ours = "v=DKIM1; k=rsa; p=MIIBIj";
        for (text, same) in [
            ("v=DKIM1; k=rsa; p=MIIBIj", Same::Yes),
            ("v=DKIM1;p=MII BIj;", Same::Yes),
            ("v=DKIM1; k=rsa; t=s:y; p=MIIBIj", Same::Testing),
            ("v=DKIM1; p=", Same::Revoked),
            ("v=DKIM1; k=ed25519; p=MIIBIj", Same::No),
            ("v=DKIM1; p=MIIBIk", Same::No),
            ("v=DKIM2; p=MIIBIj", Same::No),
            ("", Same::Revoked),
        ] {
            assert_eq!(compare(text, ours), same, "{text}");
        }
    }
}
