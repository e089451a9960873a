//! Text that can never become HTML, in an element or in a quoted attribute.

use std::borrow::Cow;

use crate::settled::Stops;

/// Appends `text`, escaped.
///
/// Braces are escaped too, so that a text can never look like one of the message's slots for links.
/// Control characters, which HTML forbids, are left out.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, after) = rest.split_at(CARE.before(rest));
        out.push_str(plain);
        let mut characters = after.chars();
        match characters.next() {
            Some(character) if needs_care(character) => out.push_str(replacement(character)),
            Some(character) => out.push(character),
            None => {}
        }
        rest = characters.as_str();
    }
}

/// Before each sign that [`needs_care`], and before some others.
const CARE: Stops = Stops::at(b"&<>\"'{}", &[0xef, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4]);

/// `text`, escaped.
pub(in crate::render) fn escaped(text: &str) -> Cow<'_, str> {
    if !text[CARE.before(text)..].contains(needs_care) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    escape(text, &mut out);
    Cow::Owned(out)
}

fn needs_care(character: char) -> bool {
    match character {
        '&' | '<' | '>' | '"' | '\'' | '{' | '}' => true,
        // Most of a text is one of these, and asked no further.
        ' '..='~' | '\u{3000}'..='\u{9fff}' => false,
        character => is_forbidden(character),
    }
}

/// Characters no HTML text may hold: controls but for tab and new line, and non-characters.
fn is_forbidden(character: char) -> bool {
    let code = u32::from(character);
    (character.is_control() && !matches!(character, '\t' | '\n'))
        || (0xFDD0..=0xFDEF).contains(&code)
        || code & 0xFFFE == 0xFFFE
}

fn replacement(character: char) -> &'static str {
    match character {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '{' => "&#123;",
        '}' => "&#125;",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_means_something_to_html_is_left() {
        assert_eq!(escaped("園だより"), "園だより");
        assert_eq!(
            escaped("<b onclick=\"x('&')\">{{link}}\u{0}\u{85}\n"),
            "&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;&#123;&#123;link&#125;&#125;\n"
        );
    }
}
