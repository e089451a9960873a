//! Contacts to mend: numbers that reached somebody else.

use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::fault::Fault;
use super::fields::Fields;
use super::session::Who;
use super::state::DeskState;

#[derive(Serialize)]
struct ContactsPage {
    rows: Vec<ContactRow>,
    /// mail addresses that take no mail; they have a page of their own
    dead: usize,
    /// a number was just noted to be right after all
    done: bool,
}

#[derive(Serialize)]
struct ContactRow {
    family: String,
    classes: String,
    children: String,
    name: String,
    relation: String,
    phone: String,
    /// who noted it last, and when
    by: String,
    at: String,
}

/// `GET /contacts`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    desk.note_look(&who, "see-contacts", "").await?;
    let wrong = desk.office().wrong_numbers().await?;
    let rows = wrong.into_iter().map(|wrong| ContactRow {
        classes: wrong.classes.join("・"),
        children: wrong.children.join("、"),
        at: desk.time(wrong.at),
        family: wrong.family,
        name: wrong.name,
        relation: wrong.relation,
        phone: wrong.phone,
        by: wrong.by,
    });
    let page = ContactsPage {
        rows: rows.collect(),
        dead: desk.office().dead_addresses().await?.len(),
        done: fields.ticked("done"),
    };
    Ok(desk.page("contacts.html", Some(&who), &page))
}

/// `POST /contacts/right`: the number is right after all.
pub(super) async fn right(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response, Fault> {
    let right = desk.office().number_is_right(fields.text("family"), fields.text("phone"), &who.name).await?;
    Ok(Redirect::to(if right { "/contacts?done=1" } else { "/contacts" }).into_response())
}
