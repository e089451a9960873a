//! One row of the roster, cell by cell, with what is wrong in each.

use jiff::civil::Date;

use super::headings::{self, Column, Field};
use super::table::{Row, Table};
use super::{Channel, Child, EmailAddress, Guardian, Role, cell};
use crate::problem::{Place, Problem};
use crate::words::Value;

/// What one row says.
#[derive(Debug)]
pub(super) struct Entry {
    /// its line
    pub line: u32,
    /// may be empty
    pub household: String,
    /// with the column of the name
    pub children: Vec<(Child, usize)>,
    /// with the column of the name, e-mail or phone
    pub guardians: Vec<(Guardian, usize)>,
    /// groups of the school's own
    pub groups: Vec<String>,
}

/// Reads rows by their headings.
pub(super) struct RowReader<'a> {
    table: &'a Table,
    columns: Vec<Column>,
    children: Vec<u8>,
    guardians: Vec<u8>,
    today: Date,
    restored: Vec<Place>,
    problems: &'a mut Vec<Problem>,
}

/// The marks a spreadsheet writes where a formula failed.
const FAILED: &[&str] = &["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "########"];

impl<'a> RowReader<'a> {
    pub(super) fn new(
        table: &'a Table,
        columns: Vec<Column>,
        today: Date,
        problems: &'a mut Vec<Problem>,
    ) -> Self {
        let numbers = |fields: &[Field]| {
            let mut numbers: Vec<u8> = columns
                .iter()
                .filter(|column| fields.contains(&column.field))
                .map(|column| column.number)
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let children = numbers(&[Field::Child]);
        let guardians = numbers(&[Field::Guardian, Field::Email, Field::Phone]);
        RowReader { table, columns, children, guardians, today, restored: Vec::new(), problems }
    }

    /// What the row says; empty cells and rows give empty values.
    pub(super) fn read(&mut self, row: &Row) -> Entry {
        self.unreadable_cells(row);
        let (children, guardians) = (self.children.clone(), self.guardians.clone());
        Entry {
            line: row.line,
            household: cell::plain(self.text(row, Field::Household, 1)),
            children: children.into_iter().filter_map(|number| self.child(row, number)).collect(),
            guardians: guardians.into_iter().filter_map(|number| self.guardian(row, number)).collect(),
            groups: cell::list(self.text(row, Field::Groups, 1)).collect(),
        }
    }

    /// One note for all phone numbers whose 0 was restored: a hundred would hide the rest.
    pub(super) fn finish(self) {
        if let Some(first) = self.restored.first() {
            let count = vec![("count", self.restored.len().into())];
            self.problems.push(Problem::warning("recipients-phone-zero", count).at(first.clone()));
        }
    }

    fn child(&mut self, row: &Row, number: u8) -> Option<(Child, usize)> {
        let name = cell::name(self.text(row, Field::Child, number));
        if name.is_empty() {
            return None;
        }
        let child = Child {
            name,
            furigana: cell::name(self.text(row, Field::Furigana, number)),
            class: cell::plain(self.text(row, Field::Class, number)).into(),
            grade: cell::plain(self.text(row, Field::Grade, number)).into(),
            joined: self.date(row, Field::Joined, number),
            left: self.date(row, Field::Left, number),
        };
        if let (Some(joined), Some(left)) = (child.joined, child.left)
            && left < joined
        {
            self.warn(row, Field::Left, number, "recipients-left-before-joined", vec![]);
        }
        if child.class.is_empty() {
            self.warn(row, Field::Class, number, "recipients-no-class", vec![]);
        }
        let column = self.column(Field::Child, number).map_or(0, |column| column.index);
        Some((child, column))
    }

    fn guardian(&mut self, row: &Row, number: u8) -> Option<(Guardian, usize)> {
        let fields = [Field::Guardian, Field::Email, Field::Phone];
        let first = fields.into_iter().find(|field| !self.text(row, *field, number).trim().is_empty())?;
        let email = self.email(row, number);
        let guardian = Guardian {
            name: cell::name(self.text(row, Field::Guardian, number)),
            relation: cell::plain(self.text(row, Field::Relation, number)).into(),
            home: cell::plain(self.person_or_row(row, Field::Home, number)).into(),
            phone: self.phone(row, number),
            order: self.order(row, number),
            lang: self.language(row, number).into(),
            channel: self.channel(row, number, email.is_some()),
            role: self.role(row, number),
            do_not_send: self.flag(row, Field::DoNotSend, number),
            do_not_call: self.flag(row, Field::DoNotCall, number),
            email,
        };
        Some((guardian, self.column(first, number).map_or(0, |column| column.index)))
    }

    fn email(&mut self, row: &Row, number: u8) -> Option<EmailAddress> {
        let written = cell::plain(self.text(row, Field::Email, number));
        let address = written.strip_prefix("mailto:").unwrap_or(&written);
        if address.is_empty() {
            return None;
        }
        let parsed = EmailAddress::parse(address);
        if parsed.is_none() {
            self.warn(row, Field::Email, number, "recipients-bad-email", vec![]);
        }
        parsed
    }

    fn phone(&mut self, row: &Row, number: u8) -> String {
        let written = self.text(row, Field::Phone, number);
        if written.trim().is_empty() {
            return String::new();
        }
        let Some(phone) = cell::phone(written) else {
            self.warn(row, Field::Phone, number, "recipients-bad-phone", vec![]);
            return String::new();
        };
        if phone.several {
            self.warn(row, Field::Phone, number, "recipients-several-phones", vec![]);
        }
        if phone.restored {
            self.restored.push(self.place(row, Field::Phone, number));
        }
        phone.number
    }

    /// 0 where nothing is said: the family then numbers on.
    fn order(&mut self, row: &Row, number: u8) -> u32 {
        let written = cell::plain(self.text(row, Field::Order, number));
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        match digits.parse() {
            _ if written.is_empty() => 0,
            Ok(order @ 1..=99) if digits == written.trim_end_matches(['番', '目']).trim_end_matches(".0") => {
                order
            }
            _ => {
                self.warn(
                    row,
                    Field::Order,
                    number,
                    "recipients-bad-order",
                    vec![("written", written.into())],
                );
                0
            }
        }
    }

    fn language(&mut self, row: &Row, number: u8) -> String {
        let written = cell::plain(self.person_or_row(row, Field::Lang, number));
        if written.is_empty() {
            return String::new();
        }
        cell::language(&written).unwrap_or_else(|| {
            self.warn(
                row,
                Field::Lang,
                number,
                "recipients-unknown-language",
                vec![("written", written.into())],
            );
            String::new()
        })
    }

    /// Nothing said, or not understood: mail where there is an address. A letter too many tells nobody a lie,
    /// a letter too few costs an emergency notice.
    fn channel(&mut self, row: &Row, number: u8, has_address: bool) -> Channel {
        let by_address = if has_address { Channel::Mail } else { Channel::None };
        let written = cell::plain(self.text(row, Field::Channel, number));
        if written.is_empty() {
            return by_address;
        }
        let Some(channel) = cell::channel(&written) else {
            let values = vec![("written", written.into())];
            self.warn(row, Field::Channel, number, "recipients-unknown-channel", values);
            return by_address;
        };
        if channel == Channel::Mail && !has_address {
            if self.text(row, Field::Email, number).trim().is_empty() {
                self.warn(row, Field::Channel, number, "recipients-mail-without-address", vec![]);
            }
            return Channel::None;
        }
        channel
    }

    /// Not understood: somebody who gets letters and does not count, so that nobody's grandmother reads
    /// for the family by a slip of the pen.
    fn role(&mut self, row: &Row, number: u8) -> Role {
        let written = cell::plain(self.text(row, Field::Role, number));
        if written.is_empty() {
            return Role::Guardian;
        }
        cell::role(&written).unwrap_or_else(|| {
            self.warn(row, Field::Role, number, "recipients-unknown-role", vec![("written", written.into())]);
            Role::Follower
        })
    }

    /// Not understood: yes, as somebody wanted something to stop.
    fn flag(&mut self, row: &Row, field: Field, number: u8) -> bool {
        cell::yes(self.text(row, field, number)).unwrap_or_else(|| {
            let written = cell::plain(self.text(row, field, number));
            self.warn(row, field, number, "recipients-unknown-flag", vec![("written", written.into())]);
            true
        })
    }

    /// Not understood: not given, so that the child counts as being here.
    fn date(&mut self, row: &Row, field: Field, number: u8) -> Option<Date> {
        let written = self.person_or_row(row, field, number).trim().to_owned();
        if written.is_empty() {
            return None;
        }
        let near = |day: &Date| (i32::from(day.year()) - i32::from(self.today.year())).abs() <= 20;
        let date = cell::date(&written).filter(near);
        if date.is_none() {
            self.warn(
                row,
                field,
                number,
                "recipients-bad-date",
                vec![("written", cell::plain(&written).into())],
            );
        }
        date
    }

    /// A failed formula, or characters that were lost on the way here.
    fn unreadable_cells(&mut self, row: &Row) {
        for column in &self.columns {
            let Some(text) = row.cell(column.index).filter(|_| column.field != Field::Unused) else {
                continue;
            };
            let named =
                matches!(column.field, Field::Child | Field::Guardian | Field::Class | Field::Furigana);
            let id = if FAILED.contains(&text.trim()) {
                "recipients-failed-formula"
            } else if text.contains('\u{fffd}') {
                "recipients-unreadable-characters"
            } else if text.chars().any(|c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'))
            {
                "recipients-gaiji"
            } else if named && text.contains(['?', '〓', '■', '□']) {
                "recipients-lost-characters"
            } else {
                continue;
            };
            let problem =
                Problem::warning(id, cell_values(column)).at(self.table.place(row.line, column.index));
            self.problems.push(problem);
        }
    }

    fn column(&self, field: Field, number: u8) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field && column.number == number)
    }

    fn text<'r>(&self, row: &'r Row, field: Field, number: u8) -> &'r str {
        let text = self.column(field, number).and_then(|column| row.cell(column.index)).unwrap_or_default();
        if FAILED.contains(&text.trim()) { "" } else { text }
    }

    /// The numbered cell, or the one that is said once for the whole row.
    fn person_or_row<'r>(&self, row: &'r Row, field: Field, number: u8) -> &'r str {
        let number = if self.column(field, number).is_some() { number } else { 1 };
        self.text(row, field, number)
    }

    fn place(&self, row: &Row, field: Field, number: u8) -> Place {
        let column = self.column(field, number).or_else(|| self.column(field, 1));
        self.table.place(row.line, column.map_or(0, |column| column.index))
    }

    fn warn(
        &mut self,
        row: &Row,
        field: Field,
        number: u8,
        id: &'static str,
        mut values: Vec<(&'static str, Value)>,
    ) {
        match self.column(field, number).or_else(|| self.column(field, 1)) {
            Some(column) => values.extend(cell_values(column)),
            None => values.extend([("column", "".into()), ("heading", headings::name_of(field).into())]),
        }
        let place = self.place(row, field, number);
        self.problems.push(Problem::warning(id, values).at(place));
    }
}

/// How a column is named to people: its letter in Excel, and its heading.
pub(super) fn cell_values(column: &Column) -> Vec<(&'static str, Value)> {
    vec![("column", letters(column.index).into()), ("heading", column.heading.trim().into())]
}

/// Excel's letters for a column counted from 0: A, B … Z, AA.
fn letters(mut index: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(index % 26).unwrap_or_default()));
        if index < 26 {
            return letters.into_iter().rev().collect();
        }
        index = index / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_have_excels_letters() {
        assert_eq!([0, 25, 26, 255].map(super::letters), ["A", "Z", "AA", "IV"]);
    }
}
