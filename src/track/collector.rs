//! The collector as a whole: what it is made of, and its addresses.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::circumstances::Networks;
use super::nonce::Nonces;
use super::store::Store;
use super::thread::Thread;
use super::throttle::{self, Allowance, Throttle};
use super::writer::Writer;
use super::{beacon, plain, self_test, stop};
use crate::ledger::{Evidence, Fate, Ledger, LedgerError};
use crate::notify::MarkKey;
use crate::settings::{CallHours, Proxies, Settings};
use crate::words::Lang;
use crate::world::{Clock, Random};

/// Links that never went out, from one network: a mistyped one is answered, a search for one is slowed down.
const STRANGERS: Allowance = Allowance { count: 60, seconds: 60 };
/// The same from everywhere together: what is written for them must not fill the disk.
const ALL_STRANGERS: Allowance = Allowance { count: 1_200, seconds: 60 };
/// Tokens that are remembered to have gone out, 32 bytes each.
const MOST_KNOWN: usize = 50_000;
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
    /// when families who ask for it are phoned
    pub calls: Option<CallHours>,
    /// closed school years that readings are kept for
    pub keep: u16,
    /// the language of the plain pages, where the browser asks for none that we speak
    pub lang: Lang,
    /// in which the plain pages tell the time
    pub time_zone: jiff::tz::TimeZone,
    /// before the collector: what they say of where a request comes from is believed
    pub proxies: Proxies,
}

impl CollectorSettings {
    /// Before the office first came to a collector that stands apart.
    fn unknown(proxies: Proxies) -> Self {
        CollectorSettings {
            site: String::new(),
            collector: String::new(),
            name: String::new(),
            phone: String::new(),
            calls: None,
            keep: 0,
            lang: Lang::default(),
            time_zone: jiff::tz::TimeZone::UTC,
            proxies,
        }
    }
}

impl From<&Settings> for CollectorSettings {
    fn from(settings: &Settings) -> Self {
        CollectorSettings {
            site: settings.site.clone(),
            collector: settings.collector.clone(),
            name: settings.name.clone(),
            phone: settings.phone.clone(),
            calls: settings.calls,
            keep: settings.keep,
            lang: settings.lang,
            time_zone: settings.time_zone.clone(),
            proxies: settings.proxies.clone(),
        }
    }
}

/// The collector cannot start.
#[derive(Debug, thiserror::Error)]
pub enum TrackError {
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The system gave it no thread.
    #[error(transparent)]
    Thread(#[from] std::io::Error),
    /// `site:` or `collector:` is no web address.
    #[error("not a web address: {0}")]
    Address(String),
}

/// The collector of one school. Clones are the same collector.
#[derive(Clone)]
pub struct Collector {
    open: Open,
    thread: Arc<Thread>,
    writing: Arc<tokio::sync::Mutex<Option<JoinHandle<()>>>>,
    forgetting: Option<Arc<JoinHandle<()>>>,
}

/// What is answered from now: it changes when the office tells a collector apart something else of the school.
#[derive(Clone)]
pub(super) struct Open(Arc<RwLock<Arc<Inner>>>);

impl FromRef<Open> for Arc<Inner> {
    fn from_ref(open: &Open) -> Self {
        Arc::clone(&open.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who knows whose pages to hear, and what to say to them; before that, nobody is answered.
pub(super) struct Hearing(pub(super) Arc<Inner>);

impl FromRequestParts<Open> for Hearing {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, open: &Open) -> Result<Self, Response> {
        let collector = Arc::from_ref(open);
        if collector.is_open() {
            return Ok(Hearing(collector));
        }
        Err((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]).into_response())
    }
}

#[derive(Clone)]
pub(super) struct Inner {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) about: CollectorSettings,
    /// origin of the letters' pages
    pub(super) site: HeaderValue,
    /// our own origin; empty until it is known
    pub(super) own: HeaderValue,
    pub(super) nonces: Nonces,
    pub(super) test_key: [u8; 32],
    pub(super) networks: Arc<Networks>,
    writer: Arc<RwLock<Option<Writer>>>,
    strangers: Arc<Throttle<IpAddr>>,
    all_strangers: Arc<Throttle<()>>,
    links: Arc<Throttle<[u8; 32]>>,
    /// Tokens that went out. Only spares a look before a report is written; whether it counts is decided there.
    known: Arc<RwLock<HashSet<[u8; 32]>>>,
}

/// A report is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// too often
    TooOften,
    /// it could not be written down
    NotKept,
}

impl Collector {
    /// Starts the collector on this ledger, whose secrets it draws the first time.
    ///
    /// # Errors
    /// The ledger, the system, or settings that are no web addresses.
    pub async fn start(
        ledger: Ledger,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        about: CollectorSettings,
    ) -> Result<Self, TrackError> {
        let test_key = self_test::key(&ledger, random.as_ref()).await?;
        let mark_key = MarkKey(ledger.secret("mark", || random.bytes()).await?);
        let store = Store::Ledger(ledger.clone(), mark_key);
        let mut collector =
            Self::open(store, Arc::clone(&clock), random, test_key, about.proxies.clone()).await?;
        collector.reopen(about)?;
        let forgetting = collector.thread().spawn(keep_forgetting(ledger, clock));
        collector.forgetting = Some(Arc::new(forgetting));
        Ok(collector)
    }

