//! SPF (RFC 7208): who may send for the domain. One record, sound, at most ten questions, not open to all.

use super::Finding;
use super::dns::Dns;

const NAME: &str = "spf";
/// §4.6.4: a receiver that has to ask more gives up, and the record counts for nothing.
const MOST_LOOKUPS: usize = 10;

pub(super) async fn check(dns: &Dns, domain: &str) -> Vec<Finding> {
    let finding = look(dns, domain)
        .await
        .unwrap_or_else(|said| Finding::wrong(NAME, "doctor-dns-away", vec![("detail", said.into())]));
    vec![finding]
}

async fn look(dns: &Dns, domain: &str) -> Result<Finding, String> {
    let named = |domain: &str| vec![("domain", domain.into())];
    let records = records(dns, domain).await?;
    let record = match records.as_slice() {
        [] => return Ok(Finding::wrong(NAME, "doctor-spf-missing", named(domain))),
        [record] => Record::read(record),
        several => {
            let values = [named(domain), vec![("count", several.len().into())]].concat();
            return Ok(Finding::wrong(NAME, "doctor-spf-several", values));
        }
    };
    let record = match record {
        Ok(record) => record,
        Err(term) => {
            return Ok(Finding::wrong(NAME, "doctor-spf-syntax", vec![("term", term.into())]));
        }
    };
    let all = record.all;
    let mut lookups = record.lookups;
    let mut open = record.others;
    while lookups <= MOST_LOOKUPS
        && let Some(other) = open.pop()
    {
        // With macros only a receiver knows what is meant.
        if other.contains('%') {
            continue;
        }
        let found = self::records(dns, &other).await?;
        match found.as_slice() {
            [one] => match Record::read(one) {
                Ok(record) => {
                    lookups += record.lookups;
                    open.extend(record.others);
                }
                Err(term) => {
                    let values = vec![("domain", other.into()), ("term", term.into())];
                    return Ok(Finding::wrong(NAME, "doctor-spf-included-syntax", values));
                }
            },
            _ => return Ok(Finding::wrong(NAME, "doctor-spf-included", named(&other))),
        }
    }
    if lookups > MOST_LOOKUPS {
        return Ok(Finding::wrong(NAME, "doctor-spf-lookups", vec![("most", MOST_LOOKUPS.into())]));
    }
    Ok(match all {
        Some('+') => Finding::wrong(NAME, "doctor-spf-everybody", vec![]),
        Some('?') | None => Finding::warning(NAME, "doctor-spf-neutral", vec![]),
        Some(_) => Finding::fine(NAME, "doctor-spf-fine", vec![("count", lookups.into())]),
    })
}

async fn records(dns: &Dns, domain: &str) -> Result<Vec<String>, String> {
    let mut texts = dns.texts(domain).await?;
    texts.retain(|text| {
        let version = text.split(' ').next().unwrap_or_default();
        version.eq_ignore_ascii_case("v=spf1")
    });
    Ok(texts)
}

/// What one record says, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
struct Record {
    /// what stands before `all`; `redirect=` has the last word elsewhere, and counts as `-`
    all: Option<char>,
    /// terms that make a receiver ask the DNS
    lookups: usize,
    /// the domains of `include:` and `redirect=`
    others: Vec<String>,
}

impl Record {
    /// # Errors
    /// The term that is none.
    fn read(text: &str) -> Result<Self, String> {
        let mut record = Record { all: None, lookups: 0, others: Vec::new() };
        let mut redirect = None;
        for term in text.split(' ').skip(1).filter(|term| !term.is_empty()) {
            let wrong = || term.chars().take(60).collect::<String>();
            let (sign, rest) = match term.chars().next() {
                Some(sign @ ('+' | '-' | '~' | '?')) => (sign, &term[1..]),
                _ => ('+', term),
            };
            let end = rest.find([':', '/', '=']).unwrap_or(rest.len());
            let (word, behind) = (rest[..end].to_ascii_lowercase(), &rest[end..]);
            let domain = behind.strip_prefix(':').map(|domain| domain.split('/').next().unwrap_or_default());
            if let Some(value) = behind.strip_prefix('=') {
                let is_name = word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
                if sign != '+' || term.starts_with('+') || !is_name || word.is_empty() {
                    return Err(wrong());
                }
                if word == "redirect" {
                    record.lookups += 1;
                    redirect = Some(value.to_owned());
                }
                continue;
            }
            match (word.as_str(), domain) {
                ("all", None) if behind.is_empty() => record.all = record.all.or(Some(sign)),
                ("include" | "exists", Some(domain)) if !domain.is_empty() => {
                    record.lookups += 1;
                    if word == "include" {
                        record.others.push(domain.to_owned());
                    }
                }
                ("a" | "mx" | "ptr", None) => record.lookups += 1,
                ("a" | "mx" | "ptr", Some(domain)) if !domain.is_empty() => record.lookups += 1,
                ("ip4", Some(_)) if is_network::<std::net::Ipv4Addr>(&behind[1..], 32) => {}
                ("ip6", Some(_)) if is_network::<std::net::Ipv6Addr>(&behind[1..], 128) => {}
                _ => return Err(wrong()),
            }
        }
        // §6.1: with `all` there, `redirect=` means nothing.
        match (redirect, record.all) {
            (Some(other), None) => {
                record.all = Some('-');
                record.others.push(other);
            }
            (Some(_), Some(_)) => record.lookups -= 1,
            (None, _) => {}
        }
        Ok(record)
    }
}

fn is_network<T: std::str::FromStr>(text: &str, longest: u8) -> bool {
    let (address, length) = text.split_once('/').map_or((text, None), |(a, length)| (a, Some(length)));
    address.parse::<T>().is_ok()
        && length.is_none_or(|length| length.parse::<u8>().is_ok_and(|length| length <= longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<char>, usize, Vec<String>) {
        let record = Record::read(text).unwrap();
        (record.all, record.lookups, record.others)
    }

    #[test]
    fn a_record_says_who_may_send() {
        assert_eq!(read("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all"), (Some('-'), 0, vec![]));
        assert_eq!(read("v=spf1 a mx:x.jp/24 ~ALL"), (Some('~'), 2, vec![]));
        assert_eq!(read("v=spf1 include:a.jp exists:%{i}.b.jp all"), (Some('+'), 2, vec!["a.jp".into()]));
        assert_eq!(read("v=spf1 redirect=a.jp"), (Some('-'), 1, vec!["a.jp".into()]));
        assert_eq!(read("v=spf1 redirect=a.jp ?all exp=x.jp"), (Some('?'), 0, vec![]));
        assert_eq!(read("v=spf1"), (None, 0, vec![]));
    }

    #[test]
    fn a_term_that_is_none_is_named() {
        for term in ["ipv4:192.0.2.1", "ip4:192.0.2.256", "ip4:192.0.2.1/33", "include:", "-al", "mx:"] {
            let read = Record::read(&format!("v=spf1 a {term} -all"));
            assert!(read.is_err(), "{term}: {read:?}");
        }
        assert_eq!(Record::read("v=spf1 ipv4:192.0.2.1 -all"), Err("ipv4:192.0.2.1".to_owned()));
    }
}
