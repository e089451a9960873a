//! The desk: the director's and teachers' web pages.
//!
//! Letters with their preview and problems, the release button with the audience screen, the follow-up
//! list with its calls, and a form for a short notice. Whole without script; nothing is shown without
//! login; nothing changes but by a POST from the desk's own pages.
//!
//! ```no_run
//! # async fn run(office: otayori::office::Office) -> Result<(), Box<dyn std::error::Error>> {
//! use otayori::desk::{self, DeskState};
//!
//! let listener = tokio::net::TcpListener::bind(office.settings.desk.listen).await?;
//! let (live, _) = tokio::sync::broadcast::channel(16);
//! let state = DeskState::new(office, live, listener.local_addr()?);
//! let link = desk::first_start_link(&state).await?; // to be printed, where there is one
//! # drop(link);
//! desk::serve(listener, state, async { /* until asked to stop */ }).await?;
//! # Ok(()) }
//! ```

mod account;
mod accounts;
mod address;
mod approval;
mod calls;
mod contacts;
mod correct;
mod coverage;
mod doctor;
mod fault;
mod fields;
mod first;
mod guard;
mod letter;
mod letters;
mod list_copies;
mod list_rows;
mod live;
mod login;
mod mail;
mod missed;
mod papers;
mod password;
mod photos;
mod plain_text;
mod preview;
mod readings;
mod record;
mod release;
mod remind;
mod render;
mod routes;
mod scope;
mod second;
mod serve;
mod session;
mod short;
mod state;
mod throttle;
mod time;
mod typed_back;
mod view;

pub use first::{first_link, first_start_link};
pub use routes::{Door, route_list, router};
pub use serve::{ServeError, exposure, serve};
pub use state::{DeskState, Live};
