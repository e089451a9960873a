//! The self-test before a release: is the collector up, and does it keep this very ledger?

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use data_encoding::HEXLOWER;

use super::collector::{Hearing, Inner};
use crate::ledger::{Ledger, LedgerError};
use crate::settings::CollectorKey;
use crate::world::Random;

/// Bytes of a challenge, in hex.
const CHALLENGE: usize = 64;
const SLOWEST: Duration = Duration::from_secs(15);

/// The collector did not pass its self-test: read marks would be lost.
#[derive(Debug, thiserror::Error)]
pub enum SelfTestError {
    /// Nothing answered there.
    #[error("the collector at {0} does not answer")]
    Away(String),
    /// Something answered, but not the collector of this ledger and this site.
    #[error("what answers at {0} is not the collector of this ledger and site")]
    Other(String),
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Asks the collector at `collector` (no slash at the end) to prove that it keeps `ledger` and listens to
/// pages of `site`.
///
/// # Errors
/// It does not answer, it is another one, or the ledger cannot be read.
pub async fn self_test(
    collector: &str,
    site: &str,
    ledger: &Ledger,
    random: &dyn Random,
) -> Result<(), SelfTestError> {
    test(collector, site, &key(ledger, random).await?, random).await
}

/// As [`self_test`], of a collector that stands apart and knows this key.
///
/// # Errors
/// It does not answer, or it is another one.
pub async fn self_test_apart(
    collector: &str,
    site: &str,
    key: &CollectorKey,
    random: &dyn Random,
) -> Result<(), SelfTestError> {
    test(collector, site, &key_apart(key), random).await
}

async fn test(collector: &str, site: &str, key: &[u8; 32], random: &dyn Random) -> Result<(), SelfTestError> {
    let challenge = HEXLOWER.encode(&random.bytes());
    let away = || SelfTestError::Away(collector.to_owned());
    let other = || SelfTestError::Other(collector.to_owned());
    let client = client(collector, SLOWEST).map_err(|_| away())?;
    let asked = client.post(format!("{collector}/self-test")).body(challenge.clone()).send().await;
    let answer = asked.map_err(|_| away())?;
    if !answer.status().is_success() {
        return Err(if answer.status().is_server_error() { away() } else { other() });
    }
    if answer.content_length().is_some_and(|length| length > 1_024) {
        return Err(other());
    }
    let said = answer.text().await.map_err(|_| away())?;
    let origin = super::collector::origin(site).map_err(|_| other())?;
    let expected = proof(key, &challenge, origin.as_bytes());
    blake3::Hash::from_hex(said.trim()).is_ok_and(|said| said == expected).then_some(()).ok_or_else(other)
}

/// A client for the collector at this address.
pub(super) fn client(collector: &str, patience: Duration) -> reqwest::Result<reqwest::Client> {
    let mut client = reqwest::Client::builder().timeout(patience).redirect(reqwest::redirect::Policy::none());
    if is_this_machine(collector) {
        client = client.no_proxy();
    }
    client.build()
}

/// The same for a collector apart.
pub(super) fn key_apart(key: &CollectorKey) -> [u8; 32] {
    key.derive("otayori 2026 self-test of a collector")
}

/// The secret that only this ledger and its collector know; used for nothing else.
pub(super) async fn key(ledger: &Ledger, random: &dyn Random) -> Result<[u8; 32], LedgerError> {
    ledger.secret("collector self-test", || random.bytes()).await
}

fn proof(key: &[u8; 32], challenge: &str, site: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(challenge.as_bytes()).update(b"\0").update(site);
    hasher.finalize()
}

fn is_this_machine(address: &str) -> bool {
    let host = reqwest::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| {
        host == "localhost"
            || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
    })
}

pub(super) async fn answer(Hearing(collector): Hearing, challenge: String) -> Result<String, StatusCode> {
    let plain = challenge.len() == CHALLENGE && challenge.bytes().all(|c| c.is_ascii_hexdigit());
    if !plain {
        return Err(StatusCode::BAD_REQUEST);
    }
    can_read(&collector).await?;
    Ok(proof(&collector.test_key, &challenge, collector.site.as_bytes()).to_hex().to_string())
}

pub(super) async fn health(State(collector): State<Arc<Inner>>) -> Result<&'static str, StatusCode> {
    can_read(&collector).await.map(|()| "ok")
}

/// Does the ledger still answer?
async fn can_read(collector: &Inner) -> Result<(), StatusCode> {
    collector.store.knows_token(&[0; 32]).await.map(|_| ()).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}
