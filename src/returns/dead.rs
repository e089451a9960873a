//! When an address has failed too often: a pure function of what came back.

use jiff::{SignedDuration, Timestamp};

use crate::ledger::Weight;

/// An address is left alone for so long, and then tried once again: mailboxes come back.
const LEFT_ALONE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many different letters within this time, all "not now", are as good as a no.
const SOFT_LETTERS: usize = 3;
const SOFT_TIME: SignedDuration = SignedDuration::from_hours(14 * 24);

/// One report about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    /// the letter's id
    pub letter: String,
    /// how it weighs
    pub weight: Weight,
    /// what the mail server said
    pub said: String,
    /// when it came
    pub at: Timestamp,
}

/// An address that takes no mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dead {
    /// since when it is left alone
    pub since: Timestamp,
    /// why
    pub said: String,
}

/// Does this address take no mail now? `bounces` in the order they came; `worked` is the last sign that mails do
/// arrive: somebody read one, or one was taken and has not come back.
pub fn dead(bounces: &[Bounced], worked: Option<Timestamp>, now: Timestamp) -> Option<Dead> {
    let counting: Vec<&Bounced> =
        bounces.iter().filter(|bounced| worked.is_none_or(|worked| bounced.at > worked)).collect();
    let is_no = |at: usize| {
        let this = counting[at];
        match this.weight {
            Weight::Hard => true,
            Weight::Policy => false,
            Weight::Soft => {
                let lately = counting[..=at].iter().filter(|bounced| {
                    bounced.weight == Weight::Soft && this.at.duration_since(bounced.at) <= SOFT_TIME
                });
                let mut letters: Vec<&str> = lately.map(|bounced| bounced.letter.as_str()).collect();
                letters.sort_unstable();
                letters.dedup();
                letters.len() >= SOFT_LETTERS
            }
        }
    };
    let last = (0..counting.len()).rev().find(|at| is_no(*at)).map(|at| counting[at])?;
    let alone = now.duration_since(last.at) < LEFT_ALONE;
    alone.then(|| Dead { since: last.at, said: last.said.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + day * 86_400).unwrap()
    }

    fn bounces(all: &[(&str, Weight, i64)]) -> Vec<Bounced> {
        all.iter()
            .map(|(letter, weight, at)| Bounced {
                letter: (*letter).to_owned(),
                weight: *weight,
                said: format!("day {at}"),
                at: day(*at),
            })
            .collect()
    }

    #[test]
    fn hard_at_once_soft_by_three_letters_and_never_by_policy() {
        use Weight::{Hard, Policy, Soft};
        // What came back (letter, weight, day), when a mail last arrived, today, is it dead?
        type Case<'a> = (&'a [(&'a str, Weight, i64)], Option<i64>, i64, bool);
        let table: &[Case<'_>] = &[
            (&[], None, 0, false),
            (&[("a", Hard, 0)], None, 0, true),
            (&[("a", Hard, 0)], None, 29, true),
            (&[("a", Hard, 0)], None, 30, false),
            (&[("a", Hard, 0), ("b", Hard, 31)], None, 32, true),
            (&[("a", Hard, 0)], Some(1), 2, false),
            (&[("a", Hard, 3)], Some(1), 4, true),
            (&[("a", Soft, 0), ("b", Soft, 1)], None, 2, false),
            (&[("a", Soft, 0), ("b", Soft, 1), ("c", Soft, 2)], None, 3, true),
            (&[("a", Soft, 0), ("a", Soft, 1), ("a", Soft, 2)], None, 3, false),
            (&[("a", Soft, 0), ("b", Soft, 10), ("c", Soft, 20)], None, 21, false),
            (&[("a", Soft, 0), ("b", Soft, 1), ("c", Soft, 2)], Some(1), 3, false),
            (&[("a", Soft, 0), ("b", Soft, 1), ("c", Soft, 2)], None, 33, false),
            (&[("a", Policy, 0), ("b", Policy, 1), ("c", Policy, 2), ("d", Policy, 3)], None, 3, false),
        ];
        for (rows, worked, now, is_dead) in table {
            let found = dead(&bounces(rows), worked.map(day), day(*now));
            assert_eq!(found.is_some(), *is_dead, "{rows:?} {worked:?} {now}");
        }
        let twice = dead(&bounces(&[("a", Hard, 0), ("b", Hard, 5)]), None, day(6)).unwrap();
        assert_eq!((twice.since, twice.said.as_str()), (day(5), "day 5"));
    }
}
