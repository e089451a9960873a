//! Can the sender's domain be answered? Receivers (docomo among them) refuse one without MX, A and AAAA.

use hickory_resolver::proto::rr::RecordType;

use super::Finding;
use super::dns::Dns;

const NAME: &str = "sender";

pub(super) async fn check(dns: &Dns, domain: &str) -> Vec<Finding> {
    vec![
        look(dns, domain)
            .await
            .unwrap_or_else(|said| Finding::wrong(NAME, "doctor-dns-away", vec![("detail", said.into())])),
    ]
}

async fn look(dns: &Dns, domain: &str) -> Result<Finding, String> {
    let values = vec![("domain", domain.into())];
    if dns.takes_no_mail(domain).await? {
        return Ok(Finding::warning(NAME, "doctor-sender-null-mx", values));
    }
    for kind in [RecordType::MX, RecordType::A, RecordType::AAAA] {
        if dns.has(domain, kind).await? {
            let values = [values, vec![("kind", kind.to_string().into())]].concat();
            return Ok(Finding::fine(NAME, "doctor-sender-fine", values));
        }
    }
    Ok(Finding::wrong(NAME, "doctor-sender-nothing", values))
}
