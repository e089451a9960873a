//! A collector that stands apart from the office, on a small public server of its own. It knows no letter, no family
//! and no setting but what the office brings on its visits; until the first one it hears nobody.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::http::{Extensions, HeaderMap};
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};

use super::collector::{self, Collector, TrackError};
use super::store::Store;
use super::visit::{self, About, Brought, Given, Proofs};
use crate::ledger::{LedgerError, Postbox};
use crate::settings::{CollectorKey, Proxies};
use crate::world::{Clock, Random};

/// How often it is looked what need not be kept any longer.
const BETWEEN_TIDYING: SignedDuration = SignedDuration::from_hours(1);

/// A collector apart. Clones are the same one.
#[derive(Clone)]
pub struct Apart {
    collector: Collector,
    postbox: Postbox,
    pub(super) proofs: Proofs,
    tidied: Arc<Mutex<Option<Timestamp>>>,
    proxies: Proxies,
}

impl Apart {
    /// Starts it on this postbox, behind these proxies, with the key that the office knows too.
    ///
    /// # Errors
    /// The postbox, or the system.
    pub async fn start(
        postbox: Postbox,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        key: &CollectorKey,
        proxies: Proxies,
    ) -> Result<Self, TrackError> {
        let store = Store::Postbox(postbox.clone());
        let test_key = super::self_test::key_apart(key);
        let collector = Collector::open(store, clock, random, test_key, proxies.clone()).await?;
        let about = postbox.about().await?.and_then(|about| serde_json::from_str::<About>(&about).ok());
        if let Some(about) = about {
            collector.reopen(about.behind(proxies.clone()))?;
        }
        Ok(Apart { collector, postbox, proofs: Proofs::of(key), tidied: Arc::default(), proxies })
    }

    /// Where its doors are to be served ([`super::hear`]).
    #[must_use]
    pub fn thread(&self) -> &tokio::runtime::Handle {
        self.collector.thread()
    }

    /// Takes no further evidence and returns when all that waited is on disk.
    pub async fn finish(&self) {
        self.collector.finish().await;
    }

    /// May somebody come again who is not the office?
    pub(super) fn stranger_allowed(&self, extensions: &Extensions, headers: &HeaderMap) -> bool {
        let collector = self.collector.now_open();
        collector.stranger_allowed(collector.network(extensions, headers))
    }

    /// Takes what the office brings and gives it what came.
    pub(super) async fn serve(&self, brought: Brought, most: u32) -> Result<Given, LedgerError> {
        let now = self.collector.now_open().now();
        let said = serde_json::to_string(&brought.about).unwrap_or_default();
        self.postbox.take(&said, &brought.tokens, &brought.marks, now).await?;
        // An address that is none is the office's mistake; its settings refuse it before it comes here.
        let _ = self.collector.reopen(brought.about.behind(self.proxies.clone()));
        if self.is_time_to_tidy(now) {
            self.postbox.forget(brought.slips, brought.presses, now).await?;
        }
        Ok(Given {
            tokens: self.postbox.tokens().await?,
            slips: self.postbox.slips(brought.slips, most).await?,
            presses: self.postbox.presses(brought.presses, most).await?,
            now: now.as_millisecond(),
        })
    }

    fn is_time_to_tidy(&self, now: Timestamp) -> bool {
        let mut tidied = self.tidied.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = tidied.is_none_or(|last| now.duration_since(last).abs() >= BETWEEN_TIDYING);
        if is_time {
            *tidied = Some(now);
        }
        is_time
    }
}

/// The addresses of a collector apart: those of every collector, and the office's visits. Serve it as
/// [`super::router`].
pub fn apart_router(apart: &Apart) -> Router {
    let visits = Router::new().route(visit::PATH, post(visit::receive)).with_state(apart.clone());
    collector::closed(collector::doors(&apart.collector).merge(visits))
}
