//! Short codes for the rows of a printed list: to read out and type in, and never to mean another family.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::quick::in_parts;
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
    let families: Vec<(usize, &str)> = families.into_iter().enumerate().collect();
    let mut all = in_parts(&families, |(place, family)| drawn(letter, *place, family));
    // Who would have the same code stands side by side.
    all.sort_unstable();
    all.dedup_by(|one, other| one.family == other.family);
    let numbers: BTreeSet<String> = all.iter().filter_map(|one| typed_code(one.family)).collect();
    let shared = |one: Option<&Drawn<'_>>, values: &[u8; LONGEST]| {
        one.map_or(0, |other| other.values.iter().zip(values).take_while(|(a, b)| a == b).count())
    };
    let code_of = |at: usize| {
        let Drawn { values, .. } = &all[at];
        let before = at.checked_sub(1).and_then(|before| all.get(before));
        let own = shared(before, values).max(shared(all.get(at + 1), values)) + 1;
        let mut codes = (own.max(SHORTEST)..=LONGEST).map(|length| written(&values[..length]));
        codes.find(|code| !numbers.contains(code))
    };
    let places: Vec<usize> = (0..all.len()).collect();
    let texts = in_parts(&places, |at| Some((all[*at].family.to_owned(), code_of(*at)?)));
    // In the order they came, which is most often that of the map.
    let mut coded = vec![None; families.len()];
    for (drawn, text) in all.iter().zip(texts) {
        coded[drawn.place] = text;
    }
    coded.into_iter().flatten().collect()
}

/// A family and what its code is written of.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Drawn<'a> {
    /// the first of the values: most often enough to compare by
    head: u64,
    values: [u8; LONGEST],
    family: &'a str,
    /// which of the families it is
    place: usize,
}

/// A typed code as it was printed: width, case and blanks do not matter. `None` where a character is wrong.
pub fn typed_code(typed: &str) -> Option<String> {
    // Most household numbers show by one sign that they are no code.
    let passes = |byte: u8| {
        let is_blank = char::from(byte).is_whitespace() || byte == b'-';
        !byte.is_ascii() || is_blank || SIGNS.contains(&byte.to_ascii_uppercase())
    };
    if !typed.bytes().all(passes) {
        return None;
    }
    let code: String =
        typed.nfkc().flat_map(char::to_uppercase).filter(|c| !c.is_whitespace() && *c != '-').collect();
    let value = |sign: u8| u8::try_from(SIGNS.iter().position(|known| *known == sign)?).ok();
    let values: Vec<u8> = code.bytes().map(value).collect::<Option<_>>()?;
    let (last, body) = values.split_last()?;
    (body.len() >= 3 && check(body) == usize::from(*last)).then_some(code)
}

/// What the signs of a family's code are drawn from.
fn drawn<'a>(letter: &LetterId, place: usize, family: &'a str) -> Drawn<'a> {
    let hash = blake3::hash(&[letter.0.as_bytes(), b"\n", family.as_bytes()].concat());
    let values: [u8; LONGEST] = std::array::from_fn(|at| hash.as_bytes()[at] % SIGNS.len() as u8);
    let head = values[..8].iter().fold(0, |head, value| head << 8 | u64::from(*value));
    Drawn { head, values, family, place }
}

fn written(values: &[u8]) -> String {
    let mut code = String::with_capacity(values.len() + 1);
    code.extend(values.iter().map(|value| char::from(SIGNS[usize::from(*value)])));
    code.push(char::from(SIGNS[check(values)]));
    code
}

fn check(values: &[u8]) -> usize {
    values.iter().zip(2..).map(|(value, weight)| usize::from(*value) * weight).sum::<usize>() % SIGNS.len()
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
