//! The first page: every letter, what needs a hand first.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use serde::Serialize;

use super::approval::Asked;
use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use super::view::{Head, ProblemRow, Seen};
use crate::follow_up::FollowUp;
use crate::ledger::{LetterId, Role, State as DispatchState};
use crate::office::SchoolReading;
use crate::problem::Level;

/// The reading of so many released letters is shown; older ones are only named.
const MOST_COUNTED: usize = 40;

#[derive(Serialize)]
struct LettersPage {
    faulty: Vec<Draft>,
    drafts: Vec<Draft>,
    released: Vec<Sent>,
    /// files that could not be read as a letter, the roster, and other things of the whole school
    problems: Vec<ProblemRow>,
    any_error: bool,
    rehearsal: bool,
    /// releases that wait for the director, or were sent back
    asked: Vec<Asked>,
    /// accounts that end soon: the director renews
    ending: usize,
}

#[derive(Serialize)]
struct Draft {
    #[serde(flatten)]
    head: Head,
    errors: usize,
    warnings: usize,
    #[serde(skip)]
    date: Date,
}

#[derive(Serialize)]
struct Sent {
    #[serde(flatten)]
    head: Head,
    /// families that have read it, of all; none where nobody was told or the roster cannot be read
    count: Option<Count>,
    recalled: bool,
    unpublished: bool,
    /// messages that can still be stopped
    held: bool,
    /// when they go, where a person chose the time
    due: Option<String>,
    errors: usize,
    #[serde(skip)]
    date: Date,
}

/// How many families have read a letter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Count {
    read: usize,
    families: usize,
    /// still to be phoned
    unread: usize,
}

impl Count {
    pub(super) fn of(list: &FollowUp) -> Self {
        Count { read: list.read, families: list.families, unread: list.families_left() }
    }
}

/// `GET /`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let now = desk.office().clock.now();
    let (mut drafts, mut released) = (Vec::new(), Vec::new());
    for seen in desk.all_seen(&who, &reading) {
        let errors = count(&reading, &seen, Level::Error);
        let (head, date) = (seen.head(&desk), seen.day());
        match seen.last {
            None => {
                drafts.push(Draft { head, errors, warnings: count(&reading, &seen, Level::Warning), date })
            }
            Some(release) => released.push(Sent {
                head,
                count: None,
                recalled: release.recalled_at.is_some(),
                unpublished: release.recalled_at.is_none() && release.published_at.is_none(),
                held: false,
                due: release.send_at.filter(|at| *at > now).map(|at| desk.time(at)),
                errors,
                date,
            }),
        }
    }
    drafts.sort_by(|one, other| (other.date, &other.head.path).cmp(&(one.date, &one.head.path)));
    released.sort_by(|one, other| (other.date, &other.head.path).cmp(&(one.date, &one.head.path)));
    for sent in released.iter_mut().filter(|sent| !sent.recalled).take(MOST_COUNTED) {
        let id = LetterId(sent.head.id.clone());
        let dispatches = desk.office().ledger.dispatches(&id).await?;
        sent.held = dispatches.iter().any(|dispatch| dispatch.state == DispatchState::Held);
        // Where nobody was told, nobody is behind with reading.
        let nobody_yet = dispatches.is_empty() || (sent.held && sent.due.is_some());
        sent.count = if nobody_yet { None } else { desk.count(&who, &id).await? };
    }
    let (faulty, drafts) = drafts.into_iter().partition(|draft: &Draft| draft.errors > 0);
    let problems = desk.problem_rows(reading.problems.iter().filter_map(|(path, problem)| {
        let has_page =
            path.as_ref().is_some_and(|path| reading.letters.iter().any(|letter| letter.path == *path));
        // The lines of the roster are for the director alone.
        (!has_page && who.is_director()).then_some(problem)
    }));
    let ending = if who.is_director() { desk.ending_soon().await? } else { 0 };
    let page = LettersPage {
        asked: desk.all_asked(&who, &reading).await?,
        ending,
        faulty,
        drafts,
        released,
        any_error: problems.iter().any(ProblemRow::is_error),
        problems,
        rehearsal: desk.is_rehearsal(),
    };
    Ok(desk.page("letters.html", Some(&who), &page))
}

impl DeskState {
    async fn all_asked(&self, who: &Who, reading: &SchoolReading) -> Result<Vec<Asked>, Fault> {
        let requests = self.office().ledger.requests().await?;
        let seen = if requests.is_empty() { vec![] } else { self.all_seen(who, reading) };
        let of = |letter: &LetterId| seen.iter().find(|seen| seen.known.id == *letter);
        let rows = requests.iter().filter_map(|one| Some(self.asked_row(one, of(&one.letter)?.title())));
        Ok(rows.filter(|_| who.role != Role::Office).collect())
    }
}

fn count(reading: &SchoolReading, seen: &Seen<'_>, level: Level) -> usize {
    reading.problems_of(&seen.known.path).filter(|problem| problem.level == level).count()
}
