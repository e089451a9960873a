//! Copies of a list that leave the desk.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::office::ListCopy;

/// `POST /letters/{id}/copy/{name}`: a PDF or a table to take along. A POST, because each copy is written down.
pub(super) async fn take(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let copy = ListCopy::ALL.into_iter().find(|copy| copy.file_name() == name).ok_or(Fault::NotFound)?;
    let letter = desk.listed(&who, &id).await?;
    let list = desk.office_of(&who).unread(&letter).await?;
    let by = who.name.clone();
    let words = desk.words();
    let bytes =
        desk.to_the_end(async move |office| office.list_copy(&letter, &list, copy, &by, words).await).await?;
    let kept = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", copy.file_name()));
    let kept = kept.map_err(|_| Fault::NotFound)?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(copy.media_type())),
        (header::CONTENT_DISPOSITION, kept),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
    ];
    Ok((headers, bytes).into_response())
}
