//! Letter + album + theme → [`Edition`]: the page, the sheet and the notice. A pure function of its input.

mod edition;

pub use edition::{Edition, Notice, School, Subject};
