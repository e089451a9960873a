//! A plain static host on this machine: it knows files and nothing else, like the ones schools rent.

use std::path::Path;

use axum::Router;
use tower_http::services::{ServeDir, ServeFile};

/// Serves a folder; `404.html` for anything that is not there.
pub fn site_router(folder: &Path) -> Router {
    let missing = ServeFile::new(folder.join("404.html"));
    Router::new().fallback_service(ServeDir::new(folder).not_found_service(missing))
}
