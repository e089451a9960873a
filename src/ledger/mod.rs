//! The one place with SQL: everything that must survive a power cut.
