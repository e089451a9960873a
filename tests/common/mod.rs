//! What several tests need: tiny schools, a set clock, seeded random numbers, a mail server.

#![allow(dead_code, reason = "each test file takes what it needs")]

pub mod by_hand;
pub mod letters;
pub mod outside;
pub mod program;
pub mod school;
pub mod smtp;
