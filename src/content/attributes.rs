//! `![…](IMG_1.jpg){names="佐藤 陽葵、小林 悠真" focus=top}`: what a teacher says of a photo and no page shows.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::Focus;
use crate::problem::{Problem, nearest};

/// No block is longer: keeps every line linear. Room for more than [`MOST_NAMES`].
const REACH: usize = 16_000;
/// More names than this beside one photo are a mistake.
const MOST_NAMES: usize = 300;

const NAMES: &[&str] = &["names", "name", "名前", "写っている子"];
const FOCUS: &[&str] = &["focus", "位置"];
const FOCUSES: &[(Focus, &[&str])] = &[
    (Focus::Top, &["top", "上"]),
    (Focus::Bottom, &["bottom", "下"]),
    (Focus::Left, &["left", "左"]),
    (Focus::Right, &["right", "右"]),
    (Focus::Centre, &["centre", "center", "中央", "中心", "真ん中", "まん中"]),
];

/// What stands in the braces after a photo.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Attributes {
    /// the children on it
    pub(super) names: Vec<String>,
    /// what must stay in sight where the photo is cut
    pub(super) focus: Option<Focus>,
    /// what is wrong, and at which bytes of the block
    pub(super) problems: Vec<(Problem, Range<usize>)>,
}

/// How many bytes a block takes that begins where `here` does. `after_photo`: whatever stands in braces right
/// behind a photo is one; elsewhere only what names one of our keys, so that no child's name gets on a page by a
/// slip. One that is not closed reaches to the end of the line.
pub(super) fn length(here: &str, after_photo: bool) -> Option<usize> {
    let open = here.chars().next().filter(|c| matches!(c, '{' | '｛'))?.len_utf8();
    if !after_photo && !begins_with_key(&here[open..]) {
        return None;
    }
    let reach = &here[open..here.floor_char_boundary(REACH).max(open)];
    // Another block that begins first: this one was forgotten to be closed.
    let end = reach.find(['}', '｝', '{', '｛']).filter(|end| reach[*end..].starts_with(['}', '｝']));
    let inside = &reach[..end.unwrap_or(reach.len())];
    if inside.contains(['|', '｜']) && !begins_with_key(inside) {
        return None;
    }
    let close = |end: usize| here[open + end..].chars().next().map_or(0, char::len_utf8);
    Some(end.map_or(here.len(), |end| open + end + close(end)))
}

/// How many bytes such a block takes on the line below a photo: nothing else stands on the line, and a sign
/// follows a word in it, whatever the word. It is in the wrong place, and no child's name gets on the page.
pub(super) fn length_below_photo(line: &str) -> Option<usize> {
    let length = length(line, true)?;
    let alone = line[length..].trim().is_empty();
    (alone && line[..length].contains(is_sign)).then_some(length)
}

fn begins_with_key(inside: &str) -> bool {
    let near = &inside[..inside.floor_char_boundary(60)];
    near.find(is_sign).is_some_and(|sign| {
        let key = plain(&near[..sign]);
        NAMES.contains(&&*key) || FOCUS.contains(&&*key)
    })
}

/// Reads a block, braces included.
pub(super) fn parse(block: &str) -> Attributes {
    let mut attributes = Attributes::default();
    let open = block.chars().next().map_or(0, char::len_utf8);
    let inside = block[open..].trim_end_matches(['}', '｝']);
    if open + inside.len() == block.len() {
        attributes.problems.push((Problem::error("content-photo-braces-open", vec![]), 0..block.len()));
    }
    for Entry { key, value } in entries(inside, open) {
        attributes.take(&block[key.clone()], key, &block[value.clone()], value);
    }
    attributes
}

impl Attributes {
    fn take(&mut self, key: &str, key_at: Range<usize>, value: &str, value_at: Range<usize>) {
        let name = plain(key);
        if NAMES.contains(&&*name) {
            let names = value.split([',', '、', '，', '､', ';', '；', '/', '／']).map(str::trim);
            let names = names.filter(|name| !name.is_empty()).map(|name| name.nfc().collect());
            let before = self.names.len();
            self.names.extend(names);
            if self.names.len() == before {
                self.problems.push((Problem::error("content-photo-names-empty", vec![]), key_at));
            } else if self.names.len() > MOST_NAMES {
                let most = vec![("most", MOST_NAMES.into())];
                self.problems.push((Problem::error("content-photo-names-many", most), key_at));
            }
        } else if FOCUS.contains(&&*name) {
            let wanted = plain(value);
            let found = FOCUSES.iter().find(|(_, words)| words.contains(&&*wanted));
            self.focus = found.map(|(focus, _)| *focus);
            if found.is_none() {
                let problem = Problem::error("content-photo-focus", vec![("value", shown(value).into())]);
                self.problems.push((problem, value_at));
            }
        } else {
            let keys = NAMES.iter().chain(FOCUS).copied();
            let problem = match nearest(&name, keys) {
                Some(near) => {
                    let values = vec![("key", shown(key).into()), ("near", near.into())];
                    Problem::error("content-photo-key-near", values)
                }
                None => Problem::error("content-photo-key", vec![("key", shown(key).into())]),
            };
            self.problems.push((problem, key_at));
        }
    }
}

