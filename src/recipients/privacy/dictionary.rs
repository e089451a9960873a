//! Many texts, looked for at once. An automaton (aho-corasick) of fifty thousand families would take 70 MiB.

use std::collections::HashMap;
use std::ops::Range;

/// A text, and what it stands for.
pub(super) type Entry<T> = (Box<str>, T);

/// Texts of two characters and more.
pub(super) struct Dictionary<T> {
    /// in the order of their texts
    entries: Vec<Entry<T>>,
    /// the first two characters → the entries that begin so
    starts: HashMap<[char; 2], Range<usize>>,
}

impl<T> Dictionary<T> {
    pub(super) fn of(mut entries: Vec<Entry<T>>) -> Self {
        entries.retain(|(text, _)| first_two(text).is_some());
        entries.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        entries.shrink_to_fit();
        let mut starts: HashMap<[char; 2], Range<usize>> = HashMap::new();
        for (at, start) in
            entries.iter().enumerate().filter_map(|(at, (text, _))| Some((at, first_two(text)?)))
        {
            starts.entry(start).or_insert(at..at).end = at + 1;
        }
        Dictionary { entries, starts }
    }

    /// Where its texts stand in this one: leftmost first, at each place the longest, none in another; each with all
    /// entries of that text.
    pub(super) fn find(&self, text: &str) -> Vec<(Range<usize>, &[Entry<T>])> {
        let mut found = Vec::new();
        let mut after = 0;
        for (at, _) in text.char_indices() {
            if at < after {
                continue;
            }
            if let Some(entries) = self.longest(&text[at..]) {
                after = at + entries[0].0.len();
                found.push((at..after, entries));
            }
        }
        found
    }

    /// The longest text that this one begins with.
    fn longest(&self, text: &str) -> Option<&[Entry<T>]> {
        let entries = &self.entries[self.starts.get(&first_two(text)?)?.clone()];
        let mut rest = text;
        loop {
            let end = entries.partition_point(|(entry, _)| entry.as_ref() <= rest);
            let last = &entries[end.checked_sub(1)?].0;
            if rest.starts_with(last.as_ref()) {
                let begin = entries[..end].partition_point(|(entry, _)| entry < last);
                return Some(&entries[begin..end]);
            }
            // One that `rest` begins with comes before `last`, and so `last` begins with it too.
            rest = shared(rest, last);
        }
    }
}

fn first_two(text: &str) -> Option<[char; 2]> {
    let mut signs = text.chars();
    Some([signs.next()?, signs.next()?])
}

/// What both begin with.
fn shared<'t>(one: &'t str, other: &str) -> &'t str {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    &one[..one.floor_char_boundary(same)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str], text: &str) -> Vec<(usize, String, usize)> {
        let entries = texts.iter().enumerate().map(|(at, text)| ((*text).into(), at)).collect();
        let dictionary = Dictionary::of(entries);
        let found = dictionary.find(text).into_iter();
        found.map(|(at, entries)| (at.start, text[at].to_owned(), entries.len())).collect()
    }

    #[test]
    fn the_longest_is_found_whatever_stands_between() {
        let texts = ["佐藤花", "佐藤花子", "佐藤花一二三", "山田太郎", "山田太郎", "a", "ab@x"];
        assert_eq!(
            found(&texts, "佐藤花子と佐藤花一二"),
            [(0, "佐藤花子".to_owned(), 1), ("佐藤花子と".len(), "佐藤花".to_owned(), 1)]
        );
        assert_eq!(
            found(&texts, "a山田太郎ab@xa"),
            [(1, "山田太郎".to_owned(), 2), (1 + "山田太郎".len(), "ab@x".to_owned(), 1)]
        );
        assert!(found(&texts, "佐藤山田佐").is_empty());
    }

    /// As the automaton finds them, for texts made of few signs, so that many begin alike.
    #[test]
    fn it_finds_what_an_automaton_finds() {
        let mut random = 7_u64;
        let mut word = |longest: u64| -> String {
            let mut next = || {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                random >> 33
            };
            (0..2 + next() % longest)
                .map(|_| ['あ', 'い', 'x'][usize::try_from(next() % 3).unwrap()])
                .collect()
        };
        for _ in 0..300 {
            let mut texts: Vec<String> = (0..12).map(|_| word(5)).collect();
            texts.sort();
            texts.dedup();
            let text = word(200);
            let automaton = aho_corasick::AhoCorasick::builder()
                .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                .build(&texts)
                .unwrap();
            let theirs: Vec<Range<usize>> = automaton.find_iter(&text).map(|hit| hit.range()).collect();
            let entries = texts.iter().map(|text| (text.as_str().into(), ())).collect();
            let dictionary = Dictionary::of(entries);
            let ours: Vec<Range<usize>> = dictionary.find(&text).into_iter().map(|(at, _)| at).collect();
            assert_eq!(ours, theirs, "{texts:?} in {text}");
        }
    }
}
