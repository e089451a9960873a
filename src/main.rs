//! The `otayori` program; see the library's front page for the tour.

fn main() {}
