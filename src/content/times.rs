//! Times of day as teachers write them: `9:00〜12:00`, `９時半～`, `午後1時30分から3時`.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Time;
use unicode_normalization::UnicodeNormalization;

/// From when, and until when if that is said. The end is never before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Times {
    /// when it begins
    pub start: Time,
    /// when it ends
    pub end: Option<Time>,
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start.strftime("%-H:%M"))?;
        f.write_str("〜")?;
        self.end.map_or(Ok(()), |end| write!(f, "{}", end.strftime("%-H:%M")))
    }
}

impl FromStr for Times {
    type Err = ();

    /// Nothing but times.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (times, range) = Times::find(text).ok_or(())?;
        let around = [&text[..range.start], &text[range.end..]];
        if around.iter().all(|rest| rest.trim().is_empty()) { Ok(times) } else { Err(()) }
    }
}

impl Times {
    /// The first times that a text names, and the bytes they take. A time by which something must be done
    /// (`17:00まで`) is none at which it begins.
    pub fn find(text: &str) -> Option<(Times, Range<usize>)> {
        let signs = half_width(text);
        let end_of = |at: usize| signs.get(at).map_or(text.len(), |(byte, _)| *byte);
        let mut at = 0;
        while at < signs.len() {
            let before = at.checked_sub(1).map(|at| signs[at].1);
            let fresh = before.is_none_or(|sign| !sign.is_ascii_digit() && !matches!(sign, ':' | '/' | '.'));
            let Some((start, next)) = Some(at).filter(|_| fresh).and_then(|at| time(&signs, at, None)) else {
                at += 1;
                continue;
            };
            let until = before.is_some_and(is_dash) || follows(&signs, next, "まで");
            let range = dash(&signs, next);
            let end = range.and_then(|at| time(&signs, at, Some(start.1)));
            if until {
                at = next;
                continue;
            }
            let (end, last) = match (end, range) {
                (Some(((end, _), last)), _) => (Some(end).filter(|end| *end > start.0), last),
                (None, Some(last)) => (None, last),
                (None, None) => (None, next),
            };
            let last = if end.is_some() && follows(&signs, last, "まで") { last + 2 } else { last };
            return Some((Times { start: start.0, end }, signs[at].0..end_of(last)));
        }
        None
    }
}

type Signs = Vec<(usize, char)>;

fn half_width(text: &str) -> Signs {
    let half =
        |sign: char| if sign == '～' { '〜' } else { std::iter::once(sign).nfkc().next().unwrap_or(sign) };
    text.char_indices().map(|(at, sign)| (at, half(sign))).collect()
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '〜' | '~' | '-' | '–' | '—' | '―' | '−' | 'ー')
}

fn follows(signs: &Signs, at: usize, words: &str) -> bool {
    words
        .chars()
        .enumerate()
        .all(|(more, sign)| signs.get(at + more).is_some_and(|(_, found)| *found == sign))
}

fn blanks(signs: &Signs, at: usize) -> usize {
    at + signs[at.min(signs.len())..].iter().take(2).take_while(|(_, sign)| *sign == ' ').count()
}

/// Where it goes on after `〜`, `-` or `から`.
fn dash(signs: &Signs, at: usize) -> Option<usize> {
    let at = blanks(signs, at);
    if follows(signs, at, "から") {
        return Some(blanks(signs, at + 2));
    }
    signs.get(at).filter(|(_, sign)| is_dash(*sign)).map(|_| blanks(signs, at + 1))
}

/// One time, whether 午後 was said (or `inherited` from the one before), and where it ends.
fn time(signs: &Signs, at: usize, inherited: Option<bool>) -> Option<((Time, bool), usize)> {
    let (afternoon, at) = match () {
        () if follows(signs, at, "午前") => (Some(false), at + 2),
        () if follows(signs, at, "午後") => (Some(true), at + 2),
        () => (None, at),
    };
    let (hour, next) = number(signs, at)?;
    let (minute, next) = match signs.get(next)?.1 {
        ':' => {
            let (minute, end) = number(signs, next + 1)?;
            (Some(minute).filter(|_| end == next + 3)?, end)
        }
        '時' if follows(signs, next, "時半") => (30, next + 2),
        // 3時間 is how long, not when
        '時' if follows(signs, next, "時間") => return None,
        '時' => match number(signs, next + 1) {
            Some((minute, end)) if follows(signs, end, "分") => (minute, end + 1),
            _ => (0, next + 1),
        },
        _ => return None,
    };
    if signs.get(next).is_some_and(|(_, sign)| *sign == ':' || sign.is_ascii_digit()) {
        return None;
    }
    let late = afternoon.or(inherited).unwrap_or(false) && hour < 12;
    let time = Time::new(if late { hour + 12 } else { hour }, minute, 0, 0).ok()?;
    Some(((time, late), next))
}

fn number(signs: &Signs, at: usize) -> Option<(i8, usize)> {
    let digits = signs.get(at..)?.iter().take(3).take_while(|(_, sign)| sign.is_ascii_digit()).count();
    let text: String = signs[at..at + digits].iter().map(|(_, sign)| *sign).collect();
    (1..=2).contains(&digits).then(|| text.parse().ok()).flatten().map(|number| (number, at + digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(String, String)> {
        Times::find(text).map(|(times, range)| (times.to_string(), text[range].to_owned()))
    }

    #[test]
    fn times_in_every_form() {
        for (text, times, taken) in [
            ("作品展 9:00〜12:00", "9:00〜12:00", "9:00〜12:00"),
            ("歯科検診 ９：３０～", "9:30〜", "９：３０～"),
            ("13:00", "13:00〜", "13:00"),
            ("10:00 - 11:30", "10:00〜11:30", "10:00 - 11:30"),
            ("10:00-11:30(ホール)", "10:00〜11:30", "10:00-11:30"),
            ("9時半から11時まで", "9:30〜11:00", "9時半から11時まで"),
            ("9時30分〜11時", "9:30〜11:00", "9時30分〜11時"),
            ("午後1時30分〜3時", "13:30〜15:00", "午後1時30分〜3時"),
            ("午前10時〜午後2時", "10:00〜14:00", "午前10時〜午後2時"),
            ("10:00〜2:00", "10:00〜", "10:00〜2:00"),
            ("受付は17:00まで。開会 18:00", "18:00〜", "18:00"),
        ] {
            assert_eq!(found(text), Some((times.to_owned(), taken.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "1:240",
            "3:1",
            "25:00",
            "10:70",
            "〜17:00",
            "17:00まで",
            "3時間",
            "2026-12-01",
            "8:30:15",
            "100:20",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
