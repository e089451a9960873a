//! Whom the school reaches: for the director with what is wrong family by family, and as a page for the town.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::fault::Fault;
use super::session::Who;
use super::state::DeskState;
use crate::follow_up::{Coverage, ForTown, class_name, half_in_words, percent};

#[derive(Serialize)]
struct CoveragePage {
    families: usize,
    working: usize,
    without: Vec<WithoutRow>,
    classes: Vec<ClassRow>,
    letters: Vec<LetterRow>,
    hours: Hours,
    calls: usize,
    told: usize,
    saved: usize,
}

#[derive(Serialize)]
struct WithoutRow {
    why: String,
    family: String,
    children: String,
    classes: String,
}

#[derive(Serialize)]
struct ClassRow {
    name: String,
    families: usize,
    working: usize,
    asked: usize,
    read: usize,
    told: usize,
    share: String,
}

#[derive(Serialize)]
struct LetterRow {
    title: String,
    day: String,
    audience: String,
    families: usize,
    read: usize,
    settled: usize,
    unread: usize,
    calls: usize,
    half: String,
}

/// Readings by the hour of the day, as bars and as numbers.
#[derive(Serialize)]
pub(super) struct Hours {
    bars: Vec<Bar>,
    all: usize,
    /// the three hours in a row with the most: from, until
    from: usize,
    until: usize,
}

/// In a picture of 480 × 120, its hours 20 wide.
#[derive(Serialize)]
struct Bar {
    hour: usize,
    count: usize,
    x: usize,
    y: usize,
    height: usize,
}

#[derive(Serialize)]
struct TownPage {
    day: String,
    year: i16,
    families: Option<usize>,
    working: Option<usize>,
    share: String,
    without: Vec<(String, usize)>,
    classes: Vec<ClassRow>,
    months: Vec<MonthRow>,
    left_out: usize,
    hours: Option<Hours>,
    calls: usize,
    saved: usize,
    enough: usize,
}

#[derive(Serialize)]
struct MonthRow {
    name: String,
    letters: usize,
    asked: usize,
    read: usize,
    told: usize,
    share: String,
}

/// `GET /coverage`
pub(super) async fn show(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let coverage = desk.office().coverage().await?;
    Ok(desk.page("coverage.html", Some(&who), &desk.coverage_page(&coverage)))
}

/// `GET /coverage/town`: what may leave the school, to print.
pub(super) async fn town(
    State(desk): State<DeskState>,
    Extension(who): Extension<Who>,
) -> Result<Response, Fault> {
    let town = desk.office().coverage().await?.for_town();
    Ok(desk.page("town.html", Some(&who), &desk.town_page(&town)))
}

impl DeskState {
    fn coverage_page(&self, coverage: &Coverage) -> CoveragePage {
        let words = self.words();
        CoveragePage {
            families: coverage.families,
            working: coverage.working,
            without: coverage
                .without
                .iter()
                .map(|one| WithoutRow {
                    why: words.say(&format!("coverage-why-{}", one.why.as_str()), &[]),
                    family: one.family.clone(),
                    children: one.children.join("、"),
                    classes: one.classes.join("・"),
                })
                .collect(),
            classes: coverage.classes.iter().map(|class| self.class_row(1, class)).collect(),
            letters: coverage
                .letters
                .iter()
                .rev()
                .map(|letter| LetterRow {
                    title: letter.title.clone(),
                    day: self.day(letter.day),
                    audience: letter.audience.clone(),
                    families: letter.families,
                    read: letter.read,
                    settled: letter.settled,
                    unread: letter.unread,
                    calls: letter.calls,
                    half: half_in_words(letter.half, words),
                })
                .collect(),
            hours: Hours::of(&coverage.hours),
            calls: coverage.calls,
            told: coverage.told,
            saved: coverage.saved,
        }
    }

    fn town_page(&self, town: &ForTown) -> TownPage {
        let words = self.words();
        let months = town.months.iter().map(|month| MonthRow {
            name: month.month.clone(),
            letters: month.letters,
            asked: month.asked,
            read: month.read,
            told: month.told,
            share: percent(month.read, month.asked),
        });
        TownPage {
            day: self.day(town.day),
            year: town.year,
            families: town.families,
            working: town.working,
            share: percent(town.working.unwrap_or_default(), town.families.unwrap_or_default()),
            without: town
                .without
                .iter()
                .map(|(why, count)| (words.say(&format!("coverage-why-{why}"), &[]), *count))
                .collect(),
            classes: town.classes.iter().map(|(several, class)| self.class_row(*several, class)).collect(),
            months: months.collect(),
            left_out: town.left_out,
            hours: town.hours.as_ref().map(Hours::of),
            calls: town.calls,
            saved: town.saved,
            enough: crate::follow_up::ENOUGH,
        }
    }

    fn class_row(&self, several: usize, class: &crate::follow_up::ClassCoverage) -> ClassRow {
        ClassRow {
            name: class_name(several, class, self.words()),
            families: class.families,
            working: class.working,
            asked: class.asked,
            read: class.read,
            told: class.told,
            share: percent(class.read, class.asked),
        }
    }
}

impl Hours {
    fn of(hours: &[usize; 24]) -> Self {
        const TALLEST: usize = 96;
        let most = hours.iter().copied().max().unwrap_or_default().max(1);
        let bars = hours.iter().enumerate().map(|(hour, &count)| {
            let height = count * TALLEST / most;
            Bar { hour, count, x: hour * 20, y: 100 - height, height }
        });
        let three = |from: &usize| hours[*from..from + 3].iter().sum::<usize>();
        let from = (0..=21).max_by_key(three).unwrap_or_default();
        Hours { bars: bars.collect(), all: hours.iter().sum(), from, until: from + 3 }
    }
}
