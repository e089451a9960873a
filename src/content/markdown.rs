//! The text of one letter → its tree of blocks.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::attributes::{self, Attributes};
use super::boxes::{self, Part};
use super::forgive::mend;
use super::inline::{clean, split, words_of};
use super::lines::{as_lines, paragraph, trimmed, without_links, words_in_lines};
use super::mended::Mended;
use super::one::tell;
use super::pictures::Pictures;
use super::{Align, Block, BoxKind, Inline};
use crate::problem::{Problem, Source};

/// Quotes in lists in quotes … deeper than this are laid flat: whoever walks the tree may recurse.
const DEEPEST: usize = 16;

/// What the text of a letter became.
pub(super) struct Body {
    pub(super) blocks: Vec<Block>,
    /// `#…` of each link inside the letter, and where it stands; the link's `to` is `#` and the number here.
    pub(super) inside_links: Vec<(String, Range<usize>)>,
    /// What no page may show: the braces behind the photos.
    pub(super) unseen: Vec<Range<usize>>,
    pub(super) problems: Vec<Problem>,
}

/// Reads the text from byte `start` of the file on.
pub(super) fn body(source: &Source<'_>, start: usize, pictures: &mut Pictures<'_>) -> Body {
    let mut reader = Reader {
        source,
        pictures,
        body: Body { blocks: Vec::new(), inside_links: Vec::new(), unseen: Vec::new(), problems: Vec::new() },
        told_deep: false,
    };
    reader.read(start);
    reader.body
}

struct OpenBox {
    kind: BoxKind,
    title: Vec<Inline>,
    line: Range<usize>,
    before: Vec<Block>,
}

struct Reader<'r, 'p> {
    source: &'r Source<'r>,
    pictures: &'r mut Pictures<'p>,
    body: Body,
    told_deep: bool,
}

impl Reader<'_, '_> {
    fn read(&mut self, start: usize) {
        let text = self.source.text();
        let mut open: Vec<OpenBox> = Vec::new();
        let mut blocks = Vec::new();
        for part in boxes::parts(text, start) {
            match part {
                Part::Text(range) => blocks.append(&mut self.markdown(range)),
                Part::Open { kind, title, line } => {
                    let title = self.title(title);
                    open.push(OpenBox { kind, title, line, before: std::mem::take(&mut blocks) });
                }
                Part::Close => blocks = closed(open.pop(), blocks),
                Part::Stray { line } => self.tell(Problem::warning("content-box-stray", vec![]), line),
            }
        }
        while let Some(left) = open.pop() {
            self.tell(Problem::error("content-box-open", vec![]), left.line.clone());
            blocks = closed(Some(left), blocks);
        }
        self.body.blocks = blocks;
    }

    fn title(&mut self, range: Range<usize>) -> Vec<Inline> {
        match self.markdown(range.clone()).into_iter().next() {
            Some(Block::Paragraph { inlines } | Block::Heading { inlines, .. }) => inlines,
            // 「1. はさみ」 as a title is a title.
            Some(_) => vec![Inline::Text { text: clean(&self.source.text()[range]) }],
            None => Vec::new(),
        }
    }

    fn markdown(&mut self, range: Range<usize>) -> Vec<Block> {
        let mended = mend(self.source.text(), range);
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let stack = vec![Frame::new(What::Root)];
        let mut builder = Builder { reader: self, mended: &mended, stack, photo_ends: BTreeSet::new() };
        for (event, range) in Parser::new_ext(mended.text(), options).into_offset_iter() {
            builder.event(event, range);
        }
        let (blocks, photo_ends) = builder.finish();
        for (after, there) in mended.left_out() {
            self.body.unseen.push(there.clone());
            if !photo_ends.contains(after) {
                self.tell(Problem::error("content-photo-braces-stray", vec![]), there.clone());
            }
        }
        blocks
    }

    fn tell(&mut self, problem: Problem, range: Range<usize>) {
        tell(&mut self.body.problems, problem, || self.source.place(range));
    }
}

