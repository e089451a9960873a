//! The collector's own thread: phones are heard there, and nothing else is done. A page of the desk that takes its time
//! keeps no parent waiting; and what many phones say at once is taken up, written and answered without one thread waking
//! another for each of them.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle, Runtime};

/// Ends when it is dropped, wherever that is; who wants something finished waits for it before.
pub(super) struct Thread(Option<Runtime>, Handle);

impl Thread {
    pub(super) fn start() -> std::io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("collector").enable_all().build()?;
        let handle = runtime.handle().clone();
        Ok(Thread(Some(runtime), handle))
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.1
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // It may be dropped by a task, where nothing may wait for a thread.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
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
