//! Rows → families: the same household number is one family, and nothing else joins two.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use data_encoding::BASE32_NOPAD;
use jiff::civil::Date;

use super::cell::name_key;
use super::headings::{self, Column, Field};
use super::rows::{Entry, RowReader, cell_values};
use super::siblings;
use super::table::{self, Row, Source, Table};
use super::{Channel, Child, Family, Guardian, Role, Roster};
use crate::problem::{Place, Problem};
use crate::words::Value;

/// So many problems are told; a file that is wrong in every row is not read to its end anyway.
const MAX_TOLD: usize = 1_000;

/// The roster, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Every family that could be read.
    pub roster: Roster,
    /// Errors where it is not certain who the families are (no file, no headings, doubled headings);
    /// warnings for single cells: one wrong address must not keep a letter from all others.
    pub problems: Vec<Problem>,
}

/// Reads the roster of this folder: `families.csv` or `families.xlsx`. `today` only serves to notice years
/// that cannot be meant.
///
/// Values that cannot be read leave the family unread rather than hide it: a wrong day of leaving is no
/// leaving, an unknown role does not count, an unknown flag is set.
pub fn read(folder: &Path, today: Date) -> Reading {
    read_source(table::roster(folder), today)
}

/// The roster of this file, or of none.
pub(super) fn read_source(source: Result<Source, Problem>, today: Date) -> Reading {
    let mut problems = Vec::new();
    let roster = match source.and_then(Source::rows) {
        Ok((table, cut)) => {
            problems.extend(cut);
            families(table, today, &mut problems)
        }
        Err(problem) => {
            problems.push(problem);
            Roster::default()
        }
    };
    problems.sort_by_key(|problem| problem.place.as_ref().map(|place| (place.line, place.column)));
    if problems.len() > MAX_TOLD {
        // Errors stay, whatever their line.
        problems.sort_by_key(|problem| problem.level);
        let more = problems.len() - MAX_TOLD;
        problems.truncate(MAX_TOLD);
        problems.push(Problem::warning("recipients-more-problems", vec![("count", more.into())]));
    }
    Reading { roster, problems }
}

fn families(mut table: Table, today: Date, problems: &mut Vec<Problem>) -> Roster {
    let Some((heading_row, columns)) = find_columns(&table, problems) else { return Roster::default() };
    // Each row goes when it is read: in a city's roster they weigh as much as the families.
    let rows: Vec<Row> = std::mem::take(&mut table.rows);
    let table = &table;
    let mut gathering = Gathering::new(table, &columns);
    let mut reader = RowReader::new(table, columns, today, problems);
    for row in rows.into_iter().skip(heading_row + 1) {
        let entry = reader.read(&row);
        gathering.add(entry);
    }
    reader.finish();
    let (families, mut found) = gathering.finish();
    problems.append(&mut found);
    if families.is_empty() {
        problems.push(Problem::warning("recipients-no-families", vec![]).at(Place::file(table.file.clone())));
    }
    problems.extend(siblings::propose(&families, table));
    Roster { families }
}

/// The row of headings, and what they mean.
fn find_columns(table: &Table, problems: &mut Vec<Problem>) -> Option<(usize, Vec<Column>)> {
    let first = table.rows.iter().take(headings::SEARCHED).enumerate();
    let known = first.map(|(at, row)| (headings::count_known(row.cells()), at));
    // The uppermost of equals.
    let best = known.max_by_key(|(known, at)| (*known, std::cmp::Reverse(*at)));
    let Some((_, at)) = best.filter(|(known, _)| *known >= 2) else {
        problems.push(Problem::error("recipients-no-headings", vec![]).at(Place::file(table.file.clone())));
        return None;
    };
    let row = &table.rows[at];
    let mut columns: Vec<Column> = Vec::new();
    for (index, heading) in row.cells().enumerate().filter(|(_, heading)| !heading.trim().is_empty()) {
        let place = table.place(row.line, index);
        let shown: String = heading.trim().chars().take(40).collect();
        let Some((field, number)) = headings::meaning(heading) else {
            problems.push(unknown_heading(&shown).at(place));
            continue;
        };
        let column = Column { index, field, number, heading: shown };
        match columns.iter().find(|known| known.field == field && known.number == number) {
            Some(first) if field != Field::Unused => {
                let mut values = cell_values(&column);
                values.push(("first", first.heading.clone().into()));
                problems.push(Problem::error("recipients-same-heading", values).at(place));
            }
            _ => columns.push(column),
        }
    }
    for field in [Field::Child, Field::Guardian] {
        if !columns.iter().any(|column| column.field == field) {
            let values = vec![("heading", headings::name_of(field).into())];
            problems.push(Problem::error("recipients-missing-heading", values).at(table.place(row.line, 0)));
        }
    }
    Some((at, columns))
}

