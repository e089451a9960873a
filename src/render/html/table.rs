//! Tables; one with a column of weekdays gets the colours of a wall calendar.

use super::Writer;
use crate::content::{Align, Inline};
use crate::render::events::{CellAt, Event, EventKind, event_file};
use crate::render::plain;

type Cell = Vec<Inline>;

/// Characters of a word or two: `年中・年長`, `96.2cm`.
const SHORT: usize = 6;

impl Writer<'_> {
    pub(super) fn table(&mut self, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
        self.tables += 1;
        let label = self.words.say("page-table", &[("number", self.tables.into())]);
        // The table scrolls in a box of its own, so that the page never does; the box can be reached by
        // keyboard, and says what it is.
        self.put("<div class=\"table\" role=\"group\" tabindex=\"0\"");
        self.attribute("aria-label", &label);
        self.put(">\n<table>\n<thead>\n<tr>");
        for (column, cell) in head.iter().enumerate() {
            let empty = plain::inlines(cell).trim().is_empty();
            self.cell(if empty { "td" } else { "th scope=\"col\"" }, align.get(column), "", cell, None);
        }
        self.put("</tr>\n</thead>\n<tbody>\n");
        let weekdays = weekday_column(head);
        let short = short_columns(head, rows);
        for (number, row) in rows.iter().enumerate() {
            self.put(if weekdays.is_some() && is_day_off(row) { "<tr class=\"day-off\">" } else { "<tr>" });
            let day = weekdays.and_then(|column| row.get(column)).map_or("", |cell| weekday_class(cell));
            for (column, cell) in row.iter().enumerate() {
                let is_day = weekdays.is_some_and(|weekday| column <= weekday);
                let class = if is_day {
                    day
                } else if short.get(column) == Some(&true) {
                    "short"
                } else {
                    ""
                };
                let event = self.event(number, column);
                self.cell("td", align.get(column), class, cell, event);
            }
            self.put("</tr>\n");
        }
        self.put("</tbody>\n</table>\n</div>\n");
    }

    /// The event that this cell of the table in hand announces; a closed day is in nobody's way to a calendar.
    fn event(&self, row: usize, column: usize) -> Option<usize> {
        let cell = CellAt { table: self.tables - 1, row, column };
        let is_here = |event: &Event| event.cell == Some(cell) && event.kind != EventKind::Closed;
        self.events.iter().position(is_here)
    }

    fn cell(&mut self, tag: &str, align: Option<&Align>, class: &str, cell: &[Inline], event: Option<usize>) {
        let align = match align {
            Some(Align::Center) => "center",
            Some(Align::End) => "end",
            Some(Align::Start) | None => "",
        };
        self.put(&format!("<{tag}"));
        match (align, class) {
            ("", "") => {}
            (one, "") | ("", one) => self.attribute("class", one),
            (align, class) => self.attribute("class", &format!("{align} {class}")),
        }
        self.put(">");
        self.inlines(cell);
        if let Some(number) = event {
            self.calendar_link(number);
        }
        self.put(if tag == "td" { "</td>" } else { "</th>" });
    }
}

impl Writer<'_> {
    /// A small link to the event's calendar file.
    fn calendar_link(&mut self, number: usize) {
        let label =
            self.words.say("page-to-calendar", &[("title", self.events[number].title.as_str().into())]);
        self.put(" <a class=\"to-calendar\"");
        self.attribute("href", &event_file(number));
        self.attribute("aria-label", &label);
        self.put("><span aria-hidden=\"true\">📅</span></a>");
    }
}

/// The columns with a word or two in each cell; these are not broken for the sake of their neighbours.
fn short_columns(head: &[Cell], rows: &[Vec<Cell>]) -> Vec<bool> {
    let is_short = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| plain::inlines(cell).chars().count()).all(|length| length <= SHORT)
    };
    (0..head.len()).map(is_short).collect()
}

/// The column headed 曜 or 曜日, if it is one of the first two: what stands before it is the day.
fn weekday_column(head: &[Cell]) -> Option<usize> {
    head.iter().take(2).position(|cell| matches!(plain::inlines(cell).trim(), "曜" | "曜日"))
}

fn weekday_class(cell: &[Inline]) -> &'static str {
    let text = plain::inlines(cell);
    match text.trim().chars().next() {
        Some('日') => "day sunday",
        Some('土') => "day saturday",
        _ => "day",
    }
}

/// A day on which nobody comes: the row says so.
fn is_day_off(row: &[Cell]) -> bool {
    row.iter().any(|cell| matches!(plain::inlines(cell).trim(), "休園" | "休校" | "休室" | "お休み"))
}