fn closed(open: Option<OpenBox>, blocks: Vec<Block>) -> Vec<Block> {
    match open {
        Some(OpenBox { kind, title, mut before, .. }) => {
            before.push(Block::Box { kind, title, blocks });
            before
        }
        None => blocks,
    }
}

/// Something that was begun and not yet ended.
struct Frame {
    what: What,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

enum What {
    Root,
    Paragraph,
    Heading(u8),
    Quote,
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Item,
    Table {
        align: Vec<Align>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Row {
        head: bool,
        cells: Vec<Vec<Inline>>,
    },
    Cell,
    Strong,
    Emphasis,
    Strike,
    Link {
        to: String,
        range: Range<usize>,
    },
    Photo {
        to: String,
        caption: String,
        said: Attributes,
        range: Range<usize>,
    },
    Code {
        fenced: bool,
    },
    Html,
    /// laid flat into what holds it
    Flat,
}

impl Frame {
    fn new(what: What) -> Self {
        Frame { what, blocks: Vec::new(), inlines: Vec::new() }
    }

    /// Running text between blocks becomes a paragraph.
    fn settle(&mut self) {
        if let Some(block) = paragraph(std::mem::take(&mut self.inlines)) {
            self.blocks.push(block);
        }
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.settle();
        self.blocks
    }
}

struct Builder<'b, 'r, 'p> {
    reader: &'b mut Reader<'r, 'p>,
    mended: &'b Mended,
    stack: Vec<Frame>,
    /// where in the mended text a photo ends
    photo_ends: BTreeSet<usize>,
}

impl Builder<'_, '_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(text) => self.inline(Inline::Code { text: clean(&text) }),
            Event::SoftBreak | Event::HardBreak => self.inline(Inline::Break),
            Event::Rule => self.block(Block::Rule),
            // Not asked for, so never sent.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let deep = self.stack.len() > DEEPEST;
        let what = match tag {
            Tag::Paragraph => What::Paragraph,
            Tag::Heading { level, .. } => What::Heading(level as u8),
            Tag::CodeBlock(kind) => What::Code { fenced: matches!(kind, CodeBlockKind::Fenced(_)) },
            Tag::HtmlBlock => What::Html,
            Tag::Table(align) => What::Table {
                align: align.into_iter().map(column).collect(),
                head: Vec::new(),
                rows: Vec::new(),
            },
            Tag::TableHead => What::Row { head: true, cells: Vec::new() },
            Tag::TableRow => What::Row { head: false, cells: Vec::new() },
            Tag::TableCell => What::Cell,
            Tag::Image { dest_url, title, .. } => What::Photo {
                to: clean(&dest_url),
                caption: clean(&title),
                said: self.said_of_photo(range.end),
                range: self.name_of_photo(&dest_url, range),
            },
            Tag::Link { link_type, dest_url, .. } => {
                let to = if link_type == LinkType::Email {
                    format!("mailto:{dest_url}")
                } else {
                    clean(&dest_url)
                };
                What::Link { to, range: self.mended.original(range) }
            }
            _ if deep => {
                if !std::mem::replace(&mut self.reader.told_deep, true) {
                    let range = self.mended.original(range);
                    self.reader.tell(Problem::warning("content-too-deep", vec![]), range);
                }
                What::Flat
            }
            Tag::BlockQuote(_) => What::Quote,
            Tag::List(start) => What::List { start, items: Vec::new() },
            Tag::Item => match self.stack.last() {
                Some(Frame { what: What::List { .. }, .. }) => What::Item,
                _ => What::Flat,
            },
            Tag::Strong => What::Strong,
            Tag::Emphasis => What::Emphasis,
            Tag::Strikethrough => What::Strike,
            _ => What::Flat,
        };
        self.stack.push(Frame::new(what));
    }

    fn end(&mut self, _tag: TagEnd) {
        // The first frame stays: it holds the result.
        if self.stack.len() < 2 {
            return;
        }
        let Some(mut frame) = self.stack.pop() else { return };
        match std::mem::replace(&mut frame.what, What::Flat) {
            What::Root | What::Paragraph => {
                let blocks = frame.into_blocks();
                self.blocks(blocks);
            }
            What::Flat => {
                // Inside a sentence it stays one; elsewhere its own text is a paragraph.
                if frame.blocks.is_empty() && self.in_sentence() {
                    self.inlines(frame.inlines);
                } else {
                    let blocks = frame.into_blocks();
                    self.blocks(blocks);
                }
            }
            What::Heading(level) => {
                let inlines = trimmed(frame.inlines);
                if !inlines.is_empty() {
                    self.block(Block::Heading { level, id: String::new(), inlines });
                }
            }
            What::Quote => {
                let blocks = frame.into_blocks();
                self.block(Block::Quote { blocks });
            }
            What::Item => {
                let blocks = frame.into_blocks();
                if let Some(Frame { what: What::List { items, .. }, .. }) = self.stack.last_mut() {
                    items.push(blocks);
                }
            }
            What::List { start, mut items } => {
                let left = frame.into_blocks();
                if !left.is_empty() {
                    items.push(left);
                }
                self.block(Block::List { start, items });
            }
            What::Cell => {
                if let Some(Frame { what: What::Row { cells, .. }, .. }) = self.stack.last_mut() {
                    cells.push(trimmed(frame.inlines));
                }
            }
            What::Row { head: is_head, cells } => {
                if let Some(Frame { what: What::Table { head, rows, .. }, .. }) = self.stack.last_mut() {
                    if is_head { *head = cells } else { rows.push(cells) }
                }
            }
            What::Table { align, mut head, mut rows } => {
                for row in std::iter::once(&mut head).chain(&mut rows) {
                    row.resize_with(align.len(), Vec::new);
                }
                self.block(Block::Table { align, head, rows });
            }
            What::Strong => self.marked(frame.inlines, |inlines| Inline::Strong { inlines }),
            What::Emphasis => self.marked(frame.inlines, |inlines| Inline::Emphasis { inlines }),
            What::Strike => self.marked(frame.inlines, |inlines| Inline::Strike { inlines }),
            What::Link { to, range } => self.link(&to, frame.inlines, range),
            What::Photo { to, caption, said, range } => {
                self.photo(&to, &caption, said, &frame.inlines, range)
            }
            What::Code { fenced } => {
                let text = words_in_lines(&frame.inlines);
                if fenced {
                    self.block(Block::Code { text });
                } else {
                    // Four blanks at the beginning of a line are an indent, not a program.
                    let lines = as_lines(&text);
                    self.blocks(paragraph(lines).into_iter().collect());
                }
            }
            What::Html => {
                let lines = as_lines(&words_in_lines(&frame.inlines));
                self.blocks(paragraph(lines).into_iter().collect());
            }
        }
    }

    fn finish(mut self) -> (Vec<Block>, BTreeSet<usize>) {
        while self.stack.len() > 1 {
            self.end(TagEnd::Paragraph);
        }
        (self.stack.pop().map(Frame::into_blocks).unwrap_or_default(), self.photo_ends)
    }

    fn text(&mut self, text: &str) {
        let text = clean(text);
        if text.is_empty() {
            return;
        }
        // Markdown hands a sentence on in pieces: they are put together before ruby is looked for.
        match self.stack.last_mut().and_then(|frame| frame.inlines.last_mut()) {
            Some(Inline::Text { text: before }) => before.push_str(&text),
            _ => self.inline(Inline::Text { text }),
        }
    }

    fn inline(&mut self, inline: Inline) {
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.push(inline);
        }
    }

    fn inlines(&mut self, inlines: Vec<Inline>) {
        if let Some(frame) = self.stack.last_mut() {
            frame.inlines.extend(inlines);
        }
    }

    fn marked(&mut self, inlines: Vec<Inline>, mark: impl FnOnce(Vec<Inline>) -> Inline) {
        if !inlines.is_empty() {
            self.inline(mark(inlines));
        }
    }

    fn block(&mut self, block: Block) {
        self.blocks(vec![block]);
    }

    fn blocks(&mut self, blocks: Vec<Block>) {
        if let Some(frame) = self.stack.last_mut() {
            frame.settle();
            frame.blocks.extend(blocks);
        }
    }

    /// Is what comes next part of a sentence?
    fn in_sentence(&self) -> bool {
        self.stack.last().is_some_and(|frame| {
            !matches!(frame.what, What::Root | What::Quote | What::List { .. } | What::Flat)
                || !frame.inlines.is_empty()
        })
    }

    fn link(&mut self, to: &str, inlines: Vec<Inline>, range: Range<usize>) {
        let shown: String = to.chars().take(200).collect();
        let told = |id: &'static str| Problem::error(id, vec![("to", shown.into())]);
        let inlines = without_links(inlines);
        let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let id = match scheme.as_deref() {
            _ if to.contains(|c: char| c.is_whitespace() || c.is_control()) && !to.starts_with('#') => {
                "content-link-inside"
            }
            _ if to.starts_with('#') => {
                let number = self.reader.body.inside_links.len();
                self.reader.body.inside_links.push((to[1..].to_owned(), range));
                return self.inline(Inline::Link { to: format!("#{number}"), inlines });
            }
            Some("https" | "http") if to.contains("://") => {
                return self.inline(Inline::Link { to: to.to_owned(), inlines });
            }
            Some("mailto" | "tel") => return self.inline(Inline::Link { to: to.to_owned(), inlines }),
            Some(_) => "content-link-kind",
            None if to.is_empty() => "content-link-empty",
            None if to.to_ascii_lowercase().starts_with("www.") => "content-link-scheme",
            None => "content-link-inside",
        };
        self.reader.tell(told(id), range);
        self.inlines(inlines);
    }

    /// What stands in braces behind the photo that ends at this byte of the mended text.
    fn said_of_photo(&mut self, end: usize) -> Attributes {
        self.photo_ends.insert(end);
        let mut said = Attributes::default();
        for there in self.mended.left_out_after(end) {
            let Attributes { names, focus, problems } =
                attributes::parse(&self.reader.source.text()[there.clone()]);
            said.names.extend(names);
            said.focus = focus.or(said.focus);
            for (problem, at) in problems {
                self.reader.tell(problem, there.start + at.start..there.start + at.end);
            }
        }
        said
    }

    fn photo(&mut self, to: &str, caption: &str, said: Attributes, alt: &[Inline], range: Range<usize>) {
        let mut words = Vec::new();
        split(&words_of(alt), true, &mut words);
        let alt = words_of(&words);
        // A photo in the words of a photo is only words.
        if self.stack.iter().any(|frame| matches!(frame.what, What::Photo { .. })) {
            return self.text(&alt);
        }
        match self.reader.pictures.photo(to, &alt, caption, said, range.clone()) {
            Ok(photo) => self.inline(Inline::Photo { photo }),
            Err(problem) => {
                self.reader.tell(problem, range);
                self.text(&alt);
            }
        }
    }

    /// Where the photo's name stands inside `![…](…)`.
    fn name_of_photo(&self, name: &str, range: Range<usize>) -> Range<usize> {
        let whole = &self.mended.text()[range.clone()];
        let found = ["(<", "("].iter().find_map(|open| {
            let at = whole.rfind(&format!("{open}{name}"))?;
            Some(range.start + at + open.len())
        });
        match found.filter(|_| !name.is_empty()) {
            Some(at) => self.mended.original(at..at + name.len()),
            None => self.mended.original(range),
        }
    }
}

fn column(align: Alignment) -> Align {
    match align {
        Alignment::None | Alignment::Left => Align::Start,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::End,
    }
}
