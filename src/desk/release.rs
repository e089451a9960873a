//! The release button: whom the letter goes to is looked at first; then text and audience are frozen in one act.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::approval::Asked;
use super::fault::Fault;
use super::fields::Fields;
use super::photos::PhotosView;
use super::session::Who;
use super::state::DeskState;
use super::view::{Head, ProblemRow, Seen};
use crate::content::{Audience, Letter};
use crate::language;
use crate::ledger::LetterId;
use crate::office::{
    BuiltLetter, Forecast, Kind, Office, OfficeError, PhotoCheck, ReleaseOrder, SchoolReading,
};
use crate::problem::{Level, Problem};
use crate::words::Lang;

#[derive(Serialize)]
struct ReleasePage {
    #[serde(flatten)]
    head: Head,
    audience_view: AudienceView,
    photos: PhotosView,
    problems: Vec<ProblemRow>,
    /// warnings that somebody must tick
    to_confirm: usize,
    outlook: String,
    /// it cannot be released
    blocked: bool,
    everyone: bool,
    emergency: bool,
    quiet: Option<String>,
    /// how long it can be stopped
    hold: u64,
    rehearsal: bool,
    /// the messages go at a time to come
    later: bool,
    /// that time, as the form has it
    at: String,
    /// what is wrong with it
    at_said: Option<String>,
    /// `tick`: the second act is missing; `look`: nobody ticked that the photos were looked at; `confirm`: nor that
    /// the warnings were; `changed`: letter, photos or roster changed while looking
    said: Option<&'static str>,
    /// a teacher asked for it
    asked: Option<Asked>,
    /// whoever presses asks the director
    asks: bool,
}

/// Whom a letter reaches, as the screen shows it.
#[derive(Debug, Serialize)]
pub(super) struct AudienceView {
    classes: Vec<ClassRow>,
    families: usize,
    guardians: usize,
    followers: usize,
    stopped: usize,
    dead: usize,
    without_channel: Vec<String>,
    /// empty where all read the letter's own
    languages: Vec<LanguageRow>,
    last: Option<LastRow>,
    /// of letter and people as shown: what is pressed is what was seen
    pub(super) digest: String,
}

#[derive(Debug, Serialize)]
struct ClassRow {
    class: String,
    families: usize,
    guardians: usize,
}

#[derive(Debug, Serialize)]
struct LanguageRow {
    name: String,
    people: usize,
    /// what they get because there is no translation
    instead: Option<String>,
}

#[derive(Debug, Serialize)]
struct LastRow {
    title: String,
    new: usize,
    gone: usize,
}

/// `GET /letters/{id}/release`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    if desk.is_out(&seen).await? {
        return Ok(Redirect::to(&format!("/letters/{id}")).into_response());
    }
    if desk.differs_from_standing(&reading, &seen, letter).await? {
        return Ok(to_correct(&id));
    }
    desk.release_page(&who, &reading, &seen, letter, &fields, None).await
}