    /// Starts it; it hears nobody before it is [reopened](Self::reopen).
    pub(super) async fn open(
        store: Store,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        test_key: [u8; 32],
        proxies: Proxies,
    ) -> Result<Self, TrackError> {
        let key = store.secret("collector", || random.bytes()).await?;
        let thread = Arc::new(Thread::start()?);
        let (writer, writing) = Writer::start(thread.handle(), store.clone(), Arc::clone(&clock));
        let inner = Inner {
            store,
            clock,
            random,
            about: CollectorSettings::unknown(proxies),
            site: HeaderValue::from_static(""),
            own: HeaderValue::from_static(""),
            nonces: Nonces::new(key),
            test_key,
            networks: Arc::default(),
            writer: Arc::new(RwLock::new(Some(writer))),
            strangers: Arc::new(Throttle::new(STRANGERS)),
            all_strangers: Arc::new(Throttle::new(ALL_STRANGERS)),
            links: Arc::new(Throttle::new(ONE_LINK)),
            known: Arc::default(),
        };
        let writing = Arc::new(tokio::sync::Mutex::new(Some(writing)));
        let open = Open(Arc::new(RwLock::new(Arc::new(inner))));
        Ok(Collector { open, thread, writing, forgetting: None })
    }

    /// Knows this of the school from now on, and hears its pages.
    pub(super) fn reopen(&self, about: CollectorSettings) -> Result<(), TrackError> {
        let now = self.now_open();
        if now.about != about {
            let (site, own) = (origin(&about.site)?, origin(&about.collector)?);
            let next = Arc::new(Inner { about, site, own, ..Inner::clone(&now) });
            *self.open.0.write().unwrap_or_else(PoisonError::into_inner) = next;
        }
        Ok(())
    }

    /// Where its doors are to be served ([`super::hear`]): evidence is written there.
    #[must_use]
    pub fn thread(&self) -> &Handle {
        self.thread.handle()
    }

    pub(super) fn now_open(&self) -> Arc<Inner> {
        Arc::from_ref(&self.open)
    }

    /// Takes no further evidence and returns when all that waited is on disk.
    pub async fn finish(&self) {
        if let Some(forgetting) = &self.forgetting {
            forgetting.abort();
        }
        drop(self.now_open().writer.write().unwrap_or_else(PoisonError::into_inner).take());
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

    /// Does it know whose pages to hear?
    pub(super) fn is_open(&self) -> bool {
        !self.own.is_empty()
    }

    /// The network a request comes from. It is only used to slow down links that never went out, and is not kept.
    pub(super) fn network(&self, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
        throttle::network(&self.about.proxies, extensions, headers)
    }

    /// May this link be heard now? Whether it ever went out shows when its report is kept; where too many came that
    /// did not, it is looked first, so that nothing is written for them.
    pub(super) async fn let_in(&self, token: &[u8; 32], network: IpAddr) -> Result<(), Refused> {
        let now = self.now();
        if self.is_known(token) {
            return if self.links.allows(*token, now) { Ok(()) } else { Err(Refused::TooOften) };
        }
        if self.strangers.is_full(&network, now) || self.all_strangers.is_full(&(), now) {
            return match self.store.knows_token(token).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(Refused::TooOften),
                Err(_) => Err(Refused::NotKept),
            };
        }
        Ok(())
    }

    /// Returns when the evidence is on disk, or when it is that of a link which never went out: answered alike.
    pub(super) async fn keep(&self, evidence: Evidence, network: IpAddr) -> Result<(), Refused> {
        let token = evidence.token;
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner).clone();
        let fate = writer.ok_or(Refused::NotKept)?.keep(evidence).await.map_err(|_| Refused::NotKept)?;
        match fate {
            Fate::Kept => self.know(token),
            Fate::Stranger if self.stranger_allowed(network) => {}
            Fate::Stranger => return Err(Refused::TooOften),
        }
        Ok(())
    }

    fn is_known(&self, token: &[u8; 32]) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).contains(token)
    }

    fn know(&self, token: [u8; 32]) {
        if self.is_known(&token) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(token);
    }

    /// May this link, whose mark is ours, be heard now?
    pub(super) fn mark_allowed(&self, mark: &[u8; 32]) -> bool {
        self.links.allows(*mark, self.now())
    }

    /// May this network show a link that is not ours?
    pub(super) fn stranger_allowed(&self, network: IpAddr) -> bool {
        let now = self.now();
        self.strangers.allows(network, now) && self.all_strangers.allows((), now)
    }
}

/// The collector's addresses, to be served by [`super::hear`]: it tells from where a request comes, so that searches for
/// links can be slowed down by network.
pub fn router(collector: &Collector) -> Router {
    closed(doors(collector))
}

/// With what every answer of a collector bears.
pub fn closed(doors: Router) -> Router {
    doors.layer(axum::middleware::map_response(close_to_others))
}

/// The same without what every answer bears.
pub(super) fn doors(collector: &Collector) -> Router {
    Router::new()
        .route("/b/start", post(beacon::start))
        .route("/b/read", post(beacon::read))
        .route("/b/confirm", post(beacon::confirm))
        .route("/b/asks", post(beacon::asks))
        .route("/b/unused", post(beacon::unused))
        .route("/r", get(plain::open).post(plain::press))
        .route("/stop", get(stop::open).post(stop::press))
        .route("/plain.css", get(plain::style))
        .route("/self-test", post(self_test::answer))
        .route("/health", get(self_test::health))
        .with_state(collector.open.clone())
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
    headers.reserve(HEADERS.len() + 1);
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
