//! Dispatch + touch + calls → standing: the list of families still to be phoned, and why.
pub struct FollowUp;
impl FollowUp {
    pub fn family_of(&self, _: &str) -> Option<String> {
        None
    }
}
pub fn list(
    _: &crate::ledger::LetterRecord,
    _: &crate::recipients::Roster,
    _: &crate::settings::Settings,
    _: jiff::Timestamp,
) -> FollowUp {
    FollowUp
}
pub fn report(_: &FollowUp) -> String {
    String::new()
}
pub fn csv(_: &FollowUp, _: &crate::words::Words) -> String {
    String::new()
}
pub fn table(_: &FollowUp, _: &crate::words::Words) -> String {
    String::new()
}
pub fn phone_sheet(
    _: &FollowUp,
    _: &crate::render::School,
    _: jiff::civil::Date,
) -> Result<Vec<u8>, Vec<crate::problem::Problem>> {
    Err(vec![])
}
