//! Short codes for the rows of a printed list: to read out and type in, and never to mean another family.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use crate::ledger::LetterId;

/// No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V. Their number is a prime, so that the last
/// character of a code finds every wrong character and every two that changed places.
const SIGNS: &[u8; 23] = b"ACDEFGHJKMNPQRTWXY34679";

/// A code for each of these families and this letter: four characters, the last one a check.
///
/// A code hangs on the letter and the household number alone, so that it stays as it was printed. Where two
/// families would have the same, both get a longer one, and the short one means nobody any more; and no code is
/// a household number, which would mean another family.
pub fn codes<'a>(letter: &LetterId, families: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let families: BTreeSet<&str> = families.into_iter().collect();
    let mut codes: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Vec<&str> = families.into_iter().collect();
    let numbers: BTreeSet<String> = open.iter().filter_map(|number| typed_code(number)).collect();
    for length in 3..=20 {
        let mut by_code: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for family in open.drain(..) {
            by_code.entry(code(letter, family, length)).or_default().push(family);
        }
        for (code, same) in by_code {
            match same.as_slice() {
                [one] if !numbers.contains(&code) => {
                    codes.insert((*one).to_owned(), code);
                }
                several => open.extend(several),
            }
        }
    }
    codes
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

fn code(letter: &LetterId, family: &str, length: usize) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(letter.0.as_bytes());
    hash.update(b"\n");
    hash.update(family.as_bytes());
    let values: Vec<usize> =
        hash.finalize().as_bytes()[..length].iter().map(|byte| usize::from(*byte) % SIGNS.len()).collect();
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
