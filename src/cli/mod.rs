//! The desk of the terminal: one file per command; the only room that prints.
//!
//! Exit codes: 0 done; 1 the school's content or roster has errors; 2 wrong use or settings; 3 the world
//! outside failed, and what is left to do is kept.

mod accounts;
