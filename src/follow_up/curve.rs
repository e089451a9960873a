//! How a letter was read over time: as numbers, and as a line to draw.

use jiff::Timestamp;
use serde::Serialize;

use super::{FollowUp, Standing};

/// Hours after sending at which the numbers are given.
const HOURS: [i64; 8] = [1, 3, 6, 12, 24, 48, 72, 168];

/// The readings of one letter in the order they came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Curve {
    /// all families that count
    pub families: usize,
    /// minutes from the first message to each family's reading that counts, ascending
    pub minutes: Vec<i64>,
}

/// Where the line turns, in the unit square with its origin below on the left, and what its width means.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// hours from left to right
    pub hours: i64,
    /// x and y of each turn, from 0 to 1
    pub points: Vec<(f64, f64)>,
}

/// The curve of this list; the first message went at `start`. A reading before it counts as one at once: clocks differ.
pub fn curve(list: &FollowUp, start: Timestamp) -> Curve {
    let readings = list.standings.values().filter_map(|standing| match standing {
        Standing::Read { at, .. } => Some(*at),
        _ => None,
    });
    let mut minutes: Vec<i64> = readings.map(|at| (at.duration_since(start).as_secs() / 60).max(0)).collect();
    minutes.sort_unstable();
    Curve { families: list.families, minutes }
}

impl Curve {
    /// Hours after sending, and how many families had read it by then; up to the first time after which nothing changed.
    pub fn table(&self) -> Vec<(i64, usize)> {
        let by = |hours: i64| self.minutes.partition_point(|minutes| *minutes < hours * 60);
        let all = self.minutes.len();
        let last = HOURS.iter().position(|hours| by(*hours) == all).unwrap_or(HOURS.len() - 1);
        HOURS[..=last].iter().map(|hours| (*hours, by(*hours))).collect()
    }

    /// Minutes until half of all families had read it; `None` where they have not.
    pub fn half(&self) -> Option<i64> {
        let needed = self.families.div_ceil(2);
        self.minutes.get(needed.checked_sub(1)?).copied()
    }

    /// The line, at least a day and at most a week wide; what came later stands at its right edge.
    pub fn line(&self) -> Line {
        let last = self.minutes.last().copied().unwrap_or_default();
        let hours = HOURS.into_iter().find(|hours| *hours >= 24 && last < hours * 60).unwrap_or(168);
        #[expect(clippy::cast_precision_loss, reason = "families and minutes of a week are small numbers")]
        let share = |part: i64, all: i64| (part as f64 / all.max(1) as f64).min(1.0);
        let families = i64::try_from(self.families).unwrap_or(i64::MAX);
        let mut points = vec![(0.0, 0.0)];
        for (count, minutes) in (1..).zip(&self.minutes) {
            let x = share(*minutes, hours * 60);
            points.push((x, share(count - 1, families)));
            points.push((x, share(count, families)));
        }
        points.push((1.0, share(i64::try_from(self.minutes.len()).unwrap_or(i64::MAX), families)));
        Line { hours, points }
    }
}
