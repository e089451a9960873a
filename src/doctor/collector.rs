//! The collector: does it answer at its public address, and does it keep this very ledger, or what the office brings it?

use super::{Finding, client, innermost, is_this_machine};
use crate::office::Office;
use crate::track::SelfTestError;

const NAME: &str = "collector";

pub(super) async fn check(office: &Office) -> Vec<Finding> {
    let address = office.settings.collector.as_str();
    let is_apart = office.settings.apart.is_some();
    let values = || vec![("address", address.into())];
    let of = |beside: &'static str, apart: &'static str| if is_apart { apart } else { beside };
    let mut findings = vec![match office.test_collector().await {
        Ok(()) => Finding::fine(NAME, of("doctor-collector-fine", "doctor-apart-fine"), values()),
        Err(SelfTestError::Away(_)) => {
            let mut values = values();
            values.push(("detail", why(address).await.into()));
            Finding::wrong(NAME, of("doctor-collector-away", "doctor-apart-away"), values)
        }
        Err(SelfTestError::Other(_)) => {
            Finding::wrong(NAME, of("doctor-collector-other", "doctor-apart-other"), values())
        }
        Err(SelfTestError::Ledger(error)) => {
            Finding::wrong(NAME, "doctor-ledger-unreadable", vec![("detail", error.to_string().into())])
        }
    }];
    if is_this_machine(address) {
        findings.push(Finding::warning(NAME, "doctor-collector-here", values()));
    }
    findings
}

/// What `/health` says, or the line to it.
async fn why(address: &str) -> String {
    let Ok(client) = client() else { return String::new() };
    match client.get(format!("{address}/health")).send().await {
        Ok(answer) => answer.status().to_string(),
        Err(error) => innermost(&error),
    }
}
