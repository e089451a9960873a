//! YAML as the school writes it: text, lists and tables, every one with its place in the file.
//!
//! Smaller than YAML on purpose: no anchors and aliases (nobody needs them, and a bomb is made of them), no
//! types by guess (`no` is a text here), a bounded size and depth.

use std::ops::Range;

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle};

const DEEPEST: usize = 8;
const MOST: usize = 20_000;

/// One value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) range: Range<usize>,
    pub(crate) value: Yaml,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Yaml {
    /// Any text, number or date, as written; empty where nothing is written.
    Text(String),
    List(Vec<Node>),
    Table(Vec<(Key, Node)>),
}

/// The name of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
}

/// Why a text is not YAML as we take it, and from which byte on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) kind: FaultKind,
}

/// See [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// not YAML at all
    Syntax,
    /// a tab where spaces are wanted
    Tab,
    /// `&`, `*` or `!` before a value that is not in quotes
    Mark,
    /// more than any settings need
    TooMuch,
}

/// Reads one text. Nothing but comments is an empty table.
pub(crate) fn parse(text: &str) -> Result<Node, Fault> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = DEEPEST;
    options.block_nesting_limit = DEEPEST;
    let mut reader = Reader { parser: Parser::new_from_str_with_options(text, options), text, read: 0 };
    reader.document()
}

struct Reader<'a> {
    parser: Parser<'a, serde_yaml::granit_parser::StrInput<'a>>,
    text: &'a str,
    read: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Node, Fault> {
        loop {
            let (event, range) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Ok(Node { range: 0..0, value: Yaml::Table(Vec::new()) });
                }
                event => {
                    let node = self.node(event, range, 0)?;
                    // What follows the first document must still be whole: nothing is left unread.
                    return match self.next()? {
                        (Event::DocumentEnd | Event::StreamEnd, _) => Ok(node),
                        (_, range) => Err(Fault { at: range.start, kind: FaultKind::Syntax }),
                    };
                }
            }
        }
    }

    fn node(&mut self, event: Event<'a>, range: Range<usize>, depth: usize) -> Result<Node, Fault> {
        let too_much = Fault { at: range.start, kind: FaultKind::TooMuch };
        if depth > DEEPEST {
            return Err(too_much);
        }
        match event {
            Event::Scalar(text, style, 0, None) => {
                let text =
                    if style == ScalarStyle::Plain && text == "~" { String::new() } else { text.into() };
                Ok(Node { range, value: Yaml::Text(text) })
            }
            Event::SequenceStart(_, 0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => return Ok(Node { range, value: Yaml::List(items) }),
                        (event, range) => items.push(self.node(event, range, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(_, 0, None) => {
                let mut entries = Vec::new();
                loop {
                    let key = match self.next()? {
                        (Event::MappingEnd, _) => return Ok(Node { range, value: Yaml::Table(entries) }),
                        (Event::Scalar(text, _, 0, None), range) => Key { text: text.into(), range },
                        (_, range) => return Err(Fault { at: range.start, kind: FaultKind::Syntax }),
                    };
                    let (event, range) = self.next()?;
                    entries.push((key, self.node(event, range, depth + 1)?));
                }
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => {
                Err(Fault { at: range.start, kind: FaultKind::Mark })
            }
            _ => Err(Fault { at: range.start, kind: FaultKind::Syntax }),
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Range<usize>), Fault> {
        self.read += 1;
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or(0..0);
                if self.read > MOST {
                    return Err(Fault { at: range.start, kind: FaultKind::TooMuch });
                }
                Ok((event, range))
            }
            Some(Err(error)) => Err(self.fault(error.marker().byte_offset())),
            None => Ok((Event::StreamEnd, self.text.len()..self.text.len())),
        }
    }

    /// Says what most likely went wrong at this byte.
    fn fault(&self, at: Option<usize>) -> Fault {
        let at = self.text.floor_char_boundary(at.unwrap_or(0));
        let begin = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[begin..].lines().next().unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indent].find('\t') {
            return Fault { at: begin + tab, kind: FaultKind::Tab };
        }
        let value = line.split_once(": ").map_or(line, |(_, value)| value).trim_start();
        let kind = if value.starts_with(['*', '&', '!']) { FaultKind::Mark } else { FaultKind::Syntax };
        Fault { at, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> FaultKind {
        parse(text).unwrap_err().kind
    }

    #[test]
    fn every_value_keeps_its_place() {
        let text = "# 園\nname: ひまわり\nmail:\n  hold: 60s\ngroups: [a, 'b c']\nempty:\n";
        let Yaml::Table(entries) = parse(text).unwrap().value else { panic!("no table") };
        let shown: Vec<_> =
            entries.iter().map(|(key, node)| (&*key.text, &text[node.range.clone()])).collect();
        assert_eq!(shown[0], ("name", "ひまわり"));
        let Yaml::Table(mail) = &entries[1].1.value else { panic!("no table") };
        assert_eq!(&text[mail[0].1.range.clone()], "60s");
        let Yaml::List(items) = &entries[2].1.value else { panic!("no list") };
        assert_eq!(items[1].value, Yaml::Text("b c".into()));
        assert_eq!(entries[3].1.value, Yaml::Text(String::new()));
    }

    #[test]
    fn a_bomb_is_refused_at_its_first_anchor() {
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
        assert_eq!(kind(bomb), FaultKind::Mark);
        assert_eq!(kind(&"[".repeat(100_000)), FaultKind::Syntax);
        assert_eq!(kind(&format!("a: [{}]", "x,".repeat(100_000))), FaultKind::TooMuch);
    }

    #[test]
    fn says_what_went_wrong() {
        assert_eq!(kind("mail:\n\thold: 60s\n"), FaultKind::Tab);
        assert_eq!(kind("title: *大事*\n"), FaultKind::Mark);
        assert_eq!(kind("title: あ: い\n"), FaultKind::Syntax);
        assert_eq!(parse("# nothing\n").unwrap().value, Yaml::Table(Vec::new()));
        assert_eq!(parse("").unwrap().value, Yaml::Table(Vec::new()));
    }
}
