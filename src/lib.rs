//! Otayori (おたより): the letters a nursery or school sends home.
//!
//! A teacher saves Markdown and photos in a folder. Otayori makes a colour page and an A4 sheet of them,
//! puts both on a static host, sends every guardian a link of their own, and keeps the list of the
//! families who have not read it: only those are phoned.
//!
//! The rooms stand in the order of that flow, and depend on earlier rooms only:
//!
//! ```text
//! content ─▶ photos ─▶ render ─▶ publish ─▶ notify ─▶ track ─▶ follow_up
//! Letter     Album     Edition   Published  Dispatch   Touch    Standing
//! ```
//!
//! Below them lie [`problem`] (what is wrong, where, what to do next), [`settings`] (`school.yaml`), [`language`],
//! [`words`] (Japanese and English), [`world`] (clock, random numbers, durable files) and [`backup`] (one encrypted file).
//! [`recipients`] is known only to `notify`, `follow_up` and the top floor: nothing that makes a page can
//! learn a family's name. [`ledger`] is the one place with SQL.
//!
//! On top: [`office`], where one act of the school (check, build, release, correct, recall, follow up) is
//! put together from the rooms, and its three doors: [`cli`] (the terminal, the only room that prints),
//! [`desk`] (the director's web pages) and [`watch`] (the shared folder). [`doctor`] looks whether everything around the
//! school is in order. [`demo`] holds the sample school.
//!
//! **The one law:** a false "read" hides a family that nobody then phones; a false "unread" costs one call.
//! In doubt: unread, and say why.

pub mod language;
pub mod problem;
pub mod settings;
pub mod words;
pub mod world;

mod settled;

pub mod backup;
pub mod content;
pub mod follow_up;
pub mod ledger;
pub mod notify;
pub mod photos;
pub mod publish;
pub mod recipients;
pub mod render;
pub mod returns;
pub mod track;

pub mod cli;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod office;
pub mod watch;
