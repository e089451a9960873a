//! What became of one letter: its reading over time, and person by person who has it and who opened it. Of one that was taken
//! back too: then this is whom to speak to.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use super::view::Head;
use crate::follow_up::{Curve, Incident, Receiver};
use crate::ledger::LetterId;

#[derive(Serialize)]
struct ReadingsPage {
    #[serde(flatten)]
    head: Head,
    recalled: Option<String>,
    curve: Option<CurveView>,
    opened: OpenedView,
    /// everybody else whom it was for
    others: Vec<PersonRow>,
}

/// Who opened it: the recall's page shows this too.
#[derive(Serialize)]
pub(super) struct OpenedView {
    sums: String,
    rows: Vec<PersonRow>,
}

#[derive(Serialize)]
struct PersonRow {
    name: String,
    role: String,
    children: String,
    classes: String,
    family: String,
    received: String,
    opened: Option<String>,
    read: Option<String>,
    by: String,
    devices: usize,
}

/// In a picture of 600 × 240, the line's field 560 × 200 from (36, 8).
#[derive(Serialize)]
struct CurveView {
    path: String,
    ticks: Vec<Tick>,
    families: usize,
    table: Vec<(i64, usize)>,
}

#[derive(Serialize)]
struct Tick {
    x: f64,
    hours: i64,
}

/// `GET /letters/{id}/readings`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let seen = desk.find_own(&who, &reading, &id)?;
    let release = seen.last.ok_or(Fault::Stale)?;
    let incident = desk.office().incident(&seen.known.id).await?;
    let curve = desk.office().reading_curve(&seen.known.id).await?;
    let others = incident.people.iter().filter(|person| person.opened_at.is_none());
    let page = ReadingsPage {
        head: seen.head(&desk),
        recalled: release.recalled_at.map(|at| desk.time(at)),
        curve: curve.filter(|curve| !curve.minutes.is_empty()).map(|curve| CurveView::of(&curve)),
        opened: desk.opened_view(&incident),
        others: others.map(|person| desk.person_row(person)).collect(),
    };
    Ok(desk.page("readings.html", Some(&who), &page))
}

/// `GET /letters/{id}/readings.csv`
pub(super) async fn csv(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    desk.find_own(&who, &reading, &id)?.last.ok_or(Fault::Stale)?;
    let incident = desk.office().incident(&LetterId(id)).await?;
    let text = incident.csv(&desk.office().settings.time_zone, desk.words());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"readings.csv\""),
    ];
    Ok((headers, text).into_response())
}

impl DeskState {
    /// Who opened a letter.
    pub(super) fn opened_view(&self, incident: &Incident) -> OpenedView {
        let rows = incident.who_opened().map(|person| self.person_row(person)).collect();
        OpenedView { sums: incident.sums(self.words()), rows }
    }

    fn person_row(&self, person: &Receiver) -> PersonRow {
        let say = |id: String| self.words().say(&id, &[]);
        let by: Vec<String> = person.doors.iter().map(|door| say(format!("incident-door-{door}"))).collect();
        PersonRow {
            name: person.name.clone(),
            role: say(format!("incident-role-{}", person.role)),
            children: person.children.join("、"),
            classes: person.classes.join("・"),
            family: person.family.clone(),
            received: say(format!("incident-received-{}", person.received.as_str())),
            opened: person.opened_at.map(|at| self.time(at)),
            read: person.confirmed_at.or(person.read_at).map(|at| self.time(at)),
            by: by.join("・"),
            devices: person.devices,
        }
    }
}

impl CurveView {
    fn of(curve: &Curve) -> Self {
        let line = curve.line();
        let place = |(x, y): &(f64, f64)| format!("{:.1} {:.1}", 36.0 + x * 560.0, 208.0 - y * 200.0);
        let turns: Vec<String> = line.points.iter().map(place).collect();
        let ticks = (0_u8..=4).map(|quarter| Tick {
            x: 36.0 + f64::from(quarter) * 140.0,
            hours: line.hours * i64::from(quarter) / 4,
        });
        CurveView {
            path: format!("M{}", turns.join("L")),
            ticks: ticks.collect(),
            families: curve.families,
            table: curve.table(),
        }
    }
}
