//! DMARC (RFC 7489): the domain says what becomes of mails that only claim to be its own. Carriers demand it.

use super::Finding;
use super::dns::Dns;
use crate::settings::DkimSettings;

const NAME: &str = "dmarc";

pub(super) async fn check(dns: &Dns, domain: &str, dkim: Option<&DkimSettings>) -> Vec<Finding> {
    let finding = look(dns, domain, dkim)
        .await
        .unwrap_or_else(|said| Finding::wrong(NAME, "doctor-dns-away", vec![("detail", said.into())]));
    vec![finding]
}

async fn look(dns: &Dns, domain: &str, dkim: Option<&DkimSettings>) -> Result<Finding, String> {
    // The domain's own word, else that of the domains above it, the last label alone excepted.
    let mut asked = domain;
    let records = loop {
        let mut found = dns.texts(&format!("_dmarc.{asked}")).await?;
        found.retain(|text| tag(text, "v").as_deref() == Some("DMARC1"));
        let above = asked.split_once('.').map(|(_, above)| above).filter(|above| above.contains('.'));
        match above {
            Some(above) if found.is_empty() => asked = above,
            _ => break found,
        }
    };
    let values = vec![("domain", domain.into())];
    let record = match records.as_slice() {
        [] => return Ok(Finding::wrong(NAME, "doctor-dmarc-missing", values)),
        [record] => record,
        _ => return Ok(Finding::wrong(NAME, "doctor-dmarc-several", values)),
    };
    let policy = tag(record, "p").unwrap_or_default().to_ascii_lowercase();
    if !["none", "quarantine", "reject"].contains(&policy.as_str()) {
        return Ok(Finding::wrong(NAME, "doctor-dmarc-policy", values));
    }
    let is_strict = tag(record, "adkim").is_some_and(|mode| mode.eq_ignore_ascii_case("s"));
    if let Some(dkim) = dkim.filter(|dkim| !is_aligned(domain, &dkim.domain, is_strict)) {
        let values = [values, vec![("signed", dkim.domain.as_str().into())]].concat();
        return Ok(Finding::wrong(NAME, "doctor-dmarc-alignment", values));
    }
    let values = vec![("policy", policy.into())];
    let reports = tag(record, "rua").is_some_and(|rua| rua.to_ascii_lowercase().contains("mailto:"));
    Ok(match reports {
        true => Finding::fine(NAME, "doctor-dmarc-fine", values),
        false => Finding::warning(NAME, "doctor-dmarc-no-reports", values),
    })
}

fn tag(record: &str, wanted: &str) -> Option<String> {
    let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
    tags.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
}

/// Is the signature's domain the sender's? Relaxed, one may lie below the other.
fn is_aligned(from: &str, signed: &str, is_strict: bool) -> bool {
    let below = |one: &str, other: &str| one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    from == signed || !is_strict && (below(from, signed) || below(signed, from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_of_another_domain_is_not_ours() {
        assert!(is_aligned("example.jp", "example.jp", true));
        assert!(is_aligned("mail.example.jp", "example.jp", false));
        assert!(!is_aligned("mail.example.jp", "example.jp", true));
        assert!(!is_aligned("example.jp", "myexample.jp", false));
        assert!(!is_aligned("example.jp", "relay.example.com", false));
    }
}
