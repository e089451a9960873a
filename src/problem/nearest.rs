//! "Did you mean …?": the name somebody probably meant.

use unicode_normalization::UnicodeNormalization;

/// The candidate most like `word`, or `None` where nothing is alike. Width, case and composition of
/// characters do not count; of several equally near the first is taken.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    // Comparing takes the product of both lengths: nobody types a name this long by mistake.
    if word.is_empty() || word.len() > 300 {
        return None;
    }
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| candidate.len() <= 300) {
        let likeness = likeness(&word, &plain(candidate));
        if likeness > best.map_or(0.5, |(likeness, _)| likeness) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// From 0 (nothing in common) to 1 (the same).
fn likeness(a: &str, b: &str) -> f64 {
    let alike = strsim::normalized_damerau_levenshtein(a, b);
    // ひまわり for ひまわり組
    let part = !a.is_empty() && !b.is_empty() && (a.contains(b) || b.contains(a));
    if part { alike.max(0.6 + alike / 10.0) } else { alike }
}

fn plain(word: &str) -> String {
    word.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_away() {
        assert_eq!(nearest("tilte", ["title", "date", "to"]), Some("title"));
        assert_eq!(nearest("ひまわり", ["すみれ組", "ひまわり組"]), Some("ひまわり組"));
        assert_eq!(nearest("ENSOKU.jpg", ["ensoku.JPG", "umi.jpg"]), Some("ensoku.JPG"));
        assert_eq!(nearest("xyz", ["title", "date"]), None);
    }
}
