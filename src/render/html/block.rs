//! Blocks: headings, paragraphs, lists, boxes.

use super::inline::anchor;
use super::{DEEPEST, Entry, Writer};
use crate::content::{Block, BoxKind, Inline};
use crate::render::plain;

impl Writer<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        if self.depth >= DEEPEST {
            self.put("<p>");
            self.text(&plain::blocks(blocks));
            self.put("</p>\n");
            return;
        }
        self.depth += 1;
        for block in blocks {
            self.block(block);
        }
        self.depth -= 1;
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, inlines } => self.heading(*level, id, inlines),
            Block::Paragraph { inlines } => self.element("p", inlines),
            Block::List { start, items } => self.list(*start, items),
            Block::Table { align, head, rows } => self.table(align, head, rows),
            Block::Box { kind, title, blocks } => self.labelled_box(*kind, title, blocks),
            Block::Quote { blocks } => {
                self.put("<blockquote>\n");
                self.blocks(blocks);
                self.put("</blockquote>\n");
            }
            Block::Photos { photos } => self.photos(photos),
            Block::Code { text } => {
                self.put("<pre><code>");
                self.text(text);
                self.put("</code></pre>\n");
            }
            Block::Rule => self.put("<hr>\n"),
        }
    }

    /// `<name>inlines</name>`
    fn element(&mut self, name: &str, inlines: &[Inline]) {
        self.put(&format!("<{name}>"));
        self.inlines(inlines);
        self.put(&format!("</{name}>\n"));
    }

    /// No level is left out, whatever the teacher chose for its size: screen readers walk by levels.
    fn heading(&mut self, level: u8, id: &str, inlines: &[Inline]) {
        self.level = level.clamp(2, 6).min(self.level + 1);
        if (self.level, self.depth) == (2, 1) {
            self.contents.push(Entry { anchor: anchor(id), words: plain::inlines(inlines) });
        }
        self.put(&format!("<h{}", self.level));
        self.attribute("id", &anchor(id));
        self.put(">");
        self.inlines(inlines);
        self.put(&format!("</h{}>\n", self.level));
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        match start {
            None => self.put("<ul>\n"),
            Some(1) => self.put("<ol>\n"),
            // HTML counts in 32 bits
            Some(start) => self.put(&format!("<ol start=\"{}\">\n", start.min(999_999_999))),
        }
        for item in items {
            self.put("<li>");
            // A point of one paragraph stands close to the next; one with more inside needs its blocks.
            match item.as_slice() {
                [Block::Paragraph { inlines }] => self.inlines(inlines),
                [Block::Paragraph { inlines }, rest @ ..] => {
                    self.inlines(inlines);
                    self.put("\n");
                    self.blocks(rest);
                }
                blocks => self.blocks(blocks),
            }
            self.put("</li>\n");
        }
        self.put(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn labelled_box(&mut self, kind: BoxKind, title: &[Inline], blocks: &[Block]) {
        let class = class(kind);
        if kind == BoxKind::Lead && title.is_empty() {
            self.put("<div class=\"lead\">\n");
            self.blocks(blocks);
            self.put("</div>\n");
            return;
        }
        self.boxes += 1;
        let (number, before) = (self.boxes, self.level);
        self.level = (before + 1).min(6);
        self.put(&format!("<section class=\"box box-{class}\" aria-labelledby=\"box-{number}\">\n"));
        self.put(&format!("<h{} class=\"box-title\" id=\"box-{number}\">", self.level));
        self.put(&format!("<span class=\"badge\" aria-hidden=\"true\">{}</span> ", badge(kind)));
        if title.is_empty() {
            self.text(&self.words.say(&format!("sheet-box-{class}"), &[]));
        } else {
            self.inlines(title);
        }
        self.put(&format!("</h{}>\n", self.level));
        self.blocks(blocks);
        self.put("</section>\n");
        self.level = before;
    }
}

fn class(kind: BoxKind) -> &'static str {
    match kind {
        BoxKind::Notice => "notice",
        BoxKind::Bring => "bring",
        BoxKind::Health => "health",
        BoxKind::Lunch => "lunch",
        BoxKind::Lead => "lead",
        BoxKind::Info => "info",
    }
}

fn badge(kind: BoxKind) -> &'static str {
    match kind {
        BoxKind::Notice => "📣",
        BoxKind::Bring => "🎒",
        BoxKind::Health => "🩺",
        BoxKind::Lunch => "🍱",
        BoxKind::Lead => "🌱",
        BoxKind::Info => "🎈",
    }
}
