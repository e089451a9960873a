//! `recipients/photo-consent.csv` or `.xlsx`: may this child be shown on a photo? Whoever did not say so did not.

use std::collections::HashMap;
use std::path::Path;

use super::cell::{self, name_key};
use super::headings::{self, Field, PhotoHeading};
use super::table::{self, Row, Table};
use super::{Child, Family, Roster};
use crate::problem::{Place, Problem, nearest};

/// The file's name without its ending.
const STEM: &str = "photo-consent";
/// So many problems of the file are told.
const MAX_TOLD: usize = 200;

/// A family's answer about photos of one child. The later one is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhotoConsent {
    /// はい: in any letter
    Yes,
    /// クラス内: only in letters that do not leave the class
    WithinClass,
    /// いいえ, or no answer
    No,
}

/// Every family's answer about photos.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoConsents {
    answers: HashMap<(String, String), PhotoConsent>,
    is_there: bool,
}

impl PhotoConsents {
    /// The answer for this child; no where there is none.
    pub fn of(&self, family: &Family, child: &Child) -> PhotoConsent {
        let key = (family.number.clone(), name_key(&child.name));
        self.answers.get(&key).copied().unwrap_or(PhotoConsent::No)
    }

    /// Is there a file at all?
    pub fn is_there(&self) -> bool {
        self.is_there
    }

    /// The file the school has not written yet, for a hint.
    pub fn missing(folder: &Path) -> Problem {
        let file = table::shown(folder, &format!("{STEM}.csv"));
        Problem::warning("consent-no-file", vec![]).at(Place::file(file))
    }
}

/// Reads the answers. What cannot be read is no answer: the child is not shown then. That the file is missing is
/// no problem here; a school without photos needs none.
pub fn photo_consents(folder: &Path, roster: &Roster) -> (PhotoConsents, Vec<Problem>) {
    let (table, mut problems) = match table::named(folder, STEM) {
        Ok(Some(read)) => read,
        Ok(None) => return (PhotoConsents::default(), vec![]),
        Err(fault) => {
            let mut problem = Problem::error("consent-unreadable", vec![]);
            problem.place = fault.place;
            return (PhotoConsents { is_there: true, ..PhotoConsents::default() }, vec![problem]);
        }
    };
    let mut reader = Reader {
        table: &table,
        roster,
        by_name: by_name(roster),
        seen: HashMap::new(),
        unplaced: HashMap::new(),
        problems: Vec::new(),
    };
    reader.read();
    let strictest = |child: &(String, String), answer: PhotoConsent| {
        reader.unplaced.get(&child.1).map_or(answer, |unplaced| answer.max(*unplaced))
    };
    let answers =
        reader.seen.iter().map(|(child, (answer, _))| (child.clone(), strictest(child, *answer))).collect();
    problems.append(&mut reader.problems);
    if problems.len() > MAX_TOLD {
        let more = problems.len() - MAX_TOLD;
        problems.truncate(MAX_TOLD);
        problems.push(Problem::warning("recipients-more-problems", vec![("count", more.into())]));
    }
    (PhotoConsents { answers, is_there: true }, problems)
}

struct Reader<'a> {
    table: &'a Table,
    roster: &'a Roster,
    by_name: HashMap<String, Vec<(&'a Family, &'a Child)>>,
    /// child → the strictest answer so far, and in what row it was first given
    seen: HashMap<(String, String), (PhotoConsent, u32)>,
    /// the strictest answer that cannot be placed, by the child's name: every child of that name may be meant
    unplaced: HashMap<String, PhotoConsent>,
    problems: Vec<Problem>,
}

/// Where in a row things stand.
struct Columns {
    household: Option<usize>,
    child: usize,
    class: Option<usize>,
    /// one or more; the strictest answer of a row counts
    answers: Vec<usize>,
}

/// What a row of headings comes to.
enum Headings {
    Columns(Columns),
    /// the column whose heading says no: a はい below it would be turned round
    SaysNo(usize),
}

