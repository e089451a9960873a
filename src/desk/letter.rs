//! One letter's page: how it looks, what is wrong with it, how its sending stands, what can be done now.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;

use super::approval::Asked;
use super::fault::Fault;
use super::fields::Fields;
use super::letters::Count;
use super::missed::MissedRow;
use super::papers::PaperLinks;
use super::photos::PhotosView;
use super::remind::Done;
use super::scope::Reach;
use super::session::Who;
use super::state::DeskState;
use super::view::{Head, ProblemRow, Seen, StateRow, encoded};
use crate::content::Letter;
use crate::language;
use crate::ledger::{Release, State as DispatchState};
use crate::office::{BuiltLetter, OfficeError, SchoolReading};
use crate::problem::{Level, Problem};
use crate::settings::CourierAddress;

/// Stands in the message where each family's own link will be.
const LINKS: [(&str, &str); 3] = [
    ("{{link}}", "desk-your-link"),
    ("{{plain-link}}", "desk-your-plain-link"),
    ("{{stop-link}}", "desk-your-stop-link"),
];

/// Seconds are counted down from here on.
const COUNTED_DOWN: i64 = 3600;

#[derive(Serialize)]
struct LetterPage {
    #[serde(flatten)]
    head: Head,
    problems: Vec<ProblemRow>,
    errors: usize,
    preview: Option<Preview>,
    /// photos that are not shown; nothing to look at here
    photos: Option<PhotosView>,
    release: Option<Released>,
    /// what came of a test to oneself
    tested: Option<String>,
    test_failed: bool,
    /// what was pressed was shown otherwise a moment before
    changed: bool,
    /// what was done so far
    history: Vec<Done>,
    /// the file is not there any more
    file_gone: bool,
    rehearsal: bool,
    /// whoever looks may release and correct it
    own: bool,
    /// a teacher asked for its release
    asked: Option<Asked>,
}

#[derive(Serialize)]
struct Preview {
    page: String,
    sheet: Option<String>,
    papers: PaperLinks,
    subject: String,
    message: String,
    /// the letter in other languages
    translations: Vec<TranslationLinks>,
    /// the drafts are being built; the page shows itself when they are
    building: bool,
}

#[derive(Serialize)]
struct TranslationLinks {
    /// the language, in itself
    name: String,
    page: String,
    sheet: Option<String>,
}

#[derive(Serialize)]
struct Released {
    papers: Option<PaperLinks>,
    edition: u32,
    at: String,
    address: String,
    emergency: bool,
    recalled_at: Option<String>,
    published: bool,
    edited_since: bool,
    states: Vec<StateRow>,
    total: u64,
    /// nobody was to be told: only put on the host
    silent: bool,
    held: Option<Held>,
    /// messages that were stopped, and nothing else was sent
    stopped: bool,
    /// reminders to come: when
    reminders: Vec<String>,
    count: Option<Count>,
    /// who has not got it and could
    missed: Vec<MissedRow>,
}

/// Messages that can still be stopped.
#[derive(Serialize)]
struct Held {
    until: String,
    /// for the countdown: milliseconds since 1970
    until_millis: i64,
    seconds: i64,
    /// a person chose the time
    chosen: bool,
}

/// `GET /letters/{id}`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    desk.letter_page(&who, &id, None, false).await
}

/// `POST /letters/{id}/test`: the message to one address.
pub(super) async fn test(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (_, letter) = desk.own_file(&who, &reading, &id)?;
    let words = desk.words();
    let tested = desk.office().test_send(&reading, letter, fields.text("to"), &who.name).await;
    let said = match tested {
        Ok(tested) => {
            let sent = if tested.rehearsed { "desk-test-rehearsed" } else { "desk-tested" };
            let opens = if tested.is_out { "send-test-out" } else { "send-test-draft" };
            Ok(format!("{} {}", words.say(sent, &[]), words.say(opens, &[])))
        }
        Err(error @ (OfficeError::NoAddress(_) | OfficeError::Outside(_))) => Err(error.told(words)),
        Err(error) => return Err(error.into()),
    };
    desk.letter_page(&who, &id, Some(said), false).await
}

impl DeskState {
    /// The letter's page once more: what was pressed is not what is so now.
    pub(super) async fn letter_changed(&self, who: &Who, id: &str) -> Result<Response, Fault> {
        self.letter_page(who, id, None, true).await
    }

    async fn letter_page(
        &self,
        who: &Who,
        id: &str,
        tested: Option<Result<String, String>>,
        changed: bool,
    ) -> Result<Response, Fault> {
        let reading = self.office().read().await?;
        let seen = self.find(who, &reading, id)?;
        let mut problems: Vec<Problem> = reading.problems_of(&seen.known.path).cloned().collect();
        let (preview, photos) = match seen.letter {
            Some(letter) => {
                let built = self.build_one(&reading, letter)?;
                problems.extend(built.problems.iter().cloned());
                let mut photos = self.photos_view(letter, &built, "")?;
                photos.needs_look = false;
                // The names of children of other classes are for those who release the letter.
                let own = self.reach(who, &reading, &seen) == Reach::Whole;
                (Some(self.preview(&built, id)), own.then_some(photos))
            }
            None => (None, None),
        };
        if seen.letter.is_none() && who.is_director() {
            problems.extend(
                reading.problems.iter().filter(|(_, p)| names(p, &seen.known.path)).map(|(_, p)| p.clone()),
            );
        }
        let release = match seen.last {
            Some(release) => Some(self.released(who, &reading, &seen, release).await?),
            None => None,
        };
        let page = LetterPage {
            head: seen.head(self),
            errors: problems.iter().filter(|problem| problem.level == Level::Error).count(),
            problems: self.problem_rows(&problems),
            preview,
            photos,
            release,
            changed,
            test_failed: matches!(tested, Some(Err(_))),
            tested: tested.map(|said| said.unwrap_or_else(|why| why)),
            history: self.history(&seen.known.id).await?,
            file_gone: seen.letter.is_none(),
            rehearsal: self.is_rehearsal(),
            own: self.reach(who, &reading, &seen) == Reach::Whole,
            asked: self.asked(&seen.known.id, seen.title()).await?,
        };
        Ok(self.page("letter.html", Some(who), &page))
    }
}