fn unknown_heading(shown: &str) -> Problem {
    match headings::nearest(shown) {
        Some(near) => Problem::warning(
            "recipients-unknown-heading-near",
            vec![("heading", shown.into()), ("near", near.into())],
        ),
        None => Problem::warning("recipients-unknown-heading", vec![("heading", shown.into())]),
    }
}

/// Families as they grow, row by row.
struct Gathering<'a> {
    table: &'a Table,
    columns: Vec<Column>,
    families: Vec<Family>,
    /// beside each family
    notes: Vec<Notes>,
    by_number: HashMap<String, usize>,
    words: Shared,
    problems: Vec<Problem>,
}

/// What is only known of a family while the rows are read.
#[derive(Default)]
struct Notes {
    /// where each child stands, by the key of its name, once there are more than [`FEW`]
    children: Option<HashMap<String, usize>>,
    /// in what row each guardian was first seen
    guardian_lines: Vec<u32>,
}

/// So many children of a family are looked through one by one: a table of their names is larger than most families.
const FEW: usize = 8;

struct Growing<'a> {
    family: &'a mut Family,
    notes: &'a mut Notes,
}

impl<'a> Gathering<'a> {
    fn new(table: &'a Table, columns: &[Column]) -> Self {
        Gathering {
            table,
            columns: columns.to_vec(),
            families: Vec::new(),
            notes: Vec::new(),
            by_number: HashMap::new(),
            words: Shared::default(),
            problems: Vec::new(),
        }
    }

    fn add(&mut self, entry: Entry) {
        if entry.children.is_empty() && entry.guardians.is_empty() {
            let problem =
                Problem::warning("recipients-nobody-in-row", vec![]).at(self.table.place(entry.line, 0));
            return self.problems.push(problem);
        }
        if !entry.household.is_empty() {
            return self.add_to(entry.household.clone(), entry);
        }
        if entry.children.len() > 1 {
            let problem = Problem::warning("recipients-children-without-number", vec![]);
            self.problems.push(problem.at(self.table.place(entry.line, 0)));
        }
        if entry.children.is_empty() {
            let first =
                entry.guardians.first().map(|(guardian, _)| guardian.name.clone()).unwrap_or_default();
            let number = self.free_number("contact:", &first, "", &entry);
            return self.add_to(number, entry);
        }
        for (child, column) in entry.children.clone() {
            let number = self.free_number("child:", &child.name, &child.class, &entry);
            let alone = Entry {
                household: String::new(),
                children: vec![(child, column)],
                guardians: entry.guardians.clone(),
                groups: entry.groups.clone(),
                line: entry.line,
            };
            self.add_to(number, alone);
        }
    }

    /// A number made of name and class. Two rows that would get the same one are kept apart, and said:
    /// they may be one child's two parents, or two children of one name.
    fn free_number(&mut self, kind: &str, name: &str, class: &str, entry: &Entry) -> String {
        let hash = blake3::hash(format!("{}\n{}", name_key(name), name_key(class)).as_bytes());
        let plain = format!("{kind}{}", BASE32_NOPAD.encode(&hash.as_bytes()[..10]).to_lowercase());
        let Some(&first) = self.by_number.get(&plain) else { return plain };
        let first_line = self.families[first].line;
        let values = vec![("row", first_line.into())];
        let problem = Problem::warning("recipients-same-child-without-number", values);
        self.problems.push(problem.at(self.table.place(entry.line, 0)));
        let numbered = (2_u32..).map(|count| format!("{plain}-{count}"));
        numbered.into_iter().find(|number| !self.by_number.contains_key(number)).unwrap_or(plain)
    }

