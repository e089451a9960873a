//! The director's and teachers' web pages.
