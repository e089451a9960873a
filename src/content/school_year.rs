//! The school year: 1 April to 31 March.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// The school year that begins on 1 April of this year: 2026 is 2026-04-01 to 2027-03-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SchoolYear(pub i16);

impl SchoolYear {
    /// The school year this day falls in.
    pub fn of(day: Date) -> Self {
        SchoolYear(if day.month() < 4 { day.year() - 1 } else { day.year() })
    }

    /// The calendar year of a month (1 to 12) in this school year.
    pub fn year_of_month(self, month: i8) -> i16 {
        if month < 4 { self.0 + 1 } else { self.0 }
    }

    /// 31 March.
    pub fn last_day(self) -> Date {
        date(self.0.saturating_add(1), 3, 31)
    }
}
