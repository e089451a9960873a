//! The collector: does it answer at its public address, and does it keep this very ledger?

use super::{Finding, client, innermost, is_this_machine};
use crate::office::Office;
use crate::track::{self, SelfTestError};

const NAME: &str = "collector";

pub(super) async fn check(office: &Office) -> Vec<Finding> {
    let address = office.settings.collector.as_str();
    let values = || vec![("address", address.into())];
    let tested =
        track::self_test(address, &office.settings.site, &office.ledger, office.random.as_ref()).await;
    let mut findings = vec![match tested {
        Ok(()) => Finding::fine(NAME, "doctor-collector-fine", values()),
        Err(SelfTestError::Away(_)) => {
            let mut values = values();
            values.push(("detail", why(address).await.into()));
            Finding::wrong(NAME, "doctor-collector-away", values)
        }
        Err(SelfTestError::Other(_)) => Finding::wrong(NAME, "doctor-collector-other", values()),
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