/// `POST /letters/{id}/release`
pub(super) async fn release(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    let there = Redirect::to(&format!("/letters/{id}")).into_response();
    if desk.is_out(&seen).await? {
        // Pressed twice: the first time stands.
        return Ok(there);
    }
    if desk.differs_from_standing(&reading, &seen, letter).await? {
        return Ok(to_correct(&id));
    }
    let emergency = fields.ticked("emergency");
    let forecast = desk.office().forecast(&reading, letter).await?;
    let check = tokio::task::block_in_place(|| desk.office().photo_check(&reading, letter));
    let at = desk.chosen_time(&fields);
    let to_confirm = !desk.office().to_confirm(&reading, letter).await?.is_empty();
    let said = if at.is_err() {
        Some("at")
    } else if digest(letter, &forecast, &check) != fields.text("digest") {
        Some("changed")
    } else if to_confirm && !fields.ticked("confirmed") {
        Some("confirm")
    } else if check.needs_look() && !fields.ticked("looked") {
        Some("look")
    } else if needs_second_act(letter, emergency) && !fields.ticked("sure") {
        Some("tick")
    } else {
        None
    };
    if said.is_some() {
        let page = desk.release_page(&who, &reading, &seen, letter, &fields, said).await?;
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    if desk.must_ask(&who, emergency) {
        let digest = fields.text("digest");
        return desk.ask(&who, &seen.known.id, "release", digest, emergency, at?).await;
    }
    if to_confirm {
        desk.office().confirm(&reading, letter, &who.name).await?;
    }
    let photos_seen = fields.ticked("looked").then(|| check.seen());
    let order = ReleaseOrder { kind: Kind::Send, emergency, by: who.name, photos_seen };
    let (letter, at) = (letter.clone(), at?);
    let act = move |office: Office| async move { office.release_at(&reading, &letter, &order, at).await };
    desk.to_the_end(act).await?;
    Ok(there)
}

/// `POST /letters/{id}/resume`: brings a release to its end that was cut by the host or the collector.
pub(super) async fn resume(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let (seen, letter) = desk.own_file(&who, &reading, &id)?;
    let release = seen.standing().ok_or(Fault::Stale)?;
    let silent = desk.office().ledger.dispatches(&seen.known.id).await?.is_empty();
    let kind = if silent { Kind::PublishOnly } else { Kind::Send };
    // What is only brought to its end was looked at when it was frozen.
    let order = ReleaseOrder { kind, emergency: release.emergency, by: who.name, photos_seen: None };
    let letter = letter.clone();
    desk.release(reading, letter, order).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

/// `POST /letters/{id}/stop`
pub(super) async fn stop(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let seen = desk.find_own(&who, &reading, &id)?;
    seen.standing().ok_or(Fault::Stale)?;
    desk.office().stop(&LetterId(id.clone()), &who.name).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

/// `POST /letters/{id}/again`: what was stopped is to go after all.
pub(super) async fn again(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let reading = desk.office().read().await?;
    let release = desk.find_own(&who, &reading, &id)?.standing().ok_or(Fault::Stale)?;
    desk.office().hold_again(release, &who.name).await?;
    Ok(Redirect::to(&format!("/letters/{id}")).into_response())
}

/// What is out is not what lies in the folder: it is corrected first, and sent then.
fn to_correct(id: &str) -> Response {
    Redirect::to(&format!("/letters/{id}/correct")).into_response()
}

/// 全園 and emergencies go to many at once: a tick beside the button.
pub(super) fn needs_second_act(letter: &Letter, emergency: bool) -> bool {
    emergency || letter.audience == Audience::Everyone
}

impl DeskState {
    /// The time that the form names; `None` = at once.
    fn chosen_time(&self, fields: &Fields) -> Result<Option<Timestamp>, OfficeError> {
        let later = fields.text("when") == "later";
        let emergency = fields.ticked("emergency");
        later.then(|| self.office().chosen_time(fields.text("at"), emergency)).transpose()
    }

    /// Released, and people were told or are about to be.
    async fn is_out(&self, seen: &Seen<'_>) -> Result<bool, Fault> {
        Ok(seen.standing().is_some() && !self.office().ledger.dispatches(&seen.known.id).await?.is_empty())
    }

    async fn differs_from_standing(
        &self,
        reading: &SchoolReading,
        seen: &Seen<'_>,
        letter: &Letter,
    ) -> Result<bool, Fault> {
        match seen.standing() {
            Some(standing) => Ok(self.office().is_edited_since(reading, letter, standing).await?),
            None => Ok(false),
        }
    }

    async fn release_page(
        &self,
        who: &Who,
        reading: &SchoolReading,
        seen: &Seen<'_>,
        letter: &Letter,
        fields: &Fields,
        said: Option<&'static str>,
    ) -> Result<Response, Fault> {
        let forecast = self.office().forecast(reading, letter).await?;
        let at_said = self.chosen_time(fields).err().filter(|_| said == Some("at"));
        let built = self.build_one(reading, letter)?;
        let problems = self.all_problems(who, reading, letter, &built);
        let mail = &self.office().settings.mail;
        let audience_view = AudienceView::of(letter, &forecast, &built.check, self.office().settings.lang);
        let asked = self.asked(&seen.known.id, seen.title()).await?;
        let page = ReleasePage {
            head: seen.head(self),
            asked: asked.map(|asked| asked.beside(&audience_view.digest)),
            asks: self.must_ask(who, false),
            audience_view,
            photos: self.photos_view(letter, &built, "release")?,
            blocked: problems.iter().any(|problem| problem.level == Level::Error),
            problems: self.problem_rows(&problems),
            to_confirm: self.office().to_confirm(reading, letter).await?.len(),
            outlook: self.office().outlook(reading, &forecast).await?.said(self.words()),
            everyone: letter.audience == Audience::Everyone,
            emergency: fields.ticked("emergency"),
            quiet: mail
                .quiet
                .map(|(from, to)| format!("{}–{}", from.strftime("%H:%M"), to.strftime("%H:%M"))),
            hold: mail.hold.as_secs(),
            rehearsal: self.is_rehearsal(),
            later: fields.text("when") == "later",
            at: fields.text("at").to_owned(),
            at_said: at_said.map(|error| error.told(self.words())),
            said,
        };
        Ok(self.page("release.html", Some(who), &page))
    }

    /// What is wrong with the letter, building included, and with a roster that says whom it is for.
    pub(super) fn all_problems(
        &self,
        who: &Who,
        reading: &SchoolReading,
        letter: &Letter,
        built: &BuiltLetter,
    ) -> Vec<Problem> {
        let mut problems: Vec<Problem> = reading.problems_of(&letter.path).cloned().collect();
        problems.extend(built.problems.iter().cloned());
        if !reading.roster_is_sound && !who.is_director() {
            // The lines of the roster are other families'.
            problems.push(Problem::error("desk-roster-faults", vec![]));
        } else if !reading.roster_is_sound {
            let school =
                reading.problems.iter().filter(|(of, problem)| of.is_none() && problem.level == Level::Error);
            problems.extend(school.map(|(_, problem)| problem.clone()));
        }
        problems
    }
}

impl AudienceView {
    pub(super) fn of(letter: &Letter, forecast: &Forecast, check: &PhotoCheck, lang: Lang) -> Self {
        let name = |tag: &str| language::name_in(tag, lang).to_owned();
        let languages = forecast.languages.iter().filter(|_| forecast.languages.len() > 1);
        AudienceView {
            classes: forecast
                .classes
                .iter()
                .map(|row| ClassRow {
                    class: row.class.clone(),
                    families: row.families,
                    guardians: row.guardians,
                })
                .collect(),
            families: forecast.families,
            guardians: forecast.guardians,
            followers: forecast.followers,
            stopped: forecast.stopped,
            dead: forecast.dead,
            without_channel: forecast.without_channel.clone(),
            languages: languages
                .map(|one| LanguageRow {
                    name: name(&one.lang),
                    people: one.people,
                    instead: one.instead.then(|| name(&one.given)),
                })
                .collect(),
            last: forecast.last.as_ref().map(|(title, new, gone)| LastRow {
                title: title.clone(),
                new: *new,
                gone: *gone,
            }),
            digest: digest(letter, forecast, check),
        }
    }
}

/// Of the letter's file, of everybody it goes to, and of the photos and the children they must not show.
pub(super) fn digest(letter: &Letter, forecast: &Forecast, check: &PhotoCheck) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    };
    add(&letter.content());
    add(&forecast.audience);
    for person in &forecast.people {
        let address = person.email.as_ref().map_or("", |email| email.reveal());
        for part in [&person.family, &person.guardian, person.route.as_str(), address, &person.lang] {
            add(part);
        }
    }
    add(check.seen().as_str());
    hasher.finalize().to_hex()[..32].to_owned()
}
