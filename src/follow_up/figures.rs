//! The coverage as text: sections of lines, the same for the terminal and for a spreadsheet.

use super::columns::columns;
use super::csv::safe_line;
use super::{ClassCoverage, Coverage, ForTown};
use crate::words::Words;

type Section = (String, Vec<Vec<String>>);

/// For the terminal.
pub fn coverage_table(coverage: &Coverage, words: &Words) -> String {
    table(&of_school(coverage, words))
}

/// UTF-8 with a byte order mark, formula-safe.
pub fn coverage_csv(coverage: &Coverage, words: &Words) -> String {
    csv(&of_school(coverage, words))
}

/// For the terminal.
pub fn town_table(town: &ForTown, words: &Words) -> String {
    table(&of_town(town, words))
}

/// UTF-8 with a byte order mark, formula-safe.
pub fn town_csv(town: &ForTown, words: &Words) -> String {
    csv(&of_town(town, words))
}

/// `48%`; empty of nothing.
pub fn percent(part: usize, all: usize) -> String {
    if all == 0 { String::new() } else { format!("{}%", (part * 200 + all) / (all * 2)) }
}

/// The name of a class, or of several small ones together.
pub fn class_name(several: usize, class: &ClassCoverage, words: &Words) -> String {
    match class.class.is_empty() {
        true => words.say("coverage-small-classes", &[("count", several.into())]),
        false => class.class.clone(),
    }
}

/// `3 時間 20 分`, until half of the families had read it; a dash where they have not.
pub fn half_in_words(half: Option<i64>, words: &Words) -> String {
    half.map_or("–".to_owned(), |minutes| {
        words
            .say("coverage-duration", &[("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())])
    })
}

fn of_school(coverage: &Coverage, words: &Words) -> Vec<Section> {
    let say = |id: &str| words.say(id, &[]);
    let head = |ids: &[&str]| ids.iter().map(|id| say(&format!("coverage-head-{id}"))).collect::<Vec<_>>();
    let mut without = vec![head(&["why", "family", "classes", "children"])];
    without.extend(coverage.without.iter().map(|one| {
        vec![
            say(&format!("coverage-why-{}", one.why.as_str())),
            one.family.clone(),
            one.classes.join("・"),
            one.children.join("・"),
        ]
    }));
    let mut letters =
        vec![head(&["day", "letter", "audience", "families", "read", "told", "unread", "calls", "half"])];
    letters.extend(coverage.letters.iter().map(|letter| {
        vec![
            letter.day.to_string(),
            letter.title.clone(),
            letter.audience.clone(),
            letter.families.to_string(),
            letter.read.to_string(),
            letter.settled.to_string(),
            letter.unread.to_string(),
            letter.calls.to_string(),
            half_in_words(letter.half, words),
        ]
    }));
    vec![
        sums(Some(coverage.families), Some(coverage.working), coverage.calls, coverage.saved, words),
        (say("coverage-without"), without),
        (say("coverage-classes"), classes(coverage.classes.iter().map(|class| (1, class)), words)),
        (say("coverage-letters"), letters),
        (say("coverage-hours"), hours(&coverage.hours, words)),
    ]
}

fn of_town(town: &ForTown, words: &Words) -> Vec<Section> {
    let say = |id: &str| words.say(id, &[]);
    let mut sections = vec![sums(town.families, town.working, town.calls, town.saved, words)];
    let without =
        town.without.iter().map(|(why, count)| vec![say(&format!("coverage-why-{why}")), count.to_string()]);
    sections.push((say("coverage-without"), without.collect()));
    let all = town.classes.iter().map(|(several, class)| (*several, class));
    sections.push((say("coverage-classes"), classes(all, words)));
    let head = ["month", "letters", "asked", "read", "told"].map(|id| say(&format!("coverage-head-{id}")));
    let months = town.months.iter().map(|month| {
        let numbers = [month.letters, month.asked, month.read, month.told].map(|number| number.to_string());
        std::iter::once(month.month.clone()).chain(numbers).collect()
    });
    sections.push((say("coverage-months"), std::iter::once(head.to_vec()).chain(months).collect()));
    if let Some(of_day) = &town.hours {
        sections.push((say("coverage-hours"), hours(of_day, words)));
    }
    sections
}

fn sums(
    families: Option<usize>,
    working: Option<usize>,
    calls: usize,
    saved: usize,
    words: &Words,
) -> Section {
    let number = |number: Option<usize>| number.map_or("–".to_owned(), |number| number.to_string());
    let line = |id: &str, value: String| vec![words.say(&format!("coverage-{id}"), &[]), value];
    let lines = vec![
        line("families", number(families)),
        line("working", number(working)),
        line("calls", calls.to_string()),
        line("saved", saved.to_string()),
    ];
    (words.say("coverage-heading", &[]), lines)
}

fn classes<'a>(all: impl Iterator<Item = (usize, &'a ClassCoverage)>, words: &Words) -> Vec<Vec<String>> {
    let head = ["class", "families", "working", "asked", "read", "told", "share"]
        .map(|id| words.say(&format!("coverage-head-{id}"), &[]));
    let lines = all.map(|(several, class)| {
        let numbers = [class.families, class.working, class.asked, class.read, class.told];
        let mut line = vec![class_name(several, class, words)];
        line.extend(numbers.map(|number| number.to_string()));
        line.push(percent(class.read, class.asked));
        line
    });
    std::iter::once(head.to_vec()).chain(lines).collect()
}

fn hours(hours: &[usize; 24], words: &Words) -> Vec<Vec<String>> {
    let lines = hours.iter().enumerate().filter(|(_, count)| **count > 0);
    lines
        .map(|(hour, count)| vec![words.say("coverage-hour", &[("hour", hour.into())]), count.to_string()])
        .collect()
}

fn table(sections: &[Section]) -> String {
    let texts = sections.iter().map(|(name, lines)| format!("{name}\n{}", columns(lines)));
    texts.collect::<Vec<_>>().join("\n")
}

fn csv(sections: &[Section]) -> String {
    let mut text = "\u{feff}".to_owned();
    for (name, lines) in sections {
        text.push_str(&safe_line([name.as_str()]));
        for line in lines {
            text.push_str(&safe_line(line.iter().map(String::as_str)));
        }
        text.push_str("\r\n");
    }
    text
}
