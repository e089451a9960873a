//! The collector: what comes back from the parents' pages → touches, evidence by token hash.
//!
//! It knows hashes of tokens and nothing of people. The page's script asks for a nonce (`/b/start`) and
//! comes back with it after at least three seconds and a person's gesture (`/b/read`, `/b/confirm`,
//! `/b/asks`); browsers without script use the two small pages at `/r`. At `/stop` a reader stops the mails
//! and asks for them again. A GET never writes anything, and
//! nothing is answered before its evidence is on disk.
//!
//! It runs beside the desk on the school's ledger ([`Collector`]), or stands apart on a small public server with a
//! postbox of its own ([`Apart`]), where the office visits it ([`Visitor`]).
//!
//! ```no_run
//! # async fn serve(ledger: otayori::ledger::Ledger, settings: otayori::settings::Settings)
//! # -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use otayori::{track::{self, Collector, CollectorSettings}, world::{SystemClock, SystemRandom}};
//!
//! let about = CollectorSettings::from(&settings);
//! let collector = Collector::start(ledger, Arc::new(SystemClock), Arc::new(SystemRandom), about).await?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8026").await?;
//! let hearing = track::hear(listener, track::router(&collector), async { /* until asked to stop */ });
//! collector.thread().spawn(hearing).await??;
//! collector.finish().await;
//! # Ok(()) }
//! ```

mod agent;
mod apart;
mod beacon;
mod circumstances;
mod collector;
mod nonce;
mod plain;
mod plain_page;
mod self_test;
mod stop;
mod stop_page;
mod store;
mod thread;
mod throttle;
mod visit;
mod visitor;
mod writer;

pub use apart::{Apart, apart_router};
pub use collector::{Collector, CollectorSettings, TrackError, closed, router};
pub use self_test::{SelfTestError, self_test, self_test_apart};
pub use thread::hear;
pub use visit::{About, Brought, Given, MOST_BROUGHT, PATH as VISIT_PATH, Proofs};
pub use visitor::{VisitError, Visitor};
