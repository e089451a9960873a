//! The desk of the terminal: one file per command; the only room that prints.