impl Reader<'_> {
    fn read(&mut self) {
        let found = self.table.rows.iter().take(headings::SEARCHED).enumerate().find_map(|(at, row)| {
            let headings = headings(row)?;
            Some((at, headings))
        });
        match found {
            None => {
                let place = Place::file(self.table.file.clone());
                self.problems.push(Problem::error("consent-no-headings", vec![]).at(place));
            }
            Some((at, Headings::SaysNo(column))) => {
                let row = &self.table.rows[at];
                let heading: String = row.cell(column).unwrap_or_default().chars().take(60).collect();
                let values = vec![("heading", heading.into())];
                self.tell(row, column, Problem::error("consent-heading-says-no", values));
            }
            Some((at, Headings::Columns(columns))) => {
                for row in &self.table.rows[at + 1..] {
                    self.row(row, &columns);
                }
            }
        }
    }

    fn row(&mut self, row: &Row, columns: &Columns) {
        let text = |column: usize| row.cell(column).unwrap_or_default();
        let name = cell::name(text(columns.child));
        if name.is_empty() {
            if columns.answers.iter().any(|column| !cell::plain(text(*column)).is_empty()) {
                self.tell(row, columns.child, Problem::warning("consent-no-name", vec![]));
            }
            return;
        }
        let mut strictest = PhotoConsent::Yes;
        for column in &columns.answers {
            let written = cell::plain(text(*column));
            strictest = strictest.max(answer(&written).unwrap_or_else(|| {
                let values = vec![("written", written.as_str().into()), ("child", name.as_str().into())];
                self.tell(row, *column, Problem::warning("consent-unknown-word", values));
                PhotoConsent::No
            }));
        }
        let answer = strictest;
        let household = columns.household.map(|at| cell::plain(text(at))).unwrap_or_default();
        let class = columns.class.map(|at| cell::plain(text(at))).unwrap_or_default();
        let Some(number) = self.family_of(row, columns, &name, &household, &class) else {
            let before = self.unplaced.entry(name_key(&name)).or_insert(answer);
            *before = answer.max(*before);
            return;
        };
        let key = (number, name_key(&name));
        match self.seen.get(&key).copied() {
            None => {
                self.seen.insert(key, (answer, row.line));
            }
            Some((before, first)) => {
                self.seen.insert(key, (before.max(answer), first));
                if before != answer {
                    let values = vec![("child", name.into()), ("row", first.into())];
                    let column = columns.answers.first().copied().unwrap_or(columns.child);
                    self.tell(row, column, Problem::warning("consent-rows-disagree", values));
                }
            }
        }
    }

    /// The household of the child that the row names; where there is none or it is not certain, that is said.
    fn family_of(
        &mut self,
        row: &Row,
        columns: &Columns,
        name: &str,
        household: &str,
        class: &str,
    ) -> Option<String> {
        let of_class = |child: &Child| class.is_empty() || name_key(&child.class) == name_key(class);
        let called: &[(&Family, &Child)] = self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice);
        let mut found: Vec<&Family> = called
            .iter()
            .filter(|(_, child)| !household.is_empty() || of_class(child))
            .map(|(family, _)| *family)
            .collect();
        if let Some(family) = found.iter().find(|family| family.number == household) {
            return Some(family.number.clone());
        }
        // A household without a number in the roster is known by the child alone.
        found.retain(|family| household.is_empty() || family.number.contains(':'));
        let child = ("child", name.into());
        let (column, problem) = match (found.as_slice(), called) {
            ([family], _) => return Some(family.number.clone()),
            ([_, _, ..], _) => (columns.child, Problem::warning("consent-several", vec![child])),
            ([], [(other, _), ..]) if !household.is_empty() => {
                let values =
                    vec![child, ("number", household.into()), ("other", other.number.as_str().into())];
                let column = columns.household.unwrap_or(columns.child);
                (column, Problem::warning("consent-other-number", values))
            }
            _ => (columns.child, self.unknown(name)),
        };
        self.tell(row, column, problem);
        None
    }

    fn unknown(&self, name: &str) -> Problem {
        // Looking for the nearest name takes its time, and nobody reads so many.
        let children = self.roster.families.iter().flat_map(|family| &family.children);
        let names = children.map(|child| child.name.as_str()).filter(|_| self.problems.len() <= MAX_TOLD);
        let child = ("child", name.into());
        match nearest(name, names) {
            Some(near) => Problem::warning("consent-unknown-child-near", vec![child, ("near", near.into())]),
            None => Problem::warning("consent-unknown-child", vec![child]),
        }
    }

    fn tell(&mut self, row: &Row, column: usize, problem: Problem) {
        self.problems.push(problem.at(self.table.place(row.line, column)));
    }
}

