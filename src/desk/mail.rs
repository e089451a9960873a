//! What became of the mails: which addresses take none, who answers, who has stopped them, with one tap for the parent who asks for them again.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;
use crate::ledger::ReturnKind;
use crate::office::MailReader;
use crate::recipients::Role;

#[derive(Serialize)]
struct MailPage {
    stopped: Vec<StoppedRow>,
    dead: Vec<DeadRow>,
    /// answers of parents that lie in the inbox
    replies: u64,
    /// what mail servers said that refuse us
    refusals: Vec<String>,
    /// somebody was just noted to want mails again
    done: bool,
}

#[derive(Serialize)]
struct StoppedRow {
    key: String,
    people: Vec<Person>,
    /// never whole
    address: String,
    since: String,
}

#[derive(Serialize)]
struct DeadRow {
    people: Vec<Person>,
    address: String,
    since: String,
    /// what the mail server said
    said: String,
}

#[derive(Serialize)]
struct Person {
    name: String,
    relation: String,
    children: String,
    /// is phoned instead
    guardian: bool,
}

/// `GET /mail`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    desk.note_look(&who, "see-mail", "").await?;
    let stopped = desk.office().stopped().await?.into_iter().map(|stopped| StoppedRow {
        key: stopped.key,
        people: stopped.people.iter().map(Person::of).collect(),
        address: stopped.address.map(|address| address.to_string()).unwrap_or_default(),
        since: desk.time(stopped.since),
    });
    let dead = desk.office().dead_addresses().await?.into_iter().map(|dead| DeadRow {
        people: dead.people.iter().map(Person::of).collect(),
        address: dead.address.map(|address| address.to_string()).unwrap_or_default(),
        since: desk.time(dead.since),
        said: dead.said,
    });
    let (looked, refusals) = desk.office().returned_lately().await?;
    let page = MailPage {
        stopped: stopped.collect(),
        dead: dead.collect(),
        replies: looked.get(&ReturnKind::Reply).copied().unwrap_or_default(),
        refusals,
        done: fields.ticked("done"),
    };
    Ok(desk.page("mail.html", Some(&who), &page))
}

/// `POST /mail/again`: a parent asked for mails again.
pub(super) async fn again(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let noted = desk.office().mails_again(fields.text("key"), &who.name).await?;
    Ok(Redirect::to(if noted { "/mail?done=1" } else { "/mail" }).into_response())
}

impl Person {
    fn of(reader: &MailReader) -> Self {
        Person {
            name: if reader.name.is_empty() { reader.family.clone() } else { reader.name.clone() },
            relation: reader.relation.clone(),
            children: reader.children.join("、"),
            guardian: reader.role == Role::Guardian,
        }
    }
}
