//! The drafts, as `build` made them: page, sheet and photos, shut in so that nothing of theirs runs.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use axum::Extension;
use axum::extract::{self, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::office::draft_folder;
use crate::publish::{asset_path, photo_path};

/// A draft's file is not larger.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// No script, no form, no request to elsewhere. The desk's origin is kept, so that style and photos come
/// with the desk's strict cookie; without scripts that gives the page nothing.
const SHUT_IN: &str = "sandbox allow-same-origin; default-src 'none'; img-src 'self' data:; \
                       style-src 'self' 'unsafe-inline'; font-src 'self' data:; form-action 'none'; \
                       base-uri 'none'; frame-ancestors 'self'";
/// A browser's PDF viewer does not open in a sandbox.
const SHEET: &str = "default-src 'none'; frame-ancestors 'self'";

/// `GET /preview/…`
pub(super) async fn file(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    extract::Path(path): extract::Path<String>,
) -> Result<Response, Fault> {
    if !desk.may_preview(&who, &path).await? {
        return Err(Fault::NotFound);
    }
    let root = desk.office().settings.build_folder();
    let wanted = root.clone();
    let read = tokio::task::spawn_blocking(move || read(&wanted, &path)).await;
    let (kind, bytes) = read.ok().flatten().ok_or(Fault::NotFound)?;
    let policy = if kind == "application/pdf" { SHEET } else { SHUT_IN };
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    Ok((headers, bytes).into_response())
}

impl DeskState {
    /// Is it a draft that somebody may see, or what drafts have in common: style, typefaces, and photos by names that
    /// nobody can guess?
    async fn may_preview(&self, who: &Who, path: &str) -> Result<bool, Fault> {
        let common = [asset_path(""), photo_path("")];
        if who.is_director() || common.iter().any(|common| path.starts_with(common)) {
            return Ok(true);
        }
        let folder = path.split('/').next().unwrap_or_default();
        let reading = self.office().read().await?;
        let seen = self.all_seen(who, &reading);
        Ok(seen.iter().any(|seen| seen.letter.is_some() && draft_folder(&seen.known.path) == folder))
    }
}

/// A file below `root`, and what it is. Anything else, links out of the folder included, is not there.
fn read(root: &Path, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let inside = Path::new(path);
    let plain =
        !path.contains(['\\', '\0', ':']) && inside.components().all(|c| matches!(c, Component::Normal(_)));
    if !plain || path.split('/').any(|part| part.starts_with('.')) {
        return None;
    }
    let root = root.canonicalize().ok()?;
    let found: PathBuf = root.join(inside).canonicalize().ok()?;
    let kind = kind(found.extension()?.to_str()?)?;
    let file = File::open(&found).ok().filter(|_| found.starts_with(&root))?;
    let about = file.metadata().ok().filter(|about| about.is_file() && about.len() <= MOST_BYTES)?;
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).ok()?);
    file.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some((kind, bytes))
}

fn kind(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "pdf" => "application/pdf",
        "avif" => "image/avif",
        "webp" => "image/webp",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_there() {
        let school = tempfile::tempdir().unwrap();
        let root = school.path().join("build");
        std::fs::create_dir_all(root.join("全園 - 遠足")).unwrap();
        std::fs::write(root.join("全園 - 遠足/index.html"), "draft").unwrap();
        std::fs::write(school.path().join("secret.txt"), "secret").unwrap();
        std::fs::write(root.join(".hidden.txt"), "hidden").unwrap();
        std::fs::write(root.join("ledger.sqlite"), "odd").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(school.path().join("secret.txt"), root.join("link.txt")).unwrap();
        assert_eq!(read(&root, "全園 - 遠足/index.html").unwrap().1, b"draft");
        let absolute = school.path().join("secret.txt");
        for path in [
            "../secret.txt",
            "全園 - 遠足/../../secret.txt",
            "..\\secret.txt",
            "link.txt",
            ".hidden.txt",
            "ledger.sqlite",
            "",
            "全園 - 遠足",
            absolute.to_str().unwrap(),
        ] {
            assert!(read(&root, path).is_none(), "{path}");
        }
    }
}
