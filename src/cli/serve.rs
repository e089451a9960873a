//! `otayori serve`: desk, collector, watch and sending in one process, until asked to stop.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use super::End;
use super::say::Say;
use super::send::stop_signal;
use super::typed::{Part, Serve};
use crate::demo::site_router;
use crate::desk::{self, DeskState};
use crate::office::{Office, OfficeError};
use crate::problem::{Level, Problem};
use crate::settings::{HostAddress, Settings};
use crate::track::{self, Collector, CollectorSettings, TrackError};
use crate::watch::rebuild;

/// How long open connections are waited for.
pub(super) const LONGEST_GOODBYE: Duration = Duration::from_secs(10);

pub(super) async fn run(office: &Office, typed: &Serve, say: Say) -> Result<End, OfficeError> {
    let wants = |part| typed.only.is_empty() || typed.only.contains(&part);
    let settings = &office.settings;
    let mut running = Running::new(office, say);
    if wants(Part::Collector) && settings.apart.is_some() {
        running.visiting();
        say.talk("serve-visiting", &[("address", settings.collector.as_str().into())]);
    } else if wants(Part::Collector) {
        let listener = listen(settings.desk.collector_listen).await?;
        running.collector(listener).await?;
        say.talk("serve-collector", &[("address", settings.collector.as_str().into())]);
    }
    if let Some((folder, address)) = own_site(settings).filter(|_| typed.only.is_empty()) {
        let listener = listen(address).await?;
        running.pages(listener, site_router(folder));
        say.talk("serve-site", &[("address", settings.site.as_str().into())]);
    }
    if wants(Part::Desk) {
        let listener = listen(settings.desk.listen).await?;
        running.desk(listener).await?;
    }
    if wants(Part::Watch) {
        running.watching();
        say.talk("serve-watch", &[("folder", settings.content.display().to_string().into())]);
    }
    if wants(Part::Sending) {
        running.sending();
        say.talk("serve-sending", &[]);
    }
    running.until_stopped().await;
    if let Ok(waiting @ 1..) = office.ledger.waiting(None).await {
        say.talk("serve-remains", &[("count", waiting.into())]);
    }
    Ok(End::Done)
}

/// A school that tries Otayori out on one machine: its host is a folder, and its site is this machine. Then
/// the folder is served here too, so that pages open without a web server.
fn own_site(settings: &Settings) -> Option<(&Path, SocketAddr)> {
    let HostAddress::Folder(folder) = &settings.host else { return None };
    let name = settings.site.strip_prefix("http://")?.replace("localhost", "127.0.0.1");
    let address: SocketAddr = name.parse().ok()?;
    address.ip().is_loopback().then_some((folder.as_path(), address))
}

/// The parts that run, and how to stop them.
pub(super) struct Running<'a> {
    office: &'a Office,
    say: Say,
    doors: JoinSet<()>,
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
    live: broadcast::Sender<()>,
    collector: Option<Collector>,
}

impl<'a> Running<'a> {
    pub(super) fn new(office: &'a Office, say: Say) -> Self {
        let (stop, _) = watch::channel(false);
        let (live, _) = broadcast::channel(16);
        Running { office, say, doors: JoinSet::new(), tasks: JoinSet::new(), stop, live, collector: None }
    }

