//! The collector as a whole: what it is made of, and its addresses.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::circumstances::Networks;
use super::nonce::Nonces;
use super::throttle::{Allowance, Throttle};
use super::writer::{NotKept, Writer};
use super::{beacon, plain, self_test, stop};
use crate::ledger::{Evidence, Ledger, LedgerError};
use crate::notify::MarkKey;
use crate::settings::Settings;
use crate::words::Lang;
use crate::world::{Clock, Random};

/// Links that never went out, from one network: a mistyped one is answered, a search for one is slowed down.
const STRANGERS: Allowance = Allowance { count: 60, seconds: 60 };
/// Touches of one link: far more than people make, few enough that one link cannot fill the disk.
const ONE_LINK: Allowance = Allowance { count: 120, seconds: 600 };

/// Between two times of wiping what is kept for a while only.
const BETWEEN_FORGETTING: Duration = Duration::from_secs(12 * 3_600);

/// What the collector knows of the school.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectorSettings {
    /// where the letters' pages lie; only pages of this origin are heard
    pub site: String,
    /// the collector's own public address
    pub collector: String,
    /// the school's name
    pub name: String,
    /// the school's phone; may be empty
    pub phone: String,
    /// the language of the plain pages, where the browser asks for none that we speak
    pub lang: Lang,
    /// in which the plain pages tell the time
    pub time_zone: jiff::tz::TimeZone,
}

impl From<&Settings> for CollectorSettings {
    fn from(settings: &Settings) -> Self {
        CollectorSettings {
            site: settings.site.clone(),
            collector: settings.collector.clone(),
            name: settings.name.clone(),
            phone: settings.phone.clone(),
            lang: settings.lang,
            time_zone: settings.time_zone.clone(),
        }
    }
}

/// The collector cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// `site:` or `collector:` is no web address.
    #[error("not a web address: {0}")]
    Address(String),
}

/// The collector of one school. Clones are the same collector.
#[derive(Clone)]
pub struct Collector {
    pub(super) inner: Arc<Inner>,
    writing: Arc<tokio::sync::Mutex<Option<JoinHandle<()>>>>,
    forgetting: Arc<JoinHandle<()>>,
}

pub(super) struct Inner {
    pub(super) ledger: Ledger,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) about: CollectorSettings,
    /// origin of the letters' pages
    pub(super) site: HeaderValue,
    /// our own origin
    pub(super) own: HeaderValue,
    pub(super) nonces: Nonces,
    pub(super) test_key: [u8; 32],
    /// proves the marks in links to stop
    pub(super) mark_key: MarkKey,
    pub(super) networks: Networks,
    writer: std::sync::RwLock<Option<Writer>>,
    strangers: Throttle<IpAddr>,
    links: Throttle<[u8; 32]>,
}

/// May this link be heard now?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// it went out
    Known,
    /// it never went out: answered alike, nothing written
    Unknown,
    /// too often
    TooOften,
}

impl Collector {
    /// Starts the collector on this ledger, whose secrets it draws the first time. Needs a Tokio runtime.
    ///
    /// # Errors
    /// The ledger, or settings that are no web addresses.
    pub async fn start(
        ledger: Ledger,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        about: CollectorSettings,
    ) -> Result<Self, TrackError> {
        let key = ledger.secret("collector", || random.bytes()).await?;
        let test_key = self_test::key(&ledger, random.as_ref()).await?;
        let mark_key = MarkKey(ledger.secret("mark", || random.bytes()).await?);
        let (site, own) = (origin(&about.site)?, origin(&about.collector)?);
        let (writer, writing) = Writer::start(ledger.clone());
        let forgetting = Arc::new(tokio::spawn(keep_forgetting(ledger.clone(), Arc::clone(&clock))));
        let inner = Inner {
            ledger,
            clock,
            random,
            about,
            site,
            own,
            nonces: Nonces::new(key),
            test_key,
            mark_key,
            networks: Networks::default(),
            writer: std::sync::RwLock::new(Some(writer)),
            strangers: Throttle::new(STRANGERS),
            links: Throttle::new(ONE_LINK),
        };
        let writing = Arc::new(tokio::sync::Mutex::new(Some(writing)));
        Ok(Collector { inner: Arc::new(inner), writing, forgetting })
    }