    fn add_to(&mut self, number: String, entry: Entry) {
        let at = *self.by_number.entry(number.clone()).or_insert_with(|| {
            self.families.push(Family {
                number,
                children: vec![],
                guardians: vec![],
                groups: BTreeSet::new(),
                line: entry.line,
            });
            self.notes.push(Notes::default());
            self.families.len() - 1
        });
        let mut growing = Growing { family: &mut self.families[at], notes: &mut self.notes[at] };
        growing.family.groups.extend(entry.groups);
        let mut conflicts = Vec::new();
        for (mut child, column) in entry.children {
            self.words.share([&mut child.class, &mut child.grade]);
            growing.child(child, column, &mut conflicts);
        }
        for (mut guardian, column) in entry.guardians {
            self.words.share([&mut guardian.relation, &mut guardian.home, &mut guardian.lang]);
            growing.guardian(guardian, entry.line, column, &mut conflicts);
        }
        for (field, first_line, column) in conflicts {
            let column =
                self.columns.iter().find(|known| known.field == field).map_or(column, |known| known.index);
            let values: Vec<(&'static str, Value)> =
                vec![("heading", headings::name_of(field).into()), ("row", first_line.into())];
            let problem = Problem::warning("recipients-rows-disagree", values);
            self.problems.push(problem.at(self.table.place(entry.line, column)));
        }
    }

    fn finish(mut self) -> (Vec<Family>, Vec<Problem>) {
        for family in &mut self.families {
            number_on(&mut family.guardians);
            let place = || self.table.place(family.line, 0);
            let counts = family.guardians.iter().any(|guardian| guardian.role == Role::Guardian);
            if !family.children.is_empty() && !counts {
                self.problems.push(Problem::warning("recipients-no-guardian", vec![]).at(place()));
            }
            if family.children.is_empty() && counts {
                self.problems.push(Problem::warning("recipients-no-child", vec![]).at(place()));
            }
        }
        (self.families, self.problems)
    }
}

/// Words that many people have in common (a class, a language), each kept once.
#[derive(Default)]
struct Shared(HashSet<Arc<str>>);

impl Shared {
    fn share<const COUNT: usize>(&mut self, words: [&mut Arc<str>; COUNT]) {
        for word in words {
            if let Some(known) = self.0.get(word) {
                *word = Arc::clone(known);
            } else {
                self.0.insert(Arc::clone(word));
            }
        }
    }
}

/// A field on which two rows disagree, the earlier row, and the column where nothing better is known.
type Conflict = (Field, u32, usize);

impl Growing<'_> {
    fn child(&mut self, child: Child, column: usize, conflicts: &mut Vec<Conflict>) {
        let line = self.family.line;
        let key = name_key(&child.name);
        let Some(at) = self.place_of_child(&key) else { return self.add_child(key, child) };
        let known = &mut self.family.children[at];
        if !fill(&mut known.furigana, child.furigana) {
            conflicts.push((Field::Furigana, line, column));
        }
        let words =
            [(Field::Class, &mut known.class, child.class), (Field::Grade, &mut known.grade, child.grade)];
        for (field, known, new) in words {
            if !fill(known, new) {
                conflicts.push((field, line, column));
            }
        }
        for (field, known, new) in
            [(Field::Joined, &mut known.joined, child.joined), (Field::Left, &mut known.left, child.left)]
        {
            match (*known, new) {
                (Some(first), Some(second)) if first != second => {
                    conflicts.push((field, line, column));
                    // Of two days the one that keeps the child here longer: in doubt a family is phoned.
                    *known = Some(if field == Field::Joined { first.min(second) } else { first.max(second) });
                }
                (None, Some(day)) if field == Field::Joined => *known = Some(day),
                // A day of leaving in only one of a child's rows is meant.
                (None, Some(day)) => *known = Some(day),
                _ => {}
            }
        }
    }

