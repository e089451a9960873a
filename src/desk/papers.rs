//! What the school prints of a letter for itself: print copy and poster, as a draft or as released.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::Release;
use crate::office::Paper;

/// Where each lies at the desk.
#[derive(Debug, Serialize)]
pub(super) struct PaperLinks {
    print: String,
    /// `B4`
    size: &'static str,
    poster: String,
}

impl PaperLinks {
    fn below(folder: &str, size: &'static str) -> Self {
        let link = |paper: Paper| format!("{folder}/{}", paper.file_name());
        PaperLinks { print: link(Paper::PrintCopy), size, poster: link(Paper::Poster) }
    }
}

impl DeskState {
    /// The papers of a letter as it is now.
    pub(super) fn draft_papers(&self, id: &str) -> PaperLinks {
        PaperLinks::below(&format!("/letters/{id}/draft"), self.office().settings.print.name())
    }

    /// The papers of a release; those of older ones were never set.
    pub(super) fn released_papers(&self, release: &Release) -> Option<PaperLinks> {
        let both = Paper::ALL.iter().all(|paper| self.office().released_paper(release, *paper).is_some());
        let folder = format!("/letters/{}/released", release.letter.0);
        both.then(|| PaperLinks::below(&folder, self.office().settings.print.name()))
    }
}

/// `GET /letters/{id}/draft/{name}`: set now, or taken from the cache.
pub(super) async fn draft(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let paper = Paper::named(&name).ok_or(Fault::NotFound)?;
    let reading = desk.office().read().await?;
    let letter = desk.find(&who, &reading, &id)?.letter.ok_or(Fault::NotFound)?;
    let set = tokio::task::block_in_place(|| desk.office().draft_paper(&reading, letter, paper))?;
    Ok(pdf(paper, set.ok_or(Fault::NotFound)?))
}

/// `GET /letters/{id}/released/{name}`
pub(super) async fn released(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let paper = Paper::named(&name).ok_or(Fault::NotFound)?;
    let reading = desk.office().read().await?;
    let release = desk.find(&who, &reading, &id)?.standing().cloned().ok_or(Fault::NotFound)?;
    let office = desk.office().clone();
    let read = tokio::task::spawn_blocking(move || office.released_paper(&release, paper)).await;
    Ok(pdf(paper, read.ok().flatten().ok_or(Fault::NotFound)?))
}

/// A file to keep: some browsers' own PDF pages stay empty below so strict a policy.
fn pdf(paper: Paper, bytes: Vec<u8>) -> Response {
    let kept = format!("attachment; filename=\"{}\"", paper.file_name());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&kept).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
    ];
    (headers, bytes).into_response()
}
