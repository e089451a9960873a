//! The office's visit to a collector that stands apart: `POST /visit`, the only way in or out of it but the parents'.
//!
//! The office comes; nothing ever goes to the office. One visit brings what went out since the last one, tells how far
//! the office has everything on its disk, and fetches what came after. Each side proves that it knows the shared key:
//!
//! ```text
//! Authorization: Otayori HASH.PROOF     blake3 of the body, and its MAC, in hex
//! X-Otayori-Proof: PROOF                of the answer: the MAC of that PROOF and of the answer's hash
//! ```
//!
//! Who cannot prove it finds nothing here (404), before any body is read. A visit may be made again at any time: what
//! was brought twice is there once, and what was fetched has a number that the ledger remembers.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::apart::Apart;
use super::collector::CollectorSettings;
use crate::ledger::{MarkHash, Press, Slip};
use crate::settings::{CallHours, CollectorKey, Proxies};
use crate::words::Lang;

/// Where the office comes to.
pub const PATH: &str = "/visit";
/// Tokens and marks that one visit brings, each; it comes again for more.
pub const MOST_BROUGHT: u32 = 2_000;
/// Evidence that one visit fetches.
const MOST_FETCHED: u32 = 500;
/// Bytes of what is brought.
const LONGEST: usize = 4 * 1024 * 1024;
const SLOWEST: Duration = Duration::from_secs(30);
const SCHEME: &str = "Otayori ";
const PROOF: HeaderName = HeaderName::from_static("x-otayori-proof");

/// What the office brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brought {
    /// what the collector's pages say of the school
    pub about: About,
    /// hashes of tokens that went out
    pub tokens: Vec<[u8; 32]>,
    /// hashes of marks that went out, or whose state is another now
    pub marks: Vec<MarkHash>,
    /// the office has the evidence up to this number
    pub slips: i64,
    /// and the stops up to this one
    pub presses: i64,
}

/// What the office fetches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// how many tokens the collector knows
    pub tokens: i64,
    /// evidence, in the order of its numbers
    pub slips: Vec<Slip>,
    /// stops, in the order of their numbers
    pub presses: Vec<Press>,
    /// the collector's clock, milliseconds
    pub now: i64,
}

/// [`CollectorSettings`] on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    site: String,
    collector: String,
    name: String,
    phone: String,
    #[serde(default)]
    calls: Option<CallHours>,
    #[serde(default)]
    keep: u16,
    lang: Lang,
    time_zone: String,
}

impl From<&CollectorSettings> for About {
    fn from(about: &CollectorSettings) -> Self {
        About {
            site: about.site.clone(),
            collector: about.collector.clone(),
            name: about.name.clone(),
            phone: about.phone.clone(),
            calls: about.calls,
            keep: about.keep,
            lang: about.lang,
            time_zone: about.time_zone.iana_name().unwrap_or("Asia/Tokyo").to_owned(),
        }
    }
}

impl About {
    /// Behind these proxies, which the collector knows and the office does not.
    pub(super) fn behind(self, proxies: Proxies) -> CollectorSettings {
        let about = self;
        let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
        CollectorSettings {
            site: about.site,
            collector: about.collector,
            name: about.name,
            phone: about.phone,
            calls: about.calls,
            keep: about.keep,
            lang: about.lang,
            time_zone: jiff::tz::TimeZone::get(&about.time_zone).unwrap_or(japan),
            proxies,
        }
    }
}

/// Makes and checks the proofs of a visit.
#[derive(Clone)]
pub struct Proofs([u8; 32]);

impl Proofs {
    /// By the key that office and collector share.
    pub fn of(key: &CollectorKey) -> Self {
        Proofs(key.derive("otayori 2026 visit to a collector"))
    }

    /// The header of a visit with this body, and the proof in it.
    pub fn request(&self, body: &[u8]) -> (String, blake3::Hash) {
        let hash = blake3::hash(body);
        let proof = self.mac(b"office", &[hash.as_bytes()]);
        (format!("{SCHEME}{}.{}", hash.to_hex(), proof.to_hex()), proof)
    }

    /// The body's hash and the proof, where the office made this header.
    fn read(&self, headers: &HeaderMap) -> Option<(blake3::Hash, blake3::Hash)> {
        let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix(SCHEME)?;
        let (hash, proof) = said.split_once('.')?;
        let hash = blake3::Hash::from_hex(hash).ok()?;
        let proof = blake3::Hash::from_hex(proof).ok()?;
        // blake3 compares hashes in constant time.
        (self.mac(b"office", &[hash.as_bytes()]) == proof).then_some((hash, proof))
    }

    fn answer(&self, asked: &blake3::Hash, body: &[u8]) -> blake3::Hash {
        self.mac(b"collector", &[asked.as_bytes(), blake3::hash(body).as_bytes()])
    }

    /// Did the collector make this answer, to just this visit?
    pub fn is_answer(&self, asked: &blake3::Hash, headers: &HeaderMap, body: &[u8]) -> bool {
        let said = headers.get(PROOF).and_then(|said| blake3::Hash::from_hex(said.as_bytes()).ok());
        said.is_some_and(|said| said == self.answer(asked, body))
    }

    fn mac(&self, who: &[u8], parts: &[&[u8; 32]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(who);
        for part in parts {
            hasher.update(*part);
        }
        hasher.finalize()
    }
}

/// Somebody comes and says he is the office.
pub(super) async fn receive(State(apart): State<Apart>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some((hash, asked)) = apart.proofs.read(&parts.headers) else {
        let allowed = apart.stranger_allowed(&parts.extensions, &parts.headers);
        return if allowed { StatusCode::NOT_FOUND } else { StatusCode::TOO_MANY_REQUESTS }.into_response();
    };
    let Some(brought) = read(body, &hash).await else { return StatusCode::BAD_REQUEST.into_response() };
    let given = match apart.serve(brought, MOST_FETCHED).await {
        Ok(given) => given,
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let body = serde_json::to_vec(&given).unwrap_or_default();
    let proof = apart.proofs.answer(&asked, &body).to_hex();
    let mut response = Body::from(body).into_response();
    if let Ok(proof) = HeaderValue::from_str(&proof) {
        response.headers_mut().insert(PROOF, proof);
    }
    response
}

async fn read(body: Body, hash: &blake3::Hash) -> Option<Brought> {
    let bytes = tokio::time::timeout(SLOWEST, axum::body::to_bytes(body, LONGEST)).await.ok()?.ok()?;
    (blake3::hash(&bytes) == *hash).then(|| serde_json::from_slice(&bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_the_key_can_visit_or_answer() {
        let (ours, theirs) = (Proofs::of(&CollectorKey::of([1; 32])), Proofs::of(&CollectorKey::of([2; 32])));
        let (said, asked) = ours.request(b"brought");
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, said.parse().unwrap());
        assert!(ours.read(&headers).is_some());
        assert!(theirs.read(&headers).is_none());

        let mut answered = HeaderMap::new();
        let proof = |proofs: &Proofs, body: &[u8]| proofs.answer(&asked, body).to_hex().parse().unwrap();
        answered.insert(PROOF, proof(&ours, b"given"));
        assert!(ours.is_answer(&asked, &answered, b"given"));
        assert!(!ours.is_answer(&asked, &answered, b"another"), "changed on its way");
        assert!(!ours.is_answer(&ours.request(b"another visit").1, &answered, b"given"), "an old answer");
        answered.insert(PROOF, proof(&theirs, b"given"));
        assert!(!ours.is_answer(&asked, &answered, b"given"));
        assert!(!ours.is_answer(&asked, &HeaderMap::new(), b"given"));
    }
}
