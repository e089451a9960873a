//! A letter's photos → [`Album`]: looked at, planned, developed; upright, sRGB, small, without metadata.
//!
//! ```text
//! file ─look─▶ Look ─plan─▶ AlbumPlan ─develop─▶ Album
//!      header        names, sizes         pixels, kept in the Cache
//! ```
//!
//! Looking and planning read headers and hash the file, so pages know every name and size at once.
//! Developing makes the pixels: as many photos at a time as the memory setting allows, each distinct
//! photo once, nothing that already lies in the [`Cache`]. What cannot be used is refused by a
//! [`Refusal`], which becomes a problem that names the file, the reason and what to do; the other photos
//! go on.
//!
//! An original has no road to the output: only what [`develop`] has drawn anew from pixels is kept, so no
//! camera, place, thumbnail or comment can be in it.

mod album;
#[cfg(feature = "avif")]
mod avif;
mod cache;
mod colour;
mod decode;
mod develop;
mod encode;
#[cfg(feature = "heic")]
mod heic;
mod jpeg;
mod kind;
mod look;
mod pixels;
mod plan;
mod png;
mod prune;
mod quiet;
mod refusal;
mod sizes;
mod webp;
mod whole;

pub use album::{Album, Format, Shot, Variant};
pub use cache::Cache;
pub use develop::{Developed, Progress, develop};
pub use kind::{Kind, Stranger};
pub use look::{Look, look};
pub use plan::{AlbumPlan, PhotoPlan, plan};
pub use prune::prune;
pub use refusal::Refusal;
pub use sizes::{Size, Sizes};
