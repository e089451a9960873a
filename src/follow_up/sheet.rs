//! The list as a PDF to phone from.

use jiff::civil::Date;

use super::FollowUp;
use crate::problem::Problem;
use crate::render::School;

/// The printable list. Not set yet: it says so with no pages.
///
/// # Errors
/// The problems that kept it from being set.
pub fn phone_sheet(_list: &FollowUp, _school: &School, _today: Date) -> Result<Vec<u8>, Vec<Problem>> {
    Err(vec![Problem::error("follow-up-sheet-not-built", vec![])])
}
