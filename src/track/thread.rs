//! The collector's own thread: phones are heard there, and nothing else is done. A page of the desk that takes its time
//! keeps no parent waiting; and what many phones say at once is taken up, written and answered without one thread waking
//! another for each of them.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Ends when it is dropped, wherever that is; who wants something finished waits for it before.
pub(super) struct Thread {
    handle: Handle,
    /// the thread goes when this does
    _wanted: oneshot::Sender<()>,
}

impl Thread {
    pub(super) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (wanted, unwanted) = oneshot::channel::<()>();
        std::thread::Builder::new().name("collector".to_owned()).spawn(move || {
            let _ = runtime.block_on(unwanted);
            runtime.shutdown_background();
        })?;
        Ok(Thread { handle, _wanted: wanted })
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}

/// Serves a collector's doors, until asked to stop and then to the end of what is in hand. Spawn it on the collector's
/// own thread ([`super::Collector::thread`]), wherever the listener was opened.
///
/// # Errors
/// The network.
pub async fn hear(
    listener: TcpListener,
    doors: Router,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener.into_std()?)?;
    let service = doors.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped).await
}
