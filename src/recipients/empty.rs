//! The lists of a school that has none yet: the headings alone.

use super::headings::{Field, name_of};

/// The columns in the order of the sample school.
const COLUMNS: [Field; 19] = [
    Field::Household,
    Field::Home,
    Field::Child,
    Field::Furigana,
    Field::Class,
    Field::Grade,
    Field::Guardian,
    Field::Relation,
    Field::Email,
    Field::Phone,
    Field::Order,
    Field::Lang,
    Field::Channel,
    Field::Role,
    Field::DoNotSend,
    Field::DoNotCall,
    Field::Joined,
    Field::Left,
    Field::Groups,
];

/// `families.csv` with its headings and no row: UTF-8 with a byte order mark, without which Excel takes it
/// for Shift_JIS and shows nonsense; lines end as Excel ends them.
pub fn empty_csv() -> String {
    headings(&COLUMNS.map(name_of))
}

/// `photo-consent.csv` likewise: nobody has answered yet.
pub fn empty_consent_csv() -> String {
    headings(&[name_of(Field::Household), name_of(Field::Child), "写真"])
}

fn headings(names: &[&str]) -> String {
    format!("\u{feff}{}\r\n", names.join(","))
}
