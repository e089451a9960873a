//! Short codes for the rows of a printed list: to read out and type in, and never to mean another family.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::ledger::LetterId;

/// No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V. Their number is a prime, so that the last
/// character of a code finds every wrong character and every two that changed places.
const SIGNS: &[u8; 23] = b"ACDEFGHJKMNPQRTWXY34679";

/// How many signs there are before the check, at least and at most.
const SHORTEST: usize = 3;
const LONGEST: usize = 20;

/// A code for each of these families and this letter: four characters, the last one a check.
///
/// A code hangs on the letter and the household number alone, so that it stays as it was printed. Where two
/// families would have the same, both get a longer one, and the short one means nobody any more; and no code is
/// a household number, which would mean another family.
pub fn codes<'a>(letter: &LetterId, families: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut all: Vec<([u8; LONGEST], &str)> =
        families.into_iter().map(|family| (values(letter, family), family)).collect();
    // Who would have the same code stands side by side.
    all.sort_unstable();
    all.dedup();
    let numbers: BTreeSet<String> = all.iter().filter_map(|(_, number)| typed_code(number)).collect();
    let shared = |one: Option<&([u8; LONGEST], &str)>, values: &[u8; LONGEST]| {
        one.map_or(0, |(other, _)| other.iter().zip(values).take_while(|(a, b)| a == b).count())
    };
    let code_of = |at: usize| {
        let (values, family) = &all[at];
        let before = at.checked_sub(1).and_then(|before| all.get(before));
        let own = shared(before, values).max(shared(all.get(at + 1), values)) + 1;
        let mut codes = (own.max(SHORTEST)..=LONGEST).map(|length| written(&values[..length]));
        codes.find(|code| !numbers.contains(code)).map(|code| ((*family).to_owned(), code))
    };
    (0..all.len()).filter_map(code_of).collect()
}

/// A typed code as it was printed: width, case and blanks do not matter. `None` where a character is wrong.
pub fn typed_code(typed: &str) -> Option<String> {
    let code: String =
        typed.nfkc().flat_map(char::to_uppercase).filter(|c| !c.is_whitespace() && *c != '-').collect();
    let values: Vec<usize> =
        code.bytes().map(|sign| SIGNS.iter().position(|known| *known == sign)).collect::<Option<_>>()?;
    let (last, body) = values.split_last()?;
    (body.len() >= 3 && check(body) == *last).then_some(code)
}

/// What the signs of a family's code are drawn from.
fn values(letter: &LetterId, family: &str) -> [u8; LONGEST] {
    let mut hash = blake3::Hasher::new();
    hash.update(letter.0.as_bytes());
    hash.update(b"\n");
    hash.update(family.as_bytes());
    let hash = hash.finalize();
    std::array::from_fn(|at| hash.as_bytes()[at] % SIGNS.len() as u8)
}

fn written(values: &[u8]) -> String {
    let values: Vec<usize> = values.iter().map(|value| usize::from(*value)).collect();
    let check = check(&values);
    values.into_iter().chain([check]).map(|value| char::from(SIGNS[value])).collect()
}

fn check(values: &[usize]) -> usize {
    values.iter().zip(2..).map(|(value, weight)| value * weight).sum::<usize>() % SIGNS.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_stay() {
        let letter = LetterId("letter".to_owned());
        let numbers: Vec<String> = (0..2_000).map(|number| format!("H{number:03}")).collect();
        let few = codes(&letter, numbers.iter().take(100).map(String::as_str));
        let all = codes(&letter, numbers.iter().map(String::as_str));
        assert_eq!(all.values().collect::<BTreeSet<_>>().len(), 2_000);
        // A code printed earlier means the same family, or nobody: never another.
        for (family, code) in &few {
            assert!(all.iter().all(|(other, now)| now != code || other == family));
        }
    }

    #[test]
    fn no_code_is_a_household_number() {
        let letter = LetterId("letter".to_owned());
        let taken = codes(&letter, ["H001"]).remove("H001").unwrap();
        let both = codes(&letter, ["H001", taken.as_str()]);
        assert!(both.values().all(|code| *code != taken), "{both:?}");
    }

    #[test]
    fn a_slip_is_noticed() {
        let letter = LetterId("letter".to_owned());
        let code = codes(&letter, ["H001"]).remove("H001").unwrap();
        assert_eq!(typed_code(&format!(" {} ", code.to_lowercase())).as_deref(), Some(code.as_str()));
        for at in 0..code.len() {
            for sign in SIGNS.iter().map(|sign| char::from(*sign)) {
                let mut wrong: Vec<char> = code.chars().collect();
                wrong[at] = sign;
                let wrong: String = wrong.into_iter().collect();
                assert!(wrong == code || typed_code(&wrong).is_none(), "{wrong}");
            }
        }
        assert_eq!(typed_code("H001"), None);
        assert_eq!(typed_code(""), None);
    }
}
