//! Short codes for the rows of a printed list: to read out and type in, and never to mean another family.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::quick::in_parts;
use crate::ledger::LetterId;

/// No 0 and O, 1 and I and L, 2 and Z, 5 and S, 8 and B, U and V. Their number is a prime, so that the last
/// character of a code finds every wrong character and every two that changed places.
const SIGNS: &[u8; 23] = b"ACDEFGHJKMNPQRTWXY34679";

/// How many signs there are before the check, at least and at most.
const SHORTEST: usize = 3;
const LONGEST: usize = 20;

/// A code for each family of one letter: four characters, the last one a check.
///
/// A code hangs on the letter and the household number alone, so that it stays as it was printed. Where two
/// families would have the same, both get a longer one, and the short one means nobody any more; and no code is
/// a household number, which would mean another family. It is written when it is asked for: most are never printed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Codes {
    letter: String,
    /// by their values: who would have the same code stands side by side
    drawn: Vec<Drawn>,
    /// household numbers that look like a code
    numbers: BTreeSet<String>,
}

/// A family and what its code is written of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Drawn {
    /// the first of the values: most often enough to compare by
    head: u64,
    values: [u8; LONGEST],
    family: String,
    /// somebody else's: it keeps others from having the same
    is_hidden: bool,
}

impl Codes {
    /// For these families and this letter.
    pub fn of<'a>(letter: &LetterId, families: impl IntoIterator<Item = &'a str>) -> Self {
        let mut codes = Codes { letter: letter.0.clone(), ..Codes::default() };
        codes.add(families);
        codes
    }

    /// For these too.
    pub(super) fn add<'a>(&mut self, families: impl IntoIterator<Item = &'a str>) {
        let new: Vec<&str> = families.into_iter().collect();
        if new.is_empty() {
            return;
        }
        self.drawn.reserve(new.len());
        for (drawn, like_code) in
            in_parts(&new, |family| (Drawn::of(&self.letter, family), typed_code(family)))
        {
            self.drawn.push(drawn);
            self.numbers.extend(like_code);
        }
        // Nearly in order by the heads alone, which are quick to sort.
        self.drawn.sort_by_cached_key(|one| one.head);
        self.drawn.sort();
        self.drawn.dedup_by(|one, other| one.family == other.family);
    }

    /// The code of this family.
    pub fn code(&self, family: &str) -> Option<String> {
        self.find(family).and_then(|at| self.written(at))
    }

    /// Has this family one?
    pub fn has(&self, family: &str) -> bool {
        self.find(family).is_some()
    }

    /// Whose this is, as [`typed_code`] gives it.
    pub fn family(&self, code: &str) -> Option<&str> {
        let values: Vec<u8> = code.bytes().map(value).collect::<Option<_>>()?;
        let (_, body) = values.split_last()?;
        let at = self.drawn.partition_point(|one| one.values.as_slice() < body);
        let found = self.drawn.get(at).filter(|one| !one.is_hidden)?;
        (self.written(at).as_deref() == Some(code)).then_some(&found.family)
    }

    /// Only these families are known from now on; their codes stay as they are.
    pub(super) fn keep(&mut self, is_known: impl Fn(&str) -> bool) {
        for one in &mut self.drawn {
            one.is_hidden |= !is_known(&one.family);
        }
    }

    fn find(&self, family: &str) -> Option<usize> {
        let wanted = Drawn::of(&self.letter, family);
        let at = self.drawn.binary_search_by(|one| {
            (one.head, &one.values, &one.family).cmp(&(wanted.head, &wanted.values, &wanted.family))
        });
        at.ok().filter(|at| !self.drawn[*at].is_hidden)
    }

    fn written(&self, at: usize) -> Option<String> {
        let values = &self.drawn[at].values;
        let shared = |other: Option<&Drawn>| {
            other.map_or(0, |other| other.values.iter().zip(values).take_while(|(a, b)| a == b).count())
        };
        let before = at.checked_sub(1).and_then(|before| self.drawn.get(before));
        let own = shared(before).max(shared(self.drawn.get(at + 1))) + 1;
        let mut codes = (own.max(SHORTEST)..=LONGEST).map(|length| written(&values[..length]));
        codes.find(|code| !self.numbers.contains(code))
    }
}

impl Drawn {
    fn of(letter: &str, family: &str) -> Self {
        let hash = blake3::hash(&[letter.as_bytes(), b"\n", family.as_bytes()].concat());
        let values: [u8; LONGEST] = std::array::from_fn(|at| hash.as_bytes()[at] % SIGNS.len() as u8);
        let head = values[..8].iter().fold(0, |head, value| head << 8 | u64::from(*value));
        Drawn { head, values, family: family.to_owned(), is_hidden: false }
    }
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
    let values: Vec<u8> = code.bytes().map(value).collect::<Option<_>>()?;
    let (last, body) = values.split_last()?;
    (body.len() >= 3 && check(body) == usize::from(*last)).then_some(code)
}

fn value(sign: u8) -> Option<u8> {
    u8::try_from(SIGNS.iter().position(|known| *known == sign)?).ok()
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
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let few = Codes::of(&letter, numbers[..100].iter().copied());
        let all = Codes::of(&letter, numbers.iter().copied());
        let now: BTreeSet<String> = numbers.iter().filter_map(|number| all.code(number)).collect();
        assert_eq!(now.len(), 2_000);
        for number in &numbers {
            assert_eq!(all.family(&all.code(number).unwrap()), Some(*number));
        }
        // A code printed earlier means the same family, or nobody: never another.
        for number in &numbers[..100] {
            assert!(all.family(&few.code(number).unwrap()).is_none_or(|now| now == *number));
        }
        assert!(
            numbers[..100].iter().any(|number| few.code(number) != all.code(number)),
            "some are longer now"
        );
    }

    #[test]
    fn no_code_is_a_household_number() {
        let letter = LetterId("letter".to_owned());
        let taken = Codes::of(&letter, ["H001"]).code("H001").unwrap();
        let both = Codes::of(&letter, ["H001", taken.as_str()]);
        assert!([&*taken, "H001"].iter().all(|family| both.code(family).unwrap() != taken), "{both:?}");
    }

    #[test]
    fn who_is_not_known_has_no_code_and_takes_none_away() {
        let letter = LetterId("letter".to_owned());
        let mut codes = Codes::of(&letter, ["H001"]);
        codes.add(["H002", "H001"]);
        assert_eq!(codes, Codes::of(&letter, ["H002", "H001"]));
        let theirs = ["H001", "H002"].map(|family| codes.code(family).unwrap());
        codes.keep(|family| family == "H001");
        assert_eq!((codes.code("H001"), codes.code("H002")), (Some(theirs[0].clone()), None));
        assert_eq!((codes.family(&theirs[0]), codes.family(&theirs[1])), (Some("H001"), None));
        assert!(codes.has("H001") && !codes.has("H002") && !codes.has("H003"));
    }

    #[test]
    fn a_slip_is_noticed() {
        let letter = LetterId("letter".to_owned());
        let code = Codes::of(&letter, ["H001"]).code("H001").unwrap();
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
