//! Tells open previews that the drafts were built anew.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, watch};

use super::state::DeskState;

static OPEN: std::sync::LazyLock<Arc<Semaphore>> = std::sync::LazyLock::new(|| Arc::new(Semaphore::new(64)));

struct Waiting {
    news: broadcast::Receiver<()>,
    closing: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

/// `GET /live`: an event for each new building; nothing else is told.
pub(super) async fn live(State(desk): State<DeskState>) -> Response {
    let Ok(place) = Arc::clone(&OPEN).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let waiting = Waiting { news: desk.live().subscribe(), closing: desk.closing(), _place: place };
    let events = stream::unfold(waiting, async |mut waiting| {
        if *waiting.closing.borrow() {
            return None;
        }
        tokio::select! {
            _ = waiting.closing.changed() => None,
            news = waiting.news.recv() => match news {
                // Missed some: one reload is as good as several.
                Ok(()) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    Some((Ok::<_, Infallible>(Event::default().data("built")), waiting))
                }
                Err(broadcast::error::RecvError::Closed) => None,
            },
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