    fn place_of_child(&self, key: &str) -> Option<usize> {
        match &self.notes.children {
            Some(places) => places.get(key).copied(),
            None => self.family.children.iter().position(|known| name_key(&known.name) == key),
        }
    }

    fn add_child(&mut self, key: String, child: Child) {
        let children = &mut self.family.children;
        // Most families have one; room for four in each of many thousand is a lot of room.
        if children.len() < FEW {
            children.reserve_exact(1);
        }
        children.push(child);
        if let Some(places) = &mut self.notes.children {
            places.insert(key, children.len() - 1);
        } else if children.len() > FEW {
            let keyed = children.iter().enumerate().map(|(at, known)| (name_key(&known.name), at));
            self.notes.children = Some(keyed.collect());
        }
    }

    fn guardian(&mut self, guardian: Guardian, line: u32, column: usize, conflicts: &mut Vec<Conflict>) {
        let known = self.family.guardians.iter().position(|known| same_person(known, &guardian));
        let Some(at) = known else {
            self.family.guardians.reserve_exact(1);
            self.family.guardians.push(guardian);
            self.notes.guardian_lines.reserve_exact(1);
            return self.notes.guardian_lines.push(line);
        };
        let first_line = self.notes.guardian_lines[at];
        let known = &mut self.family.guardians[at];
        known.email = known.email.take().or(guardian.email);
        known.do_not_send |= guardian.do_not_send;
        known.do_not_call |= guardian.do_not_call;
        let agree = [
            (Field::Guardian, fill(&mut known.name, guardian.name)),
            (Field::Relation, fill(&mut known.relation, guardian.relation)),
            (Field::Phone, fill(&mut known.phone, guardian.phone)),
            (Field::Lang, fill(&mut known.lang, guardian.lang)),
        ];
        let differ = agree.into_iter().filter(|(_, agrees)| !agrees);
        conflicts.extend(differ.map(|(field, _)| (field, first_line, column)));
        if known.order == 0 {
            known.order = guardian.order;
        } else if guardian.order != 0 && known.order != guardian.order {
            conflicts.push((Field::Order, first_line, column));
            known.order = known.order.min(guardian.order);
        }
        if known.channel == Channel::None {
            known.channel = guardian.channel;
        } else if guardian.channel != Channel::None && known.channel != guardian.channel {
            conflicts.push((Field::Channel, first_line, column));
        }
        if known.role != guardian.role {
            conflicts.push((Field::Role, first_line, column));
            // Whoever may not count does not.
            known.role = if known.role == Role::Guardian { guardian.role } else { known.role };
        }
    }
}

/// Fills an empty value; false where both are given and differ.
fn fill<T: Deref<Target = str>>(known: &mut T, new: T) -> bool {
    if known.is_empty() {
        *known = new;
        return true;
    }
    new.is_empty() || **known == *new || name_key(known) == name_key(&new)
}

/// One person by name and home, then by e-mail: two addresses are two ways to reach somebody, and both are kept.
fn same_person(one: &Guardian, other: &Guardian) -> bool {
    let address = |guardian: &Guardian| guardian.email.as_ref().map(|email| email.reveal().to_lowercase());
    let (first, second) = (address(one), address(other));
    if one.home != other.home {
        return false;
    }
    match (one.name.is_empty(), other.name.is_empty()) {
        (false, false) => {
            name_key(&one.name) == name_key(&other.name)
                && (first.is_none() || second.is_none() || first == second)
        }
        (true, true) => first == second && (first.is_some() || one.phone == other.phone),
        _ => first.is_some() && first == second,
    }
}

/// Gives those without a number in the calling order the next ones, in the order of the file.
fn number_on(guardians: &mut [Guardian]) {
    let mut last = guardians.iter().map(|guardian| guardian.order).max().unwrap_or(0);
    for guardian in guardians.iter_mut().filter(|guardian| guardian.order == 0) {
        last += 1;
        guardian.order = last;
    }
}
