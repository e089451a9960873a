//! A letter's photos → [`Album`]: looked at, planned, developed; upright, sRGB, small, without metadata.

mod album;

pub use album::{Album, Format, Shot, Variant};
