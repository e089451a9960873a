//! Opens the desk to browsers.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::routes::router;
use super::state::DeskState;
use crate::problem::Problem;
use crate::settings::DeskSettings;

/// The desk could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Everybody on the network could listen in.
    #[error("{}", .0.id)]
    Exposed(Problem),
    /// The network said so.
    #[error(transparent)]
    Network(#[from] std::io::Error),
}

/// Is listening at this address a danger? An error where the settings do not allow it; a warning where
/// they do (`desk.open-to-office`). Behind https (`desk.address`) there is none.
pub fn exposure(settings: &DeskSettings, listen: SocketAddr) -> Option<Problem> {
    let https = settings.address.as_deref().is_some_and(|address| address.starts_with("https://"));
    if listen.ip().is_loopback() || https {
        return None;
    }
    let values = vec![("address", listen.to_string().into())];
    Some(if settings.open_to_office {
        Problem::warning("desk-open-to-office", values)
    } else {
        Problem::error("desk-exposed", values)
    })
}

/// Serves the desk until `shutdown` comes, and then to the end of what is in hand.
///
/// # Errors
/// An address that others can listen in on, unless the settings allow it; the network.
pub async fn serve(
    listener: TcpListener,
    state: DeskState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let listen = listener.local_addr()?;
    match exposure(&state.office().settings.desk, listen) {
        Some(problem) if problem.level == crate::problem::Level::Error => {
            return Err(ServeError::Exposed(problem));
        }
        _ => {}
    }
    let closing = state.clone();
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            shutdown.await;
            closing.close();
        })
        .await?;
    Ok(())
}
