//! `recipients/families.csv` or `.xlsx` → families, children, guardians and groups.

mod family;

pub use family::{Channel, Child, EmailAddress, Family, Guardian, Role, Roster};
