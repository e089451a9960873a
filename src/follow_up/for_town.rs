//! What of the coverage may leave the school: numbers over enough families, so that none of them is about one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{ClassCoverage, Coverage, Why};

/// A number about fewer families is not printed for outsiders.
pub const ENOUGH: usize = 5;

/// Numbers for the town: no name of a family, a child or a letter. Serialised, it is the object of
/// `coverage --for-town --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForTown {
    /// the day of these numbers
    pub day: Date,
    /// the school year
    pub year: i16,
    /// all families; `None` where there are too few to tell anything
    pub families: Option<usize>,
    /// those whom a message can reach
    pub working: Option<usize>,
    /// the others, by what is wrong; reasons of few families are together in `other`
    pub without: BTreeMap<&'static str, usize>,
    /// classes; small ones are together in one without a name, whose number is the first value
    pub classes: Vec<(usize, ClassCoverage)>,
    /// by month: letters to enough families, how often one was to read, how often one read or was told
    pub months: Vec<Month>,
    /// letters to fewer families, left out of the months
    pub left_out: usize,
    /// readings, by the hour of the day
    pub hours: Option<[usize; 24]>,
    /// calls that were made
    pub calls: usize,
    /// calls that were not needed
    pub saved: usize,
}

/// The letters of one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `2026-11`
    pub month: String,
    /// how many letters
    pub letters: usize,
    /// letters × families
    pub asked: usize,
    /// how often a family read one
    pub read: usize,
    /// how often a person told one
    pub told: usize,
}

impl Coverage {
    /// What may leave the school. Small groups are put together until they are large enough: what is missing could be worked
    /// out from the sums.
    pub fn for_town(&self) -> ForTown {
        let enough = self.families >= ENOUGH;
        let mut months: Vec<Month> = Vec::new();
        let (counted, few): (Vec<_>, Vec<_>) =
            self.letters.iter().partition(|letter| enough && letter.families >= ENOUGH);
        for letter in counted {
            let name = letter.day.strftime("%Y-%m").to_string();
            let at = months.iter().position(|month| month.month == name).unwrap_or_else(|| {
                months.push(Month { month: name, ..Month::default() });
                months.len() - 1
            });
            let month = &mut months[at];
            month.letters += 1;
            month.asked += letter.families;
            month.read += letter.read;
            month.told += letter.settled;
        }
        months.sort_by(|a, b| a.month.cmp(&b.month));
        ForTown {
            day: self.day,
            year: self.year,
            families: enough.then_some(self.families),
            working: enough.then_some(self.working),
            without: if enough { reasons(self.whys()) } else { BTreeMap::new() },
            classes: if enough { together(&self.classes) } else { Vec::new() },
            months,
            left_out: few.len(),
            hours: enough.then_some(self.hours),
            calls: self.calls,
            saved: self.saved,
        }
    }
}

/// Reasons of fewer families are one; so is the next smallest, where that would still be too few.
fn reasons(whys: BTreeMap<Why, usize>) -> BTreeMap<&'static str, usize> {
    let mut whys: Vec<(&'static str, usize)> =
        whys.into_iter().map(|(why, count)| (why.as_str(), count)).collect();
    whys.sort_by_key(|(_, count)| *count);
    let (mut reasons, mut other) = (BTreeMap::new(), 0);
    for (why, count) in whys {
        if count < ENOUGH || (other > 0 && other < ENOUGH) {
            other += count;
        } else {
            reasons.insert(why, count);
        }
    }
    if other > 0 {
        reasons.insert("other", other);
    }
    reasons
}

fn together(classes: &[ClassCoverage]) -> Vec<(usize, ClassCoverage)> {
    let mut by_size: Vec<&ClassCoverage> = classes.iter().filter(|class| class.families > 0).collect();
    by_size.sort_by_key(|class| class.families);
    let empty = ClassCoverage { class: String::new(), families: 0, working: 0, asked: 0, read: 0, told: 0 };
    let (mut small, mut several) = (empty, 0);
    let mut alone = Vec::new();
    for class in by_size {
        if class.families < ENOUGH || (several > 0 && small.families < ENOUGH) {
            several += 1;
            small.families += class.families;
            small.working += class.working;
            small.asked += class.asked;
            small.read += class.read;
            small.told += class.told;
        } else {
            alone.push(class.class.as_str());
        }
    }
    let mut together: Vec<(usize, ClassCoverage)> = classes
        .iter()
        .filter(|class| alone.contains(&class.class.as_str()))
        .map(|class| (1, class.clone()))
        .collect();
    // All classes together may still be too few: then nothing is said of any.
    if several > 0 && small.families >= ENOUGH {
        together.push((several, small));
    }
    together
}