    /// Resolves when all is asked to stop.
    pub(super) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stop = self.stop.subscribe();
        async move {
            let _ = stop.wait_for(|stopped| *stopped).await;
        }
    }

    /// Serves these pages until asked to stop.
    pub(super) fn pages(&mut self, listener: TcpListener, router: axum::Router) {
        let stopped = self.stopped();
        self.doors.spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let _ = axum::serve(listener, service).with_graceful_shutdown(stopped).await;
        });
    }

    pub(super) async fn collector(&mut self, listener: TcpListener) -> Result<(), OfficeError> {
        let office = self.office;
        let about = CollectorSettings::from(office.settings.as_ref());
        let started =
            Collector::start(office.ledger.clone(), office.clock.clone(), office.random.clone(), about).await;
        let collector = started.map_err(not_started)?;
        let hearing = track::hear(listener, track::router(&collector), self.stopped());
        self.doors.spawn_on(hearing.map(drop), collector.thread());
        self.collector = Some(collector);
        Ok(())
    }

    /// Opens the desk and says where; on the first start, by which link to choose a password.
    pub(super) async fn desk(&mut self, listener: TcpListener) -> Result<(), OfficeError> {
        let listen = listener.local_addr().map_err(OfficeError::disk("desk"))?;
        if let Some(danger) = desk::exposure(&self.office.settings.desk, listen) {
            if danger.level == Level::Error {
                return Err(OfficeError::Problems(vec![danger]));
            }
            self.say.talk(danger.id, &danger.values);
        }
        let state = DeskState::new(self.office.clone(), self.live.clone(), listen);
        self.say.talk("serve-desk", &[("address", state.address().into())]);
        if let Some(link) = desk::first_start_link(&state).await? {
            self.say.talk("serve-first", &[("link", link.into())]);
        }
        let stopped = self.stopped();
        self.doors.spawn(async move {
            let _ = desk::serve(listener, state, stopped).await;
        });
        Ok(())
    }

    pub(super) fn watching(&mut self) {
        let (office, live, stopped) = (self.office.clone(), self.live.clone(), self.stopped());
        self.tasks.spawn(async move {
            tokio::select! {
                () = rebuild::follow(&office, move |_| drop(live.send(()))) => {}
                () = stopped => {}
            }
        });
    }

    /// Visits a collector that stands apart.
    fn visiting(&mut self) {
        let (office, stop, say) = (self.office.clone(), self.stop.subscribe(), self.say);
        self.tasks.spawn(async move {
            office
                .keep_visiting(stop, move |said| say.talk("serve-unvisited", &[("said", said.into())]))
                .await;
        });
    }

    pub(super) fn sending(&mut self) {
        let (office, stop, say) = (self.office.clone(), self.stop.subscribe(), self.say);
        self.tasks.spawn(async move {
            let told = move |said: String| say.talk("serve-inbox", &[("said", said.into())]);
            office.keep_looking(stop, told).await;
        });
        let (office, stop, say) = (self.office.clone(), self.stop.subscribe(), self.say);
        self.tasks.spawn(async move {
            office
                .keep_sending(stop, move |said, pause| {
                    let minutes = pause.as_secs().div_ceil(60);
                    say.talk("serve-unreachable", &[("said", said.into()), ("minutes", minutes.into())]);
                })
                .await;
        });
    }

    /// Runs until Ctrl-C or SIGTERM, then ends in order: doors closed, mails in flight done, evidence on disk.
    pub(super) async fn until_stopped(self) {
        stop_signal().await;
        self.say.talk("serve-stopping", &[]);
        // Asked twice, it leaves at once: what is in flight is in doubt then, as after a kill.
        tokio::select! {
            () = self.end() => {}
            () = stop_signal() => {}
        }
    }

    /// Ends everything in order.
    pub(super) async fn end(mut self) {
        let _ = self.stop.send(true);
        // Somebody who holds a door open and says nothing does not keep us up.
        let closed = async { while self.doors.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LONGEST_GOODBYE, closed).await;
        self.doors.shutdown().await;
        while self.tasks.join_next().await.is_some() {}
        if let Some(collector) = self.collector {
            collector.finish().await;
        }
    }
}

/// Why a collector did not start.
pub(super) fn not_started(error: TrackError) -> OfficeError {
    match error {
        TrackError::Ledger(error) => OfficeError::Ledger(error),
        TrackError::Thread(error) => OfficeError::disk("collector")(error),
        TrackError::Address(address) => {
            OfficeError::Outside(Problem::error("serve-no-address", vec![("address", address.into())]))
        }
    }
}

/// Listens at this address.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, OfficeError> {
    TcpListener::bind(address).await.map_err(|error| {
        let values = vec![("address", address.to_string().into()), ("detail", error.to_string().into())];
        OfficeError::Outside(Problem::error("serve-cannot-listen", values))
    })
}