/// `key=value`, as bytes of the block.
struct Entry {
    key: Range<usize>,
    value: Range<usize>,
}

/// Cuts `key=value key:"value" …` into its entries. A value without quotes may hold blanks (佐藤 陽葵): it ends
/// where the next key begins.
fn entries(inside: &str, from: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = inside;
    while !rest.trim_start_matches(is_gap).is_empty() {
        rest = rest.trim_start_matches(is_gap);
        let Some(sign) = rest.find(is_sign) else {
            let key = rest.trim_end_matches(is_gap);
            entries.push(Entry { key: at(inside, key, from), value: at(inside, &rest[rest.len()..], from) });
            break;
        };
        let key = rest[..sign].trim();
        let after = rest[sign..].trim_start_matches(is_sign).trim_start();
        let (value, left) = value(after);
        entries.push(Entry { key: at(inside, key, from), value: at(inside, value, from) });
        rest = left;
    }
    entries
}

/// The value that a text begins with, and what follows it.
fn value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().and_then(|first| match first {
        '"' | '＂' | '“' | '”' => Some((first, &['"', '＂', '“', '”'][..])),
        '\'' => Some((first, &['\''][..])),
        '「' => Some((first, &['」'][..])),
        _ => None,
    });
    if let Some((open, close)) = quote {
        let text = &text[open.len_utf8()..];
        let end = text.find(close).unwrap_or(text.len());
        return (&text[..end], text[end..].trim_start_matches(close));
    }
    let next = text.find(is_sign).and_then(|sign| {
        let key = text[..sign].trim_end();
        key.rfind(is_gap)
    });
    let end = next.unwrap_or(text.len());
    (text[..end].trim_end_matches(is_gap), &text[end..])
}

fn at(whole: &str, part: &str, from: usize) -> Range<usize> {
    let start = from + (part.as_ptr() as usize - whole.as_ptr() as usize);
    start..start + part.len()
}

fn is_sign(c: char) -> bool {
    matches!(c, '=' | ':' | '＝' | '：')
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '、' | '，' | ';' | '；')
}

fn plain(word: &str) -> String {
    word.trim().nfkc().flat_map(char::to_lowercase).collect()
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> (Vec<String>, Option<Focus>, Vec<&'static str>) {
        let read = parse(block);
        (read.names, read.focus, read.problems.iter().map(|(problem, _)| problem.id).collect())
    }

    #[test]
    fn names_and_focus_as_people_write_them() {
        for block in [
            "{names=\"佐藤 陽葵, 小林 悠真\" focus=top}",
            "{focus=上 名前=佐藤 陽葵、小林 悠真}",
            "｛名前：佐藤 陽葵、小林 悠真　位置：上｝",
            "{写っている子＝「佐藤 陽葵／小林 悠真」, focus: Top}",
            "{ Names = “佐藤 陽葵、小林 悠真” ， focus = 'top' }",
        ] {
            let names = vec!["佐藤 陽葵".to_owned(), "小林 悠真".to_owned()];
            assert_eq!(read(block), (names, Some(Focus::Top), vec![]), "{block}");
        }
        for (word, focus) in
            [("下", Focus::Bottom), ("左", Focus::Left), ("Right", Focus::Right), ("中央", Focus::Centre)]
        {
            assert_eq!(read(&format!("{{位置={word}}}")).1, Some(focus), "{word}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_its_place() {
        for (block, id, wanted) in [
            ("{naems=佐藤 陽葵}", "content-photo-key-near", "naems"),
            ("{width=50%}", "content-photo-key", "width"),
            ("{佐藤 陽葵}", "content-photo-key", "佐藤 陽葵"),
            ("{focus=うしろ}", "content-photo-focus", "うしろ"),
            ("{names=}", "content-photo-names-empty", "names"),
            ("{names=佐藤 陽葵", "content-photo-braces-open", "{names=佐藤 陽葵"),
        ] {
            let told: Vec<(&str, &str)> =
                parse(block).problems.iter().map(|(problem, at)| (problem.id, &block[at.clone()])).collect();
            assert_eq!(told, [(id, wanted)], "{block}");
        }
    }

    #[test]
    fn a_block_ends_at_its_brace_and_is_not_mistaken_for_ruby() {
        assert_eq!(length("{names=あ}い", false), Some("{names=あ}".len()));
        assert_eq!(length("{あ}い", true), Some("{あ}".len()));
        assert_eq!(length("{あ}い", false), None);
        assert_eq!(length("{漢字|かんじ}", true), None);
        assert_eq!(length("{名前=あ|い}", true), Some("{名前=あ|い}".len()));
        assert_eq!(length("{名前=あ い", false), Some("{名前=あ い".len()));
        assert_eq!(length("名前=", true), None);
    }
}
