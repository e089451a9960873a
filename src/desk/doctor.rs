//! 点検: the director looks whether everything around the school is in order.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::doctor::{self, Told, Verdict};

#[derive(Serialize)]
struct DoctorPage {
    /// nobody has pressed the button yet
    is_new: bool,
    findings: Vec<Told>,
    wrong: usize,
    warnings: usize,
}

/// `GET /doctor`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let page = DoctorPage { is_new: true, findings: vec![], wrong: 0, warnings: 0 };
    Ok(desk.page("doctor.html", Some(&who), &page))
}

/// `POST /doctor`: looks at everything; takes up to half a minute.
pub(super) async fn examine(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let mut findings: Vec<Told> =
        doctor::examine(desk.office()).await?.iter().map(|finding| finding.told(desk.words())).collect();
    // What is to be done comes first.
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
    let count = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let page = DoctorPage {
        is_new: false,
        wrong: count(Verdict::Wrong),
        warnings: count(Verdict::Warning),
        findings,
    };
    Ok(desk.page("doctor.html", Some(&who), &page))
}
