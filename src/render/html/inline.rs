//! Running text.

use super::{DEEPEST, Writer};
use crate::content::Inline;
use crate::render::plain;

impl Writer<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        if self.depth >= DEEPEST {
            self.text(&plain::inlines(inlines));
            return;
        }
        self.depth += 1;
        for inline in inlines {
            self.inline(inline);
        }
        self.depth -= 1;
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { text } => self.text(text),
            Inline::Strong { inlines } => self.around("strong", inlines),
            Inline::Emphasis { inlines } => self.around("em", inlines),
            Inline::Strike { inlines } => self.around("s", inlines),
            Inline::Code { text } => {
                self.put("<code>");
                self.text(text);
                self.put("</code>");
            }
            Inline::Link { to, inlines } => self.link(to, inlines),
            Inline::Ruby { base, reading } => self.ruby(base, reading),
            Inline::Photo { photo } => self.photo_in_text(*photo),
            Inline::Break => self.put("<br>\n"),
        }
    }

    fn around(&mut self, name: &str, inlines: &[Inline]) {
        self.put(&format!("<{name}>"));
        self.inlines(inlines);
        self.put(&format!("</{name}>"));
    }

    fn link(&mut self, to: &str, inlines: &[Inline]) {
        let Some(to) = target(to) else { return self.inlines(inlines) };
        self.put("<a");
        self.attribute("href", &to);
        if to.starts_with("http") {
            self.attribute("rel", "noopener noreferrer");
        }
        self.put(">");
        self.inlines(inlines);
        self.put("</a>");
    }

    fn ruby(&mut self, base: &str, reading: &str) {
        self.put("<ruby>");
        self.text(base);
        self.put("<rp>(</rp><rt>");
        self.text(reading);
        self.put("</rt><rp>)</rp></ruby>");
    }
}

/// Where a link may lead; anything else stays plain text. Letters hold no other links, and this is the
/// last door before a parent's browser.
fn target(to: &str) -> Option<String> {
    if let Some(heading) = to.strip_prefix('#') {
        return Some(format!("#{}", anchor(heading)));
    }
    let (scheme, rest) = to.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let known = match scheme.as_str() {
        "http" | "https" => rest.starts_with("//"),
        "mailto" | "tel" => true,
        _ => false,
    };
    (known && !to.contains(char::is_control)).then(|| format!("{scheme}:{}", encoded(rest)))
}

/// The id a heading has on the page. The prefix keeps a heading called "reply" apart from the page's own
/// parts; an id holds no spaces.
pub(super) fn anchor(id: &str) -> String {
    format!("h-{}", id.replace(char::is_whitespace, "-"))
}

/// Characters that may not stand in an address, percent-encoded.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for character in address.chars() {
        match character {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                out.push_str(&format!("%{:02X}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn only_the_four_kinds_of_links_and_headings_lead_anywhere() {
        assert_eq!(target("HTTPS://example.jp/a b").as_deref(), Some("https://example.jp/a%20b"));
        assert_eq!(target("tel:03-0000-0000").as_deref(), Some("tel:03-0000-0000"));
        assert_eq!(target("#reply").as_deref(), Some("#h-reply"));
        assert_eq!(target("https://a.jp/\"<x>").as_deref(), Some("https://a.jp/%22%3Cx%3E"));
        assert_eq!(target("#a b").as_deref(), Some("#h-a-b"));
        for bad in
            ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//evil", "java\nscript:x", "x"]
        {
            assert_eq!(target(bad), None, "{bad}");
        }
        assert_eq!(target("https:evil"), None);
        assert_eq!(target("https://a\u{0}b"), None);
    }
}