    /// Takes no further evidence and returns when all that waited is on disk.
    pub async fn finish(&self) {
        self.forgetting.abort();
        drop(self.inner.writer.write().unwrap_or_else(std::sync::PoisonError::into_inner).take());
        if let Some(writing) = self.writing.lock().await.take() {
            let _ = writing.await;
        }
    }
}

/// Twice a day, what is kept for a while only is wiped.
async fn keep_forgetting(ledger: Ledger, clock: Arc<dyn Clock>) {
    loop {
        // A ledger that is busy or away is asked again in half a day.
        let _ = ledger.forget(clock.now()).await;
        tokio::time::sleep(BETWEEN_FORGETTING).await;
    }
}

impl Inner {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Did this link go out, and does it not come too often?
    pub(super) async fn link(&self, token: &[u8; 32], network: IpAddr) -> Result<Link, LedgerError> {
        let now = self.now();
        Ok(if self.ledger.knows_token(token).await? {
            if self.links.allows(*token, now) { Link::Known } else { Link::TooOften }
        } else if self.strangers.allows(network, now) {
            Link::Unknown
        } else {
            Link::TooOften
        })
    }

    /// May this link, whose mark is ours, be heard now?
    pub(super) fn mark_allowed(&self, mark: &[u8; 32]) -> bool {
        self.links.allows(*mark, self.now())
    }

    /// May this network show a link that is not ours?
    pub(super) fn stranger_allowed(&self, network: IpAddr) -> bool {
        self.strangers.allows(network, self.now())
    }

    /// Returns when the evidence is on disk; `false` when its nonce was used before.
    pub(super) async fn keep(&self, evidence: Evidence) -> Result<bool, NotKept> {
        let writer = self.writer.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        writer.ok_or(NotKept)?.keep(evidence).await
    }
}

/// The collector's addresses. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, so that
/// searches for links can be slowed down by network.
pub fn router(collector: &Collector) -> Router {
    Router::new()
        .route("/b/start", post(beacon::start))
        .route("/b/read", post(beacon::read))
        .route("/b/confirm", post(beacon::confirm))
        .route("/b/asks", post(beacon::asks))
        .route("/r", get(plain::open).post(plain::press))
        .route("/stop", get(stop::open).post(stop::press))
        .route("/plain.css", get(plain::style))
        .route("/self-test", post(self_test::answer))
        .route("/health", get(self_test::health))
        .with_state(Arc::clone(&collector.inner))
        .layer(axum::middleware::map_response(close_to_others))
}

/// Headers of every answer: kept by nobody, found by no search engine, telling no other site.
async fn close_to_others(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 5] = [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (HeaderName::from_static("permissions-policy"), "interest-cohort=(), browsing-topics=()"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The origin of a web address as a browser writes it (RFC 6454).
pub(super) fn origin(address: &str) -> Result<HeaderValue, TrackError> {
    let wrong = || TrackError::Address(address.to_owned());
    let url = reqwest::Url::parse(address).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong());
    }
    url.origin().ascii_serialization().parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_written_as_browsers_write_it() {
        let origin = |address| origin(address).ok().and_then(|value| value.to_str().ok().map(str::to_owned));
        assert_eq!(origin("https://Otayori.example.jp/himawari"), Some("https://otayori.example.jp".into()));
        assert_eq!(origin("https://otayori.example.jp:443/"), Some("https://otayori.example.jp".into()));
        assert_eq!(origin("http://127.0.0.1:8024"), Some("http://127.0.0.1:8024".into()));
        assert_eq!(origin("https://ひまわり.example/x"), Some("https://xn--y9jyazbt.example".into()));
        assert_eq!(origin("himawari"), None);
        assert_eq!(origin("file:///srv/public"), None);
    }
}
