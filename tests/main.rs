//! All tests that run against the public doors of the rooms, in one binary: it is linked once.
//! One file per room; see tests/README.md.

#![expect(clippy::print_stderr, reason = "tests tell where their pictures lie")]

mod apart;
mod around;
mod before;
mod carried_over;
mod commands;
mod common;
mod consent;
mod content;
mod couriers;
mod desk;
mod doctor;
mod entering;
mod events;
mod figures;
mod follow_up;
mod glimpse;
mod going_live;
mod homes;
mod hurt;
mod keeping;
mod killed;
mod languages;
mod list;
mod mails;
mod night;
mod outlines;
mod photo_cache;
mod photo_pages;
mod photos;
mod publish;
mod purging;
mod recipients;
mod remembered;
mod render;
mod returns;
mod roles;
mod sheet;
mod stops;
mod themes;
mod track;
mod watch;
mod when;
mod who_sees_what;
mod whole_term;
mod wire;