/// Does this problem of the whole school name the letter's file?
fn names(problem: &Problem, path: &str) -> bool {
    problem.values.iter().any(|(_, value)| *value == path.into())
}

impl DeskState {
    /// Do messages only go to the mailbox of a rehearsal?
    pub(super) fn is_rehearsal(&self) -> bool {
        matches!(self.office().settings.mail.courier, CourierAddress::Mailbox(_))
    }

    /// One letter as it is in the folder at this moment, with what building finds wrong.
    pub(super) fn build_one(&self, reading: &SchoolReading, letter: &Letter) -> Result<BuiltLetter, Fault> {
        let alone = SchoolReading { letters: vec![letter.clone()], ..reading.clone() };
        let built = tokio::task::block_in_place(|| self.office().build(&alone, &|_| {}))?;
        built.letters.into_iter().next().ok_or(Fault::NotFound)
    }

    fn preview(&self, built: &BuiltLetter, id: &str) -> Preview {
        let folder = crate::office::draft_folder(&built.path);
        let file = self.office().settings.build_folder().join(&folder);
        let building =
            std::fs::read(file.join("index.html")).ok().as_deref() != Some(built.edition.page.as_bytes());
        if building {
            self.rebuild();
        }
        let mut message = built.edition.notice.text.clone();
        for (slot, id) in LINKS {
            message = message.replace(slot, &self.words().say(id, &[]));
        }
        let folder = encoded(&folder);
        let sheet = |folder: &str| format!("/preview/{folder}/{}", crate::render::SHEET_NAME);
        let translations = built.edition.translations.iter().map(|one| {
            let folder = format!("{folder}/{}", one.lang);
            TranslationLinks {
                name: language::own_name(&one.lang).to_owned(),
                page: format!("/preview/{folder}/index.html"),
                sheet: one.sheet.as_ref().map(|_| sheet(&folder)),
            }
        });
        Preview {
            papers: self.draft_papers(id),
            translations: translations.collect(),
            page: format!("/preview/{folder}/index.html"),
            sheet: built.edition.sheet.as_ref().map(|_| sheet(&folder)),
            subject: built.edition.notice.subject.clone(),
            message,
            building,
        }
    }

    async fn released(
        &self,
        who: &Who,
        reading: &SchoolReading,
        seen: &Seen<'_>,
        release: &Release,
    ) -> Result<Released, Fault> {
        let office = self.office();
        let report = office.sent_report(&release.letter).await?;
        let edited_since = match (seen.letter, seen.standing()) {
            (Some(letter), Some(standing)) => office.is_edited_since(reading, letter, standing).await?,
            _ => false,
        };
        let dispatches = office.ledger.dispatches(&release.letter).await?;
        let due = dispatches.iter().filter(|d| d.state == DispatchState::Held).map(|d| d.due_at).min();
        let on_its_way = |state: &DispatchState| {
            matches!(state, DispatchState::Frozen | DispatchState::Deferred | DispatchState::Sending)
        };
        let stopped = due.is_none()
            && report.states.contains_key(&DispatchState::Cancelled)
            && !report.states.keys().any(on_its_way);
        let missed = match (seen.letter, seen.standing()) {
            (Some(letter), Some(standing)) if self.reach(who, reading, seen) == Reach::Whole => {
                self.missed(reading, letter, standing).await?
            }
            _ => vec![],
        };
        let reminders = office.ledger.planned_reminders(&release.letter).await?;
        Ok(Released {
            papers: self.released_papers(release),
            edition: release.edition,
            at: self.time(release.released_at),
            address: report.address,
            emergency: release.emergency,
            recalled_at: release.recalled_at.map(|at| self.time(at)),
            published: release.published_at.is_some(),
            edited_since,
            states: self.state_rows(&report.states),
            total: report.total,
            silent: dispatches.is_empty(),
            held: due.filter(|_| release.recalled_at.is_none()).map(|due| self.held(due, release.send_at)),
            stopped: stopped && release.recalled_at.is_none(),
            reminders: reminders.iter().map(|one| self.time(one.due_at)).collect(),
            count: if dispatches.is_empty() { None } else { self.count(who, &release.letter).await? },
            missed,
        })
    }

    fn held(&self, until: Timestamp, chosen: Option<Timestamp>) -> Held {
        let seconds = until.duration_since(self.office().clock.now()).as_secs().max(0);
        Held {
            until: if seconds < COUNTED_DOWN { self.clock_time(until) } else { self.time(until) },
            until_millis: until.as_millisecond(),
            seconds,
            chosen: chosen.is_some_and(|at| at >= until),
        }
    }

    /// How many families have read it; `None` where the roster cannot be read, or
    /// the letter was taken back.
    pub(super) async fn count(
        &self,
        who: &Who,
        letter: &crate::ledger::LetterId,
    ) -> Result<Option<Count>, Fault> {
        match self.office_of(who).unread(letter).await {
            Ok(list) => Ok(Some(Count::of(&list))),
            Err(OfficeError::Problems(_) | OfficeError::Recalled(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
