//! Running text → words, ruby and web addresses.

use super::Inline;
use super::forgive::JOINER;
use crate::settled::Stops;

/// The text as it is shown: without our own joiner and what no page may hold.
pub(super) fn clean(text: &str) -> String {
    let doubtful = &text[DOUBTFUL.before(text)..];
    if doubtful.contains(is_unfit) {
        text.chars().filter(|c| !is_unfit(*c)).collect()
    } else {
        text.to_owned()
    }
}

/// The signs that [`is_unfit`] may mean begin with one of these.
const DOUBTFUL: Stops = Stops::at(b"", &[0xe2, 0xef]);

fn is_unfit(c: char) -> bool {
    match c {
        '\n' | '\t' | ' '..='~' => false,
        '\u{3000}'..='\u{9fff}' => false,
        '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        c => c == JOINER || c.is_control(),
    }
}

/// Cuts ruby and, outside a link, bare web addresses out of a text.
pub(super) fn split(text: &str, in_link: bool, out: &mut Vec<Inline>) {
    let mut from = 0;
    let mut at = 0;
    let begins = |byte: &u8| matches!(byte, b'{' | b'h');
    while let Some(found) = text.as_bytes()[at..].iter().position(begins) {
        at += found;
        let piece = if text[at..].starts_with('{') {
            ruby(&text[at..])
        } else if in_link {
            None
        } else {
            address(&text[at..])
        };
        match piece {
            Some((inline, length)) => {
                words(&text[from..at], out);
                out.push(inline);
                at += length;
                from = at;
            }
            None => at += 1,
        }
    }
    words(&text[from..], out);
}

fn words(text: &str, out: &mut Vec<Inline>) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(Inline::Text { text: before }) => before.push_str(text),
        _ => out.push(Inline::Text { text: text.to_owned() }),
    }
}

/// `{漢字｜かんじ}`
fn ruby(text: &str) -> Option<(Inline, usize)> {
    let reach = &text[..text.floor_char_boundary(400)];
    let end = reach.find('}')?;
    let (base, reading) = text[1..end].split_once('｜')?;
    let plain = |part: &str| !part.trim().is_empty() && !part.contains(['{', '｜', '\n']);
    (plain(base) && plain(reading))
        .then(|| (Inline::Ruby { base: base.trim().to_owned(), reading: reading.trim().to_owned() }, end + 1))
}

/// `https://…` up to the first character that no address holds.
fn address(text: &str) -> Option<(Inline, usize)> {
    let scheme = ["https://", "http://"].iter().find(|scheme| text.starts_with(**scheme))?;
    let belongs = |c: char| c.is_ascii_graphic() && !"<>\"'`{}|\\^".contains(c);
    let reach = &text[..text.floor_char_boundary(2000)];
    let end = reach.find(|c| !belongs(c)).unwrap_or(reach.len());
    let mut to = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~']);
    if to.ends_with(')') && !to.contains('(') {
        to = to.trim_end_matches(')');
    }
    let host = to.len() > scheme.len() && to.as_bytes()[scheme.len()].is_ascii_alphanumeric();
    let inlines = vec![Inline::Text { text: to.to_owned() }];
    host.then(|| (Inline::Link { to: to.to_owned(), inlines }, to.len()))
}

/// The words alone: for a title, an alternative text, the address of a heading.
pub(super) fn words_of(inlines: &[Inline]) -> String {
    let mut words = String::new();
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => words.push_str(text),
            Inline::Ruby { base, .. } => words.push_str(base),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strike { inlines }
            | Inline::Link { inlines, .. } => words.push_str(&words_of(inlines)),
            Inline::Break => words.push(' '),
            Inline::Photo { .. } => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruby_and_addresses_stand_out() {
        let mut out = Vec::new();
        split("{遠足｜えんそく}は https://example.jp/a?b=1。{}と{あ}", false, &mut out);
        assert_eq!(out[0], Inline::Ruby { base: "遠足".into(), reading: "えんそく".into() });
        assert!(matches!(&out[2], Inline::Link { to, .. } if to == "https://example.jp/a?b=1"));
        assert_eq!(out[3], Inline::Text { text: "。{}と{あ}".into() });
        assert_eq!(words_of(&out), "遠足は https://example.jp/a?b=1。{}と{あ}");
    }
}
