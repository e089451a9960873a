//! What somebody types from a printed list: a row code and what came of the call, a line for each.

use unicode_normalization::UnicodeNormalization;

use super::FollowUp;
use crate::ledger::{Callee, Outcome};
use crate::problem::{Place, Problem};

/// One line: `K7Q4 ○`, `k7q4 2`, `H001 番2 父の番号`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedBack {
    /// whom it is about
    pub to: Callee,
    /// what came of it
    pub outcome: Outcome,
    /// which number was wrong, from 1, if that was said
    pub number: Option<usize>,
    /// what stood behind it; may be empty
    pub note: String,
}

/// So many lines are more than any list has.
const MOST_LINES: usize = 5_000;
const LONGEST_NOTE: usize = 300;

/// A line is read no further than this.
const LONGEST_LINE: usize = 400;

/// How each outcome may be typed, in the order of the boxes on the printed list. Full-width signs and capitals are
/// folded before these are looked for.
const WORDS: [(Outcome, &[&str]); 6] = [
    (Outcome::Reached, &["1", "○", "〇", "◯", "⭕", "o", "ok", "話", "話せた", "はなせた", "reached"]),
    (Outcome::AtGate, &["2", "門", "迎", "お迎え", "おむかえ", "g", "gate", "at-gate"]),
    (Outcome::OnPaper, &["3", "紙", "かみ", "p", "paper", "on-paper"]),
    (
        Outcome::NoAnswer,
        &[
            "4",
            "×",
            "✕",
            "✗",
            "x",
            "出ず",
            "出ない",
            "出",
            "不在",
            "留守",
            "つながらない",
            "n",
            "no",
            "no-answer",
        ],
    ),
    (Outcome::LeftMessage, &["5", "伝", "伝言", "留守電", "でんごん", "m", "message", "left-message"]),
    (Outcome::WrongNumber, &["6", "番", "番号", "番号ちがい", "番号違い", "w", "wrong", "wrong-number"]),
];

/// The outcome that a word means by itself: `○`, `4`, `紙`.
pub fn typed_outcome(word: &str) -> Option<Outcome> {
    let plain: String = word.trim().nfkc().collect();
    let (outcome, _, rest) = outcome(&plain)?;
    rest.is_empty().then_some(outcome)
}

/// All lines, or every problem with its line. Empty lines and those that begin with `#` say nothing.
///
/// # Errors
/// Lines whose family or outcome cannot be told, or that can be read in two ways: in doubt nothing is written.
pub fn typed_back(text: &str, list: &FollowUp) -> Result<Vec<TypedBack>, Vec<Problem>> {
    let (mut typed, mut problems) = (Vec::new(), Vec::new());
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let place = || Place::in_text("", text, start, start + line.trim_end().len());
        if number >= MOST_LINES {
            problems.push(Problem::error("typed-too-many", vec![("count", MOST_LINES.into())]).at(place()));
            break;
        }
        let said = line.trim();
        if !said.is_empty() && !said.starts_with(['#', '＃']) {
            match one(said, list) {
                Ok(one) => typed.push(one),
                Err(id) => problems.push(Problem::error(id, vec![("line", said.into())]).at(place())),
            }
        }
        start += line.len();
    }
    if typed.is_empty() && problems.is_empty() {
        problems.push(Problem::error("typed-nothing", vec![]));
    }
    if problems.is_empty() { Ok(typed) } else { Err(problems) }
}

/// Tries every place where the code may end.
fn one(line: &str, list: &FollowUp) -> Result<TypedBack, &'static str> {
    let plain: String = line.chars().take(LONGEST_LINE).nfkc().map(hyphen).collect();
    let mut found: Vec<TypedBack> = Vec::new();
    let (mut nobody, mut several) = (matches!(callee(&plain, list), Err(None)), false);
    for (at, _) in plain.char_indices().skip(1) {
        let (code, rest) = plain.split_at(at);
        let to = callee(code.trim_end_matches(is_between), list);
        if matches!(to, Err(None)) {
            continue;
        }
        nobody = false;
        // H001 and H0011 are two families: between two letters or digits nothing ends.
        if code.ends_with(is_word) && rest.starts_with(is_word) {
            continue;
        }
        let Some((outcome, number, note)) = outcome(rest.trim_start_matches(is_between)) else { continue };
        let Ok(to) = to else {
            several = true;
            continue;
        };
        let note = as_typed(line, note.trim_start_matches(is_between)).trim().chars().take(LONGEST_NOTE);
        let typed = TypedBack { to, outcome, number, note: note.collect() };
        if !found.contains(&typed) {
            found.push(typed);
        }
    }
    match found.as_slice() {
        _ if several => Err("typed-several"),
        [one] => Ok(one.clone()),
        [] if nobody => Err("typed-no-family"),
        [] => Err("typed-no-outcome"),
        _ => Err("typed-two-ways"),
    }
}

/// Whom this means, if the letter concerns them; see [`FollowUp::callee_of`].
fn callee(typed: &str, list: &FollowUp) -> Result<Callee, Option<String>> {
    match list.callee_of(typed) {
        Err(None) => list.callee_of(&typed.to_ascii_uppercase()),
        meant => meant,
    }
}

/// The outcome that this begins with, which number it is about, and what stands behind it. The word must end there:
/// 話し中 is not 話, and a family that is taken for told is phoned by nobody.
fn outcome(text: &str) -> Option<(Outcome, Option<usize>, &str)> {
    let lower = text.to_ascii_lowercase();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(is_between);
    let all = WORDS.iter().flat_map(|(outcome, words)| words.iter().map(move |word| (*outcome, *word)));
    let fitting = all.filter(|(_, word)| lower.strip_prefix(word).is_some_and(ends));
    if let Some((outcome, word)) = fitting.max_by_key(|(_, word)| word.len()) {
        return Some((outcome, None, &text[word.len()..]));
    }
    // 番2: the second number.
    let (_, words) = WORDS.iter().find(|(outcome, _)| *outcome == Outcome::WrongNumber)?;
    words.iter().filter(|word| !word.starts_with('6')).find_map(|word| {
        let numbered = lower.strip_prefix(word)?;
        let digit = numbered.chars().next()?.to_digit(10).filter(|digit| *digit > 0)?;
        let rest = &text[word.len() + 1..];
        ends(rest).then_some((Outcome::WrongNumber, usize::try_from(digit).ok(), rest))
    })
}

/// The end of the line as somebody wrote it, before its signs were folded.
fn as_typed<'a>(line: &'a str, folded: &str) -> &'a str {
    let ends = line.char_indices().map(|(at, _)| &line[at..]);
    let mut ends = ends.filter(|end| end.chars().nfkc().map(hyphen).eq(folded.chars()));
    ends.next().unwrap_or_default()
}

/// Dashes that people type for a hyphen are one.
fn hyphen(sign: char) -> char {
    if "‐‑–—―−".contains(sign) { '-' } else { sign }
}

fn is_word(sign: char) -> bool {
    sign.is_ascii_alphanumeric()
}

fn is_between(sign: char) -> bool {
    sign.is_whitespace() || ":=、,。.→>|/・".contains(sign)
}