fn by_name(roster: &Roster) -> HashMap<String, Vec<(&Family, &Child)>> {
    let mut by_name: HashMap<String, Vec<(&Family, &Child)>> = HashMap::new();
    for family in &roster.families {
        for child in &family.children {
            by_name.entry(name_key(&child.name)).or_default().push((family, child));
        }
    }
    by_name
}

/// The columns, where this row is the row of headings: those of 写真 where there are any, else all answers.
fn headings(row: &Row) -> Option<Headings> {
    let of = |field: Field| {
        row.cells().position(|cell| headings::meaning(cell).is_some_and(|(found, _)| found == field))
    };
    let child = of(Field::Child)?;
    let found: Vec<(usize, PhotoHeading)> = row
        .cells()
        .enumerate()
        .filter(|(at, _)| *at != child)
        .filter_map(|(at, cell)| Some((at, headings::photo_heading(cell)?)))
        .collect();
    let of_kind = |kind| found.iter().filter(move |(_, found)| *found == kind).map(|(at, _)| *at);
    if let Some(column) = of_kind(PhotoHeading::SaysNo).next() {
        return Some(Headings::SaysNo(column));
    }
    let mut answers: Vec<usize> = of_kind(PhotoHeading::Photo).collect();
    if answers.is_empty() {
        answers = of_kind(PhotoHeading::Answer).collect();
    }
    let columns = Columns { household: of(Field::Household), child, class: of(Field::Class), answers };
    (!columns.answers.is_empty()).then_some(Headings::Columns(columns))
}

/// What a cell answers; an empty one is no answer, and so a no.
fn answer(written: &str) -> Option<PhotoConsent> {
    let word: String = written.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let word = word.trim_end_matches(['。', '.', '、']);
    Some(match word {
        "はい" | "○" | "◯" | "〇" | "o" | "◎" | "●" | "✓" | "✔" | "レ" | "1" | "yes" | "y" | "true"
        | "ok" | "可" | "よい" | "良い" | "いい" | "同意" | "同意する" | "承諾" | "許可" | "掲載可"
        | "のせてよい" | "載せてよい" => PhotoConsent::Yes,
        "クラス内"
        | "クラス内のみ"
        | "クラス内だけ"
        | "クラスのみ"
        | "クラスだけ"
        | "クラスの中"
        | "クラスの中だけ"
        | "組内"
        | "組内のみ"
        | "組のみ"
        | "組だけ"
        | "組の中"
        | "組の中だけ"
        | "組の中のみ"
        | "学級内"
        | "class"
        | "classonly"
        | "withinclass"
        | "withintheclass"
        | "inclass"
        | "onlyclass" => PhotoConsent::WithinClass,
        "" | "いいえ" | "×" | "✕" | "✖" | "x" | "0" | "no" | "n" | "false" | "ng" | "不可" | "なし"
        | "しない" | "不同意" | "同意しない" | "掲載不可" | "のせない" | "載せない" => {
            PhotoConsent::No
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_families_give_them() {
        for (word, wanted) in [
            ("はい", Some(PhotoConsent::Yes)),
            ("○", Some(PhotoConsent::Yes)),
            ("YES", Some(PhotoConsent::Yes)),
            ("クラス内", Some(PhotoConsent::WithinClass)),
            ("組の中だけ", Some(PhotoConsent::WithinClass)),
            ("within the class", Some(PhotoConsent::WithinClass)),
            ("class", Some(PhotoConsent::WithinClass)),
            ("×", Some(PhotoConsent::No)),
            ("no", Some(PhotoConsent::No)),
            ("-", Some(PhotoConsent::No)),
            ("", Some(PhotoConsent::No)),
            ("△", None),
            ("たぶん", None),
        ] {
            assert_eq!(answer(word), wanted, "{word}");
        }
    }
}
